package environment_test

import (
	"strings"
	"testing"

	"sotay/environment"
	"sotay/internal/testdb"
)

// TestMessageIsKeptWhole: what is set aside whole is kept uncut, and listed by its beginning.
func TestMessageIsKeptWhole(t *testing.T) {
	db := testdb.New(t)
	s := environment.New(db)
	text := "x" + strings.Repeat("ế", 100_000)
	if err := s.SetAside(t.Context(), []environment.Doubtful{{Sent: environment.Sent{Value: text}, Source: "thử", Reason: environment.NoReading}}); err != nil {
		t.Fatal(err)
	}
	expect(t, "kept", []string{"100001"}, lines(t, db, `SELECT length(value)::text FROM data.reading_quarantine`))
	list, err := s.Quarantine(t.Context(), environment.AsideQuery{}, 0, 10)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	expect(t, "listed", "x"+strings.Repeat("ế", 1333)+"…", list[0].Value)
}
