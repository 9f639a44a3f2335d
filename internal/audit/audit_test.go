package audit_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"sotay/internal/audit"
	"sotay/internal/testdb"
	"sotay/postgis"
)

// written is a log of twelve rows, by several writers at a time.
func written(t *testing.T) (*audit.Log, *postgis.DB, string) {
	t.Helper()
	db := testdb.New(t)
	head := filepath.Join(t.TempDir(), "audit.head")
	log := audit.New([]byte(testdb.AuditKey), head, nil)
	var group sync.WaitGroup
	for w := range 4 {
		group.Go(func() {
			for i := range 3 {
				e := audit.Entry{Actor: fmt.Sprintf("writer %d", w), Action: "test.row", Subject: fmt.Sprintf("thing:%d", i), Detail: map[string]int{"i": i}}
				if err := log.Write(t.Context(), db.App, e); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	return log, db, head
}

func verify(t *testing.T, log *audit.Log, db *postgis.DB) audit.Verdict {
	t.Helper()
	v, err := log.Verify(t.Context(), db.Owner)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestVerify(t *testing.T) {
	log, db, head := written(t)
	whole := verify(t, log, db)
	if whole.Fault != "" || whole.Rows != 12 || len(whole.Head) != 64 {
		t.Fatalf("the log as it was written: %+v", whole)
	}
	if text, err := os.ReadFile(head); err != nil || !strings.Contains(string(text), whole.Head) {
		t.Errorf("the head in the file: %s, %v", text, err)
	}
	for _, tt := range []struct {
		name, sql string
		fault     audit.Fault
		n         int64
	}{
		{"an actor", `UPDATE sotay.audit SET actor = 'nobody' WHERE n = 5`, audit.Changed, 5},
		{"a subject", `UPDATE sotay.audit SET subject = 'thing:9' WHERE n = 1`, audit.Changed, 1},
		{"a detail that means the same", `UPDATE sotay.audit SET detail = '{"i":0 }' WHERE n = 7`, audit.Changed, 7},
		{"a time", `UPDATE sotay.audit SET at = at + interval '1 microsecond' WHERE n = 12`, audit.Changed, 12},
		{"a letter from one part into the next", `UPDATE sotay.audit SET actor = actor || left(action, 1), action = substr(action, 2) WHERE n = 3`, audit.Changed, 3},
		{"a row gone", `DELETE FROM sotay.audit WHERE n = 4`, audit.Missing, 4},
		{"the first gone", `DELETE FROM sotay.audit WHERE n = 1`, audit.Missing, 1},
		{"a row gone and the rest moved up", `DELETE FROM sotay.audit WHERE n = 4; UPDATE sotay.audit SET n = -n + 100 WHERE n > 4; UPDATE sotay.audit SET n = 100 - n - 1 WHERE n > 50`, audit.Changed, 4},
		{"two rows exchanged", `UPDATE sotay.audit SET n = 99 WHERE n = 2; UPDATE sotay.audit SET n = 2 WHERE n = 3; UPDATE sotay.audit SET n = 3 WHERE n = 99`, audit.Changed, 2},
		{"the last gone", `DELETE FROM sotay.audit WHERE n = 12`, audit.Cut, 12},
		{"all gone", `DELETE FROM sotay.audit`, audit.Cut, 1},
		{"a row more", `INSERT INTO sotay.audit SELECT 13, at, actor, action, subject, detail, mac FROM sotay.audit WHERE n = 12`, audit.Changed, 13},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tx, err := db.Owner.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = tx.Rollback(context.Background()) }()
			if _, err := tx.Exec(t.Context(), tt.sql); err != nil {
				t.Fatal(err)
			}
			v, err := log.Verify(t.Context(), tx)
			if err != nil || v.Fault != tt.fault || v.N != tt.n {
				t.Errorf("%+v, %v; want %s at %d", v, err, tt.fault, tt.n)
			}
		})
	}
	if v := verify(t, audit.New([]byte("another key of thirty-two bytes."), head, nil), db); v.Fault != audit.Changed || v.N != 1 {
		t.Errorf("with another key: %+v", v)
	}
	foreign, err := json.Marshal(map[string]any{"n": 3, "mac": strings.Repeat("00", 32)})
	if err := errors.Join(err, os.WriteFile(head, foreign, 0o600)); err != nil {
		t.Fatal(err)
	}
	if v := verify(t, log, db); v.Fault != audit.Foreign || v.N != 3 {
		t.Errorf("with the head of another log: %+v", v)
	}
}

// TestHeadsOfOtherMachines: what one machine's file does not know, another's does.
func TestHeadsOfOtherMachines(t *testing.T) {
	log, db, head := written(t)
	end, err := audit.ParseHead(fmt.Sprintf("12:%s", verify(t, log, db).Head))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Owner.Exec(t.Context(), `DELETE FROM sotay.audit WHERE n = 12`); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(head); err != nil {
		t.Fatal(err)
	}
	if v := verify(t, log, db); v.Fault != "" || v.Compared {
		t.Errorf("without any head: %+v", v)
	}
	for _, tt := range []struct {
		head  audit.Head
		fault audit.Fault
		n     int64
	}{{end, audit.Cut, 12}, {audit.Head{N: 3, MAC: end.MAC}, audit.Foreign, 3}} {
		v, err := log.Verify(t.Context(), db.Owner, tt.head)
		if err != nil || v.Fault != tt.fault || v.N != tt.n || !v.Compared {
			t.Errorf("%+v: %+v, %v", tt.head, v, err)
		}
	}
	for _, text := range []string{"", "12", "0:" + end.MAC, "x:" + end.MAC, "12:abc", "12:" + end.MAC + "00"} {
		if h, err := audit.ParseHead(text); err == nil {
			t.Errorf("%q is a head: %+v", text, h)
		}
	}
}

// TestRolledBackRowsLeaveNoGap: what was not done is not in the log.
func TestRolledBackRowsLeaveNoGap(t *testing.T) {
	log, db, _ := written(t)
	tx, err := db.App.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := log.Append(t.Context(), tx, audit.Entry{Actor: "a", Action: "never"}); err != nil {
		t.Fatal(err)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := log.Write(t.Context(), db.App, audit.Entry{Actor: "a", Action: "done"}); err != nil {
		t.Fatal(err)
	}
	if v := verify(t, log, db); v.Fault != "" || v.Rows != 13 {
		t.Errorf("%+v", v)
	}
}

func TestKey(t *testing.T) {
	db := testdb.New(t)
	dir := t.TempDir()
	key := func(name string) ([]byte, error) { return audit.Key(t.Context(), filepath.Join(dir, name), db.Owner) }
	made, err := key("audit.key")
	if err != nil || len(made) != 32 {
		t.Fatalf("%d bytes, %v", len(made), err)
	}
	if again, err := key("audit.key"); err != nil || string(again) != string(made) {
		t.Errorf("read again: %v", err)
	}
	if info, err := os.Stat(filepath.Join(dir, "audit.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info, err)
	}
	wrong := new(audit.WrongKeyError)
	if _, err := key("none.key"); !errors.As(err, &wrong) {
		t.Errorf("without the file: %v", err)
	}
	for name, text := range map[string]string{"other.key": strings.Repeat("ab", 32), "short.key": "abcd", "odd.key": "nothing"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := key(name); err == nil || (name == "other.key") != errors.As(err, &wrong) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
