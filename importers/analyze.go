package importers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"

	geom "github.com/twpayne/go-geom"

	"sotay/importers/vntext"
)

// Source is a layer of a file, as often as it is opened: an import reads it twice.
type Source struct {
	// Name is shown to people: the file's name without its folders.
	Name string
	// Layer is the chosen layer of a file that has several.
	Layer string
	// Layers lists the layers inside; where Layer has several of its own, those, without it.
	// nil where there is only one.
	Layers func() ([]string, error)
	Open   func() (Reader, error)

	// hold keeps what opening has made until release; nil where nothing is made.
	hold func(context.Context) (release func())
}

// keep holds the source while it is imported; ctx ends what takes long.
func (s Source) keep(ctx context.Context) (release func()) {
	if s.hold == nil {
		return func() {}
	}
	return s.hold(ctx)
}

// FileSource is a file on disk, of any format that Open knows.
func FileSource(path string, o OpenOptions) Source {
	c := &conversion{path: path, o: o}
	return Source{
		Name:  filepath.Base(path),
		Layer: o.Layer,
		Layers: func() ([]string, error) {
			names, err := c.choices()
			return names, spoken(err)
		},
		Open: func() (Reader, error) {
			r, err := c.openAny()
			if err != nil {
				return nil, spoken(err)
			}
			return r, nil
		},
		hold: c.hold,
	}
}

// Analysis is what was found in a file and how it would be imported.
type Analysis struct {
	Source string `json:"source"`
	// SourceLayer is the layer inside the file.
	SourceLayer string `json:"source_layer,omitempty"`
	Rows        int64  `json:"rows"`
	// Geometry counts the rows by type: Point, LineString, Polygon, Geometry, or "" without any.
	Geometry map[string]int64 `json:"geometry"`
	// Extent of the coordinates in the file: smallest x and y, largest x and y.
	Extent *[4]float64 `json:"extent,omitempty"`
	// SRID is ours for the file's coordinates, 0 while it is asked for. CRS says how it was found.
	SRID int   `json:"srid,omitempty"`
	CRS  Words `json:"crs"`
	// Layer is the target, "" while it is asked for.
	Layer   string   `json:"layer,omitempty"`
	Columns []Column `json:"columns"`
	// Fields of the target layer that columns can fill.
	Fields []TargetField `json:"fields,omitempty"`
	// Set holds the fields that get one value in every row.
	Set map[string]string `json:"set,omitempty"`
	// Scope is what would be removed, in words.
	Replace   Replace    `json:"replace,omitempty"`
	Scope     Words      `json:"scope"`
	Questions []Question `json:"questions,omitempty"`
	// Problems with the file as a whole.
	Problems []Problem `json:"problems,omitempty"`

	facts *facts
}

// Column is a column of the file and where it goes.
type Column struct {
	Name    string    `json:"name"`
	Type    FieldType `json:"type"`
	Filled  int64     `json:"filled"`  // rows with a value
	Samples []string  `json:"samples"` // a few values, decoded as proposed; none where Restricted
	// Encoding of a text column, the answer or the best guess.
	Encoding vntext.Encoding `json:"encoding,omitempty"`
	// Raw and Readings show what the encoding makes of a text column; none where Restricted,
	// or where every encoding reads it alike.
	Raw      []string      `json:"raw,omitempty"`
	Readings []TextReading `json:"readings,omitempty"`
	// Field of the target layer, "" when the column is left out.
	Field string `json:"field,omitempty"`
	// Restricted tells that the values are shown only through an audited read: by the
	// field's visibility, or because the column's name says that they are about a person.
	Restricted bool `json:"restricted,omitempty"`
}

// Question is something that only a person can decide.
type Question struct {
	// Code is stable: layer, source_layer, crs, encoding, numbers, field, place, replace.
	Code string `json:"code"`
	// About names the column or field in question.
	About string `json:"about,omitempty"`
	// Flag is what answers it on the command line, with … for the value.
	Flag    string   `json:"flag"`
	Words   Words    `json:"words"`
	Choices []Choice `json:"choices"` // best first
}

// Choice is one answer to a question.
type Choice struct {
	// Value goes in the place of … in Question.Flag.
	Value string `json:"value"`
	Words Words  `json:"words"`
	// Samples show what the choice would give.
	Samples []string `json:"samples,omitempty"`
	// Place is where a coordinate system would put the file; nil for other choices.
	Place *Place `json:"place,omitempty"`
	// Readings are the samples of a restricted column. They are for the person who asks,
	// in the process that reads the file, and never stored or sent.
	Readings []string `json:"-"`
}

// facts is what one pass over a source gives, before any answer.
type facts struct {
	schema    Schema
	whole     bool // all rows were seen
	rows      int64
	kinds     map[string]int64
	tall      bool // some geometry has Z or M
	extent    box
	hasExtent bool
	points    []geom.Coord // a vertex of some geometries, evenly over the file
	every     int64        // one of so many geometries is in points
	shapes    int64
	columns   []columnFacts
	verdicts  []vntext.Verdict
}

type columnFacts struct {
	filled  int64
	raw     [][]byte // the first distinct values of a text column
	samples []string // of another column
	text    vntext.Column
	numbers notation
	full    fullness
}

const (
	samplesShown = 5
	pointsKept   = 1000
)

