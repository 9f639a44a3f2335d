package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb/maptile"
	"github.com/uber/h3-go/v4"

	"sotay/hexbins"
)

// spent is how long each of some questions took.
type spent []time.Duration

// row prints a name and percentiles in ms.
func (b *bench) row(name string, times spent, more string) {
	slices.Sort(times)
	at := func(q float64) float64 { return float64(times[int(q*float64(len(times)-1))].Microseconds()) / 1000 }
	used := b.used() // what is used between rows is of the questions, but for some ms
	fmt.Fprintf(b.out, "%-46s %5d %8.1f %8.1f %8.1f %8.1f  %s\n", name, len(times), at(.5), at(.95), at(1), float64((used-b.cpu).Microseconds())/1000/float64(len(times)), more)
	b.cpu = used
}

func (b *bench) head(title string) {
	load, _ := os.ReadFile("/proc/loadavg")
	fmt.Fprintf(b.out, "\n%-46s %5s %8s %8s %8s %8s  (load %.14s)\n", title, "n", "p50", "p95", "max", "CPU each", load)
	b.cpu = b.used()
}

// places are some of the points, which viewports are around: where there is much, people look.
func (b *bench) places(ctx context.Context) (list [][2]float64, err error) {
	rows, err := b.db.Owner.Query(ctx, `SELECT st_x(geom), st_y(geom) FROM data.`+crowd+` TABLESAMPLE bernoulli (1) REPEATABLE (1) LIMIT 50000`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var at [2]float64
		if err := rows.Scan(&at[0], &at[1]); err != nil {
			return nil, err
		}
		list = append(list, at)
	}
	return list, rows.Err()
}

// viewport is a box of 16:10 around a place that about so many cells of a resolution meet.
func viewport(at [2]float64, res int, cells float64) string {
	area, _ := h3.HexagonAreaAvgKm2(res)
	high := math.Sqrt(cells * area / 1.6)
	dy := high / 111.2 / 2
	dx := 1.6 * high / 111.2 / math.Cos(at[1]*math.Pi/180) / 2
	return fmt.Sprintf("%.6f,%.6f,%.6f,%.6f", max(-180, at[0]-dx), max(-85, at[1]-dy), min(180, at[0]+dx), min(85, at[1]+dy))
}

// viewports asks for boxes that 500 to 4,700 cells meet, none of them twice, over HTTP without a
// network: from the request to the last byte.
func (b *bench) viewports(ctx context.Context) error {
	places, err := b.places(ctx)
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(5, 5))
	for _, period := range []struct {
		name  string
		query func() string
	}{
		{"always", func() string { return "" }},
		{fmt.Sprintf("a period of months: %d", b.months), func() string {
			first := time.Date(2025, time.Month(1+random.IntN(25-b.months)), 1, 0, 0, 0, 0, time.UTC)
			return fmt.Sprintf("&from=%s&to=%s", first.Format(time.DateOnly), first.AddDate(0, b.months, -1).Format(time.DateOnly))
		}},
	} {
		b.head(fmt.Sprintf("%d points, %s", b.points, period.name))
		for _, value := range []string{"count", "sum&field=price", "mean&field=price", "max&field=price"} {
			var all spent
			cpu := b.used()
			for res := hexbins.Coarsest; res <= hexbins.Stored; res++ {
				var times spent
				cells, coarser := 0, 0
				for n := range b.asks + 5 {
					path := fmt.Sprintf("/api/hexbins/%s?res=%d&value=%s%s&bbox=%s", crowd, res, value, period.query(), viewport(places[random.IntN(len(places))], res, 500+4200*random.Float64()))
					took, answer, err := b.ask(path)
					if err != nil {
						return err
					}
					if n >= 5 { // connections and plans
						times, cells = append(times, took), cells+len(answer.Cells)
						if answer.Res < res {
							coarser++
						}
					}
				}
				all = append(all, times...)
				b.row(fmt.Sprintf("  %s, resolution %d", value, res), times, fmt.Sprintf("%d cells each, %d coarser than asked", cells/b.asks, coarser))
			}
			b.cpu = cpu
			b.row(value+", all resolutions", all, "")
		}
	}
	return nil
}

type answered struct {
	Res      int
	Complete bool
	Cells    []string
}

func (b *bench) ask(path string) (time.Duration, answered, error) {
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, strings.NewReader(""))
	r.Header.Set("Accept-Encoding", "gzip;q=0")
	began := time.Now()
	b.server.ServeHTTP(w, r)
	took := time.Since(began)
	var a answered
	if w.Code != http.StatusOK {
		return took, a, fmt.Errorf("%s: %d %s", path, w.Code, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
		return took, a, err
	}
	if !a.Complete {
		return took, a, fmt.Errorf("%s: not complete", path)
	}
	return took, a, nil
}

// tiles asks for the tile of zoom 8 that holds the province, each time of a program that has just started.
func (b *bench) tiles(ctx context.Context) error {
	b.head(fmt.Sprintf("%d points", b.tilePoints))
	var times spent
	size := 0
	t := maptile.Tile{X: 204, Y: 120, Z: 8}
	for n := range b.asks + 5 {
		if _, _, err := b.open(ctx); err != nil {
			return err
		}
		began := time.Now()
		body, r, err := b.bins.Tile(ctx, hexbins.Query{Dataset: spread}, t)
		took := time.Since(began)
		if err != nil {
			return err
		}
		if len(r.Bins) == 0 || !r.Complete {
			return fmt.Errorf("tile %v: %d cells, complete: %v", t, len(r.Bins), r.Complete)
		}
		if n >= 5 {
			times, size = append(times, took), len(body)
		}
	}
	b.row("cold tile of zoom 8", times, fmt.Sprintf("%d bytes", size))
	return nil
}
