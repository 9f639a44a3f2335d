package hexbins

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// mostReports bounds what an answer for the duty desk counts.
const mostReports = 500_000

// checkReports holds a query of the duty desk to what reports have.
func (q Query) checkReports() error {
	if q.Parameter != "" || q.Medium != "" {
		return refuse("parameter và medium chỉ dùng cho số đo (readings).", "parameter and medium are for readings only.")
	}
	if !slices.Contains([]string{Count, Sum, Mean, Min, Max}, q.Value) {
		return refuse("Giá trị (value) phải là count, sum, mean, min hoặc max.", "The value must be count, sum, mean, min or max.")
	}
	if q.Value != Count && !slices.Contains([]string{"supporters", "rating"}, q.Field) {
		return refuse("%s của phản ánh cần trường (field) supporters hoặc rating.", "%s of reports needs the field supporters or rating.", q.Value)
	}
	for _, c := range q.Where {
		if !slices.Contains([]string{"category", "state", "agency", "commune", "overdue"}, c.Field) {
			return refuse("Không lọc phản ánh theo trường %s: chỉ theo category, state, agency, commune và overdue.", "Reports have no filter by %s: only by category, state, agency, commune and overdue.", c.Field)
		}
		if c.Field == "overdue" && slices.ContainsFunc(c.Values, func(v string) bool { return v != "true" && v != "false" }) {
			return refuse("overdue phải là true hoặc false.", "overdue must be true or false.")
		}
	}
	return nil
}

// values are those that a condition gives a field, nil without one.
func (q Query) values(field string) []string {
	for _, c := range q.Where {
		if c.Field == field {
			return c.Values
		}
	}
	return nil
}

// allReports tells of every report of the period that fulfils the conditions, by cell, for the duty
// desk: of the rejected only where the state is asked for. An agency is named by its code.
func (b *Bins) allReports(ctx context.Context, q Query, res int) ([]row, error) {
	rows, err := b.DB.Staff.Query(ctx, `
		SELECT st_x(r.geom), st_y(r.geom), r.received_at, n.number
		FROM   data.reports r, LATERAL (SELECT (CASE $4 WHEN 'supporters' THEN r.supporters WHEN 'rating' THEN r.rating ELSE 0 END)::float8) AS n (number)
		WHERE  r.received_at >= $1 AND r.received_at < $2 AND n.number IS NOT NULL
		AND    coalesce(r.state = ANY ($5::text[]), r.state <> 'rejected')
		AND    ($6::text[] IS NULL OR r.category = ANY ($6))
		AND    ($7::text[] IS NULL OR r.agency IN (SELECT a.id FROM data.agencies a WHERE a.code = ANY ($7)))
		AND    ($8::text[] IS NULL OR r.commune = ANY ($8))
		AND    ($9::text[] IS NULL OR r.overdue::text = ANY ($9))
		LIMIT  $3`, q.From, q.To, mostReports+1, q.Field, q.values("state"), q.values("category"), q.values("agency"), q.values("commune"), q.values("overdue"))
	if err != nil {
		return nil, err
	}
	counts := tally{}
	var lon, lat, number float64
	var at time.Time
	n := 0
	_, err = pgx.ForEachRow(rows, []any{&lon, &lat, &at, &number}, func() error {
		if n++; n > mostReports {
			return refuse("Hơn %d phản ánh: hãy rút ngắn thời gian.", "More than %d reports: shorten the period.", mostReports)
		}
		cell, err := At(lon, lat)
		if err != nil {
			return nil //nolint:nilerr // a place that no cell can have
		}
		return counts.add(cell, res, q.bucketOf(at), figures{1, number, number, number})
	})
	return counts.rows(q.Value), err
}
