package extract

import (
	"bufio"
	"fmt"
	"io"
	"math"

	"sotay/parcels"
)

// The layers of a DXF, with their AutoCAD colour numbers.
const (
	layerParcel    = "RANH_THUA"    // the parcel's rings
	layerAround    = "RANH_GIAP"    // the parcels around it
	layerPoints    = "DINH_THUA"    // vertices
	layerNumbers   = "SO_DINH"      // their numbers
	layerEdges     = "CANH"         // lengths of the edges
	layerLabel     = "NHAN_THUA"    // parcel number, area, land types
	layerNeighbour = "SO_THUA_GIAP" // numbers of the parcels around
)

func dxfLayers() []struct {
	name  string
	color int
} {
	return []struct {
		name  string
		color int
	}{{layerParcel, 1}, {layerAround, 8}, {layerPoints, 1}, {layerNumbers, 5}, {layerEdges, 3}, {layerLabel, 7}, {layerNeighbour, 8}}
}

// dxf writes AutoCAD R12 in ASCII: pairs of a group code and a value, a line each.
type dxf struct {
	w    *bufio.Writer
	text float64 // height of texts, metres
}

// WriteDXF writes the parcel as AutoCAD R12 in ASCII, which every CAD reads: VN-2000
// coordinates in metres, x east and y north, closed polylines for rings, and texts for
// numbers, lengths (2 decimals) and the label. Letters that ASCII lacks are written as
// \U+XXXX.
func WriteDXF(w io.Writer, c Content) error {
	d := &dxf{w: bufio.NewWriter(w), text: textHeight(c.Parcel.Vertices)}
	d.header(bounds(c.Parcel.Vertices))
	d.pair(0, "SECTION", 2, "ENTITIES")
	for _, s := range c.Around {
		for _, ring := range parcels.Rings(s.Shape) {
			d.polyline(layerAround, ring)
		}
		d.label(layerNeighbour, s.Label[0], s.Label[1], 0, s.ParcelNo)
	}
	for _, r := range c.Parcel.Vertices.Rings {
		d.ring(r, c.English)
	}
	d.names(c)
	d.pair(0, "ENDSEC", 0, "EOF")
	if err := d.w.Flush(); err != nil {
		return fmt.Errorf("write DXF: %w", err)
	}
	return nil
}

// textHeight is a fortieth of the parcel, between 10 cm and 20 m.
func textHeight(v parcels.Vertices) float64 {
	b := bounds(v)
	return min(max(math.Hypot(b[2]-b[0], b[3]-b[1])/40, 0.1), 20)
}

// pair writes group codes and values by turns. Errors stay in the writer until Flush.
func (d *dxf) pair(codeValue ...any) {
	for i := 0; i < len(codeValue); i += 2 {
		value := codeValue[i+1]
		if v, ok := value.(float64); ok {
			value = fmt.Sprintf("%.4f", v)
		}
		fmt.Fprintf(d.w, "%3v\n%v\n", codeValue[i], value)
	}
}

func (d *dxf) header(b parcels.Window) {
	d.pair(0, "SECTION", 2, "HEADER", 9, "$ACADVER", 1, "AC1009", 9, "$INSBASE", 10, 0.0, 20, 0.0, 30, 0.0)
	d.pair(9, "$EXTMIN", 10, b[0], 20, b[1], 9, "$EXTMAX", 10, b[2], 20, b[3], 0, "ENDSEC")
	list := dxfLayers()
	d.pair(0, "SECTION", 2, "TABLES")
	d.pair(0, "TABLE", 2, "LTYPE", 70, 1, 0, "LTYPE", 2, "CONTINUOUS", 70, 0, 3, "Solid line", 72, 65, 73, 0, 40, 0.0, 0, "ENDTAB")
	d.pair(0, "TABLE", 2, "LAYER", 70, len(list))
	for _, l := range list {
		d.pair(0, "LAYER", 2, l.name, 70, 0, 62, l.color, 6, "CONTINUOUS")
	}
	d.pair(0, "ENDTAB", 0, "ENDSEC")
}

// polyline writes a closed line; the closing vertex is not repeated.
func (d *dxf) polyline(layer string, ring [][2]float64) {
	d.pair(0, "POLYLINE", 8, layer, 66, 1, 10, 0.0, 20, 0.0, 30, 0.0, 70, 1)
	for _, p := range ring {
		d.pair(0, "VERTEX", 8, layer, 10, p[0], 20, p[1], 30, 0.0)
	}
	d.pair(0, "SEQEND", 8, layer)
}

// label writes a text centred at a point, turned by degrees.
func (d *dxf) label(layer string, east, north, degrees float64, text string) {
	if text == "" {
		return
	}
	d.pair(0, "TEXT", 8, layer, 10, east, 20, north, 30, 0.0, 40, d.text, 1, ascii(text), 50, degrees, 72, 1, 11, east, 21, north, 31, 0.0, 73, 2)
}

func (d *dxf) ring(r parcels.Ring, english bool) {
	var line [][2]float64
	for _, p := range r.Points {
		line = append(line, [2]float64{p.YEast, p.XNorth})
	}
	d.polyline(layerParcel, line)
	for i, p := range r.Points {
		next := r.Points[(i+1)%len(r.Points)]
		d.pair(0, "POINT", 8, layerPoints, 10, p.YEast, 20, p.XNorth, 30, 0.0)
		d.label(layerNumbers, p.YEast, p.XNorth+d.text, 0, fmt.Sprint(p.N))
		turn := upright(math.Atan2(next.XNorth-p.XNorth, next.YEast-p.YEast) * 180 / math.Pi)
		d.label(layerEdges, (p.YEast+next.YEast)/2, (p.XNorth+next.XNorth)/2, turn, decimal(p.Edge, 2, english))
	}
}

// names writes the parcel's label: number, area and land types, one below the other.
func (d *dxf) names(c Content) {
	at, _ := innerPoint(c.Parcel.Vertices)
	for i, text := range labelLines(c) {
		d.label(layerLabel, at[0], at[1]-1.6*d.text*float64(i-1), 0, text)
	}
}

// labelLines are what is written into a parcel: number, area, land types.
func labelLines(c Content) []string {
	codes := ""
	for _, t := range c.Parcel.LandTypes {
		if codes != "" {
			codes += "+"
		}
		codes += t.Code
	}
	return []string{c.Parcel.ParcelNo, decimal(c.Parcel.MapArea, 1, c.English), codes}
}

// upright turns a direction so that text along it is not upside down: −90 to 90 degrees.
func upright(degrees float64) float64 {
	if degrees > 90 {
		return degrees - 180
	}
	if degrees <= -90 {
		return degrees + 180
	}
	return degrees
}

// ascii writes what R12 cannot hold as AutoCAD does; line breaks become blanks.
func ascii(text string) string {
	var out []byte
	for _, r := range text {
		switch {
		case r < ' ':
			out = append(out, ' ')
		case r < 127:
			out = append(out, byte(r))
		default:
			out = fmt.Appendf(out, `\U+%04X`, r)
		}
	}
	return string(out)
}
