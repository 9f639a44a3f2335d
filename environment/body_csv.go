package environment

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
)

// csv reads a header row and the rows behind it.
func (d *decoding) csv() error {
	d.left = maxRow
	line, err := d.buf.Peek(d.buf.Size())
	if len(line) == 0 {
		if err != nil && !errors.Is(err, io.EOF) {
			return d.failed("Nội dung không đọc được.", "The body cannot be read.")
		}
		return d.failed("Nội dung trống.", "The body is empty.")
	}
	d.left = maxRow
	r := csv.NewReader(d.buf)
	r.Comma, r.ReuseRecord = delimiter(string(line)), true
	header, err := r.Read()
	if err != nil {
		return d.csvError(err)
	}
	places, err := d.columns(header)
	if err != nil {
		return err
	}
	for {
		d.next()
		fields, err := r.Read()
		if errors.Is(err, io.EOF) && d.err == nil {
			return nil
		}
		if err != nil {
			return d.csvError(err)
		}
		if !readable(fields) {
			return d.failed("không phải UTF-8.", "not UTF-8.")
		}
		if err := d.add(pick(fields, places)); err != nil {
			return err
		}
	}
}

// delimiter is what stands between the columns of a header.
func delimiter(text string) rune {
	header, _, _ := strings.Cut(text, "\n")
	for _, sign := range "\t;" {
		if strings.ContainsRune(header, sign) {
			return sign
		}
	}
	return ','
}

// columns finds the place of each member among the columns, -1 for one that is not there.
func (d *decoding) columns(header []string) ([6]int, error) {
	places := [6]int{-1, -1, -1, -1, -1, -1}
	known := strings.Join(members(), ", ")
	for i, name := range header {
		n := slices.Index(members(), strings.ToLower(strings.TrimSpace(name)))
		switch {
		case n < 0:
			return places, d.failed("Dòng tiêu đề: không có cột %.40q; các cột là %s.", "The header row: there is no column %.40q; the columns are %s.", name, known)
		case places[n] >= 0:
			return places, d.failed("Dòng tiêu đề: cột %s có hai lần.", "The header row: the column %s is there twice.", members()[n])
		}
		places[n] = i
	}
	for n, name := range members()[:4] {
		if places[n] < 0 {
			return places, d.failed("Dòng tiêu đề: thiếu cột %s; các cột là %s.", "The header row: the column %s is missing; the columns are %s.", name, known)
		}
	}
	return places, nil
}

// pick makes a reading of the fields of a row.
func pick(fields []string, places [6]int) Sent {
	var s Sent
	for n, member := range []*string{&s.Station, &s.Parameter, &s.At, &s.Value, &s.Unit, &s.Status} {
		if places[n] >= 0 {
			*member = fields[places[n]]
		}
	}
	return s
}

// csvError says what is wrong with a row.
func (d *decoding) csvError(err error) error {
	var parse *csv.ParseError
	switch {
	case errors.Is(err, errLongRow):
		return d.failed("dài quá %d byte; có thể thiếu dấu nháy kép đóng.", "longer than %d bytes; a closing quote may be missing.", maxRow)
	case errors.Is(err, csv.ErrFieldCount):
		errors.As(err, &parse)
		return d.failed("dòng %d của tệp có số cột khác dòng tiêu đề.", "line %d of the body has another number of columns than the header row.", parse.Line)
	case errors.As(err, &parse):
		return d.failed("dòng %d, cột %d của tệp: dấu nháy kép đặt sai.", "line %d, column %d of the body: a quote stands where it must not.", parse.Line, parse.Column)
	}
	return d.failed("không đọc được.", "cannot be read.")
}
