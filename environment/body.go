package environment

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Format is how readings are written in a body.
type Format string

// The formats. Members and columns are station, parameter, at, value, unit and status, as Sent has
// them; the last two may be missing.
const (
	JSON   Format = "json"   // one object, or an array of objects
	NDJSON Format = "ndjson" // objects one after the other
	CSV    Format = "csv"    // with a header row; commas, semicolons or tabs between
)

// Unreadable says where a body cannot be read: nothing of it is taken.
type Unreadable struct {
	Row    int // of the readings, the first being 1; 0 where it is none of them
	Vi, En string
	cause  error
}

// Error gives the English text.
func (e *Unreadable) Error() string { return e.En }

// Unwrap gives the cause, nil for none.
func (e *Unreadable) Unwrap() error { return e.cause }

func unreadable(row int, vi, en string, args ...any) *Unreadable {
	e := &Unreadable{Row: row, Vi: fmt.Sprintf(vi, args...), En: fmt.Sprintf(en, args...)}
	if row > 0 {
		e.Vi, e.En = fmt.Sprintf("Dòng số liệu %d: %s", row, e.Vi), fmt.Sprintf("Reading %d: %s", row, e.En)
	}
	return e
}

// pieceRows is how many readings are given on at once; maxRow is how long one may be in a
// body, in bytes.
const (
	pieceRows = 1000
	maxRow    = 64 << 10
)

// errLongRow ends the reading of a row that does not end.
var errLongRow = errors.New("a row is too long")

// ReadBody reads a body and gives its readings on in pieces, which are good until the next.
// It returns *Unreadable where the body is at fault, and whatever error each or the body's
// reader returns.
func ReadBody(body io.Reader, format Format, each func([]Sent) error) error {
	b := &rowBound{r: body, left: maxRow}
	b.buf = bufio.NewReaderSize(b, 4<<10)
	if mark, err := b.buf.Peek(3); err == nil && bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		_, _ = b.buf.Discard(3) // was peeked
	}
	d := &decoding{rowBound: b, each: each, piece: make([]Sent, 0, pieceRows)}
	var err error
	if format == CSV {
		err = d.csv()
	} else {
		err = d.json(format)
	}
	if err != nil {
		return err
	}
	return d.flush()
}

// rowBound reads a body whose rows are bounded.
type rowBound struct {
	r    io.Reader
	buf  *bufio.Reader
	left int   // of the row
	err  error // that the reader gave, but its end
}

// Read reads on within the row.
func (b *rowBound) Read(p []byte) (int, error) {
	if b.left <= 0 {
		b.left = maxRow // for what is peeked
		return 0, errLongRow
	}
	n, err := b.r.Read(p)
	b.left -= n
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err
	}
	return n, err
}

// decoding is a body being read.
type decoding struct {
	*rowBound
	each  func([]Sent) error
	piece []Sent
	row   int // the one that is being read
}

// next begins a row.
func (d *decoding) next() {
	d.left = maxRow
	d.row++
}

// add gives a row on, when there are enough.
func (d *decoding) add(s Sent) error {
	d.piece = append(d.piece, s)
	if len(d.piece) == pieceRows {
		return d.flush()
	}
	return nil
}

func (d *decoding) flush() error {
	if len(d.piece) == 0 {
		return nil
	}
	err := d.each(d.piece)
	d.piece = d.piece[:0]
	return err
}

// failed says what is wrong with the row, unless it is the reader.
func (d *decoding) failed(vi, en string, args ...any) error {
	if d.err != nil && !errors.Is(d.err, errLongRow) {
		return d.err
	}
	return unreadable(d.row, vi, en, args...)
}

// object is a reading as JSON.
type object struct {
	Station   string     `json:"station"`
	Parameter string     `json:"parameter"`
	At        string     `json:"at"`
	Value     valueText  `json:"value"`
	Unit      string     `json:"unit"`
	Status    statusText `json:"status"`
}

func (o object) sent() Sent {
	return Sent{Station: o.Station, Parameter: o.Parameter, At: o.At, Value: string(o.Value), Unit: o.Unit, Status: string(o.Status)}
}

// valueText and statusText are a number or a text in JSON.
type (
	valueText  string
	statusText string
)

// UnmarshalJSON keeps a number as it is written.
func (t *valueText) UnmarshalJSON(b []byte) error {
	s, err := scalar(b)
	*t = valueText(s)
	return err
}

