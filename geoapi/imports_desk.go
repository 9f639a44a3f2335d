package geoapi

import (
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"sotay/importers"
)

// deskRoutes are what a person looks at before a change set is applied.
func (s *Server) deskRoutes() []route {
	return []route{
		{http.MethodGet, "/api/imports/{id}/difference", "importDifference", importData, s.within(endpoint(s.importDifference)), quick},
		{http.MethodGet, "/api/imports/{id}/difference.geojson", "importDifferenceMap", importData, s.within(s.importDifferenceMap), quick},
		{http.MethodGet, "/api/imports/{id}/problems", "importProblemPage", importData, s.visible(endpoint(s.importProblemPage)), quick},
	}
}

// cursorOf reads the parameter after: a word, if there are any to choose from, and numbers,
// with points between.
func (p *params) cursor(words string, numbers int) []string {
	after := p.text("after", 64)
	if after == "" {
		return nil
	}
	pattern := strings.Repeat(`\.\d{1,18}`, numbers)
	if words == "" {
		pattern = strings.TrimPrefix(pattern, `\.`)
	}
	if !regexp.MustCompile(`^(?:` + words + `)` + pattern + `$`).MatchString(after) {
		p.fail("Tham số after không phải do trang trước cho.", "The parameter after is not from a former page.")
		return nil
	}
	return strings.Split(after, ".")
}

// number reads a part of a cursor, which has been found to be one.
func number(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}

type differenceIn struct{ importers.ChangeQuery }

func (in *differenceIn) parse(p *params) {
	in.ID = p.id("id")
	in.Limit = p.integer("limit", 50, 1, 500)
	in.Operation = importers.Operation(p.text("operation", 16))
	switch in.Operation {
	case "", importers.Added, importers.Changed, importers.Removed:
	default:
		p.fail("Tham số operation phải là added, changed hoặc removed.", "The parameter operation must be added, changed or removed.")
	}
	if c := p.cursor("added|changed|removed", 1); c != nil {
		in.After = importers.ChangeKey{Operation: importers.Operation(c[0]), Number: number(c[1])}
	}
}

type differenceOut struct {
	Changes []importers.PlacedChange `json:"changes"`
	// Next is to be asked for with after=, null after the last page.
	Next *string `json:"next"`
}

// importDifference is a page of the difference of a staged change set.
func (s *Server) importDifference(ctx context.Context, in differenceIn) (out differenceOut, err error) {
	out.Changes, err = s.Imports.ChangesPage(ctx, in.ChangeQuery)
	if err == nil && len(out.Changes) == in.Limit {
		key := out.Changes[in.Limit-1].Key()
		next := string(key.Operation) + "." + strconv.FormatInt(key.Number, 10)
		out.Next = &next
	}
	return out, err
}

// differenceMap is the difference in a box as GeoJSON, with two members of our own.
type differenceMap struct {
	Type     string          `json:"type"`
	Features []changeFeature `json:"features"`
	// More tells that the box holds more of some operation.
	More bool `json:"more"`
	// Extent of the whole difference, null where there is none and where a box was asked for.
	Extent *[4]float64 `json:"extent"`
}

type changeFeature struct {
	Type       string           `json:"type"`
	Properties changeProperties `json:"properties"`
	Geometry   json.RawMessage  `json:"geometry"`
}

type changeProperties struct {
	Operation importers.Operation `json:"operation"`
	ID        int64               `json:"id"`
	Row       int64               `json:"row,omitempty"`
	Name      string              `json:"name"`
	// Former tells that this is the shape that a changed record has had.
	Former bool `json:"former,omitempty"`
}

// importDifferenceMap draws the difference in a box: a feature for each record, two for one
// whose shape changes.
func (s *Server) importDifferenceMap(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r)
	id, each := p.id("id"), p.integer("limit", 1000, 1, 5000)
	var box *[4]float64
	if p.query.Has("bbox") {
		box = (*[4]float64)(new(p.box("bbox")))
	}
	if p.err != nil {
		return p.err
	}
	m, err := s.Imports.ChangesIn(r.Context(), id, box, each)
	if err != nil {
		return err
	}
	out := differenceMap{Type: "FeatureCollection", Features: []changeFeature{}, More: m.More, Extent: m.Extent}
	for _, c := range m.Shapes {
		about := changeProperties{Operation: c.Operation, ID: c.ID, Row: c.Row, Name: c.Name}
		if c.Before != nil {
			former := about
			former.Former = true
			out.Features = append(out.Features, changeFeature{"Feature", former, c.Before})
		}
		out.Features = append(out.Features, changeFeature{"Feature", about, c.Shape})
	}
	w.Header().Set("Content-Type", "application/geo+json; charset=utf-8")
	return writeJSON(w, out)
}

type problemPageIn struct {
	id    int64
	code  string
	after importers.ProblemKey
	limit int
}

func (in *problemPageIn) parse(p *params) {
	in.id = p.id("id")
	in.code = p.text("code", 64)
	in.limit = p.integer("limit", 50, 1, 500)
	in.after = importers.ProblemKey{Row: -1}
	if c := p.cursor("", 2); c != nil {
		in.after = importers.ProblemKey{Row: number(c[0]), Seq: number(c[1])}
	}
}

type problemPageOut struct {
	Groups   []importers.ProblemGroup  `json:"groups"`
	Problems []importers.PlacedProblem `json:"problems"`
	Next     *string                   `json:"next"`
}

// importProblemPage lists problems row by row, and how many there are of each kind.
func (s *Server) importProblemPage(ctx context.Context, in problemPageIn) (out problemPageOut, err error) {
	if out.Problems, err = s.Imports.ProblemsPage(ctx, in.id, in.code, in.after, in.limit); err != nil {
		return out, err
	}
	if out.Groups, err = s.Imports.ProblemGroups(ctx, in.id); err != nil {
		return out, err
	}
	for i := range out.Groups {
		out.Groups[i] = out.Groups[i].InForm()
	}
	for i := range out.Problems {
		out.Problems[i].Problem = out.Problems[i].InForm()
	}
	if out.Groups == nil {
		out.Groups = []importers.ProblemGroup{}
	}
	if len(out.Problems) == in.limit {
		k := out.Problems[in.limit-1].Key
		next := strconv.FormatInt(k.Row, 10) + "." + strconv.FormatInt(k.Seq, 10)
		out.Next = &next
	}
	return out, nil
}
