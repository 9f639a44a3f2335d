package cadastre

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"sotay/internal/demo/mesh"
	"sotay/internal/demo/terrain"
)

// blocks divides the land into blocks by streets, tracks and plain borders until each has
// the size that suits its place.
func (b *builder) blocks() {
	plots := b.plots
	b.plots = nil
	for _, p := range plots {
		if p.surface != land {
			b.plots = append(b.plots, p)
			continue
		}
		b.divide(p, 0)
	}
}

const deepest = 40 // divisions on top of each other; more means that a cut does not help

func (b *builder) divide(p plot, level int) {
	p.poly = b.mesh.Expand(p.poly)
	inner := b.mesh.Within(p.poly)
	p.dense = b.most(p.poly, inner, b.land.Density)
	p.worked = b.most(p.poly, inner, b.land.Worked)
	area := b.mesh.Area(p.poly)
	if p.angle == 0 && (area < 120000 && p.dense > 0.28 || straightZone(p.zone)) {
		p.angle = mainAngle(b.mesh, p.poly)
	}
	angle := p.angle
	if angle == 0 {
		angle = b.land.Heading(inner)
	}
	f := measure(b.mesh, p.poly, angle)
	length, depth := b.blockSize(p, inner)
	if terrain.Noise(601, f.middle, 420) > 0 {
		length, depth = depth, length
	}
	if f.depth/depth > f.length/length {
		f = f.turned()
		length, depth = depth, length
	}
	if f.length/length < 1.45 || area < 0.5*length*depth || level > deepest || !b.cutBlock(p, f, length, depth, level) {
		b.plots = append(b.plots, p)
	}
}

func straightZone(k terrain.Kind) bool {
	return k == terrain.Industry || k == terrain.Port || k == terrain.Graves
}

// most of a property of the land that a polygon touches.
func (b *builder) most(p mesh.Polygon, inner orb.Point, of func(orb.Point) float64) float64 {
	best := of(inner)
	step := max(len(p.Outer)/10, 1)
	for i := 0; i < len(p.Outer); i += step {
		best = max(best, of(b.mesh.Metres(p.Outer[i])))
	}
	return best
}

// blockSize is how long and deep a block should be, in metres.
func (b *builder) blockSize(p plot, at orb.Point) (length, depth float64) {
	dense := p.dense
	if size, ok := zoneBlocks()[p.zone]; ok {
		return size[0], size[1]
	}
	if b.land.Crooked(at) > 0.55 && dense > 0.55 {
		return 78, 40
	}
	steps := [][3]float64{{0, 1100, 900}, {0.06, 950, 620}, {0.15, 520, 340}, {0.3, 270, 165}, {0.45, 200, 110}, {0.62, 140, 64}, {0.8, 115, 45}}
	if p.worked > halfWorked {
		steps[0], steps[1] = [3]float64{0, 480, 300}, [3]float64{0.06, 470, 290}
		steps[2] = [3]float64{0.15, 420, 270}
	}
	for i := 1; i < len(steps); i++ {
		if lo, hi := steps[i-1], steps[i]; dense < hi[0] {
			f := (dense - lo[0]) / (hi[0] - lo[0])
			return lo[1] * math.Pow(hi[1]/lo[1], f), lo[2] * math.Pow(hi[2]/lo[2], f)
		}
	}
	return 112, 44
}

// halfWorked parts land of small plots from that of large units.
const halfWorked = 0.5

func zoneBlocks() map[terrain.Kind][2]float64 {
	return map[terrain.Kind][2]float64{
		terrain.HillForest: {800, 600},
		terrain.Reserve:    {1000, 800},
		terrain.Plantation: {620, 400},
		terrain.Casuarina:  {500, 260},
		terrain.Mangrove:   {820, 520},
		terrain.Ponds:      {460, 210},
		terrain.Salt:       {400, 170},
		terrain.Industry:   {420, 260},
		terrain.Port:       {520, 420},
		terrain.Airfield:   {1100, 800},
		terrain.Resort:     {260, 200},
		terrain.Park:       {420, 260},
		terrain.Military:   {900, 900},
		terrain.Quarry:     {500, 400},
		terrain.Graves:     {300, 200},
		terrain.Dump:       {500, 400},
	}
}

// street is what a cut leaves between two blocks; width 0 is a mere border.
type street struct {
	class terrain.Class
	width float64
	bend  float64 // metres by which it leaves its course
}

