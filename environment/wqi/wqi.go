// Package wqi computes VN_WQI, the Vietnamese index of the quality of surface water, as
// Decision 1460/QĐ-TCMT of 12 November 2019 is described.
//
// The decision's own text was not read: tables, formula and bands are those that public
// projects agree on, which are the columns A1, A2, B1 and B2 of QCVN 08-MT:2015. Whatever
// shows an index says so. Start with Of; Levels says what an index means.
package wqi

import (
	"math"
	"slices"

	"sotay/environment/index"
)

// Parameter is one that the index is made of, measured in the unit of its group.
type Parameter string

// The parameters, by group.
const (
	PH Parameter = "pH" // group I

	Aldrin     Parameter = "Aldrin" // group II, µg/l
	BHC        Parameter = "BHC"
	Dieldrin   Parameter = "Dieldrin"
	DDTs       Parameter = "DDTs"
	Heptachlor Parameter = "Heptachlor" // with its epoxide

	As  Parameter = "As" // group III, mg/l
	Cd  Parameter = "Cd"
	Pb  Parameter = "Pb"
	Cr6 Parameter = "Cr6"
	Cu  Parameter = "Cu"
	Zn  Parameter = "Zn"
	Hg  Parameter = "Hg"

	DO   Parameter = "DO" // group IV, mg/l
	BOD5 Parameter = "BOD5"
	COD  Parameter = "COD"
	TOC  Parameter = "TOC"
	NH4  Parameter = "NH4" // as N
	NO3  Parameter = "NO3" // as N
	NO2  Parameter = "NO2" // as N
	PO4  Parameter = "PO4" // as P

	Coliform Parameter = "Coliform" // group V, MPN/100 ml
	EColi    Parameter = "Ecoli"
)

// Temperature of the water in °C, by which the oxygen's saturation is told.
const Temperature Parameter = "Temp"

// Part is the index of one parameter.
type Part struct {
	Parameter Parameter
	Measured  float64
	Value     float64 // 0 … 100
}

// Group is the index of a group of parameters.
type Group struct {
	Number int // 1 … 5
	Value  float64
	Parts  []Part
}

// Index is an index of a sample.
type Index struct {
	Value int
	Exact float64
	// Groups that there is something of.
	Groups []Group
	// Dominant is the parameter that takes most from the index.
	Dominant Parameter
}

// Why an index is not computed.
const (
	// TooFewOrganic: of group IV, which is obligatory, fewer than three parameters are there.
	TooFewOrganic index.Reason = "too_few_organic"
	// TooFewGroups: fewer than three of the five groups are there.
	TooFewGroups index.Reason = "too_few_groups"
)

func notComputed(why index.Reason) error {
	return &index.NotComputedError{Index: "VN_WQI", Reason: why}
}

// What there must be.
const (
	minGroups  = 3
	minOrganic = 3
)

// Of computes the index of a sample: what was measured, by parameter; NaN and what is left out
// was not. Oxygen counts only with the water's temperature. The index is
//
//	I/100 · GM(II)/100 · GM(III)/100 · √(mean(IV) · mean(V))
//
// with GM the geometric mean, 100 for each of the groups I to III that is not there, and
// mean(IV) for the root without group V. (A variant that weighs group IV twice is left out:
// which of the two the decision prefers is not certain.) It fails with an *index.NotComputedError.
func Of(measured map[Parameter]float64) (Index, error) {
	var x Index
	value := [6]float64{0, 100, 100, 100, 0, 0}
	for number := 1; number <= 5; number++ {
		g := groupOf(number, measured)
		if len(g.Parts) > 0 {
			x.Groups = append(x.Groups, g)
			value[number] = g.Value
		}
	}
	at := slices.IndexFunc(x.Groups, func(g Group) bool { return g.Number == 4 })
	switch {
	case at < 0 || len(x.Groups[at].Parts) < minOrganic:
		return Index{}, notComputed(TooFewOrganic)
	case len(x.Groups) < minGroups:
		return Index{}, notComputed(TooFewGroups)
	}
	x.Exact = value[1] / 100 * value[2] / 100 * value[3] / 100
	if x.Groups[len(x.Groups)-1].Number == 5 {
		x.Exact *= math.Sqrt(value[4] * value[5])
	} else {
		x.Exact *= value[4]
	}
	x.Value = int(math.Floor(x.Exact + 0.5))
	worst := math.Inf(1)
	for _, g := range x.Groups {
		for _, p := range g.Parts {
			if p.Value < worst {
				worst, x.Dominant = p.Value, p.Parameter
			}
		}
	}
	return x, nil
}

// groupOf gives the index of a group: the geometric mean of II and III, the arithmetic one of
// IV and V.
func groupOf(number int, measured map[Parameter]float64) Group {
	g := Group{Number: number}
	sum, product := 0.0, 1.0
	for _, p := range group(number) {
		c, ok := measured[p]
		if !ok || math.IsNaN(c) {
			continue
		}
		q := 0.0
		if p == DO {
			t, ok := measured[Temperature]
			if !ok || math.IsNaN(t) {
				continue
			}
			q = oxygen(c, t)
		} else {
			q = part(p, c)
		}
		g.Parts = append(g.Parts, Part{p, c, q})
		sum, product = sum+q, product*q
	}
	if n := float64(len(g.Parts)); number == 2 || number == 3 {
		g.Value = math.Pow(product, 1/n)
	} else {
		g.Value = sum / n
	}
	return g
}

// PartOf is the index of one parameter by itself; false for what the index is not made of, and
// for oxygen, which needs the water's temperature.
func PartOf(p Parameter, measured float64) (int, bool) {
	if p == DO || p == Temperature || !slices.Contains(Parameters(), p) {
		return 0, false
	}
	return int(math.Floor(part(p, measured) + 0.5)), true
}

// Parameters lists what the index can be made of, and the temperature.
func Parameters() []Parameter {
	list := []Parameter{Temperature}
	for number := 1; number <= 5; number++ {
		list = append(list, group(number)...)
	}
	return list
}

func group(number int) []Parameter {
	return [][]Parameter{
		{PH},
		{Aldrin, BHC, Dieldrin, DDTs, Heptachlor},
		{As, Cd, Pb, Cr6, Cu, Zn, Hg},
		{DO, BOD5, COD, TOC, NH4, NO3, NO2, PO4},
		{Coliform, EColi},
	}[number-1]
}
