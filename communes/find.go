package communes

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"sotay/internal/calendar"
	"sotay/internal/fold"
)

// Found is a unit of any day that a text may mean, and what it is today.
type Found struct {
	Standing
	// Today are the units that it is or is a part of today, itself if it holds; several
	// where it was split.
	Today []Kin

	score float64
}

// Find lists the units that a text names, by name or by code of five digits: on a day those
// that hold then, else those of all days, the likeliest first and all that fit as well. The
// last word may be unfinished. Words for a district or a province beside a name bring its
// units forward.
func (n *Names) Find(ctx context.Context, text, at string, limit int) ([]Found, error) {
	words := spell(fold.Words(text), true)
	if len(words) == 0 {
		return nil, nil
	}
	m := newMatcher(words, true, n.cut)
	today := calendar.Today()
	rows, err := n.db.Query(ctx, fmt.Sprintf(standingSQL, "pub.units u", "")+`
		WHERE  (u.key = ANY($2) OR u.code = ANY($3) OR EXISTS (
		        SELECT FROM unnest($4::text[]) AS start WHERE u.key >= start AND u.key < start || '~'))
		AND    ($5 = '' OR (u.valid_from IS NULL OR u.valid_from <= $1::date) AND (u.valid_to IS NULL OR u.valid_to > $1::date))`,
		cmp.Or(at, today), m.keys(), m.codes(), m.starts, at)
	if err != nil {
		return nil, fmt.Errorf("find units: %w", err)
	}
	units, err := pgx.CollectRows(rows, scanStanding)
	if err != nil {
		return nil, fmt.Errorf("find units: %w", err)
	}
	list := m.weigh(units, cmp.Or(at, today))
	list = list[:min(len(list), limit)]
	return list, n.addToday(ctx, list, today)
}

// weigh orders units by how many words they explain; of equals those that hold come first,
// then the lower level.
func (m *matcher) weigh(units []Standing, on string) []Found {
	var list []Found
	top := 0.0
	for _, u := range units {
		f, ok := m.findUnit(u.Code, u.Name)
		if !ok {
			continue
		}
		_, more := m.context([]span{f.span}, u.District.Name, u.Province.Name)
		found := Found{Standing: u, score: f.score + more}
		if !u.holds(on) {
			found.score -= oldLoss
		}
		list, top = append(list, found), max(top, found.score)
	}
	list = slices.DeleteFunc(list, func(f Found) bool { return f.score < top-keepWithin })
	slices.SortFunc(list, func(a, b Found) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.Level, a.Level), cmp.Compare(a.Code, b.Code), cmp.Compare(a.From, b.From))
	})
	return list
}

// addToday says of units what they are today.
func (n *Names) addToday(ctx context.Context, list []Found, today string) error {
	batch := &pgx.Batch{}
	for i := range list {
		of := &list[i]
		if of.holds(today) {
			of.Today = []Kin{{Standing: of.Standing}}
			continue
		}
		batch.Queue(kinSQL("old_id", "new_id"), today, []int64{of.ID}).Query(func(rows pgx.Rows) error {
			kin, err := pgx.CollectRows(rows, scanKin)
			of.Today = slices.DeleteFunc(once(kin), func(k Kin) bool { return !k.holds(today) })
			return err
		})
	}
	if batch.Len() == 0 {
		return nil
	}
	if err := n.db.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("find units: %w", err)
	}
	return nil
}
