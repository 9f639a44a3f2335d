package vntext

import (
	"bytes"
	"cmp"
	"slices"
	"unicode/utf8"
)

// Reason says on what a [Verdict] stands.
type Reason string

// The reasons; with the first five the verdict is confident.
const (
	// Plain: nothing but ASCII; every encoding reads it alike.
	Plain Reason = "ascii"
	// Same: whatever the encoding, the text is the same (a column of "120 m²").
	Same Reason = "same"
	// Valid: UTF-8 that no other encoding explains.
	Valid Reason = "utf-8"
	// Clear: enough values, and one reading far better than the others.
	Clear Reason = "clear"
	// Neighbours: too few values of its own, but the rest of the file is in an encoding
	// that reads them at least as well as any other.
	Neighbours Reason = "neighbours"
	// Few: fewer than ten distinct values.
	Few Reason = "few"
	// Close: two readings are about as good, or none is any good.
	Close Reason = "close"
	// Mixed: some values are UTF-8 and others are not.
	Mixed Reason = "mixed"
)

// minDistinct is the number of distinct values below which an encoding is not taken as
// recognised; TestDetectionTable measures how often fewer would do.
const minDistinct = 10

// maxShown is how many values a person is shown in each reading.
const maxShown = 5

// A Reading is a column seen through one encoding.
type Reading struct {
	Encoding Encoding
	// Possible counts the distinct words that can be Vietnamese, Impossible the words
	// and signs that cannot. ASCII words count in neither.
	Possible, Impossible int
	// Samples are the values of Verdict.Raw as this encoding reads them, in NFC.
	Samples []string
}

// Score ranks readings: one point for a possible word, minus two for an impossible one.
func (r Reading) Score() int { return tally{r.Possible, r.Impossible}.score() }

// A Verdict says how a column is written.
type Verdict struct {
	// Best is the likeliest encoding.
	Best Encoding
	// Confident tells whether it may be used without asking; Why tells on what ground, or
	// what is missing.
	Confident bool
	Why       Reason
	// Distinct is the number of distinct values, none of them ASCII, that were looked at.
	Distinct int
	// Raw are up to five of these values, those on which the readings differ first.
	Raw [][]byte
	// Readings are the plausible readings, best first, never two with the same text.
	Readings []Reading
}

// Detect recognises the encoding of a column from its values.
func Detect(values [][]byte) Verdict {
	var c Column
	for _, v := range values {
		c.Add(v)
	}
	return c.Verdict()
}

// Verdict recognises the encoding of the values added so far.
func (c *Column) Verdict() Verdict {
	values := c.values()
	if len(values) == 0 {
		return Verdict{Best: UTF8, Confident: true, Why: Plain}
	}
	all := readings(values)
	v := Verdict{Distinct: len(values), Readings: plausible(all, values)}
	v.Best = v.Readings[0].Encoding
	v.Why = reason(all, v.Readings, values)
	v.Confident = v.Why == Same || v.Why == Valid || v.Why == Clear
	v.show(values)
	return v
}

// readings measures the column in every encoding that it may be in, best first.
func readings(values [][]byte) []Reading {
	words := chunks(values)
	var out []Reading
	for _, enc := range candidates(values) {
		t := measure(enc, words)
		out = append(out, Reading{Encoding: enc, Possible: t.possible, Impossible: t.impossible})
	}
	slices.SortStableFunc(out, func(a, b Reading) int { return cmp.Compare(b.Score(), a.Score()) })
	return out
}

// candidates lists the encodings worth trying, those to prefer among equals first.
func candidates(values [][]byte) []Encoding {
	var out []Encoding
	if valid, _ := unicodeValues(values); valid > 0 {
		if decomposed(values) {
			out = append(out, UTF8NFD)
		} else {
			out = append(out, UTF8)
		}
		for _, enc := range []Encoding{UTF8Twice, TCVN3InUTF8, VNIInUTF8} {
			if changes(enc, values) {
				out = append(out, enc)
			}
		}
	}
	if capitalFont(values) {
		out = append(out, TCVN3Upper)
	}
	return append(out, TCVN3, VNI, CP1258, VISCII)
}

