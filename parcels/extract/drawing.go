package extract

import (
	"fmt"
	"math"
	"strconv"

	"sotay/parcels"
)

// drawing is the map of the parcel on the page.
type drawing struct {
	*document
	frame
	taken   []rect // by texts
	crowded bool   // a number or a length found no room
}

// rect is a box on the page, mm.
type rect struct{ left, top, right, bottom float64 }

func (r rect) meets(o rect) bool {
	return r.left < o.right && o.left < r.right && r.top < o.bottom && o.top < r.bottom
}

// within tells whether the box lies in the frame.
func (f frame) within(r rect) bool {
	return r.left > f.x && r.right < f.x+f.width && r.top > f.y && r.bottom < f.y+f.height
}

// draw makes the drawing from y on and gives where it ends. What is written first has its
// place; later texts that would cover it are left out.
func (d *document) draw(y float64) float64 {
	if y+5+d.drawn+10 > d.end {
		d.AddPage()
		y = d.top
	}
	d.font("B", 10)
	g := &drawing{document: d, frame: frameFor(d.Parcel.Vertices, d.paper)}
	d.Text(d.left, y+3.5, d.words.drawing)
	scale := fmt.Sprintf("%s 1:%d", d.words.scale, g.frame.scale)
	d.Text(d.width-d.left-d.GetStringWidth(scale), y+3.5, scale)
	g.frame.y = y + 5
	d.ClipRect(g.x, g.y, g.width, g.height, false)
	g.around()
	g.parcel()
	g.northArrow()
	g.label()
	g.vertices()
	g.edges()
	g.neighbours()
	d.ClipEnd()
	d.SetDrawColor(31, 35, 40)
	d.SetLineWidth(0.3)
	d.Rect(g.x, g.y, g.width, g.height, "D")
	return g.scaleBar(g.y + g.height + 4)
}

// path draws rings in one path, so that holes stay open.
func (g *drawing) path(rings [][][2]float64, style string) {
	for _, ring := range rings {
		for i, p := range ring {
			x, y := g.at(p[0], p[1])
			if i == 0 {
				g.MoveTo(x, y)
				continue
			}
			g.LineTo(x, y)
		}
		if len(ring) > 0 {
			g.ClosePath()
		}
	}
	g.DrawPath(style)
}

func (g *drawing) around() {
	g.SetLineWidth(0.18)
	g.SetDrawColor(120, 112, 98)
	for _, s := range g.Around {
		if list := parcels.Rings(s.Shape); len(list) > 0 {
			g.path(list, "D")
		}
	}
}

func (g *drawing) parcel() {
	var list [][][2]float64
	for _, r := range g.Parcel.Vertices.Rings {
		var ring [][2]float64
		for _, p := range r.Points {
			ring = append(ring, [2]float64{p.YEast, p.XNorth})
		}
		list = append(list, ring)
	}
	red, green, blue := g.color()
	g.SetAlpha(0.35, "Normal")
	g.SetFillColor(red, green, blue)
	g.path(list, "F*")
	g.SetAlpha(1, "Normal")
	g.SetDrawColor(0, 0, 0)
	g.SetLineWidth(0.5)
	if g.many() {
		g.SetLineWidth(0.25)
	}
	g.SetLineJoinStyle("round")
	g.path(list, "D")
}

// many tells whether there are so many vertices that marks would cover the lines.
func (g *drawing) many() bool { return len(points(g.Parcel.Vertices)) > 200 }

// color is the main land type's, grey for none.
func (g *drawing) color() (red, green, blue int) {
	for _, t := range g.Parcel.LandTypes {
		if len(t.Color) == 7 {
			if v, err := strconv.ParseUint(t.Color[1:], 16, 32); err == nil {
				return int(v >> 16), int(v >> 8 & 255), int(v & 255)
			}
		}
	}
	return 225, 221, 210
}

// write puts a text with its middle at a place, turned by degrees, where there is room; it
// tells whether there was.
func (g *drawing) write(x, y, degrees float64, text string) bool {
	_, size := g.GetFontSize()
	width, height := g.GetStringWidth(text)+0.8, 0.8*size+0.4
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	halfW := (math.Abs(cos)*width + math.Abs(sin)*height) / 2
	halfH := (math.Abs(sin)*width + math.Abs(cos)*height) / 2
	box := rect{x - halfW, y - halfH, x + halfW, y + halfH}
	if !g.within(box) {
		return false
	}
	// Of a slanting text only what it covers is taken: squares along it.
	var boxes []rect
	steps := max(1, int(math.Ceil(width/height)))
	for i := range steps {
		along := (float64(i)+0.5)/float64(steps)*width - width/2
		cx, cy := x+along*cos, y-along*sin
		boxes = append(boxes, rect{cx - height/2, cy - height/2, cx + height/2, cy + height/2})
	}
	for _, b := range boxes {
		for _, t := range g.taken {
			if b.meets(t) {
				return false
			}
		}
	}
	g.taken = append(g.taken, boxes...)
	g.TransformBegin()
	g.TransformRotate(degrees, x, y)
	g.Text(x-width/2+0.4, y+0.36*size, text)
	g.TransformEnd()
	return true
}

// northArrow stands in the upper right corner; the sheet's north is the grid's.
func (g *drawing) northArrow() {
	x, y := g.x+g.width-8, g.y+5
	g.SetFillColor(255, 255, 255)
	g.SetAlpha(0.85, "Normal")
	g.Rect(x-4, y-3, 8, 18, "F")
	g.SetAlpha(1, "Normal")
	g.SetFillColor(31, 35, 40)
	g.SetDrawColor(31, 35, 40)
	g.SetLineWidth(0.2)
	g.figure([][2]float64{{x, y + 3}, {x - 2.2, y + 14}, {x, y + 11.5}}, "DF")
	g.figure([][2]float64{{x, y + 3}, {x + 2.2, y + 14}, {x, y + 11.5}}, "D")
	g.font("B", 9)
	g.Text(x-g.GetStringWidth(g.north)/2, y+2, g.north)
	g.taken = append(g.taken, rect{x - 4, y - 3, x + 4, y + 15})
}

