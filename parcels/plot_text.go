package parcels

import (
	"strings"

	"sotay/internal/fold"
)

// drawing is a plot as it was written down.
type drawing struct {
	rings   [][][2]float64 // x east and y north in metres, or longitude and latitude; not closed
	degrees bool
	zone    Zone   // said in the text; zero when none was
	unknown string // a meridian said that no zone has
	ignored int
	example string
}

// drawing reads a list of corners or a DXF drawing.
func (g *grammar) drawing(text string) (drawing, error) {
	if len(text) > MaxPlotText {
		return drawing{}, refuse("too_large", "Danh sách hoặc bản vẽ lớn hơn 8 MB.", "The list or drawing is larger than 8 MB.")
	}
	read := g.list
	if isDXF(text) {
		read = readDXF
	}
	d, err := read(text)
	switch {
	case err != nil:
		return drawing{}, err
	case d.unknown != "" && d.zone == (Zone{}):
		return drawing{}, refuse("zone_unknown", "Không có kinh tuyến trục %s. Các kinh tuyến trục đang dùng: %s.", "There is no central meridian %s. Those in use: %s.", d.unknown, meridianList())
	case len(d.rings) == 0 && d.ignored > 0:
		return drawing{}, refuse("no_corners",
			"Không đọc được đỉnh nào. Mỗi dòng cần X và Y của một đỉnh (VN-2000, mét) hoặc vĩ độ và kinh độ, ví dụ: 1  1144200,50  426902,36. Dòng không đọc được: “%[1]s”",
			"No corner could be read. Each line needs X and Y of one corner (VN-2000, metres) or latitude and longitude, such as: 1  1144200.50  426902.36. A line that could not be read: “%[1]s”", d.example)
	case len(d.rings) == 0:
		return drawing{}, refuse("no_corners", "Không có đỉnh nào ở đây.", "There are no corners here.")
	}
	corners := 0
	for _, ring := range d.rings {
		corners += len(ring)
		if len(ring) < 3 {
			return drawing{}, refuse("too_few_corners", "Một khu đất cần ít nhất ba đỉnh; ở đây chỉ có %d.", "A plot needs three corners at least; here are %d.", len(ring))
		}
	}
	if corners > maxCorners {
		return drawing{}, tooManyCorners(corners)
	}
	return d, nil
}

func tooManyCorners(n int) error {
	return refuse("too_many_corners", "Có %d đỉnh; nhiều nhất là %d.", "There are %d corners; %d are the most.", n, maxCorners)
}

// maxLines bounds a list, with what stands around it.
const maxLines = 4 * maxCorners

// list reads one corner a line. A blank line, or the first corner again, ends a ring.
func (g *grammar) list(text string) (d drawing, err error) {
	var ring [][2]float64
	end := func() {
		if len(ring) > 0 {
			d.rings = append(d.rings, ring)
		}
		ring = nil
	}
	plane := 0
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	if n := strings.Count(text, "\n") + 1; n > maxLines { // before they take room
		return drawing{}, refuse("too_many_lines", "Danh sách có %d dòng; nhiều nhất là %d.", "The list has %d lines; %d are the most.", n, maxLines)
	}
	lines := strings.Split(text, "\n")
	blank := 0
	for _, line := range lines[:max(0, len(lines)-1)] {
		if strings.TrimSpace(line) == "" {
			blank++
		}
	}
	spaced := blank*3 > len(lines) // a list with space between its lines
	for _, line := range lines {
		if strings.TrimSpace(line) == "" {
			if len(ring) >= 3 && !spaced {
				end()
			}
			continue
		}
		corner, degrees, ok := g.corner(line, &d)
		switch {
		case !ok:
			continue
		case !degrees:
			plane++
		case plane == 0:
			d.degrees = true
		}
		if degrees != d.degrees {
			return drawing{}, refuse("mixed", "Có dòng ghi độ, có dòng ghi mét: “%s”", "Some lines are in degrees, others in metres: “%s”", shortened(line))
		}
		if len(ring) > 0 && corner == ring[len(ring)-1] {
			continue
		}
		if len(ring) >= 3 && corner == ring[0] {
			end()
			continue
		}
		ring = append(ring, corner)
	}
	end()
	return d, nil
}

// corner reads the pair of a line, whatever stands beside it: its number, the length of an edge.
// A line that says the zone is noted.
func (g *grammar) corner(line string, d *drawing) (at [2]float64, degrees, ok bool) {
	s := strings.TrimSpace(fold.Marks(line))
	if len(s) > 300 { // no corner is told at such length
		s = s[:300]
	}
	var w written
	rest := g.takeZone(s, &w)
	if w.unknown != "" && d.unknown == "" {
		d.unknown = w.unknown
	}
	if w.zone != (Zone{}) {
		d.zone = w.zone
		s = rest
	}
	north, east := 0.0, 0.0
	for _, text := range g.bigger.FindAllString(g.metres.ReplaceAllString(s, " "), -1) {
		switch v := metres(text); {
		case v >= minEast && v <= maxEast && east == 0 && (north != 0 || v < minNorth):
			east = v
		case v >= minNorth && v <= maxNorth && north == 0:
			north = v
		case v >= minEast && v <= maxEast && east == 0:
			east = v
		}
	}
	if north < east {
		north, east = east, north
	}
	if north >= minNorth && east >= minEast && east <= maxEast {
		return [2]float64{east, north}, false, true
	}
	for _, try := range []string{s, afterNumber(s)} {
		if p, found := g.coordinates.parse(try); found && p.format != "vn2000" {
			return [2]float64{p.lon, p.lat}, true, true
		}
	}
	if strings.ContainsAny(line, "0123456789") && w.zone == (Zone{}) {
		if d.ignored++; d.example == "" {
			d.example = shortened(line)
		}
	}
	return at, false, false
}

// afterNumber is a line without the corner's number in front.
func afterNumber(s string) string {
	i := strings.IndexAny(s, " \t,;|")
	if i < 0 {
		return ""
	}
	return strings.Trim(strings.ReplaceAll(s[i+1:], "\t", " "), " ,;|")
}

func shortened(line string) string {
	if r := []rune(strings.TrimSpace(line)); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return strings.TrimSpace(line)
}
