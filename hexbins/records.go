package hexbins

import (
	"context"
	"fmt"
	"strconv"
	"time"
)

// summedTo is the finest resolution at which months are rolled up, as migration 31 has it.
const summedTo = 9

// readLayer counts or aggregates the records of a layer by cell and bucket.
func (b *Bins) readLayer(ctx context.Context, src source, q Query, g ground) (*Result, error) {
	r := &Result{From: q.From, To: q.To}
	if f, ok := src.layer.Field(q.Field); ok {
		r.Unit = f.Unit
	}
	args := g.args()
	joined, err := b.records(src, q, &args)
	if err != nil {
		return nil, err
	}
	var bins string
	if joined != "" {
		bins = recordsSQL(src, q, joined, &args)
	} else {
		bins = countsSQL(src, q, g, &args)
	}
	return r, b.collect(ctx, src, r, `
		WITH bins AS (`+bins+`
			LIMIT $5
		)
		SELECT (SELECT `+src.complete+`), bins.* FROM (SELECT) AS one LEFT JOIN bins ON true`, args)
}

// recordsSQL looks at every record in the place and the period.
func recordsSQL(src source, q Query, joined string, args *[]any) string {
	when := ""
	if q.timed() {
		*args = append(*args, q.From, q.To)
		when = fmt.Sprintf("WHERE c.at >= $%d AND c.at < $%d", len(*args)-1, len(*args))
	}
	return fmt.Sprintf(`
			SELECT (c.cell & $1) | $2 AS cell, %s AS bucket, (%s)::float8 AS value, count(*) AS count, 0::bigint AS stations
			FROM   %s
			%s
			GROUP  BY 1, 2`, bucketSQL(q, "c.at AT TIME ZONE 'Asia/Ho_Chi_Minh'", args), aggregate(q), src.within(joined), when)
}

// countsSQL takes what it can from the roll-ups: all records whenever, or those of whole months.
// The rest of a period is counted from the cells.
func countsSQL(src source, q Query, g ground, args *[]any) string {
	var months []string // of roll-ups; nil: always
	var rest []period
	rolled := true
	if q.timed() {
		rest, rolled = []period{{q.From, q.To}}, false
		if g.res <= summedTo && (q.Bucket == "" || q.Bucket == Month) {
			months, rest = wholeMonths(rest[0])
			rolled = len(months) > 0
		}
	}
	sql := ""
	if rolled {
		bucket := bucketSQL(q, "month::timestamp", args)
		*args = append(*args, int32(g.res), months)
		n := len(*args)
		sql = fmt.Sprintf("SELECT cell, %s AS bucket, count FROM %s, $%d, $3, $4, $%d::text[]::date[], %t, $5)", bucket, src.counts, n-1, n, q.Bucket != "")
	}
	if len(rest) > 0 {
		if sql != "" {
			sql += " UNION ALL "
		}
		var from, to []time.Time
		for _, p := range rest {
			from, to = append(from, p.from), append(to, p.to)
		}
		*args = append(*args, from, to)
		n := len(*args)
		sql += fmt.Sprintf(`
			SELECT (c.cell & $1) | $2 AS cell, %s AS bucket, count(*) AS count
			FROM   unnest($%d::timestamptz[], $%d::timestamptz[]) AS p (first, last)
			CROSS  JOIN unnest($3::bigint[], $4::bigint[]) AS s (first, last)
			CROSS  JOIN LATERAL (
				SELECT cell, at FROM %s WHERE cell BETWEEN s.first AND s.last AND at >= p.first AND at < p.last OFFSET 0
			) AS c
			GROUP  BY 1, 2`, bucketSQL(q, "c.at AT TIME ZONE 'Asia/Ho_Chi_Minh'", args), n-1, n, src.cells)
	}
	// the first two parameters are of the cells alone, and each must have a type
	return `
			SELECT cell, bucket, sum(count)::float8 AS value, sum(count)::bigint AS count, 0::bigint AS stations
			FROM   (` + sql + `) AS counted
			WHERE  $1::bigint IS NOT NULL AND $2::bigint IS NOT NULL
			GROUP  BY 1, 2`
}

// bucketSQL is the beginning of the bucket of a local time in SQL, and NULL where there are none.
func bucketSQL(q Query, local string, args *[]any) string {
	if q.Bucket == "" {
		return "NULL::timestamp"
	}
	*args = append(*args, q.Bucket)
	return "date_trunc($" + strconv.Itoa(len(*args)) + "::text, " + local + ")"
}
