package geoapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"sotay/importers"
)

// jobs are the imports that this process works on. Their work belongs to the server, not
// to the request that began it.
type jobs struct {
	server *Server
	group  sync.WaitGroup

	mu     sync.Mutex
	active map[int64]*job
	closed bool // the server stops: no work begins any more
}

// errStopping refuses work, or tells why it was given up, while the server stops.
func errStopping(cause error) error {
	return &problem{kind: unavailable, cause: cause, detail: Words{
		"Máy chủ đang dừng; dữ liệu cũ giữ nguyên.", "The server is stopping; the old state stands.",
	}}
}

// admit counts one more piece of work, which group.Done ends.
func (j *jobs) admit() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		return errStopping(nil)
	}
	j.group.Add(1)
	return nil
}

// close lets no work begin any more.
func (j *jobs) close() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.closed = true
}

func newJobs(s *Server) *jobs { return &jobs{server: s, active: map[int64]*job{}} }

func (j *jobs) running() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.active)
}

// of gives the job of a change set, nil when this process does not work on it.
func (j *jobs) of(id int64) *job {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.active[id]
}

// begin makes work the job of a change set, unless it has one: that it gives.
func (j *jobs) begin(id int64, work *job) (has *job) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if has = j.active[id]; has == nil {
		j.active[id] = work
	}
	return has
}

// take makes work the job of a change set. While there is another it is refused; but for one
// that has staged all and is about to end.
func (j *jobs) take(ctx context.Context, id int64, work *job) error {
	for has := j.begin(id, work); has != nil; has = j.begin(id, work) {
		c, err := j.server.Imports.Get(ctx, id)
		if err != nil {
			return err
		}
		if has.cancel == nil || c.State == importers.StateStaging {
			return &problem{kind: conflict, extra: map[string]any{"code": "under_way"}, detail: Words{
				fmt.Sprintf("Lần nhập %d đang được xử lý; hãy chờ đến khi xong.", id), fmt.Sprintf("Import %d is being worked on; wait until that is over.", id),
			}}
		}
		if err := has.wait(ctx); err != nil {
			return err
		}
	}
	return nil
}

// end ends the job of a change set.
func (j *jobs) end(id int64, work *job) {
	j.mu.Lock()
	delete(j.active, id)
	j.mu.Unlock()
	work.finish()
}

// wait waits until all work has ended, or ctx has.
func (j *jobs) wait(ctx context.Context) {
	done := make(chan struct{})
	go func() {
		j.group.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// stage begins to stage and returns the change set's number, or the error that came
// before it had one. With dryRun the staged change set is given up at once: its counts
// and problems stay. after is called when the source is not needed any more.
func (j *jobs) stage(req importers.Request, dryRun bool, after func()) (int64, error) {
	if err := j.admit(); err != nil {
		after()
		return 0, err
	}
	ctx, cancel := context.WithCancel(j.server.drained)
	work := newJob()
	work.cancel = cancel
	started, failed := make(chan int64, 1), make(chan error, 1)
	var id int64
	req.Progress = work.progress
	req.Started = func(n int64) {
		id = n
		j.begin(id, work) // the number is new
		started <- id
	}
	go func() {
		defer j.group.Done()
		defer after()
		defer cancel()
		_, err := j.server.Imports.Stage(ctx, req)
		if err == nil && dryRun {
			err = j.server.Imports.Discard(ctx, id)
		}
		failed <- err
		if id != 0 {
			j.end(id, work)
		}
		var question *importers.NeedsAnswer
		if err != nil && !errors.As(err, &question) && ctx.Err() == nil {
			j.server.Log.Warn("import failed", "import", id, "source", req.Source.Name, "error", err)
		}
	}()
	select {
	case id := <-started:
		return id, nil
	case err := <-failed:
		return 0, err
	}
}

// stop ends the staging of a change set by this process and waits until it is over. Other
// work it leaves alone.
func (j *jobs) stop(ctx context.Context, id int64) error {
	work := j.of(id)
	if work == nil || work.cancel == nil {
		return nil
	}
	work.cancel()
	return work.wait(ctx)
}

// run does a piece of work on a change set, with its progress on the events. It goes on
// when the client leaves, and is given up when the server stops. While this process works on
// the change set already it is refused.
func (j *jobs) run(ctx context.Context, id int64, do func(context.Context, *job) (*importers.ChangeSet, error)) (*importers.ChangeSet, error) {
	if err := j.admit(); err != nil {
		return nil, err
	}
	defer j.group.Done()
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(j.server.drained, cancel)()
	work := newJob()
	if err := j.take(ctx, id, work); err != nil {
		return nil, err
	}
	defer j.end(id, work)
	c, err := do(ctx, work)
	if err != nil && ctx.Err() != nil {
		return nil, errStopping(err)
	}
	return c, err
}

// job is what can be told of one piece of work: numbered events, the last of which are kept.
type job struct {
	cancel context.CancelFunc // nil where the work cannot be stopped

	mu     sync.Mutex
	events []event
	last   int
	done   bool
	news   chan struct{} // closed at the next event
}

type event struct {
	id   int
	name string
	data []byte
}

// keptEvents is how many events a client that comes back can catch up with.
const keptEvents = 256

func newJob() *job { return &job{news: make(chan struct{})} }

// progressJSON is a progress event.
type progressJSON struct {
	Phase       importers.Phase `json:"phase"`
	Rows        int64           `json:"rows"`
	Total       *int64          `json:"total"`
	PerSecond   float64         `json:"per_second"`
	LeftSeconds *float64        `json:"left_seconds"`
}

func (j *job) progress(p importers.Progress) {
	out := progressJSON{Phase: p.Phase, Rows: p.Rows, PerSecond: round(p.PerSecond, 1)}
	if p.Total >= 0 {
		out.Total = &p.Total
	}
	if p.Left >= 0 {
		left := round(p.Left.Seconds(), 1)
		out.LeftSeconds = &left
	}
	data, err := json.Marshal(out)
	if err != nil {
		return // numbers always encode
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.last++
	j.events = append(j.events, event{j.last, "progress", data})
	if len(j.events) > keptEvents {
		j.events = append([]event(nil), j.events[len(j.events)-keptEvents:]...)
	}
	j.wake()
}

func (j *job) finish() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.done = true
	j.wake()
}

func (j *job) wake() {
	close(j.news)
	j.news = make(chan struct{})
}

// wait waits until the work is over.
func (j *job) wait(ctx context.Context) error {
	for {
		_, done, news := j.after(0)
		if done {
			return nil
		}
		select {
		case <-news:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// after gives the events behind a number, whether they were the last, and a channel that
// is closed when there are more. A number that no event of this job has had yet is of
// another piece of work: all events are news.
func (j *job) after(id int) (events []event, done bool, news <-chan struct{}) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if id > j.last {
		id = 0
	}
	for i := range j.events {
		if j.events[i].id > id {
			events = append(events, j.events[i])
		}
	}
	return events, j.done, j.news
}
