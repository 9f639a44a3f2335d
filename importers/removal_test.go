package importers_test

import (
	"context"
	"strings"
	"testing"

	"sotay/importers"
)

// TestRemovalIsAsked stages files that lack much of the layer, as a file for another layer does.
func TestRemovalIsAsked(t *testing.T) {
	many := sheets(1, 50)
	for _, tt := range []struct {
		name   string
		before *memory
		load   func(*importers.Request)
		file   *memory
		into   func(*importers.Request)
		asked  bool
	}{
		{"nothing goes", forest(stand(1, "a"), stand(2, "b")), asNewLayer, forest(stand(1, "a"), stand(2, "b"), stand(3, "c")), intoForest, false},
		{"one of many without identity", forest(stand(1, "a"), stand(2, "b"), stand(3, "c")), asNewLayer, forest(stand(1, "a"), stand(2, "b")), intoForest, true},
		{"few of a sheet", vilis(many...), nil, vilis(many[:48]...), nil, false},
		{"few, though most", vilis(many[:20]...), nil, vilis(many[:1]...), nil, false},
		{"most of a sheet", vilis(many...), nil, vilis(many[:20]...), nil, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			i := newImports(t)
			i.load(tt.before, orNothing(tt.load))
			state, tables := i.state(), i.scratch()
			_, err := i.tryStage(tt.file, orNothing(tt.into))
			if !tt.asked {
				if err != nil {
					t.Error(err)
				}
				return
			}
			open := wantError[*importers.NeedsAnswer](t, err)
			q := open.Questions[0]
			if q.Code != "replace" || q.Flag != "--replace …" || q.Choices[0].Value != "none" || len(q.Choices) != 2 || !strings.Contains(q.Words.Vi, "không có trong tệp") {
				t.Errorf("question %+v", q)
			}
			if c, err := i.s.Get(context.Background(), open.ID); err != nil || c.State != importers.StateQuestion {
				t.Errorf("change set %+v, %v", c, err)
			}
			if strings.Join(tables, "") != strings.Join(i.scratch(), "") || strings.Join(state, "") != strings.Join(i.state(), "") {
				t.Error("something was left or changed")
			}
			for _, choice := range q.Choices {
				c := i.stage(tt.file, orNothing(tt.into), func(r *importers.Request) { r.Replace = importers.Replace(choice.Value) })
				if (c.Counts.Removed == 0) != (choice.Value == "none") {
					t.Errorf("%s: %+v", choice.Value, c.Counts)
				}
			}
		})
	}
}

func orNothing(change func(*importers.Request)) func(*importers.Request) {
	if change == nil {
		return func(*importers.Request) {}
	}
	return change
}

// TestErrorsThatPeopleMayAccept stages rows that can be stored, and only people know
// whether they are right.
func TestErrorsThatPeopleMayAccept(t *testing.T) {
	i := newImports(t)
	i.addCommune("26506", "Phường Vũng Tàu", 107.0, 10.3, 107.2, 10.5)
	i.addCommune("26560", "Phường Bà Rịa", 107.3, 10.3, 107.5, 10.5)
	code := func(n int, commune string) importers.Record {
		return with(row(1, n, "ONT", ""), func(r *importers.Record) { r.Values[0] = []byte(commune) })
	}
	near := with(row(2, 1, "ONT", ""), func(r *importers.Record) { r.Geometry = square(439_700+400, north, 20) }) // the border is at 439.6 km
	for _, tt := range []struct {
		accept  []string
		refused int64
	}{
		{nil, 2}, {[]string{"outside_commune"}, 1}, {[]string{"unknown_commune"}, 1}, {[]string{"outside_commune", "unknown_commune"}, 0},
	} {
		c := i.stage(vilis(row(1, 1, "ONT", ""), near, code(2, "26560"), code(3, "99999")), func(r *importers.Request) { r.Accept = tt.accept })
		if c.Counts.Refused != tt.refused || c.Counts.Added != 4-tt.refused || c.Counts.Warnings != 3-tt.refused {
			t.Errorf("accepting %v: %+v, %v", tt.accept, c.Counts, i.problems(c))
		}
	}
	_, err := i.tryStage(vilis(row(1, 1, "ONT", "")), func(r *importers.Request) { r.Accept = []string{"invalid_geometry"} })
	if refused := wantError[*importers.Refused](t, err); refused.Code != "bad_accept" {
		t.Errorf("accepting what cannot be stored: %v", err)
	}
}

// TestFileElsewhereIsAsked stages a file most of which lies outside the communes known.
func TestFileElsewhereIsAsked(t *testing.T) {
	i := newImports(t)
	i.addCommune("26506", "Phường Vũng Tàu", 107.0, 10.3, 107.2, 10.5)
	far := func(n int) importers.Record { return shaped(n, "x", square(east+200_000+100*float64(n), north, 80)) }
	m := forest(stand(1, "a"), far(2), far(3))
	_, err := i.tryStage(m, asNewLayer)
	open := wantError[*importers.NeedsAnswer](t, err)
	if q := open.Questions[0]; q.Code != "place" || q.Flag != "--accept …" || q.Choices[0].Value != "outside_province" {
		t.Errorf("question %+v", q)
	}
	c := i.stage(m, asNewLayer, func(r *importers.Request) { r.Accept = []string{"outside_province"} })
	if c.Counts.Added != 3 || c.Counts.Warnings != 2 {
		t.Errorf("accepted: %+v", c.Counts)
	}
}
