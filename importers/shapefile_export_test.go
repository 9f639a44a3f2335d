package importers

import "bytes"

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
