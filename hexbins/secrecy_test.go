package hexbins_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb/maptile"

	"sotay/hexbins"
	"sotay/internal/calendar"
)

// told is all that the public is told at a moment: every number by cell, and each published report.
type told struct {
	Numbers map[asked][]hexbins.Bin
	Layer   [][]hexbins.Bin // of the layer of published reports, which tiles show far out
	List    []string
}

// tell asks for everything that anybody can have at a moment.
func (w *world) tell(now time.Time) told {
	w.t.Helper()
	w.SetNow(now)
	must(w.t, w.Publish(w.t.Context()))
	w.fill()
	out := told{Numbers: w.answers()}
	for _, res := range []int{4, 7, 9, 12} {
		out.Layer = append(out.Layer, w.readAnew(hexbins.Query{Dataset: hexbins.Reports, Layer: true, Box: province(), Res: res}).Bins)
	}
	_, r, err := w.TileNamed(w.t.Context(), hexbins.Query{Dataset: hexbins.Reports, Layer: true}, "reports_bins", maptile.Tile{X: 204, Y: 120, Z: 8})
	must(w.t, err)
	out.Layer = append(out.Layer, r.Bins)
	rows, err := w.db.Public.Query(w.t.Context(), `SELECT (to_jsonb(r) - 'id')::text FROM pub.reports r ORDER BY number`)
	must(w.t, err)
	out.List, err = pgx.CollectRows(rows, pgx.RowTo[string])
	must(w.t, err)
	return out
}

// history is what happens to reports from month to month: the same open part for a seed, and with
// secrets what nobody is told: few reports in places where there are none and beside others, that
// are never published, are moved and rejected; places of sensitive ones within their coarse cell.
func history(t *testing.T, seed uint64, secrets bool) (list []told) {
	t.Helper()
	w := newWorld(t)
	rng, own := rand.New(rand.NewPCG(seed, 1)), rand.New(rand.NewPCG(seed, 2))
	n := 0
	send := func(rng *rand.Rand, published bool, month time.Month, category string) {
		n++
		lon, lat := 107.08+0.03*rng.Float64()*rng.Float64(), 10.35+0.03*rng.Float64()*rng.Float64()
		if rng.IntN(6) == 0 {
			lon, lat = 107+0.6*rng.Float64(), 10.3+0.5*rng.Float64()
		}
		at := time.Date(2026, month, 1, 0, 0, 0, 0, calendar.Zone()).Add(time.Duration(rng.IntN(28*24*60)) * time.Minute)
		c, err := hexbins.At(lon, lat)
		must(t, err)
		centre, err := parent(t, c, 9).LatLng()
		must(t, err)
		if category == "noise" && secrets { // elsewhere in the same coarse cell
			lon, lat = centre.Lng, centre.Lat
		}
		name := "P" // numbers of secret reports do not use up others
		if !published {
			name = "S"
		}
		w.exec(`INSERT INTO data.reports (number, category, words, geom, coarse, received_at, published)
			VALUES ($1, $2, 'Ổ gà', st_point($3, $4, 4326), st_point($5, $6, 4326), $7, $8)`,
			fmt.Sprintf("PA26-%s%03d-0000", name, n%1000), category, lon, lat, centre.Lng, centre.Lat, at, published)
	}
	for month := time.August; month <= time.October; month++ {
		n = 200 * int(month-time.August)
		for range 60 {
			send(rng, true, month, []string{"roads", "noise"}[rng.IntN(2)])
		}
		if secrets {
			for range 1 + own.IntN(4) {
				send(own, false, month, "roads")
			}
			w.exec(`UPDATE data.reports SET geom = st_translate(geom, 0.1, 0), received_at = received_at - interval '20 days' WHERE NOT published AND id % 3 = 0`)
			w.exec(`DELETE FROM data.reports WHERE NOT published AND id % 5 = 0`)
		}
		next := time.Date(2026, month+1, 1, 0, 0, 0, 0, calendar.Zone())
		list = append(list, w.tell(next.AddDate(0, 0, 3)))
		// what is published late, taken back, or moved, after the month was counted or before
		w.exec(`UPDATE data.reports SET published = NOT published WHERE published AND number LIKE $1`, fmt.Sprintf("PA26-P%d%%", month-time.August))
		list = append(list, w.tell(next.AddDate(0, 0, 9)))
		w.exec(`UPDATE data.reports SET published = true WHERE number LIKE 'PA26-P%'`)
		list = append(list, w.tell(next.AddDate(0, 0, 15)))
	}
	return list
}

// Whoever has every public answer of all times cannot tell whether reports that are not published
// are there at all, nor where in its coarse cell a sensitive one is: with them and without them the
// answers are the same.
func TestWhatIsNotPublishedShowsNowhere(t *testing.T) {
	without, with := history(t, 1, false), history(t, 1, true)
	if diff := cmp.Diff(without, with, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("secrets show (-without +with):\n%.2000s", diff)
	}
	numbers, reports := 0, 0
	for _, at := range with {
		reports += len(at.List)
		for _, bins := range at.Numbers {
			for _, b := range bins {
				if numbers++; b.Count < 5 {
					t.Errorf("%v has %d reports", b.Cell, b.Count)
				}
			}
		}
	}
	if numbers < 100 || reports < 500 {
		t.Errorf("only %d numbers and %d reports are looked at", numbers, reports)
	}
}
