package main

import (
	"context"
	"time"

	"sotay/importers"
	"sotay/postgis"
)

// importsCommand looks after imports that were made.
type importsCommand struct {
	List  importsList  `cmd:"" help:"${imports_list}"`
	Show  importsShow  `cmd:"" help:"${imports_show}"`
	Apply importsApply `cmd:"" help:"${imports_apply}"`
	Undo  importsUndo  `cmd:"" help:"${imports_undo}"`

	Discard importsDiscard `cmd:"" help:"${imports_discard}"`
}

// withService runs a command on the import service of a database.
func (f databaseFlags) withService(ctx context.Context, do func(*postgis.DB, *importers.Service) error) error {
	return f.serviceOf(ctx, f.config(), do)
}

func (f databaseFlags) serviceOf(ctx context.Context, cfg postgis.Config, do func(*postgis.DB, *importers.Service) error) error {
	db, log, err := f.openAudited(ctx, cfg)
	if err != nil {
		return err
	}
	defer db.Close()
	return do(db, importers.NewService(importers.Config{Owner: db.Owner, Audit: log}))
}

type importsList struct {
	databaseFlags
	jsonFlag
	Layer string `help:"${imports_of}"`
	Limit int    `default:"20" help:"${imports_limit}"`
}

// Run lists the newest imports.
func (c *importsList) Run(ctx context.Context, p *program) error {
	return c.withService(ctx, func(_ *postgis.DB, service *importers.Service) error {
		list, err := service.List(ctx, importers.Account{}, c.Layer, 0, c.Limit)
		if err != nil {
			return err
		}
		if p.json {
			return p.printJSON(list)
		}
		t := newTable(">"+p.say("số", "no."), p.say("lúc", "at"), p.say("tệp", "file"), p.say("lớp", "layer"), p.say("trạng thái", "state"),
			">"+p.say("thêm", "added"), ">"+p.say("sửa", "changed"), ">"+p.say("xóa", "removed"), p.say("ai", "who"))
		for _, s := range list {
			t.add(p.number(s.ID), s.CreatedAt.Local().Format(time.DateTime), s.Source, s.Layer, p.state(s.State),
				p.number(s.Counts.Added), p.number(s.Counts.Changed), p.number(s.Counts.Removed), s.Actor)
		}
		return t.print(p.out)
	})
}

type importsShow struct {
	databaseFlags
	jsonFlag
	ID       int64  `arg:"" name:"id" help:"${import_id}"`
	Problems string `type:"path" placeholder:"FILE.csv" help:"${problems}"`
	Changes  bool   `help:"${imports_changes}"`
	Limit    int    `default:"1000" help:"${imports_limit}"`
}

// Run shows one import.
func (c *importsShow) Run(ctx context.Context, p *program) error {
	return c.withService(ctx, func(_ *postgis.DB, service *importers.Service) error {
		set, err := service.Get(ctx, c.ID)
		if err != nil {
			return ofImport(c.ID, err)
		}
		if c.Problems != "" {
			if err := p.writeProblems(ctx, service, set.ID, c.Problems); err != nil {
				return err
			}
		}
		switch {
		case c.Changes && p.json:
			changes, err := service.FirstChanges(ctx, set.ID, c.Limit)
			if err != nil {
				return err
			}
			return p.printJSON(changes)
		case p.json:
			return p.printJSON(set)
		case c.Changes:
			return p.showChanges(ctx, service, set, c.Limit, true)
		}
		if err := p.showChangeSet(ctx, service, set, false); err != nil {
			return err
		}
		p.printf("%s\n", p.words(set.State.Next(set.ID)))
		return nil
	})
}

type importsApply struct {
	databaseFlags
	jsonFlag
	ID int64 `arg:"" name:"id" help:"${import_id}"`
}

// Run applies a staged import.
func (c *importsApply) Run(ctx context.Context, p *program) error {
	return c.withService(ctx, func(_ *postgis.DB, service *importers.Service) error {
		return applySet(ctx, p, service, c.ID)
	})
}

func applySet(ctx context.Context, p *program, service *importers.Service, id int64) error {
	bars := newBars(p)
	set, err := service.Apply(ctx, importers.ApplyRequest{ID: id, Actor: actor(), Progress: bars.report})
	bars.close()
	if err != nil {
		return ofImport(id, err)
	}
	if p.json {
		return p.printJSON(set)
	}
	n := set.Counts
	p.tell("Đã áp dụng: %[2]s thêm, %[3]s sửa, %[4]s xóa. Hoàn tác: sotay imports undo %[1]d",
		"Applied: %[2]s added, %[3]s changed, %[4]s removed. To undo: sotay imports undo %[1]d",
		set.ID, p.number(n.Added), p.number(n.Changed), p.number(n.Removed))
	return nil
}

type importsUndo struct {
	databaseFlags
	jsonFlag
	ID int64 `arg:"" name:"id" help:"${import_id}"`
}

// Run puts the layer back as it was before an import.
func (c *importsUndo) Run(ctx context.Context, p *program) error {
	return c.withService(ctx, func(_ *postgis.DB, service *importers.Service) error {
		bars := newBars(p)
		set, err := service.Undo(ctx, importers.ApplyRequest{ID: c.ID, Actor: actor(), Progress: bars.report})
		bars.close()
		if err != nil {
			return ofImport(c.ID, err)
		}
		if p.json {
			return p.printJSON(set)
		}
		n := set.Counts
		p.tell("Đã hoàn tác lần nhập %[1]d: bỏ %[2]s bản ghi đã thêm, trả lại %[3]s đã sửa và %[4]s đã xóa.",
			"Import %[1]d was undone: %[2]s added records are gone, %[3]s changed and %[4]s removed ones are back.",
			set.ID, p.number(n.Added), p.number(n.Changed), p.number(n.Removed))
		return nil
	})
}

type importsDiscard struct {
	databaseFlags
	jsonFlag
	ID int64 `arg:"" name:"id" help:"${import_id}"`
}

// Run gives up an import that waits to be applied.
func (c *importsDiscard) Run(ctx context.Context, p *program) error {
	return c.withService(ctx, func(_ *postgis.DB, service *importers.Service) error {
		if err := service.Discard(ctx, c.ID); err != nil {
			return ofImport(c.ID, err)
		}
		if p.json {
			return p.printImport(ctx, service, c.ID)
		}
		p.tell("Đã bỏ lần nhập %d; dữ liệu giữ nguyên.", "Import %d was discarded; nothing was changed.", c.ID)
		return nil
	})
}

// printImport prints an import as it stands, for programs.
func (p *program) printImport(ctx context.Context, service *importers.Service, id int64) error {
	set, err := service.Get(ctx, id)
	if err != nil {
		return err
	}
	return p.printJSON(set)
}
