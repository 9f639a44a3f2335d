package guide_test

import (
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/guide"
	"sotay/layers"
)

// codes are a few land types, as the catalogue gives them.
func codes() []layers.Code {
	return []layers.Code{
		{Code: "NNP", Version: "TT08/2024", NameVi: "Nhóm đất nông nghiệp", NameEn: "Agricultural land", Color: "#ffff64", Current: true},
		{Code: "CHN", Version: "TT08/2024", NameVi: "Đất trồng cây hằng năm", NameEn: "Annual crop land", Parent: "NNP", Color: "#fffc78", Current: true},
		{Code: "BHK", Version: "TT27/2018", NameVi: "Đất bằng trồng cây hằng năm khác", NameEn: "Other annual crops", Parent: "CHN", Color: "#fff0b4"},
		{Code: "PNN", Version: "TT08/2024", NameVi: "Nhóm đất phi nông nghiệp", NameEn: "Non-agricultural land", Current: true},
		{Code: "ONT", Version: "TT08/2024", NameVi: "Đất ở tại nông thôn", NameEn: "Rural residential land", Parent: "PNN", Color: "#ffd0ff", Current: true},
		{Code: "DMT", Version: "TT08/2024", NameVi: "Đất xây dựng cơ sở môi trường", NameEn: "Environmental facilities", Parent: "PNN", Current: true},
		{Code: "MVB", Version: "TT27/2018", NameVi: "Đất có mặt nước ven biển", NameEn: "Coastal water", Color: "#b4ffff"},
	}
}

