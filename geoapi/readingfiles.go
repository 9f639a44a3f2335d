package geoapi

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"
	"time"

	"sotay/environment"
)

// The bounds of an upload of monitoring files: bytes of the body, files of a zip, bytes that they
// unpack to; and how many uploads are taken in at once.
const (
	maxReadingUpload = 32 << 20
	maxReadingFiles  = 2000
	maxUnpacked      = 64 << 20
	filingAtOnce     = 2
)

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
	Error   *Words           `json:"error"`
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
	select {
	case s.filing <- struct{}{}:
		defer func() { <-s.filing }()
	default:
		return &problem{kind: tooMany, wait: 2 * time.Second, detail: Words{"Đang nhận tệp khác; hãy gửi lại sau vài giây.", "Other files are being taken in; send again in a few seconds."}}
	}
	rc := http.NewResponseController(w)
	body, err := io.ReadAll(http.MaxBytesReader(w, &patient{r.Body, rc}, maxReadingUpload))
	_ = rc.SetReadDeadline(time.Time{}) // a test's recorder has no deadlines
	if large := new(http.MaxBytesError); errors.As(err, &large) {
		return err
	}
	if err != nil {
		return &problem{kind: badRequest, cause: err, detail: Words{"Nội dung gửi lên bị đứt đoạn.", "The upload broke off."}}
	}
	files := []environment.File{{Name: name, Station: station, Body: body}}
	if bytes.HasPrefix(body, []byte("PK\x03\x04")) {
		if files, err = unpackReadings(body, station); err != nil {
			return err
		}
	}
	out := readingFilesOut{Files: []readingFile{}}
	for _, f := range files {
		one, err := s.takeReadingFile(r, f)
		if err != nil {
			return err
		}
		out.Files = append(out.Files, one)
	}
	return writeJSON(w, out)
}

func (s *Server) takeReadingFile(r *http.Request, f environment.File) (readingFile, error) {
	report, err := s.readings.TakeFile(r.Context(), s.sender(r.Context()), f)
	out := readingFile{Name: f.Name, Station: report.Station, Counts: map[string]int{}, Rows: []readingFileRow{}}
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
func unpackReadings(body []byte, station string) ([]environment.File, error) {
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return nil, &problem{kind: refused, cause: err, detail: Words{"Tệp zip hỏng hoặc tải lên chưa đủ.", "The zip is damaged, or was not sent whole."}}
	}
	var files []environment.File
	room := int64(maxUnpacked)
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") || strings.HasPrefix(path.Base(f.Name), ".") || strings.HasPrefix(f.Name, "__MACOSX/") {
			continue
		}
		text, err := unpackReading(f, min(room, environment.MaxFile))
		if err != nil {
			return nil, err
		}
		room -= int64(len(text))
		if files = append(files, environment.File{Name: strings.ToValidUTF8(f.Name, "\ufffd"), Station: station, Body: text}); len(files) > maxReadingFiles {
			return nil, &problem{kind: tooLarge, detail: Words{fmt.Sprintf("Tệp zip có hơn %d tệp.", maxReadingFiles), fmt.Sprintf("There are more than %d files in the zip.", maxReadingFiles)}}
		}
	}
	return files, nil
}

func unpackReading(f *zip.File, most int64) ([]byte, error) {
	in, err := f.Open()
	if err == nil {
		defer in.Close()
		var text []byte
		if text, err = io.ReadAll(io.LimitReader(in, most+1)); err == nil && int64(len(text)) > most {
			return nil, &problem{kind: tooLarge, detail: Words{fmt.Sprintf("Tệp %.100s trong zip quá lớn khi giải nén.", f.Name), fmt.Sprintf("The file %.100s in the zip unpacks to too much.", f.Name)}}
		}
		if err == nil {
			return text, nil
		}
	}
	return nil, &problem{kind: refused, cause: err, detail: Words{fmt.Sprintf("Không giải nén được %.100s; tệp zip hỏng hoặc có mật khẩu.", f.Name), fmt.Sprintf("%.100s cannot be unpacked: the zip is damaged, or has a password.", f.Name)}}
}
