package hexbins

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// mostScanned is how many records an answer that is not made of roll-ups looks at: about ten seconds.
const mostScanned = 2_000_000

// readLayer counts or aggregates the records of a layer by cell and bucket: from the roll-ups, or
// where the query has conditions, or is of a field that is not rolled up, from every record. So it is
// for the second in which the least or greatest record of a cell was taken away, too.
func (b *Bins) readLayer(ctx context.Context, src source, q Query, g ground) (*Result, error) {
	r := &Result{From: q.From, To: q.To}
	if f, ok := src.layer.Field(q.Field); ok {
		r.Unit = f.Unit
	}
	scanned := len(q.Where) > 0 || src.layer.Dated() || q.Value != Count && !slices.Contains(src.layer.Numbers(), q.Field)
	complete := src.completeFor(q)
	if !scanned {
		args := g.args()
		err := b.collect(ctx, src, q, r, answerSQL(complete, valuesSQL(src, q, g, &args)...), args)
		if err != nil || !r.doubtful {
			return r, err
		}
		r = &Result{From: q.From, To: q.To, Unit: r.Unit}
	}
	if err := b.few(ctx, src, q, g); err != nil {
		return nil, err
	}
	args := g.args()
	joined := b.records(src, q, &args)
	return r, b.collect(ctx, src, q, r, answerSQL(complete, listed(recordsSQL(src, q, joined, &args))), args)
}

// completeFor is the condition that all is counted that a query asks for, in SQL.
func (src source) completeFor(q Query) string {
	if slices.Contains(src.layer.Numbers(), q.Field) { // which another process may have just added
		return src.complete + " AND " + src.number(q) + " IS NOT NULL"
	}
	return src.complete
}

// few refuses a query that would look at more records than are read in one answer, by what the
// roll-ups have of its place and months.
func (b *Bins) few(ctx context.Context, src source, q Query, g ground) error {
	var months []string
	if q.timed() {
		for _, p := range byMonth([]period{{q.From, q.To}}) {
			months = append(months, p.month)
		}
	}
	counted := Query{Dataset: q.Dataset, Value: Count, Box: q.Box}
	var n int64
	for res := min(g.res, 9); ; res-- {
		at := ground{res: res, spans: cover(q.Box, res), most: g.most}
		args, r := at.args(), &Result{}
		if err := b.collect(ctx, src, counted, r, answerSQL("true", blocksSQL(src, counted, at, months, &args)), args); err != nil {
			return err
		}
		if r.cut && res > 0 {
			continue
		}
		rows, err := b.inside(r.rows, q.Box)
		if err != nil {
			return err
		}
		for _, one := range rows {
			n += one.Count
		}
		break
	}
	if n > b.mostScanned {
		return refuse("Điều kiện này phải đọc hơn %d bản ghi của lớp %s: hãy thu nhỏ khung nhìn hoặc khoảng thời gian.",
			"With this condition more than %d records of the layer %s are to be read: take a smaller box or a shorter period.", b.mostScanned, src.layer.Name)
	}
	return nil
}

// recordsSQL looks at every record in the place and the period.
func recordsSQL(src source, q Query, joined string, args *[]any) string {
	when := ""
	if q.timed() {
		*args = append(*args, q.From, q.To)
		when = fmt.Sprintf("WHERE c.at >= $%d AND c.at < $%d", len(*args)-1, len(*args))
	}
	return fmt.Sprintf(`
			SELECT (c.cell & $1) | $2 AS cell, %s AS bucket, count(*) AS count, %s AS number, 0::bigint AS stations
			FROM   %s
			%s
			GROUP  BY 1, 2`, bucketSQL(q, "c.at AT TIME ZONE 'Asia/Ho_Chi_Minh'", args), figureSQL(q.Value, "v."+pgx.Identifier{q.Field}.Sanitize()+"::float8"), src.within(joined), when)
}

// valuesSQL takes what it can from the roll-ups: of all records whenever, or of those of whole
// months. The rest of a period is counted from the cells and what they keep.
func valuesSQL(src source, q Query, g ground, args *[]any) (parts []string) {
	if !q.timed() {
		return []string{blocksSQL(src, q, g, nil, args)}
	}
	rest := []period{{q.From, q.To}}
	if q.Bucket == "" || q.Bucket == Month {
		var months []string
		if months, rest = wholeMonths(rest[0]); len(months) > 0 {
			parts = append(parts, blocksSQL(src, q, g, months, args))
		}
	}
	if len(rest) > 0 {
		parts = append(parts, listed(restSQL(src, q, rest, args)))
	}
	return parts
}

// blocksSQL reads roll-ups of some months; nil: of always.
func blocksSQL(src source, q Query, g ground, months []string, args *[]any) string {
	bucket := bucketSQL(q, "month::timestamp", args)
	*args = append(*args, int32(g.res), months)
	n := len(*args)
	// the first two parameters are of the cells alone, and each must have a type
	return fmt.Sprintf(`
		SELECT %s, cells, counts, numbers, gone, NULL::bigint[], cut
		FROM   %s, %s, '%s', $%d, $3, $4, $%d::text[]::date[], %t, $5)
		WHERE  $1::bigint IS NOT NULL AND $2::bigint IS NOT NULL`, bucket, src.blocks, literal(q.Field), figure(q.Value), n-1, n, q.Bucket != "")
}

// restSQL counts the records of some periods from the cells.
func restSQL(src source, q Query, rest []period, args *[]any) string {
	var months []string
	var from, to []time.Time
	for _, p := range byMonth(rest) {
		months, from, to = append(months, p.month), append(from, p.from), append(to, p.to)
	}
	*args = append(*args, months, from, to)
	n := len(*args)
	number, has := "NULL::float8", "true"
	if q.Field != "" {
		number, has = "numbers[(SELECT "+src.number(q)+")]", "v IS NOT NULL"
	}
	return fmt.Sprintf(`
			SELECT (c.cell & $1) | $2 AS cell, %s AS bucket, count(*) AS count, %s AS number, 0::bigint AS stations
			FROM   unnest($%d::text[]::date[], $%d::timestamptz[], $%d::timestamptz[]) AS p (month, first, last)
			CROSS  JOIN unnest($3::bigint[], $4::bigint[]) AS s (first, last)
			CROSS  JOIN LATERAL (
				SELECT cell, at, %s AS v FROM %s WHERE cell BETWEEN s.first AND s.last AND month = p.month AND at >= p.first AND at < p.last OFFSET 0
			) AS c
			WHERE  %s
			GROUP  BY 1, 2`, bucketSQL(q, "c.at AT TIME ZONE 'Asia/Ho_Chi_Minh'", args), figureSQL(q.Value, "c.v"), n-2, n-1, n, number, src.cells, has)
}

// number is the place of the query's field in the numbers of cells, in SQL.
func (src source) number(q Query) string { return src.field + ", " + literal(q.Field) + ")" }

// bucketSQL is the beginning of the bucket of a local time in SQL, and NULL where there are none.
func bucketSQL(q Query, local string, args *[]any) string {
	if q.Bucket == "" {
		return "NULL::timestamp"
	}
	*args = append(*args, q.Bucket)
	return "date_trunc($" + strconv.Itoa(len(*args)) + "::text, " + local + ")"
}
