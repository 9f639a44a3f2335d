package geoapi

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// exchange is what is known of one request and its answer, for the log and the metrics.
type exchange struct {
	id     string // "" for a tile of which there is nothing to say
	client string // address, behind trusted proxies the real one
	route  string // path pattern, "" for none
	caller caller
	base   string // of links in answers
	status int
	bytes  int64
	err    error
	// private tells that it is a look-up: what for is nobody's business.
	private bool
}

type exchangeKey struct{}

func exchangeOf(r *http.Request) *exchange { return exchangeFrom(r.Context()) }

func exchangeFrom(ctx context.Context) *exchange {
	x, ok := ctx.Value(exchangeKey{}).(*exchange)
	if !ok {
		return &exchange{}
	}
	return x
}

// identify gives a request its id and its client, if it has none yet.
func (s *Server) identify(w http.ResponseWriter, r *http.Request, x *exchange) {
	if x.id == "" {
		x.id, x.client = s.requestID(r), s.client(r)
		w.Header().Set("X-Request-Id", x.id)
	}
}

// How long a request may take to be read and its answer to be taken, where its route does
// not say otherwise; and the largest body.
const (
	readTimeout  = 15 * time.Second
	writeTimeout = 60 * time.Second
	workTimeout  = 20 * time.Second
	maxBody      = 1 << 20
)

// ServeHTTP is the whole chain: identity, headers, limits, then the route.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.isTile(r) {
		s.serveTile(w, r)
		return
	}
	start := time.Now()
	x := &exchange{}
	r = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x))
	rec := &recorder{ResponseWriter: w, x: x}
	s.identify(rec, r, x)
	defer func() {
		broken := s.recover(rec, r, recover())
		s.note(r, x, time.Since(start))
		if broken {
			panic(http.ErrAbortHandler) // the connection is closed, so that half an answer is not taken for one
		}
	}()
	rc := http.NewResponseController(w)
	s.boundReading(rc, r, start)
	_ = rc.SetWriteDeadline(start.Add(writeTimeout)) // a test's recorder has no deadlines
	s.setHeaders(rec.Header(), r)
	if err := s.cross.Check(r); err != nil {
		s.fail(rec, r, &problem{kind: forbidden, cause: err, detail: Words{
			"Trang khác không được gửi yêu cầu này.", "Another site may not send this.",
		}})
		return
	}
	out := s.compress(rec, r)
	s.router.ServeHTTP(out, r)
	out.Close()
}

// boundReading gives a request's body so long to come. A request that is read whole has no
// deadline any more: the connection is then only watched for the client's leaving, and a
// deadline would look like that.
func (s *Server) boundReading(rc *http.ResponseController, r *http.Request, start time.Time) {
	if r.Body == nil || r.Body == http.NoBody {
		return
	}
	_ = rc.SetReadDeadline(start.Add(s.readTimeout))
	r.Body = &boundBody{r.Body, rc}
}

// boundBody lifts the read deadline once it is read to its end.
type boundBody struct {
	io.ReadCloser
	rc *http.ResponseController
}

// Read reads on.
func (b *boundBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if errors.Is(err, io.EOF) {
		_ = b.rc.SetReadDeadline(time.Time{})
	}
	return n, err
}

// recover answers a panic like any internal fault and logs where it was. It tells whether
// the answer had begun already and is broken.
func (s *Server) recover(w *recorder, r *http.Request, panicked any) (broken bool) {
	if panicked == nil {
		return false
	}
	if err, ok := panicked.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		return true
	}
	s.identify(w, r, w.x)
	s.Log.ErrorContext(r.Context(), "panic", "request", w.x.id, "panic", fmt.Sprint(panicked), "stack", string(debug.Stack()))
	err := fmt.Errorf("panic: %v", panicked)
	broken = w.x.status != 0
	if !broken {
		w.Header().Del("Content-Encoding")
		s.fail(w, r, err)
	}
	w.x.err = err
	return broken
}

// note logs and counts a request. Of the query only the names are logged: its values may
// be somebody's name or place.
func (s *Server) note(r *http.Request, x *exchange, took time.Duration) {
	if x.status == 0 {
		x.status = http.StatusOK
	}
	s.metrics.observe(r.Method, x, took)
	level := slog.LevelInfo
	switch {
	case x.status >= 500:
		level = slog.LevelError
	case quiet(x):
		level = slog.LevelDebug
	}
	if !s.Log.Enabled(r.Context(), level) {
		return
	}
	if x.client == "" {
		x.client = s.client(r)
	}
	path := numbers.ReplaceAllString(r.URL.Path, "{number}") // of where no route leads too
	if opens(x.route) {
		path = x.route
	}
	attrs := []slog.Attr{
		slog.String("request", x.id), slog.String("method", r.Method), slog.String("path", path),
		slog.String("route", x.route), slog.Int("status", x.status), slog.Int64("bytes", x.bytes),
		slog.Float64("ms", float64(took.Microseconds())/1000), slog.String("client", x.client),
	}
	if names := slices.Sorted(maps.Keys(r.URL.Query())); len(names) > 0 {
		attrs = append(attrs, slog.String("query", strings.Join(names, ",")))
	}
	if actor := x.caller.actor(); actor != "" {
		attrs = append(attrs, slog.String("actor", actor))
	}
	if x.err != nil {
		attrs = append(attrs, slog.String("error", errorText(x)))
	}
	s.Log.LogAttrs(r.Context(), level, "request", attrs...)
}

// errorText is what the log says of an error. Of a look-up, what the database says is left
// out but for its code: it may repeat what was looked for.
func errorText(x *exchange) string {
	text := x.err.Error()
	var pg *pgconn.PgError
	if x.private && errors.As(x.err, &pg) && pg.Message != "" {
		text = strings.ReplaceAll(text, pg.Message, "…")
	}
	return text
}

// numbers are what numbers of reports look like.
var numbers = regexp.MustCompile(`(?i)PA\d\d[- ]?[0-9A-Z]{4}[- ]?[0-9A-Z]{4}`)

// opens reports whether a path of that route itself opens something: who knows the number of a
// report sees one that is not published. The log has the route in its place.
func opens(route string) bool {
	return strings.Contains(route, "{number}") || strings.HasPrefix(route, "/open311/v2/requests/{id}")
}

// quiet requests say nothing one by one: those of machines every few seconds, those that
// found nothing new, and tiles that were answered.
func quiet(x *exchange) bool {
	switch x.route {
	case "/healthz", "/readyz", "/metrics":
		return true
	}
	return x.status == http.StatusNotModified || x.route == tileRoute && x.status < 400
}

// requestID takes the proxy's, where the proxy is trusted, or makes one.
func (s *Server) requestID(r *http.Request) string {
	if id := r.Header.Get("X-Request-Id"); s.proxied(r) && s.safeID.MatchString(id) {
		return id
	}
	return strings.ToLower(rand.Text()[:16])
}

func newSafeID() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`) }

// setHeaders sets what every answer but a tile carries.
func (s *Server) setHeaders(h http.Header, r *http.Request) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin") // map tile servers want an origin
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "geolocation=(self), camera=(self), microphone=()")
	h.Set("Content-Security-Policy", s.policy)
	if s.scheme(r) == "https" {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	x *exchange
}

// WriteHeader notes the status.
func (w *recorder) WriteHeader(status int) {
	if w.x.status == 0 && status >= 200 {
		w.x.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes.
func (w *recorder) Write(b []byte) (int, error) {
	if w.x.status == 0 {
		w.x.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.x.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
