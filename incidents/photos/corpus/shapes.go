package corpus

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
)

// Shapes are photos of unusual kinds: those that are taken as they are seen, and those that no
// decoder of ours reads, which are refused by name.
func Shapes() []Sample {
	s := Scene(64, 48)
	grey, grey16, deep, clear := image.NewGray(s.Rect), image.NewGray16(s.Rect), image.NewNRGBA64(s.Rect), image.NewNRGBA(s.Rect)
	for _, img := range []draw.Image{grey, grey16, deep, clear} {
		draw.Draw(img, s.Rect, s, image.Point{}, draw.Src)
	}
	clear.Set(60, 40, color.Transparent)
	var list []Sample
	for colours, files := range map[string]map[string][]byte{
		"rgbw": {
			"cmyk jpeg": CMYK(s), "ycck jpeg": YCCK(s), "rgb jpeg": RGB(s), "progressive colour jpeg": ProgressiveColour(s),
			"16-bit png": PNG(deep), "clear png": PNG(clear), "palette png": PNG(paletted(s, 200)), "4-bit png": PNG(paletted(s, 16)), "2-bit png": PNG(paletted(s, 4)),
			"interlaced png": Interlaced(s), "lossy webp": Lossy(), "lossy webp with opacity": LossyAlpha(), "lossless webp": RIFF(Chunk("VP8L", Lossless(s))),
			"animated png": WithChunk(WithChunk(PNG(s), "fcTL", string(make([]byte, 26))), "acTL", "\x00\x00\x00\x01\x00\x00\x00\x00"),
			"fill bytes":   join(JPEG(s)[:2], []byte{0xff, 0xff}, JPEG(s)[2:]),
		},
		"": {
			"grey jpeg": JPEG(grey), "progressive jpeg": Progressive(8, 6, 1), "grey png": PNG(grey), "16-bit grey png": PNG(grey16), "grey png with opacity": greyAlpha(64, 48),
			"one pixel": PNG(Scene(2, 2).SubImage(image.Rect(0, 0, 1, 1))), "a line": PNG(image.NewGray(image.Rect(0, 0, 20_000, 1))),
		},
	} {
		for name, file := range files {
			list = append(list, Sample{Name: name, File: file, Colours: colours})
		}
	}
	return append(list,
		Sample{Name: "rubbish between segments", File: WithSegment(join([]byte("\xff\xd8"), []byte("rubbish"), JPEG(s)[2:]), 0xfe, "a comment"), Code: "damaged"},
		Sample{Name: "cmyk jpeg that does not say which", File: bytes.Replace(CMYK(s), []byte("Adobe"), []byte("adobe"), 1), Code: "unsupported"},
		Sample{Name: "two components", File: planes(0xc0, -1, grey, grey), Code: "unsupported"},
		Sample{Name: "12-bit jpeg", File: precise(JPEG(grey), 12), Code: "unsupported"},
		Sample{Name: "lossless jpeg", File: framed(JPEG(grey), 0xc3), Code: "unsupported"},
		Sample{Name: "arithmetic jpeg", File: framed(JPEG(grey), 0xc9), Code: "unsupported"},
		Sample{Name: "hierarchical jpeg", File: framed(JPEG(grey), 0xc5), Code: "unsupported"},
	)
}

// paletted is a picture with a palette of so many colours, of which it uses four.
func paletted(s *image.RGBA, n int) *image.Paletted {
	p := color.Palette{color.RGBA{255, 0, 0, 255}, color.RGBA{0, 255, 0, 255}, color.RGBA{0, 0, 255, 255}, color.White}
	for i := len(p); i < n; i++ {
		p = append(p, color.Gray{uint8(i)})
	}
	out := image.NewPaletted(s.Rect, p)
	draw.Draw(out, s.Rect, s, image.Point{}, draw.Src)
	return out
}

// greyAlpha is a PNG of grey with opacity, which Go's encoder does not make.
func greyAlpha(w, h int) []byte {
	var rows []byte
	for y := range h {
		rows = append(rows, 0)
		for x := range w {
			rows = append(rows, byte(x*4), byte(y*5))
		}
	}
	return rawPNG(uint32(w), uint32(h), 8, 4, 0, packed(rows))
}

// Interlaced is a picture as a PNG of seven passes, by Adam7.
func Interlaced(s *image.RGBA) []byte {
	var rows []byte
	for _, p := range [][4]int{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}} {
		for y := p[1]; y < s.Rect.Dy(); y += p[3] {
			rows = append(rows, 0)
			for x := p[0]; x < s.Rect.Dx(); x += p[2] {
				rows = append(rows, s.Pix[s.PixOffset(x, y):][:4]...)
			}
		}
	}
	return rawPNG(uint32(s.Rect.Dx()), uint32(s.Rect.Dy()), 8, 6, 1, packed(rows))
}

// precise says that a JPEG has so many bits in a sample.
func precise(file []byte, bits byte) []byte {
	at := bytes.Index(file, []byte{0xff, 0xc0})
	file[at+4] = bits
	return file
}

// framed says that a JPEG is of another process.
func framed(file []byte, marker byte) []byte {
	return bytes.Replace(file, []byte{0xff, 0xc0}, []byte{0xff, marker}, 1)
}
