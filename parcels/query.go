package parcels

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"sotay/internal/fold"
)

// maxWords is how many words of a text are looked at.
const maxWords = 40

// query is what a text asks for, before its names are looked up.
type query struct {
	point    *written // a coordinate pair
	official string   // a parcel identifier of 12 characters
	sheet    string   // numbers that say what they are, "" for none
	parcel   string
	pair     [2]string // two numbers that do not: 12/45
	house    string    // a house number in an alley of an alley: 12/5/3
	words    []string  // the rest, folded; lone numbers too
	// behind is how many of the words stand before the two numbers of pair; -1 where they say
	// that they are numbers of a parcel.
	behind int
	text   string // as it was written
	// unfinished is set when the text ends with a digit that may have others behind it.
	unfinished bool
}

// grammar understands the usual wordings; its input is folded.
type grammar struct {
	coordinates
	official, sheet, parcel, either, pair, alleys, number, label, trailing, group *regexp.Regexp
}

func newGrammar() *grammar {
	const value = `\s*[:#.]?\s*(\d{1,5}[a-z]?(?:\s?[/-]\s?\d{1,5}[a-z]?)?)\b`
	return &grammar{
		coordinates: newCoordinates(),
		// A geohash; all of Việt Nam begins with w.
		official: regexp.MustCompile(`^w[0-9b-hjkmnp-z]{11}$`),
		sheet: regexp.MustCompile(`\b(?:so\s+)?(?:hieu\s+)?(?:to(?:\s*(?:ban\s*do|bd))?|t\.?\s?b\.?\s?d\.?|manh(?:\s+ban\s*do)?|ban\s*do|bd|sheet|map)` +
			`(?:\s+dia\s+chinh)?(?:\s+so)?` + value),
		parcel:   regexp.MustCompile(`\b(?:so\s+)?(?:hieu\s+)?(?:thua(?:\s+dat)?|th\.?|parcel|plot)(?:\s+so)?` + value),
		either:   regexp.MustCompile(`\bt\.?\s?(\d{1,5}[a-z]?)\b`),
		pair:     regexp.MustCompile(`\b(\d{1,5}[a-z]?)\s*[/–-]\s*(\d{1,5}[a-z]?)\b`),
		alleys:   regexp.MustCompile(`\b\d{1,5}[a-z]?(?:\s*/\s*\d{1,5}[a-z]?){2,}\b`),
		label:    regexp.MustCompile(`^(?:so )?(?:thua(?: dat)?|to(?: ban(?: do)?)?|ban do)(?: so)?$`),
		number:   regexp.MustCompile(`^\d{1,5}[a-z]?$`),
		trailing: regexp.MustCompile(`\d$`),
		// "tổ 5" is a group of households. Without its mark it is a sheet.
		group: regexp.MustCompile(`(?i)(^|[^\pL\pN])tổ([\s.]*(?:số\s*)?\d)`),
	}
}

// parse reads a text of the search box.
func (g *grammar) parse(text string) query {
	text = norm.NFC.String(text)
	s := strings.TrimSpace(fold.Marks(g.group.ReplaceAllString(text, "${1}tổ"+apart+"$2")))
	q := query{text: text, unfinished: g.trailing.MatchString(s)}
	if point, ok := g.coordinates.parse(s); ok {
		q.point = &point
		return q
	}
	if g.official.MatchString(s) {
		q.official = strings.TrimSpace(text)
		return q
	}
	s = g.labelled(s, &q)
	s = g.letters(s, &q)
	if q.sheet == "" || q.parcel == "" {
		s = g.pairs(s, &q)
	}
	q.words = fold.Words(s)
	q.words = q.words[:min(len(q.words), maxWords)]
	if g.label.MatchString(strings.Join(q.words, " ")) {
		q.words = nil // a number is still to come
	}
	return q
}

// apart keeps a word from what stands behind it, and is none itself.
const apart = "\x01"

// labelled takes out the numbers that say what they are: "tờ 12", "thửa đất số 45".
func (g *grammar) labelled(s string, q *query) string {
	if f := g.sheet.FindStringSubmatchIndex(s); f != nil {
		q.sheet, s = s[f[2]:f[3]], s[:f[0]]+" ; "+s[f[1]:]
	}
	if f := g.parcel.FindStringSubmatchIndex(s); f != nil {
		q.parcel, s = s[f[2]:f[3]], s[:f[0]]+" ; "+s[f[1]:]
	}
	// "thửa 45/12" without a sheet is parcel and sheet; with one it is a number with a stroke.
	if f := g.pair.FindStringSubmatch(q.parcel); f != nil && q.sheet == "" {
		q.parcel, q.sheet = f[1], f[2]
	}
	if f := g.pair.FindStringSubmatch(q.sheet); f != nil && q.parcel == "" {
		q.sheet, q.parcel = f[1], f[2]
	}
	return s
}

// letters takes out "t45": the sheet or the parcel, whichever is not known yet.
func (g *grammar) letters(s string, q *query) string {
	found := g.either.FindAllStringSubmatch(s, 2)
	switch {
	case len(found) == 2 && q.sheet == "" && q.parcel == "":
		q.pair, q.behind = [2]string{found[0][1], found[1][1]}, -1
	case len(found) == 0 || q.sheet != "" && q.parcel != "":
		return s
	case q.sheet != "":
		q.parcel = found[0][1]
	case q.parcel != "":
		q.sheet = found[0][1]
	default: // alone: a number among the words
		return g.either.ReplaceAllString(s, " $1 ")
	}
	return g.either.ReplaceAllString(s, " ; ")
}

