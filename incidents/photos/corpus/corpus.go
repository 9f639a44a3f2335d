// Package corpus makes photos as phones and attackers send them: those that carry what must not
// be served, unusual kinds, bombs, and what is no photo. Only tests import it. Bare tells whether
// what became of one is a picture and nothing else.
package corpus

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"slices"

	"github.com/klauspost/compress/zlib"
)

// Secret is in every piece of the corpus that must not be served, with the piece's name.
const Secret = "khong-duoc-lo-"

// Sample is one file of the corpus.
type Sample struct {
	Name string
	File []byte
	// Code of photos.Refused that it is refused with, "" for a photo that is taken.
	Code string
	// Colours of its four quarters in reading order, where they must be seen: rgbw; "" for any.
	Colours string
}

// String names a sample.
func (s Sample) String() string { return fmt.Sprintf("%s (%d bytes)", s.Name, len(s.File)) }

// All makes every sample.
func All() []Sample { return slices.Concat(Carriers(), Shapes(), Bombs(), Strangers()) }

// Scene is a picture whose four quarters are red, green, blue and white, in reading order.
func Scene(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i, c := range []color.RGBA{{255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {255, 255, 255, 255}} {
		x, y := i%2*w/2, i/2*h/2
		draw.Draw(img, image.Rect(x, y, x+w/2, y+h/2), image.NewUniform(c), image.Point{}, draw.Src)
	}
	return img
}

// JPEG encodes a picture as Go does: without any metadata.
func JPEG(img image.Image) []byte {
	return encoded(func(b *bytes.Buffer) error { return jpeg.Encode(b, img, nil) })
}

// PNG encodes a picture.
func PNG(img image.Image) []byte {
	return encoded(func(b *bytes.Buffer) error { return png.Encode(b, img) })
}

// GIF encodes pictures, each shown for a moment.
func GIF(frames ...image.Image) []byte {
	all := &gif.GIF{}
	for _, img := range frames {
		p := image.NewPaletted(img.Bounds(), color.Palette{color.Black, color.White})
		draw.Draw(p, p.Rect, img, image.Point{}, draw.Src)
		all.Image, all.Delay = append(all.Image, p), append(all.Delay, 10)
	}
	return encoded(func(b *bytes.Buffer) error { return gif.EncodeAll(b, all) })
}

func encoded(write func(*bytes.Buffer) error) []byte {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		panic(err) // memory takes it
	}
	return b.Bytes()
}

//go:embed testdata/lossy.webp
var lossy []byte

//go:embed testdata/lossy_alpha.webp
var lossyAlpha []byte

// Lossy is the scene as a browser's WebP.
func Lossy() []byte { return bytes.Clone(lossy) }

// LossyAlpha is the scene as a browser's WebP with a plane of opacity.
func LossyAlpha() []byte { return bytes.Clone(lossyAlpha) }

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// WithSegment puts a segment behind the beginning of a JPEG.
func WithSegment(file []byte, marker byte, body string) []byte {
	return join(file[:2], segment(marker, body), file[2:])
}

func segment(marker byte, body string) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(body)+2)), body...)
}

// WithChunk puts a chunk behind the header of a PNG.
func WithChunk(file []byte, name, body string) []byte {
	const header = 8 + 25
	return join(file[:header], pngChunk(name, body), file[header:])
}

func pngChunk(name, body string) []byte {
	chunk := append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), name+body...)
	return binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
}

// rawPNG is a PNG of a header and packed rows.
func rawPNG(w, h uint32, depth, colour, interlaced byte, rows []byte) []byte {
	size := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	return join([]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", string(append(size, depth, colour, 0, 0, interlaced))), pngChunk("IDAT", string(rows)), pngChunk("IEND", ""))
}

func packed(text []byte) []byte {
	return encoded(func(b *bytes.Buffer) error {
		z := zlib.NewWriter(b)
		_, _ = z.Write(text)
		return z.Close()
	})
}

// RIFF packs chunks into a WebP.
func RIFF(chunks ...[]byte) []byte {
	body := join(append([][]byte{[]byte("WEBP")}, chunks...)...)
	return join([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(len(body))), body)
}

// Chunk is a chunk of a WebP.
func Chunk(name string, body []byte) []byte {
	out := join([]byte(name), binary.LittleEndian.AppendUint32(nil, uint32(len(body))), body)
	if len(body)%2 == 1 {
		out = append(out, 0)
	}
	return out
}

// Canvas is a WebP's extended header.
func Canvas(flags byte, w, h int) []byte {
	return Chunk("VP8X", []byte{flags, 0, 0, 0, byte(w - 1), byte((w - 1) >> 8), byte((w - 1) >> 16), byte(h - 1), byte((h - 1) >> 8), byte((h - 1) >> 16)})
}
