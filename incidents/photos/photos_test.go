package photos_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sotay/incidents/photos"
	"sotay/incidents/photos/corpus"
)

func open(t testing.TB) *photos.Store {
	t.Helper()
	s, err := photos.Open(filepath.Join(t.TempDir(), "photos"))
	must(t, err)
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func noRow(context.Context, photos.Photo) error { return nil }

// code of a refusal, "" for a photo; anything else fails.
func code(t testing.TB, err error) string {
	t.Helper()
	var no *photos.Refused
	if errors.As(err, &no) {
		if no.Vi == "" || no.En == "" {
			t.Errorf("%s says nothing", no.Code)
		}
		return no.Code
	}
	must(t, err)
	return ""
}

func read(t testing.TB, s *photos.Store, name string) []byte {
	t.Helper()
	f, err := s.Open(name)
	must(t, err)
	defer f.Close()
	b, err := io.ReadAll(f)
	must(t, err)
	return b
}

// bare fails where a file is more than a JPEG's picture.
func bare(t testing.TB, file []byte) {
	t.Helper()
	must(t, corpus.Bare(file))
}

// TestTake takes the corpus: what is kept is a bare picture of the size that it says, and what
// is refused leaves nothing.
func TestTake(t *testing.T) {
	s := open(t)
	for _, c := range corpus.All() {
		t.Run(c.Name, func(t *testing.T) {
			kept := 0
			p, err := s.Take(t.Context(), bytes.NewReader(c.File), func(context.Context, photos.Photo) error { kept++; return nil })
			if got := code(t, err); got != c.Code {
				t.Fatalf("%q, want %q: %v", got, c.Code, err)
			}
			if (c.Code == "") != (kept == 1) {
				t.Fatalf("%d rows", kept)
			}
			if c.Code != "" {
				return
			}
			for name, most := range map[string]int{p.SHA: 2048, p.Thumb: 320} {
				file := read(t, s, name)
				bare(t, file)
				size, err := jpeg.DecodeConfig(bytes.NewReader(file))
				must(t, err)
				if max(size.Width, size.Height) > most || name == p.SHA && (size.Width != p.Width || size.Height != p.Height) {
					t.Errorf("%d × %d, it says %+v", size.Width, size.Height, p)
				}
				if got := quarters(t, file); c.Colours != "" && got != c.Colours {
					t.Errorf("its quarters are %s, want %s", got, c.Colours)
				}
			}
		})
	}
}

// TestCutShort cuts photos of each format at every twentieth: none is taken, whatever of it
// could be shown.
func TestCutShort(t *testing.T) {
	s := open(t)
	for name, file := range map[string][]byte{
		"jpeg": corpus.JPEG(corpus.Scene(640, 480)), "progressive": corpus.Progressive(40, 30, 3), "png": corpus.PNG(corpus.Scene(640, 480)), "cmyk": corpus.CMYK(corpus.Scene(64, 48)),
		"lossless webp": corpus.RIFF(corpus.Chunk("VP8L", corpus.Lossless(corpus.Scene(64, 48)))), "lossy webp": corpus.Lossy(), "ycck": corpus.YCCK(corpus.Scene(64, 48)), "progressive colour": corpus.ProgressiveColour(corpus.Scene(64, 48)), "interlaced png": corpus.Interlaced(corpus.Scene(64, 48)),
	} {
		if _, err := s.Take(t.Context(), bytes.NewReader(file), noRow); err != nil {
			t.Errorf("%s, whole: %v", name, err)
		}
		for i := range 20 {
			_, err := s.Take(t.Context(), bytes.NewReader(file[:len(file)*i/20]), noRow)
			if got := code(t, err); got != "damaged" && got != "empty" && got != "not_a_photo" {
				t.Errorf("%s, %d/20 of it: %q", name, i, got)
			}
		}
		if got := code(t, second(s.Take(t.Context(), bytes.NewReader(file[:len(file)-1]), noRow))); got != "damaged" {
			t.Errorf("%s, all but a byte: %q", name, got)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// quarters reads the colours of the four quarters of a picture.
func quarters(t testing.TB, file []byte) string {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(file))
	must(t, err)
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	var got strings.Builder
	for i := range 4 {
		r, g, b, _ := img.At(w/4+i%2*w/2, h/4+i/2*h/2).RGBA()
		switch {
		case min(r, g, b) > 0xd000:
			got.WriteByte('w')
		case r > 0xd000:
			got.WriteByte('r')
		case g > 0xd000:
			got.WriteByte('g')
		case b > 0xd000:
			got.WriteByte('b')
		default:
			got.WriteByte('?')
		}
	}
	return got.String()
}

// TestUpright takes each orientation in each format, in both byte orders.
func TestUpright(t *testing.T) {
	s := open(t)
	want := []string{"rgbw", "grwb", "wbgr", "bwrg", "rbgw", "brwg", "wgbr", "gwrb"}
	for turn := 1; turn <= 8; turn++ {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			e := corpus.EXIF(turn, order, "turn")
			for name, file := range map[string][]byte{
				"jpeg": corpus.WithSegment(corpus.JPEG(corpus.Scene(64, 32)), 0xe1, "Exif\x00\x00"+string(e)),
				"png":  corpus.WithChunk(corpus.PNG(corpus.Scene(64, 32)), "eXIf", string(e)),
				"webp": corpus.RIFF(corpus.Canvas(8, 64, 32), corpus.Chunk("VP8L", corpus.Lossless(corpus.Scene(64, 32))), corpus.Chunk("EXIF", e)),
			} {
				p, err := s.Take(t.Context(), bytes.NewReader(file), noRow)
				must(t, err)
				if got := quarters(t, read(t, s, p.SHA)); got != want[turn-1] {
					t.Errorf("%s, orientation %d: %s, want %s", name, turn, got, want[turn-1])
				}
				if tall := p.Height > p.Width; tall != (turn >= 5) {
					t.Errorf("%s, orientation %d: %d × %d", name, turn, p.Width, p.Height)
				}
			}
		}
	}
}

// TestShrink keeps what is small as it is and shrinks what is large to the mean of its pixels,
// on white.
func TestShrink(t *testing.T) {
	s := open(t)
	p, err := s.Take(t.Context(), bytes.NewReader(corpus.PNG(corpus.Scene(3000, 1000))), noRow)
	must(t, err)
	if got := fmt.Sprintln(p.Width, p.Height, quarters(t, read(t, s, p.SHA)), quarters(t, read(t, s, p.Thumb))); got != "2048 683 rgbw rgbw\n" {
		t.Error(got)
	}
	stripes := image.NewNRGBA(image.Rect(0, 0, 2400, 1801))
	for i := range stripes.Pix {
		stripes.Pix[i] = byte(i / 4 % 2 * 255) // black and transparent, in turn
	}
	for i := 3; i < len(stripes.Pix); i += 4 {
		stripes.Pix[i] = 255 - stripes.Pix[i]
	}
	p, err = s.Take(t.Context(), bytes.NewReader(corpus.PNG(stripes)), noRow)
	must(t, err)
	for _, name := range []string{p.SHA, p.Thumb} {
		img, err := jpeg.Decode(bytes.NewReader(read(t, s, name)))
		must(t, err)
		size := img.Bounds()
		var sum, n float64
		for y := range size.Dy() {
			for x := range size.Dx() {
				sum, n = sum+float64(color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y), n+1
			}
		}
		if mean := sum / n; mean < 126 || mean > 130 {
			t.Errorf("%d × %d of brightness %.1f, want half of white", size.Dx(), size.Dy(), mean)
		}
	}
}

// TestRedact hides boxes for good, in the thumbnail too, and leaves the rest.
func TestRedact(t *testing.T) {
	s := open(t)
	p, err := s.Take(t.Context(), bytes.NewReader(corpus.JPEG(corpus.Scene(640, 480))), noRow)
	must(t, err)
	r, err := s.Redact(t.Context(), p.SHA, []photos.Box{{0, 0, 320, 240}}, noRow)
	must(t, err)
	for _, name := range []string{r.SHA, r.Thumb} {
		file := read(t, s, name)
		bare(t, file)
		if got := quarters(t, file); got != "?gbw" {
			t.Errorf("redacted: %s", got)
		}
	}
	if got := quarters(t, read(t, s, p.SHA)); got != "rgbw" {
		t.Errorf("what it was made of: %s", got)
	}
	for _, boxes := range [][]photos.Box{nil, {{0, 0, 0, 5}}, {{-1, 0, 5, 5}}, {{639, 0, 2, 1}}, {{0, 1 << 62, 5, 5}}, {{0, 0, 1 << 62, 1}}, make([]photos.Box, 101)} {
		if got := code(t, second(s.Redact(t.Context(), p.SHA, boxes, noRow))); got != "boxes" {
			t.Errorf("%v: %q", boxes, got)
		}
	}
	for _, name := range []string{"", "../lock", strings.Repeat("0", 64)} {
		if _, err := s.Redact(t.Context(), name, []photos.Box{{0, 0, 5, 5}}, noRow); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// TestSweep removes what no row uses once it is old, and nothing while somebody writes it down.
func TestSweep(t *testing.T) {
	s := open(t)
	kept, err := s.Take(t.Context(), bytes.NewReader(corpus.JPEG(corpus.Scene(64, 48))), noRow)
	must(t, err)
	failed := errors.New("no row")
	lost, err := s.Take(t.Context(), bytes.NewReader(corpus.JPEG(corpus.Scene(48, 64))), func(context.Context, photos.Photo) error { return failed })
	if !errors.Is(err, failed) {
		t.Fatal(err)
	}
	used := func(_ context.Context, names []string) (map[string]bool, error) {
		return map[string]bool{kept.SHA: true, kept.Thumb: true}, nil
	}
	if n, err := s.Sweep(t.Context(), time.Now().Add(-time.Hour), used); n != 0 || err != nil {
		t.Errorf("new files: %d, %v", n, err)
	}
	if n, err := s.Sweep(t.Context(), time.Now().Add(time.Hour), used); n != 1 || err != nil { // so small a picture is its own thumbnail
		t.Errorf("%d, %v", n, err)
	}
	read(t, s, kept.SHA)
	if _, err := s.Open(lost.SHA); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what was lost: %v", err)
	}

	_, err = s.Take(t.Context(), bytes.NewReader(corpus.JPEG(corpus.Scene(32, 32))), func(context.Context, photos.Photo) error {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if n, err := s.Sweep(ctx, time.Now().Add(time.Hour), used); n != 0 || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("while a row is written: %d, %v", n, err)
		}
		return nil
	})
	must(t, err)
}
