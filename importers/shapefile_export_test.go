package importers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"

	"sotay/importers/vntext"
)

// What the external tests see of the inside.
var (
	EncodingNamed = dbfEncodingNamed
	EncodingOf    = dbfEncodingOf
	ZipLimit      = zipLimit
)

// OpenShapefileBytes opens a set from memory; shx and dbf may be empty: missing.
func OpenShapefileBytes(shp, shx, dbf []byte) (Reader, error) {
	set := &shpSet{name: "memory"}
	for to, b := range map[**shpWindow][]byte{&set.shp: shp, &set.shx: shx, &set.dbf: dbf} {
		if len(b) > 0 {
			*to = newShpWindow(bytes.NewReader(b), int64(len(b)))
		}
	}
	return newShapefile("memory", set)
}

// ReadNumber reads a number as a column of type N with or without decimals does.
func ReadNumber(text string, whole bool) (value any, code string) {
	c := &dbfColumn{kind: 'N', field: Field{Type: Real}}
	if whole {
		c.field.Type = Integer
	}
	v, fault := c.number([]byte(text))
	if fault != nil {
		code = fault.code
	}
	return v, code
}

// FullTexts lists the texts of a source that may have been cut, as "row column": read
// through once to measure the columns, and once more to look.
func FullTexts(open func() (Reader, error)) ([]string, error) {
	f, err := readFacts(context.Background(), Source{Open: open}, newProgress(0, nil), math.MaxInt64)
	if err != nil {
		return nil, err
	}
	r, err := open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var found []string
	var rec Record
	for err = r.Next(&rec); err == nil; err = r.Next(&rec) {
		for i, c := range f.schema.Fields {
			if i >= len(rec.Values) || rec.Values[i] == nil || c.Type != Text {
				continue
			}
			b := binding{column: c.Name, encoding: vntext.UTF8, width: f.columns[i].full.watched(f.columns[i].filled)}
			report := rowReport{row: rec.Row}
			b.checkFull(rec.Values[i].([]byte), "", &report)
			for _, p := range report.problems {
				found = append(found, fmt.Sprintf("%d %s", p.Row, p.Field))
			}
		}
	}
	if !errors.Is(err, io.EOF) {
		return nil, err
	}
	return found, nil
}
