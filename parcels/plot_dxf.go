package parcels

import (
	"math"
	"strconv"
	"strings"
)

// isDXF tells a drawing from a list: a DXF begins with a group code alone on its line, then
// SECTION or a comment; other AutoCAD files are told by their signatures.
func isDXF(text string) bool {
	head := strings.Fields(text[:min(len(text), 4096)])
	return strings.HasPrefix(text, "AutoCAD Binary DXF") || strings.HasPrefix(text, "AC10") ||
		len(head) > 1 && (head[0] == "0" && head[1] == "SECTION" || head[0] == "999")
}

// readDXF takes the closed polylines of a drawing, with their arcs drawn in steps of 5°. It
// returns Refused where there is none, and for DWG and binary DXF.
func readDXF(text string) (drawing, error) {
	if strings.HasPrefix(text, "AutoCAD Binary DXF") || strings.HasPrefix(text, "AC10") {
		return drawing{}, refuse("not_text_dxf", "Đây là tệp DWG hoặc DXF nhị phân. Hãy lưu lại thành DXF dạng văn bản (ASCII) trong phần mềm CAD.",
			"This is a DWG or binary DXF. Save it as text (ASCII) DXF in the CAD program.")
	}
	r := dxfReader{}
	for number := 1; text != ""; number += 2 { // line by line: all of them at once would take a multiple of the text
		var name, value string
		name, text, _ = strings.Cut(text, "\n")
		if text == "" {
			break
		}
		value, text, _ = strings.Cut(text, "\n")
		code, err := strconv.Atoi(strings.TrimSpace(name))
		if err != nil {
			return drawing{}, refuse("bad_dxf", "Tệp DXF hỏng ở dòng %d: cần mã nhóm, không phải “%s”.", "The DXF is broken at line %d: a group code is needed, not “%s”.", number, shortened(name))
		}
		r.group(code, strings.TrimSpace(value))
		if r.corners > mostDrawn {
			return drawing{}, tooManyCorners(r.corners)
		}
	}
	r.finish()
	d := drawing{}
	open, corners := 0, 0
	for _, p := range r.found {
		if n := len(p.corners); n > 1 && p.corners[0] == p.corners[n-1] {
			p.corners, p.bulges, p.closed = p.corners[:n-1], p.bulges[:n-1], true
		}
		if !p.closed {
			open++
			continue
		}
		if corners += len(p.corners); corners > maxCorners {
			return drawing{}, tooManyCorners(corners)
		}
		if ring := p.ring(); len(ring) >= 3 {
			d.rings = append(d.rings, ring)
		}
	}
	if len(d.rings) == 0 {
		return drawing{}, refuse("no_polyline", "Bản vẽ không có đường khép kín (LWPOLYLINE, POLYLINE) nào; có %d đường hở. Hãy khép kín ranh giới khu đất.",
			"The drawing has no closed polyline (LWPOLYLINE, POLYLINE); %d are open. Close the boundary of the plot.", open)
	}
	first := d.rings[0][0]
	d.degrees = math.Abs(first[0]) <= 180 && math.Abs(first[1]) <= 90
	for _, ring := range d.rings {
		for i, c := range ring {
			if !d.degrees && c[0] > c[1] { // X north first, as surveyors write
				c = [2]float64{c[1], c[0]}
				ring[i] = c
			}
			if d.degrees && c[0] >= minLon && c[0] <= maxLon && c[1] >= minLat && c[1] <= maxLat ||
				!d.degrees && c[0] >= minEast && c[0] <= maxEast && c[1] >= minNorth && c[1] <= maxNorth {
				continue // what is no number is not
			}
			return drawing{}, refuse("not_vn2000", "Tọa độ của bản vẽ (%.2f; %.2f) không phải VN-2000 tính bằng mét, cũng không phải kinh vĩ độ ở Việt Nam.",
				"The drawing's coordinates (%.2f; %.2f) are neither VN-2000 in metres nor degrees in Việt Nam.", c[0], c[1])
		}
	}
	return d, nil
}

// polyline is one of a drawing; a bulge bends the edge behind a corner.
type polyline struct {
	corners [][2]float64
	bulges  []float64
	closed  bool
}

// dxfReader collects the polylines of the ENTITIES section.
type dxfReader struct {
	entities bool
	naming   bool // the next name is a section's
	entity   string
	now      *polyline
	found    []polyline
	corners  int // of all polylines so far, open ones too
}

// mostDrawn is how many corners a drawing may have with all that is no plot.
const mostDrawn = 40 * maxCorners

// group takes one group of a DXF: its code and its value.
func (r *dxfReader) group(code int, value string) {
	switch {
	case code == 0:
		r.begin(value)
	case code == 2 && r.naming:
		r.entities, r.naming = value == "ENTITIES", false
	case r.now == nil || !r.entities:
	case code == 70 && r.entity != "VERTEX":
		flags, _ := strconv.Atoi(value)
		r.now.closed = flags&1 != 0
	case r.entity == "POLYLINE": // its own 10 and 20 are no corner
	case code == 10:
		x, _ := strconv.ParseFloat(value, 64)
		r.now.corners = append(r.now.corners, [2]float64{x, math.NaN()})
		r.now.bulges = append(r.now.bulges, 0)
		r.corners++
	case code == 20 && len(r.now.corners) > 0:
		r.now.corners[len(r.now.corners)-1][1], _ = strconv.ParseFloat(value, 64)
	case code == 42 && len(r.now.bulges) > 0:
		r.now.bulges[len(r.now.bulges)-1], _ = strconv.ParseFloat(value, 64)
	}
}

func (r *dxfReader) begin(entity string) {
	r.entity, r.naming = entity, entity == "SECTION"
	switch entity {
	case "VERTEX":
		return
	case "LWPOLYLINE", "POLYLINE":
		r.finish()
		r.now = &polyline{}
	default:
		r.finish()
	}
}

func (r *dxfReader) finish() {
	if r.now != nil && r.entities && len(r.now.corners) > 0 {
		r.found = append(r.found, *r.now)
	}
	r.now = nil
}

// ring gives the corners with arcs in steps. A bulge is the tangent of a quarter of the arc's
// angle, positive counter-clockwise (AutoCAD DXF reference, LWPOLYLINE group 42).
func (p polyline) ring() [][2]float64 {
	var out [][2]float64
	for i, a := range p.corners {
		if len(out) == 0 || out[len(out)-1] != a {
			out = append(out, a)
		}
		b := p.corners[(i+1)%len(p.corners)]
		if bulge := p.bulges[i]; bulge != 0 && (p.closed || i+1 < len(p.corners)) && a != b {
			out = append(out, arc(a, b, bulge)...)
		}
	}
	return out
}

// arc gives the points between the ends of an arc.
func arc(a, b [2]float64, bulge float64) [][2]float64 {
	angle := 4 * math.Atan(bulge)
	// The centre is off the chord's middle by (1 - bulge²) / (4 bulge) of the chord, to its left.
	off := (1 - bulge*bulge) / (4 * bulge)
	cx := (a[0]+b[0])/2 - off*(b[1]-a[1])
	cy := (a[1]+b[1])/2 + off*(b[0]-a[0])
	radius, from := math.Hypot(a[0]-cx, a[1]-cy), math.Atan2(a[1]-cy, a[0]-cx)
	steps := int(math.Ceil(math.Abs(angle) / (5 * math.Pi / 180)))
	var out [][2]float64
	for i := 1; i < steps; i++ {
		at := from + angle*float64(i)/float64(steps)
		out = append(out, [2]float64{cx + radius*math.Cos(at), cy + radius*math.Sin(at)})
	}
	return out
}
