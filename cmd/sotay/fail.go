package main

import (
	"context"
	"errors"
	"fmt"

	"sotay/importers"
	"sotay/internal/accounts"
	"sotay/internal/demo"
)

// kind is a stable kind of failure, as programs read it. Those that the HTTP interface
// has too are named as there. The exit code is coarser.
type kind string

const (
	failed      kind = "failed"   // of no other kind
	database    kind = "database" // it is missing, or not as it must be
	usage       kind = "usage"
	needsAnswer kind = "needs-answer"
	refused     kind = "refused"
	notFound    kind = "not-found"
	conflict    kind = "conflict"
	interrupted kind = "interrupted"
)

// The exit codes.
const (
	exitDone        = 0
	exitFailed      = 1 // nothing was changed
	exitUsage       = 2
	exitInterrupted = 130 // as shells say it
)

func (k kind) exit() int {
	switch k {
	case usage:
		return exitUsage
	case interrupted:
		return exitInterrupted
	}
	return exitFailed
}

// failure is how a command fails: what --json prints of it, and what a person reads.
type failure struct {
	Kind    kind   `json:"kind"`
	Code    string `json:"code,omitempty"` // stable; some kinds have several
	Message string `json:"message"`        // in the person's language
	// Import is the number of the import that failed or waits.
	Import int64 `json:"import,omitempty"`
	// Questions that the file leaves open, and what was found in it.
	Questions []importers.Question `json:"questions,omitempty"`
	Analysis  *importers.Analysis  `json:"analysis,omitempty"`
	// Rows names the first records in conflict; Count is all of them.
	Rows  []string `json:"rows,omitempty"`
	Count int64    `json:"count,omitempty"`
	// ChangeSet is the difference that was not applied, Problems the first of its rows'.
	ChangeSet *importers.ChangeSet `json:"change_set,omitempty"`
	Problems  []importers.Problem  `json:"problems,omitempty"`

	words importers.Words
}

// Error says it in English.
func (f *failure) Error() string { return f.words.En }

// Words says it in both languages.
func (f *failure) Words() importers.Words { return f.words }

// fault is a failure of the command itself, in both languages.
func fault(k kind, code, vi, en string, args ...any) *failure {
	return &failure{Kind: k, Code: code, words: importers.Words{Vi: fmt.Sprintf(vi, args...), En: fmt.Sprintf(en, args...)}}
}

// importError tells which import an error is about.
type importError struct {
	id int64
	error
}

// Unwrap gives the error without the number.
func (e *importError) Unwrap() error { return e.error }

// ofImport notes the number of the import, where there is an error and a number.
func ofImport(id int64, err error) error {
	if err == nil || id == 0 {
		return err
	}
	return &importError{id, err}
}

// failureOf is the one place where errors become failures. Its message is not said yet.
func failureOf(err error) *failure {
	var (
		own      *failure
		clash    *importers.Conflict
		no       *importers.Refused
		missing  *importers.NotFound
		occupied *demo.OccupiedError
		person   *accounts.Refused
		in       *importError
	)
	f := &failure{Kind: failed}
	switch {
	case errors.As(err, &own):
		*f = *own
	case errors.As(err, &clash):
		f.Kind, f.Import, f.Rows, f.Count = conflict, clash.ID, clash.Rows, clash.Count
	case errors.As(err, &no):
		f.Kind, f.Code = refused, no.Code
	case errors.As(err, &missing):
		f.Kind = notFound
	case errors.As(err, &occupied):
		f.Kind, f.Code = refused, "occupied"
	case errors.As(err, &person):
		f.Kind, f.Code = refused, person.Code
	case errors.Is(err, accounts.ErrNotFound):
		f.Kind = notFound
	case errors.Is(err, context.Canceled):
		f.Kind = interrupted
	default:
		if code, _ := trouble(err); code != "" {
			f.Kind, f.Code = database, code
		}
	}
	if errors.As(err, &in) && f.Import == 0 {
		f.Import = in.id
	}
	return f
}

// silentError fails a command that has said everything already.
type silentError struct{}

// Error is for nobody to read.
func (silentError) Error() string { return "refused" }

// fail says what went wrong, as JSON on the output or as text beside it, and gives the
// exit code; nil is no failure.
func (p *program) fail(ctx context.Context, err error) int {
	if err == nil {
		return exitDone
	}
	if errors.As(err, new(silentError)) {
		return exitFailed
	}
	f := failureOf(err)
	f.Message = p.explain(err)
	if ctx.Err() != nil && (f.Kind == failed || f.Kind == database) && f.words == (importers.Words{}) { // what the order to stop broke
		f.Kind, f.Code, f.Message = interrupted, "", p.explain(context.Canceled)+" ("+f.Message+")"
	}
	if p.json {
		_ = p.printJSON(f) // there is nobody left to tell
		return f.Kind.exit()
	}
	fmt.Fprintf(p.err, "sotay: %s\n", f.Message)
	if f.Kind == usage {
		fmt.Fprintf(p.err, "%s\n", p.say("Xem sotay --help.", "See sotay --help."))
	}
	return f.Kind.exit()
}
