package geoapi

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"sotay/importers"
	"sotay/importers/ogr"
)

// upload is a received form: its files in a folder of their own, and its other fields.
type upload struct {
	dir    string
	files  []string
	fields map[string][]string
	count  int // of the other fields
	bytes  int // in them
}

// What a form may hold besides its files: so many bytes in one field and in all, and so
// many fields.
const (
	maxField  = 64 << 10
	maxForm   = 1 << 20
	maxFields = 200
)

// receive takes a multipart form in, with file parts straight to disk. The connection may
// be slow, but not silent.
func (s *Server) receive(w http.ResponseWriter, r *http.Request) (*upload, error) {
	if r.ContentLength > s.MaxUpload+maxForm {
		return nil, s.aboveLimit(nil)
	}
	rc := http.NewResponseController(w)
	r.Body = http.MaxBytesReader(w, &patient{r.Body, rc}, s.MaxUpload+maxForm)
	form, err := r.MultipartReader()
	if err != nil {
		return nil, &problem{kind: unsupported, cause: err}
	}
	dir, err := os.MkdirTemp(s.TempDir, "sotay-import-")
	if err != nil {
		return nil, fmt.Errorf("folder for an upload: %w", err)
	}
	up := &upload{dir: dir, fields: map[string][]string{}}
	err = up.read(form)
	_ = rc.SetReadDeadline(time.Time{}) // a test's recorder has no deadlines
	if err != nil {
		up.remove()
		if large := new(http.MaxBytesError); errors.As(err, &large) {
			return nil, s.aboveLimit(err)
		}
		return nil, err
	}
	return up, nil
}

// aboveLimit refuses an upload for its size.
func (s *Server) aboveLimit(cause error) error {
	return &problem{kind: tooLarge, cause: cause, extra: map[string]any{"limit": s.MaxUpload}, detail: Words{
		fmt.Sprintf("Tệp gửi lên vượt quá giới hạn %d byte.", s.MaxUpload), fmt.Sprintf("The upload is above the limit of %d bytes.", s.MaxUpload),
	}}
}

// patient moves the read deadline on as long as bytes come.
type patient struct {
	io.ReadCloser
	rc *http.ResponseController
}

// Read gives the client a minute for the next bytes.
func (p *patient) Read(b []byte) (int, error) {
	_ = p.rc.SetReadDeadline(time.Now().Add(time.Minute))
	return p.ReadCloser.Read(b)
}

func (up *upload) read(form *multipart.Reader) error {
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = up.take(part)
		}
		var large *http.MaxBytesError
		var own *problem
		switch {
		case err == nil:
		case errors.As(err, &large), errors.As(err, &own):
			return err
		default:
			return &problem{kind: badRequest, cause: err, detail: Words{"Nội dung gửi lên bị đứt đoạn.", "The upload broke off."}}
		}
	}
}

func (up *upload) take(part *multipart.Part) error {
	if part.FormName() == "file" {
		return up.save(part)
	}
	name := part.FormName()
	repeated, known := knownFields()[name]
	switch up.count++; {
	case !known:
		return bad("Không có trường %s.", "There is no field %s.", name)
	case !repeated && len(up.fields[name]) > 0:
		return bad("Trường %s được gửi hai lần.", "The field %s is there twice.", name)
	case up.count > maxFields:
		return bad("Nhiều hơn %d trường.", "There are more than %d fields.", maxFields)
	}
	value, err := io.ReadAll(io.LimitReader(part, maxField+1))
	if err != nil {
		return err
	}
	if len(value) > maxField {
		return bad("Trường %s dài quá %d byte.", "The field %s is longer than %d bytes.", name, maxField)
	}
	if up.bytes += len(value); up.bytes > maxForm {
		return bad("Các trường dài quá %d byte tổng cộng.", "The fields are longer than %d bytes in all.", maxForm)
	}
	up.fields[name] = append(up.fields[name], strings.TrimSpace(string(value)))
	return nil
}

func (up *upload) save(part *multipart.Part) error {
	name := safeName(part.FileName())
	if name == "" {
		return bad("Phần file không có tên tệp.", "The part named file has no file name.")
	}
	if slices.Contains(up.files, name) {
		return bad("Có hai tệp cùng tên %s.", "Two files are named %s.", name)
	}
	f, err := os.OpenFile(filepath.Join(up.dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("save an upload: %w", err)
	}
	_, err = io.Copy(f, part)
	up.files = append(up.files, name)
	return errors.Join(err, f.Close())
}

// safeName is the last part of a client's file name, without what a file system minds.
func safeName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`<>:"|?*`, r) {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
	if strings.Trim(name, ".") == "" || len(name) > 200 {
		return ""
	}
	return name
}

func (up *upload) remove() { _ = os.RemoveAll(up.dir) }

func (up *upload) field(name string) string {
	if values := up.fields[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// flag gives a field that is true or false; check has refused all else.
func (up *upload) flag(name string) bool { return up.field(name) == "true" }

// knownFields are those of the form besides file, and whether they may be there repeatedly.
func knownFields() map[string]bool {
	return map[string]bool{
		"encoding": true, "map": true, "set": true, "numbers": true, "accept": true,
		"layer": false, "source_layer": false, "crs": false, "x": false, "y": false, "new_layer": false, "title": false,
		"title_en": false, "theme": false, "skip_bad": false, "repair": false, "replace": false, "dry_run": false,
	}
}

// check refuses a form that cannot be meant.
func (up *upload) check() error {
	if len(up.files) == 0 {
		return bad("Thiếu tệp: gửi phần tên file.", "The file is missing: send a part named file.")
	}
	for _, name := range []string{"skip_bad", "repair", "dry_run"} {
		if v, there := up.fields[name]; there && v[0] != "true" && v[0] != "false" {
			return bad("%s phải là true hoặc false.", "%s must be true or false.", name)
		}
	}
	return nil
}

// request makes the importers' request of the form.
func (up *upload) request() (importers.Request, error) {
	if err := up.check(); err != nil {
		return importers.Request{}, err
	}
	req := importers.Request{
		Source: importers.FileSource(filepath.Join(up.dir, up.main()), importers.OpenOptions{
			Layer: up.field("source_layer"), X: up.field("x"), Y: up.field("y"), Convert: ogr.Config{Dir: filepath.Dir(up.dir)},
		}),
		Layer: up.field("layer"), CRS: up.field("crs"), Encoding: up.fields["encoding"], Map: up.fields["map"],
		Set: up.fields["set"], Numbers: up.fields["numbers"], Accept: up.fields["accept"], SkipBad: up.flag("skip_bad"), Repair: up.flag("repair"), Replace: importers.Replace(up.field("replace")),
	}
	switch req.Replace {
	case "", importers.ReplaceSheet, importers.ReplaceCommune, importers.ReplaceLayer, importers.ReplaceNone:
	default:
		return importers.Request{}, bad("replace phải là sheet, commune, layer hoặc none.", "replace must be sheet, commune, layer or none.")
	}
	if name := up.field("new_layer"); name != "" {
		req.NewLayer = &importers.NewLayer{Name: name, TitleVi: up.field("title"), TitleEn: up.field("title_en"), Theme: up.field("theme")}
	}
	return req, nil
}

// main is the file to open: of a set sent in parts the .shp, .tab or .mif, else the first.
func (up *upload) main() string {
	for _, ext := range []string{".shp", ".tab", ".mif"} {
		if i := slices.IndexFunc(up.files, func(name string) bool { return strings.EqualFold(filepath.Ext(name), ext) }); i >= 0 {
			return up.files[i]
		}
	}
	return up.files[0]
}
