package wqi

import "sotay/environment/index"

// Rank is the number of the level of an index.
func Rank(value int) int {
	for i, from := range [...]int{91, 76, 51, 26, 10} {
		if value >= from {
			return i + 1
		}
	}
	return 6
}

// LevelOf is the level of an index.
func LevelOf(value int) index.Level { return Levels()[Rank(value)-1] }

// Levels lists the levels, the best first. What water of a level is good for is as the
// decision is usually told; its own words were not read.
func Levels() []index.Level {
	level := func(number, from, to int, name, effect index.Text, color, safe string) index.Level {
		return index.Level{Number: number, From: from, To: to, Name: name, Effect: effect, Color: color, Safe: safe}
	}
	return []index.Level{
		level(1, 91, 100, index.Text{VI: "Rất tốt", EN: "Very good"},
			index.Text{VI: "Dùng tốt cho cấp nước sinh hoạt.", EN: "Good for domestic water supply."}, "#3333ff", "#fde725"),
		level(2, 76, 90, index.Text{VI: "Tốt", EN: "Good"},
			index.Text{VI: "Dùng cho cấp nước sinh hoạt sau khi xử lý phù hợp.", EN: "For domestic water supply after suitable treatment."}, "#00e400", "#7ad151"),
		level(3, 51, 75, index.Text{VI: "Trung bình", EN: "Moderate"},
			index.Text{VI: "Dùng cho tưới tiêu và các mục đích tương đương.", EN: "For irrigation and the like."}, "#ffff00", "#22a884"),
		level(4, 26, 50, index.Text{VI: "Xấu", EN: "Bad"},
			index.Text{VI: "Dùng cho giao thông thủy và các mục đích tương đương.", EN: "For navigation and the like."}, "#ff7e00", "#2a788e"),
		level(5, 10, 25, index.Text{VI: "Kém", EN: "Poor"},
			index.Text{VI: "Nước ô nhiễm nặng, cần có biện pháp xử lý.", EN: "Heavily polluted; measures are needed."}, "#ff0000", "#414487"),
		level(6, 0, 9, index.Text{VI: "Ô nhiễm rất nặng", EN: "Very heavily polluted"},
			index.Text{VI: "Nước nhiễm độc, cần khắc phục và xử lý ngay.", EN: "Poisoned; it must be dealt with at once."}, "#7e0023", "#2b0a3d"),
	}
}
