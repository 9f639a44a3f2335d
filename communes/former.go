package communes

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"sotay/internal/calendar"
	"sotay/internal/fold"
)

// How it is known in which of several former units a place lay.
const (
	ByPlace   = "place"   // the layer of communes has the former unit's outline
	ByOnly    = "only"    // the later unit was made of this one alone
	ByAddress = "address" // the parcel's address names it
	Unsure    = "unsure"
)

// Location is in which units a place lies and lay.
type Location struct {
	Today *Standing // nil for a code that no unit of today has
	// Former are the units of before, the latest first, a change each.
	Former []Formerly
}

// Formerly is the unit a place lay in until a change.
type Formerly struct {
	Until  string // the day of the change: the first on which the later unit held
	Decree string
	How    string
	Unit   *Standing // nil where it is not sure which
	// Candidates are the units that it may have been, where it is not sure.
	Candidates []Standing
}

// Locate tells in which units a place lies, given the code of its commune today, a point
// (longitude, latitude) and the address written for it, and in which it lay. A former unit
// is told by its outline where the layer of communes has that, else where there was but
// one, else by its name in the address; never by guess.
func (n *Names) Locate(ctx context.Context, code string, point [2]float64, address string) (Location, error) {
	r, err := n.read(ctx)
	if err != nil {
		return Location{}, fmt.Errorf("units of a place: %w", err)
	}
	today := calendar.Today()
	u := r.on(code, today)
	if u == nil {
		return Location{}, nil
	}
	view, _ := n.layer()
	rows, err := n.db.Query(ctx, `
		SELECT c.code, c.valid_to::text
		FROM   `+view+` AS c
		WHERE  c.valid_to IS NOT NULL AND st_intersects(c.geom_3857, st_transform(st_setsrid(st_makepoint($1, $2), 4326), 3857))`,
		point[0], point[1])
	if err != nil {
		return Location{}, fmt.Errorf("units of a place: %w", err)
	}
	outlines := map[Ref]bool{} // code, and the day it ended, of the former units that the point lies in
	var at Ref
	if _, err := pgx.ForEachRow(rows, []any{&at.Code, &at.Name}, func() error { outlines[at] = true; return nil }); err != nil {
		return Location{}, fmt.Errorf("units of a place: %w", err)
	}
	unit := u.standing(today)
	return Location{&unit, former(u.id, u.kinOf(older, today), outlines, address)}, nil
}

// former goes back from a unit, change by change.
func former(id int64, chain []Kin, outlines map[Ref]bool, address string) []Formerly {
	var list []Formerly
	later := []int64{id}
	for range maxSteps {
		var of []Kin
		for _, k := range chain {
			if slices.Contains(later, k.Of) && !slices.ContainsFunc(of, func(have Kin) bool { return have.ID == k.ID }) {
				of = append(of, k)
			}
		}
		if len(of) == 0 {
			break
		}
		f := choose(of, outlines, address)
		later = later[:0]
		for _, c := range f.Candidates {
			later = append(later, c.ID)
		}
		if f.Unit != nil {
			later = append(later, f.Unit.ID)
		}
		list = append(list, f)
	}
	return list
}

// choose tells which of the units that a later one was made of a place lay in.
func choose(of []Kin, outlines map[Ref]bool, address string) Formerly {
	f := Formerly{Until: of[0].Effective, Decree: of[0].Decree}
	take := func(how string, fits func(Kin) bool) bool {
		var one *Standing
		for i := range of {
			if fits(of[i]) {
				if one != nil {
					return false
				}
				one = &of[i].Standing
			}
		}
		if one != nil {
			f.Unit, f.How = one, how
		}
		return one != nil
	}
	written := " " + join(spell(fold.Words(address), false)) + " "
	switch {
	case take(ByPlace, func(k Kin) bool { return outlines[Ref{k.Code, k.To}] }):
	case take(ByOnly, func(Kin) bool { return true }):
	case take(ByAddress, func(k Kin) bool { return strings.Contains(written, " "+fold.Key(k.Name)+" ") }):
	default:
		f.How = Unsure
		for _, k := range of {
			f.Candidates = append(f.Candidates, k.Standing)
		}
	}
	return f
}
