package geoapi

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"time"

	"sotay/importers"
)

// Row is a row of the route table.
type Row struct{ Method, Path, ID, Needs string }

// Rows lists the route table.
func (s *Server) Rows() []Row {
	var list []Row
	for _, rt := range s.routes() {
		list = append(list, Row{rt.method, rt.path, rt.id, string(rt.needs)})
	}
	return list
}

// Mount adds a route for a test.
func (s *Server) Mount(path string, h func(http.ResponseWriter, *http.Request) error) {
	s.router.Handle(path, s.serve(route{http.MethodGet, path, "", anyone, h, quick}))
}

// MountLookup adds a look-up for a test.
func (s *Server) MountLookup(path string, h func(http.ResponseWriter, *http.Request) error) {
	s.router.Handle(path, s.serve(route{http.MethodGet, path, "", anyone, h, lookup}))
}

// OpenAPI is the description as it is served.
func OpenAPI() ([]byte, error) { return describe() }

// SetHeartbeat shortens the pause between the heartbeats of event streams.
func (s *Server) SetHeartbeat(d time.Duration) { s.heartbeat = d }

// SetReadTimeout shortens the time for a body to come.
func (s *Server) SetReadTimeout(d time.Duration) { s.readTimeout = d }

// Job is one piece of work with its events.
type Job struct{ *job }

// NewJob makes one.
func NewJob() Job { return Job{newJob()} }

// Progress reports progress of a job.
func (j Job) Progress(rows int64) {
	j.progress(importers.Progress{Phase: importers.Loading, Rows: rows, Total: -1, Left: -1})
}

// Behind gives the ids of a job's events behind one, and whether it has ended.
func (j Job) Behind(id int) (ids []int, done bool) {
	events, done, _ := j.after(id)
	for _, e := range events {
		ids = append(ids, e.id)
	}
	return ids, done
}

// Finish ends a job.
func (j Job) Finish() { j.finish() }

// IntakeHeld says what the intake holds.
func (s *Server) IntakeHeld() string { return held(s.intake) }

// FilingHeld says what uploads of monitoring files hold.
func (s *Server) FilingHeld() string { return held(s.filing) }

func held(in *intake) string {
	in.mu.Lock()
	defer in.mu.Unlock()
	memory := "some memory held"
	if in.memory.TryAcquire(in.whole) {
		in.memory.Release(in.whole)
		memory = "all memory free"
	}
	return fmt.Sprintf("%d requests of %d senders, %d merges, %s", in.under, len(in.of), len(in.merges), memory)
}

// Entrance gives a function that enters an intake and says how it was refused, "" for not.
func Entrance(c Intake) func(sender string, need int64) (hold func(int) string, leave func(), refused string) {
	in := newIntake(c)
	kindOf := func(err error) string {
		if err == nil {
			return ""
		}
		return string(problemOf(err).kind)
	}
	return func(sender string, need int64) (func(int) string, func(), string) {
		v, err := in.enter(sender, need)
		if err != nil {
			return nil, nil, kindOf(err)
		}
		return func(n int) string { return kindOf(v.hold(n)) }, v.leave, ""
	}
}

// FillCells computes the cells of all records that are due.
func (s *Server) FillCells(ctx context.Context) error { return s.bins.Fill(ctx) }

// UploadPlaces gives what takes a place for an upload from an address, and how many there are.
func UploadPlaces() (take func(address string) bool, all int) {
	p := &places{near: map[netip.Addr]int{}}
	return func(address string) bool {
		_, ok := p.take(netip.MustParseAddr(address))
		return ok
	}, uploadsAtOnce
}

// Scopes are the permissions that a token can have.
func Scopes() (list []string) {
	for _, p := range scopes() {
		list = append(list, string(p))
	}
	return list
}
