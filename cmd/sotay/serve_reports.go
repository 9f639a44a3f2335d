package main

import (
	"context"
	"path/filepath"

	"sotay/incidents"
	"sotay/incidents/photos"
	"sotay/internal/audit"
	"sotay/internal/demo"
	"sotay/postgis"
)

// reportFlags say how field reports are taken.
type reportFlags struct {
	photoFlag
	Reports float64 `name:"reports-per-minute" default:"12" placeholder:"N" help:"${reports_rate}"`
	Fewest  int     `name:"reports-fewest" default:"5" placeholder:"N" help:"${fewest}"`
}

// photoFlag says where the photos of reports are.
type photoFlag struct {
	Photos string `type:"path" placeholder:"DIR" help:"${photos_dir}"`
}

// photoFolder opens the folder of photos; nil where photos are not taken: the database is
// elsewhere, and nobody said which folder all programs of it share.
func (f photoFlag) photoFolder(d databaseFlags) (*photos.Store, error) {
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

// reportStore keeps the reports, and their photos; of these nil where they are not taken.
func (f reportFlags) reportStore(d databaseFlags, db *postgis.DB, log *audit.Log) (*incidents.Store, *photos.Kept, error) {
	files, err := f.photoFolder(d)
	if err != nil {
		return nil, nil, err
	}
	store := &incidents.Store{DB: db, Log: log}
	if files == nil {
		return store, nil, nil
	}
	kept := &photos.Kept{Files: files, DB: db, Reports: store}
	store.Photos = kept
	return store, kept, nil
}

// photosPerMinute that one client may upload: ten for each of a few reports.
const photosPerMinute = 30

// demoReports lets the people of the demo province go on reporting, as long as ctx lasts.
func (h *handbook) demoReports(ctx context.Context) {
	var files *photos.Store
	if h.photos != nil {
		files = h.photos.Files
	}
	demo.FeedReports(ctx, h.reports, files, h.reportsFailed)
}
