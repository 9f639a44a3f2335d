package guide

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"sotay/internal/fold"
	"sotay/layers"
)

// indexed is a text with the words in it.
type indexed struct {
	text  string
	words []word
}

// word is a word of a text: from which byte to which, folded, and as written in lower case.
type word struct {
	start, end    int
	folded, exact string
}

// index finds the words of a text in NFC.
func index(text string) indexed {
	in := indexed{text: text}
	start := -1
	for i, r := range text + " " {
		letter := unicode.IsLetter(r) || unicode.IsDigit(r)
		switch {
		case letter && start < 0:
			start = i
		case !letter && start >= 0:
			w := text[start:i]
			in.words = append(in.words, word{start, i, fold.Marks(w), strings.ToLower(w)})
			start = -1
		}
	}
	return in
}

// Kinds of hits.
const (
	KindGuide    = "guide"
	KindLandType = "land_type"
)

// Hit is a place in the guide that a search found.
type Hit struct {
	Kind    string
	Slug    string
	Lang    string // of the text
	Anchor  string // "" for the beginning of the guide
	Title   string // of the guide, or code and name of the land type
	Heading string // of the section, or ""
	Excerpt []Span

	score, found int
}

// Span is a part of an excerpt; what was looked for is marked.
type Span struct {
	Text string
	Mark bool
}

// The most words of a query that count, hits of one guide, hits of land types, hits in all.
const (
	maxWords   = 12
	maxOfGuide = 3
	maxCodes   = 8
	maxHits    = 20
)

// Search finds places by words, with tone marks or without; the last word, and long ones,
// may be only begun. Places that hold more of the words come first, then those that hold them in headings, side
// by side, or with the very tone marks. codes are the land types of the glossary.
func (l *Library) Search(query, lang string, codes []layers.Code) []Hit {
	q := index(norm.NFC.String(query)).words
	q = q[:min(len(q), maxWords)]
	if len(q) == 0 {
		return nil
	}
	var hits []Hit
	for _, t := range l.List(lang) {
		hits = append(hits, t.find(q)...)
	}
	for _, c := range codes {
		if h, ok := findCode(c, q, lang); ok {
			hits = append(hits, h)
		}
	}
	return best(hits, len(q))
}

// best keeps those that hold the most of the words, and not too many of one kind.
func best(hits []Hit, words int) []Hit {
	most := (words + 1) / 2
	for _, h := range hits {
		most = max(most, h.found)
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return b.score - a.score })
	var kept []Hit
	of := map[string]int{}
	for _, h := range hits {
		limit := maxOfGuide
		if h.Kind == KindLandType {
			limit = maxCodes
		}
		if h.found == most && of[h.Kind+h.Slug] < limit && len(kept) < maxHits {
			of[h.Kind+h.Slug]++
			kept = append(kept, h)
		}
	}
	return kept
}

// find looks into each section. The title of the guide counts for its first section.
func (t *Text) find(q []word) []Hit {
	var hits []Hit
	for i := range t.Sections {
		s := &t.Sections[i]
		heading := s.heading
		if i == 0 {
			heading = t.title
		}
		m := newMatch(len(q))
		m.look(q, heading, 6)
		m.look(q, t.title, 1)
		m.look(q, s.body, 2)
		if i == 0 {
			m.look(q, t.summary, 3)
		}
		if m.count() == 0 {
			continue
		}
		text := s.body
		if i == 0 {
			text = t.summary
		}
		hits = append(hits, Hit{
			Kind: KindGuide, Slug: t.Slug, Lang: t.Lang, Anchor: s.Anchor, Title: t.Title, Heading: s.Heading,
			Excerpt: excerpt(text, q), score: m.score, found: m.count(),
		})
	}
	return hits
}

// findCode looks at a land type: its code, and its names in both languages.
func findCode(c layers.Code, q []word, lang string) (Hit, bool) {
	name, other := c.NameVi, c.NameEn
	if lang == English {
		name, other = other, name
	}
	m := newMatch(len(q))
	if len(q) == 1 && q[0].folded == strings.ToLower(c.Code) {
		m.score += 40
	}
	m.look(q, index(c.Code), 8)
	m.look(q, index(norm.NFC.String(name)), 5)
	if folded := fold.Key(name); folded == keyOfQuery(q) {
		m.score += 40
	}
	m.look(q, index(norm.NFC.String(other)), 1)
	return Hit{
		Kind: KindLandType, Slug: LandTypes, Lang: lang, Anchor: c.Code, Title: c.Code, Excerpt: excerpt(index(norm.NFC.String(name)), q),
		score: m.score, found: m.count(),
	}, m.count() > 0
}

