package guide

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Error is what is wrong in a text, and where.
type Error struct {
	File string
	Line int // from 1
	What string
}

// Error names file and line as compilers do.
func (e *Error) Error() string { return fmt.Sprintf("guide: %s:%d: %s", e.File, e.Line, e.What) }

// Status says how far a source was checked. Whatever it is, no text claims more.
type Status string

// The statuses of a source.
const (
	// Original: the published document itself was read.
	Original Status = "original"
	// Transcription: a public copy of the document was read, not the gazette.
	Transcription Status = "transcription"
	// Quoted: only what others quote of it was read.
	Quoted Status = "quoted"
	// Unverified: it was not read; what a text says of it is marked.
	Unverified Status = "unverified"
	// Data: facts counted in data that anybody can get.
	Data Status = "data"
)

// Source is a document or data set that a text rests on.
type Source struct {
	Name   string
	Number string
	Date   string // when it was issued, YYYY-MM-DD; "" when that was not checked
	From   string // since when it holds, YYYY-MM-DD, or ""
	Status Status
	Note   string // what of it, or ""
}

// front is what stands before a text between two lines of three hyphens: lines of
// "key: value", and a list of sources.
type front struct {
	title, summary string
	order          int
	checked        string
	sources        []Source
}

// frontReader reads a front line by line.
type frontReader struct {
	file  string
	front front
	seen  map[string]int // line of a key; keys of a source are counted in the source
	lists bool           // inside sources
	began int            // line of the source being read
}

func (r *frontReader) fail(line int, format string, args ...any) error {
	return &Error{r.file, line, fmt.Sprintf(format, args...)}
}

// readFront splits a text into its front and its body, and gives the line on which the
// body begins.
func readFront(file, source string) (front, string, int, error) {
	r := &frontReader{file: file, seen: map[string]int{}}
	lines := strings.Split(source, "\n")
	if strings.TrimSpace(lines[0]) != "---" {
		return front{}, "", 0, r.fail(1, "the first line must be ---")
	}
	for i, line := range lines[1:] {
		number := i + 2
		line = strings.TrimRight(line, " \t\r")
		if line == "---" {
			err := r.finish(number)
			return r.front, strings.Join(lines[number:], "\n"), number + 1, err
		}
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := r.line(number, line); err != nil {
			return front{}, "", 0, err
		}
	}
	return front{}, "", 0, r.fail(len(lines), "the front matter has no closing ---")
}

// line reads one line of the front.
func (r *frontReader) line(number int, line string) error {
	text := strings.TrimLeft(line, " ")
	indented := len(text) < len(line)
	if item, ok := strings.CutPrefix(text, "- "); ok {
		if !r.lists {
			return r.fail(number, "a list is allowed under sources: only")
		}
		if err := r.sourceDone(); err != nil {
			return err
		}
		r.front.sources = append(r.front.sources, Source{})
		r.began = number
		text, indented = strings.TrimLeft(item, " "), true
	}
	name, value, ok := strings.Cut(text, ":")
	if !ok {
		return r.fail(number, "%q is no key: value", text)
	}
	value = strings.TrimSpace(value)
	if indented {
		if len(r.front.sources) == 0 {
			return r.fail(number, "%s: an indented line belongs to a source, which begins with -", name)
		}
		return r.source(number, name, value)
	}
	if r.lists {
		if err := r.sourceDone(); err != nil {
			return err
		}
		r.lists = false
	}
	return r.key(number, name, value)
}

// key takes a key of the text.
func (r *frontReader) key(number int, name, value string) error {
	if before, ok := r.seen[name]; ok {
		return r.fail(number, "%s is there already, on line %d", name, before)
	}
	r.seen[name] = number
	if name == "sources" {
		if value != "" {
			return r.fail(number, "sources: the list begins on the next line")
		}
		r.lists = true
		return nil
	}
	if value == "" {
		return r.fail(number, "%s has no value", name)
	}
	var err error
	switch name {
	case "title":
		r.front.title = value
	case "summary":
		r.front.summary = value
	case "order":
		if r.front.order, err = strconv.Atoi(value); err != nil {
			return r.fail(number, "order must be a whole number, not %q", value)
		}
	case "checked":
		r.front.checked = value
		return r.date(number, name, value)
	default:
		return r.fail(number, "the key %q is not known; known are title, summary, order, checked, sources", name)
	}
	return nil
}

// source takes a key of the source being read.
func (r *frontReader) source(number int, name, value string) error {
	if value == "" {
		return r.fail(number, "%s has no value", name)
	}
	s := &r.front.sources[len(r.front.sources)-1]
	fields := map[string]*string{"name": &s.Name, "number": &s.Number, "date": &s.Date, "from": &s.From, "status": (*string)(&s.Status), "note": &s.Note}
	field, ok := fields[name]
	switch {
	case !ok:
		return r.fail(number, "the key %q of a source is not known; known are name, number, date, from, status, note", name)
	case *field != "":
		return r.fail(number, "%s is there twice in one source", name)
	}
	*field = value
	switch name {
	case "date":
		if value == "unknown" {
			return nil
		}
		return r.date(number, name, value)
	case "from":
		return r.date(number, name, value)
	case "status":
		switch s.Status {
		case Original, Transcription, Quoted, Unverified, Data:
		default:
			return r.fail(number, "status must be original, transcription, quoted, unverified or data, not %q", value)
		}
	}
	return nil
}

func (r *frontReader) date(number int, name, value string) error {
	if _, err := time.Parse(time.DateOnly, value); err != nil {
		return r.fail(number, "%s must be a date like 2025-07-01, not %q", name, value)
	}
	return nil
}

// sourceDone checks the source that was read last.
func (r *frontReader) sourceDone() error {
	if len(r.front.sources) == 0 {
		return nil
	}
	s := &r.front.sources[len(r.front.sources)-1]
	for _, must := range []struct{ name, value string }{{"name", s.Name}, {"number", s.Number}, {"date", s.Date}, {"status", string(s.Status)}} {
		if must.value == "" {
			return r.fail(r.began, "this source has no %s", must.name)
		}
	}
	return nil
}

// finish checks that all is there.
func (r *frontReader) finish(number int) error {
	if err := r.sourceDone(); err != nil {
		return err
	}
	for i := range r.front.sources {
		if s := &r.front.sources[i]; s.Date == "unknown" {
			s.Date = ""
		}
	}
	for _, name := range []string{"title", "summary", "order", "checked"} {
		if _, ok := r.seen[name]; !ok {
			return r.fail(number, "%s is missing", name)
		}
	}
	if len(r.front.sources) == 0 {
		return r.fail(number, "sources is missing: say what the text rests on, if only that nothing was verified")
	}
	return nil
}
