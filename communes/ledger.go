package communes

import (
	"cmp"
	"maps"
	"slices"

	"sotay/internal/calendar"
	"sotay/internal/fold"
)

// Levels of units.
const (
	Province = 1
	District = 2 // until 1 July 2025
	Commune  = 3
)

// Unit is an administrative unit as it was between two days. Its code may be given again to
// another unit of later days.
type Unit struct {
	Level  int
	Code   string // 2, 3 or 5 digits, by level
	Name   string // with its kind: Phường Vũng Tàu
	Kind   string // phường
	Parent string // code of the unit above, "" for a province
	From   string // the first day on which it holds (YYYY-MM-DD), "" when not known
	To     string // the first day on which it no longer holds, "" for one that holds
	Source string // the act that made it, "" when not known
}

// holds tells whether the unit holds on a day.
func (u Unit) holds(on string) bool { return calendar.Within(on, u.From, u.To) }

// held tells whether it does on the eve of a day.
func (u Unit) held(before string) bool {
	return (u.From == "" || u.From < before) && (u.To == "" || u.To >= before)
}

// record is a unit with its row in the database.
type record struct {
	Unit
	id    int64 // 0: not there yet
	saved Unit
}

// link says that one unit became another, or part of it.
type link struct {
	effective string
	split     bool
	decree    string
}

type pair struct{ from, to *record }

// ledger holds all units and what became of them, while a table is brought in.
type ledger struct {
	units map[string][]*record // by code: the lengths tell the levels apart
	links map[pair]link
	saved map[pair]link
	// correct lets a table change what is known under another name or parent.
	correct  bool
	problems Problems
}

func newLedger() *ledger {
	return &ledger{units: map[string][]*record{}, links: map[pair]link{}, saved: map[pair]link{}}
}

func (l *ledger) add(u Unit) *record {
	u.Kind = kindOf(u.Name)
	r := &record{Unit: u}
	l.units[u.Code] = append(l.units[u.Code], r)
	return r
}

// find is the generation of a code that fits, nil for none.
func (l *ledger) find(code string, fits func(Unit) bool) *record {
	for _, r := range l.units[code] {
		if fits(r.Unit) {
			return r
		}
	}
	return nil
}

// bring enters rows day by day: first what ends on a day, then what begins.
func (l *ledger) bring(rows []row) {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(a.effective, b.effective) })
	for len(rows) > 0 {
		n := slices.IndexFunc(rows, func(r row) bool { return r.effective != rows[0].effective })
		if n < 0 {
			n = len(rows)
		}
		ended := make([]*record, n)
		for i, r := range rows[:n] {
			ended[i] = l.end(r)
		}
		for i, r := range rows[:n] {
			begun := l.begin(r)
			if ended[i] != nil && begun != nil {
				l.link(pair{ended[i], begun}, r)
			}
		}
		rows = rows[n:]
	}
	l.close(District)
	l.close(Province)
}

// link notes a succession. What is known of one stays where a row says less.
func (l *ledger) link(p pair, r row) {
	decree := r.decree
	if have, ok := l.links[p]; ok && (decree == "" || !l.correct) {
		decree = cmp.Or(have.decree, decree)
	}
	l.links[p] = link{r.effective, r.split, decree}
}

// end says of a row's former unit that it no longer holds; nil where that cannot be.
func (l *ledger) end(r row) *record {
	above, subject := r.old.parts()
	for _, p := range above {
		l.mention(r, p, func(u Unit) bool { return u.held(r.effective) })
	}
	have := l.find(subject.code, func(u Unit) bool { return u.held(r.effective) })
	switch {
	case have == nil:
		return l.add(subject.unit("", r.effective, ""))
	case have.To > r.effective && have.From == "": // known from a later change only: it may have begun on this day
		have.From = r.effective
		return l.add(subject.unit("", r.effective, ""))
	case have.To > r.effective:
		l.refuse(r, subject.field, "%s %s có hiệu lực đến %s, không phải đến %s", "%s %s holds until %s, not until %s", have.Code, have.Name, have.To, r.effective)
		return nil
	case !l.agree(r, have, subject):
		return nil
	}
	have.To = r.effective
	return have
}

