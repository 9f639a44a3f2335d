package main

import (
	"path/filepath"

	"sotay/incidents"
	"sotay/incidents/photos"
	"sotay/internal/audit"
	"sotay/postgis"
)

// reportFlags say how field reports are taken.
type reportFlags struct {
	Photos  string  `type:"path" placeholder:"DIR" help:"${photos_dir}"`
	Reports float64 `name:"reports-per-minute" default:"12" placeholder:"N" help:"${reports_rate}"`
}

// photoFolder opens the folder of photos; nil where photos are not taken: the database is
// elsewhere, and nobody said which folder all programs of it share.
func (f reportFlags) photoFolder(d databaseFlags) (*photos.Store, error) {
	dir := f.Photos
	if dir == "" {
		if d.Database != "" {
			return nil, nil
		}
		dir = filepath.Join(d.Data, "photos")
	}
	store, err := photos.Open(dir)
	if err != nil {
		return nil, fault(failed, "", "không mở được thư mục ảnh %s: %v", "the folder of photos %s cannot be opened: %v", dir, err)
	}
	return store, nil
}

// reportStore keeps the reports.
func (f reportFlags) reportStore(d databaseFlags, db *postgis.DB, log *audit.Log) (*incidents.Store, error) {
	if _, err := f.photoFolder(d); err != nil {
		return nil, err
	}
	return &incidents.Store{DB: db, Log: log}, nil
}
