package communes

import (
	"cmp"
	"context"
	"fmt"
	"slices"

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
	unit  *entry
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
	r, err := n.read(ctx)
	if err != nil {
		return nil, fmt.Errorf("find units: %w", err)
	}
	m := newMatcher(words, true, n.cut)
	today := calendar.Today()
	day := cmp.Or(at, today)
	var units []*entry
	for _, u := range r.named(m) {
		if at == "" || u.holds(at) {
			units = append(units, u)
		}
	}
	list := m.weigh(units, day)
	list = list[:min(len(list), limit)]
	for i := range list {
		list[i].addToday(today)
	}
	return list, nil
}

// weigh orders units by how many words they explain; of equals those that hold come first,
// then the lower level.
func (m *matcher) weigh(units []*entry, on string) []Found {
	var list []Found
	top := 0.0
	for _, u := range units {
		f, ok := m.findUnit(u.Code, u.Name)
		if !ok {
			continue
		}
		s := u.standing(on)
		_, more := m.context([]span{f.span}, s.District.Name, s.Province.Name)
		found := Found{Standing: s, score: f.score + more, unit: u}
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

// addToday says what the unit is today.
func (f *Found) addToday(today string) {
	if f.holds(today) {
		f.Today = []Kin{{Standing: f.Standing}}
		return
	}
	f.Today = slices.DeleteFunc(once(f.unit.kinOf(newer, today)), func(k Kin) bool { return !k.holds(today) })
}
