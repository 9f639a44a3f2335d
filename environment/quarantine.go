package environment

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// setAside keeps what cannot be taken for readings, each row once however often it is sent, and
// none that was thrown away before. In one order, so that no two who set the same aside wait for each other.
func setAside(ctx context.Context, tx pgx.Tx, rows []Doubtful) error {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, Doubtful.compare)
	for piece := range slices.Chunk(rows, readingsAtOnce) {
		var c [9][]string
		for _, row := range piece {
			for n, text := range []string{row.Source, string(row.Reason), row.Station, row.Parameter, row.At, row.Value, row.Unit, row.Status, row.Operator} {
				c[n] = append(c[n], strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "\uFFFD"))
			}
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO data.reading_quarantine (source, reason, station, parameter, at, value, unit, status, operator)
			SELECT source, reason, station, parameter, at, value, unit, status, nullif(operator, '')
			FROM   unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
			       AS t (source, reason, station, parameter, at, value, unit, status, operator)
			WHERE  NOT EXISTS (SELECT FROM data.reading_quarantine q
			                   WHERE  q.settled_how = 'discarded' AND q.key = sotay.aside_key(t.station, t.parameter, t.at, t.value, t.unit, t.status, t.operator))
			ON CONFLICT DO NOTHING`, c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8])
		if err != nil {
			return fmt.Errorf("quarantine: %w", err)
		}
	}
	return nil
}

// AsideQuery asks for rows of the quarantine that are not settled. "" is any.
type AsideQuery struct {
	Reason    Reason
	Station   string // as it was written
	Parameter string
}

// Aside is a row of the quarantine, as it was sent.
type Aside struct {
	ID         int64
	ReceivedAt time.Time
	Source     string
	Operator   string // whose stations alone its sender may send for; "" for all
	Reason     Reason
	Sent
}

// ReasonCount is how many rows were set aside for a reason.
type ReasonCount struct {
	Reason Reason
	Count  int64
}

// Quarantine gives rows before the one of an id (0: the newest), the newest first, at most limit. Of
// a message that is kept whole it gives the beginning.
func (s *Store) Quarantine(ctx context.Context, q AsideQuery, before int64, limit int) ([]Aside, error) {
	rows, err := s.db.Staff.Query(ctx, `
		SELECT id, received_at, source, coalesce(operator, ''), reason, station, parameter, at, value, unit, status
		FROM   data.reading_quarantine
		WHERE  settled_at IS NULL AND ($1 = '' OR reason = $1) AND ($2 = '' OR station = $2) AND ($3 = '' OR parameter = $3) AND ($4 = 0 OR id < $4)
		ORDER  BY id DESC
		LIMIT  $5`, q.Reason, q.Station, q.Parameter, before, limit)
	if err != nil {
		return nil, fmt.Errorf("quarantine: %w", err)
	}
	list, err := pgx.CollectRows(rows, scanAside)
	if err != nil {
		return nil, fmt.Errorf("quarantine: %w", err)
	}
	for i := range list {
		list[i].Value = beginning(list[i].Value)
	}
	return list, nil
}

func scanAside(row pgx.CollectableRow) (a Aside, err error) {
	err = row.Scan(&a.ID, &a.ReceivedAt, &a.Source, &a.Operator, &a.Reason, &a.Station, &a.Parameter, &a.At, &a.Value, &a.Unit, &a.Status)
	return a, err
}

// QuarantineCounts counts the rows of a query by reason, most first, whatever reason it asks for.
func (s *Store) QuarantineCounts(ctx context.Context, q AsideQuery) ([]ReasonCount, error) {
	rows, err := s.db.Staff.Query(ctx, `
		SELECT reason, count(*)
		FROM   data.reading_quarantine
		WHERE  settled_at IS NULL AND ($1 = '' OR station = $1) AND ($2 = '' OR parameter = $2)
		GROUP  BY reason
		ORDER  BY count(*) DESC, reason`, q.Station, q.Parameter)
	if err != nil {
		return nil, fmt.Errorf("quarantine: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ReasonCount])
	if err != nil {
		return nil, fmt.Errorf("quarantine: %w", err)
	}
	return list, nil
}
