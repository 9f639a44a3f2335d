package photos

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"

	"golang.org/x/sync/semaphore"
)

// The bounds. A photo may have MaxBytes and MaxPixels, but decoding it must not take more than
// maxCost: 50 megapixels of an ordinary JPEG are 150 MB, of a PNG 200 MB, of a progressive JPEG
// up to 750 MB. All photos under way together take budget, and there are never more than two.
// The garbage collector lets at most as much again stand, so that the peak is below 2 × budget
// beside what the program needs else.
const (
	MaxBytes  = 12 << 20
	MaxPixels = 50_000_000
	maxSide   = 30_000
	maxCost   = 160 << 20
	budget    = 192 << 20
	atOnce    = 2
	// resultCost is for the picture that is kept, while it is made.
	resultCost = 24 << 20
	// collectFrom is from what cost on the garbage is collected at once.
	collectFrom = 64 << 20
)

// The longer sides of what is kept, in pixels, and its JPEG quality.
const (
	fullSide  = 2048
	thumbSide = 320
	quality   = 85
)

// Photo is a photo that is kept: the names of its picture and of its thumbnail, and the size of
// the picture in pixels.
type Photo struct {
	SHA, Thumb    string
	Width, Height int
}

// Box is a part of a picture: its left upper corner and its size, in pixels.
type Box struct{ X, Y, W, H int }

// Store keeps photos in a folder. It is safe for concurrent use, by several programs too.
type Store struct {
	dir      string
	decoding *semaphore.Weighted // of budget
	turns    *semaphore.Weighted // of atOnce
}

// Open makes the folder where it is not there yet; its parent must be.
func Open(dir string) (*Store, error) {
	for _, d := range []string{dir, filepath.Join(dir, "new")} {
		if err := os.Mkdir(d, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
			return nil, fmt.Errorf("folder of photos: %w", err)
		}
	}
	if err := syncDir(filepath.Dir(dir)); err != nil {
		return nil, fmt.Errorf("folder of photos: %w", err)
	}
	return &Store{dir: dir, decoding: semaphore.NewWeighted(budget), turns: semaphore.NewWeighted(atOnce)}, nil
}

// Take reads a photo and keeps it; then row writes it down in the database, and only when that
// is done the photo is there for good. What cannot be taken is *Refused.
func (s *Store) Take(ctx context.Context, r io.Reader, row func(context.Context, Photo) error) (Photo, error) {
	f, err := s.receive(r)
	if err != nil {
		return Photo{}, err
	}
	defer f.Close()
	h, err := inspect(f)
	if err != nil {
		return Photo{}, err
	}
	full, err := s.picture(ctx, f, h)
	if err != nil {
		return Photo{}, err
	}
	return s.keep(ctx, full, row)
}

// receive reads what is sent into a file without a name, which nobody finds after a crash.
func (s *Store) receive(r io.Reader) (*os.File, error) {
	f, err := os.CreateTemp(filepath.Join(s.dir, "new"), "sent-*")
	if err != nil {
		return nil, err
	}
	err = os.Remove(f.Name())
	if err == nil || errors.Is(err, os.ErrNotExist) { // swept at this very moment
		err = nil
		var n int64
		n, err = io.Copy(f, io.LimitReader(r, MaxBytes+1))
		if err == nil && n > MaxBytes {
			err = tooLarge()
		}
	}
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// picture decodes a file and gives the picture that is kept. It waits for its turn.
func (s *Store) picture(ctx context.Context, f io.ReadSeeker, h header) (*image.RGBA, error) {
	release, err := s.turn(ctx, h.cost)
	if err != nil {
		return nil, err
	}
	defer release()
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	img, err := h.decode(untilDone{ctx, f})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, broken(err)
	}
	if size := img.Bounds(); int64(size.Dx()) != h.width || int64(size.Dy()) != h.height {
		return nil, damaged(errors.New("decoded to another size"))
	}
	return upright(shrink(img, fullSide), h.turn), nil
}

