package main

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"sotay/importers"
)

// bars draws the progress of an import on a terminal, a bar for each phase. Where there
// is no terminal it draws nothing.
type bars struct {
	p    *program
	draw *mpb.Progress
	bar  *mpb.Bar
	of   string                              // the layer that bar is about, where there are several
	now  *atomic.Pointer[importers.Progress] // of bar, which is drawn by another goroutine
}

func newBars(p *program) *bars {
	b := &bars{p: p}
	if p.draws {
		b.draw = mpb.New(mpb.WithOutput(p.err), mpb.WithWidth(32), mpb.WithRefreshRate(100*time.Millisecond))
	}
	return b
}

// report draws how far the work is.
func (b *bars) report(now importers.Progress) { b.reportLayer("", now) }

// reportLayer draws the work on one of several layers; its bars go when they are full.
func (b *bars) reportLayer(layer string, now importers.Progress) {
	if b.draw == nil {
		return
	}
	if b.bar == nil || layer != b.of || now.Phase != b.now.Load().Phase {
		b.complete()
		b.of = layer
		b.begin(now)
	}
	b.now.Store(&now)
	if now.Total >= 0 {
		b.bar.SetTotal(now.Total, false)
	}
	b.bar.SetCurrent(now.Rows)
}

func (b *bars) begin(first importers.Progress) {
	now := new(atomic.Pointer[importers.Progress])
	now.Store(&first)
	b.now = now
	name := b.p.phase(first.Phase)
	options := []mpb.BarOption{}
	if b.of != "" {
		name = b.of + ": " + name
		options = append(options, mpb.BarRemoveOnComplete())
	}
	b.bar = b.draw.AddBar(max(first.Total, 0), append(options,
		mpb.PrependDecorators(decor.Name(name, decor.WC{W: 14, C: decor.DindentRight})),
		mpb.AppendDecorators(decor.Any(func(decor.Statistics) string { return b.p.pace(*now.Load()) })))...)
}

// complete ends the bar of a phase as it stands.
func (b *bars) complete() {
	if b.bar != nil {
		b.bar.SetTotal(-1, true)
	}
}

// close ends the drawing and leaves the cursor below it.
func (b *bars) close() {
	if b.draw == nil {
		return
	}
	b.complete()
	b.draw.Wait()
}

// pace is the text beside a bar: rows, rows per second, time left.
func (p *program) pace(now importers.Progress) string {
	text := " " + p.number(now.Rows)
	if now.Total >= 0 {
		text += "/" + p.number(now.Total)
	}
	if now.PerSecond > 0 {
		text += fmt.Sprintf("  %s%s", p.number(int64(now.PerSecond)), p.say(" dòng/s", " rows/s"))
	}
	if now.Left >= time.Second {
		text += fmt.Sprintf("  %s %s", p.say("còn", "left"), now.Left.Round(time.Second))
	}
	return text
}

func (p *program) phase(phase importers.Phase) string {
	words := map[importers.Phase]string{
		importers.Reading: "Đọc tệp", importers.Loading: "Nạp", importers.Checking: "Kiểm tra", importers.Comparing: "So sánh",
		importers.Applying: "Áp dụng", importers.Indexing: "Lập chỉ mục", importers.Counting: "Đếm theo ô lục giác", importers.Undoing: "Hoàn tác",
	}
	return p.say(words[phase], string(phase))
}
