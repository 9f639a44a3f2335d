package cameras

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"sotay/internal/csvtable"
)

// FromGeoJSON makes the table that Import reads of a GeoJSON FeatureCollection of points in
// degrees, longitude first: a property is a column, a feature the line of its number, from 2 on
// as a table has headings. It fails with a *csvtable.Error.
func FromGeoJSON(file []byte) ([]byte, error) {
	var in struct {
		Type     string
		Features []struct {
			Geometry *struct {
				Type        string
				Coordinates json.RawMessage
			}
			Properties map[string]any
		}
	}
	refuse := func(line int, vi, en string) error {
		return &csvtable.Error{Problems: []csvtable.Problem{{Line: line, Vi: vi, En: en}}}
	}
	if err := json.Unmarshal(bytes.TrimPrefix(file, []byte("\xEF\xBB\xBF")), &in); err != nil || in.Type != "FeatureCollection" {
		return nil, refuse(0, "Tệp không phải FeatureCollection của GeoJSON.", "The file is no GeoJSON FeatureCollection.")
	}
	names := map[string]bool{}
	for _, f := range in.Features {
		for name := range f.Properties {
			names[name] = true
		}
	}
	for _, own := range []string{"lon", "lat"} {
		delete(names, own) // the geometry says it
	}
	header := append([]string{"lon", "lat"}, slices.Sorted(maps.Keys(names))...)
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	_ = w.Write(header)
	for i, f := range in.Features {
		var at []float64
		if f.Geometry == nil || f.Geometry.Type != "Point" || json.Unmarshal(f.Geometry.Coordinates, &at) != nil || len(at) < 2 {
			return nil, refuse(i+2, fmt.Sprintf("Đối tượng thứ %d không phải điểm.", i+1), fmt.Sprintf("Feature %d is no point.", i+1))
		}
		row := []string{plainNumber(at[0]), plainNumber(at[1])}
		for _, name := range header[2:] {
			switch v := f.Properties[name].(type) {
			case nil:
				row = append(row, "")
			case float64:
				row = append(row, plainNumber(v))
			default:
				row = append(row, fmt.Sprint(v))
			}
		}
		_ = w.Write(row)
	}
	w.Flush()
	return out.Bytes(), nil
}

func plainNumber(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
