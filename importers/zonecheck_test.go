package importers_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/importers"
)

// TestWrongZoneIsAsked declares another zone than the coordinates are in: both lie in
// Vietnam, so only the communes, or the records that are there already, tell.
func TestWrongZoneIsAsked(t *testing.T) {
	for _, tt := range []struct {
		name    string
		prepare func(*imports)
	}{
		{"by the communes", func(i *imports) { i.addCommune("26506", "Phường Vũng Tàu", 107.0, 10.3, 107.2, 10.5) }},
		{"by the records", func(i *imports) { i.load(vilis(sheets(2, 3)...)) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			i := newImports(t)
			tt.prepare(i)
			tables := i.scratch()
			m := vilis(sheets(2, 3)...)
			m.schema.CRS = importers.DeclaredCRS{EPSG: 9210} // 105°45′, some 220 km to the west
			_, err := i.tryStage(m)
			open := wantError[*importers.NeedsAnswer](t, err)
			q := open.Questions[0]
			var choices []string
			for _, c := range q.Choices {
				choices = append(choices, c.Value+" "+c.Words.En)
			}
			if q.Code != "crs" || q.Choices[0].Value != "910775" || q.Choices[len(q.Choices)-1].Value == "910775" {
				t.Errorf("question %+v, choices %q", q, choices)
			}
			got, err := i.s.Get(context.Background(), open.ID)
			if err != nil || got.State != importers.StateQuestion || len(got.Analysis.Questions) != 1 {
				t.Errorf("change set %+v, %v", got, err)
			}
			if diff := cmp.Diff(tables, i.scratch()); diff != "" {
				t.Errorf("tables left (-want +got):\n%s", diff)
			}
			insists := i.stage(m, func(r *importers.Request) { r.CRS, r.Analysis = "EPSG:9210", open.Analysis })
			if p := i.problems(insists); !slices.Contains(p, "0 zone_doubtful") || (insists.Counts.Refused > 0) != (tt.name == "by the communes") {
				t.Errorf("told: %+v, %v", insists.Counts, p)
			}
			accepted := i.stage(m, func(r *importers.Request) { r.CRS, r.Accept = "EPSG:9210", []string{"outside_commune"} })
			if p := i.problems(accepted); !slices.Contains(p, "0 zone_doubtful") || slices.Contains(p, "1 outside_commune commune_code 26506") || accepted.Counts.Refused > 0 {
				t.Errorf("told and accepted, one warning: %v", p)
			}
			answered := i.stage(m, func(r *importers.Request) { r.CRS = q.Choices[0].Value })
			if p := i.problems(answered); len(p) > 0 || answered.Plan.SRID != 910775 {
				t.Errorf("answered: SRID %d, %v", answered.Plan.SRID, p)
			}
		})
	}
}
