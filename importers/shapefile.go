package importers

import (
	"encoding/binary"
	"errors"
	"io"
)

// OpenShapefile opens one set of Shapefile files for reading: path is the .shp, any of
// the files beside it, or a zip of one set or several (OpenOptions.Layer then chooses
// by the name that ListShapefile gives). A zip is unpacked to temporary files, which go
// away with Close.
//
// What is missing or odd but can be read around (.shx, .dbf, .prj, .cpg, memo columns)
// is told by Schema().Problems; what cannot be read is a *ShapefileError. Text comes as
// the bytes of the file without trailing blanks. Rows marked as deleted are passed over.
func OpenShapefile(path string, o OpenOptions) (Reader, error) {
	set, err := openShpSet(path, o.Layer)
	if err != nil {
		return nil, err
	}
	r, err := newShapefile(path, set)
	if err != nil {
		return nil, errors.Join(err, set.Close())
	}
	return r, nil
}

// ListShapefile gives the names of the layers that OpenShapefile would open at path: the
// base name of a .shp, or those of all sets in a zip, sorted. Where two folders of a zip
// have sets of one name, their names include the folder.
func ListShapefile(path string) ([]string, error) {
	return listShpSets(path)
}

// shapefile reads one set. It implements Reader.
type shapefile struct {
	set    *shpSet
	schema Schema
	places *shpLocator
	table  *dbfTable // nil: there is no .dbf
	decode shpDecoder
	row    int64
}

// newShapefile reads the headers of a set.
func newShapefile(path string, set *shpSet) (*shapefile, error) {
	r := &shapefile{set: set}
	problems := append([]Problem{}, set.problems...)
	kind, err := shpHeader(path, set.shp)
	if err != nil {
		return nil, err
	}
	r.places = &shpLocator{shp: set.shp, pos: shpHeaderSize}
	if set.shx != nil && shxUsable(set.shx, set.shp) {
		r.places.shx = set.shx
		r.places.count = (set.shx.size - shpHeaderSize) / 8
	} else if set.shx != nil {
		problems = append(problems, shpBadShx.at(0, "", ""))
	}
	r.schema = Schema{Name: set.name, Geometry: kind.geometry(), CRS: DeclaredCRS{WKT: set.prj}, Rows: -1}
	if r.places.shx != nil {
		r.schema.Rows = r.places.count
	}
	if set.dbf != nil {
		var found []Problem
		if r.table, found, err = openDbf(path, set.dbf); err != nil {
			return nil, err
		}
		problems = append(problems, found...)
		r.schema.Fields = r.table.fields()
		r.schema.Rows = max(r.schema.Rows, r.table.rows)
	}
	r.schema.Encoding, problems = r.encoding(problems)
	r.schema.Problems = problems
	return r, nil
}

// shpHeader checks the header of a .shp and gives the type of its shapes.
func shpHeader(path string, shp *shpWindow) (shapeType, error) {
	head, err := shp.bytes(0, shpHeaderSize)
	switch {
	case errors.Is(err, errShpBeyond):
		return 0, shpNotShp.refuse(path, nil)
	case err != nil:
		return 0, shpCannotRead.refuse(path, err)
	case binary.BigEndian.Uint32(head) != shpMagic:
		return 0, shpNotShp.refuse(path, nil)
	}
	switch kind := shapeType(binary.LittleEndian.Uint32(head[32:])); {
	case kind == shapeMultiPatch:
		return 0, shpPatchFile.refuse(path, nil)
	case !kind.readable():
		return 0, shpUnknownFile.says(uint32(kind)).refuse(path, nil)
	default:
		return kind, nil
	}
}

// shpMagic are the first four bytes of a .shp and of a .shx, big-endian.
const shpMagic = 9994

// shxUsable tells whether the .shx has a right header, and entries if the .shp has records.
func shxUsable(shx, shp *shpWindow) bool {
	head, err := shx.bytes(0, shpHeaderSize)
	if err != nil || binary.BigEndian.Uint32(head) != shpMagic {
		return false
	}
	return shx.size >= shpHeaderSize+8 || shp.size < shpHeaderSize+12
}

// encoding is what the .cpg, or else the .dbf, says of the text; Schema.Encoding.
func (r *shapefile) encoding(problems []Problem) (string, []Problem) {
	if r.table == nil {
		return "", problems
	}
	name, known := dbfEncodingNamed(r.set.cpg)
	if !known {
		problems = append(problems, shpBadCpg.says(name).at(0, "", name))
		name = ""
	}
	if name == "" {
		name = dbfEncodingOf(r.table.language)
	}
	if name == "" && known && r.table.hasText() {
		problems = append(problems, shpNoCpg.at(0, "", ""))
	}
	return name, problems
}

// Schema says what the headers of the set say.
func (r *shapefile) Schema() Schema { return r.schema }

// Progress counts the bytes of the .shp and the .dbf.
func (r *shapefile) Progress() (done, total int64) {
	done, total = min(r.places.pos, r.set.shp.size), r.set.shp.size
	if r.table != nil {
		done += r.table.consumed(r.row)
		total += r.set.dbf.size
	}
	return done, total
}

// Close closes the files and removes what was unpacked.
func (r *shapefile) Close() error { return r.set.Close() }

// Next gives the next row that is not deleted.
func (r *shapefile) Next(rec *Record) error {
	for {
		r.row++
		*rec = Record{Row: r.row}
		row, err := r.table.row(r.row)
		if err != nil {
			return shpCannotRead.refuse(r.set.name, err)
		}
		content, fault, found := r.places.next(r.row, row != nil)
		switch {
		case r.places.err != nil:
			return shpCannotRead.refuse(r.set.name, r.places.err)
		case !found && (row == nil || r.row > r.table.announced):
			return io.EOF
		case row != nil && row[0] == dbfDeleted:
			continue
		}
		r.fill(rec, row, content, fault, found)
		return nil
	}
}

// fill puts the attributes and the shape of a row, and what is wrong with them, into rec.
func (r *shapefile) fill(rec *Record, row, content []byte, fault finding, found bool) {
	if fault.code != "" {
		rec.Problems = append(rec.Problems, fault.at(r.row, "", ""))
	}
	if !found {
		rec.Problems = append(rec.Problems, shpNoShape.at(r.row, "", ""))
	}
	if content != nil {
		g, faults := r.decode.decode(content)
		rec.Geometry = g
		for _, f := range faults {
			rec.Problems = append(rec.Problems, f.at(r.row, "", ""))
		}
	}
	if r.table == nil {
		return
	}
	if row == nil {
		rec.Problems = append(rec.Problems, dbfNoRow.at(r.row, "", ""))
	}
	rec.Values, rec.Problems = r.table.values(r.row, row, rec.Problems)
}
