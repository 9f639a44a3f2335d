package photos

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

// header is what a file says of itself before it is decoded.
type header struct {
	decode        func(io.Reader) (image.Image, error)
	width, height int64
	// cost is how many bytes of memory decoding takes at most.
	cost int64
	// turn is the orientation of EXIF, 1 to 8; 1 is upright.
	turn int
}

// inspect reads the header of a file from its beginning. What is no JPEG, PNG or WebP, or is
// too large to be decoded, is *Refused.
func inspect(f io.ReadSeeker) (header, error) {
	first := make([]byte, 32)
	n, err := io.ReadFull(f, first)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return header{}, err
	}
	read, err := sniff(first[:n])
	if err != nil {
		return header{}, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return header{}, err
	}
	h, err := read(f)
	var no *Refused
	switch {
	case errors.As(err, &no):
		return h, err
	case err != nil:
		return h, broken(err)
	case h.width < 1 || h.height < 1:
		return h, damaged(errors.New("no pixels"))
	case h.width > maxSide || h.height > maxSide || h.width*h.height > MaxPixels || h.cost > maxCost:
		return h, tooManyPixels(h.width, h.height)
	}
	return h, nil
}

// sniff tells by its first bytes how a file's header is read.
func sniff(first []byte) (read func(io.ReadSeeker) (header, error), err error) {
	at := func(i int, magic string) bool {
		return len(first) >= i+len(magic) && string(first[i:i+len(magic)]) == magic
	}
	switch {
	case len(first) == 0:
		return nil, &Refused{Code: "empty", Vi: "Không có ảnh nào được gửi.", En: "No photo was sent."}
	case at(0, "\xff\xd8\xff"):
		return readJPEG, nil
	case at(0, pngMagic):
		return readPNG, nil
	case at(0, "RIFF") && at(8, "WEBP"):
		return readWebP, nil
	case at(4, "ftyp") && bytes.Contains(first[8:], []byte("avif")), at(4, "ftypavis"):
		return nil, &Refused{Code: "avif", Vi: "Chưa nhận ảnh AVIF; hãy đổi sang JPEG, PNG hoặc WebP.", En: "AVIF photos are not taken; convert it to JPEG, PNG or WebP."}
	case at(4, "ftyphe"), at(4, "ftypmif1"), at(4, "ftypmsf1"):
		return nil, &Refused{
			Code: "heic",
			Vi:   "Chưa nhận ảnh HEIC của iPhone; hãy gửi ảnh JPEG (Cài đặt → Camera → Định dạng → Tương thích nhất), hoặc chụp màn hình bức ảnh rồi gửi.",
			En:   "HEIC photos of iPhones are not taken; send a JPEG (Settings → Camera → Formats → Most Compatible), or a screenshot of the photo.",
		}
	case at(0, "GIF8"):
		return nil, &Refused{Code: "gif", Vi: "Không nhận ảnh GIF; hãy gửi ảnh JPEG, PNG hoặc WebP.", En: "GIF pictures are not taken; send a JPEG, PNG or WebP."}
	}
	return nil, &Refused{Code: "not_a_photo", Vi: "Tệp này không phải là ảnh JPEG, PNG hoặc WebP.", En: "This file is no JPEG, PNG or WebP photo."}
}

// broken says that a file cannot be decoded: since it is damaged, or since it is of a kind that no
// decoder here knows.
func broken(err error) error {
	var (
		ofJPEG jpeg.UnsupportedError
		ofPNG  png.UnsupportedError
	)
	if errors.As(err, &ofJPEG) || errors.As(err, &ofPNG) {
		return unread(err)
	}
	return damaged(err)
}

// agreed gives the header when the decoder sees the size that was read here.
func agreed(h header, c image.Config, err error) (header, error) {
	if err == nil && (int64(c.Width) != h.width || int64(c.Height) != h.height) {
		err = errors.New("two sizes in one file")
	}
	return h, err
}

func decodeJPEG(r io.Reader) (image.Image, error) { return jpeg.Decode(r) }

func decodePNG(r io.Reader) (image.Image, error) { return png.Decode(r) }

func decodeWebP(r io.Reader) (image.Image, error) { return webp.Decode(r) }
