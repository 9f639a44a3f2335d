package importers

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"sotay/importers/vntext"
)

// csvHeader names the columns.
type csvHeader struct {
	names    []string
	problems []Problem
}

// header reads the first line. If it holds data rather than names, it becomes the first
// row, and the columns are called c1, c2 and so on.
func (c *csvRows) header() (csvHeader, error) {
	row, err := c.next()
	if err != nil {
		return csvHeader{}, err
	}
	cells := slices.Clone(row.cells)
	if len(cells) > maxColumns {
		return csvHeader{}, refuse("bad_csv", "Tệp có %d cột, quá nhiều.", "The file has %d columns, too many.", len(cells))
	}
	var h csvHeader
	if isData(cells) {
		c.first = &csvRow{number: row.number, cells: cells}
		h.problems = append(h.problems, foundNoHeader.at(0, "", ""))
		for i := range cells {
			h.names = append(h.names, fmt.Sprintf("c%d", i+1))
		}
		return h, nil
	}
	c.above, c.number = c.above+int(row.number), 0
	for i, name := range decodedNames(cells) {
		h.add(i, name)
	}
	return h, nil
}

// isData tells whether at least half of the filled cells are numbers, or one is WKT.
func isData(cells []string) bool {
	numbers, filled := 0, 0
	for _, cell := range cells {
		if cell = strings.TrimSpace(cell); cell == "" {
			continue
		}
		filled++
		if _, ok := parseCoordinate(cell, false); ok || formOf(cell) != notNumber {
			numbers++
		}
		if wktStart.MatchString(cell) && strings.Contains(cell, "(") {
			return true
		}
	}
	return numbers > 0 && 2*numbers >= filled
}

// decodedNames reads the header in the encoding that all its names together suggest.
func decodedNames(cells []string) []string {
	var raw [][]byte
	for _, cell := range cells {
		raw = append(raw, []byte(cell))
	}
	best := vntext.Detect(raw).Best
	var names []string
	for _, b := range raw {
		names = append(names, strings.TrimSpace(vntext.Decode(best, b)))
	}
	return names
}

func (h *csvHeader) add(i int, name string) {
	if name == "" {
		name = fmt.Sprintf("c%d", i+1)
	}
	taken := func(s string) bool {
		return slices.ContainsFunc(h.names, func(n string) bool { return strings.EqualFold(n, s) })
	}
	if taken(name) {
		n := 2
		for taken(fmt.Sprintf("%s_%d", name, n)) {
			n++
		}
		renamed := fmt.Sprintf("%s_%d", name, n)
		h.problems = append(h.problems, foundRepeatedColumn.says(name, renamed).at(0, name, ""))
		name = renamed
	}
	h.names = append(h.names, name)
}

// csvSurvey collects what the columns hold.
type csvSurvey struct {
	names   []string
	rows    int64
	columns []csvFacts
}

// csvFacts is what was seen in one column, and then how it is read.
type csvFacts struct {
	filled, dates, times, bools, wkt int64
	forms                            [unclearComma + 1]int64
	byPoint, byComma                 csvRange // as coordinates, read in either way
	srid                             string   // of the first EWKT
	shapes                           []string
	example                          string // a number that is not clear

	kind    FieldType
	comma   bool
	unclear bool
	follows Notation // Field.Numbers
}

// csvRange counts the values that can be one of the coordinates of a point in Vietnam.
type csvRange struct{ numbers, lon, lat, east, north int64 }

func newCSVSurvey(h csvHeader) *csvSurvey {
	return &csvSurvey{names: h.names, columns: make([]csvFacts, len(h.names))}
}

func (s *csvSurvey) add(row csvRow) {
	s.rows++
	if row.ragged(len(s.columns)) {
		return
	}
	for i := range s.columns {
		if cell := strings.TrimSpace(row.cells[i]); cell != "" {
			s.columns[i].add(cell)
		}
	}
}

