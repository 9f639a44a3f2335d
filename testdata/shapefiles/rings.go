package main

import "slices"

// rings are oddities of the rings of polygons. Shells run clockwise in a right file.
func rings(f files) {
	add := func(name string, shapes ...[]byte) {
		var rows []row
		for i, s := range shapes {
			rows = append(rows, at(s, i+1))
		}
		f.zip(name, build(config(), rows...))
	}
	shell, hole := turn(box(0, 0, 60, 60)), box(10, 10, 50, 50)
	island, lake := turn(box(20, 20, 40, 40)), box(25, 25, 35, 35)
	far, farHole := turn(box(70, 0, 90, 20)), box(75, 5, 80, 10)
	add("ring_order", polyRecord(5, hole, shell), polyRecord(5, farHole, shell, hole, far))
	add("ring_direction",
		polyRecord(5, turn(shell)), polyRecord(5, turn(shell), turn(hole)),
		polyRecord(5, turn(shell), hole), polyRecord(5, shell, turn(hole)), polyRecord(5, turn(shell), turn(far)))
	add("islands_in_holes",
		polyRecord(5, shell, hole, island), polyRecord(5, lake, island, hole, shell),
		polyRecord(5, far, island, shell, farHole, lake, hole))
	add("several_shells", polyRecord(5, shell, far))
	add("touching_rings",
		polyRecord(5, shell, diamond(0, 30, 20, 10)),                      // touches the shell's west side
		polyRecord(5, turn(box(0, 0, 10, 10)), turn(box(10, 10, 20, 20))), // two shells at one corner
		polyRecord(5, shell, diamond(20, 30, 10, 10), diamond(40, 30, 10, 10)))
	add("shared_edge", polyRecord(5, shell, box(0, 10, 20, 20)), polyRecord(5, turn(box(0, 0, 10, 10)), turn(box(10, 0, 20, 10))))
	add("crossing_rings", polyRecord(5, shell, turn(box(50, 50, 80, 80))))
	add("duplicate_ring", polyRecord(5, shell, shell))
	add("bow_tie", polyRecord(5, []float64{0, 0, 10, 10, 10, 0, 0, 10, 0, 0}))
	add("open_ring", polyRecord(5, shell[:8]), polyRecord(5, shell, hole[:8]))
	add("short_ring", polyRecord(5, shell[:4]), polyRecord(5, shell, hole[:2]), polyRecord(5, slices.Concat(shell[:4], shell[:2])))
	add("zero_area", polyRecord(5, []float64{0, 0, 10, 0, 20, 0, 0, 0}), polyRecord(5, shell, []float64{426805, 1144105, 426805, 1144105, 426805, 1144105, 426805, 1144105}))
	add("empty_parts", polyRecord(5, nil, shell, nil, hole), polyRecord(5), polyRecord(5, nil, nil))
	many := [][]float64{}
	for i := range 100 {
		x, y := float64(i%10)*6+1, float64(i/10)*6+1
		many = append(many, box(x, y, x+4, y+4))
	}
	add("many_holes", polyRecord(5, append(many, shell)...))
	lines := config()
	lines.Kind = 3
	f.zip("short_line", build(lines, at(polyRecord(3, shell[:2]), 1), at(polyRecord(3, shell, nil), 2), at(polyRecord(3, shell[:4], hole[:2]), 3)))
}

// diamond is a closed ring of four corners, counter-clockwise, whose west corner is at x, y.
func diamond(x, y, w, h float64) []float64 {
	o := box(0, 0, 0, 0)
	e, n := o[0], o[1]
	return []float64{e + x, n + y, e + x + w/2, n + y - h/2, e + x + w, n + y, e + x + w/2, n + y + h/2, e + x, n + y}
}
