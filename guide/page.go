package guide

import (
	"bytes"
	"embed"
	"html/template"
	"net/url"
	"strings"
	"sync"

	"sotay/layers"
)

//go:embed pages/*.html
var pageFiles embed.FS

// Page is what a page of the guide shows. Lang, Handbook and Library are always needed.
type Page struct {
	Lang     string
	Handbook string // its name
	Style    string // address of the style sheet, "" for none
	Library  *Library
	Codes    []layers.Code // land types, for the glossary and the search

	Query   string // what was searched for
	Slug    string // the guide to show, "" for the list of all
	Missing bool   // no guide has the address that was asked for
}

// templates are parsed once.
var templates = sync.OnceValues(func() (*template.Template, error) {
	return template.New("").Funcs(template.FuncMap{"day": day}).ParseFS(pageFiles, "pages/*.html")
})

// view is what the templates see.
type view struct {
	Page
	W        words
	Text     *Text // nil for the list
	Guides   []*Text
	Hits     []Hit
	Groups   []codeGroup
	Title    string
	OtherURL string
}

// Render writes the page as a whole.
func (p Page) Render() ([]byte, error) {
	all, err := templates()
	if err != nil {
		return nil, err
	}
	v := view{Page: p, W: wordsOf(p.Lang), Guides: p.Library.List(p.Lang)}
	v.Title = v.W.Guide
	if p.Slug != "" {
		v.Text, _ = p.Library.Find(p.Slug, p.Lang)
	}
	switch {
	case p.Missing:
		v.Title = v.W.Missing
	case v.Text != nil:
		v.Title = v.Text.Title
		if p.Slug == LandTypes {
			v.Groups = glossary(p.Codes, p.Lang)
		}
	case p.Query != "":
		v.Title = v.W.Results
		v.Hits = p.Library.Search(p.Query, p.Lang, p.Codes)
	}
	v.OtherURL = v.url(map[string]string{Vietnamese: English, English: Vietnamese}[p.Lang])
	var out bytes.Buffer
	if err := all.ExecuteTemplate(&out, "page.html", v); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// url is this page in a language.
func (v *view) url(lang string) string {
	query := url.Values{"lang": {lang}}
	at := "/guide"
	switch {
	case v.Text != nil:
		at += "/" + v.Text.Slug
	case v.Query != "":
		query.Set("q", v.Query)
	}
	return at + "?" + query.Encode()
}

// To is the address of a guide in the page's language.
func (v view) To(slug, anchor string) string { return Address(slug, anchor, v.Lang) }

// Says how far a source was checked.
func (v view) Says(s Status) string { return v.W.says(s) }

// Address is where a guide, or a place in it, is found in a language.
func Address(slug, anchor, lang string) string {
	to := "/guide/" + slug + "?lang=" + lang
	if anchor != "" {
		to += "#" + anchor
	}
	return to
}

// OtherLang is the language to switch to.
func (v view) OtherLang() string {
	if v.Lang == English {
		return Vietnamese
	}
	return English
}

// Count is how many land types a group holds.
func (g codeGroup) Count() int { return len(g.Rows) }

// day writes a date as in Vietnam.
func day(iso string) string {
	parts := strings.Split(iso, "-")
	if len(parts) != 3 {
		return iso
	}
	return parts[2] + "/" + parts[1] + "/" + parts[0]
}