// unicodeValues counts the values that are UTF-8 with at least one letter beyond ASCII,
// and those that are not UTF-8.
func unicodeValues(values [][]byte) (valid, invalid int) {
	for _, v := range values {
		whole := wholeLetters(v)
		switch {
		case !utf8.Valid(whole):
			invalid++
		case !ascii(whole):
			valid++
		}
	}
	return valid, invalid
}

func changes(enc Encoding, values [][]byte) bool {
	return slices.ContainsFunc(values, func(v []byte) bool {
		s, damage := Text(enc, v)
		return damage != Garbled && s != Decode(UTF8, v)
	})
}

// capitalFont tells whether the column is that of a .VnTimeH font: no ASCII letter is
// lower-case, and at least half of the values show that they are in capitals. ("Tổ 1" to
// "Tổ 12" have no lower-case ASCII letter either.)
func capitalFont(values [][]byte) bool {
	shown := 0
	for _, v := range values {
		if bytes.ContainsFunc(v, func(r rune) bool { return r >= 'a' && r <= 'z' }) {
			return false
		}
		if capitals(v) == yes {
			shown++
		}
	}
	return len(values) >= minDistinct && 2*shown >= len(values)
}

// plausible keeps the readings that explain more than they leave unexplained, or, where
// none does, the three best and Windows-1252. Of readings with the same text it keeps the first.
func plausible(all []Reading, values [][]byte) []Reading {
	good := slices.DeleteFunc(slices.Clone(all), func(r Reading) bool { return r.Score() <= 0 })
	if len(good) == 0 {
		good = append(slices.Clone(all[:min(3, len(all))]), Reading{Encoding: CP1252})
		preferUnicode(good, values)
	}
	var out []Reading
	for _, r := range good {
		if !slices.ContainsFunc(out, func(o Reading) bool { return sameText(o.Encoding, r.Encoding, values) }) {
			out = append(out, r)
		}
	}
	return out
}

// preferUnicode puts UTF-8 first where every value is UTF-8: text in another language.
func preferUnicode(good []Reading, values [][]byte) {
	if _, invalid := unicodeValues(values); invalid > 0 {
		return
	}
	slices.SortStableFunc(good, func(a, b Reading) int {
		return cmp.Compare(unicodeRank(a.Encoding), unicodeRank(b.Encoding))
	})
}

func unicodeRank(enc Encoding) int {
	if enc == UTF8 || enc == UTF8NFD {
		return 0
	}
	return 1
}

func sameText(a, b Encoding, values [][]byte) bool {
	return !slices.ContainsFunc(values, func(v []byte) bool { return Decode(a, v) != Decode(b, v) })
}

// reason weighs the evidence. UTF-8 is no guess: other encodings hardly ever form valid
// sequences, so one value suffices if no other reading makes sense of it. That TCVN3 or
// VNI was saved as UTF-8 is considered only where UTF-8 itself leaves words unexplained.
func reason(all, good []Reading, values [][]byte) Reason {
	best := good[0]
	rivals := slices.DeleteFunc(slices.Clone(good[1:]), func(r Reading) bool {
		return fileEncoding(r.Encoding) == fileEncoding(best.Encoding)
	})
	sound := slices.DeleteFunc(slices.Clone(rivals), func(r Reading) bool {
		return best.Impossible == 0 && (r.Encoding == TCVN3InUTF8 || r.Encoding == VNIInUTF8)
	})
	valid, invalid := unicodeValues(values)
	switch {
	case mixed(all, values):
		return Mixed
	case len(good) == 1 && best.Possible == 0 && best.Impossible == 0:
		return Same
	case invalid == 0 && valid > 0 && ownUnicode(best.Encoding) && topScore(sound) <= 0:
		return Valid
	case len(values) < minDistinct:
		return Few
	case best.Score() >= 3 && best.Score() >= 2*topScore(rivals) && best.Impossible <= best.Possible/3:
		return Clear
	}
	return Close
}

