package geoapi

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"sotay/internal/calendar"
	"sotay/layers"
)

// params reads a request's path and query. The first wrong value is kept as the error, so
// that a parse method reads like a list.
type params struct {
	r     *http.Request
	query url.Values
	err   error
}

func newParams(r *http.Request) *params { return &params{r: r, query: r.URL.Query()} }

func (p *params) fail(vi, en string, args ...any) {
	if p.err == nil {
		p.err = bad(vi, en, args...)
	}
}

// path gives a part of the path.
func (p *params) path(name string) string { return storable(mux.Vars(p.r)[name]) }

// storable makes of a text what a database takes: without zeros, and with a sign for what is no UTF-8.
func storable(text string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "\uFFFD")
}

// id gives a number of the path; one that no record can have is not found.
func (p *params) id(name string) int64 {
	n, err := strconv.ParseInt(p.path(name), 10, 64)
	if (err != nil || n < 1) && p.err == nil {
		p.err = noSuch("Không có mục mang số này.", "Nothing has this number.")
	}
	return n
}

// text gives a parameter of at most so many bytes, "" when it is not there.
func (p *params) text(name string, most int) string {
	s := storable(p.query.Get(name))
	if len(s) > most {
		p.fail("Tham số %s dài quá %d byte.", "The parameter %s is longer than %d bytes.", name, most)
		return ""
	}
	return s
}

// integer gives a whole number within limits, or the default when it is not there.
func (p *params) integer(name string, def, least, most int) int {
	s := p.query.Get(name)
	if s == "" {
		return def
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < least || n > most {
		p.fail("Tham số %s phải là số nguyên từ %d đến %d.", "The parameter %s must be a whole number from %d to %d.", name, least, most)
	}
	return n
}

// day gives a day, "" when it is not there.
func (p *params) day(name string) string {
	s := p.query.Get(name)
	if s != "" && !calendar.Valid(s) {
		p.fail("Tham số %s phải là một ngày như 2025-06-30.", "The parameter %s must be a day like 2025-06-30.", name)
	}
	return s
}

// flag gives a switch: true, or false when it is not there.
func (p *params) flag(name string) bool {
	switch p.query.Get(name) {
	case "", "false":
		return false
	case "true":
		return true
	}
	p.fail("Tham số %s phải là true hoặc false.", "The parameter %s must be true or false.", name)
	return false
}

// degrees gives a number within ±limit, and whether it is there.
func (p *params) degrees(name string, limit float64) (float64, bool) {
	s := p.query.Get(name)
	if s == "" {
		return 0, false
	}
	v, err := parseNumber(s)
	if err != nil || math.Abs(v) > limit {
		p.fail("Tham số %s phải là số độ từ -%g đến %g.", "The parameter %s must be degrees from -%g to %g.", name, limit, limit)
	}
	return v, true
}

// box gives west, south, east, north; required.
func (p *params) box(name string) layers.Box {
	parts := strings.Split(p.query.Get(name), ",")
	var b layers.Box
	ok := len(parts) == len(b)
	for i := range b {
		if ok {
			v, err := parseNumber(strings.TrimSpace(parts[i]))
			b[i], ok = v, err == nil
		}
	}
	ok = ok && b[0] >= -180 && b[2] <= 180 && b[1] >= -90 && b[3] <= 90 && b[0] <= b[2] && b[1] <= b[3]
	if !ok {
		p.fail("Tham số %s phải là tây,nam,đông,bắc theo độ.", "The parameter %s must be west,south,east,north in degrees.", name)
	}
	return b
}

func parseNumber(s string) (float64, error) {
	v, err := strconv.ParseFloat(s, 64)
	if err == nil && (math.IsNaN(v) || math.IsInf(v, 0)) {
		err = fmt.Errorf("%q is no coordinate", s)
	}
	return v, err
}
