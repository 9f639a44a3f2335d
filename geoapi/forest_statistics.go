package geoapi

import (
	"context"
	"encoding/csv"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"sotay/environment"
	"sotay/internal/calendar"
)

// forestQuery reads by=commune,type and commune=.
func (p *params) forestQuery() environment.ForestQuery {
	q := environment.ForestQuery{Commune: p.text("commune", 5)}
	text := p.text("by", 64)
	if text == "" {
		text = "commune,type"
	}
	for _, group := range strings.Split(text, ",") {
		group = strings.TrimSpace(group)
		switch {
		case !slices.Contains(environment.ForestGroups(), group):
			p.fail("Tham số by gồm commune, type, class, cách nhau bằng dấu phẩy.", "The parameter by is of commune, type, class, with commas between.")
		case !slices.Contains(q.By, group):
			q.By = append(q.By, group)
		}
	}
	slices.Sort(q.By)
	return q
}

// forestMemo keeps statistics for as long as the journal says that neither forest nor communes
// changed: a province has some 100,000 lots.
type forestMemo struct {
	mu   sync.Mutex
	kept map[string]forestKept
}

type forestKept struct {
	version [3]any
	rows    []environment.ForestSum
}

// forestMemoSize bounds the number of questions whose answers are kept.
const forestMemoSize = 256

func (s *Server) forestSums(ctx context.Context, q environment.ForestQuery) ([]environment.ForestSum, error) {
	forest, _ := s.Catalogue.Layer("forest")
	communes, _ := s.Catalogue.Layer("communes")
	version := [3]any{s.stats.version(forest), s.stats.version(communes), calendar.Today()}
	key := strings.Join(q.By, ",") + "/" + q.Commune
	m := &s.forest
	m.mu.Lock()
	have, ok := m.kept[key]
	m.mu.Unlock()
	if ok && have.version == version && s.Journal.Fresh("forest", "communes") {
		return have.rows, nil
	}
	rows, err := s.readings.ForestStatistics(ctx, q)
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept == nil || len(m.kept) >= forestMemoSize {
		m.kept = map[string]forestKept{}
	}
	m.kept[key] = forestKept{version, rows}
	return rows, nil
}

type forestTypeJSON struct {
	Code  string  `json:"code"`
	Name  *Words  `json:"name"` // null for a code that the list lacks
	Color *string `json:"color"`
}

type forestRowJSON struct {
	Commune *communeRef     `json:"commune"`
	Type    *forestTypeJSON `json:"type"`
	Class   *forestTypeJSON `json:"class"`
	Lots    int64           `json:"lots"`
	Area    float64         `json:"area"`
}

type forestOut struct {
	By    []string        `json:"by"`
	Unit  string          `json:"unit"`
	Rows  []forestRowJSON `json:"rows"`
	Total forestTotalJSON `json:"total"`
}

type forestTotalJSON struct {
	Lots int64   `json:"lots"`
	Area float64 `json:"area"`
}

// forestStatistics answers with the lots and hectares by commune of today and state of forest.
func (s *Server) forestStatistics(w http.ResponseWriter, r *http.Request) error {
	out, err := s.forestTable(r)
	if err != nil {
		return err
	}
	return writeTagged(w, r, out)
}

func (s *Server) forestTable(r *http.Request) (forestOut, error) {
	p := newParams(r)
	q := p.forestQuery()
	if p.err != nil {
		return forestOut{}, p.err
	}
	sums, err := s.forestSums(r.Context(), q)
	if err != nil {
		return forestOut{}, err
	}
	out := forestOut{By: q.By, Unit: "ha", Rows: make([]forestRowJSON, len(sums))}
	types, classes := s.codesOf("forest_states"), s.codesOf("forest_classes")
	for i, row := range sums {
		out.Rows[i] = forestRowJSON{Type: forestCode(types, row.Type), Class: forestCode(classes, row.Class), Lots: row.Lots, Area: row.Area}
		if row.Commune != nil {
			out.Rows[i].Commune = &communeRef{*row.Commune, *row.CommuneName}
		}
		out.Total.Lots += row.Lots
		out.Total.Area += row.Area
	}
	return out, nil
}

// codesOf is a list of codes by code.
func (s *Server) codesOf(list string) map[string]forestTypeJSON {
	byCode := map[string]forestTypeJSON{}
	for _, c := range s.Catalogue.Codes(list) {
		byCode[c.Code] = forestTypeJSON{c.Code, &Words{c.NameVi, c.NameEn}, orNull(c.Color)}
	}
	return byCode
}

// forestCode is the code with its name, as far as the list has it.
func forestCode(list map[string]forestTypeJSON, code *string) *forestTypeJSON {
	if code == nil {
		return nil
	}
	t, known := list[*code]
	if !known {
		t.Code = *code
	}
	return &t
}

// forestStatisticsCSV is the same as a table for spreadsheets.
func (s *Server) forestStatisticsCSV(w http.ResponseWriter, r *http.Request) error {
	table, err := s.forestTable(r)
	if err != nil {
		return err
	}
	english := wantsEnglish(r)
	head := map[bool]map[string][]string{
		false: {"commune": {"Mã xã", "Xã"}, "type": {"Mã loại", "Loại đất, loại rừng"}, "class": {"Mã ba loại rừng", "Ba loại rừng"}},
		true:  {"commune": {"Commune code", "Commune"}, "type": {"State code", "Forest state"}, "class": {"Class code", "Class of forest"}},
	}[english]
	var lines [][]string
	var first []string
	for _, group := range environment.ForestGroups() {
		if slices.Contains(table.By, group) {
			first = append(first, head[group]...)
		}
	}
	lines = append(lines, append(first, Words{"Số lô", "Lots"}.in(english), Words{"Diện tích (ha)", "Area (ha)"}.in(english)))
	for _, row := range table.Rows {
		lines = append(lines, row.cells(table.By, english))
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="forest.csv"`)
	h.Set("Cache-Control", "no-cache")
	if _, err := w.Write([]byte("\xEF\xBB\xBF")); err != nil {
		return errLeft
	}
	out := csv.NewWriter(w)
	if err := out.WriteAll(lines); err != nil {
		return errLeft
	}
	return nil
}

func (row forestRowJSON) cells(by []string, english bool) []string {
	var cells []string
	pair := func(t *forestTypeJSON) {
		switch {
		case t == nil:
			cells = append(cells, "", "")
		case t.Name == nil:
			cells = append(cells, t.Code, "")
		default:
			cells = append(cells, t.Code, t.Name.in(english))
		}
	}
	if slices.Contains(by, "commune") {
		if row.Commune != nil {
			cells = append(cells, row.Commune.Code, row.Commune.Name)
		} else {
			cells = append(cells, "", "")
		}
	}
	if slices.Contains(by, "type") {
		pair(row.Type)
	}
	if slices.Contains(by, "class") {
		pair(row.Class)
	}
	return append(cells, strconv.FormatInt(row.Lots, 10), strconv.FormatFloat(row.Area, 'f', 2, 64))
}
