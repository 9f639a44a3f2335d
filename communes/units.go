package communes

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"sotay/internal/calendar"
)

// Ref names a unit.
type Ref struct{ Code, Name string }

// Standing is a unit with those above it, as they are called on the day that was asked for
// or, for a unit of other days, on its nearest.
type Standing struct {
	ID int64
	Unit
	District Ref // zero where there is none
	Province Ref
}

// Kin is a unit that another came of or became, at once or over several changes.
type Kin struct {
	Standing
	Steps     int    // 1: at once
	Of        int64  // the unit one step nearer
	Effective string // the day of the change between the two
	Split     bool   // the former of the two went to several
	Decree    string
}

// Shown is a unit with all that it came of and became, the nearest first; those are called as
// they are today, or were last.
type Shown struct {
	Standing
	Predecessors []Kin
	Successors   []Kin
}

// NotFoundError tells that no unit has a code on a day.
type NotFoundError struct {
	Code, At string
	// Known are the units that have the code on other days.
	Known []Unit
}

// Error says so.
func (e *NotFoundError) Error() string { return fmt.Sprintf("no unit %s on %s", e.Code, e.At) }

// maxSteps bounds a chain of changes, maxKin the units in all of it.
const (
	maxSteps = 20
	maxKin   = 500
)

// Show reads the unit that has a code on a day; without a day the one of today or, where
// there is none, the last. A *NotFoundError tells that there is none.
func (n *Names) Show(ctx context.Context, code, at string) (Shown, error) {
	r, err := n.read(ctx)
	if err != nil {
		return Shown{}, fmt.Errorf("unit %s: %w", code, err)
	}
	today := calendar.Today()
	generations := r.byCode[code]
	u := holding(generations, cmp.Or(at, today))
	if u == nil && at == "" && len(generations) > 0 {
		u = generations[len(generations)-1]
	}
	if u == nil {
		e := &NotFoundError{Code: code, At: at}
		for _, g := range generations {
			e.Known = append(e.Known, g.Unit)
		}
		return Shown{}, e
	}
	return Shown{u.standing(cmp.Or(at, today)), once(u.kinOf(older, today)), once(u.kinOf(newer, today))}, nil
}

// once leaves out units that are nearer on another way.
func once(list []Kin) []Kin {
	seen := map[int64]bool{}
	return slices.DeleteFunc(list, func(k Kin) bool {
		was := seen[k.ID]
		seen[k.ID] = true
		return was
	})
}

// List gives the units of a level ("0": all) that hold on a day, in order of code, those
// after a code; at most so many.
func (n *Names) List(ctx context.Context, level int, at, after string, limit int) ([]Standing, error) {
	r, err := n.read(ctx)
	if err != nil {
		return nil, fmt.Errorf("units: %w", err)
	}
	day := cmp.Or(at, calendar.Today())
	var list []Standing
	for _, u := range r.units {
		if len(list) == limit {
			break
		}
		if (level == 0 || u.Level == level) && u.Code > after && u.holds(day) {
			list = append(list, u.standing(day))
		}
	}
	return list, nil
}

// Address is the unit with those above it, as people write it: Phường 8, Thành phố Vũng
// Tàu, Tỉnh Bà Rịa - Vũng Tàu.
func (s Standing) Address() string {
	parts := []string{s.Name}
	for _, above := range []Ref{s.District, s.Province} {
		if above.Name != "" {
			parts = append(parts, above.Name)
		}
	}
	return strings.Join(parts, ", ")
}
