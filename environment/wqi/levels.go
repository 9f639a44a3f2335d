package wqi

// Level is what an index of a range means.
type Level struct {
	Number   int // 1, the best, … 6
	From, To int
	Name     Text
	// Color is the usual one, #rrggbb. Safe is of a palette for those who see colours
	// otherwise: each level is darker than the one before, in grey as well.
	Color, Safe string
}

// Text is Vietnamese and English.
type Text struct{ VI, EN string }

// LevelOf is the level of an index.
func LevelOf(index int) Level {
	levels := Levels()
	for _, l := range levels {
		if index >= l.From {
			return l
		}
	}
	return levels[len(levels)-1]
}

// Levels lists the levels, the best first.
func Levels() []Level {
	return []Level{
		{1, 91, 100, Text{"Rất tốt", "Very good"}, "#3333ff", "#fde725"},
		{2, 76, 90, Text{"Tốt", "Good"}, "#00e400", "#7ad151"},
		{3, 51, 75, Text{"Trung bình", "Moderate"}, "#ffff00", "#22a884"},
		{4, 26, 50, Text{"Xấu", "Bad"}, "#ff7e00", "#2a788e"},
		{5, 10, 25, Text{"Kém", "Poor"}, "#ff0000", "#414487"},
		{6, 0, 9, Text{"Ô nhiễm rất nặng", "Very heavily polluted"}, "#7e0023", "#2b0a3d"},
	}
}
