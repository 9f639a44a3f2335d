package corpus

import (
	"bytes"
	"encoding/binary"
	"image"

	"github.com/klauspost/compress/zlib"
)

// Bombs are small files that would be large.
func Bombs() []Sample {
	sized := func(file []byte, w, h uint16) []byte {
		file = bytes.Clone(file)
		at := max(bytes.Index(file, []byte{0xff, 0xc0}), bytes.Index(file, []byte{0xff, 0xc2}))
		binary.BigEndian.PutUint16(file[at+5:], h)
		binary.BigEndian.PutUint16(file[at+7:], w)
		return file
	}
	small := JPEG(Scene(16, 16))
	deflated := func(w, h uint32, depth, colour byte, n int) []byte { return rawPNG(w, h, depth, colour, 0, zeros(n)) }
	var list []Sample
	for code, files := range map[string]map[string][]byte{
		"too_many_pixels": {
			"jpeg of 64250²":            sized(small, 64250, 64250),
			"jpeg of 65535²":            sized(small, 65535, 65535),
			"cmyk jpeg of 45 MP":        sized(CMYK(Scene(16, 16)), 9000, 5000),
			"progressive jpeg of 48 MP": sized(Progressive(1, 1, 1), 8000, 6000),
			"png of 65535²":             deflated(65535, 65535, 8, 0, 1000),
			"png of 2³²-1":              deflated(1<<32-1, 1<<32-1, 8, 0, 1000),
			"png of 2³¹-1":              deflated(1<<31-1, 1<<31-1, 8, 0, 1000),
			"png of 49 MP and 16 bits":  deflated(7000, 7000, 16, 6, 1000),
			"interlaced png of 25 MP":   rawPNG(5000, 5000, 8, 6, 1, zeros(1000)),
			"webp of 16383²":            RIFF(Chunk("VP8L", Lossless(image.NewRGBA(image.Rect(0, 0, 16383, 16383))))),
		},
		"damaged": {
			"jpeg of no height":                    sized(small, 16, 0),
			"progressive jpeg of 500 scans":        Progressive(8, 6, 500),
			"png that unpacks to more":             deflated(100, 100, 8, 0, 200<<20),
			"webp of another size than its canvas": RIFF(Canvas(0, 8, 8), Chunk("VP8L", Lossless(image.NewRGBA(image.Rect(0, 0, 7000, 7000))))),
			"webp canvas of 2²⁴":                   RIFF(Canvas(0, 1<<24, 1<<24), Chunk("VP8L", Lossless(Scene(8, 8)))),
		},
	} {
		for name, file := range files {
			list = append(list, Sample{Name: name, File: file, Code: code})
		}
	}
	return list
}

func zeros(n int) []byte {
	return encoded(func(b *bytes.Buffer) error {
		z := zlib.NewWriter(b)
		for some := make([]byte, 1<<20); n > 0; n -= len(some) {
			_, _ = z.Write(some[:min(n, len(some))])
		}
		return z.Close()
	})
}
