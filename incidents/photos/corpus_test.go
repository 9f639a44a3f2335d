package photos_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"testing"

	"github.com/klauspost/compress/zlib"
)

// Secret is in every piece of the corpus that must not be served, with the piece's name.
const secret = "khong-duoc-lo-"

// sample is one file of the corpus: what becomes of it is a code of Refused, "" for a photo.
type sample struct {
	name string
	file []byte
	code string
}

// scene is a picture whose four quarters are red, green, blue and white, in reading order.
func scene(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i, c := range []color.RGBA{{255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {255, 255, 255, 255}} {
		x, y := i%2*w/2, i/2*h/2
		draw.Draw(img, image.Rect(x, y, x+w/2, y+h/2), image.NewUniform(c), image.Point{}, draw.Src)
	}
	return img
}

func jpegOf(img image.Image) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func pngOf(img image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func gifOf(img image.Image) []byte {
	var b bytes.Buffer
	if err := gif.Encode(&b, img, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// withSegment puts a segment behind the beginning of a JPEG.
func withSegment(file []byte, marker byte, body string) []byte {
	seg := append([]byte{0xff, marker}, binary.BigEndian.AppendUint16(nil, uint16(len(body)+2))...)
	return join(file[:2], seg, []byte(body), file[2:])
}

// withChunk puts a chunk behind the header of a PNG.
func withChunk(file []byte, name, body string) []byte {
	chunk := append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), name+body...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	const header = 8 + 25
	return join(file[:header], chunk, file[header:])
}

// riff packs chunks into a WebP.
func riff(chunks ...[]byte) []byte {
	body := join(append([][]byte{[]byte("WEBP")}, chunks...)...)
	return join([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(len(body))), body)
}

func riffChunk(name string, body []byte) []byte {
	out := join([]byte(name), binary.LittleEndian.AppendUint32(nil, uint32(len(body))), body)
	if len(body)%2 == 1 {
		out = append(out, 0)
	}
	return out
}

// canvas is a WebP's extended header.
func canvas(flags byte, w, h int) []byte {
	return riffChunk("VP8X", []byte{flags, 0, 0, 0, byte(w - 1), byte((w - 1) >> 8), byte((w - 1) >> 16), byte(h - 1), byte((h - 1) >> 8), byte((h - 1) >> 16)})
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// exif is EXIF with an orientation, a place, a maker's note and a thumbnail, without the words
// that begin it in a JPEG.
func exif(turn int, order binary.AppendByteOrder, mark string) []byte {
	type entry struct {
		tag, kind uint16
		count     uint32
		value     []byte
	}
	thumb := withSegment(jpegOf(scene(16, 16)), 0xfe, secret+mark+"-thumbnail")
	note, place := []byte(secret+mark+"-note"), []byte(secret+mark+"-gps")
	entries := []entry{
		{0x010e, 2, uint32(len(place)), place},
		{0x0112, 3, 1, order.AppendUint16(nil, uint16(turn))},
		{0x0201, 7, uint32(len(thumb)), thumb},
		{0x927c, 7, uint32(len(note)), note},
	}
	head := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		head = []byte("MM\x00*")
	}
	out := order.AppendUint16(order.AppendUint32(head, 8), uint16(len(entries)))
	var values []byte
	end := uint32(8 + 2 + 12*len(entries) + 4)
	for _, e := range entries {
		out = order.AppendUint32(order.AppendUint16(order.AppendUint16(out, e.tag), e.kind), e.count)
		if len(e.value) <= 4 {
			out = append(out, append(e.value, 0, 0, 0, 0)[:4]...)
			continue
		}
		out = order.AppendUint32(out, end+uint32(len(values)))
		values = append(values, e.value...)
	}
	return append(order.AppendUint32(out, 0), values...)
}

// corpus makes every sample.
func corpus(t testing.TB) (all []sample) {
	t.Helper()
	all = append(all, carriers(t)...)
	all = append(all, shapes()...)
	all = append(all, bombs()...)
	return append(all, strangers()...)
}

// carriers are photos that carry what must not be served.
func carriers(t testing.TB) []sample {
	j, p := jpegOf(scene(64, 48)), pngOf(scene(64, 48))
	lossy, err := os.ReadFile("testdata/lossy_alpha.webp")
	if err != nil {
		t.Fatal(err)
	}
	packed := func(text string) string {
		var b bytes.Buffer
		z := zlib.NewWriter(&b)
		_, _ = z.Write([]byte(text))
		_ = z.Close()
		return b.String()
	}
	exifOf := func(mark string) string { return string(exif(1, binary.LittleEndian, mark)) }
	return []sample{
		{"jpeg exif", withSegment(j, 0xe1, "Exif\x00\x00"+exifOf("jpeg")), ""},
		{"jpeg xmp", withSegment(j, 0xe1, "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>"+secret+"xmp</x:xmpmeta>"), ""},
		{"jpeg iptc", withSegment(j, 0xed, "Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x20"+secret+"iptc"), ""},
		{"jpeg icc", withSegment(j, 0xe2, "ICC_PROFILE\x00\x01\x01desc"+secret+"icc"), ""},
		{"jpeg mpf", withSegment(j, 0xe2, "MPF\x00"+secret+"mpf"), ""},
		{"jpeg comment", withSegment(j, 0xfe, "<script>"+secret+"comment</script>"), ""},
		{"jpeg maker", withSegment(j, 0xeb, "HDR_RI ver=11 "+secret+"maker"), ""},
		{"jpeg motion photo", join(j, []byte("\x00\x00\x00\x18ftypmp42"+secret+"video\xff\xda\xff\xd8")), ""},
		{"jpeg and zip", join(withSegment(j, 0xfe, "PK\x03\x04"+secret+"zip"), []byte("PK\x05\x06"+secret+"end")), ""},
		{"jpeg and html", withSegment(j, 0xe0, "<html><script>"+secret+"html</script>"), ""},
		{"jpeg twice", join(j, withSegment(jpegOf(scene(96, 96)), 0xfe, secret+"second")), ""},
		{"png eXIf", withChunk(p, "eXIf", exifOf("png")), ""},
		{"png tEXt", withChunk(p, "tEXt", "Comment\x00"+secret+"text"), ""},
		{"png iTXt", withChunk(p, "iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+secret+"itxt"), ""},
		{"png zTXt", withChunk(p, "zTXt", "Comment\x00\x00"+packed(secret+"ztxt")), ""},
		{"png iCCP", withChunk(p, "iCCP", "x\x00\x00"+packed(secret+"iccp")), ""},
		{"png private", withChunk(p, "prVt", secret+"private"), ""},
		{"png and zip", join(p, []byte("PK\x03\x04"+secret+"zip")), ""},
		{"webp exif and xmp", riff(canvas(0x0c, 64, 48), riffChunk("VP8L", lossless(scene(64, 48))), riffChunk("EXIF", []byte(exifOf("webp"))), riffChunk("XMP ", []byte(secret+"xmp"))), ""},
		{"webp lossy exif", riff(lossy[12:], riffChunk("EXIF", []byte(exifOf("webp"))), riffChunk("XMP ", []byte(secret+"xmp"))), ""},
		{"webp and more", join(riff(riffChunk("VP8L", lossless(scene(64, 48)))), []byte(secret+"tail")), ""},
	}
}

// shapes are photos of unusual kinds.
func shapes() []sample {
	s := scene(64, 48)
	grey, deep, clear, cmyk := image.NewGray(s.Rect), image.NewNRGBA64(s.Rect), image.NewNRGBA(s.Rect), cmykJPEG(s)
	for _, img := range []draw.Image{grey, deep, clear} {
		draw.Draw(img, s.Rect, s, image.Point{}, draw.Src)
	}
	clear.Set(60, 40, color.Transparent)
	palette := image.NewPaletted(s.Rect, color.Palette{color.Black, color.RGBA{255, 0, 0, 255}, color.Transparent})
	apng := withChunk(withChunk(pngOf(s), "fcTL", string(make([]byte, 26))), "acTL", "\x00\x00\x00\x01\x00\x00\x00\x00")
	return []sample{
		{"grey jpeg", jpegOf(grey), ""},
		{"progressive jpeg", progressive(8, 6, 1), ""},
		{"cmyk jpeg", cmyk, ""},
		{"grey png", pngOf(grey), ""},
		{"16-bit png", pngOf(deep), ""},
		{"clear png", pngOf(clear), ""},
		{"palette png", pngOf(palette), ""},
		{"animated png", apng, ""},
		{"one pixel", pngOf(scene(2, 2).SubImage(image.Rect(0, 0, 1, 1))), ""},
		{"a line", pngOf(image.NewGray(image.Rect(0, 0, 20_000, 1))), ""},
		{"fill bytes", join(jpegOf(s)[:2], []byte{0xff, 0xff}, jpegOf(s)[2:]), ""},
		{"rubbish between segments", withSegment(join([]byte("\xff\xd8"), []byte("rubbish"), jpegOf(s)[2:]), 0xfe, "a comment"), "damaged"},
	}
}

// strangers are files that are no photos, or none that are taken.
func strangers() []sample {
	brand := func(b string) []byte { return []byte("\x00\x00\x00\x18ftyp" + b + "\x00\x00\x00\x00mif1heic" + secret) }
	return []sample{
		{"nothing", nil, "empty"},
		{"heic", brand("heic"), "heic"},
		{"heif sequence", brand("msf1"), "heic"},
		{"avif", brand("avif"), "avif"},
		{"avif by its second brand", []byte("\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avif"), "avif"},
		{"gif", gifOf(scene(8, 8)), "gif"},
		{"gif of 65535²", []byte("GIF89a\xff\xff\xff\xff\x00\x00\x00"), "gif"},
		{"mp4", brand("mp42"), "not_a_photo"},
		{"pdf", []byte("%PDF-1.7"), "not_a_photo"},
		{"svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), "not_a_photo"},
		{"html before a jpeg", join([]byte("<html>"), jpegOf(scene(8, 8))), "not_a_photo"},
		{"two bytes", []byte{0xff, 0xd8}, "not_a_photo"},
		{"animated webp", riff(canvas(2, 64, 48), riffChunk("ANIM", make([]byte, 6)), riffChunk("ANMF", make([]byte, 32))), "animated"},
		{"animated webp with a still", riff(canvas(2, 64, 48), riffChunk("ANIM", make([]byte, 6)), riffChunk("VP8L", lossless(scene(64, 48)))), "animated"},
		{"above the bytes", join(jpegOf(scene(8, 8)), make([]byte, 12<<20)), "too_large"},
	}
}

// bombs are small files that would be large.
func bombs() []sample {
	sized := func(file []byte, w, h uint16) []byte {
		file = bytes.Clone(file)
		at := max(bytes.Index(file, []byte{0xff, 0xc0}), bytes.Index(file, []byte{0xff, 0xc2}))
		binary.BigEndian.PutUint16(file[at+5:], h)
		binary.BigEndian.PutUint16(file[at+7:], w)
		return file
	}
	small := jpegOf(scene(16, 16))
	deflated := func(w, h uint32, depth, colour byte, bytes int) []byte {
		return pngHeader(w, h, depth, colour, zeros(bytes))
	}
	return []sample{
		{"jpeg of 64250²", sized(small, 64250, 64250), "too_many_pixels"},
		{"jpeg of 65535²", sized(small, 65535, 65535), "too_many_pixels"},
		{"jpeg of no height", sized(small, 16, 0), "damaged"},
		{"progressive jpeg of 48 MP", sized(progressive(1, 1, 1), 8000, 6000), "too_many_pixels"},
		{"progressive jpeg of 500 scans", progressive(8, 6, 500), "damaged"},
		{"png of 65535²", deflated(65535, 65535, 8, 0, 1000), "too_many_pixels"},
		{"png of 2³²-1", deflated(1<<32-1, 1<<32-1, 8, 0, 1000), "too_many_pixels"},
		{"png of 2³¹-1", deflated(1<<31-1, 1<<31-1, 8, 0, 1000), "too_many_pixels"},
		{"png of 49 MP and 16 bits", deflated(7000, 7000, 16, 6, 1000), "too_many_pixels"},
		{"png that unpacks to more", deflated(100, 100, 8, 0, 200<<20), "damaged"},
		{"webp of 16383²", riff(riffChunk("VP8L", lossless(image.NewRGBA(image.Rect(0, 0, 16383, 16383))))), "too_many_pixels"},
		{"webp of another size than its canvas", riff(canvas(0, 8, 8), riffChunk("VP8L", lossless(image.NewRGBA(image.Rect(0, 0, 7000, 7000))))), "damaged"},
		{"webp canvas of 2²⁴", riff(canvas(0, 1<<24, 1<<24), riffChunk("VP8L", lossless(scene(8, 8)))), "damaged"},
	}
}

func zeros(n int) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	for some := make([]byte, 1<<20); n > 0; n -= len(some) {
		_, _ = z.Write(some[:min(n, len(some))])
	}
	_ = z.Close()
	return b.Bytes()
}

// pngHeader is a PNG of a header and packed rows.
func pngHeader(w, h uint32, depth, colour byte, rows []byte) []byte {
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n")
	for _, c := range []struct{ name, body string }{
		{"IHDR", string(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)) + string([]byte{depth, colour, 0, 0, 0})},
		{"IDAT", string(rows)},
		{"IEND", ""},
	} {
		_ = binary.Write(&b, binary.BigEndian, uint32(len(c.body)))
		b.WriteString(c.name + c.body)
		_ = binary.Write(&b, binary.BigEndian, crc32.ChecksumIEEE([]byte(c.name+c.body)))
	}
	return b.Bytes()
}

func (s sample) String() string { return fmt.Sprintf("%s (%d bytes)", s.name, len(s.file)) }
