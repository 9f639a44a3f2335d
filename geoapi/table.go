package geoapi

import (
	"errors"
	"io"
	"mime"
	"net/http"

	"sotay/internal/csvtable"
)

// csvBody reads a body that must be CSV.
func csvBody(r *http.Request) ([]byte, error) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "text/csv" {
		return nil, &problem{kind: unsupported, detail: Words{"Hãy gửi bảng dạng text/csv.", "Send the table as text/csv."}}
	}
	return io.ReadAll(r.Body)
}

type lineProblemJSON struct {
	Line int   `json:"line"`
	Text Words `json:"text"`
}

// refusedTable says of each line of a table what is wrong with it.
func refusedTable(err error, code string, what Words) error {
	var no *csvtable.Error
	if !errors.As(err, &no) {
		return err
	}
	lines := make([]lineProblemJSON, len(no.Problems))
	for i, p := range no.Problems {
		lines[i] = lineProblemJSON{p.Line, Words{p.Vi, p.En}}
	}
	return &problem{kind: refused, cause: err, extra: map[string]any{"code": code, "lines": lines}, detail: Words{
		what.Vi + " có dòng sai nên không có gì được ghi: " + no.Problems[0].Vi, what.En + " has faulty lines, nothing was recorded: " + no.Problems[0].En,
	}}
}
