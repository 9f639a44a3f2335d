package audit

import (
	"cmp"
	"context"
	"crypto/hmac"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
)

// Fault is how the log is not as it was written.
type Fault string

// The faults, at the row that Verdict names.
const (
	Missing Fault = "missing" // the row with this number is not there
	Changed Fault = "changed" // it was altered, or is not in its place
	Cut     Fault = "cut"     // this and all later rows were there, says the head, and are not; others may be
	Foreign Fault = "foreign" // a head that it was compared with is of another log
)

// Verdict is what Verify found.
type Verdict struct {
	Rows  int64
	Head  string // HMAC of the last row, in hexadecimal
	Fault Fault  // "" for none
	N     int64  // the first row that is not as it was written; 0 for a cut of which that is not known
	// Compared tells that there was a head to compare the end with: without one nobody can
	// say whether rows were cut off.
	Compared bool
}

// Verify reads the whole log and names the first row that is not as it was written. It
// compares with the head in the file, where there is one, with the cuts beside it, and with the
// heads that are given: each machine that serves the database has a file of its own.
func (l *Log) Verify(ctx context.Context, db interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}, heads ...Head,
) (Verdict, error) {
	cuts, err := l.head.readCuts()
	if err != nil {
		return Verdict{}, err
	}
	kept, known, err := l.head.read()
	if err != nil {
		return Verdict{}, err
	}
	if known {
		heads = append(heads, kept)
	}
	rows, err := db.Query(ctx, `SELECT n, at, actor, action, subject, detail::text, mac FROM sotay.audit ORDER BY n`)
	if err != nil {
		return Verdict{}, fmt.Errorf("audit: %w", err)
	}
	v := Verdict{Compared: len(heads)+len(cuts) > 0}
	var r Row
	var before []byte
	foreign := int64(0)
	_, err = pgx.ForEachRow(rows, []any{&r.N, &r.At, &r.Actor, &r.Action, &r.Subject, &r.Detail, &r.MAC}, func() error {
		v.Rows++
		if v.Fault != "" {
			return nil
		}
		switch want := v.Rows; {
		case r.N != want:
			v.Fault, v.N = Missing, want
		case !hmac.Equal(r.MAC, l.mac(r, before)):
			v.Fault, v.N = Changed, r.N
		}
		before = append(before[:0], r.MAC...)
		v.Head = hex.EncodeToString(r.MAC)
		here := Head{r.N, v.Head}
		cuts = slices.DeleteFunc(cuts, func(c cut) bool { return c.Head == here }) // put back
		for _, h := range heads {
			if r.N == h.N && h != here && foreign == 0 {
				foreign = r.N
			}
		}
		return nil
	})
	if err != nil {
		return Verdict{}, fmt.Errorf("audit: %w", err)
	}
	if v.Fault == "" {
		v.Fault, v.N = v.ending(heads, cuts, foreign)
	}
	return v, nil
}

// ending holds the end of a log whose rows are as they were written to the heads: those cut
// off before, the row that is another than a head's, 0 for none, and those beyond the last.
func (v Verdict) ending(heads []Head, cuts []cut, foreign int64) (Fault, int64) {
	known := slices.DeleteFunc(slices.Clone(cuts), func(c cut) bool { return c.From == 0 })
	switch {
	case len(known) > 0:
		return Cut, slices.MinFunc(known, func(a, b cut) int { return cmp.Compare(a.From, b.From) }).From
	case foreign > 0:
		return Foreign, foreign
	case slices.ContainsFunc(heads, func(h Head) bool { return h.N > v.Rows }):
		return Cut, v.Rows + 1
	case len(cuts) > 0:
		return Cut, 0
	}
	return "", 0
}
