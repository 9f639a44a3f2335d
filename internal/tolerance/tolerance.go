// Package tolerance judges whether the area of a parcel in the papers and that on the map may
// differ as they do. Imports and the parcel's panel judge alike. Start with Compare.
package tolerance

import (
	"math"
	"time"
)

// Rule says how far the area in the papers and that of the map may differ before
// somebody must look: Factor · M · √P square metres, where M is the denominator of the
// map's scale and P the area in the papers in square metres.
type Rule struct {
	From   time.Time // in force from this day
	Factor float64
	Source string
	// Verified tells that the official text was read; until then a verdict is a hint.
	Verified bool
}

// Rules lists the rules, the oldest first.
//
// None of the texts has been read. The formula is quoted from memory of the cadastral
// mapping rules of 1999 (1:500 to 1:5,000); whether Circular 26/2024 keeps it is not known.
func Rules() []Rule {
	return []Rule{{
		From:   time.Date(1999, time.December, 30, 0, 0, 0, 0, time.UTC),
		Factor: 0.0004,
		Source: "Quy phạm thành lập bản đồ địa chính 1999, ΔP ≤ 0,0004·M·√P (chưa kiểm chứng)",
	}}
}

// Verdict is how the area of the map compares with that of the papers.
type Verdict struct {
	Difference float64 // map less papers, m²
	Percent    float64 // of the area in the papers
	Tolerance  float64 // m², either way
	Within     bool    // the difference is no larger than the tolerance
	Rule       Rule
}

// Judge compares the area in the papers with that of the map, in square metres, by
// the rule in force on a day; scale is the denominator of the map's scale (500 for 1:500).
// ok is false when there is nothing to judge: an area or the scale is not a positive
// number, or no rule was in force.
func Judge(papers, onMap float64, scale int, day time.Time, rules []Rule) (v Verdict, ok bool) {
	if !(papers > 0) || !(onMap > 0) || math.IsInf(papers, 0) || math.IsInf(onMap, 0) || scale <= 0 {
		return Verdict{}, false
	}
	for _, r := range rules {
		if !day.Before(r.From) && (!ok || r.From.After(v.Rule.From)) {
			v.Rule, ok = r, true
		}
	}
	if !ok {
		return Verdict{}, false
	}
	v.Difference = onMap - papers
	v.Percent = 100 * v.Difference / papers
	v.Tolerance = v.Rule.Factor * float64(scale) * math.Sqrt(papers)
	v.Within = math.Abs(v.Difference) <= v.Tolerance
	return v, true
}

// assumedScale is the denominator of the map's scale where no source says it.
const assumedScale = 1000

// Check is how a parcel's area on the map compares with that in the papers.
type Check struct {
	Verdict
	Legal   float64 // m²
	Scale   int     // denominator
	Assumed bool    // the scale is assumed
}

// Compare judges by the rules there are, on a day. scale is the denominator that the source
// tells; one is assumed where it is beyond 1 to 1,000,000. ok is as of Judge.
func Compare(papers, onMap, scale float64, day time.Time) (c Check, ok bool) {
	c.Legal, c.Scale, c.Assumed = papers, assumedScale, true
	if scale >= 1 && scale <= 1e6 {
		c.Scale, c.Assumed = int(scale), false
	}
	c.Verdict, ok = Judge(papers, onMap, c.Scale, day, Rules())
	return c, ok
}
