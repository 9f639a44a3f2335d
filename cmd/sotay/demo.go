package main

import (
	"context"
	"os"

	"sotay/environment"
	"sotay/importers"
	"sotay/incidents"
	"sotay/internal/demo"
	"sotay/postgis"
)

// demoCommand makes the demo province: invented, and the same each time.
type demoCommand struct {
	databaseFlags
	photoFlag
	jsonFlag
	Write string `type:"path" placeholder:"DIR" help:"${write}"`
}

// Run loads the province into the database, or writes it as files. What is there already
// stays. The place is looked at first: making the province takes a while.
func (c *demoCommand) Run(ctx context.Context, p *program) error {
	if c.Write != "" {
		return c.write(p)
	}
	return c.serviceOf(ctx, c.making(), func(db *postgis.DB, service *importers.Service) error {
		loaded, all, err := demo.Present(ctx, db.Owner)
		if err == nil && !all {
			files, wrong := c.photoFolder(c.databaseFlags)
			if wrong != nil {
				return wrong
			}
			bars := newBars(p)
			loaded, err = demo.New().Load(ctx, demo.LoadConfig{
				Readings: environment.New(db), Reports: &incidents.Store{DB: db}, Photos: files,
				Owner: db.Owner, Importers: service, Actor: actor(), Progress: bars.reportLayer,
			})
			bars.close()
		}
		if err != nil {
			return err
		}
		if p.json {
			return p.printJSON(loadedRows(loaded))
		}
		t := newTable(p.say("lớp", "layer"), ">"+p.say("thêm", "added"), ">"+p.say("có sẵn, để yên", "there already, left alone"))
		for _, l := range loaded {
			t.add(l.Layer, p.number(l.Counts.Added), p.number(l.Counts.Unchanged))
		}
		return t.print(p.out)
	})
}

func (c *demoCommand) write(p *program) error {
	if err := os.MkdirAll(c.Write, 0o755); err != nil {
		return err
	}
	if err := demo.New().Write(c.Write); err != nil {
		return err
	}
	if p.json {
		return p.printJSON(map[string]string{"folder": c.Write})
	}
	p.tell("Tỉnh minh họa đã ghi vào %s.", "The demo province is in %s.", c.Write)
	return nil
}

// loadedRow is what loading did to one layer, as --json prints it.
type loadedRow struct {
	Layer  string           `json:"layer"`
	Counts importers.Counts `json:"counts"`
}

func loadedRows(loaded []demo.Loaded) []loadedRow {
	rows := make([]loadedRow, len(loaded))
	for i, l := range loaded {
		rows[i] = loadedRow(l)
	}
	return rows
}
