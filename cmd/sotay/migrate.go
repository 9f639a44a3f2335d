package main

import (
	"context"
	"time"

	"sotay/postgis"
)

// migrateCommand looks after the structure of the database.
type migrateCommand struct {
	Status migrateStatus `cmd:"" default:"withargs" help:"${migrate_status}"`
	Up     migrateUp     `cmd:"" help:"${migrate_up}"`
}

// migrateStatus is also `sotay migrate` alone, which is where a superuser asks for the
// part of the work that needs one.
type migrateStatus struct {
	databaseFlags
	jsonFlag
	PrintSuperuserSQL bool `name:"print-superuser-sql" help:"${superuser}"`
}

// Run lists the migrations, or prints the superuser's part.
func (c *migrateStatus) Run(ctx context.Context, p *program) error {
	if c.PrintSuperuserSQL {
		sql, err := postgis.SuperuserSQL(c.config())
		p.printf("%s", sql)
		return err
	}
	cfg := c.config()
	cfg.SkipMigrations = true
	db, err := postgis.Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer db.Close()
	if p.json {
		return p.printMigrations(ctx, db)
	}
	status, err := db.Status(ctx)
	if err != nil {
		return err
	}
	t := newTable(">"+p.say("số", "no."), p.say("bước", "migration"), p.say("đã chạy lúc", "applied"))
	for _, m := range status {
		applied := p.say("chưa", "not yet")
		if m.Applied != nil {
			applied = m.Applied.Local().Format(time.DateTime)
		}
		t.add(p.number(m.Version), m.Name, applied)
	}
	return t.print(p.out)
}

// printMigrations prints which have run, for programs.
func (p *program) printMigrations(ctx context.Context, db *postgis.DB) error {
	status, err := db.Status(ctx)
	if err != nil {
		return err
	}
	return p.printJSON(status)
}

type migrateUp struct {
	databaseFlags
	jsonFlag
}

// Run applies what is missing; opening the database does.
func (c *migrateUp) Run(ctx context.Context, p *program) error {
	db, err := openDatabase(ctx, c.making())
	if err != nil {
		return err
	}
	defer db.Close()
	if p.json {
		return p.printMigrations(ctx, db)
	}
	p.printf("%s\n", p.say("Cơ sở dữ liệu đã đủ mọi bước.", "The database is up to date."))
	return nil
}