// pairs takes out "12/45": sheet and parcel, or the missing one with a stroke in it.
func (g *grammar) pairs(s string, q *query) string {
	if long := g.alleys.FindString(s); long != "" {
		q.house = strings.ReplaceAll(long, " ", "")
		return strings.Replace(s, long, " ; ", 1)
	}
	f := g.pair.FindStringSubmatch(s)
	if f == nil || q.pair != [2]string{} {
		return s
	}
	switch {
	case q.sheet == "" && q.parcel == "":
		q.pair = [2]string{f[1], f[2]}
		before, _, _ := strings.Cut(s, f[0])
		q.behind = len(fold.Words(before))
	case q.parcel == "":
		q.parcel = f[0]
	default:
		q.sheet = f[0]
	}
	return strings.Replace(s, f[0], " ; ", 1)
}

// lone gives the places of the words that are numbers and that no name explains. A number of
// a hamlet, a group of households or an alley is none of a parcel.
func (g *grammar) lone(q *query, used []bool) []int {
	var list []int
	for i, w := range q.words {
		if g.number.MatchString(w) && (i >= len(used) || !used[i]) && !numbered(q.words[:i]) {
			list = append(list, i)
		}
	}
	return list
}

// numbered tells whether words end with what has numbers of its own: "ấp 2", "khu phố số 3".
func numbered(words []string) bool {
	n := len(words)
	if n > 1 && words[n-1] == "so" {
		n--
	}
	if n == 0 {
		return false
	}
	switch words[n-1] {
	case "to", "ap", "kp", "khu", "khom", "thon", "xom", "doi", "hem", "ngo", "ngach", "kiet":
		return true
	case "pho":
		return n > 1 && (words[n-2] == "khu" || words[n-2] == "dan")
	}
	return false
}

// looksLikeAddress tells whether the numbers, which do not say what they are, stand before
// words that nothing explains, or a way is named: "45 Trần Phú", "12/45 hẻm chùa".
func (g *grammar) looksLikeAddress(q query, used []bool) bool {
	if q.sheet != "" || q.parcel != "" {
		return false
	}
	strange := func(i int) bool {
		return i < len(q.words) && (i >= len(used) || !used[i]) && !g.number.MatchString(q.words[i]) && !smallTalk(q.words[i])
	}
	for i, w := range q.words {
		if way(w) && strange(i) {
			return true
		}
	}
	if q.pair != [2]string{} && q.behind >= 0 {
		return strange(q.behind)
	}
	lone := g.lone(&q, used)
	return len(lone) == 1 && strange(lone[0]+1)
}

// way tells whether a word is a kind of street.
func way(w string) bool {
	switch w {
	case "duong", "hem", "ngo", "ngach", "kiet", "quoc", "ql":
		return true
	}
	return false
}

// reading is one way to take the numbers of a query.
type reading struct {
	sheet, parcel string
	// order is said where the query did not tell which number is which.
	order string
}

// readings lists the ways to take the numbers, the likelier first; none without numbers.
func (g *grammar) readings(q query, used []bool) []reading {
	lone := g.lone(&q, used)
	switch {
	case q.sheet != "" || q.parcel != "":
		if q.parcel == "" && len(lone) > 0 {
			q.parcel = q.words[lone[0]]
		} else if q.sheet == "" && len(lone) > 0 {
			q.sheet = q.words[lone[0]]
		}
		return []reading{{sheet: q.sheet, parcel: q.parcel}}
	case q.pair == [2]string{} && len(lone) >= 2:
		q.pair = [2]string{q.words[lone[0]], q.words[lone[1]]}
	case q.pair == [2]string{} && len(lone) == 1:
		return []reading{{parcel: q.words[lone[0]], order: "parcel"}}
	}
	if q.pair == [2]string{} {
		return nil
	}
	return []reading{
		{sheet: q.pair[0], parcel: q.pair[1], order: "sheet_parcel"},
		{sheet: q.pair[1], parcel: q.pair[0], order: "parcel_sheet"},
	}
}

// spellings lists how a number may stand in the data: as written, without leading zeros,
// with a capital letter, with a stroke or a dash.
func spellings(number string) []string {
	number = strings.ReplaceAll(number, " ", "")
	list := []string{number}
	add := func(s string) {
		for _, have := range list {
			if have == s {
				return
			}
		}
		list = append(list, s)
	}
	if trimmed := strings.TrimLeft(number, "0"); trimmed != "" {
		add(trimmed)
	}
	for _, s := range list {
		add(strings.ToUpper(s))
	}
	for _, s := range list {
		add(strings.NewReplacer("/", "-", "-", "/").Replace(s))
	}
	return list
}

// unexplained lists the words that are neither numbers nor explained nor small talk.
func (g *grammar) unexplained(q query, used []bool) []string {
	var list []string
	for i, w := range q.words {
		if (i >= len(used) || !used[i]) && !g.number.MatchString(w) && !smallTalk(w) {
			list = append(list, w)
		}
	}
	return list
}

func smallTalk(w string) bool {
	switch w {
	case "o", "tai", "thuoc", "so", "dat", "va", "cua", "tim", "the", "in", "of", "at",
		"phuong", "xa", "tinh", "huyen", "quan", "p", "x", "tp", "tt", "viet", "nam", "vn",
		"to", "ap", "kp", "khu", "pho", "khom", "thon", "xom", "dan":
		return true
	}
	return false
}
