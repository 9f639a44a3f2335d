package geoapi

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"sotay/incidents"
	"sotay/incidents/photos"
)

// How long a photo may take to come and to be worked through, and one to go: phones are on bad lines.
const (
	photoReadTimeout  = 3 * time.Minute
	photoWorkTimeout  = 4 * time.Minute
	photoWriteTimeout = 3 * time.Minute
)

// photoRoutes are those of the photos of reports.
func (s *Server) photoRoutes() []route {
	return []route{
		{http.MethodPost, "/api/report-photos", "uploadReportPhoto", anyone, s.uploadReportPhoto, long},
		{http.MethodGet, "/api/report-photos/{id}.jpg", "getReportPhoto", whoever, s.getReportPhoto, long},
		{http.MethodPost, "/api/desk/report-photos/{id}/redact", "redactReportPhoto", reports, endpoint(s.redactReportPhoto), quick},
	}
}

// uploadsAtOnce is how many photos may be on their way: their files may take 768 MB of disk. Of one
// address, a mobile network's too, there are uploadsNear: a few slow ones do not shut all others out.
const (
	uploadsAtOnce = 64
	uploadsNear   = 12
)

// places is room for what clients do at the same time.
type places struct {
	mu   sync.Mutex
	all  int
	near map[netip.Addr]int // by household
}

// take gives a place, if there is one; give gives it back.
func (p *places) take(from netip.Addr) (give func(), ok bool) {
	from = household(from)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.all >= uploadsAtOnce || p.near[from] >= uploadsNear {
		return nil, false
	}
	p.all++
	p.near[from]++
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.all--
		if p.near[from]--; p.near[from] == 0 {
			delete(p.near, from)
		}
	}, true
}

// newUploading bounds how many photos one client sends: so many a minute, and three minutes'
// worth at once, since many phones are behind one address of a mobile network.
func newUploading(perMinute float64, now func() time.Time) *limiter {
	l := newLimiter(perMinute/60, now)
	if l != nil {
		l.burst = max(10, 3*perMinute)
	}
	return l
}

// photoProblem turns what cannot be done with a photo into a problem; nil for another error.
func photoProblem(err error) *problem {
	var no *photos.Refused
	switch {
	case errors.As(err, &no):
		kinds := map[string]kind{"too_large": tooLarge, "heic": unsupported, "avif": unsupported, "gif": unsupported, "not_a_photo": unsupported, "unsupported": unsupported, "empty": badRequest}
		p := &problem{kind: refused, cause: err, detail: Words{no.Vi, no.En}, extra: map[string]any{"code": no.Code}}
		if k, found := kinds[no.Code]; found {
			p.kind = k
		}
		return p
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return &problem{kind: unavailable, cause: err, wait: 10 * time.Minute, detail: Words{
			"Máy chủ chưa nhận thêm ảnh được; hãy gửi phản ánh không kèm ảnh, hoặc thử lại sau.", "No more photos can be taken now; send the report without, or try again later.",
		}}
	case errors.Is(err, photos.ErrChanged):
		return &problem{kind: conflict, cause: err, extra: map[string]any{"code": "redacted"}, detail: Words{
			"Ảnh vừa được người khác che; hãy xem lại rồi làm tiếp.", "Somebody else redacted the photo meanwhile; look at it again.",
		}}
	}
	return nil
}

