package geoapi

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/klauspost/compress/gzip"

	"sotay/hexbins"
	"sotay/internal/calendar"
	"sotay/layers"
	"sotay/tiles"
)

// hexbinRoutes are those of H3 cells.
func (s *Server) hexbinRoutes() []route {
	return []route{
		{http.MethodGet, "/api/hexbins/{dataset}", "getHexbins", whoever, s.getHexbins, lookup},
		{http.MethodGet, "/hexbins/{dataset}/{z}/{x}/{y}.mvt", "hexbinTile", whoever, s.paced(s.hexbinTile), quick},
	}
}

// hexbinQuery reads what both routes take.
func (s *Server) hexbinQuery(p *params) hexbins.Query {
	q := hexbins.Query{
		Dataset: p.path("dataset"), Staff: callerOf(p.r.Context()).has(seeStaff), Box: world(),
		Duty: callerOf(p.r.Context()).has(reports), Bucket: p.text("bucket", 8),
		Res: p.integer("res", 0, hexbins.Coarsest, hexbins.Stored), Value: p.text("value", 16), Field: p.text("field", 48),
		Parameter: p.text("parameter", 32), Medium: p.text("medium", 16), From: p.since("from"), To: p.until("to"),
	}
	for _, w := range p.query["where"] {
		field, value, ok := strings.Cut(w, ":")
		if !ok || len(w) > 200 || !utf8.ValidString(w) || strings.ContainsRune(w, 0) || len(p.query["where"]) > 20 {
			p.fail("Tham số where phải là trường:giá_trị, ví dụ where=kind:air.", "The parameter where must be field:value, as in where=kind:air.")
			break
		}
		q.Where = addCondition(q.Where, field, value)
	}
	return q
}

// addCondition adds a value to the condition on its field: several are alternatives.
func addCondition(list []hexbins.Condition, field, value string) []hexbins.Condition {
	for i := range list {
		if list[i].Field == field {
			list[i].Values = append(list[i].Values, value)
			return list
		}
	}
	return append(list, hexbins.Condition{Field: field, Values: []string{value}})
}

// since gives the beginning of a period: a day begins at midnight in Vietnam. until gives its
// end: a day ends at the next midnight. Zero where it is not there.
func (p *params) since(name string) time.Time { return p.border(name, 0) }

func (p *params) until(name string) time.Time { return p.border(name, 1) }

func (p *params) border(name string, days int) time.Time {
	s := p.query.Get(name)
	if s == "" {
		return time.Time{}
	}
	if day, err := time.ParseInLocation(time.DateOnly, s, calendar.Zone()); err == nil {
		return day.AddDate(0, 0, days)
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || t.Year() < 1900 || t.Year() > 2200 {
		p.fail("Tham số %s phải là ngày (2026-11-26) hoặc thời điểm (2026-11-26T08:00:00+07:00).", "The parameter %s must be a day (2026-11-26) or a time (2026-11-26T08:00:00+07:00).", name)
	}
	return t
}

// hexbinProblem is an error of package hexbins as a problem.
func hexbinProblem(err error) error {
	var no *hexbins.Refused
	switch {
	case errors.As(err, &no):
		return &problem{kind: badRequest, detail: Words{no.Vi, no.En}}
	case errors.Is(err, layers.ErrNotFound):
		return &problem{kind: notFound, cause: err, detail: Words{
			"Không có tập dữ liệu này theo ô lục giác: chỉ có readings, reports và các lớp điểm, thửa đất.", "There is no such dataset by cells: only readings, reports, layers of points, and parcels.",
		}}
	case errors.Is(err, hexbins.ErrUnavailable):
		return &problem{kind: unavailable, cause: err}
	}
	return err
}

// hexbinsOut is the compact answer: three lists of the same length, and for readings a fourth.
type hexbinsOut struct {
	Dataset  string      `json:"dataset"`
	Res      int         `json:"res"`
	Value    string      `json:"value"`
	Unit     string      `json:"unit"`
	Complete bool        `json:"complete"`
	From     *time.Time  `json:"from,omitempty"`
	To       *time.Time  `json:"to,omitempty"`
	Basis    string      `json:"basis,omitempty"`
	Cells    []string    `json:"cells"`
	Values   []float64   `json:"values"`
	Counts   []int64     `json:"counts"`
	Stations []int64     `json:"stations,omitempty"`
	Buckets  []bucketOut `json:"buckets,omitempty"`
}

// bucketOut is the part of an answer that is of a part of the period.
type bucketOut struct {
	From     time.Time `json:"from"`
	To       time.Time `json:"to"`
	Cells    []string  `json:"cells"`
	Values   []float64 `json:"values"`
	Counts   []int64   `json:"counts"`
	Stations []int64   `json:"stations,omitempty"`
}

func (s *Server) getHexbins(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r)
	q := s.hexbinQuery(p)
	if p.query.Has("bbox") {
		q.Box = p.box("bbox")
	}
	format := p.text("format", 16)
	switch format {
	case "", "compact", "geojson":
	default:
		p.fail("Tham số format phải là compact hoặc geojson.", "The parameter format must be compact or geojson.")
	}
	if p.err != nil {
		return p.err
	}
	if q.Bucket != "" && format == "geojson" {
		return &problem{kind: badRequest, detail: Words{"bucket chỉ có trong câu trả lời compact.", "Only compact answers have buckets."}}
	}
	result, err := s.bins.Read(r.Context(), q)
	if err != nil {
		return hexbinProblem(err)
	}
	if format == "" { // one address then has two answers
		w.Header().Add("Vary", "Accept")
	}
	if format == "geojson" || format == "" && q.Bucket == "" && strings.Contains(r.Header.Get("Accept"), "application/geo+json") {
		return s.writeHexbins(w, result)
	}
	return writeTagged(w, r, compact(q, result))
}

