package communes

import (
	"strings"

	"sotay/internal/fold"
)

// word is one folded word and the index of the written word it came from: "tt" is one
// written word and two words, "p7" likewise.
type word struct {
	text string
	from int
}

// gluedKind is an abbreviated kind written on to its number: p7, q.1, phuong12.
func gluedKind(s string) (kind, number string, ok bool) {
	digit := strings.IndexFunc(s, func(r rune) bool { return r >= '0' && r <= '9' })
	if digit <= 0 {
		return "", "", false
	}
	switch s[:digit] {
	case "p", "f", "q", "phuong", "quan":
		return s[:digit], s[digit:], true
	}
	return "", "", false
}

// abbreviation gives the words that a short form stands for.
func abbreviation(s string) []string {
	switch s {
	case "p", "f":
		return []string{"phuong"}
	case "x":
		return []string{"xa"}
	case "tt":
		return []string{"thi", "tran"}
	case "tx":
		return []string{"thi", "xa"}
	case "tp":
		return []string{"thanh", "pho"}
	case "h":
		return []string{"huyen"}
	case "q":
		return []string{"quan"}
	case "t":
		return []string{"tinh"}
	case "dk":
		return []string{"dac", "khu"}
	case "brvt":
		return []string{"ba", "ria", "vung", "tau"}
	case "hcm", "hcmc":
		return []string{"ho", "chi", "minh"}
	case "tphcm":
		return []string{"thanh", "pho", "ho", "chi", "minh"}
	}
	return nil
}

// spell writes the short forms of written words out. A single letter that is still being
// typed may become anything and stays.
func spell(written []string, typing bool) []word {
	var list []word
	add := func(s string, from int) {
		long := abbreviation(s)
		if long == nil || typing && len(s) == 1 && from == len(written)-1 {
			long = []string{s}
		}
		for _, w := range long {
			list = append(list, word{w, from})
		}
	}
	for i := 0; i < len(written); i++ {
		s := written[i]
		if s == "br" && i+1 < len(written) && written[i+1] == "vt" {
			for n, w := range abbreviation("brvt") {
				list = append(list, word{w, i + n/2})
			}
			i++
			continue
		}
		if kind, number, ok := gluedKind(s); ok {
			add(kind, i)
			list = append(list, word{number, i})
			continue
		}
		add(s, i)
	}
	return list
}

// kinds lists the kinds of units, folded.
func kinds() []string {
	return []string{"phuong", "xa", "thi tran", "dac khu", "huyen", "thi xa", "thanh pho", "quan", "tinh"}
}

// cutKind folds a name and takes its kind off: "Phường Thắng Tam" gives "phuong", "thang tam".
func cutKind(name string) (kind, key string) {
	key = fold.Key(name)
	for _, kind := range kinds() {
		if rest, ok := strings.CutPrefix(key, kind+" "); ok {
			return kind, rest
		}
	}
	return "", key
}

// maxNameWords bounds the length of a name: Bà Rịa Vũng Tàu has four words.
const maxNameWords = 5

// spans lists every run of words that could be a name, with where it stands.
func spans(words []word) map[string][]span {
	found := map[string][]span{}
	for first := range words {
		var b strings.Builder
		for last := first; last < len(words) && last < first+maxNameWords; last++ {
			if last > first {
				b.WriteByte(' ')
			}
			b.WriteString(words[last].text)
			found[b.String()] = append(found[b.String()], span{first, last + 1})
		}
	}
	return found
}

// span is words[first:end].
type span struct{ first, end int }

func (s span) len() int { return s.end - s.first }

func (s span) meets(other span) bool { return s.first < other.end && other.first < s.end }

// kindBefore widens the span by the words of kind where they stand right before it.
func (s span) kindBefore(words []word, kind string) (span, bool) {
	if kind == "" {
		return s, false
	}
	parts := strings.Split(kind, " ")
	first := s.first - len(parts)
	if first < 0 {
		return s, false
	}
	for i, p := range parts {
		if words[first+i].text != p {
			return s, false
		}
	}
	return span{first, s.end}, true
}

// kindOf is the kind that a name begins with, as it is written in lower case ("phường"); ""
// for a name without one.
func kindOf(name string) string {
	kind, _ := cutKind(name)
	if kind == "" {
		return ""
	}
	words := strings.Fields(strings.ToLower(name))
	return strings.Join(words[:min(len(words), strings.Count(kind, " ")+1)], " ")
}
