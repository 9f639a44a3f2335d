package importers

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"iter"
	"unicode/utf16"
	"unicode/utf8"
)

// maxFeature is how many bytes one GeoJSON feature, or the rest of a collection, may have.
const maxFeature = 64 << 20

// jsonStream cuts JSON values out of a stream without looking into them. Byte order marks
// and record separators between values are white space.
type jsonStream struct {
	in  *bufio.Reader
	pos int64
	buf []byte
}

var (
	errTooLong   = because("một giá trị JSON dài quá 64 MB", "a JSON value is longer than 64 MB")
	errBrokenOff = because("một giá trị JSON bị cắt ngang", "a JSON value breaks off")
)

func newJSONStream(r io.Reader) *jsonStream {
	return &jsonStream{in: bufio.NewReaderSize(r, 1<<16)}
}

// peek gives the next byte that is not white space.
func (s *jsonStream) peek() (byte, error) {
	for {
		c, err := s.in.ReadByte()
		if err != nil {
			return 0, err
		}
		switch c {
		case ' ', '\t', '\r', '\n', 0x1E, 0xEF, 0xBB, 0xBF:
			s.pos++
		default:
			return c, s.in.UnreadByte()
		}
	}
}

// take passes over the next byte, which must be c.
func (s *jsonStream) take(c byte) error {
	got, err := s.peek()
	switch {
	case err != nil:
		return unexpected(err)
	case got != c:
		return because("có %q ở chỗ phải là %q", "%q where %q should be", got, c)
	}
	_, err = s.in.Discard(1)
	s.pos++
	return err
}

// value cuts out the next value. The bytes are good until the next call.
func (s *jsonStream) value() ([]byte, error) {
	s.buf = s.buf[:0]
	err := s.scan(func(b byte) error {
		if len(s.buf) == maxFeature {
			return errTooLong
		}
		s.buf = append(s.buf, b)
		return nil
	})
	return s.buf, err
}

// skip passes over the next value, of any length.
func (s *jsonStream) skip() error { return s.scan(func(byte) error { return nil }) }

// scan walks over one value: up to the bracket that closes it, or as far as a word goes.
func (s *jsonStream) scan(keep func(byte) error) error {
	first, err := s.peek()
	if err != nil {
		return unexpected(err)
	}
	depth, text, escaped := 0, false, false
	for {
		c, err := s.in.ReadByte()
		if err != nil {
			if err == io.EOF && depth == 0 && !text && first != '"' {
				return nil // a bare word at the end
			}
			return unexpected(err)
		}
		bare := depth == 0 && !text && first != '"' && first != '{' && first != '['
		if bare && bytes.IndexByte([]byte(" \t\r\n,]}\x1e"), c) >= 0 {
			return s.in.UnreadByte()
		}
		s.pos++
		if err := keep(c); err != nil {
			return err
		}
		switch {
		case escaped:
			escaped = false
		case text:
			escaped, text = c == '\\', c != '"'
		case c == '"':
			text = true
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		}
		if depth <= 0 && !text && !escaped && (c == '"' || c == '}' || c == ']') {
			return nil
		}
	}
}

func unexpected(err error) error {
	if err == io.EOF {
		return errBrokenOff
	}
	return err
}

// members walks over the members of a JSON object. The text must be valid JSON; of
// anything but an object it yields nothing.
func members(object []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		rest := bytes.TrimSpace(object)
		if len(rest) == 0 || rest[0] != '{' {
			return
		}
		for rest = rest[1:]; ; {
			rest = bytes.TrimLeft(rest, " \t\r\n,")
			if len(rest) == 0 || rest[0] != '"' {
				return
			}
			n := valueLen(rest)
			name := unquote(rest[:n])
			rest = bytes.TrimLeft(rest[n:], " \t\r\n:")
			n = valueLen(rest)
			if !yield(string(name), rest[:n]) {
				return
			}
			rest = rest[n:]
		}
	}
}

// elements walks over the elements of a JSON array in valid JSON.
func elements(array []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		rest := bytes.TrimSpace(array)
		if len(rest) == 0 || rest[0] != '[' {
			return
		}
		for rest = rest[1:]; ; {
			rest = bytes.TrimLeft(rest, " \t\r\n,")
			if len(rest) == 0 || rest[0] == ']' {
				return
			}
			n := valueLen(rest)
			if !yield(rest[:n]) {
				return
			}
			rest = rest[n:]
		}
	}
}

// valueLen is the length of the value that valid JSON begins with.
func valueLen(b []byte) int {
	depth, text := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case text && c == '\\':
			i++
		case text:
			if text = c != '"'; !text && depth == 0 {
				return i + 1
			}
		case c == '"':
			text = true
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth == 0 {
				return i
			}
			if depth--; depth == 0 {
				return i + 1
			}
		case depth == 0 && (c == ',' || c == ' ' || c == '\t' || c == '\r' || c == '\n'):
			return i
		}
	}
	return len(b)
}

// unquote takes the bytes of a JSON string, quotes included, as they are but for escapes:
// bytes that are not UTF-8 stay, so that legacy text can be recognised later.
func unquote(quoted []byte) []byte {
	inner := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return inner
	}
	out := make([]byte, 0, len(inner))
	for i := 0; i < len(inner); i++ {
		if inner[i] != '\\' {
			out = append(out, inner[i])
			continue
		}
		i++
		if inner[i] == 'u' {
			r, n := unescape(inner[i:])
			out, i = utf8.AppendRune(out, r), i+n-1
			continue
		}
		c := inner[i]
		if at := bytes.IndexByte([]byte("bfnrt"), c); at >= 0 {
			c = "\b\f\n\r\t"[at]
		}
		out = append(out, c)
	}
	return out
}

// unescape reads u0041, or u followed by the second half of a surrogate pair.
func unescape(b []byte) (r rune, n int) {
	r = hexRune(b[1:5])
	if utf16.IsSurrogate(r) && len(b) >= 11 && b[5] == '\\' && b[6] == 'u' {
		if pair := utf16.DecodeRune(r, hexRune(b[7:11])); pair != utf8.RuneError {
			return pair, 11
		}
	}
	return r, 5 // a lone half becomes U+FFFD when appended
}

func hexRune(b []byte) (r rune) {
	for _, c := range b {
		switch {
		case c <= '9':
			c -= '0'
		case c <= 'F':
			c -= 'A' - 10
		default:
			c -= 'a' - 10
		}
		r = r<<4 | rune(c)
	}
	return r
}

// compact is nested JSON without white space between its parts.
func compact(raw []byte) []byte {
	var out bytes.Buffer
	if json.Compact(&out, raw) != nil {
		return raw
	}
	return out.Bytes()
}
