package demo

import (
	"io"

	"sotay/importers"
)

// reader gives the records of a set as those of a file.
type reader struct {
	set  Set
	next int
	text []byte // holds the record's text until the next one
}

// Reader reads the set as an importer reads a file: in VN-2000 and UTF-8.
func (s Set) Reader() importers.Reader { return &reader{set: s} }

// Source is the set as an import takes it.
func (s Set) Source() importers.Source {
	return importers.Source{
		Name: "sotay-demo/" + s.Layer.Name,
		Open: func() (importers.Reader, error) { return s.Reader(), nil },
	}
}

func (r *reader) Schema() importers.Schema {
	return importers.Schema{
		Name:     r.set.Layer.Name,
		Fields:   r.set.Fields,
		Geometry: r.set.Layer.Geometry,
		CRS:      importers.DeclaredCRS{EPSG: EPSG},
		Encoding: "utf-8",
		Rows:     int64(len(r.set.Features)),
	}
}

func (r *reader) Next(rec *importers.Record) error {
	if r.next == len(r.set.Features) {
		return io.EOF
	}
	f := r.set.Features[r.next]
	r.next++
	r.text = r.text[:0]
	rec.Row, rec.Geometry, rec.Values, rec.Problems = int64(r.next), f.Geometry, rec.Values[:0], nil
	for _, v := range f.Values {
		if s, ok := v.(string); ok {
			from := len(r.text)
			r.text = append(r.text, s...)
			v = r.text[from:len(r.text):len(r.text)]
		}
		rec.Values = append(rec.Values, v)
	}
	return nil
}

// Progress counts records, since nothing is read.
func (r *reader) Progress() (done, total int64) {
	return int64(r.next), int64(len(r.set.Features))
}

func (r *reader) Close() error { return nil }
