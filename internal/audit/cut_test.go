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

// TestTornCuts: a line that was not written whole stops nobody from verifying, nor does it take
// the next cut with it. The row of a cut that can be read is named.
func TestTornCuts(t *testing.T) {
	const whole = `{"n":12,"mac":"00","from":11,"at":"2026-11-26T00:00:00Z"}`
	for _, tt := range []struct {
		name, file string
		cut        bool // then a cut is found, which takes the rows from 9 on
		fault      audit.Fault
		n          int64
	}{
		{"half a line", whole[:20], false, audit.Cut, 0},
		{"half a line, and one behind", whole[:20], true, audit.Cut, 9},
		{"a line without its end, and one behind", whole, true, audit.Cut, 9},
		{"half a line between others", whole + "\n" + whole[:20] + "\n" + whole + "\n", false, audit.Cut, 11},
		{"zeros, as after a loss of power", "\x00\x00\x00\x00", false, audit.Cut, 0},
		{"a line of something else", "{}\n", false, audit.Cut, 0},
		{"empty lines", "\n \n", false, "", 0},
		{"empty lines around one", "\n" + whole + "\n\n", false, audit.Cut, 11},
	} {
		t.Run(tt.name, func(t *testing.T) {
			log, db, head := written(t)
			if err := os.WriteFile(head+".cut", []byte(tt.file), 0o600); err != nil {
				t.Fatal(err)
			}
			if tt.cut {
				run(t, db, `DELETE FROM sotay.audit WHERE n > 8`)
				appendRows(t, log, db, 6)
			}
			if v := verify(t, log, db); v.Fault != tt.fault || v.N != tt.n {
				t.Errorf("%+v, want %q at %d", v, tt.fault, tt.n)
			}
		})
	}
}
