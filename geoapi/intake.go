package geoapi

import (
	"context"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

// Intake bounds what is taken in of readings at the same time. A zero member stands for its default.
type Intake struct {
	// Requests under way at the same time, waiting ones too; 0: 32.
	Requests int
	// PerSender is how many of them one token or person may have; 0: 16.
	PerSender int
	// Memory for readings that are not written yet, in bytes; 0: 96 MB.
	Memory int64
	// Merges that write at the same time; 0: 2.
	Merges int
	// Wait is how long a request waits for its turn to write; 0: 10 s.
	Wait time.Duration
	// Body is the largest body, packed or not, in bytes; 0: 64 MB.
	Body int64
	// Rows in a body at most; 0: 200,000.
	Rows int
}

// retryAfter is when a sender that was refused is asked to come again.
const retryAfter = 5 * time.Second

// intake admits requests that send readings, or refuses them before their bodies are read.
type intake struct {
	requests, perSender int
	memory              *semaphore.Weighted
	whole               int64 // of the memory
	merges              chan struct{}
	wait                time.Duration
	body                int64
	rows                int

	mu    sync.Mutex
	under int            // way
	of    map[string]int // each sender
}

func newIntake(c Intake) *intake {
	def := func(n, or int) int {
		if n == 0 {
			return or
		}
		return n
	}
	in := &intake{
		requests: def(c.Requests, 32), perSender: def(c.PerSender, 16), whole: int64(def(int(c.Memory), 96<<20)), merges: make(chan struct{}, def(c.Merges, 2)),
		wait: time.Duration(def(int(c.Wait), int(10*time.Second))), body: int64(def(int(c.Body), 64<<20)), rows: def(c.Rows, 200_000), of: map[string]int{},
	}
	in.memory = semaphore.NewWeighted(in.whole)
	return in
}

// expected is about how much memory the readings of a request will take, in bytes; more is
// asked for when it shows.
func expected(r *http.Request) int64 {
	n := max(r.ContentLength, 64<<10)
	if r.Header.Get("Content-Encoding") != "" {
		return 10 * n
	}
	return n
}

// visit is a request that was admitted.
type visit struct {
	in     *intake
	sender string
	held   int64 // of the memory
	turns  bool  // it is writing
}

// enter admits a request of a sender, which expects to need so much memory. Who enters must
// leave.
func (in *intake) enter(sender string, need int64) (*visit, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.of[sender] >= in.perSender && in.under < in.requests {
		return nil, &problem{kind: tooMany, wait: retryAfter, detail: Words{
			"Đã có quá nhiều lần gửi của bạn đang được ghi; hãy gửi lại sau.", "Too many of your requests are being stored; send this one again later.",
		}}
	}
	if in.under >= in.requests {
		return nil, busy()
	}
	v := &visit{in: in, sender: sender}
	if err := v.hold(int(min(need, in.whole/2))); err != nil {
		return nil, err
	}
	in.under++
	in.of[sender]++
	return v, nil
}

// busy refuses a request that can be sent again.
func busy() error {
	return &problem{kind: unavailable, wait: retryAfter, detail: Words{
		"Máy chủ đang ghi quá nhiều số đo; chưa có gì của lần gửi này được ghi, hãy gửi lại sau.",
		"Too many readings are being stored; nothing of this request was, send it again later.",
	}}
}

// hold takes memory until the visit holds so many bytes.
func (v *visit) hold(bytes int) error {
	more := int64(bytes) - v.held
	if more <= 0 {
		return nil
	}
	if !v.in.memory.TryAcquire(more) {
		return busy()
	}
	v.held += more
	return nil
}

// turn waits until the visit may write.
func (v *visit) turn(ctx context.Context) error {
	timeout := time.NewTimer(v.in.wait)
	defer timeout.Stop()
	select {
	case v.in.merges <- struct{}{}:
		v.turns = true
		return nil
	case <-timeout.C:
		return busy()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// yield gives the turn back: what is written is written.
func (v *visit) yield() {
	if v.turns {
		<-v.in.merges
		v.turns = false
	}
}

// leave gives back what the visit has taken.
func (v *visit) leave() {
	v.yield()
	v.in.memory.Release(v.held)
	v.in.mu.Lock()
	defer v.in.mu.Unlock()
	v.in.under--
	if v.in.of[v.sender]--; v.in.of[v.sender] == 0 {
		delete(v.in.of, v.sender)
	}
}