func ownUnicode(enc Encoding) bool { return enc == UTF8 || enc == UTF8NFD || enc == UTF8Twice }

// topScore is the score of the best of some readings, 0 if there is none.
func topScore(rs []Reading) int {
	if len(rs) == 0 {
		return 0
	}
	return max(rs[0].Score(), 0)
}

// mixed tells whether at least a tenth of the values make sense as UTF-8 and at least a
// tenth are not UTF-8.
func mixed(all []Reading, values [][]byte) bool {
	var sense, invalid int
	for _, v := range values {
		if !utf8.Valid(wholeLetters(v)) {
			invalid++
			continue
		}
		if t := measure(UTF8, chunks([][]byte{v})); t.possible > 0 && t.impossible == 0 {
			sense++
		}
	}
	best := all[0].Encoding
	return best != VISCII && 10*sense >= len(values) && 10*invalid >= len(values)
}

// show picks the values on which the readings differ most and fills in the samples.
func (v *Verdict) show(values [][]byte) {
	type value struct {
		raw    []byte
		differ int
	}
	all := make([]value, len(values))
	for i, raw := range values {
		all[i].raw = raw
		for _, r := range v.Readings[1:] {
			if Decode(r.Encoding, raw) != Decode(v.Best, raw) {
				all[i].differ++
			}
		}
	}
	slices.SortStableFunc(all, func(a, b value) int { return cmp.Compare(b.differ, a.differ) })
	for _, shown := range all[:min(maxShown, len(all))] {
		v.Raw = append(v.Raw, shown.raw)
		for i := range v.Readings {
			r := &v.Readings[i]
			r.Samples = append(r.Samples, Decode(r.Encoding, shown.raw))
		}
	}
}

// DetectFile recognises the columns of one file together: a column that cannot decide for
// itself follows the others if they agree and their encoding reads it no worse than its
// own best does.
func DetectFile(columns []*Column) []Verdict {
	verdicts := make([]Verdict, len(columns))
	for i, c := range columns {
		verdicts[i] = c.Verdict()
	}
	common, ok := agreed(columns, verdicts)
	if !ok {
		return verdicts
	}
	for i := range verdicts {
		if v := &verdicts[i]; !v.Confident && v.Why != Mixed {
			follow(v, common)
		}
	}
	return verdicts
}

// agreed is the encoding of all columns that could decide, or, where none could, of all
// columns taken together.
func agreed(columns []*Column, verdicts []Verdict) (Encoding, bool) {
	var found []Encoding
	for _, v := range verdicts {
		if v.Confident && v.Why != Plain && v.Why != Same {
			found = append(found, fileEncoding(v.Best))
		}
	}
	if len(found) == 0 {
		var all Column
		for _, c := range columns {
			for _, v := range c.kept {
				all.Add(v)
			}
		}
		v := all.Verdict()
		return fileEncoding(v.Best), v.Why == Clear
	}
	slices.Sort(found)
	return found[0], len(slices.Compact(found)) == 1
}

// fileEncoding is what other columns may follow: composed or not, in a capital font or
// not, differs between columns of one file.
func fileEncoding(enc Encoding) Encoding {
	switch enc {
	case UTF8NFD:
		return UTF8
	case TCVN3Upper:
		return TCVN3
	}
	return enc
}

func follow(v *Verdict, common Encoding) {
	i := slices.IndexFunc(v.Readings, func(r Reading) bool { return fileEncoding(r.Encoding) == common })
	if i < 0 || v.Readings[i].Score() < v.Readings[0].Score() {
		return
	}
	r := v.Readings[i]
	v.Readings = slices.Insert(slices.Delete(v.Readings, i, i+1), 0, r)
	v.Best, v.Confident, v.Why = r.Encoding, true, Neighbours
}