func newFacts(s Schema) *facts {
	f := &facts{schema: s, kinds: map[string]int64{}, every: 1, columns: make([]columnFacts, len(s.Fields))}
	for i, c := range s.Fields {
		f.columns[i].full.width = c.Width
	}
	return f
}

// readFacts reads a source, or its first rows, if there are more than so many.
func readFacts(ctx context.Context, src Source, p *progress, most int64) (*facts, error) {
	r, err := src.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	f := newFacts(r.Schema())
	p.start(Reading, min(f.schema.Rows, most))
	var rec Record
	for {
		if f.rows&0xff == 0 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			p.at(f.rows)
		}
		err := r.Next(&rec)
		if errors.Is(err, io.EOF) {
			f.whole = true
			break
		}
		if f.rows == most {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", src.Name, err)
		}
		f.add(&rec)
	}
	p.at(f.rows)
	f.judge()
	return f, nil
}

func (f *facts) add(rec *Record) {
	f.rows++
	if g := rec.Geometry; g == nil {
		f.kinds[""]++
	} else if !g.Empty() && finite(g) {
		f.addGeometry(g)
	}
	for i, v := range rec.Values[:min(len(rec.Values), len(f.columns))] {
		if v == nil {
			continue
		}
		f.columns[i].add(v)
	}
}

func (f *facts) addGeometry(g geom.T) {
	f.kinds[geometryKind(g)]++
	f.tall = f.tall || g.Stride() > 2
	f.extent.grow(g, !f.hasExtent)
	f.hasExtent = true
	if f.shapes%f.every == 0 {
		flat, _ := coordinates(g)
		f.points = append(f.points, geom.Coord{flat[0], flat[1]})
	}
	if f.shapes++; len(f.points) > pointsKept {
		for i := 0; 2*i < len(f.points); i++ {
			f.points[i] = f.points[2*i]
		}
		f.points, f.every = f.points[:(len(f.points)+1)/2], 2*f.every
	}
}

func (c *columnFacts) add(v any) {
	c.filled++
	raw, ok := v.([]byte)
	if !ok {
		if len(c.samples) < samplesShown {
			if s := sampleText(v); !slices.Contains(c.samples, s) {
				c.samples = append(c.samples, s)
			}
		}
		return
	}
	c.text.Add(raw)
	c.full.add(raw)
	if len(c.raw) < samplesShown && !slices.ContainsFunc(c.raw, func(b []byte) bool { return string(b) == string(raw) }) {
		c.raw = append(c.raw, slices.Clone(raw))
	}
	if len(raw) <= 24 && numeric(raw) {
		c.numbers.add(string(raw))
	}
}

// sampleText writes a value as people do: no exponents.
func sampleText(v any) string {
	if x, ok := v.(float64); ok {
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

// numeric tells whether b has nothing but what a number is written with, a separator among it.
func numeric(b []byte) bool {
	separated := false
	for _, c := range b {
		switch {
		case c == '.' || c == ',':
			separated = true
		case c >= '0' && c <= '9' || c == ' ' || c == '-' || c == '+':
		default:
			return false
		}
	}
	return separated
}

// judge recognises the encodings of the text columns, each with an eye on the others.
func (f *facts) judge() {
	columns := make([]*vntext.Column, len(f.columns))
	for i := range f.columns {
		columns[i] = &f.columns[i].text
	}
	f.verdicts = vntext.DetectFile(columns)
}

// Analyze reads a source through and says how it would be imported and what must be
// asked. It writes nothing. An open question is no error here; a file that cannot be
// imported whatever the answers is.
func (s *Service) Analyze(ctx context.Context, req Request) (*Analysis, error) {
	defer req.Source.keep(ctx)()
	_, analysis, err := s.analyze(ctx, req, newProgress(0, req.Progress), math.MaxInt64)
	return analysis, spoken(err)
}

// analyze gives the plan too; it is nil while a question is open. Of a source that was not
// analysed yet it reads the first rows, if there are more than so many.
func (s *Service) analyze(ctx context.Context, req Request, p *progress, most int64) (*plan, *Analysis, error) {
	if question, err := askSourceLayer(req.Source); err != nil || question != nil {
		return nil, &Analysis{Source: req.Source.Name, Questions: []Question{*orEmpty(question)}}, err
	}
	var f *facts
	if req.Analysis != nil {
		f = req.Analysis.facts
	}
	if f == nil {
		var err error
		if f, err = readFacts(ctx, req.Source, p, most); err != nil {
			return nil, nil, err
		}
	}
	return s.decide(ctx, req, f)
}

func orEmpty(q *Question) *Question {
	if q == nil {
		return &Question{}
	}
	return q
}

// askSourceLayer asks for the layer of a source that has several.
func askSourceLayer(src Source) (*Question, error) {
	if src.Layers == nil {
		return nil, nil
	}
	names, err := src.Layers()
	if err != nil || len(names) < 2 || slices.Contains(names, src.Layer) {
		return nil, err
	}
	q := &Question{
		Code: "source_layer", Flag: "--source-layer …",
		Words: Words{"Tệp có nhiều lớp; nhập lớp nào?", "The file has several layers; which one?"},
	}
	for _, n := range names {
		q.Choices = append(q.Choices, Choice{Value: n, Words: Words{n, n}})
	}
	return q, nil
}
