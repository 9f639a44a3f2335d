package main

import (
	"context"

	"sotay/importers"
	"sotay/internal/demo"
	"sotay/postgis"
)

// demoCommand makes the demo province: invented, and the same each time.
type demoCommand struct {
	databaseFlags
	Write string `type:"path" placeholder:"DIR" help:"${write}"`
}

// Run loads the province into the database, or writes it as files.
func (c *demoCommand) Run(ctx context.Context, p *program) error {
	province := demo.New()
	if c.Write != "" {
		if err := province.Write(c.Write); err != nil {
			return err
		}
		p.tell(false, "Tỉnh minh họa đã ghi vào %s.", "The demo province is in %s.", c.Write)
		return nil
	}
	return c.withService(ctx, func(db *postgis.DB, service *importers.Service) error {
		bars := newBars(p)
		loaded, err := province.Load(ctx, demo.LoadConfig{
			Owner: db.Owner, Importers: service, Actor: actor(), Progress: bars.reportLayer,
		})
		bars.close()
		if err != nil {
			return err
		}
		t := newTable(p.say("lớp", "layer"), ">"+p.say("thêm", "added"), ">"+p.say("sửa", "changed"),
			">"+p.say("xóa", "removed"), ">"+p.say("giữ nguyên", "unchanged"))
		for _, l := range loaded {
			n := l.Counts
			t.add(l.Layer, p.number(n.Added), p.number(n.Changed), p.number(n.Removed), p.number(n.Unchanged))
		}
		return t.print(p.out)
	})
}
