package environment

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

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
