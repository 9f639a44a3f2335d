package reporting

import (
	"image"
	"image/color"
	"math"

	"sotay/internal/demo/dice"
)

// The size of a drawn picture, in pixels.
const (
	pictureWidth  = 640
	pictureHeight = 480
	horizon       = 190
)

// blot is something in a picture: an ellipse or, square, a rectangle.
type blot struct {
	x, y, rx, ry float64
	color        color.RGBA
	square       bool
}

func (b blot) covers(x, y float64) bool {
	dx, dy := math.Abs(x-b.x)/b.rx, math.Abs(y-b.y)/b.ry
	if b.square {
		return dx <= 1 && dy <= 1
	}
	return dx*dx+dy*dy <= 1
}

// Draw draws a street with what a category is about or, done, with what was made of it. The same
// category and seed are the same picture.
func Draw(category string, done bool, seed int64) image.Image {
	d := dice.New(0x616e68, seed, int64(len(category)), int64(category[0]))
	img := image.NewRGBA(image.Rect(0, 0, pictureWidth, pictureHeight))
	for y := range pictureHeight {
		for x := range pictureWidth {
			img.SetRGBA(x, y, background(float64(x), float64(y)))
		}
	}
	for _, b := range append(houses(d), things(category, done, d)...) {
		b.paint(img)
	}
	grain := uint32(d.IntN(1 << 20))
	for i := 0; i < len(img.Pix); i += 4 {
		grain = grain*1103515245 + 12345
		c := shade(color.RGBA{img.Pix[i], img.Pix[i+1], img.Pix[i+2], 255}, int(grain>>16%13)-6)
		img.Pix[i], img.Pix[i+1], img.Pix[i+2] = c.R, c.G, c.B
	}
	return img
}

// paint colours what it covers.
func (b blot) paint(img *image.RGBA) {
	around := image.Rect(int(b.x-b.rx), int(b.y-b.ry), int(b.x+b.rx)+2, int(b.y+b.ry)+2).Intersect(img.Rect)
	for y := around.Min.Y; y < around.Max.Y; y++ {
		for x := around.Min.X; x < around.Max.X; x++ {
			if b.covers(float64(x), float64(y)) {
				img.SetRGBA(x, y, b.color)
			}
		}
	}
}

// shade makes a colour lighter or darker.
func shade(c color.RGBA, by int) color.RGBA {
	part := func(v uint8) uint8 { return uint8(max(0, min(255, int(v)+by))) }
	return color.RGBA{part(c.R), part(c.G), part(c.B), 255}
}

// background is sky, verges and a road that runs to the horizon.
func background(x, y float64) color.RGBA {
	if y < horizon {
		return shade(color.RGBA{168, 205, 232, 255}, int(y/6))
	}
	near := (y - horizon) / (pictureHeight - horizon)
	off := math.Abs(x - pictureWidth/2)
	switch half := 20 + 250*near; {
	case off < 2+4*near && math.Mod(math.Sqrt(near)*9, 1) < 0.5:
		return color.RGBA{232, 228, 205, 255}
	case off < half:
		return color.RGBA{104, 104, 108, 255}
	case off < half+6+40*near:
		return color.RGBA{176, 168, 156, 255}
	}
	return color.RGBA{118, 146, 92, 255}
}

// houses stand along the street.
func houses(d dice.Dice) []blot {
	var list []blot
	for _, side := range []float64{-1, 1} {
		for n := range 4 {
			x := pictureWidth/2 + side*(90+float64(n)*78)
			height := 40 + float64(n)*14 + d.Between(0, 30)
			tone := uint8(d.Between(150, 225))
			list = append(list,
				blot{x, horizon - height + 20, 38, height, color.RGBA{tone, tone - 20, tone - 45, 255}, true},
				blot{x, horizon - height + 10, 14, 12, color.RGBA{70, 90, 105, 255}, true})
		}
	}
	return list
}

// things are what the picture is of.
func things(category string, done bool, d dice.Dice) []blot {
	x, y := d.Between(250, 400), d.Between(330, 400)
	brown, green, dark := color.RGBA{92, 66, 44, 255}, color.RGBA{58, 112, 52, 255}, color.RGBA{38, 36, 36, 255}
	switch category {
	case "roads":
		if done {
			return []blot{{x, y, 84, 30, color.RGBA{70, 70, 74, 255}, true}}
		}
		return []blot{{x, y, 74, 26, color.RGBA{86, 78, 70, 255}, false}, {x + 4, y + 3, 58, 19, dark, false}}
	case "lighting", "power":
		lamp := color.RGBA{90, 90, 90, 255}
		if done {
			lamp = color.RGBA{255, 240, 150, 255}
		}
		return []blot{{150, 250, 5, 170, color.RGBA{120, 120, 124, 255}, true}, {185, 84, 38, 4, color.RGBA{120, 120, 124, 255}, true}, {222, 94, 16, 9, lamp, false}}
	case "trees":
		if done {
			return []blot{{500, 330, 16, 14, brown, true}}
		}
		return []blot{{500, 270, 14, 110, brown, true}, {470, 150, 92, 66, green, false}, {380, 320, 90, 8, brown, true}}
	case "waste":
		if done {
			return []blot{{x, y - 40, 26, 36, color.RGBA{48, 120, 76, 255}, true}}
		}
		return []blot{{x, y, 96, 34, color.RGBA{74, 70, 62, 255}, false}, {x - 40, y - 18, 30, 22, color.RGBA{210, 210, 214, 255}, false}, {x + 34, y - 12, 26, 20, color.RGBA{60, 96, 150, 255}, false}, {x + 2, y - 26, 24, 18, dark, false}}
	case "water":
		if done {
			return []blot{{x, y, 44, 12, color.RGBA{60, 60, 64, 255}, true}}
		}
		return []blot{{pictureWidth / 2, 420, 300, 66, color.RGBA{124, 134, 128, 255}, false}, {pictureWidth / 2, 412, 220, 30, color.RGBA{150, 162, 160, 255}, false}}
	}
	if done {
		return nil
	}
	return []blot{{x + 130, y - 40, 60, 44, color.RGBA{176, 60, 48, 255}, true}, {x + 130, y - 90, 76, 10, color.RGBA{220, 200, 90, 255}, true}, {x + 60, y - 10, 26, 20, color.RGBA{50, 80, 130, 255}, true}}
}
