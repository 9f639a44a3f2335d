package communes_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"sotay/communes"
	"sotay/internal/fold"
	"sotay/internal/testdb"
	"sotay/postgis"
)

func mustResolve(t *testing.T, names *communes.Names, text string) []string {
	t.Helper()
	r, err := names.Resolve(context.Background(), fold.Words(text), false)
	if err != nil {
		t.Error(err)
	}
	var list []string
	for _, m := range r.Matches {
		list = append(list, say(m))
	}
	return list
}

func mustExec(t *testing.T, db *postgis.DB, sql string) {
	t.Helper()
	if _, err := db.Owner.Exec(context.Background(), sql); err != nil {
		t.Fatal(err)
	}
}

// Units are kept in memory: whatever is written to their tables, by whomever and however,
// is known at the next question.
func TestEveryWriteToTheUnitsIsSeen(t *testing.T) {
	db := testdb.New(t)
	names := communes.New(db.Public)
	const before = "[26506 Phường Vũng Tàu < Phường Thắng Tam]"
	for _, tt := range []struct{ name, sql, want string }{
		{"as it is built in", `SELECT`, before},
		{"renamed", `UPDATE data.units SET name = 'Phường Biển Xanh' WHERE code = '26506' AND valid_to IS NULL`, "[26506 Phường Biển Xanh < Phường Thắng Tam]"},
		{"not committed", `BEGIN; UPDATE data.units SET name = 'Phường Không'; ROLLBACK`, "[26506 Phường Biển Xanh < Phường Thắng Tam]"},
		{"by a copy", `CREATE TEMP TABLE copied AS SELECT * FROM data.units WHERE code = '26506' AND valid_to IS NULL;
			UPDATE data.units u SET name = 'Phường Vũng Tàu' FROM copied c WHERE c.id = u.id`, before},
		{"a succession gone", `DELETE FROM data.successions WHERE old_id IN (SELECT id FROM data.units WHERE name = 'Phường Thắng Tam')`, "[]"},
		{"a unit added", `INSERT INTO data.units (level, code, name, kind, parent, valid_from)
			VALUES (3, '26999', 'Phường Thắng Tam', 'phường', '79', '2025-07-01')`, "[26999 Phường Thắng Tam]"},
		{"all gone", `TRUNCATE data.units CASCADE`, "[]"},
	} {
		mustExec(t, db, tt.sql)
		if got := fmt.Sprint(mustResolve(t, names, "phường Thắng Tam")); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// Askers that come while the units change never get a mixture, nor an older state than one
// that was committed before they asked.
func TestAskersWhileUnitsChange(t *testing.T) {
	db := testdb.New(t)
	names := communes.New(db.Public)
	var committed atomic.Int64
	var all sync.WaitGroup
	done := make(chan struct{})
	for range 4 {
		all.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				least := committed.Load()
				unit, err := names.Show(context.Background(), "26506", "")
				if err != nil {
					t.Error(err)
					return
				}
				var n, also int64
				if _, err := fmt.Sscanf(unit.Name+" "+unit.Source, "Phường Số %d %d", &n, &also); err == nil && (n < least || n != also) {
					t.Errorf("asked after %d was committed: %s, %s", least, unit.Name, unit.Source)
				}
			}
		})
	}
	for n := range int64(100) {
		mustExec(t, db, fmt.Sprintf(`BEGIN; UPDATE data.units SET name = 'Phường Số %[1]d' WHERE code = '26506' AND valid_to IS NULL;
			UPDATE data.units SET source = '%[1]d' WHERE code = '26506' AND valid_to IS NULL; COMMIT`, n))
		committed.Store(n)
	}
	close(done)
	all.Wait()
}

// The communes of the layer are kept while its state is the same, and read anew without one.
func TestTheLayerIsKeptByItsState(t *testing.T) {
	db := testdb.New(t)
	mustLayer(t, db)
	names := communes.New(db.Public)
	public, state := true, any(1)
	names.Layer = func() (bool, any) { return public, state }
	name := func() string {
		t.Helper()
		places, err := names.Places(t.Context(), []string{"27001"}, "")
		if err != nil {
			t.Fatal(err)
		}
		if len(places) == 0 {
			return ""
		}
		return places[0].Name
	}
	rename := func(to string) { mustExec(t, db, `UPDATE data.communes SET name = '`+to+`' WHERE code = '27001'`) }
	check := func(when, want string) {
		t.Helper()
		if got := name(); got != want {
			t.Errorf("%s: %q, want %q", when, got, want)
		}
	}
	check("first", "Xã Thử Nghiệm")
	rename("Xã Một")
	check("in the same state", "Xã Thử Nghiệm")
	state = 2
	check("in the next state", "Xã Một")
	state = nil
	rename("Xã Hai")
	check("without a state", "Xã Hai")
	public, state = false, nil
	check("not public", "")
	public, state = true, 3
	check("public again", "Xã Hai")
}
