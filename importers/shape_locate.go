package importers

import "encoding/binary"

// shpHeaderSize is the size of the header of a .shp and of a .shx.
const shpHeaderSize = 100

// shpLocator finds the records of a .shp one after the other.
//
// The .shx is the authority where there is one: it alone tells a record from the unused
// bytes that editing leaves behind, and GDAL and Esri's programs follow it. Where its
// entry leads nowhere (out of the file, to bytes that are no record) the record that
// follows the one before is taken, if it bears the right number. Without a .shx records
// are read one after the other; where the bytes that follow are no record, the next
// position that holds one of the expected number, or of a later one, is looked for.
type shpLocator struct {
	shp    *shpWindow
	shx    *shpWindow // nil: missing or unusable
	count  int64      // entries of the .shx
	pos    int64      // the end of the record before
	resume int64      // rows before this one have lost their records
	lost   bool       // there is no further record from pos on
	warned bool       // a record did not bear the number of its row
	err    error      // the file could not be read
}

// shpPlace is what a look at a position of a .shp says of the record there.
type shpPlace struct {
	off     int64 // of the record's header
	number  int64
	content int64 // bytes after the header
	without int64 // bytes the shape takes without measures
	with    int64 // and with them
	known   bool  // the type is one of the format, and its counts are there
	sound   bool  // and the shape fits into the content, and that into the file
}

// end is the position after the record.
func (p shpPlace) end() int64 { return p.off + 8 + p.content }

// resized is the place with another length than the record's own.
func (p shpPlace) resized(content int64) shpPlace {
	p.content, p.sound = content, true
	return p
}

// look reads the record header at off and as much of the content as tells its size.
func (l *shpLocator) look(off int64) shpPlace {
	p := shpPlace{off: off}
	if off < shpHeaderSize || off > l.shp.size-12 {
		return p
	}
	head := l.bytes(l.shp, off, min(8+shapePrefix, l.shp.size-off))
	if head == nil {
		return p
	}
	p.number = int64(binary.BigEndian.Uint32(head))
	p.content = 2 * int64(binary.BigEndian.Uint32(head[4:]))
	t, parts, points, ok := shapeParts(head[8:])
	p.without, p.with = shapeSizes(t, parts, points)
	p.known = ok && (t.readable() || t == shapeMultiPatch)
	p.sound = p.known && p.without <= p.content && l.holds(off, p.content)
	return p
}

// holds tells whether the file has a record of this length at off.
func (l *shpLocator) holds(off, content int64) bool {
	return content >= 4 && off >= shpHeaderSize && content <= l.shp.size-off-8
}

// bytes keeps the first error of reading a file; nil then, and beyond the file's end.
func (l *shpLocator) bytes(w *shpWindow, off, n int64) []byte {
	b, err := w.bytes(off, n)
	if err != nil && err != errShpBeyond && l.err == nil {
		l.err = err
	}
	return b
}

// next gives the content of the record of a row, nil for a null shape and for a record
// that cannot be read, and the fault met. found is false when the .shp holds no record
// for the row. What the .shx does not list counts only for a row that has attributes.
func (l *shpLocator) next(row int64, attributes bool) (content []byte, fault finding, found bool) {
	switch {
	case l.shx != nil && row <= l.count:
		return l.indexed(row)
	case l.shx != nil:
		if p := l.look(l.pos); attributes && p.sound && p.number == row {
			return l.take(p), shpShortIndex, true
		}
		return nil, finding{}, false
	case row < l.resume && attributes:
		return nil, shpUnreadable, true
	case l.lost:
		return nil, finding{}, false
	}
	p, fault := l.measure(l.look(l.pos), row)
	switch {
	case p.sound:
		return l.take(p), fault, true
	case p.known && p.number == row:
		fault = shpUnreadable
	}
	return l.search(row, attributes, fault)
}

// indexed follows the .shx. Its entries of length 0 are null shapes.
func (l *shpLocator) indexed(row int64) (content []byte, fault finding, found bool) {
	entry := l.bytes(l.shx, shpHeaderSize+8*(row-1), 8)
	if entry == nil {
		return nil, shpUnreadable, true
	}
	off := 2 * int64(binary.BigEndian.Uint32(entry))
	length := 2 * int64(binary.BigEndian.Uint32(entry[4:]))
	if length == 0 {
		return nil, finding{}, true
	}
	p := l.look(off)
	if p.sound {
		return l.take(p), finding{}, true
	}
	if p.known && p.without <= length && l.holds(off, length) {
		return l.take(p.resized(length)), shpWrongLength.says(p.content, length), true
	}
	if q := l.look(l.pos); q.sound && q.number == row {
		return l.take(q), shpWrongIndex.says(off), true
	}
	return nil, shpUnreadable, true
}

// measure checks the length of a record that no .shx vouches for: where it is not the
// length of the shape, and the next record, or the end of the file, comes right after the
// shape, it was wrong.
func (l *shpLocator) measure(p shpPlace, row int64) (shpPlace, finding) {
	if !p.known || p.sound && (p.content == p.with || p.content == p.without) {
		return p, l.misnumbered(p, row)
	}
	for _, length := range []int64{p.with, p.without} {
		if !l.holds(p.off, length) {
			continue
		}
		after := l.look(p.off + 8 + length)
		if after.sound && after.number == row+1 || after.off == l.shp.size && p.number == row {
			return p.resized(length), shpWrongLength.says(p.content, length)
		}
	}
	return p, l.misnumbered(p, row)
}

// misnumbered is the fault of the first record whose number is not that of its row. Some
// programs number badly; but a record may also be missing, and the rows out of step.
func (l *shpLocator) misnumbered(p shpPlace, row int64) finding {
	if l.warned || !p.sound || p.number == row {
		return finding{}
	}
	l.warned = true
	return shpWrongNumber.says(p.number)
}

// search looks from pos on for a record of the row, or of a later one; the rows of the
// table before that have lost their shapes and get the fault shpUnreadable. A search that
// finds none is the last.
func (l *shpLocator) search(row int64, attributes bool, fault finding) (content []byte, met finding, found bool) {
	for off := l.pos; off <= l.shp.size-12; off += 2 {
		head := l.bytes(l.shp, off, 12)
		if head == nil {
			break
		}
		number := int64(binary.BigEndian.Uint32(head))
		if number < row || number > row+shpSearchAhead {
			continue
		}
		p := l.look(off)
		switch {
		case !p.sound:
		case number == row || !attributes:
			skipped := p.off - l.pos
			return l.take(p), shpSkippedBytes.says(skipped), true
		default:
			l.pos, l.resume = off, number
			return nil, shpUnreadable, true
		}
	}
	l.lost = true
	return nil, fault, fault.code != ""
}

// shpSearchAhead is how many records a search may find to be lost; more is taken for chance.
const shpSearchAhead = 1000

// take reads the content of a record and goes on after it.
func (l *shpLocator) take(p shpPlace) []byte {
	l.pos = p.end()
	return l.bytes(l.shp, p.off+8, p.content)
}
