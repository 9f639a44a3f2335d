package parcels

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"sotay/internal/audit"
	"sotay/internal/fold"
)

// MostOwners is the largest number of parcels that Owners and Certificates give.
const MostOwners = 50

// Owned is a parcel that a search by owner or certificate found, with what it was found by.
type Owned struct {
	ID          int64
	CommuneCode string
	SheetNo     string
	ParcelNo    string
	Found       string // the owner's name, or the certificate's serial
}

// Found is what a search by owner or certificate tells. Each parcel is one private read, and
// nothing found is one too.
type Found struct {
	Parcels []Owned
	// More tells that there are others: beyond MostOwners, or beyond what is left of the quota.
	More bool
}

// Owners finds the parcels of a commune by the beginnings of words of their owner's name,
// tone marks or not. It is audited as Read is; the name that was looked for is part of the
// audit row. The caller holds the name to EnoughOfName.
func (p *Private) Owners(ctx context.Context, r Reader, commune, name, purpose string) (Found, error) {
	if !r.may(commune) {
		return Found{}, ErrNotYours
	}
	words, _ := nameWords(name)
	what := audit.Entry{Action: "owners.search", Subject: "commune:" + commune, Detail: map[string]string{"purpose": purpose, "name": name}}
	return p.search(ctx, r, what, `SELECT sotay.search_owners($1, $2, $3, $4, $5)`, commune, words)
}

// Certificates finds the parcels of a certificate by its whole serial, among the reader's
// communes. It is audited as Read is; the serial is part of the audit row.
func (p *Private) Certificates(ctx context.Context, r Reader, serial, purpose string) (Found, error) {
	what := audit.Entry{Action: "certificates.search", Detail: map[string]string{"purpose": purpose, "serial": serial}}
	return p.search(ctx, r, what, `SELECT sotay.search_certificates($1, $2, $3, $4, $5)`, serial, r.Communes)
}

// search looks, which may take long and tells nothing, and then tells what was found. The SQL
// takes two arguments, the most to look for, who reads, and their quota.
func (p *Private) search(ctx context.Context, r Reader, what audit.Entry, sql string, by ...any) (found Found, err error) {
	look := func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, sql, append(by, MostOwners+1, r.UserID, p.Quota)...)
		return err
	}
	err = p.audited(ctx, r, what, look, func(tx pgx.Tx, noted audit.Row) error {
		rows, err := tx.Query(ctx, `
			SELECT id, commune_code, sheet_no, parcel_no, found, left_out
			FROM   sotay.tell_found($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			append([]any{MostOwners, r.UserID, p.Quota}, noted.Args()...)...)
		if err != nil {
			return err
		}
		found.Parcels, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (o Owned, err error) {
			err = row.Scan(&o.ID, &o.CommuneCode, &o.SheetNo, &o.ParcelNo, &o.Found, &found.More)
			return o, err
		})
		return err
	})
	if err != nil {
		return Found{}, fmt.Errorf("%s: %w", what.Action, err)
	}
	return found, nil
}

// The bounds of a name to look for, in letters and digits, repeated words not counted.
const (
	leastOfName = 3
	mostOfName  = 100
)

// EnoughOfName tells whether a name says enough, and not too much, to look for an owner by it.
func EnoughOfName(name string) bool {
	_, letters := nameWords(name)
	return letters >= leastOfName && letters <= mostOfName
}

// nameWords gives the words of a name as sotay.search_owners takes them, none twice, and how
// many letters and digits they have. They are beginnings of words when one of them has three
// letters. Else they are whole words, with a blank behind: "Lý Bá Tý" can be found, and "n t h"
// does not find whoever has these initials.
func nameWords(name string) (words []string, letters int) {
	words = strings.FieldsFunc(fold.Marks(name), func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') })
	slices.Sort(words)
	words = slices.Compact(words)
	whole := !slices.ContainsFunc(words, func(w string) bool { return len(w) >= leastOfName })
	for i, w := range words {
		letters += len(w)
		if whole {
			words[i] += " "
		}
	}
	return words, letters
}
