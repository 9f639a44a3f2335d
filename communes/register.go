package communes

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// register is all units and successions in one state of their tables, some ten thousand for
// the whole country. It is not changed once it is read.
type register struct {
	version  string
	units    []*entry            // in order of code, then of days
	byCode   map[string][]*entry // in order of days; the lengths of codes tell the levels apart
	byKey    map[string][]*entry
	children map[string][]*entry // by the code of the unit above
	keys     []string            // in order
	names    []string            // of communes of all days, in order, each once
}

// entry is a unit with its kin.
type entry struct {
	Unit
	id      int64
	last    string   // the last day on which it holds, "" for one that holds
	parents []step   // the units it came of
	became  []step   // the units it became
	above   []*entry // all that ever had the code of the unit above
}

// step is a succession, seen from one of the two units.
type step struct {
	to        *entry
	effective string
	split     bool
	decree    string
}

const registerTimeout = 20 * time.Second

// read gives the register in the state that the tables are in: one row tells whether the one
// at hand is.
func (n *Names) read(ctx context.Context) (*register, error) {
	var version string
	if err := n.db.QueryRow(ctx, `SELECT version::text FROM pub.units_state`).Scan(&version); err != nil {
		return nil, fmt.Errorf("units: %w", err)
	}
	if r := n.register.Load(); r != nil && r.version == version {
		return r, nil
	}
	read, err, _ := n.flight.Do(version, func() (any, error) {
		// Others wait for it: it goes on when its caller leaves.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), registerTimeout)
		defer cancel()
		r := &register{byCode: map[string][]*entry{}, byKey: map[string][]*entry{}, children: map[string][]*entry{}}
		err := pgx.BeginTxFunc(ctx, n.db, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
			return r.fill(ctx, tx)
		})
		if err != nil {
			return nil, err
		}
		n.register.Store(r)
		return r, nil
	})
	if err != nil {
		return nil, fmt.Errorf("units: %w", err)
	}
	r, _ := read.(*register)
	return r, nil
}

// fill reads the tables.
func (r *register) fill(ctx context.Context, tx pgx.Tx) error {
	if err := tx.QueryRow(ctx, `SELECT version::text FROM pub.units_state`).Scan(&r.version); err != nil {
		return err
	}
	rows, err := tx.Query(ctx, `
		SELECT id, level, code, name, kind, key, coalesce(parent, ''), coalesce(valid_from::text, ''), coalesce(valid_to::text, ''),
		       coalesce((valid_to - 1)::text, ''), source
		FROM   pub.units
		ORDER  BY code COLLATE "C", valid_from NULLS FIRST, id`)
	if err != nil {
		return err
	}
	byID := map[int64]*entry{}
	var e entry
	var key string
	_, err = pgx.ForEachRow(rows, []any{&e.id, &e.Level, &e.Code, &e.Name, &e.Kind, &key, &e.Parent, &e.From, &e.To, &e.last, &e.Source}, func() error {
		u := e
		byID[u.id] = &u
		r.add(&u, key)
		return nil
	})
	if err != nil {
		return err
	}
	rows, err = tx.Query(ctx, `SELECT old_id, new_id, effective::text, is_split, decree FROM pub.successions ORDER BY old_id, new_id`)
	if err != nil {
		return err
	}
	var from, to int64
	var s step
	_, err = pgx.ForEachRow(rows, []any{&from, &to, &s.effective, &s.split, &s.decree}, func() error {
		s.to = byID[to]
		byID[from].became = append(byID[from].became, s)
		s.to = byID[from]
		byID[to].parents = append(byID[to].parents, s)
		return nil
	})
	for _, u := range r.units {
		u.above = r.byCode[u.Parent]
	}
	slices.Sort(r.keys)
	slices.Sort(r.names)
	r.names = slices.Compact(r.names)
	return err
}

func (r *register) add(u *entry, key string) {
	r.units = append(r.units, u)
	r.byCode[u.Code] = append(r.byCode[u.Code], u)
	if r.byKey[key] == nil {
		r.keys = append(r.keys, key)
	}
	r.byKey[key] = append(r.byKey[key], u)
	if u.Parent != "" {
		r.children[u.Parent] = append(r.children[u.Parent], u)
	}
	if u.Level == Commune {
		r.names = append(r.names, u.Name)
	}
}

// on gives the unit that has a code on a day, nil where there is none.
func (r *register) on(code, day string) *entry { return holding(r.byCode[code], day) }

func holding(list []*entry, day string) *entry {
	for _, u := range list {
		if u.holds(day) {
			return u
		}
	}
	return nil
}

// meets tells whether there is a day on which both hold.
func (e *entry) meets(o *entry) bool {
	return (e.From == "" || o.To == "" || e.From < o.To) && (o.From == "" || e.To == "" || o.From < e.To)
}

