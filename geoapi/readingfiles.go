package geoapi

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"sotay/environment"
)

// The bounds of an upload of monitoring files: bytes of the body, files of a zip, bytes that they
// unpack to; and how many lines are answered for one by one, of a file and of an upload. What a
// line takes in memory while its file is taken is about fileLineSize, in bytes.
const (
	maxReadingUpload = 32 << 20
	maxReadingFiles  = 2000
	maxUnpacked      = 64 << 20
	listedInFile     = 1000
	listedInUpload   = 20_000
	fileLineSize     = 400
)

// newFiling admits uploads of monitoring files, which take memory of the intake of readings. Who
// sends slowly takes nobody's turn: it comes when the upload is there.
func newFiling(of *intake) *intake {
	in := newIntake(Intake{Requests: 16, PerSender: 4, Merges: 2, Wait: of.wait})
	in.memory, in.whole = of.memory, of.whole
	return in
}

// readingFileRoutes are those of monitoring files (Circular 10/2021/TT-BTNMT).
func (s *Server) readingFileRoutes() []route {
	return []route{{http.MethodPost, "/api/readings/files", "sendReadingFiles", sending, s.sendReadingFiles, long}}
}

type readingFilesOut struct {
	Files []readingFile `json:"files"`
}

type readingFile struct {
	Name    string           `json:"name"`
	Station string           `json:"station"`
	Counts  map[string]int   `json:"counts"`
	Rows    []readingFileRow `json:"rows"`
	// Unlisted is how many more rows there are.
	Unlisted int    `json:"unlisted,omitempty"`
	Error    *Words `json:"error"`
}

type readingFileRow struct {
	Line    int                 `json:"line"`
	Outcome environment.Outcome `json:"outcome"`
	Reason  environment.Reason  `json:"reason"`
	Text    *Words              `json:"text,omitempty"`
}

// sendReadingFiles takes a monitoring file, or a zip of such. Each file is answered for; what was
// sent before is a duplicate.
func (s *Server) sendReadingFiles(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r)
	name, station := p.text("name", 300), p.text("station", 100)
	if p.err != nil {
		return p.err
	}
	v, err := s.filing.enter(actorOf(r.Context()), 64<<10)
	if err != nil {
		return err
	}
	defer v.leave()
	body, err := readUpload(w, r, v)
	if err != nil {
		return err
	}
	files := []sentFile{{environment.File{Name: name, Station: station}, func(int64) ([]byte, error) { return body, nil }}}
	if bytes.HasPrefix(body, []byte("PK\x03\x04")) {
		if files, err = unpackReadings(body, station); err != nil {
			return err
		}
	}
	if err := v.turn(r.Context()); err != nil {
		return err
	}
	if err := s.survey(files, cap(body), v); err != nil {
		return err
	}
	out, err := s.takeReadingFiles(r.Context(), files)
	v.yield()
	if err != nil {
		return err
	}
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTimeout)) // it holds memory until it is read
	return writeJSON(w, out)
}

// readUpload reads the body of an upload, as long as there is memory for it.
func readUpload(w http.ResponseWriter, r *http.Request, v *visit) ([]byte, error) {
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(readingsReadTimeout)) // a test's recorder has no deadlines
	in := http.MaxBytesReader(w, r.Body, maxReadingUpload)
	body := make([]byte, 0, 64<<10)
	for {
		n, err := in.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		switch large := new(http.MaxBytesError); {
		case errors.Is(err, io.EOF):
			return body, nil
		case errors.As(err, &large):
			return nil, err
		case err != nil:
			return nil, &problem{kind: badRequest, cause: err, detail: Words{"Nội dung gửi lên bị đứt đoạn.", "The upload broke off."}}
		}
		if len(body) == cap(body) {
			body = slices.Grow(body, 1)
			if err := v.hold(cap(body)); err != nil {
				return nil, err
			}
		}
	}
}

// sentFile is a file of an upload without its body, and how that is had: at most so many bytes.
type sentFile struct {
	environment.File
	open func(most int64) ([]byte, error)
}

