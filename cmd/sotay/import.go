package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/user"
	"strings"

	"sotay/importers"
)

// importCommand brings a file into a layer.
type importCommand struct {
	databaseFlags
	jsonFlag
	File        string   `arg:"" type:"path" help:"${import_file}"`
	Layer       string   `help:"${import_layer}"`
	SourceLayer string   `name:"source-layer" help:"${source_layer}"`
	CRS         string   `name:"crs" help:"${crs}"`
	Meridian    float64  `default:"107.75" placeholder:"DEGREES" help:"${meridian}"`
	Encoding    []string `sep:"none" help:"${encoding}"`
	Map         []string `sep:"none" help:"${map}"`
	Set         []string `sep:"none" help:"${set}"`
	Numbers     []string `sep:"none" help:"${numbers}"`
	X           string   `name:"x" help:"${x}"`
	Y           string   `name:"y" help:"${y}"`
	Replace     string   `enum:"sheet,commune,layer,none," default:"" placeholder:"sheet|commune|layer|none" help:"${replace}"`
	NewLayer    string   `name:"new-layer" placeholder:"NAME" help:"${new_layer}"`
	Title       string   `help:"${title}"`
	TitleEn     string   `name:"title-en" help:"${title_en}"`
	Theme       string   `enum:"land,air,water,forest,incident,admin,facility," default:"" placeholder:"land|air|water|forest|…" help:"${theme}"`
	Accept      []string `sep:"none" placeholder:"CODE" help:"${accept}"`
	SkipBad     bool     `name:"skip-bad" help:"${skip_bad}"`
	Repair      bool     `help:"${repair}"`
	DryRun      bool     `name:"dry-run" help:"${dry_run}"`
	Yes         bool     `help:"${yes}"`
	Problems    string   `type:"path" placeholder:"FILE.csv" help:"${problems}"`
}

// Run stages the file, shows the difference and applies it if that is wished.
func (c *importCommand) Run(ctx context.Context, p *program) (err error) {
	if err := c.check(); err != nil {
		return err
	}
	db, log, err := c.openAudited(ctx, c.config())
	if err != nil {
		return err
	}
	defer db.Close()
	service := importers.NewService(importers.Config{Owner: db.Owner, Audit: log, Meridian: c.Meridian})
	if err := service.Clean(ctx); err != nil {
		return err
	}
	set, err := c.stage(ctx, p, service)
	if err != nil {
		return err
	}
	if c.DryRun {
		defer func() { err = errors.Join(err, service.Discard(context.WithoutCancel(ctx), set.ID)) }()
	}
	if err := c.show(ctx, p, service, set); err != nil {
		return err
	}
	return c.finish(ctx, p, service, set)
}

func (c *importCommand) check() error {
	if c.Layer != "" && c.NewLayer != "" {
		return fault(usage, "", "chỉ dùng một trong --layer và --new-layer", "give --layer or --new-layer, not both")
	}
	if c.NewLayer == "" && (c.Title != "" || c.TitleEn != "" || c.Theme != "") {
		return fault(usage, "", "--title, --title-en và --theme đi với --new-layer", "--title, --title-en and --theme go with --new-layer")
	}
	if c.NewLayer != "" && (c.Title == "" || c.Theme == "") {
		return fault(usage, "", "--new-layer cần --title và --theme", "--new-layer needs --title and --theme")
	}
	if _, err := zoneOfProvince(c.Meridian); err != nil {
		return err
	}
	_, err := os.Stat(c.File)
	if errors.Is(err, os.ErrNotExist) {
		return fault(notFound, "", "không có tệp %s", "there is no file %s", c.File)
	}
	return err
}

func (c *importCommand) request(p *program, progress func(importers.Progress)) importers.Request {
	req := importers.Request{
		Source:   importers.FileSource(c.File, importers.OpenOptions{Layer: c.SourceLayer, X: c.X, Y: c.Y}),
		Layer:    c.Layer,
		CRS:      c.CRS,
		Encoding: c.Encoding,
		Map:      c.Map,
		Set:      c.Set,
		Numbers:  c.Numbers,
		Replace:  importers.Replace(c.Replace),
		Accept:   c.Accept,
		SkipBad:  c.SkipBad,
		Repair:   c.Repair,
		Actor:    actor(),
		Progress: progress,
	}
	if c.NewLayer != "" {
		req.NewLayer = &importers.NewLayer{Name: c.NewLayer, TitleVi: c.Title, TitleEn: c.TitleEn, Theme: c.Theme}
	}
	return req
}

// actor names who works here, for the audit.
func actor() string {
	if u, err := user.Current(); err == nil {
		return "sotay:" + u.Username
	}
	return "sotay"
}

