package testdb_test

import (
	"testing"

	"sotay/internal/testdb"
)

func TestNewGivesEachTestItsOwnDatabase(t *testing.T) {
	one, two := testdb.New(t), testdb.New(t)
	if _, err := one.Owner.Exec(t.Context(), `INSERT INTO sotay.audit (n, at, actor, action, subject, detail, mac) VALUES (1, now(), 'a', 'b', '', '{}', sha256('x'))`); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := two.Owner.QueryRow(t.Context(), `SELECT count(*) FROM sotay.audit`).Scan(&n); err != nil || n != 0 {
		t.Errorf("rows in the other database: %d, %v", n, err)
	}
}
