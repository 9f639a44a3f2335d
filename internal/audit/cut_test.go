package audit_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sotay/internal/audit"
	"sotay/internal/testdb"
	"sotay/postgis"
)

func appendRows(t *testing.T, log *audit.Log, db *postgis.DB, n int) {
	t.Helper()
	for range n {
		if err := log.Write(t.Context(), db.App, audit.Entry{Actor: "a", Action: "test.row"}); err != nil {
			t.Fatal(err)
		}
	}
}

func run(t *testing.T, db *postgis.DB, sql string) {
	t.Helper()
	if _, err := db.Owner.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

// TestCutsAreNotWrittenOver: rows cut off at the end are missed whatever is written behind,
// by this machine or by another that did not know them.
func TestCutsAreNotWrittenOver(t *testing.T) {
	for _, tt := range []struct {
		name, cut     string
		others, after int // rows that are written behind the cut, by another machine and by this one
		n, rows       int64
	}{
		{"two rows", `DELETE FROM sotay.audit WHERE n > 10`, 0, 5, 11, 15},
		{"two rows, as many behind", `DELETE FROM sotay.audit WHERE n > 10`, 0, 2, 11, 12},
		{"all", `DELETE FROM sotay.audit`, 0, 1, 1, 1},
		{"behind another machine's rows", `DELETE FROM sotay.audit WHERE n > 10`, 2, 1, 12, 13},
		{"far behind another machine's rows", `DELETE FROM sotay.audit WHERE n > 10`, 5, 1, 12, 16},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, db, head := written(t)
			var told bytes.Buffer
			log := audit.New([]byte(testdb.AuditKey), head, slog.New(slog.NewTextHandler(&told, nil)))
			run(t, db, tt.cut)
			appendRows(t, testdb.Audit(t), db, tt.others)
			appendRows(t, log, db, tt.after)
			want := audit.Verdict{Rows: tt.rows, Fault: audit.Cut, N: tt.n, Compared: true}
			got := verify(t, log, db)
			got.Head = ""
			if got != want {
				t.Errorf("%+v, want %+v", got, want)
			}
			if n := strings.Count(told.String(), "level=ERROR"); n != 1 || !strings.Contains(told.String(), "rows of the audit log are gone") {
				t.Errorf("%d errors in the log: %s", n, &told)
			}
		})
	}
}

// TestCutsAreAllKept: the first row that any of them took is named.
func TestCutsAreAllKept(t *testing.T) {
	log, db, _ := written(t)
	for _, cut := range []string{`DELETE FROM sotay.audit WHERE n > 8`, `DELETE FROM sotay.audit WHERE n > 10`} {
		run(t, db, cut)
		appendRows(t, log, db, 4)
	}
	if v := verify(t, log, db); v.Fault != audit.Cut || v.N != 9 || v.Rows != 14 {
		t.Errorf("%+v", v)
	}
}

// TestWhatIsNoCut: rows of other machines, and rows that were put back.
func TestWhatIsNoCut(t *testing.T) {
	log, db, head := written(t)
	appendRows(t, testdb.Audit(t), db, 3)
	appendRows(t, log, db, 1)
	if _, err := os.Stat(head + ".cut"); !os.IsNotExist(err) {
		t.Errorf("another machine's rows are taken for a cut: %v", err)
	}
	run(t, db, `CREATE TABLE data.kept AS SELECT * FROM sotay.audit WHERE n > 13`)
	run(t, db, `DELETE FROM sotay.audit WHERE n > 13`)
	tx, err := db.App.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = log.Append(t.Context(), tx, audit.Entry{Actor: "a", Action: "never"})
	if err := errors.Join(err, tx.Rollback(context.Background())); err != nil {
		t.Fatal(err)
	}
	if v := verify(t, log, db); v.Fault != audit.Cut || v.N != 14 {
		t.Errorf("nothing was written behind the cut: %+v", v)
	}
	run(t, db, `INSERT INTO sotay.audit SELECT * FROM data.kept`)
	appendRows(t, log, db, 1)
	if v := verify(t, log, db); v.Fault != "" || v.Rows != 17 {
		t.Errorf("put back: %+v", v)
	}
}

// TestCutThatCannotBeNoted: nothing is written behind it.
func TestCutThatCannotBeNoted(t *testing.T) {
	log, db, head := written(t)
	if err := os.Mkdir(head+".cut", 0o700); err != nil {
		t.Fatal(err)
	}
	run(t, db, `DELETE FROM sotay.audit WHERE n > 10`)
	err := log.Write(t.Context(), db.App, audit.Entry{Actor: "a", Action: "test.row"})
	if err == nil || !strings.Contains(err.Error(), filepath.Base(head)+".cut") {
		t.Errorf("got %v", err)
	}
	if err := os.Remove(head + ".cut"); err != nil {
		t.Fatal(err)
	}
	if v := verify(t, log, db); v.Fault != audit.Cut || v.N != 11 || v.Rows != 10 {
		t.Errorf("%+v", v)
	}
}
