package importers_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/importers"
)

// pages reads a difference page by page.
func (i *imports) pages(id int64, op importers.Operation, limit int) (names []string, asked int) {
	i.t.Helper()
	in := importers.ChangeQuery{ID: id, Operation: op, Limit: limit}
	for {
		page, err := i.s.ChangesPage(context.Background(), in)
		if err != nil {
			i.t.Fatal(err)
		}
		asked++
		for _, c := range page {
			names = append(names, string(c.Operation)+" "+c.Name)
			if c.Box == nil || c.Box[0] < 107 || c.Box[2] > 107.2 || c.Box[1] > c.Box[3] {
				i.t.Errorf("%s: box %v", c.Name, c.Box)
			}
		}
		if len(page) < limit {
			return names, asked
		}
		in.After = page[limit-1].Key()
	}
}

func TestDifferenceInPages(t *testing.T) {
	i := newImports(t)
	i.load(vilis(sheets(1, 6)...))
	c := i.stage(vilis(
		row(1, 1, "ODT", "Trần Thị Thử (hư cấu)"),
		parcel(1, 2, "ONT+CLN", "Nguyễn Văn Mẫu (hư cấu)", square(east+40, north+50, 19)),
		row(1, 3, "CLN", "Nguyễn Văn Mẫu (hư cấu)"),
		row(1, 6, "ONT+CLN", "Nguyễn Văn Mẫu (hư cấu)"),
		row(1, 8, "ONT", ""), row(1, 9, "ONT", ""),
	))
	all := []string{
		"changed 26506/1/1", "changed 26506/1/2", "changed 26506/1/3",
		"removed 26506/1/4", "removed 26506/1/5",
		"added 26506/1/8", "added 26506/1/9",
	}
	for _, tt := range []struct {
		op    importers.Operation
		limit int
		want  []string
		asked int
	}{
		{"", 50, all, 1},
		{"", 1, all, 8},
		{"", 2, all, 4},
		{"", 7, all, 2},
		{importers.Changed, 2, all[:3], 2},
		{importers.Removed, 2, all[3:5], 2},
		{importers.Added, 1, all[5:], 3},
	} {
		t.Run(fmt.Sprintf("%s by %d", tt.op, tt.limit), func(t *testing.T) {
			got, asked := i.pages(c.ID, tt.op, tt.limit)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if asked != tt.asked {
				t.Errorf("%d pages, want %d", asked, tt.asked)
			}
		})
	}
	page, err := i.s.ChangesPage(context.Background(), importers.ChangeQuery{ID: c.ID, Limit: 3})
	if err != nil {
		t.Fatal(err)
	}
	if owner := page[0].Fields[len(page[0].Fields)-1]; owner.Field != "owner_name" || !owner.Hidden || owner.Old != nil || owner.New != nil {
		t.Errorf("the owner's change: %+v", owner)
	}
	if s := page[1].Shift; !page[1].Moved || s == nil || math.Abs(s.Old-400) > 0.01 || math.Abs(s.New-361) > 0.01 || math.Abs(s.Distance-math.Sqrt2) > 0.01 {
		t.Errorf("how the shape moved: %+v", page[1].Shift)
	}
	i.apply(c)
	_, err = i.s.ChangesPage(context.Background(), importers.ChangeQuery{ID: c.ID, Limit: 3})
	wantError[*importers.Refused](t, err)
}

func TestDifferenceOnTheMap(t *testing.T) {
	i := newImports(t)
	i.load(vilis(sheets(1, 3)...))
	c := i.stage(vilis(
		parcel(1, 1, "ONT+CLN", "Nguyễn Văn Mẫu (hư cấu)", square(east+20, north+50, 19)),
		row(1, 2, "ODT", "Nguyễn Văn Mẫu (hư cấu)"),
		row(1, 9, "ONT", ""),
	))
	for _, tt := range []struct {
		name   string
		bounds *[4]float64
		each   int
		want   []string
		more   bool
	}{
		{"everywhere", nil, 10, []string{"changed 26506/1/1 with a former shape", "changed 26506/1/2", "removed 26506/1/3", "added 26506/1/9"}, false},
		{"one of each", nil, 1, []string{"changed 26506/1/1 with a former shape", "removed 26506/1/3", "added 26506/1/9"}, true},
		{"here", &[4]float64{107, 10, 108, 11}, 1, []string{"changed 26506/1/1 with a former shape", "removed 26506/1/3", "added 26506/1/9"}, true},
		{"far away", &[4]float64{102, 20, 103, 21}, 10, nil, false},
		{"abroad", &[4]float64{-80, 20, -70, 21}, 10, nil, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := i.s.ChangesIn(context.Background(), c.ID, tt.bounds, tt.each)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range m.Shapes {
				line := string(s.Operation) + " " + s.Name
				if s.Before != nil {
					line += " with a former shape"
				}
				var shape struct {
					Type        string
					Coordinates [][][2]float64
				}
				if err := json.Unmarshal(s.Shape, &shape); err != nil || shape.Type != "Polygon" || math.Abs(shape.Coordinates[0][0][0]-107.08) > 0.01 {
					t.Errorf("shape of %s: %s, %v", line, s.Shape, err)
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if m.More != tt.more || (m.Extent == nil) != (tt.bounds != nil) || m.Extent != nil && (m.Extent[0] < 107 || m.Extent[2] > 107.2) {
				t.Errorf("more %v, extent %v", m.More, m.Extent)
			}
		})
	}
	same := i.stage(vilis(sheets(1, 3)...))
	m, err := i.s.ChangesIn(context.Background(), same.ID, nil, 10)
	if err != nil || len(m.Shapes) > 0 || m.Extent != nil || m.More {
		t.Errorf("no difference: %+v, %v", m, err)
	}
}

// TestDifferenceOfANewLayer: nothing is stored yet with which it could be compared.
func TestDifferenceOfANewLayer(t *testing.T) {
	i := newImports(t)
	c := i.stage(forest(stand(1, "a"), stand(2, "b")), asNewLayer)
	page, err := i.s.ChangesPage(context.Background(), importers.ChangeQuery{ID: c.ID, Limit: 10})
	if err != nil || len(page) != 2 || page[0].Operation != importers.Added || page[0].Box == nil {
		t.Errorf("page %+v, %v", page, err)
	}
	page, err = i.s.ChangesPage(context.Background(), importers.ChangeQuery{ID: c.ID, Operation: importers.Removed, Limit: 10})
	if err != nil || len(page) != 0 {
		t.Errorf("removed %+v, %v", page, err)
	}
	m, err := i.s.ChangesIn(context.Background(), c.ID, nil, 10)
	if err != nil || len(m.Shapes) != 2 || m.Extent == nil {
		t.Errorf("map %+v, %v", m, err)
	}
}