func open(t *testing.T, c guide.Config) *guide.Store {
	t.Helper()
	s, err := guide.Open(c)
	must(t, err)
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wanted are the guides that the product promises.
var wanted = []string{
	"land-types", "cadastral-map", "planning", "split-merge", "change-purpose", "first-certificate", "extract", "commune-names",
}

func slugsOf(texts []*guide.Text) (slugs []string) {
	for _, t := range texts {
		slugs = append(slugs, t.Slug)
	}
	return slugs
}

func TestEveryGuideIsThereInOrder(t *testing.T) {
	library := open(t, guide.Config{}).Current()
	if diff := cmp.Diff(wanted, slugsOf(library.List("vi"))); diff != "" {
		t.Errorf("guides (-want +got):\n%s", diff)
	}
}

// TestBothLanguagesSayTheSame: the same headings in the same order, the same boxes, links
// and sources.
func TestBothLanguagesSayTheSame(t *testing.T) {
	library := open(t, guide.Config{}).Current()
	for _, slug := range wanted {
		vi, _ := library.Find(slug, "vi")
		en, _ := library.Find(slug, "en")
		if vi.Lang != "vi" || en.Lang != "en" {
			t.Errorf("%s is not there in both languages", slug)
			continue
		}
		if diff := cmp.Diff(shapeOf(vi), shapeOf(en)); diff != "" {
			t.Errorf("%s (-vi +en):\n%s", slug, diff)
		}
	}
}

type shape struct {
	Order   int
	Checked string
	Levels  []int
	Boxes   int
	Rows    int
	Items   int
	Links   []string
	Sources []guide.Source
}

func shapeOf(text *guide.Text) shape {
	s := shape{Order: text.Order, Checked: text.Checked}
	for _, section := range text.Sections {
		s.Levels = append(s.Levels, section.Level)
	}
	body := string(text.HTML)
	s.Boxes, s.Rows, s.Items = strings.Count(body, `role="note"`), strings.Count(body, "<tr>"), strings.Count(body, "<li>")
	for _, link := range links(body) {
		u, _ := url.Parse(link)
		s.Links = append(s.Links, u.Path)
	}
	for _, source := range text.Sources {
		s.Sources = append(s.Sources, guide.Source{Date: source.Date, From: source.From, Status: source.Status})
	}
	return s
}

func links(body string) (list []string) {
	for _, m := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(body, -1) {
		list = append(list, html.UnescapeString(m[1]))
	}
	return list
}

// TestSourcesAreNamed: each text names what it rests on, and where something was not read,
// the text has a box that says so.
func TestSourcesAreNamed(t *testing.T) {
	library := open(t, guide.Config{}).Current()
	for _, slug := range wanted {
		for _, lang := range []string{"vi", "en"} {
			text, _ := library.Find(slug, lang)
			unread := slices.ContainsFunc(text.Sources, func(s guide.Source) bool { return s.Status == guide.Unverified || s.Status == guide.Quoted })
			if len(text.Sources) == 0 {
				t.Errorf("%s.%s has no sources", slug, lang)
			}
			if unread && !strings.Contains(string(text.HTML), `class="box unverified"`) {
				t.Errorf("%s.%s rests on what was not read, and no box says so", slug, lang)
			}
		}
	}
}

// TestNoDeadLinks follows every link of every page inside the guide, with its anchor.
func TestNoDeadLinks(t *testing.T) {
	library := open(t, guide.Config{}).Current()
	pages := map[string]string{}
	for _, lang := range []string{"vi", "en"} {
		for _, slug := range append([]string{""}, wanted...) {
			body, err := guide.Page{Lang: lang, Handbook: "Sổ tay", Library: library, Codes: codes(), Slug: slug}.Render()
			must(t, err)
			at := "/guide"
			if slug != "" {
				at += "/" + slug
			}
			pages[at+"?lang="+lang] = string(body)
		}
	}
	for at, body := range pages {
		ids := regexp.MustCompile(`\sid="([^"]*)"`).FindAllStringSubmatch(body, -1)
		seen := map[string]bool{}
		for _, id := range ids {
			if seen[id[1]] {
				t.Errorf("%s has the id %q twice", at, id[1])
			}
			seen[id[1]] = true
		}
		for _, link := range links(body) {
			u, err := url.Parse(link)
			must(t, err)
			page, anchor := u.Path+"?lang="+u.Query().Get("lang"), u.Fragment
			if u.Path == "" {
				page = at
			}
			if u.Host != "" || !strings.HasPrefix(page, "/guide") {
				continue
			}
			if to, ok := pages[page]; !ok || anchor != "" && !strings.Contains(to, ` id="`+anchor+`"`) {
				t.Errorf("%s links to %s, which is not there", at, link)
			}
		}
	}
}

func TestGlossary(t *testing.T) {
	library := open(t, guide.Config{}).Current()
	body, err := guide.Page{Lang: "en", Handbook: "H", Library: library, Codes: codes(), Slug: guide.LandTypes}.Render()
	must(t, err)
	for _, c := range codes() {
		row := regexp.MustCompile(`(?s)<li id="` + c.Code + `".*?</li>`).FindString(string(body))
		if !strings.Contains(row, c.NameEn) || !strings.Contains(row, c.NameVi) || !strings.Contains(row, strings.TrimPrefix(c.Version, "TT")) {
			t.Errorf("%s is shown as %s", c.Code, row)
		}
		if old := strings.Contains(row, "old code"); old == c.Current {
			t.Errorf("%s is current: %v, but shown as %s", c.Code, c.Current, row)
		}
		if c.Color != "" && !strings.Contains(row, `fill="`+c.Color+`"`) || c.Color == "" && !strings.Contains(row, "no colour set") {
			t.Errorf("the colour of %s is not shown: %s", c.Code, row)
		}
	}
	if strings.Contains(string(body), " style=") || strings.Contains(string(body), "<script") || strings.Contains(string(body), "<style") {
		t.Error("the content policy allows no inline style or script")
	}
}

// TestAnImpossibleList: a circle of parents does not hang the page.
func TestAnImpossibleList(t *testing.T) {
	library := open(t, guide.Config{}).Current()
	circle := []layers.Code{{Code: "A", Parent: "B", NameVi: "a"}, {Code: "B", Parent: "A", NameVi: "b"}}
	_, err := guide.Page{Lang: "vi", Library: library, Codes: circle, Slug: guide.LandTypes}.Render()
	must(t, err)
}

func TestASearchIsEscaped(t *testing.T) {
	library := open(t, guide.Config{}).Current()
	body, err := guide.Page{Lang: "vi", Handbook: "H", Library: library, Codes: codes(), Query: `"><script>alert(1)</script> đất`}.Render()
	must(t, err)
	if strings.Contains(string(body), "<script") {
		t.Errorf("the query is in the page as it came: %s", body)
	}
}
