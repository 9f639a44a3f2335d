package parcels

// Reading is how the grammar takes a text: its numbers, and the words left.
type Reading struct {
	Sheet, Parcel, Order string
	Words                []string
}

// Read parses a text as if no word named a commune.
func Read(text string) []Reading {
	g := newGrammar()
	q := g.parse(text)
	var list []Reading
	for _, way := range g.readings(q, nil) {
		list = append(list, Reading{way.sheet, way.parcel, way.order, q.words})
	}
	return list
}

// Place is a coordinate pair as the grammar reads it.
type Place struct {
	Format, Order string
	First, Second float64 // latitude and longitude, or north and east
	SRID          int     // the zone said, 0 for none
	Unknown       string
}

// ReadPlace parses a text that is a coordinate pair.
func ReadPlace(text string) (Place, bool) {
	w := newGrammar().parse(text).point
	if w == nil {
		return Place{}, false
	}
	p := Place{Format: w.format, Order: w.order, First: w.lat, Second: w.lon, SRID: w.zone.SRID, Unknown: w.unknown}
	if w.format == "vn2000" {
		p.First, p.Second = w.north, w.east
	}
	return p, true
}

// Ranges writes numbers as hints do.
func Ranges(texts []string) string { return ranges(texts) }

// ReadDrawing reads a list or drawing and tells what is wrong with it.
func ReadDrawing(text string) error {
	_, err := newGrammar().drawing(text)
	return err
}

// NameWords gives the words that an owner is looked for by.
func NameWords(name string) []string {
	words, _ := nameWords(name)
	return words
}
