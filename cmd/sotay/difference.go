package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"sotay/importers"
)

// problemsShown is how many problems are printed, problemsInJSON how many with --json; all
// of them are in the CSV.
const (
	problemsShown  = 10
	problemsInJSON = 100
)

// show prints what an import would change, before anything is asked.
func (c *importCommand) show(ctx context.Context, p *program, service *importers.Service, set *importers.ChangeSet) error {
	if c.Problems != "" {
		if err := p.writeProblems(ctx, service, set.ID, c.Problems); err != nil {
			return err
		}
	}
	if p.json { // finish prints one value
		return nil
	}
	return p.showChangeSet(ctx, service, set, c.DryRun)
}

// showChangeSet prints the whole of a change set: how the file is read, the difference,
// the first records and problems. A dry run keeps nothing.
func (p *program) showChangeSet(ctx context.Context, service *importers.Service, set *importers.ChangeSet, dry bool) error {
	state := p.state(set.State)
	if dry {
		state = p.say("chỉ xem, không giữ lại", "only looked at, not kept")
	}
	p.printf("%s %d: %s → %s  (%s)\n", p.say("Lần nhập", "Import"), set.ID, set.Source, set.Layer, state)
	if set.Failure != nil {
		p.printf("%s\n", p.words(*set.Failure))
	}
	if a := set.Analysis; a != nil {
		if err := p.showAnalysis(a); err != nil {
			return err
		}
	}
	p.printf("\n")
	if err := p.showCounts(set); err != nil {
		return err
	}
	if set.Plan != nil {
		p.printf("%s\n", p.words(set.Plan.Scope))
	}
	if err := p.showChanges(ctx, service, set, changesShown, !dry); err != nil {
		return err
	}
	return p.showProblems(ctx, service, set)
}

func (p *program) showAnalysis(a *importers.Analysis) error {
	if crs := p.words(a.CRS); crs != "" {
		p.printf("%s: %s\n", p.say("Hệ tọa độ", "Coordinates"), crs)
	}
	p.printf("\n")
	t := newTable(p.say("cột", "column"), p.say("trường", "field"), p.say("bảng mã", "encoding"), p.say("ví dụ", "samples"))
	for _, c := range a.Columns {
		field := c.Field
		if field == "" {
			field = p.say("(bỏ qua)", "(left out)")
		}
		samples := c.Samples
		if c.Restricted {
			samples = []string{p.say("(chỉ xem qua tra cứu có ghi nhật ký)", "(shown only through an audited read)")}
		}
		t.add(c.Name, field, string(c.Encoding), shorten(strings.Join(samples, " · "), 60))
	}
	for field, value := range a.Set {
		t.add("=", field, "", value)
	}
	return t.print(p.out)
}

// shorten keeps a cell to a width.
func shorten(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most-1]) + "…"
}

func (p *program) showCounts(set *importers.ChangeSet) error {
	n := set.Counts
	t := newTable(p.say("khác biệt", "difference"), ">"+p.say("số dòng", "rows"))
	for _, line := range []struct {
		title string
		count int64
		shown bool
	}{
		{p.say("đọc từ tệp", "read from the file"), n.Read, true},
		{p.say("+ thêm", "+ added"), n.Added, true},
		{p.say("~ sửa", "~ changed"), n.Changed, true},
		{p.say("- xóa", "- removed"), n.Removed, true},
		{p.say("= giữ nguyên", "= unchanged"), n.Unchanged, true},
		{p.say("! bị từ chối", "! refused"), n.Refused, n.Refused > 0},
		{p.say("cảnh báo", "warnings"), n.Warnings, n.Warnings > 0},
	} {
		if line.shown {
			t.add(line.title, p.number(line.count))
		}
	}
	return t.print(p.out)
}

func (p *program) showProblems(ctx context.Context, service *importers.Service, set *importers.ChangeSet) error {
	list, more, err := firstProblems(ctx, service, set.ID, problemsShown)
	if err != nil || len(list) == 0 {
		return err
	}
	t := newTable(">"+p.say("dòng", "row"), p.say("cột", "field"), p.say("giá trị", "value"), p.say("lỗi", "what is wrong"), p.say("cần làm", "what to do"))
	for _, problem := range list {
		row := ""
		if problem.Row > 0 {
			row = p.number(problem.Row)
		}
		t.add(row, problem.Field, shorten(problem.Value, 24), p.words(problem.What), p.words(problem.Todo))
	}
	p.printf("\n")
	if err := t.print(p.out); err != nil {
		return err
	}
	if more {
		p.printf("%s\n", p.say("… còn nữa: --problems FILE.csv ghi tất cả.", "… and more: --problems FILE.csv writes all of them."))
	}
	return nil
}

// firstProblems gives at most so many problems of an import, and tells whether there are more.
func firstProblems(ctx context.Context, service *importers.Service, id int64, most int) (list []importers.Problem, more bool, err error) {
	for problem, err := range service.Problems(ctx, id) {
		if err != nil {
			return nil, false, err
		}
		if len(list) == most {
			return list, true, nil
		}
		list = append(list, problem)
	}
	return list, false, nil
}

// writeProblems writes all problems of an import as CSV.
func (p *program) writeProblems(ctx context.Context, service *importers.Service, id int64, name string) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(importers.WriteProblems(file, service.Problems(ctx, id), p.english), file.Close())
}

func (p *program) state(s importers.State) string {
	return p.words(s.Words())
}

// tell prints a sentence.
func (p *program) tell(vi, en string, args ...any) {
	p.printf("%s\n", fmt.Sprintf(p.say(vi, en), args...))
}
