package geoapi

import (
	"context"
	"iter"
	"net/http"
	"slices"
	"strconv"

	"sotay/importers"
)

func (s *Server) importRoutes() []route {
	if s.Imports == nil {
		return nil
	}
	apply, undo := s.work(s.Imports.Apply), s.work(s.Imports.Undo)
	return slices.Concat(s.deskRoutes(), []route{
		{http.MethodPost, "/api/imports", "createImport", importData, s.createImport, long},
		{http.MethodGet, "/api/imports", "listImports", importData, endpoint(s.listImports), quick},
		{http.MethodGet, "/api/imports/{id}", "getImport", importData, s.visible(endpoint(s.getImport)), quick},
		{http.MethodDelete, "/api/imports/{id}", "discardImport", importData, s.visible(endpoint(s.discardImport)), quick},
		{http.MethodGet, "/api/imports/{id}/changes", "importChanges", importData, s.within(endpoint(s.importChanges)), quick},
		{http.MethodGet, "/api/imports/{id}/events", "importEvents", importData, s.visible(s.importEvents), long},
		{http.MethodGet, "/api/imports/{id}/problems.csv", "importProblems", importData, s.visible(s.importProblems), long},
		{http.MethodPost, "/api/imports/{id}/apply", "applyImport", importData, s.within(apply), long},
		{http.MethodPost, "/api/imports/{id}/undo", "undoImport", importData, s.within(undo), long},
	})
}

type importsIn struct {
	layer  string
	before int
	limit  int
	brief  bool
}

func (in *importsIn) parse(p *params) {
	in.layer = p.text("layer", 48)
	in.before = p.integer("before", 0, 0, 1<<62)
	in.limit = p.integer("limit", 50, 1, 500)
	in.brief = p.flag("brief")
}

type importsOut struct {
	Imports []*importers.ChangeSet `json:"imports"`
	// Next is the number to go on before, null after the last page.
	Next *int64 `json:"next"`
}

func (s *Server) listImports(ctx context.Context, in importsIn) (importsOut, error) {
	list, err := s.Imports.List(ctx, accountOf(callerOf(ctx)), in.layer, int64(in.before), in.limit)
	if err != nil {
		return importsOut{}, err
	}
	out := importsOut{Imports: list}
	if out.Imports == nil {
		out.Imports = []*importers.ChangeSet{}
	}
	for i, c := range list {
		list[i] = c.InForm()
		if in.brief {
			list[i].Plan, list[i].Analysis = nil, nil
		}
	}
	if len(list) == in.limit {
		out.Next = &list[len(list)-1].ID
	}
	return out, nil
}

type importIn struct{ id int64 }

func (in *importIn) parse(p *params) { in.id = p.id("id") }

func (s *Server) getImport(ctx context.Context, in importIn) (*importers.ChangeSet, error) {
	c, err := s.Imports.Get(ctx, in.id)
	if err != nil {
		return nil, err
	}
	return c.InForm(), nil
}

// discardImport gives up a change set: one that is being staged here is stopped, one that
// is staged or waits for an answer is dropped. What was applied is undone instead.
func (s *Server) discardImport(ctx context.Context, in importIn) (*importers.ChangeSet, error) {
	if err := s.jobs.stop(ctx, in.id); err != nil {
		return nil, err
	}
	c, err := s.Imports.Get(ctx, in.id)
	if err == nil && c.State != importers.StateFailed {
		err = s.Imports.Discard(ctx, in.id)
	}
	if err != nil {
		return nil, err
	}
	return s.getImport(ctx, in)
}

type changesIn struct {
	id    int64
	limit int
}

func (in *changesIn) parse(p *params) {
	in.id = p.id("id")
	in.limit = p.integer("limit", 100, 1, 10_000)
}

type changesOut struct {
	Counts  importers.Counts   `json:"counts"`
	Changes []importers.Change `json:"changes"`
}

// importChanges lists what a staged change set would change: at most so many changed,
// removed and added records, each; the counts say how many there are.
func (s *Server) importChanges(ctx context.Context, in changesIn) (out changesOut, err error) {
	c, err := s.Imports.Get(ctx, in.id)
	if err != nil {
		return out, err
	}
	out.Counts = c.Counts
	out.Changes, err = s.Imports.FirstChanges(ctx, in.id, in.limit)
	return out, err
}

// accepted is a change set whose work goes on.
type accepted struct{ *importers.ChangeSet }

func (accepted) status() int { return http.StatusAccepted }

// createImport takes a file in and stages it in the background: the work does not end
// when the client leaves. It answers as soon as the change set has a number.
func (s *Server) createImport(w http.ResponseWriter, r *http.Request) error {
	up, err := s.receive(w, r)
	if err != nil {
		return err
	}
	req, err := up.request()
	if err != nil {
		up.remove()
		return err
	}
	req.Actor, req.Account = actorOf(r.Context()), accountOf(callerOf(r.Context()))
	if err := s.mayImport(req); err != nil {
		up.remove()
		return err
	}
	id, err := s.jobs.stage(req, up.flag("dry_run"), up.remove)
	if err != nil {
		return err
	}
	c, err := s.Imports.Get(r.Context(), id)
	if err != nil {
		return err
	}
	w.Header().Set("Location", "/api/imports/"+strconv.FormatInt(id, 10))
	return writeJSON(w, accepted{c.InForm()})
}

// work runs Apply or Undo whether or not the client stays, and answers with
// the change set. Its progress is on the change set's events.
func (s *Server) work(do func(context.Context, importers.ApplyRequest) (*importers.ChangeSet, error)) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		p := newParams(r)
		id := p.id("id")
		if p.err != nil {
			return p.err
		}
		c, err := s.jobs.run(r.Context(), id, func(ctx context.Context, j *job) (*importers.ChangeSet, error) {
			return do(ctx, importers.ApplyRequest{ID: id, Actor: actorOf(ctx), Account: accountAgain(callerOf(ctx)), Progress: j.progress})
		})
		if err != nil {
			return err
		}
		return writeJSON(w, c.InForm())
	}
}

// inForm says problems to a client of the form.
func inForm(problems iter.Seq2[importers.Problem, error]) iter.Seq2[importers.Problem, error] {
	return func(yield func(importers.Problem, error) bool) {
		for p, err := range problems {
			if !yield(p.InForm(), err) {
				return
			}
		}
	}
}

// importOf is the number of the import in a request's path; there is such an import.
func (s *Server) importOf(r *http.Request) (int64, error) {
	p := newParams(r)
	id := p.id("id")
	if p.err != nil {
		return 0, p.err
	}
	_, err := s.Imports.Get(r.Context(), id)
	return id, err
}

// importProblems writes the problem table as CSV, in the caller's language.
func (s *Server) importProblems(w http.ResponseWriter, r *http.Request) error {
	id, err := s.importOf(r)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="problems-`+strconv.FormatInt(id, 10)+`.csv"`)
	h.Set("Cache-Control", "no-store")
	if err := importers.WriteProblems(w, inForm(s.Imports.Problems(r.Context(), id)), wantsEnglish(r)); err != nil {
		exchangeOf(r).err = err
		panic(http.ErrAbortHandler) // half a table must not look whole
	}
	return nil
}
