package environment

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"sotay/internal/calendar"
)

// addJudged tells of each station whether anything that it measures is judged by a limit that
// holds today: of one that is not, the state ok says no more than that it sends.
func (s *Store) addJudged(ctx context.Context, db *pgxpool.Pool, _ StationQuery, at map[int64]*Station) error {
	type judging struct {
		Kind, Class string
		Parameter   int16
	}
	rows, err := db.Query(ctx, `
		SELECT DISTINCT kind, class, parameter FROM pub.limits
		WHERE  basis <> 'year' AND num_nonnulls(lowest, highest) > 0 AND $1::date BETWEEN valid_from AND coalesce(valid_to, 'infinity')`, calendar.Of(s.now()))
	if err != nil {
		return err
	}
	limits, err := pgx.CollectRows(rows, pgx.RowToStructByPos[judging])
	if err != nil {
		return err
	}
	for _, st := range at {
		st.Judged = slices.ContainsFunc(limits, func(l judging) bool {
			return l.Kind == st.Kind && (l.Class == "" || l.Class == st.classToMeet()) && slices.Contains(st.measures, l.Parameter)
		})
	}
	return nil
}

// classToMeet of QCVN 08:2023; "" for a lake, which the classes are not for.
func (st *Station) classToMeet() string {
	switch {
	case st.Lake != nil:
		return ""
	case st.RequiredClass == nil:
		return defaultClass
	}
	return *st.RequiredClass
}
