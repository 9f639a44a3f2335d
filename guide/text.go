package guide

import (
	"html/template"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Text is a guide in one language.
type Text struct {
	Slug     string
	Lang     string
	Title    string
	Summary  string
	Order    int
	Checked  string // day on which it was last held against its sources, YYYY-MM-DD
	Sources  []Source
	Sections []Section
	HTML     template.HTML // of the body, safe as it stands

	title, summary indexed
}

// Section is a heading with the text under it, up to the next heading. The first has no
// heading: it is what stands before all.
type Section struct {
	Heading string
	Anchor  string // id of the heading, "" for the first section
	Level   int    // 2 or 3; 0 for the first section

	heading, body indexed
}

// Parse reads a text from a file of that name: slug.vi.md or slug.en.md. What is wrong is
// an *Error with the line.
func Parse(name string, source []byte) (*Text, error) {
	k, ok := keyOf(name)
	if !ok {
		return nil, &Error{name, 1, "the name of a text is slug.vi.md or slug.en.md, slug in small letters, digits and hyphens"}
	}
	if !utf8.Valid(source) {
		return nil, &Error{name, 1 + strings.Count(string(validStart(source)), "\n"), "the text is not UTF-8"}
	}
	whole := norm.NFC.String(strings.TrimPrefix(string(source), "\ufeff"))
	f, body, first, err := readFront(name, strings.ReplaceAll(whole, "\r\n", "\n"))
	if err != nil {
		return nil, err
	}
	t := &Text{
		Slug: k.slug, Lang: k.lang, Title: f.title, Summary: f.summary, Order: f.order, Checked: f.checked,
		Sources: f.sources, title: index(f.title), summary: index(f.summary),
	}
	m := &markdown{file: name, lang: k.lang, first: first, source: []byte(body)}
	t.HTML, t.Sections, err = m.render()
	return t, err
}

// validStart is the part of b that is UTF-8.
func validStart(b []byte) []byte {
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size <= 1 {
			return b[:i]
		}
		i += size
	}
	return b
}