// figure draws a closed line given in mm.
func (g *drawing) figure(line [][2]float64, style string) {
	for i, p := range line {
		if i == 0 {
			g.MoveTo(p[0], p[1])
			continue
		}
		g.LineTo(p[0], p[1])
	}
	g.ClosePath()
	g.DrawPath(style)
}

// label writes the fraction of the cadastral map: number over area, the land types below;
// the number alone where there is no room for it.
func (g *drawing) label() {
	at, room := innerPoint(g.Parcel.Vertices)
	x, y := g.at(at[0], at[1])
	text := labelLines(g.Content)
	g.font("B", 10)
	if room*1000/float64(g.frame.scale) < 9 {
		g.write(x, y, 0, text[0])
		return
	}
	g.write(x, y-4, 0, text[0])
	g.font("", 8.5)
	half := max(g.GetStringWidth(text[0]), g.GetStringWidth(text[1]))/2 + 1
	g.SetLineWidth(0.2)
	g.Line(x-half, y-1.7, x+half, y-1.7)
	g.write(x, y+0.9, 0, text[1])
	g.write(x, y+4.8, 0, text[2])
}

// vertices marks the corners and writes their numbers outside.
func (g *drawing) vertices() {
	g.SetDrawColor(0, 0, 0)
	g.SetFillColor(255, 255, 255)
	g.SetLineWidth(0.2)
	g.font("B", 7)
	for _, r := range g.Parcel.Vertices.Rings {
		n := len(r.Points)
		for i, p := range r.Points {
			x, y := g.at(p.YEast, p.XNorth)
			if !g.many() {
				g.Circle(x, y, 0.55, "DF")
			}
			dx, dy := outward(r.Points[(i+n-1)%n], p, r.Points[(i+1)%n])
			if !g.write(x+3*dx, y-3*dy, 0, strconv.Itoa(p.N)) {
				g.crowded = true
			}
		}
	}
}

// outward is the direction out of the ring at a vertex, half-way between its edges, as east
// and north. All rings of the table go clockwise.
func outward(before, at, after parcels.Vertex) (east, north float64) {
	// Left of the way is outside of a ring that goes clockwise.
	e1, n1 := unit(before, at)
	e2, n2 := unit(at, after)
	east, north = -(n1 + n2), e1+e2
	if l := math.Hypot(east, north); l > 1e-6 {
		return east / l, north / l
	}
	return e1, n1
}

// unit is the direction from a vertex to the next, east and north.
func unit(a, b parcels.Vertex) (east, north float64) {
	l := math.Hypot(b.YEast-a.YEast, b.XNorth-a.XNorth)
	if l == 0 {
		return 0, 0
	}
	return (b.YEast - a.YEast) / l, (b.XNorth - a.XNorth) / l
}

// edges writes lengths along the edges, inside the parcel, where the edge is long enough.
func (g *drawing) edges() {
	g.font("", 7)
	for _, r := range g.Parcel.Vertices.Rings {
		for i, p := range r.Points {
			next := r.Points[(i+1)%len(r.Points)]
			text := decimal(p.Edge, 2, g.English)
			if p.Edge*1000/float64(g.frame.scale) < g.GetStringWidth(text)+2.5 {
				g.crowded = true
				continue
			}
			east, north := unit(p, next)
			turn := upright(math.Atan2(north, east) * 180 / math.Pi)
			x, y := g.at((p.YEast+next.YEast)/2, (p.XNorth+next.XNorth)/2)
			// Right of the way is inside; else, where that is taken, outside.
			if !g.write(x+1.8*north, y+1.8*east, turn, text) && !g.write(x-1.8*north, y-1.8*east, turn, text) {
				g.crowded = true
			}
		}
	}
}

// neighbours writes the numbers of the parcels around; those of another sheet with theirs.
func (g *drawing) neighbours() {
	g.SetFont(family, "", 7.5)
	g.SetTextColor(95, 88, 76)
	for _, s := range g.Around {
		x, y := g.at(s.Label[0], s.Label[1])
		text := s.ParcelNo
		if s.SheetNo != g.Parcel.SheetNo {
			text += " (" + g.ofSheet + " " + s.SheetNo + ")"
		}
		if !g.write(x, y, 0, text) {
			g.write(x, y, 0, s.ParcelNo)
		}
	}
}

// scaleBar is drawn below the frame, with a word on what found no room; it gives where it
// ends.
func (g *drawing) scaleBar(y float64) float64 {
	length := g.bar()
	width := length * 1000 / float64(g.frame.scale)
	g.SetDrawColor(31, 35, 40)
	g.SetFillColor(31, 35, 40)
	g.SetLineWidth(0.2)
	g.Rect(g.left, y, width/2, 1.4, "DF")
	g.Rect(g.left+width/2, y, width/2, 1.4, "D")
	g.font("", 7.5)
	decimals := 0
	if length == 1 || length == 5 {
		decimals = 1
	}
	g.Text(g.left-0.5, y+5, "0")
	g.Text(g.left+width/2-1.5, y+5, decimal(length/2, decimals, g.English))
	g.Text(g.left+width-1.5, y+5, decimal(length, 0, g.English)+" m")
	if g.crowded {
		g.Text(g.left+70, y+1.6, g.words.crowded)
	}
	if g.MoreAround {
		g.Text(g.left+70, y+5, g.words.farther)
	}
	return y + 7
}
