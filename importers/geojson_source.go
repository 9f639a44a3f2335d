package importers

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"io"
)

// geojsonSource cuts features out of a file: a collection of any size, single features or
// geometries, one after the other or parted by record separators (RFC 8142).
type geojsonSource struct {
	s *jsonStream
	// sequence: every text begins with a record separator, so that after a broken one
	// reading goes on.
	sequence bool
	inside   bool // in the array of features
	// crs is the member of that name (GeoJSON of 2008), nil if there is none.
	crs []byte
	// name is the collection's own; title is that of the object being read, which may
	// not be a collection.
	name, title string
}

func newGeoJSONSource(r io.Reader) (*geojsonSource, error) {
	g := &geojsonSource{s: newJSONStream(r)}
	head, err := g.s.in.Peek(1)
	if err != nil && err != io.EOF {
		return nil, err
	}
	g.sequence = bytes.Equal(head, []byte{0x1E})
	return g, nil
}

// brokenText is a text of a sequence that is no JSON; the next one can be read.
type brokenText struct{ err error }

func (b *brokenText) Error() string { return b.err.Error() }

// next gives the text of the next feature, geometry, or whatever stands in its place;
// it is valid JSON and good until the next call.
func (g *geojsonSource) next() ([]byte, error) {
	for {
		var raw []byte
		var err error
		switch {
		case g.inside:
			raw, err = g.element()
		case g.sequence:
			raw, err = g.text()
		default:
			raw, err = g.document()
		}
		if err != nil {
			return nil, err
		}
		if raw == nil {
			continue
		}
		if !json.Valid(raw) {
			return nil, invalidJSON(g.s.pos)
		}
		return raw, nil
	}
}

// invalidJSON is what ends at a position and is not JSON.
func invalidJSON(pos int64) error {
	return because("JSON sai cú pháp, trước byte %d", "not valid JSON before byte %d", pos)
}

// element gives the next feature of the array; nil after the last.
func (g *geojsonSource) element() ([]byte, error) {
	c, err := g.s.peek()
	if err != nil {
		return nil, unexpected(err)
	}
	if c == ']' {
		g.inside = false
		if err := g.s.take(']'); err != nil {
			return nil, err
		}
		if c, err := g.s.peek(); err != nil || c != '}' {
			if err := g.s.take(','); err != nil {
				return nil, err
			}
		}
		return g.object(true)
	}
	raw, err := g.s.value()
	if err != nil {
		return nil, err
	}
	switch c, err := g.s.peek(); {
	case err != nil:
		return nil, unexpected(err)
	case c == ',':
		return raw, g.s.take(',')
	case c != ']':
		return nil, because("có %q giữa hai đối tượng", "%q between features", c)
	}
	return raw, nil
}

// document begins the next top-level value.
func (g *geojsonSource) document() ([]byte, error) {
	if _, err := g.s.peek(); err != nil {
		return nil, err
	}
	if err := g.s.take('{'); err != nil {
		return nil, err
	}
	return g.object(false)
}

// object reads the members of a top-level object up to its end or its features. An object
// without features is put together again and returned; collection says it has had some.
func (g *geojsonSource) object(collection bool) ([]byte, error) {
	whole := []byte{'{'}
	if !collection {
		g.title = ""
	}
	for {
		c, err := g.s.peek()
		if err != nil {
			return nil, unexpected(err)
		}
		if c == '}' {
			if err := g.s.take('}'); err != nil || collection {
				return nil, err
			}
			return append(whole, '}'), nil
		}
		key, err := g.s.value()
		if err != nil {
			return nil, err
		}
		if len(key) < 2 || key[0] != '"' || !json.Valid(key) {
			return nil, because("một thành phần không có tên, trước byte %d", "a member without a name before byte %d", g.s.pos)
		}
		name := bytes.Clone(key)
		if err := g.s.take(':'); err != nil {
			return nil, err
		}
		if features, err := g.member(string(unquote(name)), collection); err != nil || features {
			return nil, err
		}
		if len(g.s.buf) > 0 && !collection {
			if len(whole)+len(name)+len(g.s.buf) > maxFeature {
				return nil, errTooLong
			}
			if len(whole) > 1 {
				whole = append(whole, ',')
			}
			whole = append(append(append(whole, name...), ':'), g.s.buf...)
		}
		if bytes.Equal(g.s.buf, []byte(`"FeatureCollection"`)) {
			collection = true
		}
		if c, err := g.s.peek(); err == nil && c == ',' {
			if err := g.s.take(','); err != nil {
				return nil, err
			}
		} else if err == nil && c != '}' {
			return nil, because("có %q giữa hai thành phần", "%q between members", c)
		}
	}
}

// member reads one member's value into the stream's buffer, or begins the features.
func (g *geojsonSource) member(name string, collection bool) (features bool, err error) {
	c, err := g.s.peek()
	if err != nil {
		return false, unexpected(err)
	}
	if name == "features" && c == '[' {
		g.inside, g.name = true, cmp.Or(g.name, g.title)
		return true, g.s.take('[')
	}
	if collection && name != "crs" && name != "name" && name != "type" {
		g.s.buf = g.s.buf[:0]
		return false, g.s.skip()
	}
	raw, err := g.s.value()
	if err != nil {
		return false, err
	}
	if !json.Valid(raw) {
		return false, invalidJSON(g.s.pos)
	}
	switch {
	case name == "crs" && g.crs == nil:
		g.crs = bytes.Clone(raw)
	case name == "name" && raw[0] == '"':
		g.title = string(unquote(raw))
		if collection {
			g.name = cmp.Or(g.name, g.title)
		}
	}
	return false, nil
}

// text gives the next text of a sequence.
func (g *geojsonSource) text() ([]byte, error) {
	g.s.buf = g.s.buf[:0]
	for {
		part, err := g.s.in.ReadSlice(0x1E)
		g.s.pos += int64(len(part))
		if len(g.s.buf)+len(part) > maxFeature {
			return nil, errTooLong
		}
		g.s.buf = append(g.s.buf, bytes.TrimSuffix(part, []byte{0x1E})...)
		switch {
		case err == bufio.ErrBufferFull:
			continue
		case err != nil && err != io.EOF:
			return nil, err
		}
		text := bytes.TrimSpace(g.s.buf)
		switch {
		case len(text) > 0 && !json.Valid(text):
			return nil, &brokenText{errBrokenOff}
		case len(text) > 0:
			return text, nil
		case err == io.EOF:
			return nil, io.EOF
		}
		g.s.buf = g.s.buf[:0]
	}
}
