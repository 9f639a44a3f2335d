package wqi_test

import (
	"errors"
	"math"
	"testing"

	"sotay/environment/index"
	"sotay/environment/wqi"
)

type sample = map[wqi.Parameter]float64

// Samples that a public project tests with, and one of a clean river; the groups are of a
// computation of their own.
func TestSamples(t *testing.T) {
	dirty := sample{
		wqi.PH: 8.88, wqi.Aldrin: 0.021, wqi.BHC: 0.048, wqi.Dieldrin: 0.047, wqi.DDTs: 0.052, wqi.Heptachlor: 0.053,
		wqi.As: 0.021, wqi.Cd: 0.004, wqi.Pb: 0.009, wqi.Cr6: 0.007, wqi.Cu: 0.001, wqi.Zn: 0.074, wqi.Hg: 0.002,
		wqi.DO: 7.095, wqi.Temperature: 25, wqi.BOD5: 8.28, wqi.COD: 23.253, wqi.TOC: 17.855, wqi.NH4: 0.163, wqi.NO3: 0.93,
		wqi.NO2: 0.18, wqi.PO4: 0, wqi.Coliform: 1300, wqi.EColi: 92,
	}
	clean := sample{
		wqi.PH: 7.2, wqi.Aldrin: 0.021, wqi.BHC: 0.01, wqi.Dieldrin: 0.047, wqi.DDTs: 0.052, wqi.Heptachlor: 0.053,
		wqi.As: 0.005, wqi.Cd: 0.004, wqi.Pb: 0.009, wqi.Cr6: 0.007, wqi.Cu: 0.001, wqi.Zn: 0.074, wqi.Hg: 0.0005,
		wqi.DO: 6.5, wqi.Temperature: 28, wqi.BOD5: 5, wqi.COD: 12, wqi.TOC: 3, wqi.NH4: 0.4, wqi.NO3: 1, wqi.NO2: 0.02,
		wqi.PO4: 0.15, wqi.Coliform: 3000, wqi.EColi: 30,
	}
	other := sample{
		wqi.PH: 8.3, wqi.Aldrin: 0.022, wqi.BHC: 0.021, wqi.Dieldrin: 0.019, wqi.DDTs: 0.019, wqi.Heptachlor: 0.054,
		wqi.As: 0.021, wqi.Cd: 0.006, wqi.Pb: 0.009, wqi.Cr6: 0.008, wqi.Cu: 0.001, wqi.Zn: 0.019, wqi.Hg: 0.002,
		wqi.DO: 6.913, wqi.Temperature: 25, wqi.BOD5: 8.3, wqi.COD: 20.133, wqi.TOC: 16.598, wqi.NH4: 0.53, wqi.NO3: 0.88,
		wqi.NO2: 0.2, wqi.PO4: 0, wqi.Coliform: 1100, wqi.EColi: 24,
	}
	for _, tt := range []struct {
		name     string
		in       sample
		without  []wqi.Parameter
		groups   []float64
		exact    float64
		value    int
		dominant wqi.Parameter
	}{
		{"dirty", dirty, nil, []float64{62, 63.09573444801934, 78.60493704014333, 72.55398823207778, 77}, 22.983571775308643, 23, wqi.BHC},
		{"dirty, without bacteria", dirty, []wqi.Parameter{wqi.Coliform, wqi.EColi}, []float64{62, 63.09573444801934, 78.60493704014333, 72.55398823207778}, 22.310166114382454, 22, wqi.BHC},
		{"dirty, as the project", dirty, []wqi.Parameter{wqi.Heptachlor}, nil, 20.484, 20, wqi.BHC},
		{"clean", clean, nil, []float64{100, 100, 100, 90.53498105666691, 93.33333333333334}, 91.92350931774152, 92, wqi.NH4},
		{"other", other, nil, []float64{100, 63.09573444801934, 74.18121290811185, 67.5338977158826, 98.33333333333334}, 38.14215428378379, 38, wqi.BHC},
		{"other, as the project", other, []wqi.Parameter{wqi.Heptachlor}, nil, 33.994, 34, wqi.BHC},
		{"no pesticides, no metals", clean, []wqi.Parameter{
			wqi.Aldrin, wqi.BHC, wqi.Dieldrin, wqi.DDTs, wqi.Heptachlor, wqi.As, wqi.Cd, wqi.Pb, wqi.Cr6, wqi.Cu, wqi.Zn, wqi.Hg,
		}, []float64{100, 90.53498105666691, 93.33333333333334}, 91.92350931774152, 92, wqi.NH4},
	} {
		in := sample{}
		for p, c := range tt.in {
			in[p] = c
		}
		for _, p := range tt.without {
			in[p] = math.NaN()
		}
		x, err := wqi.Of(in)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if math.Abs(x.Exact-tt.exact) > 0.0005 || x.Value != tt.value || x.Dominant != tt.dominant {
			t.Errorf("%s: %v, %d by %s; want %v, %d by %s", tt.name, x.Exact, x.Value, x.Dominant, tt.exact, tt.value, tt.dominant)
		}
		for i, want := range tt.groups {
			if math.Abs(x.Groups[i].Value-want) > 1e-9 {
				t.Errorf("%s: group %d is %v, want %v", tt.name, x.Groups[i].Number, x.Groups[i].Value, want)
			}
		}
	}
}

