package communes

import (
	"cmp"
	"slices"
	"strings"
)

// matcher weighs candidates by how many of the written words they explain.
type matcher struct {
	cut   func(name string) (kind, key string)
	words []word
	spans map[string][]span
	// starts are the runs up to the last word: what a name still being typed may begin with.
	starts  []string
	matches map[string]Match // by present code, the best one
}

func newMatcher(words []word, typing bool, cut func(string) (kind, key string)) *matcher {
	m := &matcher{cut: cut, words: words, spans: spans(words), starts: []string{}, matches: map[string]Match{}}
	for key, list := range m.spans {
		if typing && len(key) > 1 && list[len(list)-1].end == len(words) && !isNumber(key) && m.mayBegin(list[len(list)-1]) {
			m.starts = append(m.starts, key)
		}
	}
	return m
}

// What a candidate loses against one that explains as many words otherwise.
const (
	oldLoss       = 0.1 // a present name comes before an old one
	districtLoss  = 0.3 // a commune before all communes of a district
	partialLoss   = 0.4 // a whole name before the beginning of one
	wrongKindLoss = 0.2 // the kind that was written before another
	keepWithin    = 0.5 // candidates this much below the best are worth offering
)

// isCode tells whether a word has the form of a commune's code. Shorter ones are too often
// numbers of sheets and parcels.
func isCode(word string) bool { return len(word) == 5 && isNumber(word) }

// mayBegin tells whether an unfinished name can stand there: at the beginning, or behind a
// number or a kind. Behind other words it would be chance.
func (m *matcher) mayBegin(s span) bool {
	return s.first == 0 || isNumber(m.words[s.first-1].text) || m.anyKindBefore(s)
}

func isNumber(key string) bool { return strings.Trim(key, "0123456789") == "" }

// found is where a name stands in the words, and what that is worth.
type found struct {
	span    span
	score   float64
	partial bool
}

// findUnit gives the best place of a unit's name, or of its code.
func (m *matcher) findUnit(code, name string) (found, bool) {
	kind, key := m.cut(name)
	if f, ok := m.find(kind, key); ok {
		return f, true
	}
	if list := m.spans[code]; isCode(code) && len(list) > 0 {
		return found{span: list[0], score: 1}, true
	}
	return found{}, false
}

// find gives the best place of a name. A name that is only a number (Phường 7) counts
// behind its kind alone.
func (m *matcher) find(kind, key string) (found, bool) {
	best := found{score: -1}
	take := func(s span, partial bool) {
		f := found{span: s, partial: partial}
		wide, ok := s.kindBefore(m.words, kind)
		switch {
		case ok:
			f.span = wide
		case isNumber(key):
			return
		case m.anyKindBefore(s):
			f.score -= wrongKindLoss
		}
		f.score += float64(f.span.len())
		if partial {
			f.score -= partialLoss
		}
		if f.score > best.score {
			best = f
		}
	}
	for _, s := range m.spans[key] {
		take(s, false)
	}
	for _, start := range m.starts {
		if len(start) < len(key) && strings.HasPrefix(key, start) {
			list := m.spans[start]
			take(list[len(list)-1], true)
		}
	}
	return best, best.score > 0
}

func (m *matcher) anyKindBefore(s span) bool {
	for _, kind := range kinds() {
		if _, ok := s.kindBefore(m.words, kind); ok {
			return true
		}
	}
	return false
}

// context counts the words, beside the name's own, that name the unit's district or province.
func (m *matcher) context(used []span, units ...string) (more []span, score float64) {
	all := slices.Clone(used)
	for _, unit := range units {
		kind, key := m.cut(unit)
		for _, s := range m.spans[key] {
			s, _ := s.kindBefore(m.words, kind)
			if key != "" && !slices.ContainsFunc(all, s.meets) {
				all, score = append(all, s), score+float64(s.len())
				break
			}
		}
	}
	return all, score
}

func (m *matcher) add(match Match, f found, units ...string) {
	context, more := m.context([]span{f.span}, units...)
	match.used, match.Partial = context, f.partial
	match.score += f.score + more
	if have, ok := m.matches[match.Code]; ok && have.score >= match.score {
		return
	}
	m.matches[match.Code] = match
}

func (m *matcher) addNames(rows []named) {
	for _, r := range rows {
		now := Match{Code: r.Code, Name: r.Name, Province: r.Province}
		if f, ok := m.findUnit(r.Code, r.Name); ok {
			m.add(now, f, r.District, r.Province, r.OldProvince)
		}
		if f, ok := m.findUnit(r.OldCode, r.OldName); ok && r.former() {
			old := now
			old.Old, old.score = r.old(), -oldLoss
			m.add(old, f, r.District, r.OldProvince, r.Province)
		}
		if r.OldLevel == District {
			continue // it has no communes
		}
		kind, key := m.cut(r.District)
		if f, ok := m.find(kind, key); ok && !f.partial {
			district := now
			district.District, district.score = r.District, -districtLoss
			m.add(district, f, r.OldProvince, r.Province)
		}
	}
}

func (m *matcher) addPresent(units []Place) {
	for _, u := range units {
		if f, ok := m.findUnit(u.Code, u.Name); ok {
			m.add(Match{Code: u.Code, Name: u.Name, Province: u.Province}, f, u.Province)
		}
	}
}

// best lists the matches worth offering, best first; equal ones by name and code.
func (m *matcher) best() []Match {
	list := make([]Match, 0, len(m.matches))
	top := 0.0
	for _, match := range m.matches {
		list, top = append(list, match), max(top, match.score)
	}
	list = slices.DeleteFunc(list, func(a Match) bool { return a.score < top-keepWithin })
	slices.SortFunc(list, func(a, b Match) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Code, b.Code))
	})
	return list
}