// standing is the unit with those above it, as of a day or, for a unit of other days, of its
// nearest.
func (e *entry) standing(day string) Standing {
	if e.last != "" {
		day = min(day, e.last)
	}
	day = max(day, e.From)
	s := Standing{ID: e.id, Unit: e.Unit}
	above := holding(e.above, day)
	if above != nil && above.Level == District {
		s.District = Ref{above.Code, above.Name}
		above = holding(above.above, day)
	}
	if above != nil {
		s.Province = Ref{above.Code, above.Name}
	}
	return s
}

// named gives the units that one of the written runs of words names, or one that is still
// being typed, or a code does; each once.
func (r *register) named(m *matcher) []*entry {
	var list []*entry
	seen := map[*entry]bool{}
	add := func(units []*entry) {
		for _, u := range units {
			if !seen[u] {
				seen[u] = true
				list = append(list, u)
			}
		}
	}
	for key := range m.spans {
		add(r.byKey[key])
		if isCode(key) {
			add(r.byCode[key])
		}
	}
	for _, start := range m.starts {
		first, _ := slices.BinarySearch(r.keys, start)
		for _, key := range r.keys[first:] {
			if !strings.HasPrefix(key, start) {
				break
			}
			add(r.byKey[key])
		}
	}
	slices.SortFunc(list, before)
	return list
}

// before orders units by code, then by day.
func before(a, b *entry) int {
	return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.From, b.From), cmp.Compare(a.id, b.id))
}

// meant are the communes of a day that the written words may name, each with the unit whose
// name led there. A district's name stands for its communes, and the name of a commune of
// today for what it was made of, whose districts people still write.
func (r *register) meant(m *matcher, day string) []named {
	var starts []*entry
	seen := map[*entry]bool{}
	start := func(u *entry) {
		if !seen[u] {
			seen[u] = true
			starts = append(starts, u)
		}
	}
	for _, u := range r.named(m) {
		if u.Level == Province {
			continue
		}
		start(u)
		for _, k := range u.kin(older) {
			start(k.to)
		}
		if u.Level != District {
			continue
		}
		for _, c := range r.children[u.Code] {
			if c.Level == Commune && c.meets(u) {
				start(c)
			}
		}
	}
	slices.SortFunc(starts, before)
	var list []named
	for _, u := range starts {
		was := u.standing(day)
		if u.Level == District {
			was.District = Ref{u.Code, u.Name}
		}
		add := func(n *entry, split bool) {
			if n.Level != Commune || !n.holds(day) {
				return
			}
			now := n.standing(day)
			list = append(list, named{
				OldLevel: u.Level, OldCode: u.Code, OldName: u.Name, District: was.District.Name, OldProvince: was.Province.Name,
				Code: n.Code, Name: n.Name, Province: now.Province.Name, Split: split, Since: cmp.Or(u.To, n.From),
			})
		}
		add(u, false)
		for _, k := range u.kin(newer) {
			add(k.to, k.anySplit)
		}
	}
	slices.SortStableFunc(list, func(a, b named) int { return cmp.Compare(a.Code, b.Code) })
	return list
}

// Ways to go from a unit: to what it came of, or to what it became.
func older(e *entry) []step { return e.parents }
func newer(e *entry) []step { return e.became }

// kin is a succession some steps from a unit.
type kin struct {
	step
	steps    int
	of       *entry // the unit one step nearer
	anySplit bool   // at this step or a nearer one
}

// kin goes from a unit over all changes, the nearest first, each succession once.
func (e *entry) kin(way func(*entry) []step) []kin {
	type pair struct{ of, to *entry }
	type edge struct {
		unit  *entry
		split bool
	}
	var list []kin
	seen := map[pair]bool{}
	front := []edge{{e, false}}
	for steps := 1; steps <= maxSteps && len(front) > 0; steps++ {
		var next []edge
		for _, f := range front {
			for _, s := range way(f.unit) {
				if seen[pair{f.unit, s.to}] || len(list) == maxKin {
					continue
				}
				seen[pair{f.unit, s.to}] = true
				split := f.split || s.split
				list = append(list, kin{s, steps, f.unit, split})
				next = append(next, edge{s.to, split})
			}
		}
		front = next
	}
	slices.SortStableFunc(list, func(a, b kin) int {
		return cmp.Or(cmp.Compare(a.steps, b.steps), cmp.Compare(a.to.Code, b.to.Code), cmp.Compare(a.to.id, b.to.id), cmp.Compare(a.of.id, b.of.id))
	})
	return list
}

// kinOf is what a unit came of or became, as of a day.
func (e *entry) kinOf(way func(*entry) []step, day string) []Kin {
	var list []Kin
	for _, k := range e.kin(way) {
		list = append(list, Kin{k.to.standing(day), k.steps, k.of.id, k.effective, k.split, k.decree})
	}
	return list
}
