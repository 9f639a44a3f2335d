package environment

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// asideColumns are rows to be set aside by column.
type asideColumns [7][]string

// setAside keeps rows with their reasons, each row once however often it is sent. In one
// order, so that no two who set the same aside wait for each other.
func setAside(ctx context.Context, tx pgx.Tx, source string, rows []Sent, reasons []Reason) error {
	if len(rows) == 0 {
		return nil
	}
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		x, y := rows[a], rows[b]
		return cmp.Or(cmp.Compare(x.Station, y.Station), cmp.Compare(x.Parameter, y.Parameter), cmp.Compare(x.At, y.At),
			cmp.Compare(x.Value, y.Value), cmp.Compare(x.Unit, y.Unit), cmp.Compare(x.Status, y.Status))
	})
	for piece := range slices.Chunk(order, readingsAtOnce) {
		var c asideColumns
		for _, i := range piece {
			row := rows[i]
			for n, text := range []string{string(reasons[i]), row.Station, row.Parameter, row.At, row.Value, row.Unit, row.Status} {
				c[n] = append(c[n], strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "\uFFFD"))
			}
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO data.reading_quarantine (source, reason, station, parameter, at, value, unit, status)
			SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
			ON CONFLICT DO NOTHING`, source, c[0], c[1], c[2], c[3], c[4], c[5], c[6])
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
	Reason     Reason
	Sent
}

// ReasonCount is how many rows were set aside for a reason.
type ReasonCount struct {
	Reason Reason
	Count  int64
}

// Quarantine gives rows before the one of an id (0: the newest), the newest first, at most limit.
func (s *Store) Quarantine(ctx context.Context, q AsideQuery, before int64, limit int) ([]Aside, error) {
	rows, err := s.db.Staff.Query(ctx, `
		SELECT id, received_at, source, reason, station, parameter, at, value, unit, status
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
	return list, nil
}

func scanAside(row pgx.CollectableRow) (a Aside, err error) {
	err = row.Scan(&a.ID, &a.ReceivedAt, &a.Source, &a.Reason, &a.Station, &a.Parameter, &a.At, &a.Value, &a.Unit, &a.Status)
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
