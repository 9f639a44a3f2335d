package environment

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// pace is how often a station sends: in seconds, each until a moment, the last for ever.
type pace []paceUntil

type paceUntil struct {
	until   *time.Time
	seconds int32
}

// readPaces reads the paces of the stations of days.
func readPaces(ctx context.Context, tx pgx.Tx, days []day) (map[int64]pace, error) {
	var stations []int64
	for i, d := range days {
		if i == 0 || days[i-1].station != d.station {
			stations = append(stations, d.station)
		}
	}
	rows, err := tx.Query(ctx, `
		SELECT station, until, coalesce(interval_s, 3600) FROM data.station_intervals WHERE station = ANY ($1)
		UNION  ALL
		SELECT id, NULL, coalesce(interval_s, 3600) FROM data.stations WHERE id = ANY ($1)
		ORDER  BY 1, 2 NULLS LAST`, stations)
	if err != nil {
		return nil, fmt.Errorf("intervals: %w", err)
	}
	paces := map[int64]pace{}
	var station int64
	var one paceUntil
	_, err = pgx.ForEachRow(rows, []any{&station, &one.until, &one.seconds}, func() error {
		paces[station] = append(paces[station], one)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("intervals: %w", err)
	}
	return paces, nil
}

// due is how many readings there were to be in the hour of a label, less than one where the
// station sends less often: by the pace that held when it began or, where what is there of the
// hour, nil for nothing, was judged otherwise, by that.
func (p pace) due(label time.Time, there *hourMean) float64 {
	seconds := int32(3600)
	for _, each := range p {
		if seconds = each.seconds; each.until == nil || each.until.After(label.Add(-time.Hour)) {
			break
		}
	}
	if there != nil && there.expected != max(1, 3600/seconds) {
		return float64(there.expected)
	}
	return 3600 / float64(seconds)
}