func compact(q hexbins.Query, r *hexbins.Result) hexbinsOut {
	out := hexbinsOut{Dataset: q.Dataset, Res: r.Res, Value: r.Value, Unit: r.Unit, Complete: r.Complete, Basis: r.Basis}
	out.Cells, out.Values, out.Counts = columns(r.Bins)
	if !r.From.IsZero() {
		out.From, out.To = &r.From, &r.To
	}
	if q.Dataset == hexbins.Readings {
		out.Stations = stationsOf(r.Bins)
	}
	for _, b := range r.Buckets {
		part := bucketOut{From: b.From, To: b.To}
		part.Cells, part.Values, part.Counts = columns(b.Bins)
		if q.Dataset == hexbins.Readings {
			part.Stations = stationsOf(b.Bins)
		}
		out.Buckets = append(out.Buckets, part)
	}
	return out
}

// columns are the lists of a compact answer.
func columns(bins []hexbins.Bin) (cells []string, values []float64, counts []int64) {
	cells, values, counts = make([]string, len(bins)), make([]float64, len(bins)), make([]int64, len(bins))
	for i, b := range bins {
		cells[i], values[i], counts[i] = b.Cell.String(), b.Value, b.Count
	}
	return cells, values, counts
}

func stationsOf(bins []hexbins.Bin) []int64 {
	list := make([]int64, len(bins))
	for i, b := range bins {
		list[i] = b.Stations
	}
	return list
}

// writeHexbins writes an answer as GeoJSON.
func (s *Server) writeHexbins(w http.ResponseWriter, r *hexbins.Result) error {
	body, err := s.bins.AppendGeoJSON([]byte(`{"type":"FeatureCollection","features":[`), r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/geo+json; charset=utf-8")
	if w.Header().Get("Cache-Control") == "" {
		w.Header().Set("Cache-Control", "no-cache")
	}
	if _, err := w.Write(append(body, "]}\n"...)); err != nil {
		return errLeft
	}
	return nil
}

// hexbinTile answers with a tile. Of a public layer the ETag is the journal's, and a client that
// has it costs no look into the database; the means of readings change without the journal, so
// theirs is of the content.
func (s *Server) hexbinTile(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r)
	q := s.hexbinQuery(p)
	if p.err != nil {
		return p.err
	}
	tile, err := tiles.ParseTile(p.path("z"), p.path("x"), p.path("y"))
	if err != nil {
		return err
	}
	state, known := s.bins.State(q)
	if known && matches(r.Header.Get("If-None-Match"), state) {
		return sameTile(w, state)
	}
	body, result, err := s.bins.Tile(r.Context(), q, tile)
	if err != nil {
		return hexbinProblem(err)
	}
	if q.Dataset == hexbins.Readings || q.Dataset == hexbins.Reports {
		sum := sha256.Sum256(body)
		state, known = hex.EncodeToString(sum[:12]), true
		if matches(r.Header.Get("If-None-Match"), state) {
			return sameTile(w, state)
		}
	}
	if !known || !result.Complete {
		state = ""
	}
	return s.writeTile(w, r, body, state)
}

func sameTile(w http.ResponseWriter, etag string) error {
	tagTile(w, etag)
	w.WriteHeader(http.StatusNotModified)
	return nil
}

// tagTile sets what every answer of a tile says of its being kept.
func tagTile(w http.ResponseWriter, etag string) {
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	if h.Get("Cache-Control") == "" { // else it is of somebody signed in
		h.Set("Cache-Control", "no-cache")
	}
	if etag != "" {
		h.Set("ETag", `W/"`+etag+`"`)
	}
}

// writeTile writes a tile, compressed where the client takes that.
func (s *Server) writeTile(w http.ResponseWriter, r *http.Request, body []byte, etag string) error {
	tagTile(w, etag)
	h := w.Header()
	h.Set("Content-Type", tiles.ContentType)
	if len(body) < compressAbove || !acceptsGzip(r) {
		if _, err := w.Write(body); err != nil {
			return errLeft
		}
		return nil
	}
	h.Set("Content-Encoding", "gzip")
	z := s.gzips.Get().(*gzip.Writer)
	defer s.gzips.Put(z)
	z.Reset(w)
	if _, err := z.Write(body); err != nil {
		return errLeft
	}
	if z.Close() != nil {
		return errLeft
	}
	return nil
}
