package corpus

import (
	"bytes"
	"encoding/binary"
	"image"
	"math/bits"
)

// bitstream writes a stream of bits: the last bit of a code first or the first one.
type bitstream struct {
	out   []byte
	held  uint64
	n     uint
	first bool // a JPEG's: the first bit is the highest, and ff is escaped
}

func (b *bitstream) put(v uint64, n uint) {
	for i := range n {
		bit := v >> i & 1
		if b.first {
			bit = v >> (n - 1 - i) & 1
		}
		if b.first {
			b.held |= bit << (7 - b.n)
		} else {
			b.held |= bit << b.n
		}
		if b.n++; b.n == 8 {
			b.flush()
		}
	}
}

func (b *bitstream) flush() {
	if b.n == 0 {
		return
	}
	b.out = append(b.out, byte(b.held))
	if b.first && byte(b.held) == 0xff {
		b.out = append(b.out, 0)
	}
	b.held, b.n = 0, 0
}

// Lossless encodes a picture as the body of a VP8L chunk, with codes of eight bits for every
// sample and no transform.
func Lossless(img *image.RGBA) []byte {
	b := &bitstream{}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	b.put(0x2f, 8)
	b.put(uint64(w-1), 14)
	b.put(uint64(h-1), 14)
	b.put(0, 1+3) // no alpha, version 0
	b.put(0, 1+1+1)
	for _, symbols := range []int{256 + 24, 256, 256, 256} { // green, red, blue, alpha
		b.put(0, 1)    // no simple code
		b.put(12-4, 4) // lengths of twelve code lengths: 17 18 0 1 2 3 4 5 16 6 7 8
		for i := range 12 {
			length := uint64(0)
			if i == 2 || i == 11 { // 0 and 8
				length = 1
			}
			b.put(length, 3)
		}
		b.put(0, 1) // for all symbols
		for i := range symbols {
			if i < 256 {
				b.put(1, 1)
			} else {
				b.put(0, 1)
			}
		}
	}
	b.put(1, 1) // a simple code, of one symbol, of one bit: 0
	b.put(0, 1+1+1)
	if w*h <= 1<<20 { // of a larger one its header is enough
		for i := 0; i < len(img.Pix); i += 4 {
			for _, c := range []int{1, 0, 2, 3} {
				b.put(uint64(reversed(img.Pix[i+c])), 8)
			}
		}
	}
	b.flush()
	return b.out
}

func reversed(v byte) (out byte) {
	for range 8 {
		out, v = out<<1|v&1, v>>1
	}
	return out
}

// Progressive is a grey progressive JPEG of so many blocks, each of one brightness, and of so
// many scans: the first has the brightness, the others nothing.
func Progressive(across, down, scans int) []byte {
	var f bytes.Buffer
	segment := func(marker byte, body ...byte) {
		f.Write([]byte{0xff, marker})
		_ = binary.Write(&f, binary.BigEndian, uint16(len(body)+2))
		f.Write(body)
	}
	f.Write([]byte{0xff, 0xd8})
	table := append([]byte{0}, bytes.Repeat([]byte{1}, 64)...)
	segment(0xdb, table...)
	segment(0xc2, 8, byte(down*8>>8), byte(down*8), byte(across*8>>8), byte(across*8), 1, 1, 0x11, 0)
	lengths := make([]byte, 16)
	lengths[3] = 12 // twelve codes of four bits: the sizes 0 to 11
	segment(0xc4, append(append([]byte{0}, lengths...), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)...)
	segment(0xc4, append(append([]byte{0x10}, append([]byte{1}, make([]byte, 15)...)...), 0)...) // end of block: 0
	segment(0xda, 1, 1, 0, 0, 0, 0)
	b := &bitstream{first: true}
	for i := range across * down {
		step := uint64(i % 8)
		b.put(3, 4)
		if i%2 == 0 {
			step |= 4
		}
		b.put(step, 3)
	}
	b.flushFirst()
	f.Write(b.out)
	for range scans - 1 {
		segment(0xda, 1, 1, 0x00, 1, 1, 0)
		rest := &bitstream{first: true}
		rest.put(0, uint(across*down))
		rest.flushFirst()
		f.Write(rest.out)
	}
	f.Write([]byte{0xff, 0xd9})
	return f.Bytes()
}

// flushFirst fills the last byte with ones, as JPEG wants it.
func (b *bitstream) flushFirst() {
	for b.n != 0 {
		b.put(1, 1)
	}
}

// ProgressiveColour is a picture as a progressive JPEG: three components, of each a scan with the
// brightness of its blocks of 8 × 8, and one that says that there is nothing else.
func ProgressiveColour(s *image.RGBA) []byte {
	var f bytes.Buffer
	across, down := s.Rect.Dx()/8, s.Rect.Dy()/8
	f.Write([]byte{0xff, 0xd8})
	f.Write(segment(0xdb, "\x00"+string(bytes.Repeat([]byte{1}, 64))))
	f.Write(segment(0xc2, string([]byte{8, byte(down * 8 >> 8), byte(down * 8), byte(across * 8 >> 8), byte(across * 8), 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0})))
	f.Write(segment(0xc4, "\x00\x00\x00\x00\x0c"+string(make([]byte, 12))+"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b")) // codes of four bits: the sizes 0 to 11
	f.Write(segment(0xc4, "\x10\x01"+string(make([]byte, 16))))                                                                // end of block: 0
	for c := range 3 {
		samples := plane(s, ycc(c))
		f.Write(segment(0xda, string([]byte{1, byte(c + 1), 0, 0, 0, 0})))
		b, last := &bitstream{first: true}, 0
		for i := range across * down {
			level := 8 * (int(samples.GrayAt(i%across*8+4, i/across*8+4).Y) - 128)
			step := level - last
			last = level
			size := uint(bits.Len(uint(max(step, -step))))
			b.put(uint64(size), 4)
			if step < 0 {
				step += 1<<size - 1
			}
			b.put(uint64(step), size)
		}
		b.flushFirst()
		f.Write(b.out)
		f.Write(segment(0xda, string([]byte{1, byte(c + 1), 0, 1, 63, 0})))
		rest := &bitstream{first: true}
		rest.put(0, uint(across*down))
		rest.flushFirst()
		f.Write(rest.out)
	}
	f.Write([]byte{0xff, 0xd9})
	return f.Bytes()
}
