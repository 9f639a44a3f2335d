package importers

import "time"

// progress reports how far the work is: at most ten times a second, and each phase's
// beginning and end.
type progress struct {
	id     int64
	report func(Progress)
	phase  Phase
	total  int64
	began  time.Time
	last   time.Time
	rows   int64
}

func newProgress(id int64, report func(Progress)) *progress {
	return &progress{id: id, report: report}
}

const progressEvery = 100 * time.Millisecond

// start begins a phase of so many rows, negative when unknown, and reports it at once.
func (p *progress) start(phase Phase, total int64) {
	if p.report == nil {
		return
	}
	p.phase, p.total, p.rows = phase, total, 0
	p.began = time.Now()
	p.send()
}

// at is told how many rows of the phase are done. The end of a phase is always reported.
func (p *progress) at(rows int64) {
	if p.report == nil || rows == p.rows {
		return
	}
	p.rows = rows
	if rows == p.total || time.Since(p.last) >= progressEvery {
		p.send()
	}
}

func (p *progress) send() {
	p.last = time.Now()
	out := Progress{ID: p.id, Phase: p.phase, Rows: p.rows, Total: p.total, Left: -1}
	if seconds := p.last.Sub(p.began).Seconds(); seconds > 0 {
		out.PerSecond = float64(p.rows) / seconds
	}
	if p.rows > 0 && p.total >= p.rows && out.PerSecond > 0 {
		out.Left = time.Duration(float64(p.total-p.rows) / out.PerSecond * float64(time.Second))
	}
	p.report(out)
}