func TestParts(t *testing.T) {
	for _, tt := range []struct {
		p    wqi.Parameter
		c    float64
		want float64
	}{
		{wqi.PH, 5.49, 10},
		{wqi.PH, 5.5, 50},
		{wqi.PH, 5.75, 75},
		{wqi.PH, 7, 100},
		{wqi.PH, 9, 50},
		{wqi.PH, 9.01, 10},
		{wqi.DDTs, 1, 100},
		{wqi.DDTs, 1.01, 10},
		{wqi.As, 0.01, 100},
		{wqi.As, 0.1, 25},
		{wqi.As, 0.11, 10},
		{wqi.Cd, 0.0049, 100},
		{wqi.Cd, 0.005, 75},
		{wqi.Cd, 5, 10},
		{wqi.Zn, 3, 10},
		{wqi.BOD5, 0, 100},
		{wqi.COD, 22.5, 62.5},
		{wqi.NO2, 0.05, 100},
		{wqi.NO2, 0.051, 10},
		{wqi.Coliform, 10_001, 10},
		{wqi.EColi, 35, 87.5},
	} {
		in := sample{wqi.COD: 1, wqi.TOC: 1, wqi.PO4: 0, wqi.PH: 7, wqi.Coliform: 1}
		in[tt.p] = tt.c
		x, err := wqi.Of(in)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range x.Groups {
			for _, p := range g.Parts {
				if p.Parameter == tt.p && math.Abs(p.Value-tt.want) > 1e-9 {
					t.Errorf("%s %g: %v, want %v", tt.p, tt.c, p.Value, tt.want)
				}
			}
		}
	}
}

func TestNotComputed(t *testing.T) {
	for _, tt := range []struct {
		name string
		in   sample
		want index.Reason
	}{
		{"nothing", nil, wqi.TooFewOrganic},
		{"two of group IV", sample{wqi.PH: 7, wqi.Coliform: 1, wqi.COD: 1, wqi.TOC: 1}, wqi.TooFewOrganic},
		{"oxygen without a temperature", sample{wqi.PH: 7, wqi.Coliform: 1, wqi.COD: 1, wqi.TOC: 1, wqi.DO: 6}, wqi.TooFewOrganic},
		{"two groups", sample{wqi.PH: 7, wqi.COD: 1, wqi.TOC: 1, wqi.PO4: 0}, wqi.TooFewGroups},
		{"enough", sample{wqi.PH: 7, wqi.As: 0, wqi.COD: 1, wqi.TOC: 1, wqi.DO: 6, wqi.Temperature: 28}, ""},
	} {
		_, err := wqi.Of(tt.in)
		var e *index.NotComputedError
		if got := errors.As(err, &e); got != (tt.want != "") || got && e.Reason != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
}

func TestLevels(t *testing.T) {
	for index, want := range map[int]string{100: "Rất tốt", 91: "Rất tốt", 90: "Tốt", 75: "Trung bình", 50: "Xấu", 25: "Kém", 10: "Kém", 9: "Ô nhiễm rất nặng", 0: "Ô nhiễm rất nặng"} {
		if got := wqi.LevelOf(index).Name.VI; got != want {
			t.Errorf("%d: %s, want %s", index, got, want)
		}
	}
}
