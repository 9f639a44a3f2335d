package dice_test

import (
	"math"
	"testing"

	"sotay/internal/demo/dice"
)

func TestSameParts(t *testing.T) {
	a, b, c := dice.New(1, 2, 3), dice.New(1, 2, 3), dice.New(1, 2, 4)
	same, other := 0, 0
	for range 100 {
		x := a.Uint64()
		if x == b.Uint64() {
			same++
		}
		if x == c.Uint64() {
			other++
		}
	}
	if same != 100 || other != 0 {
		t.Errorf("same parts agree %d times, others %d times of 100", same, other)
	}
}

func TestWeighted(t *testing.T) {
	d := dice.New(7)
	n := map[string]int{}
	for range 10000 {
		n[d.Weighted(dice.Of("rice", 6), dice.Of("trees", 3), dice.Of("never", 0), dice.Of("ponds", 1))]++
	}
	for value, want := range map[string]float64{"rice": 6000, "trees": 3000, "never": 0, "ponds": 1000} {
		if got := float64(n[value]); math.Abs(got-want) > 200 {
			t.Errorf("%s: %v of 10,000, want about %v", value, got, want)
		}
	}
}

func TestBetweenAndChance(t *testing.T) {
	d := dice.New(8)
	hits := 0
	for range 10000 {
		if x := d.Between(4, 6); x < 4 || x >= 6 {
			t.Fatalf("%v is not between 4 and 6", x)
		}
		if d.Chance(0.25) {
			hits++
		}
	}
	if hits < 2300 || hits > 2700 {
		t.Errorf("a chance of a quarter came %d times of 10,000", hits)
	}
}
