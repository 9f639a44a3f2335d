package photos

import (
	"bytes"
	"encoding/binary"
	"image"
)

// orientation reads the tag Orientation (0x0112) of the first directory of EXIF, which is laid
// out like a TIFF file: 1 to 8, and 1 (upright) where there is none that can be read. Nothing
// else of EXIF is looked at.
func orientation(exif []byte) int {
	exif = bytes.TrimPrefix(exif, []byte("Exif\x00\x00")) // some write it into WebP too
	if len(exif) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if exif[0] == 'M' {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(exif[4:]))
	if order.Uint16(exif[2:]) != 42 || at+2 > int64(len(exif)) {
		return 1
	}
	entries := exif[at+2:]
	for range order.Uint16(exif[at:]) {
		if len(entries) < 12 {
			break
		}
		if order.Uint16(entries) == 0x0112 && order.Uint16(entries[2:]) == 3 {
			if turn := order.Uint16(entries[8:]); turn >= 1 && turn <= 8 {
				return int(turn)
			}
			break
		}
		entries = entries[12:]
	}
	return 1
}

// upright gives the picture as it is to be seen, by its orientation of EXIF: 5 to 8 have rows
// and columns exchanged.
func upright(src *image.RGBA, turn int) *image.RGBA {
	if turn == 1 {
		return src
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	size := image.Rect(0, 0, w, h)
	if turn >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			ox, oy := turned(x, y, w, h, turn)
			copy(out.Pix[out.PixOffset(ox, oy):][:4], src.Pix[src.PixOffset(x, y):][:4])
		}
	}
	return out
}

// turned says where the pixel (x, y) of a picture of w × h belongs.
func turned(x, y, w, h, turn int) (int, int) {
	switch turn {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return h - 1 - y, x
	case 7:
		return h - 1 - y, w - 1 - x
	case 8:
		return y, w - 1 - x
	}
	return x, y
}