// stage stages the file, asking what the file leaves open.
func (c *importCommand) stage(ctx context.Context, p *program, service *importers.Service) (*importers.ChangeSet, error) {
	var analysis *importers.Analysis
	for {
		bars, number := newBars(p), int64(0)
		req := c.request(p, bars.report)
		req.Analysis, req.Started = analysis, func(id int64) { number = id }
		set, err := service.Stage(ctx, req)
		bars.close()
		var open *importers.NeedsAnswer
		if !errors.As(err, &open) {
			return set, ofImport(number, err)
		}
		if err := service.Discard(context.WithoutCancel(ctx), open.ID); err != nil {
			return nil, err
		}
		if !p.asks || p.json {
			return nil, p.leaveOpen(open)
		}
		before := c.SourceLayer
		p.showFileProblems(p.out, open.Analysis.Problems)
		err = c.ask(ctx, p, open.Questions)
		if errors.Is(err, io.EOF) {
			return nil, unanswered(open)
		}
		if err != nil {
			return nil, ofImport(open.ID, err)
		}
		if analysis = open.Analysis; c.SourceLayer != before {
			analysis = nil
		}
	}
}

// leaveOpen tells a program, or a person whom we cannot ask, which flags answer.
func (p *program) leaveOpen(open *importers.NeedsAnswer) error {
	if !p.json {
		p.showFileProblems(p.err, open.Analysis.Problems)
		for _, q := range open.Questions {
			p.showQuestion(p.err, q)
		}
	}
	return unanswered(open)
}

// unanswered is the failure of an import whose questions nobody answered.
func unanswered(open *importers.NeedsAnswer) *failure {
	flags := make([]string, len(open.Questions))
	for i, q := range open.Questions {
		flags[i] = q.Flag
	}
	f := fault(needsAnswer, "questions", "chưa nhập gì; trả lời bằng: %s", "nothing was imported; answer with: %s", strings.Join(flags, ", "))
	analysis := *open.Analysis
	analysis.Questions = nil // they stand beside it
	f.Import, f.Questions, f.Analysis = open.ID, open.Questions, &analysis
	return f
}

// finish applies a staged change set, or says how to.
func (c *importCommand) finish(ctx context.Context, p *program, service *importers.Service, set *importers.ChangeSet) error {
	n := set.Counts
	switch {
	case c.DryRun && p.json:
		return p.printJSON(set)
	case c.DryRun:
		return nil
	case n.Refused > 0 && !c.SkipBad:
		return badRows(ctx, service, set)
	case n.Added+n.Changed+n.Removed == 0 && c.NewLayer == "":
		if err := service.Discard(ctx, set.ID); err != nil {
			return ofImport(set.ID, err)
		}
		if p.json {
			return p.printImport(ctx, service, set.ID)
		}
		p.tell("Không có gì thay đổi.", "Nothing changes.")
		return nil
	}
	yes, err := c.confirm(ctx, p, set)
	if err != nil || !yes {
		return err
	}
	return applySet(ctx, p, service, set.ID)
}

// badRows gives a change set up, and is its failure.
func badRows(ctx context.Context, service *importers.Service, set *importers.ChangeSet) error {
	problems, _, err := firstProblems(ctx, service, set.ID, problemsInJSON)
	if err := errors.Join(err, service.Discard(ctx, set.ID)); err != nil {
		return ofImport(set.ID, err)
	}
	f := fault(refused, "bad_rows",
		"có dòng sai, không nhập gì; sửa tệp, hoặc dùng --skip-bad để nhập phần tốt",
		"there are bad rows and nothing was imported; mend the file, or import the good ones with --skip-bad")
	f.Import, f.ChangeSet, f.Problems = set.ID, set, problems
	return f
}

// confirm asks before applying; without a terminal it names the flag.
func (c *importCommand) confirm(ctx context.Context, p *program, set *importers.ChangeSet) (bool, error) {
	if c.Yes {
		return true, nil
	}
	later := fault(needsAnswer, "not_applied",
		"chưa áp dụng gì; lần nhập %[1]d đang chờ. Áp dụng: sotay imports apply %[1]d, hoặc nhập lại với --yes; bỏ: sotay imports discard %[1]d",
		"nothing was applied; to apply it: sotay imports apply %[1]d, or import again with --yes; to discard it: sotay imports discard %[1]d", set.ID)
	later.Import, later.ChangeSet = set.ID, set
	if !p.asks || p.json {
		return false, later
	}
	answer, err := p.readLine(ctx, p.say("Áp dụng các thay đổi này? [c/K] ", "Apply these changes? [y/N] "))
	if ctx.Err() != nil {
		later.Kind = interrupted
	}
	if err != nil {
		return false, later // Ctrl-C, or the end of the input
	}
	if !meansYes(answer) {
		p.printf("%s\n", p.words(later.words))
		return false, nil
	}
	return true, nil
}
