package corpus

import (
	"bytes"
	"image"
	"image/color"
	"slices"
)

// planes is a JPEG of components that are not subsampled, each with a scan of its own: Go encodes
// each as a grey picture, and all have the same tables. transform is that of Adobe's segment, -1
// for none.
func planes(frame byte, transform int, list ...*image.Gray) []byte {
	one := JPEG(list[0])
	at, scan := bytes.Index(one, []byte{0xff, 0xc0}), bytes.Index(one, []byte{0xff, 0xda})
	out := []byte{0xff, 0xd8}
	if transform >= 0 {
		out = append(out, segment(0xee, "Adobe\x00\x64\x00\x00\x00\x00"+string(rune(transform)))...)
	}
	out = append(out, one[2:at]...)
	body := append(slices.Clone(one[at+4:at+9]), byte(len(list)))
	for c := range list {
		body = append(body, byte(c+1), 0x11, 0)
	}
	out = append(out, segment(frame, string(body))...)
	out = append(out, one[at+13:scan]...)
	for c, plane := range list {
		file := JPEG(plane)
		data := file[bytes.Index(file, []byte{0xff, 0xda})+2+8 : len(file)-2]
		out = append(out, 0xff, 0xda, 0, 8, 1, byte(c+1), 0, 0, 63, 0)
		out = append(out, data...)
	}
	return append(out, 0xff, 0xd9)
}

// plane is what a function sees of each pixel.
func plane(s *image.RGBA, of func(color.RGBA) byte) *image.Gray {
	out := image.NewGray(s.Rect)
	for i := range out.Pix {
		out.Pix[i] = of(s.RGBAAt(i%s.Rect.Dx(), i/s.Rect.Dx()))
	}
	return out
}

func ycc(part int) func(color.RGBA) byte {
	return func(c color.RGBA) byte {
		y, cb, cr := color.RGBToYCbCr(c.R, c.G, c.B)
		return [3]byte{y, cb, cr}[part]
	}
}

// colours are red, green, blue, and what Adobe writes where there is no black: 255. Inks are
// written the other way round, so that cyan is what is seen of red.
func colours(s *image.RGBA) (list []*image.Gray) {
	return []*image.Gray{
		plane(s, func(c color.RGBA) byte { return c.R }), plane(s, func(c color.RGBA) byte { return c.G }), plane(s, func(c color.RGBA) byte { return c.B }),
		plane(s, func(color.RGBA) byte { return 255 }),
	}
}

// CMYK is a JPEG of cyan, magenta, yellow and black, as Photoshop writes it.
func CMYK(s *image.RGBA) []byte { return planes(0xc0, 0, colours(s)...) }

// YCCK is a JPEG of inks, the three colours as brightness and two differences, as Photoshop writes
// it: of the inks themselves, and black the other way round.
func YCCK(s *image.RGBA) []byte {
	inks := func(part int) *image.Gray {
		return plane(s, func(c color.RGBA) byte { return ycc(part)(color.RGBA{255 - c.R, 255 - c.G, 255 - c.B, 255}) })
	}
	return planes(0xc0, 2, inks(0), inks(1), inks(2), plane(s, func(color.RGBA) byte { return 255 }))
}

// RGB is a JPEG of red, green and blue.
func RGB(s *image.RGBA) []byte { return planes(0xc0, 0, colours(s)[:3]...) }
