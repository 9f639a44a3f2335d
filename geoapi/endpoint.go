package geoapi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
)

// handler answers a request or returns the error that fail answers with.
type handler func(http.ResponseWriter, *http.Request) error

// input is what an endpoint takes: a struct that reads itself from the request.
type input[T any] interface {
	*T
	parse(*params)
}

// coded is an output with a status other than 200 OK.
type coded interface{ status() int }

// endpoint makes a handler of an ordinary function: its input is read from the request,
// its output is written as JSON.
func endpoint[In any, P input[In], Out any](do func(context.Context, In) (Out, error)) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var in In
		p := newParams(r)
		P(&in).parse(p)
		if p.err != nil {
			return p.err
		}
		out, err := do(r.Context(), in)
		if err != nil {
			return err
		}
		return writeJSON(w, out)
	}
}

// writeJSON writes a value whole or, when it cannot be encoded, not at all.
func writeJSON(w http.ResponseWriter, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	code := http.StatusOK
	if c, ok := v.(coded); ok {
		code = c.status()
	}
	return writeEncoded(w, code, body)
}

// writeEncoded writes JSON that is encoded already.
func writeEncoded(w http.ResponseWriter, code int, body []byte) error {
	h := w.Header()
	if h.Get("Content-Type") == "" {
		h.Set("Content-Type", "application/json; charset=utf-8")
	}
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache")
	}
	w.WriteHeader(code)
	if _, err := w.Write(append(body[:len(body):len(body)], '\n')); err != nil {
		return errLeft
	}
	return nil
}

// writeTagged writes a value as JSON with an ETag of its content, or 304 to a client that
// has just that.
func writeTagged(w http.ResponseWriter, r *http.Request, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return tag(body).write(w, r)
}

// tagged is JSON with its ETag.
type tagged struct {
	body []byte
	etag string
}

func tag(body []byte) tagged {
	sum := sha256.Sum256(body)
	return tagged{body, hex.EncodeToString(sum[:12])}
}

// write answers with the JSON, or 304 to a client that has just that.
func (t tagged) write(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("ETag", `W/"`+t.etag+`"`) // weak: the same for all encodings
	if matches(r.Header.Get("If-None-Match"), t.etag) {
		w.Header().Set("Cache-Control", "no-cache")
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return writeEncoded(w, http.StatusOK, t.body)
}

// nothing is the input of an endpoint without parameters.
type nothing struct{}

func (*nothing) parse(*params) {}