func keyOfQuery(q []word) string {
	folded := make([]string, len(q))
	for i := range q {
		folded[i] = q[i].folded
	}
	return strings.Join(folded, " ")
}

// match counts what of a query was found.
type match struct {
	hit   []bool
	score int
}

func newMatch(n int) *match { return &match{hit: make([]bool, n)} }

func (m *match) count() int {
	n := 0
	for _, hit := range m.hit {
		if hit {
			n++
		}
	}
	return n
}

// sideBySide is what two words of the query are worth that stand beside each other: most
// words of Vietnamese are two syllables, each of which alone is in every text.
const sideBySide = 6

// look counts the words of a query in a text, each once, and pairs that stand side by side.
func (m *match) look(q []word, in indexed, weight int) {
	for i := range q {
		value, pair := 0, 0
		for j := range in.words {
			value = max(value, fits(q, i, in.words[j]))
			if value > 0 && i+1 < len(q) && j+1 < len(in.words) && fits(q, i, in.words[j]) > 0 && fits(q, i+1, in.words[j+1]) > 0 {
				pair = sideBySide
			}
		}
		if value > 0 {
			m.hit[i] = true
			m.score += weight * (value + pair)
		}
	}
}

// fits tells how well a word of a text is the i-th word of the query: 0 not at all, 1 begun,
// 2 without regard to marks, 3 letter by letter.
func fits(q []word, i int, w word) int {
	switch {
	case q[i].exact == w.exact:
		return 3
	case q[i].folded == w.folded:
		return 2
	case len(w.folded) > len(q[i].folded) && strings.HasPrefix(w.folded, q[i].folded):
		// A syllable of Vietnamese is short and begins many others: only the last word may be
		// one that is being typed. "split" is also "splitting".
		if letters := utf8.RuneCountInString(q[i].folded); letters > 3 || letters > 1 && i == len(q)-1 {
			return 1
		}
	}
	return 0
}

// excerptWords is how long an excerpt is.
const excerptWords = 34

// excerpt cuts the part of a text that holds the most of the query's words, and marks them.
func excerpt(in indexed, q []word) []Span {
	marked := make([]bool, len(in.words))
	for j, w := range in.words {
		for i := range q {
			marked[j] = marked[j] || fits(q, i, w) > 0
		}
	}
	from := densest(in, q)
	to := min(from+excerptWords, len(in.words))
	if from >= to {
		return nil
	}
	var spans []Span
	at, end := in.words[from].start, in.words[to-1].end
	if from == 0 {
		at = 0
	} else {
		spans = append(spans, Span{Text: "… "})
	}
	if to == len(in.words) {
		end = len(in.text)
	}
	for j := from; j < to; j++ {
		if w := in.words[j]; marked[j] {
			spans = append(spans, Span{Text: in.text[at:w.start]}, Span{in.text[w.start:w.end], true})
			at = w.end
		}
	}
	spans = append(spans, Span{Text: in.text[at:end]})
	if to < len(in.words) {
		spans = append(spans, Span{Text: " …"})
	}
	return slices.DeleteFunc(spans, func(s Span) bool { return s.Text == "" })
}

// densest finds where an excerpt begins: a few words before the place with the most
// different words of the query close together.
func densest(in indexed, q []word) int {
	if len(in.words) <= excerptWords {
		return 0
	}
	best, at := 0, 0
	for j := range in.words {
		found, near := 0, in.words[j:min(j+excerptWords/2, len(in.words))]
		if !slices.ContainsFunc(near[:1], func(w word) bool { return fitsAny(q, w) }) {
			continue
		}
		for i := range q {
			if slices.ContainsFunc(near, func(w word) bool { return fits(q, i, w) > 0 }) {
				found++
			}
		}
		if found > best {
			best, at = found, j
		}
	}
	return max(0, min(at-6, len(in.words)-excerptWords))
}

func fitsAny(q []word, w word) bool {
	for i := range q {
		if fits(q, i, w) > 0 {
			return true
		}
	}
	return false
}
