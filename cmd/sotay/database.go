package main

import (
	"context"
	"fmt"

	"sotay/communes"
	"sotay/internal/audit"
	"sotay/layers"
	"sotay/postgis"
)

// databaseFlags say which database a command works on.
type databaseFlags struct {
	Data       string `default:"./sotay-data" type:"path" placeholder:"DIR" help:"${data}"`
	Database   string `placeholder:"URL" help:"${url}"`
	RoleSecret string `hidden:"" help:"${secret}"`
	AuditKey   string `name:"audit-key" type:"path" placeholder:"FILE" help:"${audit_key}"`
}

// config names a database that must be there already.
func (f databaseFlags) config() postgis.Config {
	return postgis.Config{URL: f.Database, RoleSecret: f.RoleSecret, DataDir: f.Data, MustExist: true}
}

// making is config for the commands that make the database where there is none.
func (f databaseFlags) making() postgis.Config {
	cfg := f.config()
	cfg.MustExist = false
	return cfg
}

// open opens the database. The caller closes it.
func (f databaseFlags) open(ctx context.Context) (*postgis.DB, error) {
	return postgis.Open(ctx, f.config())
}

// openDatabase opens the database and brings all layers in place.
func openDatabase(ctx context.Context, cfg postgis.Config) (*postgis.DB, error) {
	db, err := postgis.Open(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := layers.Sync(ctx, db.Owner); err != nil {
		db.Close()
		return nil, fmt.Errorf("layers: %w", err)
	}
	if err := communes.Provide(ctx, db.App); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// openAudited opens the database as openDatabase does, and its audit log.
func (f databaseFlags) openAudited(ctx context.Context, cfg postgis.Config) (*postgis.DB, *audit.Log, error) {
	db, err := openDatabase(ctx, cfg)
	if err != nil {
		return nil, nil, err
	}
	log, err := f.auditLog(ctx, db, nil)
	if err != nil {
		db.Close()
		return nil, nil, err
	}
	return db, log, nil
}
