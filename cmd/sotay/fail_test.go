package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"sotay/importers"
	"sotay/internal/demo"
	"sotay/postgis"
)

// TestFailures: each error has its kind, its exit code and its message, as text and as JSON.
func TestFailures(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context())
	stop()
	said := fault(failed, "", "cắt", "cut off")
	for _, test := range []struct {
		ctx     context.Context
		err     error
		kind    kind
		code    string
		message string
		exit    int
	}{
		{t.Context(), errors.New("odd"), failed, "", "some work: odd", 1},
		{t.Context(), &postgis.MissingError{What: "PostgreSQL"}, database, "missing", "", 1},
		{t.Context(), &postgis.NeedsSuperuserError{Err: &pgconn.ConnectError{}}, database, "needs_superuser", "", 1},
		{t.Context(), fault(usage, "", "sai", "wrong"), usage, "", "wrong", 2},
		{t.Context(), &importers.Refused{Code: "no_crs", Reason: importers.Words{En: "which zone"}}, refused, "no_crs", "which zone", 1},
		{t.Context(), &importers.NotFound{What: "layer x"}, notFound, "", "layer x does not exist.", 1},
		{t.Context(), &demo.OccupiedError{Layer: "roads"}, refused, "occupied", "", 1},
		{t.Context(), &importers.Conflict{ID: 7, Rows: []string{"a"}, Count: 1}, conflict, "", "", 1},
		{t.Context(), context.Canceled, interrupted, "", "stopped; the old state stands", 130},
		{stopped, errors.New("initdb: killed"), interrupted, "", "stopped; the old state stands (some work: initdb: killed)", 130},
		{stopped, &importers.Conflict{ID: 7}, conflict, "", "", 1},
		{stopped, said, failed, "", "cut off", 1},
	} {
		for _, asJSON := range []bool{false, true} {
			var out, text bytes.Buffer
			p := &program{out: &out, err: &text, english: true, json: asJSON}
			code := p.fail(test.ctx, ofImport(7, fmt.Errorf("some work: %w", test.err)))
			if code != test.exit || (out.Len() > 0) != asJSON || (text.Len() > 0) == asJSON {
				t.Errorf("%v: %d, output %s, beside it %s", test.err, code, &out, &text)
			}
			if !asJSON {
				continue
			}
			var got failure
			if err := json.Unmarshal(out.Bytes(), &got); err != nil {
				t.Fatal(err)
			}
			if got.Kind != test.kind || got.Code != test.code || got.Import != 7 || test.message != "" && got.Message != test.message {
				t.Errorf("%v: %+v", test.err, got)
			}
		}
	}
}
