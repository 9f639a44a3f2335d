package geoapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"sotay/importers"
)

// defaultHeartbeat keeps proxies from closing a stream that has nothing to say.
const defaultHeartbeat = 15 * time.Second

// elsewhere is how often the state of an import is read that another process works on.
const elsewhere = time.Second

// importEvents streams an import's progress as server-sent events: progress events, then
// one state event with the change set, which ends the stream. A client that comes back
// with Last-Event-ID gets what it missed.
func (s *Server) importEvents(w http.ResponseWriter, r *http.Request) error {
	id, err := s.importOf(r)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	stop := context.AfterFunc(s.drained, cancel)
	defer stop()
	out := newStream(w, s.heartbeat)
	if r.Method == http.MethodHead {
		return nil
	}
	last, _ := strconv.Atoi(r.Header.Get("Last-Event-ID")) // another's id: from the beginning
	work := s.jobs.of(id)
	if work != nil {
		var err error
		if last, err = follow(ctx, out, work, last); err != nil {
			return nil // the client left, or the server stops: it will come back
		}
	}
	c, err := s.settled(ctx, out, id)
	if err != nil {
		return nil
	}
	data, err := json.Marshal(c.InForm())
	if err == nil {
		err = out.send(event{last + 1, "state", data})
	}
	if err != nil {
		exchangeOf(r).err = err
	}
	return nil
}

// follow sends a job's events until it is done.
func follow(ctx context.Context, out *stream, work *job, last int) (int, error) {
	for {
		events, done, news := work.after(last)
		for _, e := range events {
			if err := out.send(e); err != nil {
				return last, err
			}
			last = e.id
		}
		if done {
			return last, nil
		}
		if err := wait(ctx, out, news); err != nil {
			return last, err
		}
	}
}

// settled waits until the change set is not being staged any more, here or elsewhere.
func (s *Server) settled(ctx context.Context, out *stream, id int64) (*importers.ChangeSet, error) {
	for {
		c, err := s.Imports.Get(ctx, id)
		if err != nil || c.State != importers.StateStaging {
			return c, err
		}
		if err := wait(ctx, out, time.After(elsewhere)); err != nil {
			return nil, err
		}
	}
}

// stream writes server-sent events.
type stream struct {
	w         http.ResponseWriter
	rc        *http.ResponseController
	heartbeat time.Duration
}

func newStream(w http.ResponseWriter, heartbeat time.Duration) *stream {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would hold events back
	w.WriteHeader(http.StatusOK)
	s := &stream{w, http.NewResponseController(w), heartbeat}
	_ = s.flush()
	return s
}

func (s *stream) send(e event) error {
	return s.write(fmt.Sprintf("id: %d\nevent: %s\ndata: %s\n\n", e.id, e.name, e.data))
}

func (s *stream) write(text string) error {
	_ = s.rc.SetWriteDeadline(time.Now().Add(writeTimeout)) // a test's recorder has none
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.flush()
}

func (s *stream) flush() error {
	if err := s.rc.Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return nil
}

// wait waits for news, with a heartbeat now and then.
func wait[T any](ctx context.Context, s *stream, news <-chan T) error {
	ticker := time.NewTicker(s.heartbeat)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-news:
			return nil
		case <-ticker.C:
			if err := s.write(": \n\n"); err != nil {
				return err
			}
		}
	}
}
