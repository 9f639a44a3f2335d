package parcels

import (
	"math"
	"time"
)

// AreaRule says how far the area in the papers and that of the map may differ before
// somebody must look: Factor · M · √P square metres, where M is the denominator of the
// map's scale and P the area in the papers in square metres.
type AreaRule struct {
	From   time.Time // in force from this day
	Factor float64
	Source string
	// Verified tells that the official text was read; until then a verdict is a hint.
	Verified bool
}

// AreaRules lists the rules, the oldest first.
//
// None of the texts has been read. The formula is quoted from memory of the cadastral
// mapping rules of 1999 (1:500 to 1:5,000); whether Circular 26/2024 keeps it is not known.
func AreaRules() []AreaRule {
	return []AreaRule{{
		From:   time.Date(1999, time.December, 30, 0, 0, 0, 0, time.UTC),
		Factor: 0.0004,
		Source: "Quy phạm thành lập bản đồ địa chính 1999, ΔP ≤ 0,0004·M·√P (chưa kiểm chứng)",
	}}
}

// AreaVerdict is how the area of the map compares with that of the papers.
type AreaVerdict struct {
	Difference float64 // map less papers, m²
	Percent    float64 // of the area in the papers
	Tolerance  float64 // m², either way
	Within     bool    // the difference is no larger than the tolerance
	Rule       AreaRule
}

// JudgeAreas compares the area in the papers with that of the map, in square metres, by
// the rule in force on a day; scale is the denominator of the map's scale (500 for 1:500).
// ok is false when there is nothing to judge: an area or the scale is not a positive
// number, or no rule was in force.
func JudgeAreas(papers, onMap float64, scale int, day time.Time, rules []AreaRule) (v AreaVerdict, ok bool) {
	if !(papers > 0) || !(onMap > 0) || math.IsInf(papers, 0) || math.IsInf(onMap, 0) || scale <= 0 {
		return AreaVerdict{}, false
	}
	for _, r := range rules {
		if !day.Before(r.From) && (!ok || r.From.After(v.Rule.From)) {
			v.Rule, ok = r, true
		}
	}
	if !ok {
		return AreaVerdict{}, false
	}
	v.Difference = onMap - papers
	v.Percent = 100 * v.Difference / papers
	v.Tolerance = v.Rule.Factor * float64(scale) * math.Sqrt(papers)
	v.Within = math.Abs(v.Difference) <= v.Tolerance
	return v, true
}
