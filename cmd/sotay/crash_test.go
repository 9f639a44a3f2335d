package main

import (
	"math/rand/v2"
	"os/exec"
	"testing"
	"time"

	"sotay/internal/crash"
)

// TestKilledAtRandom kills five imports, or the database under them, at random moments.
// bench/crash does it fifty times.
func TestKilledAtRandom(t *testing.T) {
	data := newDatabase(t)
	seed := uint64(time.Now().UnixNano())
	r, err := crash.New(t.Context(), crash.Config{
		Data: data, Dir: t.TempDir(), Rows: 1000, Random: rand.New(rand.NewPCG(seed, 0)),
		Sotay: func(args ...string) *exec.Cmd { return sotay(t, data, args...) },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, victim := range []crash.Victim{crash.Sotay, crash.Postmaster, crash.Backend, crash.Sotay, crash.Postmaster} {
		said, err := r.Kill(t.Context(), victim)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		t.Log(said)
	}
	if r.Seen == 0 {
		t.Error("nobody read anything meanwhile")
	}
}