// streetFor chooses the street that divides a plot of the given area in m².
func streetFor(zone terrain.Kind, dense, area float64) street {
	ha := area / 10000
	pick := func(steps ...street) street { // for more than 40, 10, 3 and fewer hectares
		switch {
		case ha > 40:
			return steps[0]
		case ha > 10:
			return steps[1]
		case ha > 3:
			return steps[2]
		}
		return steps[3]
	}
	none := street{bend: 3}
	switch zone {
	case terrain.HillForest, terrain.Reserve, terrain.Mangrove:
		return street{bend: 70}
	case terrain.Plantation, terrain.Casuarina:
		return pick(street{terrain.Track, 6, 20}, street{bend: 12}, none, none)
	case terrain.Ponds, terrain.Salt:
		return pick(street{terrain.Track, 5, 18}, street{terrain.Track, 4, 6}, street{terrain.Track, 3, 2}, none)
	case terrain.Industry, terrain.Port:
		return pick(street{terrain.Communal, 20, 0}, street{terrain.Communal, 16, 0}, street{terrain.Communal, 12, 0}, none)
	case terrain.Resort, terrain.Park, terrain.Graves:
		return pick(street{terrain.Communal, 9, 4}, street{terrain.Communal, 7, 4}, street{terrain.Track, 5, 2}, none)
	case terrain.Open:
		if dense > 0.28 {
			return pick(street{terrain.Communal, 14, 10}, street{terrain.Communal, 10, 5}, street{terrain.Communal, 7, 2}, street{terrain.Alley, 4, 1})
		}
		return pick(street{terrain.Communal, 8, 45}, street{terrain.Track, 5, 25}, street{terrain.Track, 4, 12}, none)
	}
	return none
}

// cutBlock divides a plot across its length and goes on with the pieces. It reports
// whether it did. It tries a line that follows the surroundings, then straight ones, then
// the shortest way across the middle.
func (b *builder) cutBlock(p plot, f frame, length, depth float64, level int) bool {
	s := streetFor(p.zone, p.dense, b.mesh.Area(p.poly))
	if p.zone == terrain.Open && p.dense > 0.55 && b.land.Crooked(f.middle) > 0.5 {
		s.bend, s.width = 7, min(s.width, 6)*0.7
	}
	parts := max(math.Round(f.length/length), 2)
	best := (math.Floor(parts/2)/parts - 0.5) * f.length
	free := 0.12 * f.length / parts * 2
	clear := max(0.3*min(length, depth), 0.1*math.Sqrt(b.mesh.Area(p.poly)))
	if len(p.poly.Holes) > 0 && b.cutRing(p, f, s, clear, level) {
		return true
	}
	for try := range int64(6) {
		through := f.at(best+free*(2*b.even(p.poly, int64(level), try)-1), 0)
		if try == 0 {
			if q, ok := b.opposite(p.poly, f, best, free*1.6); ok && s.width > 0 {
				through = q
			}
		}
		if b.cutAlong(p, b.course(through, f, s, p.angle == 0 && try < 3), through, s, clear, level) {
			return true
		}
		free = max(free, 0.15*f.length)
	}
	for _, line := range b.shortcuts(p.poly) {
		if b.cutAlong(p, line, line[1], s, clear, level) {
			return true
		}
	}
	return false
}

// cutRing divides a plot that lies around others by a line through one of them, so that no
// piece goes all the way round.
func (b *builder) cutRing(p plot, f frame, s street, clear float64, level int) bool {
	for _, h := range p.poly.Holes {
		middle := measure(b.mesh, mesh.Polygon{Outer: h}, f.angle).middle
		for try := range 4 {
			g := f
			if try%2 == 1 {
				g = f.turned()
			}
			line := b.course(middle, g, s, try < 2)
			if b.cutWhole(p, line, s, clear/float64(1+try/2), level) {
				return true
			}
		}
	}
	return false
}

// cutWhole cuts p along all stretches of a line.
func (b *builder) cutWhole(p plot, line orb.LineString, s street, clear float64, level int) bool {
	stretches := inside(b.mesh.Rings(p.poly), line)
	for _, in := range stretches {
		if !b.roomy(p.poly, in, clear) {
			return false
		}
	}
	return len(stretches) > 1 && b.cut(p, line, stretches, s, level)
}

// cutAlong cuts p along the stretch of a line that passes a point, with a street in it or
// not.
func (b *builder) cutAlong(p plot, line orb.LineString, through orb.Point, s street, clear float64, level int) bool {
	stretch, ok := b.stretch(p.poly, line, through)
	if !ok || !b.roomy(p.poly, stretch, clear) {
		return false
	}
	return b.cut(p, lengthen(stretch, 1+s.width), []orb.LineString{stretch}, s, level)
}

const smallestBlock = 60.0 // m²

// cut divides p along a line, with a street in it or not, and goes on with the pieces.
func (b *builder) cut(p plot, line orb.LineString, stretches []orb.LineString, s street, level int) bool {
	var pieces, surface []mesh.Polygon
	if s.width > 0 {
		var ok bool
		if surface, pieces, ok = b.mesh.Band(p.poly, line, s.width); !ok || len(surface) == 0 || len(pieces) < 2 {
			return false
		}
	} else {
		left, right, ok := b.mesh.Cut(p.poly, line)
		if pieces = append(left, right...); !ok || len(pieces) < 2 {
			return false
		}
	}
	if slices.ContainsFunc(pieces, func(q mesh.Polygon) bool { return b.mesh.Area(q) < smallestBlock }) {
		return false
	}
	b.pave(surface, stretches, s)
	for _, q := range pieces {
		next := p
		next.poly = q
		b.divide(next, level+1)
	}
	return true
}

