package demo

import "math/rand/v2"

// dice makes the choices of one block or parcel. It is seeded by where that lies, so a
// change in one place of the province changes nothing elsewhere.
type dice struct{ *rand.Rand }

func newDice(parts ...int64) dice {
	seed := [2]uint64{0x736f746179, 0x64656d6f}
	for i, p := range parts {
		seed[i%2] = seed[i%2]*0x9e3779b97f4a7c15 + uint64(p)
	}
	return dice{rand.New(rand.NewPCG(seed[0], seed[1]))}
}

// between is an even choice from a to b.
func (d dice) between(a, b float64) float64 { return a + (b-a)*d.Float64() }

// chance is true with probability p.
func (d dice) chance(p float64) bool { return d.Float64() < p }

// weighted chooses among values by their weights.
func (d dice) weighted(choices ...choice) string {
	sum := 0.0
	for _, c := range choices {
		sum += c.weight
	}
	x := sum * d.Float64()
	for _, c := range choices {
		if x -= c.weight; x < 0 {
			return c.value
		}
	}
	return choices[len(choices)-1].value
}

type choice struct {
	value  string
	weight float64
}
