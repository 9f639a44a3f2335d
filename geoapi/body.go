package geoapi

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
)

// body decodes the request's body, one JSON value of known members.
func (p *params) body(into any) {
	if p.err != nil {
		return
	}
	if kind, _, err := mime.ParseMediaType(p.r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		p.err = &problem{kind: unsupported, detail: Words{"Hãy gửi application/json.", "Send application/json."}}
		return
	}
	decoder := json.NewDecoder(p.r.Body)
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	if err == nil && decoder.More() {
		err = errors.New("more than one value")
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		p.err = err
	case errors.Is(err, io.EOF):
		p.fail("Thiếu nội dung JSON.", "The JSON body is missing.")
	case err != nil:
		p.err = &problem{kind: badRequest, cause: err, detail: Words{"Nội dung JSON không đúng mẫu.", "The JSON body is not as described."}}
	}
}
