package shpwrite

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"
)

// tableFile writes the .dbf.
type tableFile struct {
	out    *output
	config Config
	rows   uint32
	row    []byte
	text   []byte // scratch for one value
}

func createTable(path string, c Config) (*tableFile, error) {
	t := &tableFile{config: c, text: make([]byte, 0, 256)}
	var err error
	t.out, err = createOutput(path, t.header())
	return t, err
}

// header is the header of a dBASE III table with the rows written so far.
func (t *tableFile) header() []byte {
	length := 1
	for _, f := range t.config.Fields {
		length += f.size()
	}
	date := t.config.Date
	b := []byte{3, byte(date.Year() - 1900), byte(date.Month()), byte(date.Day())}
	b = binary.LittleEndian.AppendUint32(b, t.rows)
	b = binary.LittleEndian.AppendUint16(b, uint16(33+32*len(t.config.Fields)))
	b = binary.LittleEndian.AppendUint16(b, uint16(length))
	b = append(b, make([]byte, 17)...)
	b = append(b, t.config.Language, 0, 0)
	for _, f := range t.config.Fields {
		var d [32]byte
		copy(d[:11], f.Name)
		d[11], d[16], d[17] = f.Type, byte(f.size()), byte(f.Decimals)
		b = append(b, d[:]...)
	}
	return append(b, '\r')
}

// encode gives the bytes of a row; they are valid until the next call.
func (t *tableFile) encode(values []any) ([]byte, error) {
	if len(values) != len(t.config.Fields) {
		return nil, fmt.Errorf("shpwrite: %d values for %d columns", len(values), len(t.config.Fields))
	}
	t.row = append(t.row[:0], ' ')
	for i, f := range t.config.Fields {
		text, right, err := t.value(f, values[i])
		if err != nil {
			return nil, fmt.Errorf("shpwrite: column %s: %w", f.Name, err)
		}
		pad := f.size() - len(text)
		if pad < 0 {
			return nil, fmt.Errorf("shpwrite: column %s: %q is wider than %d bytes", f.Name, text, f.size())
		}
		if right {
			t.pad(pad)
		}
		t.row = append(t.row, text...)
		if !right {
			t.pad(pad)
		}
	}
	return t.row, nil
}

func (t *tableFile) pad(n int) {
	for range n {
		t.row = append(t.row, ' ')
	}
}

// value gives the text of a value, and whether it stands at the right end of its column.
func (t *tableFile) value(f Field, v any) (text []byte, right bool, err error) {
	b := t.text[:0]
	switch v := v.(type) {
	case nil:
		if f.Type == 'L' {
			return append(b, '?'), false, nil
		}
		return b, false, nil
	case []byte:
		return v, false, nil
	case string:
		if f.Type == 'C' {
			b = append(b, v...)
			return t.config.Encode(b), false, nil
		}
	case bool:
		if f.Type == 'L' && v {
			return append(b, 'T'), false, nil
		} else if f.Type == 'L' {
			return append(b, 'F'), false, nil
		}
	case time.Time:
		if f.Type == 'D' {
			return v.AppendFormat(b, "20060102"), false, nil
		}
	case int:
		return number(b, f, float64(v), int64(v), true)
	case int64:
		return number(b, f, float64(v), v, true)
	case float64:
		return number(b, f, v, 0, false)
	}
	return nil, false, fmt.Errorf("a %T does not go into type %c", v, f.Type)
}

// number appends a number with the decimals of its column.
func number(b []byte, f Field, v float64, whole int64, isWhole bool) ([]byte, bool, error) {
	switch {
	case f.Type != 'N' && f.Type != 'F':
		return nil, false, fmt.Errorf("a number does not go into type %c", f.Type)
	case math.IsNaN(v) || math.IsInf(v, 0):
		return nil, false, errors.New("NaN and infinity cannot be written")
	case isWhole && f.Decimals == 0:
		return strconv.AppendInt(b, whole, 10), true, nil
	}
	return strconv.AppendFloat(b, v, 'f', f.Decimals, 64), true, nil
}

func (t *tableFile) add(row []byte) error {
	t.rows++
	return t.out.write(row)
}

// close ends the table by its end mark.
func (t *tableFile) close() error {
	err := t.out.write([]byte{0x1A})
	return errors.Join(err, t.out.close(t.header()))
}
