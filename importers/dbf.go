package importers

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// dbfDeleted is the first byte of a deleted row.
const dbfDeleted = '*'

// dbfTable reads the rows of a .dbf: dBASE III to 7, and FoxPro as far as its types
// stand in the row itself.
type dbfTable struct {
	file      *shpWindow
	header    int64 // bytes before the first row
	length    int64 // bytes of a row, its deletion mark included
	announced int64 // rows by the header
	held      int64 // whole rows in the file
	rows      int64 // rows to expect: the smaller of the two
	language  byte  // language driver id
	level7    bool  // dBASE 7: other field descriptors, binary numbers made to sort
	columns   []dbfColumn
	out       []any
}

// dbfColumn is a column that is read.
type dbfColumn struct {
	field    Field
	kind     byte // the type letter of the .dbf
	decimals int
	from, to int64 // within a row
}

// openDbf reads the header. The problems found leave the rest readable; the error does not.
func openDbf(path string, file *shpWindow) (*dbfTable, []Problem, error) {
	head, err := file.bytes(0, 32)
	if err != nil {
		return nil, nil, dbfBroken.says("< 32 byte").refuse(path, err)
	}
	t := &dbfTable{
		file:      file,
		announced: int64(binary.LittleEndian.Uint32(head[4:])),
		header:    int64(binary.LittleEndian.Uint16(head[8:])),
		length:    int64(binary.LittleEndian.Uint16(head[10:])),
		language:  head[29],
		level7:    head[0]&7 == 4,
	}
	if t.header < 33 || t.header > file.size || t.length < 1 {
		return nil, nil, dbfBroken.says(fmt.Sprintf("%d + n × %d byte", t.header, t.length)).refuse(path, nil)
	}
	descriptors, err := file.bytes(0, t.header)
	if err != nil {
		return nil, nil, shpCannotRead.refuse(path, err)
	}
	t.held = (file.size - t.header) / t.length
	t.rows = min(t.announced, t.held)
	problems := t.readColumns(descriptors)
	if t.announced > t.held {
		problems = append(problems, dbfShort.says(t.announced, t.held).at(0, "", ""))
	}
	t.out = make([]any, len(t.columns))
	return t, problems, nil
}

// dbfDescriptor is a field descriptor as it stands in the header.
type dbfDescriptor struct {
	name     string
	kind     byte
	width    int
	decimals int
}

// descriptors splits the header into its field descriptors.
func (t *dbfTable) descriptors(head []byte) []dbfDescriptor {
	from, size, name := 32, 32, 11
	if t.level7 && len(head) > 68 {
		from, size, name = 68, 48, 32
	}
	var found []dbfDescriptor
	for ; from+size <= len(head) && head[from] != '\r'; from += size {
		b := head[from : from+size]
		d := dbfDescriptor{name: dbfName(b[:name])}
		if size == 48 {
			d.kind, d.width, d.decimals = b[32], int(b[33]), int(b[34])
		} else {
			d.kind, d.width, d.decimals = b[11], int(b[16]), int(b[17])
		}
		if d.name == "" {
			d.name = "FIELD_" + strconv.Itoa(len(found)+1)
		}
		found = append(found, d)
	}
	return found
}

// dbfName is the name of a column. The few names that are not UTF-8 are shown as
// Windows-1252 would; a letter cut by the end of the descriptor is left out.
func dbfName(b []byte) string {
	b, _, _ = bytes.Cut(b, []byte{0})
	name := strings.TrimSpace(string(b))
	for cut := range min(3, len(name)) {
		if s := name[:len(name)-cut]; utf8.ValidString(s) && (cut == 0 || len(b) >= 10) {
			return s
		}
	}
	s, _ := charmap.Windows1252.NewDecoder().String(name)
	return s
}

// readColumns decides which columns are read, and how.
func (t *dbfTable) readColumns(head []byte) []Problem {
	found := t.descriptors(head)
	t.widen(found)
	var problems []Problem
	at := int64(1)
	taken := make(map[string]bool, len(found))
	for _, d := range found {
		from, to := at, at+int64(d.width)
		at = to
		name := d.name
		for n := 2; taken[strings.ToLower(name)]; n++ {
			name = d.name + strconv.Itoa(n)
		}
		if name != d.name {
			problems = append(problems, dbfSameName.at(0, name, d.name))
		}
		taken[strings.ToLower(name)] = true
		typ, fault := t.typeOf(d)
		switch {
		case fault.code != "":
			problems = append(problems, fault.at(0, name, string(rune(d.kind))))
		case to > t.length:
			problems = append(problems, dbfColumnCut.at(0, name, ""))
		default:
			t.columns = append(t.columns, dbfColumn{
				field: Field{Name: name, Type: typ, Width: d.width},
				kind:  d.kind, decimals: d.decimals, from: from, to: to,
			})
		}
	}
	return problems
}

// widen takes the decimals of text columns for the upper byte of their width, as Clipper
// and FoxPro write it, where only so the columns fill the row.
func (t *dbfTable) widen(found []dbfDescriptor) {
	narrow, wide := 1, 1
	for _, d := range found {
		narrow += d.width
		wide += d.width
		if d.kind == 'C' {
			wide += d.decimals << 8
		}
	}
	if int64(narrow) == t.length || int64(wide) != t.length {
		return
	}
	for i := range found {
		if found[i].kind == 'C' {
			found[i].width += found[i].decimals << 8
		}
	}
}

// typeOf maps a descriptor to a type, or says why its column is left out.
func (t *dbfTable) typeOf(d dbfDescriptor) (FieldType, finding) {
	switch d.kind {
	case 'C':
		return Text, finding{}
	case 'N':
		if d.decimals == 0 && d.width <= dbfIntegerWidth {
			return Integer, finding{}
		}
		return Real, finding{}
	case 'F':
		return Real, finding{}
	case 'I', '+':
		return Integer, finding{}
	case 'L':
		return Boolean, finding{}
	case 'D':
		return Date, finding{}
	case 'M', 'G', 'P':
		return "", dbfMemo
	}
	if d.width == 8 {
		switch d.kind {
		case 'B', 'O', 'Y':
			return Real, finding{}
		case '@', 'T':
			return Timestamp, finding{}
		}
	} else if d.kind == 'B' {
		return "", dbfMemo
	}
	return "", dbfUnknownType.says(string(rune(d.kind)))
}

// dbfIntegerWidth is the widest N column without decimals that is taken for whole
// numbers; an int64 has up to 19 digits and a sign.
const dbfIntegerWidth = 20

func (t *dbfTable) fields() []Field {
	fields := make([]Field, len(t.columns))
	for i, c := range t.columns {
		fields[i] = c.field
	}
	return fields
}

func (t *dbfTable) hasText() bool {
	return slices.ContainsFunc(t.columns, func(c dbfColumn) bool { return c.field.Type == Text })
}

// consumed is the number of bytes read up to and with a row.
func (t *dbfTable) consumed(row int64) int64 {
	return min(t.header+row*t.length, t.file.size)
}

// row gives the bytes of a row, valid until the next call; nil where there is none, and
// where t is nil. A row that the header does not announce counts if it looks like one:
// programs that crash leave an old number.
func (t *dbfTable) row(row int64) ([]byte, error) {
	if t == nil || row > t.held {
		return nil, nil
	}
	b, err := t.file.bytes(t.header+(row-1)*t.length, t.length)
	if err != nil {
		return nil, err
	}
	if row > t.announced && (t.length < 2 || b[0] != ' ' && b[0] != dbfDeleted) {
		return nil, nil
	}
	return b, nil
}
