package geoapi

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"

	"sotay/guide"
)

func (s *Server) guideRoutes() []route {
	return []route{
		{http.MethodGet, "/guide", "", anyone, s.guideHome, lookup},
		{http.MethodGet, "/guide/{name}", "", anyone, s.guideText, lookup},
		{http.MethodGet, "/api/guide", "searchGuide", anyone, s.searchGuide, lookup},
	}
}

// guideLang is the language asked for, else the one that the browser prefers.
func guideLang(r *http.Request) string {
	switch lang := r.URL.Query().Get("lang"); {
	case lang == guide.Vietnamese, lang == guide.English:
		return lang
	case wantsEnglish(r):
		return guide.English
	}
	return guide.Vietnamese
}

func (s *Server) guidePage(r *http.Request) guide.Page {
	lang := guideLang(r)
	return guide.Page{
		Lang: lang, Handbook: s.Name.in(lang == guide.English), Style: s.web.style("guide"),
		Library: s.Guide.Current(), Codes: s.Catalogue.Codes("land_types"),
	}
}

// guideHome lists the guides, or what a search finds in them.
func (s *Server) guideHome(w http.ResponseWriter, r *http.Request) error {
	page := s.guidePage(r)
	p := newParams(r)
	page.Query = strings.TrimSpace(p.text("q", maxQuery))
	if p.err != nil {
		return p.err
	}
	return writePage(w, r, http.StatusOK, page)
}

// guideText shows a guide. The name is looked up among those that there are; no file is
// opened for it.
func (s *Server) guideText(w http.ResponseWriter, r *http.Request) error {
	page := s.guidePage(r)
	page.Slug = newParams(r).path("name")
	if _, ok := page.Library.Find(page.Slug, page.Lang); !ok {
		page.Slug, page.Missing = "", true
		return writePage(w, r, http.StatusNotFound, page)
	}
	return writePage(w, r, http.StatusOK, page)
}

// writePage writes a page of the guide with an ETag of its content, or 304.
func writePage(w http.ResponseWriter, r *http.Request, status int, page guide.Page) error {
	body, err := page.Render()
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", page.Lang)
	h.Set("Cache-Control", "no-cache")
	h.Add("Vary", "Accept-Language")
	if status == http.StatusOK {
		sum := sha256.Sum256(body)
		etag := hex.EncodeToString(sum[:12])
		h.Set("ETag", `W/"`+etag+`"`) // weak: the same for all encodings
		if matches(r.Header.Get("If-None-Match"), etag) {
			status, body = http.StatusNotModified, nil
		}
	}
	w.WriteHeader(status)
	if _, err := w.Write(body); err != nil && body != nil {
		return errLeft
	}
	return nil
}

type guideIn struct{ text, lang string }

func (in *guideIn) parse(p *params) {
	in.text = strings.TrimSpace(p.text("q", maxQuery))
	in.lang = guideLang(p.r)
	switch p.query.Get("lang") {
	case "", guide.Vietnamese, guide.English:
	default:
		p.fail("Tham số lang phải là vi hoặc en.", "The parameter lang must be vi or en.")
	}
}

type guideOut struct {
	Q     string          `json:"q"`
	Lang  string          `json:"lang"`
	Items []guideItemJSON `json:"items"`
}

type guideItemJSON struct {
	Kind    string     `json:"kind"` // guide, land_type
	Slug    string     `json:"slug"`
	Lang    string     `json:"lang"`
	Title   string     `json:"title"`
	Heading *string    `json:"heading"`
	URL     string     `json:"url"`
	Excerpt []spanJSON `json:"excerpt"`
}

type spanJSON struct {
	Text string `json:"text"`
	Mark bool   `json:"mark"`
}

// searchGuide finds places in the guide; without words it lists the guides.
func (s *Server) searchGuide(w http.ResponseWriter, r *http.Request) error {
	var in guideIn
	p := newParams(r)
	in.parse(p)
	if p.err != nil {
		return p.err
	}
	w.Header().Add("Vary", "Accept-Language")
	return writeTagged(w, r, s.findInGuide(in))
}

func (s *Server) findInGuide(in guideIn) guideOut {
	out := guideOut{Q: in.text, Lang: in.lang, Items: []guideItemJSON{}}
	library := s.Guide.Current()
	if in.text == "" {
		for _, t := range library.List(in.lang) {
			out.Items = append(out.Items, guideItemJSON{
				Kind: guide.KindGuide, Slug: t.Slug, Lang: t.Lang, Title: t.Title, URL: guide.Address(t.Slug, "", in.lang),
				Excerpt: []spanJSON{{Text: t.Summary}},
			})
		}
		return out
	}
	for _, h := range library.Search(in.text, in.lang, s.Catalogue.Codes("land_types")) {
		item := guideItemJSON{
			Kind: h.Kind, Slug: h.Slug, Lang: h.Lang, Title: h.Title, Heading: orNull(h.Heading),
			URL: guide.Address(h.Slug, h.Anchor, in.lang), Excerpt: []spanJSON{},
		}
		for _, span := range h.Excerpt {
			item.Excerpt = append(item.Excerpt, spanJSON(span))
		}
		out.Items = append(out.Items, item)
	}
	return out
}
