package importers_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"sotay/importers"
)

const (
	here      = "26506"
	elsewhere = "26526"
)

// in is a parcel of another commune.
func in(commune string, r importers.Record) importers.Record {
	return with(r, func(r *importers.Record) { r.Values[0] = []byte(commune) })
}

// officer makes an account, and gives it as limited to communes.
func (i *imports) officer(login string, communes ...string) importers.Account {
	i.t.Helper()
	a := importers.Account{Communes: append([]string{}, communes...)}
	err := i.db.Owner.QueryRow(context.Background(), `
		INSERT INTO sotay.users (login, name, role, communes) VALUES ($1, $1, 'land_officer', $2) RETURNING id`, login, a.Communes).Scan(&a.ID)
	if err != nil {
		i.t.Fatal(err)
	}
	return a
}

func by(a importers.Account) func(*importers.Request) {
	return func(r *importers.Request) { r.Account = a }
}

// asks is a request of an account as it is when the transaction reads it.
func asks(c *importers.ChangeSet, a importers.Account) importers.ApplyRequest {
	return importers.ApplyRequest{ID: c.ID, Actor: "test", Account: func(context.Context, pgx.Tx, bool) (importers.Account, error) { return a, nil }}
}

// both has parcels of two communes, on sheets of one number.
func both() *memory {
	return vilis(row(1, 1, "ONT", ""), row(1, 2, "ONT", ""), in(elsewhere, row(1, 3, "ONT", "")), in(elsewhere, row(1, 4, "ONT", "")))
}

func TestRowsOfOtherCommunesAreRefused(t *testing.T) {
	i := newImports(t)
	i.load(both())
	before := i.state()
	officer := i.officer("hoa", here)
	file := vilis(row(1, 1, "ODT", ""), row(1, 2, "ONT", ""), in(elsewhere, row(1, 3, "ODT", "")), in(elsewhere, row(1, 9, "ODT", "")))
	c := i.stage(file, by(officer))
	if diff := cmp.Diff([]string{"3 foreign_commune MAXA 26526", "4 foreign_commune MAXA 26526"}, i.problems(c)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if got := c.Counts; got != (importers.Counts{Read: 4, Refused: 2, Changed: 1, Unchanged: 1}) {
		t.Errorf("counts %+v", got)
	}
	_, err := i.s.Apply(context.Background(), asks(c, officer))
	if no := wantError[*importers.Refused](t, err); no.Code != "bad_rows" {
		t.Errorf("refused: %+v", no)
	}
	if diff := cmp.Diff(before, i.state()); diff != "" {
		t.Errorf("a refused change set changed the layer:\n%s", diff)
	}
	c = i.stage(file, by(officer), func(r *importers.Request) { r.SkipBad = true })
	if _, err := i.s.Apply(context.Background(), asks(c, officer)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"(26506,1,ODT)", "(26506,2,ONT)", "(26526,3,ONT)", "(26526,4,ONT)"},
		i.lines(`SELECT commune_code, parcel_no, land_use FROM data.parcels`)); diff != "" {
		t.Errorf("without the refused rows (-want +got):\n%s", diff)
	}
	if _, err := i.s.Undo(context.Background(), asks(c, officer)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, i.state()); diff != "" {
		t.Errorf("undone (-want +got):\n%s", diff)
	}
}

// TestRemovalsOfOfficers: whatever is replaced, other communes keep their parcels.
func TestRemovalsOfOfficers(t *testing.T) {
	for _, tt := range []struct {
		replace  importers.Replace
		communes []string
		removed  int64
		says     string
	}{
		{importers.ReplaceLayer, []string{here}, 1, "xã của tài khoản: 26506"},
		{importers.ReplaceLayer, []string{here, elsewhere}, 3, "xã của tài khoản: 26506, 26526"},
		{importers.ReplaceLayer, nil, 3, "trong toàn lớp"},
		{importers.ReplaceCommune, []string{here, elsewhere}, 1, "ở các xã có trong tệp"},
		{importers.ReplaceNone, []string{here}, 0, "Không xóa"},
	} {
		t.Run(fmt.Sprint(tt.replace, tt.communes), func(t *testing.T) {
			i := newImports(t)
			i.load(both())
			officer := i.officer("hoa", tt.communes...)
			if tt.communes == nil {
				officer.Communes = nil
			}
			c := i.stage(vilis(row(1, 1, "ONT", "")), by(officer), func(r *importers.Request) { r.Replace = tt.replace })
			if c.Counts.Removed != tt.removed || c.Counts.Unchanged != 1 {
				t.Errorf("counts %+v", c.Counts)
			}
			if !strings.Contains(c.Plan.Scope.Vi, tt.says) {
				t.Errorf("scope %q", c.Plan.Scope.Vi)
			}
			if _, err := i.s.Apply(context.Background(), asks(c, officer)); err != nil {
				t.Fatal(err)
			}
			if got := len(i.lines(`SELECT id FROM data.parcels`)); got != 4-int(tt.removed) {
				t.Errorf("%d parcels are left", got)
			}
		})
	}
}