// survey looks through the files before anything of them is stored: what cannot be unpacked or
// is too much is refused whole. It holds memory for the largest of them, besides what is held.
func (s *Server) survey(files []sentFile, held int, v *visit) error {
	rows, room := 0, int64(maxUnpacked)
	for _, f := range files {
		text, err := f.open(min(room, environment.MaxFile))
		if err != nil {
			return err
		}
		room -= int64(len(text))
		lines, err := environment.ReadFile(text)
		if rows += len(lines); err != nil { // it is none, and took its time all the same
			rows += bytes.Count(text, []byte{'\n'})
		}
		if rows > s.intake.rows {
			return &problem{kind: tooLarge, extra: map[string]any{"limit": s.intake.rows}, detail: says(
				"Nhiều hơn %d dòng trong một lần gửi; hãy chia nhỏ. Chưa có gì được ghi.", "More than %d lines at once; split them. Nothing was stored.", s.intake.rows)}
		}
		if err := v.hold(held + len(text) + len(lines)*fileLineSize); err != nil {
			return err
		}
	}
	return nil
}

func (s *Server) takeReadingFiles(ctx context.Context, files []sentFile) (readingFilesOut, error) {
	out := readingFilesOut{Files: []readingFile{}}
	room := listedInUpload
	for _, f := range files {
		var err error
		if f.Body, err = f.open(environment.MaxFile); err != nil {
			return out, err
		}
		one, err := s.takeReadingFile(ctx, f.File, min(room, listedInFile))
		if err != nil {
			return out, err
		}
		room -= len(one.Rows)
		out.Files = append(out.Files, one)
	}
	return out, nil
}

// takeReadingFile takes a file and lists so many of its lines at most.
func (s *Server) takeReadingFile(ctx context.Context, f environment.File, listed int) (readingFile, error) {
	report, err := s.readings.TakeFile(ctx, s.sender(ctx), f)
	out := readingFile{Name: report.Name, Station: report.Station, Counts: map[string]int{}, Rows: []readingFileRow{}}
	for _, o := range []environment.Outcome{environment.Stored, environment.Duplicate, environment.Revised, environment.Quarantined, environment.Refused} {
		out.Counts[string(o)] = report.Count(o)
	}
	if own := new(environment.FileError); errors.As(err, &own) {
		out.Error = &Words{own.Vi, own.En}
		return out, nil
	}
	for _, row := range report.Rows {
		if o := row.Answer.Outcome; o == environment.Stored || o == environment.Duplicate {
			continue
		}
		if len(out.Rows) == listed {
			out.Unlisted++
			continue
		}
		answer := readingFileRow{Line: row.Line, Outcome: row.Answer.Outcome, Reason: row.Answer.Reason}
		if row.Answer.Reason != "" {
			text := wordsOf(row.Answer.Reason)
			answer.Text = &text
		}
		out.Rows = append(out.Rows, answer)
	}
	return out, err
}

// unpackReadings gives the files of a zip. Names that begin with a dot are other programs'.
func unpackReadings(body []byte, station string) ([]sentFile, error) {
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return nil, &problem{kind: refused, cause: err, detail: Words{"Tệp zip hỏng hoặc tải lên chưa đủ.", "The zip is damaged, or was not sent whole."}}
	}
	var files []sentFile
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") || strings.HasPrefix(path.Base(f.Name), ".") || strings.HasPrefix(f.Name, "__MACOSX/") {
			continue
		}
		if len(files) == maxReadingFiles {
			return nil, &problem{kind: tooLarge, detail: says("Tệp zip có hơn %d tệp.", "There are more than %d files in the zip.", maxReadingFiles)}
		}
		files = append(files, sentFile{environment.File{Name: f.Name, Station: station}, func(most int64) ([]byte, error) { return unpackReading(f, most) }})
	}
	return files, nil
}

func unpackReading(f *zip.File, most int64) ([]byte, error) {
	in, err := f.Open()
	if err == nil {
		defer in.Close()
		var text []byte
		if text, err = io.ReadAll(io.LimitReader(in, most+1)); err == nil && int64(len(text)) > most {
			return nil, &problem{kind: tooLarge, detail: says("Tệp %.100s trong zip quá lớn khi giải nén.", "The file %.100s in the zip unpacks to too much.", f.Name)}
		}
		if err == nil {
			return text, nil
		}
	}
	return nil, &problem{kind: refused, cause: err, detail: says("Không giải nén được %.100s; tệp zip hỏng hoặc có mật khẩu.", "%.100s cannot be unpacked: the zip is damaged, or has a password.", f.Name)}
}