type uploadedJSON struct {
	Photo  string `json:"photo"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

func (uploadedJSON) status() int { return http.StatusCreated }

// uploadReportPhoto takes a photo, the body itself. The answer has the token to send it with.
func (s *Server) uploadReportPhoto(w http.ResponseWriter, r *http.Request) error {
	exchangeOf(r).private = true
	if s.Photos == nil {
		return noPhotos()
	}
	if err := s.pace(w, r, s.uploading, 1); err != nil {
		return err
	}
	if r.ContentLength > photos.MaxBytes {
		return &http.MaxBytesError{Limit: photos.MaxBytes}
	}
	give, ok := s.uploads.take(s.address(r))
	if !ok {
		return &problem{kind: unavailable, wait: retryAfter, detail: Words{"Đang có quá nhiều ảnh được gửi; hãy gửi lại sau.", "Too many photos are being sent; send this one again later."}}
	}
	defer give()
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(photoReadTimeout)) // a test's recorder has no deadlines
	ctx, cancel := context.WithTimeout(r.Context(), photoWorkTimeout)
	defer cancel()
	body := &bodyOf{r: http.MaxBytesReader(w, r.Body, photos.MaxBytes)}
	p, err := s.Photos.Upload(ctx, body)
	if err != nil {
		return body.problem(err)
	}
	return writeJSON(w, uploadedJSON{p.Token, p.Width, p.Height})
}

func noPhotos() *problem {
	return &problem{kind: unavailable, detail: Words{
		"Máy chủ này không nhận ảnh; hãy gửi phản ánh không kèm ảnh.", "No photos are taken here; send the report without.",
	}}
}

// bodyOf is a request's body that remembers how reading it failed.
type bodyOf struct {
	r   io.Reader
	err error
}

// Read reads on.
func (b *bodyOf) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err
	}
	return n, err
}

// problem tells a body that did not come whole from what else failed.
func (b *bodyOf) problem(err error) error {
	var large *http.MaxBytesError
	if b.err == nil || errors.As(b.err, &large) {
		return err
	}
	return &problem{kind: badRequest, cause: err, detail: Words{"Ảnh gửi lên bị đứt đoạn; hãy gửi lại.", "The upload broke off; send it again."}}
}

// getReportPhoto answers with a picture. Everybody may see what is published of a report that is,
// and who knows a report's number what is published of that one; duty officers all, people of an
// agency those of its reports. What may not be seen is not there.
func (s *Server) getReportPhoto(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r)
	id, size, number, original := p.id("id"), p.text("size", 10), p.text("report", 40), p.flag("original")
	if size != "" && size != "full" && size != "thumb" {
		p.fail("Tham số size phải là full hoặc thumb.", "The parameter size must be full or thumb.")
	}
	if p.err != nil {
		return p.err
	}
	gone := noSuch("Không có ảnh này.", "There is no such photo.")
	if s.Photos == nil {
		return gone
	}
	of, err := s.Photos.Find(r.Context(), id)
	if errors.Is(err, fs.ErrNotExist) {
		return gone
	}
	if err != nil {
		return err
	}
	staff := s.seesPhoto(callerOf(r.Context()), of)
	if !staff && (!of.Published || !of.Public && !sameNumber(number, of.Number)) {
		return gone
	}
	name := of.Shown(size == "thumb")
	if original && callerOf(r.Context()).has(reports) {
		name = map[bool]string{true: of.Thumb, false: of.SHA}[size == "thumb"]
	}
	return s.servePhoto(w, r, name)
}

// seesPhoto tells whether the caller sees a photo that is not published.
func (s *Server) seesPhoto(c caller, of photos.Of) bool {
	return c.has(reports) || c.has(answering) && of.Agency != nil && c.user != nil && c.user.Agency == *of.Agency
}

// sameNumber forgives how a number was typed, as the status page does.
func sameNumber(typed, number string) bool {
	read, ok := incidents.ParseNumber(typed)
	return ok && read == number
}

// servePhoto writes a picture. What may be seen today may be withdrawn tomorrow, so that a copy is
// asked for again; its name is of its content.
func (s *Server) servePhoto(w http.ResponseWriter, r *http.Request, name string) error {
	f, err := s.Photos.Files.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(photoWriteTimeout)) // a test's recorder has no deadlines
	h := w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("ETag", `"`+name[:24]+`"`)
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache")
	}
	http.ServeContent(w, r, "", time.Time{}, f)
	return nil
}

type redactIn struct {
	id    int64
	Boxes [][4]int `json:"boxes"`
	Anew  bool     `json:"anew"`
}

func (in *redactIn) parse(p *params) {
	p.body(in)
	in.id = p.id("id")
}

type redactedJSON struct {
	Redacted bool `json:"redacted"`
}

// redactReportPhoto hides parts of a photo; it is written down who did.
func (s *Server) redactReportPhoto(ctx context.Context, in redactIn) (redactedJSON, error) {
	if s.Photos == nil {
		return redactedJSON{}, noPhotos()
	}
	boxes := make([]photos.Box, len(in.Boxes))
	for i, b := range in.Boxes {
		boxes[i] = photos.Box{X: b[0], Y: b[1], W: b[2], H: b[3]}
	}
	of, err := s.Photos.Redact(ctx, actorOf(ctx), in.id, boxes, in.Anew)
	if errors.Is(err, fs.ErrNotExist) {
		return redactedJSON{}, noSuch("Không có ảnh này.", "There is no such photo.")
	}
	return redactedJSON{of.RedactedSHA != nil}, err
}