// TestAccountIsAskedAgain: what the account may is what it may when it applies and undoes.
func TestAccountIsAskedAgain(t *testing.T) {
	i := newImports(t)
	i.load(both())
	officer := i.officer("hoa", here, elsewhere)
	change := func(from importers.Account) *importers.ChangeSet {
		return i.stage(vilis(row(1, 1, "ODT", ""), row(1, 2, "ONT", ""), in(elsewhere, row(1, 3, "ODT", "")), in(elsewhere, row(1, 4, "ONT", ""))), by(from))
	}
	lost := importers.Account{ID: officer.ID, Communes: []string{here}}
	other := importers.Account{ID: i.officer("minh", here).ID, Communes: []string{here}}
	noLonger := errors.New("no longer an officer")
	for name, do := range map[string]func(context.Context, importers.ApplyRequest) (*importers.ChangeSet, error){"apply": i.s.Apply, "undo": i.s.Undo} {
		t.Run(name, func(t *testing.T) {
			c := change(officer)
			if name == "undo" {
				i.apply(c)
				defer i.undo(c)
			}
			before := i.state()
			_, err := do(context.Background(), asks(c, lost))
			if no := wantError[*importers.Refused](t, err); no.Code != "outside_communes" || !strings.Contains(no.Reason.Vi, "26526") || strings.Contains(no.Reason.Vi, "26506") {
				t.Errorf("a commune was taken: %+v", no)
			}
			_, err = do(context.Background(), asks(c, importers.Account{ID: officer.ID, Communes: []string{}}))
			if no := wantError[*importers.Refused](t, err); no.Code != "outside_communes" {
				t.Errorf("all were taken: %+v", no)
			}
			_, err = do(context.Background(), asks(c, other))
			wantError[*importers.NotFound](t, err)
			_, err = do(context.Background(), importers.ApplyRequest{ID: c.ID, Account: func(context.Context, pgx.Tx, bool) (importers.Account, error) {
				return importers.Account{}, noLonger
			}})
			if !errors.Is(err, noLonger) {
				t.Errorf("no longer an officer: %v", err)
			}
			var held []bool
			_, err = do(context.Background(), importers.ApplyRequest{ID: c.ID, Account: func(_ context.Context, _ pgx.Tx, hold bool) (importers.Account, error) {
				if held = append(held, hold); hold {
					return lost, nil
				}
				return officer, nil
			}})
			if no := wantError[*importers.Refused](t, err); no.Code != "outside_communes" || !slices.Equal(held, []bool{false, true}) {
				t.Errorf("a commune was taken meanwhile: %+v, asked %v", no, held)
			}
			if diff := cmp.Diff(before, i.state()); diff != "" {
				t.Errorf("the layer changed:\n%s", diff)
			}
		})
	}
}

// TestWhoKnowsOfAnImport: an officer of a commune knows of their own imports and of those
// that lie wholly in it.
func TestWhoKnowsOfAnImport(t *testing.T) {
	i := newImports(t)
	i.load(both())
	operator := importers.Account{}
	all := importers.Account{ID: i.officer("head").ID}
	officer := i.officer("hoa", here)
	staged := func(a importers.Account, rows ...importers.Record) int64 { return i.stage(vilis(rows...), by(a)).ID }
	skipped := func(r *importers.Request) { r.SkipBad = true }
	sets := map[string]int64{
		"of both communes":          staged(operator, row(1, 1, "ODT", ""), in(elsewhere, row(1, 3, "ODT", ""))),
		"of here":                   staged(all, row(1, 1, "ODT", "")),
		"of elsewhere":              staged(all, in(elsewhere, row(1, 3, "ODT", ""))),
		"refused elsewhere":         i.stage(vilis(row(1, 1, "ODT", ""), with(in(elsewhere, row(1, 3, "", "")), func(r *importers.Record) { r.Geometry = nil })), skipped).ID,
		"another layer":             i.stage(forest(stand(1, "a")), asNewLayer).ID,
		"removes elsewhere":         i.stage(vilis(row(1, 1, "ONT", "")), func(r *importers.Request) { r.Replace = importers.ReplaceLayer }).ID,
		"their own, with elsewhere": staged(officer, row(1, 1, "ODT", ""), in(elsewhere, row(1, 3, "ODT", ""))),
	}
	_, err := i.tryStage(forest(stand(1, "a")), asNewLayer, by(officer))
	if no := wantError[*importers.Refused](t, err); no.Code != "limited_to_parcels" {
		t.Errorf("another layer: %+v", no)
	}
	want := map[string]bool{"of here": true, "their own, with elsewhere": true}
	listed := func(a importers.Account) map[int64]bool {
		list, err := i.s.List(context.Background(), a, "", 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		ids := map[int64]bool{}
		for _, c := range list {
			ids[c.ID] = true
		}
		return ids
	}
	to := listed(officer)
	for name, id := range sets {
		for what, ask := range map[string]func(context.Context, int64, importers.Account) error{"visible": i.s.Visible, "within": i.s.Within} {
			err := ask(context.Background(), id, officer)
			if missing := errors.As(err, new(*importers.NotFound)); err != nil && !missing || missing == want[name] {
				t.Errorf("%s: %s: %v", name, what, err)
			}
			for _, a := range []importers.Account{all, operator} {
				if err := ask(context.Background(), id, a); err != nil {
					t.Errorf("%s: %s to who is not limited: %v", name, what, err)
				}
			}
		}
		if to[id] != want[name] || !listed(all)[id] || !listed(operator)[id] {
			t.Errorf("%s: listed %v", name, to[id])
		}
	}
	if len(to) != len(want)+1 { // and the one that failed
		t.Errorf("%d are listed", len(to))
	}
}
