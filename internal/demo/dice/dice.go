// Package dice makes choices that are random to look at and the same each time. It keeps
// no state between dice: start with New.
package dice

import "math/rand/v2"

// Dice makes the choices of one place. It is not safe for concurrent use.
type Dice struct{ *rand.Rand }

// New returns dice seeded by the parts, such as the coordinates of a place: a change in
// one place of the province then changes no choice elsewhere.
func New(parts ...int64) Dice {
	seed := [2]uint64{0x736f746179, 0x64656d6f}
	for i, p := range parts {
		seed[i%2] = seed[i%2]*0x9e3779b97f4a7c15 + uint64(p)
	}
	return Dice{rand.New(rand.NewPCG(seed[0], seed[1]))}
}

// Between is an even choice from a to b.
func (d Dice) Between(a, b float64) float64 { return a + (b-a)*d.Float64() }

// Chance is true with probability p.
func (d Dice) Chance(p float64) bool { return d.Float64() < p }

// Choice is a value and how often it is chosen compared with others.
type Choice struct {
	Value  string
	Weight float64
}

// Of makes a choice.
func Of(value string, weight float64) Choice { return Choice{value, weight} }

// Weighted chooses among values by their weights.
func (d Dice) Weighted(choices ...Choice) string {
	sum := 0.0
	for _, c := range choices {
		sum += c.Weight
	}
	x := sum * d.Float64()
	for _, c := range choices {
		if x -= c.Weight; x < 0 {
			return c.Value
		}
	}
	return choices[len(choices)-1].Value
}
