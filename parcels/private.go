package parcels

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"sotay/internal/audit"
	"sotay/layers"
)

// What a private read is refused with.
var (
	ErrQuota    = errors.New("the reader's private reads of today are used up")
	ErrNotYours = errors.New("the parcel lies in a commune that is not the reader's")
)

// Private reads what not everybody may see of parcels: staff fields on the staff pool, and
// restricted ones through functions of the database that write the audit row first. It is
// safe for concurrent use.
type Private struct {
	// App calls the functions; Staff reads staff fields.
	App, Staff *pgxpool.Pool
	Catalogue  *layers.Catalogue
	Log        *audit.Log
	// Quota is how many private reads one person has a day.
	Quota int
}

// Reader is who reads, and for which communes.
type Reader struct {
	UserID   int64
	Login    string
	Communes []string // nil: of the whole province
}

// may tells whether a commune's private fields are the reader's to see.
func (r Reader) may(commune string) bool {
	return r.Communes == nil || slices.Contains(r.Communes, commune)
}

// Value is a field with what is in it, nil for nothing.
type Value struct {
	Field layers.Field
	Value any
}

// Of gives the staff fields of a parcel, in the catalogue's order; ErrNotYours for one of a
// commune that is not the reader's, ErrNotFound for none.
func (p *Private) Of(ctx context.Context, r Reader, parcel int64) ([]Value, error) {
	if err := p.check(ctx, r, parcel); err != nil {
		return nil, err
	}
	l, fields, err := p.fields(layers.Staff)
	if err != nil || len(fields) == 0 {
		return nil, err
	}
	var row map[string]any
	err = p.Staff.QueryRow(ctx, fmt.Sprintf(`
		SELECT to_jsonb(s) FROM %s s JOIN data.parcels p ON p.id = s.id
		WHERE  s.id = $1 AND ($2::text[] IS NULL OR p.commune_code = ANY ($2))`, // one snapshot: the parcel may go to another commune
		pgx.Identifier{"data", l.SideTable(layers.Staff)}.Sanitize()), parcel, r.Communes).Scan(&row)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("staff fields of parcel %d: %w", parcel, err)
	}
	return valuesOf(fields, row), nil
}

// Read gives the restricted fields of one parcel for a stated purpose. Who reads, what and
// why is on disk when it returns.
func (p *Private) Read(ctx context.Context, r Reader, parcel int64, purpose string) ([]Value, error) {
	if err := p.check(ctx, r, parcel); err != nil {
		return nil, err
	}
	_, fields, err := p.fields(layers.Restricted)
	if err != nil {
		return nil, err
	}
	var row map[string]any
	what := audit.Entry{Action: "parcel.private", Subject: fmt.Sprintf("parcel:%d", parcel), Detail: map[string]string{"purpose": purpose}}
	err = p.audited(ctx, r, what, nil, func(tx pgx.Tx, noted audit.Row) error {
		var text []byte // checked again there: the parcel may have gone to another commune
		err := tx.QueryRow(ctx, `SELECT sotay.read_private_parcel($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			append([]any{parcel, r.Communes, r.UserID, p.Quota}, noted.Args()...)...).Scan(&text)
		if err != nil || text == nil {
			return err
		}
		return json.Unmarshal(text, &row)
	})
	if err != nil {
		return nil, fmt.Errorf("private fields of parcel %d: %w", parcel, err)
	}
	return valuesOf(fields, row), nil
}

// Seen is one private read of a parcel.
type Seen struct {
	At      time.Time
	Actor   string
	Purpose string
}

// Reads lists who looked at a parcel's private fields, by opening them or by a search that told
// of it, the latest first, at most 100.
func (p *Private) Reads(ctx context.Context, r Reader, parcel int64) ([]Seen, error) {
	if err := p.check(ctx, r, parcel); err != nil {
		return nil, err
	}
	rows, err := p.App.Query(ctx, `SELECT * FROM sotay.private_reads_of($1, 100)`, parcel)
	if err != nil {
		return nil, fmt.Errorf("reads of parcel %d: %w", parcel, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Seen])
	if err != nil {
		return nil, fmt.Errorf("reads of parcel %d: %w", parcel, err)
	}
	return list, nil
}

// audited runs a private read in a transaction with its audit row, and commits before it
// returns: nothing is told that is not written down. What may take long goes before, where it
// can tell nothing: nobody else adds to the audit log from the row's number on.
func (p *Private) audited(ctx context.Context, r Reader, what audit.Entry, before func(pgx.Tx) error, read func(pgx.Tx, audit.Row) error) error {
	var noted audit.Row
	err := pgx.BeginFunc(ctx, p.App, func(tx pgx.Tx) (err error) {
		if before != nil {
			if err := before(tx); err != nil {
				return err
			}
		}
		what.Actor = r.Login
		if noted, err = p.Log.Next(ctx, tx, what); err != nil {
			return err
		}
		return read(tx, noted)
	})
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "SQ001" {
		return ErrQuota
	}
	if err != nil {
		return err
	}
	p.Log.Committed(ctx, noted)
	return nil
}

// check holds a parcel to the reader's communes.
func (p *Private) check(ctx context.Context, r Reader, parcel int64) error {
	var commune *string
	err := p.App.QueryRow(ctx, `SELECT commune_code FROM data.parcels WHERE id = $1`, parcel).Scan(&commune)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return ErrNotFound
	case err != nil:
		return fmt.Errorf("parcel %d: %w", parcel, err)
	case r.Communes != nil && (commune == nil || !r.may(*commune)):
		return ErrNotYours
	}
	return nil
}

// fields are those of the parcels that only some may see.
func (p *Private) fields(visibility string) (layers.Layer, []layers.Field, error) {
	l, ok := p.Catalogue.Layer("parcels")
	if !ok {
		return layers.Layer{}, nil, ErrNotFound
	}
	return l, l.Visible(visibility), nil
}

func valuesOf(fields []layers.Field, row map[string]any) []Value {
	list := make([]Value, len(fields))
	for i, f := range fields {
		list[i] = Value{f, row[f.Name]}
	}
	return list
}
