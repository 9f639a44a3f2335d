// Package guide is the handbook in words: what citizens ask most, and a glossary of land
// types. The texts are Markdown files in Vietnamese and English, embedded in the program;
// an operator's folder may replace and add to them while sotay serves. It owns the texts,
// their search and their pages. It knows no routes, and no land type: those come from the
// catalogue, so that there is one list.
//
// Raw HTML in a text is refused, and so is a link that a reader should not be sent to.
// Start with Open.
package guide

import (
	"embed"
	"fmt"
	"slices"
	"strings"
)

// The languages of the texts. Vietnamese is the first, and the one to fall back on.
const (
	Vietnamese = "vi"
	English    = "en"
)

// LandTypes is the slug of the guide that the glossary of land types is part of. The web
// map links to an anchor there for each code.
const LandTypes = "land-types"

//go:embed texts/*.md
var embedded embed.FS

// Library is all texts as they were at one moment. It does not change.
type Library struct {
	texts map[key]*Text
	slugs []string // in order
}

// key names a text.
type key struct{ slug, lang string }

// Find gives a guide in a language, or in the other one when it has not been written in it.
func (l *Library) Find(slug, lang string) (*Text, bool) {
	for _, lang := range []string{lang, Vietnamese, English} {
		if t, ok := l.texts[key{slug, lang}]; ok {
			return t, true
		}
	}
	return nil, false
}

// List gives all guides in a language, in order; one that is missing in it stands there in
// the other.
func (l *Library) List(lang string) []*Text {
	list := make([]*Text, len(l.slugs))
	for i, slug := range l.slugs {
		list[i], _ = l.Find(slug, lang)
	}
	return list
}

// newLibrary puts the guides in order: by their number, then by their name in the address.
func newLibrary(texts map[key]*Text) *Library {
	l := &Library{texts: texts}
	for k := range texts {
		l.slugs = append(l.slugs, k.slug)
	}
	slices.Sort(l.slugs)
	l.slugs = slices.Compact(l.slugs)
	slices.SortStableFunc(l.slugs, func(a, b string) int {
		one, _ := l.Find(a, Vietnamese)
		other, _ := l.Find(b, Vietnamese)
		return one.Order - other.Order
	})
	return l
}

// readEmbedded reads the texts that the program carries. One that is wrong is a fault of
// the program.
func readEmbedded() (map[key]*Text, error) {
	entries, err := embedded.ReadDir("texts")
	if err != nil {
		return nil, err
	}
	texts := map[key]*Text{}
	for _, e := range entries {
		k, ok := keyOf(e.Name())
		if !ok {
			return nil, fmt.Errorf("guide: texts/%s: the name of a text is slug.vi.md or slug.en.md", e.Name())
		}
		source, err := embedded.ReadFile("texts/" + e.Name())
		if err != nil {
			return nil, err
		}
		if texts[k], err = Parse(e.Name(), source); err != nil {
			return nil, err
		}
	}
	return texts, nil
}

// keyOf reads a file's name: lower-case letters, digits and hyphens, then the language.
func keyOf(name string) (key, bool) {
	base, ok := strings.CutSuffix(name, ".md")
	slug, lang, found := strings.Cut(base, ".")
	if !ok || !found || lang != Vietnamese && lang != English || !isSlug(slug) {
		return key{}, false
	}
	return key{slug, lang}, true
}

func isSlug(s string) bool {
	if s == "" || len(s) > 80 || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool {
		return r != '-' && (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}) < 0
}