// wktStart finds the type of a geometry in WKT or EWKT.
var wktStart = regexp.MustCompile(`(?i)^(?:SRID=(\d{1,9});)?\s*((?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION|CIRCULARSTRING|COMPOUNDCURVE|CURVEPOLYGON|MULTICURVE|MULTISURFACE|POLYHEDRALSURFACE|TIN|TRIANGLE)\b`)

func (f *csvFacts) add(cell string) {
	f.filled++
	form := formOf(cell)
	f.forms[form]++
	if (form == unclearPoint || form == unclearComma) && f.example == "" {
		f.example = cell
	}
	f.byPoint.add(cell, false)
	f.byComma.add(cell, true)
	if form != notNumber {
		return
	}
	if m := wktStart.FindStringSubmatch(cell); m != nil {
		if f.wkt == 0 {
			f.srid = m[1]
		}
		f.wkt++
		if shape := strings.ToUpper(m[2]); !slices.Contains(f.shapes, shape) {
			f.shapes = append(f.shapes, shape)
		}
		return
	}
	if _, ok := parseDay(cell); ok {
		f.dates++
	} else if _, ok := parseTimestamp(cell); ok {
		f.times++
	} else if strings.EqualFold(cell, "true") || strings.EqualFold(cell, "false") {
		f.bools++
	}
}

func (r *csvRange) add(cell string, comma bool) {
	x, ok := parseCoordinate(cell, comma)
	if !ok {
		return
	}
	r.numbers++
	switch {
	case 101 < x && x < 119:
		r.lon++
	case 6 < x && x < 24:
		r.lat++
	case 100_000 < x && x < 850_000:
		r.east++
	case 880_000 < x && x < 2_700_000:
		r.north++
	}
}

// settle decides the type of each column by what it holds.
func (s *csvSurvey) settle() {
	for i := range s.columns {
		s.columns[i].settle()
	}
}

// follow gives each column whose numbers are all unclear (1.234) the notation of the
// file's other columns, if these agree. Coordinates have no say: programs write them with
// a point where people write everything else with a comma.
func (s *csvSurvey) follow(p csvPlace) {
	var points, commas int
	for i := range s.columns {
		switch f := &s.columns[i]; {
		case f.kind != Real || i == p.x || i == p.y || axisOf(s.names[i]) != axisNone:
		case f.comma:
			commas++
		default:
			points++
		}
	}
	notation := Vietnamese
	if commas == 0 {
		notation = English
	}
	for i := range s.columns {
		f := &s.columns[i]
		shown := f.forms[pointNumber]+f.forms[commaNumber] > 0 || f.forms[unclearPoint] > 0 && f.forms[unclearComma] > 0
		if f.unclear && !shown && (points > 0) != (commas > 0) {
			f.unclear, f.follows = false, notation
		}
	}
}

func (f *csvFacts) settle() {
	f.kind = Text
	switch {
	case f.filled == 0:
	case f.dates == f.filled:
		f.kind = Date
	case f.dates+f.times == f.filled:
		f.kind = Timestamp
	case f.bools == f.filled:
		f.kind = Boolean
	case f.forms[notNumber] > 0:
	case f.forms[wholeNumber] == f.filled:
		f.kind = Integer
	case f.forms[pointNumber] > 0 && f.forms[commaNumber] == 0:
		f.kind = Real
	case f.forms[commaNumber] > 0 && f.forms[pointNumber] == 0:
		f.kind, f.comma = Real, true
	default:
		f.unclear = true
	}
}

// survey reads all rows; those with misplaced quotes count and tell nothing.
func (c *csvRows) survey(s *csvSurvey) error {
	for {
		row, err := c.next()
		switch {
		case err == io.EOF:
			return nil
		case err != nil && row.number == 0:
			return err
		case err != nil:
			s.rows++
			continue
		}
		s.add(row)
	}
}