// begin says of a row's later unit that it holds; nil where that cannot be.
func (l *ledger) begin(r row) *record {
	above, subject := r.new.parts()
	for _, p := range above {
		l.mention(r, p, func(u Unit) bool { return u.holds(r.effective) })
	}
	have := l.find(subject.code, func(u Unit) bool { return u.holds(r.effective) })
	if have == nil {
		return l.add(subject.unit(r.effective, l.next(subject.code, r.effective), r.decree))
	}
	if !l.namedLater(subject, r.effective) && !l.agree(r, have, subject) {
		return nil
	}
	if have.From == "" && subject.level != Province { // known from a later change only
		have.From, have.Source = r.effective, r.decree
	}
	return have
}

// next is the day from which the code is another unit's, "" for none.
func (l *ledger) next(code, after string) string {
	next := ""
	for _, r := range l.units[code] {
		if r.From > after && (next == "" || r.From < next) {
			next = r.From
		}
	}
	return next
}

// namedLater tells whether the code has the name from a later day: tables that were made
// later say of the units of 2025 what they are called by then.
func (l *ledger) namedLater(p part, on string) bool {
	return l.find(p.code, func(u Unit) bool { return u.From > on && fold.Key(u.Name) == fold.Key(p.name) }) != nil
}

// mention makes sure of a unit above the one that a row is about.
func (l *ledger) mention(r row, p part, fits func(Unit) bool) {
	have := l.find(p.code, fits)
	switch {
	case have != nil && fold.Key(have.Name) != fold.Key(p.name) && l.find(p.code, func(u Unit) bool { return fold.Key(u.Name) == fold.Key(p.name) }) != nil:
		// its name of other days
	case have != nil:
		l.agree(r, have, p)
	case len(l.units[p.code]) == 0:
		l.add(p.unit("", "", ""))
	}
}

// agree compares what is known of a unit with what a row says.
func (l *ledger) agree(r row, have *record, p part) bool {
	same := fold.Key(have.Name) == fold.Key(p.name)
	switch {
	case l.correct:
		have.Name, have.Kind, have.Parent = p.name, kindOf(p.name), p.parent
	case !same:
		l.refuse(r, p.field, "mã %s vào ngày %s là %s, không phải %s", "on %[2]s code %[1]s is %[3]s, not %[4]s", p.code, r.effective, have.Name, p.name)
	case have.Parent != p.parent:
		l.refuse(r, p.field, "%s %s thuộc đơn vị mã %s, không phải %s", "%s %s is part of the unit with code %s, not %s", p.code, have.Name, have.Parent, p.parent)
		return false
	}
	return same || l.correct
}

// close ends the units of a level whose parts have all ended: districts on 1 July 2025.
func (l *ledger) close(level int) {
	last := map[string]string{} // by parent: the day on which its last part ended, "" while one holds
	for _, list := range l.units {
		for _, r := range list {
			if have, ok := last[r.Parent]; !ok {
				last[r.Parent] = r.To
			} else if have != "" {
				last[r.Parent] = r.To
				if r.To != "" {
					last[r.Parent] = max(have, r.To)
				}
			}
		}
	}
	for code, end := range last {
		for _, r := range l.units[code] {
			if r.Level == level && r.To == "" && end > r.From {
				r.To = end
			}
		}
	}
}

func (l *ledger) refuse(r row, field, vi, en string, args ...any) {
	l.problems.add(r.line, field, vi, en, args...)
}

// records lists all of them in order of code and days.
func (l *ledger) records() []*record {
	var list []*record
	for _, code := range slices.Sorted(maps.Keys(l.units)) {
		of := slices.Clone(l.units[code])
		slices.SortFunc(of, func(a, b *record) int { return cmp.Compare(a.From, b.From) })
		list = append(list, of...)
	}
	return list
}
