package incidents

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Statistics counts the reports that a filter chooses, all of them and by state, agency, category
// and commune. On time are those that were resolved by their deadline as it was then, and before any
// other of handling them was past.
func (s *Store) Statistics(ctx context.Context, who Actor, f Filter) (Statistics, error) {
	if err := who.may(); err != nil {
		return Statistics{}, err
	}
	var st Statistics
	rows, err := s.DB.Staff.Query(ctx, `
		WITH chosen AS (
			SELECT r.state, coalesce((SELECT a.code FROM data.agencies a WHERE a.id = r.agency), '') AS agency, r.category, coalesce(r.commune, '') AS commune,
			       r.open, r.overdue, r.on_time IS NOT NULL AS resolved, r.on_time, r.rating
			FROM   data.reports r `+filterSQL+`
		)
		SELECT CASE 7 WHEN grouping(state, agency, category, commune) THEN 'state' ELSE
		       CASE grouping(state, agency, category, commune) WHEN 11 THEN 'agency' WHEN 13 THEN 'category' WHEN 14 THEN 'commune' ELSE '' END END,
		       coalesce(state, agency, category, commune, ''),
		       count(*), count(*) FILTER (WHERE open), count(*) FILTER (WHERE overdue), count(*) FILTER (WHERE resolved), count(*) FILTER (WHERE resolved AND on_time),
		       count(*) FILTER (WHERE rating = 1), count(*) FILTER (WHERE rating = 2), count(*) FILTER (WHERE rating = 3)
		FROM   chosen
		GROUP  BY GROUPING SETS ((), (state), (agency), (category), (commune))
		ORDER  BY 1, 3 DESC, 2`, f.args(who, s.now())...)
	if err != nil {
		return st, fmt.Errorf("statistics of reports: %w", err)
	}
	lists := map[string]*[]Count{"state": &st.ByState, "agency": &st.ByAgency, "category": &st.ByCategory, "commune": &st.ByCommune}
	var of string
	var c Count
	var rated [3]int64
	_, err = pgx.ForEachRow(rows, []any{&of, &c.Key, &c.Total, &c.Open, &c.Overdue, &c.Resolved, &c.OnTime, &rated[0], &rated[1], &rated[2]}, func() error {
		if list, ok := lists[of]; ok {
			*list = append(*list, c)
		} else {
			st.All, st.Ratings = c, rated
		}
		return nil
	})
	if err != nil {
		return st, fmt.Errorf("statistics of reports: %w", err)
	}
	return st, nil
}

// Summary counts reports for the wall: of all, published or not, which tells nothing of any one.
func (s *Store) Summary(ctx context.Context) (Summary, error) {
	sum := Summary{ByState: map[State]int64{}, AsOf: s.now()}
	var onTime int64
	err := s.DB.Staff.QueryRow(ctx, `
		SELECT count(*) FILTER (WHERE open), count(*) FILTER (WHERE overdue),
		       count(*) FILTER (WHERE received_at >= date_trunc('day', $1::timestamptz AT TIME ZONE 'Asia/Ho_Chi_Minh') AT TIME ZONE 'Asia/Ho_Chi_Minh'),
		       count(on_time), count(*) FILTER (WHERE on_time), min(received_at) FILTER (WHERE open)
		FROM   (SELECT received_at, overdue, open, CASE WHEN resolved_at >= $1::timestamptz - interval '30 days' THEN on_time END AS on_time
		        FROM   data.reports) AS r`, sum.AsOf).Scan(&sum.Open, &sum.Overdue, &sum.Today, &sum.Resolved30, &onTime, &sum.Oldest)
	if err != nil {
		return sum, fmt.Errorf("summary of reports: %w", err)
	}
	if sum.Resolved30 > 0 {
		rate := float64(onTime) / float64(sum.Resolved30)
		sum.OnTime30 = &rate
	}
	rows, err := s.DB.Staff.Query(ctx, `SELECT state, count(*) FROM data.reports GROUP BY state`)
	if err != nil {
		return sum, fmt.Errorf("summary of reports: %w", err)
	}
	var state State
	var n int64
	if _, err := pgx.ForEachRow(rows, []any{&state, &n}, func() error { sum.ByState[state] = n; return nil }); err != nil {
		return sum, fmt.Errorf("summary of reports: %w", err)
	}
	return sum, nil
}
