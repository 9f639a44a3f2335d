package environment

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// NoReading is the reason of a message in which no reading could be found: it stands as the
// value.
const NoReading Reason = "unreadable"

// Doubtful is what is to be set aside: as much of a reading as is known.
type Doubtful struct {
	Sent
	Source string // a topic
	Reason Reason
}

// SetAside keeps what cannot be taken for readings and whose sender cannot be told so, all of it
// or, with an error, none. The same is kept once.
func (s *Store) SetAside(ctx context.Context, rows []Doubtful) error {
	if len(rows) == 0 {
		return nil
	}
	rows = slices.Clone(rows)
	slices.SortFunc(rows, Doubtful.compare) // in one order, so that no two wait for each other
	var columns [8][]string
	for _, row := range rows {
		for n, text := range []string{row.Source, string(row.Reason), row.Station, row.Parameter, row.At, row.Value, row.Unit, row.Status} {
			columns[n] = append(columns[n], strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "\uFFFD"))
		}
	}
	_, err := s.db.App.Exec(ctx, `
		INSERT INTO data.reading_quarantine (source, reason, station, parameter, at, value, unit, status)
		SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
		ON CONFLICT DO NOTHING`, columns[0], columns[1], columns[2], columns[3], columns[4], columns[5], columns[6], columns[7])
	if err != nil {
		return fmt.Errorf("quarantine: %w", err)
	}
	return nil
}

func (d Doubtful) compare(o Doubtful) int {
	return cmp.Or(cmp.Compare(d.Station, o.Station), cmp.Compare(d.Parameter, o.Parameter), cmp.Compare(d.At, o.At),
		cmp.Compare(d.Value, o.Value), cmp.Compare(d.Unit, o.Unit), cmp.Compare(d.Status, o.Status))
}
