package main

import (
	"context"

	"sotay/importers"
	"sotay/internal/demo"
)

// demoCommand loads the demo province, or writes it as files.
type demoCommand struct {
	databaseFlags
	Write string `type:"path" placeholder:"DIR" help:"${write}"`
}

// Run makes the province and brings it where it is wanted.
func (c *demoCommand) Run(ctx context.Context, p *program) error {
	if c.Write != "" {
		if err := demo.New().Write(c.Write); err != nil {
			return err
		}
		p.printf("%s %s\n", p.say("Đã ghi tỉnh minh họa vào", "The demo province is in"), c.Write)
		return nil
	}
	db, err := openDatabase(ctx, c.config())
	if err != nil {
		return err
	}
	defer db.Close()
	service := importers.NewService(importers.Config{Owner: db.Owner})
	if err := service.Clean(ctx); err != nil {
		return err
	}
	layer, bars := "", newBars(p)
	loaded, err := demo.New().Load(ctx, demo.LoadConfig{
		Owner: db.Owner, Importers: service, Actor: actor(),
		Progress: func(name string, now importers.Progress) {
			if name != layer {
				bars.close()
				layer, bars = name, newBars(p)
			}
			bars.report(now)
		},
	})
	bars.close()
	if err != nil {
		return err
	}
	t := newTable(p.say("lớp", "layer"), ">"+p.say("thêm", "added"), ">"+p.say("sửa", "changed"), ">"+p.say("xóa", "removed"), ">"+p.say("giữ nguyên", "unchanged"))
	for _, l := range loaded {
		n := l.Counts
		t.add(l.Layer, p.number(n.Added), p.number(n.Changed), p.number(n.Removed), p.number(n.Unchanged))
	}
	return t.print(p.out)
}
