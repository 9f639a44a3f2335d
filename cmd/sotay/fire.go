package main

import (
	"cmp"
	"slices"

	"sotay/environment"
)

// fireFlags set how our own index of forest fire danger is turned into levels.
type fireFlags struct {
	FireLevels []float64 `name:"fire-levels" placeholder:"P,P,P,P" help:"${fire_levels}"`
	FireSource string    `name:"fire-levels-source" placeholder:"TEXT" help:"${fire_source}"`
}

// fireRules are the province's own table of the index P, where one is given.
func (c *fireFlags) fireRules() (environment.FireRules, error) {
	rules := environment.DefaultFireRules()
	if len(c.FireLevels) == 0 {
		return rules, nil
	}
	if len(c.FireLevels) != len(rules.Above) || c.FireLevels[0] <= 0 || !slices.IsSorted(c.FireLevels) {
		return rules, fault(usage, "",
			"--fire-levels %v: cần bốn số tăng dần, như 5000,10000,15000,20000", "--fire-levels %v: give four numbers that grow, such as 5000,10000,15000,20000", c.FireLevels)
	}
	return environment.FireRules{Above: [4]float64(c.FireLevels), Source: cmp.Or(c.FireSource, "--fire-levels")}, nil
}