// pave makes roads of the surfaces of a new street, each with the stretch of its middle
// line that lies on it.
func (b *builder) pave(surface []mesh.Polygon, stretches []orb.LineString, s street) {
	if len(surface) == 0 {
		return
	}
	first := len(b.ways)
	for _, line := range stretches {
		b.rememberEnd(line[0])
		b.rememberEnd(line[len(line)-1])
		b.ways = append(b.ways, way{class: s.class, width: s.width, line: line})
	}
	for i, q := range surface {
		w := first + min(i, len(stretches)-1)
		for _, piece := range b.sections(q, b.ways[w]) {
			b.plots = append(b.plots, plot{poly: piece, surface: road, way: w})
		}
	}
}

const streetSection = 150.0 // metres of a street that lie in one commune

// sections cuts the surface of a long street across, so that borders of communes may
// follow it part of the way.
func (b *builder) sections(p mesh.Polygon, w way) []mesh.Polygon {
	out := []mesh.Polygon{p}
	for _, line := range Across(w.line, func(int) float64 { return w.width }, streetSection) {
		for i, q := range out {
			if left, right, ok := b.mesh.Cut(q, line); ok {
				out = append(append(out[:i], left...), append(right, out[i+1:]...)...)
				break
			}
		}
	}
	return out
}

// course draws the line of a street through a point, across the frame: straight, or
// following the way its surroundings are laid out.
func (b *builder) course(through orb.Point, f frame, s street, follow bool) orb.LineString {
	reach := 0.75*f.depth + 60
	step := min(max(f.depth/9, 9), 45)
	walk := func(angle float64) orb.LineString {
		var out orb.LineString
		at := through
		for d := 0.0; d < reach; d += step {
			out = append(out, at)
			if follow {
				next := b.land.Heading(at)
				next += math.Pi / 2 * math.Round((angle-next)/(math.Pi/2))
				angle += 0.6 * min(max(next-angle, -0.12), 0.12)
			}
			sn, cs := math.Sincos(angle)
			at = orb.Point{at[0] + step*cs, at[1] + step*sn}
		}
		return append(out, at)
	}
	back := walk(f.angle - math.Pi/2)
	back.Reverse()
	line := append(back, walk(f.angle + math.Pi/2)[1:]...)
	if s.bend > 0 {
		for i, p := range line {
			n := terrain.Normal(line[max(i-1, 0)], line[min(i+1, len(line)-1)])
			d := s.bend * terrain.Noise(611, p, max(16*s.bend, 4*step))
			line[i] = orb.Point{p[0] + d*n[0], p[1] + d*n[1]}
		}
	}
	return line
}

// even is a number from 0 to 1 that depends on where a polygon lies.
func (b *builder) even(p mesh.Polygon, salt ...int64) float64 {
	q := b.mesh.At(p.Outer[0])
	r := b.mesh.At(p.Outer[len(p.Outer)/2])
	return terrain.Even(append(salt, q.X, q.Y, r.X, r.Y)...)
}

const endReach = 32.0 // metres between the ends of streets that may be one crossing

func endCell(p orb.Point) [2]int {
	return [2]int{int(math.Floor(p[0] / endReach)), int(math.Floor(p[1] / endReach))}
}

// rememberEnd notes where a street leaves a plot, so that one across the road can go on.
func (b *builder) rememberEnd(p orb.Point) {
	b.ends[endCell(p)] = append(b.ends[endCell(p)], p)
}

// opposite finds the end of a street just across the road from which p's own new street
// may go on: the one nearest to the wanted place along the frame, at most free away.
func (b *builder) opposite(p mesh.Polygon, f frame, want, free float64) (orb.Point, bool) {
	sn, cs := math.Sincos(f.angle)
	along := func(q orb.Point) float64 { return (q[0]-f.middle[0])*cs + (q[1]-f.middle[1])*sn }
	best, found := orb.Point{}, false
	for _, v := range p.Outer {
		q := b.mesh.Metres(v)
		if math.Abs(along(q)-want) > free+2*endReach {
			continue
		}
		c := endCell(q)
		for dx := -1; dx <= 1; dx++ {
			for dy := -1; dy <= 1; dy++ {
				for _, e := range b.ends[[2]int{c[0] + dx, c[1] + dy}] {
					if u := math.Abs(along(e) - want); u < free && terrain.Dist(e, q) < endReach {
						free, best, found = u, e, true
					}
				}
			}
		}
	}
	return best, found
}
