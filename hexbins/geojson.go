package hexbins

import (
	"math"
	"strconv"
)

// AppendGeoJSON appends the cells of an answer as the inside of a GeoJSON "features" array:
// polygons with the properties value and count, of readings also stations, coordinates longitude
// first with 7 decimals (1 cm). The id is the H3 index as a text.
func (b *Bins) AppendGeoJSON(out []byte, r *Result) ([]byte, error) {
	for i, bin := range r.Bins {
		ring, err := b.shapes.of(bin.Cell)
		if err != nil {
			return out, err
		}
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, `{"type":"Feature","id":"`...)
		out = append(out, bin.Cell.String()...)
		out = append(out, `","properties":{"value":`...)
		out = strconv.AppendFloat(out, bin.Value, 'g', -1, 64)
		out = append(out, `,"count":`...)
		out = strconv.AppendInt(out, bin.Count, 10)
		if bin.Stations > 0 {
			out = append(out, `,"stations":`...)
			out = strconv.AppendInt(out, bin.Stations, 10)
		}
		out = append(out, `},"geometry":{"type":"Polygon","coordinates":[[`...)
		for j, p := range ring {
			if j > 0 {
				out = append(out, ',')
			}
			out = append(out, '[')
			out = strconv.AppendFloat(out, centimetres(p[0]), 'f', -1, 64)
			out = append(out, ',')
			out = strconv.AppendFloat(out, centimetres(p[1]), 'f', -1, 64)
			out = append(out, ']')
		}
		out = append(out, `]]}}`...)
	}
	return out, nil
}

func centimetres(degrees float64) float64 { return math.Round(degrees*1e7) / 1e7 }
