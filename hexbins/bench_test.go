package hexbins_test

import (
	"fmt"
	"testing"
	"time"

	"sotay/hexbins"
	"sotay/layers"
)

// BenchmarkRead asks for viewports over so many points, each time anew.
func BenchmarkRead(b *testing.B) {
	const points = 1_000_000
	w := newWorld(b)
	w.exec(`INSERT INTO data.wells (id, depth, geom) SELECT n, n % 50, st_point(106.95 + 0.7 * random(), 10.25 + 0.6 * random(), 4326) FROM generate_series(1, $1) AS n`, points)
	start := time.Now()
	w.fill()
	b.Logf("cells of %d points filled in within %v", points, time.Since(start))
	w.exec(`VACUUM ANALYZE data.wells, data.wells_cells`)
	for _, v := range []struct {
		box layers.Box
		res int
	}{{layers.Box{106.9, 10.2, 107.7, 10.9}, 7}, {layers.Box{107.1, 10.4, 107.5, 10.7}, 8}, {layers.Box{107.1, 10.4, 107.2, 10.475}, 9}, {layers.Box{107.1, 10.4, 107.14, 10.43}, 10}} {
		for _, q := range []hexbins.Query{{Value: hexbins.Count}, {Value: hexbins.Mean, Field: "depth"}} {
			q.Dataset, q.Box, q.Res = "wells", v.box, v.res
			b.Run(fmt.Sprintf("res=%d/%s", v.res, q.Value), func(b *testing.B) {
				cells := 0
				for range b.N {
					cells = len(w.readAnew(q).Bins)
				}
				b.ReportMetric(float64(cells), "cells")
			})
		}
	}
}