// turn waits until there is room to decode something of a cost.
func (s *Store) turn(ctx context.Context, cost int64) (release func(), err error) {
	if err := s.turns.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	if err := s.decoding.Acquire(ctx, cost+resultCost); err != nil {
		s.turns.Release(1)
		return nil, err
	}
	return func() {
		if cost >= collectFrom {
			runtime.GC()
		}
		s.decoding.Release(cost + resultCost)
		s.turns.Release(1)
	}, nil
}

// untilDone reads until a context is done: a decoder asks for nothing else.
type untilDone struct {
	ctx context.Context
	r   io.Reader
}

// Read reads on, in pieces: what a decoder has it works through before it asks again.
func (u untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p[:min(len(p), 16<<10)])
}

// keep writes a picture and its thumbnail, and then its row. Nothing is swept meanwhile.
func (s *Store) keep(ctx context.Context, full *image.RGBA, row func(context.Context, Photo) error) (Photo, error) {
	big, err := encode(full)
	if err != nil {
		return Photo{}, err
	}
	small, err := encode(shrink(full, thumbSide))
	if err != nil {
		return Photo{}, err
	}
	unlock, err := s.lock(ctx, shared)
	if err != nil {
		return Photo{}, err
	}
	defer unlock()
	p := Photo{SHA: nameOf(big), Thumb: nameOf(small), Width: full.Rect.Dx(), Height: full.Rect.Dy()}
	if err := errors.Join(s.write(p.SHA, big), s.write(p.Thumb, small)); err != nil {
		return Photo{}, fmt.Errorf("keep a photo: %w", err)
	}
	return p, row(ctx, p)
}

func encode(img image.Image) ([]byte, error) {
	var out bytes.Buffer
	err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality})
	return out.Bytes(), err
}

func nameOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

var isName = regexp.MustCompile(`^[0-9a-f]{64}$`).MatchString

// Open opens a picture or a thumbnail by its name: a JPEG. fs.ErrNotExist when there is none.
func (s *Store) Open(name string) (*os.File, error) {
	if !isName(name) {
		return nil, fmt.Errorf("photo %q: %w", name, os.ErrNotExist)
	}
	return os.Open(s.path(name))
}

// maxBoxes to be hidden in one picture at the same time.
const maxBoxes = 100

// Redact makes a new photo of a picture that is kept, with boxes painted over in one grey.
// They are widened to the blocks in which a JPEG is encoded, where traces of what was there
// would else surround them. row writes the new one down, as with Take.
func (s *Store) Redact(ctx context.Context, name string, boxes []Box, row func(context.Context, Photo) error) (Photo, error) {
	if len(boxes) == 0 || len(boxes) > maxBoxes {
		return Photo{}, badBoxes(fmt.Sprintf("Hãy vẽ từ 1 đến %d ô cần che.", maxBoxes), fmt.Sprintf("Draw 1 to %d boxes.", maxBoxes))
	}
	f, err := s.Open(name)
	if err != nil {
		return Photo{}, err
	}
	defer f.Close()
	h, err := inspect(f)
	if err != nil {
		return Photo{}, err
	}
	full, err := s.picture(ctx, f, h)
	if err != nil {
		return Photo{}, err
	}
	for _, b := range boxes {
		if b.W < 1 || b.H < 1 || b.W > fullSide || b.H > fullSide {
			return Photo{}, badBoxes("Ô cần che phải có chiều rộng và chiều cao.", "A box must have a width and a height.")
		}
		if b.X < 0 || b.Y < 0 || b.X > full.Rect.Dx()-b.W || b.Y > full.Rect.Dy()-b.H {
			return Photo{}, badBoxes("Ô cần che phải nằm trong ảnh.", "A box must lie within the picture.")
		}
		draw.Draw(full, blocks(b).Intersect(full.Rect), image.NewUniform(color.Gray{0x50}), image.Point{}, draw.Src)
	}
	return s.keep(ctx, full, row)
}

// blocks widens a box to whole blocks of 16 × 16 pixels.
func blocks(b Box) image.Rectangle {
	const side = 16
	return image.Rect(b.X/side*side, b.Y/side*side, (b.X+b.W+side-1)/side*side, (b.Y+b.H+side-1)/side*side)
}

func badBoxes(vi, en string) error { return &Refused{Code: "boxes", Vi: vi, En: en} }
