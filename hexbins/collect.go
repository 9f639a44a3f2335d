package hexbins

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/internal/calendar"
)

// figure names which number of its records the value of a cell is made of, beside how many there
// are: sum, min or max, or none. A mean is a sum and a count.
func figure(value string) string {
	return map[string]string{Sum: "sum", Mean: "sum", Min: "min", Max: "max"}[value]
}

// figureSQL is the figure of some numbers.
func figureSQL(value, numbers string) string {
	if f := figure(value); f != "" {
		return f + "(" + numbers + ")"
	}
	return "NULL::float8"
}

// answerSQL makes a statement for collect of parts whose rows are blocks: the beginning of a bucket, or
// NULL, lists of cells, of counts, of figures, of what was just taken away, and of stations, and whether
// there is more than was read.
// Cells come in lists because a row for each would take most of the time of an answer.
func answerSQL(complete string, parts ...string) string {
	return `
		SELECT (SELECT ` + complete + `), date_part('epoch', v.bucket)::bigint, v.cells, v.counts, v.numbers, v.gone, v.stations, coalesce(v.cut, false)
		FROM   (SELECT) AS one LEFT JOIN (` + strings.Join(parts, " UNION ALL ") + `) AS v (bucket, cells, counts, numbers, gone, stations, cut) ON true`
}

// listed makes blocks, one for each bucket, of rows of: cell, bucket, count, number, stations.
func listed(rows string) string {
	return `
		SELECT g.bucket, array_agg(g.cell), array_agg(g.count), array_agg(coalesce(g.number, 'NaN')), NULL::float8[], array_agg(g.stations), bool_or(g.groups > $5)
		FROM   (SELECT *, count(*) OVER () AS groups FROM (` + rows + `) AS r LIMIT $5) AS g
		GROUP  BY 1`
}

// found is what a block says of a cell.
type found struct {
	cell            Cell
	bucket          int64
	count, stations int64
	number, gone    float64 // NaN: none
}

// collect runs a statement of answerSQL and puts together what it says of each cell and bucket.
func (b *Bins) collect(ctx context.Context, src source, q Query, r *Result, sql string, args []any) error {
	rows, err := b.pool(src).Query(ctx, sql, args...)
	if err != nil {
		return unavailable(err)
	}
	var all []found
	var bucket *int64
	var cells, counts, stations []int64
	var numbers, gone []float64
	var cut bool
	_, err = pgx.ForEachRow(rows, []any{&r.Complete, &bucket, &cells, &counts, &numbers, &gone, &stations, &cut}, func() error {
		if r.cut = r.cut || cut || len(all) > mostFound; r.cut {
			all = nil // it is to be asked at a coarser resolution
			return nil
		}
		for i, cell := range cells {
			one := found{cell: Cell(cell), bucket: local(bucket), count: counts[i], number: math.NaN(), gone: math.NaN()}
			if len(numbers) > 0 {
				one.number = numbers[i]
			}
			if len(gone) > 0 {
				one.gone = gone[i]
			}
			if len(stations) > 0 {
				one.stations = stations[i]
			}
			all = append(all, one)
		}
		return nil
	})
	if err != nil {
		return unavailable(err)
	}
	r.together(all, q.Value)
	return nil
}

// local is the second at which clocks in Việt Nam show what clocks in UTC show at another; 0 for none.
func local(bucket *int64) int64 {
	if bucket == nil {
		return 0
	}
	at := time.Unix(*bucket, 0).UTC()
	y, m, d := at.Date()
	return time.Date(y, m, d, at.Hour(), 0, 0, 0, calendar.Zone()).Unix()
}

// together makes the rows of what was found.
func (r *Result) together(all []found, value string) {
	slices.SortFunc(all, func(a, b found) int { return cmp.Or(cmp.Compare(a.cell, b.cell), cmp.Compare(a.bucket, b.bucket)) })
	for i := 0; i < len(all); {
		one := all[i]
		for i++; i < len(all) && all[i].cell == one.cell && all[i].bucket == one.bucket; i++ {
			one.add(all[i], value)
		}
		if one.count <= 0 {
			continue
		}
		v, known := one.value(value)
		r.doubtful = r.doubtful || !known
		r.rows = append(r.rows, row{Bin: Bin{Cell: one.cell, Value: round(v), Count: one.count, Stations: one.stations}, bucket: one.bucket})
	}
}

func (f *found) add(other found, value string) {
	f.count += other.count
	f.stations += other.stations
	either := func(do func(a, b float64) float64, a, b float64) float64 {
		switch {
		case math.IsNaN(a):
			return b
		case math.IsNaN(b):
			return a
		}
		return do(a, b)
	}
	switch figure(value) {
	case "sum":
		f.number = either(func(a, b float64) float64 { return a + b }, f.number, other.number)
	case "min":
		f.number, f.gone = either(math.Min, f.number, other.number), either(math.Min, f.gone, other.gone)
	case "max":
		f.number, f.gone = either(math.Max, f.number, other.number), either(math.Max, f.gone, other.gone)
	}
}

// value is what a query asks for; not known while the least or the greatest is to be found anew.
func (f *found) value(name string) (v float64, known bool) {
	switch name {
	case Count:
		return float64(f.count), true
	case Mean:
		return f.number / float64(f.count), true
	case Min:
		return f.number, f.number < f.gone || !math.IsNaN(f.number) && math.IsNaN(f.gone)
	case Max:
		return f.number, f.number > f.gone || !math.IsNaN(f.number) && math.IsNaN(f.gone)
	}
	return f.number, true
}

// round takes away the digits in which a sum depends on the order of what is added.
func round(v float64) float64 {
	if math.IsInf(v, 0) || v == math.Trunc(v) && math.Abs(v) < 1e12 {
		return v
	}
	out, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 12, 64), 64)
	if err != nil {
		return v
	}
	return out
}