// UnmarshalJSON keeps a number as it is written.
func (t *statusText) UnmarshalJSON(b []byte) error {
	s, err := scalar(b)
	*t = statusText(s)
	return err
}

// scalar reads a number, a text or null. Which member it is the decoder adds to the error.
func scalar(b []byte) (string, error) {
	switch b[0] {
	case '"':
		if plain := b[1 : len(b)-1]; !bytes.ContainsRune(plain, '\\') && utf8.Valid(plain) {
			return string(plain), nil
		}
		var s string
		err := json.Unmarshal(b, &s)
		return s, err
	case 'n':
		return "", nil
	case '{', '[', 't', 'f':
		return "", &json.UnmarshalTypeError{}
	}
	return string(b), nil
}

// json reads an array of objects, one object, or objects one after the other.
func (d *decoding) json(format Format) error {
	d.left = maxRow
	first, err := d.firstSign()
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(d.buf)
	decoder.DisallowUnknownFields()
	if first == '[' {
		return d.array(decoder)
	}
	if first != '{' {
		return d.failed("Không phải JSON: cần mảng [ … ] hoặc đối tượng { … }.", "Not JSON: an array [ … ] or an object { … } is needed.")
	}
	for {
		d.next()
		var o object
		if err := decoder.Decode(&o); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return d.jsonError(err)
		}
		if d.row > 1 && format == JSON {
			return d.failed("sau đối tượng JSON thứ nhất còn có nội dung; hãy gửi mảng, hoặc application/x-ndjson.",
				"something follows the first JSON object; send an array, or application/x-ndjson.")
		}
		if err := d.add(o.sent()); err != nil {
			return err
		}
	}
}

// firstSign looks at the first byte that is no space.
func (d *decoding) firstSign() (byte, error) {
	for {
		b, err := d.buf.ReadByte()
		switch {
		case errors.Is(err, io.EOF):
			return 0, d.failed("Nội dung trống.", "The body is empty.")
		case err != nil:
			return 0, d.failed("Nội dung không đọc được.", "The body cannot be read.")
		case b != ' ' && b != '\n' && b != '\r' && b != '\t':
			return b, d.buf.UnreadByte()
		}
	}
}

func (d *decoding) array(decoder *json.Decoder) error {
	if _, err := decoder.Token(); err != nil {
		return d.jsonError(err)
	}
	for decoder.More() {
		d.next()
		var o object
		if err := decoder.Decode(&o); err != nil {
			return d.jsonError(err)
		}
		if err := d.add(o.sent()); err != nil {
			return err
		}
	}
	d.left = maxRow
	if _, err := decoder.Token(); err != nil {
		d.row++ // what should be there
		return d.jsonError(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		d.row = 0
		return d.failed("Sau mảng JSON còn có nội dung khác.", "Something follows the JSON array.")
	}
	return nil
}

// jsonError says what is wrong with an object.
func (d *decoding) jsonError(err error) error {
	var kind *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, errLongRow):
		return d.failed("dài quá %d byte.", "longer than %d bytes.", maxRow)
	case errors.As(err, &kind) && kind.Field == "":
		return d.failed("phải là một đối tượng JSON.", "must be a JSON object.")
	case errors.As(err, &kind) && (kind.Field == "value" || kind.Field == "status"):
		return d.failed("thành viên %s phải là số hoặc chuỗi.", "the member %s must be a number or a text.", kind.Field)
	case errors.As(err, &kind):
		return d.failed("thành viên %s phải là chuỗi.", "the member %s must be a text.", kind.Field)
	case errors.As(err, &syntax), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return d.failed("JSON sai cú pháp hoặc bị đứt đoạn.", "the JSON has a fault or breaks off.")
	}
	if name, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); unknown {
		if plain, err := strconv.Unquote(name); err == nil {
			name = plain
		}
		return d.failed("không có thành viên %.40s; các thành viên là %s.", "there is no member %.40s; the members are %s.", name, strings.Join(members(), ", "))
	}
	return d.failed("không đọc được.", "cannot be read.")
}

// members are the names that a reading has.
func members() []string {
	return []string{"station", "parameter", "at", "value", "unit", "status"}
}

// readable tells whether a row is text.
func readable(fields []string) bool {
	for _, f := range fields {
		if !utf8.ValidString(f) {
			return false
		}
	}
	return true
}
