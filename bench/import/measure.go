package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/importers"
	"sotay/internal/audit"
	"sotay/postgis"
)

// bench holds the set-up and the seconds measured, by name.
type bench struct {
	dir          string
	rows, rounds int
	db           *postgis.DB
	audit        *audit.Log
	seconds      map[string][]float64
}

const (
	ogr     = "ogr2ogr, PG_USE_COPY=YES, GiST and key"
	load    = "sotay: load, GiST and key"
	whole   = "sotay: whole change set into an empty layer"
	stage   = "  of it: read, load, check, compare"
	apply   = "  of it: apply"
	bare    = "sotay: whole change set without journal triggers"
	commune = "sotay: replace one commune of some 12,000 parcels"
)

func (b *bench) shapefile() string {
	return filepath.Join(b.dir, fmt.Sprintf("parcels_%d.shp", b.rows))
}

// time records how long f takes under a name.
func (b *bench) time(name string, f func() error) error {
	start := time.Now()
	if err := f(); err != nil {
		return fmt.Errorf("%s: %w", strings.TrimSpace(name), err)
	}
	if b.seconds == nil {
		b.seconds = map[string][]float64{}
	}
	took := time.Since(start).Seconds()
	b.seconds[name] = append(b.seconds[name], took)
	fmt.Fprintf(os.Stderr, "%6.2f s  %s\n", took, name)
	return nil
}

// quiet brings the server to the same state before each measurement.
func (b *bench) quiet(ctx context.Context, sql ...string) error {
	for _, s := range sql {
		if _, err := b.db.Owner.Exec(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	conn, err := b.db.Server().Superuser(ctx, postgis.DefaultDatabase)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, "CHECKPOINT")
	return err
}

func (b *bench) ogr2ogr(ctx context.Context) error {
	if err := b.quiet(ctx, `DROP TABLE IF EXISTS data.bench_ogr, data.bench_load`); err != nil {
		return err
	}
	return b.time(ogr, func() error {
		cmd := exec.CommandContext(ctx, "ogr2ogr", "-f", "PostgreSQL", "PG:"+b.db.Server().ConnString(postgis.OwnerLogin, postgis.DefaultDatabase),
			b.shapefile(), "-nln", "data.bench_ogr", "-lco", "GEOMETRY_NAME=geom", "-lco", "SPATIAL_INDEX=GIST")
		cmd.Env = append(os.Environ(), "PG_USE_COPY=YES")
		out, err := cmd.CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
		return nil
	})
}

func (b *bench) loadAndIndex(ctx context.Context) error {
	if err := b.quiet(ctx, `DROP TABLE IF EXISTS data.bench_ogr, data.bench_load`); err != nil {
		return err
	}
	return b.time(load, func() error {
		r, err := importers.OpenShapefile(b.shapefile(), importers.OpenOptions{})
		if err != nil {
			return err
		}
		defer r.Close()
		return pgx.BeginFunc(ctx, b.db.Owner, func(tx pgx.Tx) error {
			_, err := importers.CopyTable(ctx, tx, r, pgx.Identifier{"data", "bench_load"}, importers.WGS84)
			return err
		})
	})
}

func (b *bench) source(path string) importers.Source {
	return importers.Source{Name: filepath.Base(path), Open: func() (importers.Reader, error) {
		return importers.OpenShapefile(path, importers.OpenOptions{})
	}}
}

func (b *bench) request(path string) importers.Request {
	return importers.Request{
		Source: b.source(path), Layer: "parcels", Actor: "bench",
		Map: []string{"owner=owner_name", "land_type=land_use"},
	}
}

// empty makes the layer empty.
func (b *bench) empty(ctx context.Context) error {
	return b.quiet(ctx, `DROP TABLE IF EXISTS data.bench_ogr, data.bench_load`, `TRUNCATE data.parcels, data.parcels_staff, data.parcels_restricted`)
}

// changeSet brings the whole file into the empty layer.
func (b *bench) changeSet(ctx context.Context) error {
	if err := b.empty(ctx); err != nil {
		return err
	}
	s := importers.NewService(importers.Config{Owner: b.db.Owner, Audit: b.audit})
	return b.time(whole, func() error {
		var c *importers.ChangeSet
		err := b.time(stage, func() (err error) {
			c, err = s.Stage(ctx, b.request(b.shapefile()))
			return err
		})
		if err != nil {
			return err
		}
		if c.Counts.Added != int64(b.rows) {
			return fmt.Errorf("%d of %d rows would be added", c.Counts.Added, b.rows)
		}
		return b.time(apply, func() error {
			_, err := s.Apply(ctx, importers.ApplyRequest{ID: c.ID, Actor: "bench"})
			return err
		})
	})
}

// replaceCommune brings one commune again, every parcel of it changed.
func (b *bench) replaceCommune(ctx context.Context) error {
	path, err := b.communeFile(ctx)
	if err != nil {
		return err
	}
	if err := b.quiet(ctx); err != nil {
		return err
	}
	s := importers.NewService(importers.Config{Owner: b.db.Owner, Audit: b.audit})
	return b.time(commune, func() error {
		req := b.request(path)
		req.Replace = importers.ReplaceCommune
		c, err := s.Stage(ctx, req)
		if err != nil {
			return err
		}
		if c.Counts.Changed == 0 || c.Counts.Changed != c.Counts.Read-c.Counts.Added {
			return fmt.Errorf("unexpected difference: %+v", c.Counts)
		}
		_, err = s.Apply(ctx, importers.ApplyRequest{ID: c.ID, Actor: "bench"})
		return err
	})
}

// journal repeats the change set without the journal's triggers.
func (b *bench) journal(ctx context.Context) error {
	if err := b.empty(ctx); err != nil {
		return err
	}
	switchTriggers := func(how string) error {
		for _, table := range []string{"parcels", "parcels_staff", "parcels_restricted", "sheets"} {
			for _, event := range []string{"insert", "update", "delete", "truncate"} {
				sql := fmt.Sprintf("ALTER TABLE data.%s %s TRIGGER sotay_journal_%s", table, how, event)
				if _, err := b.db.Owner.Exec(ctx, sql); err != nil {
					return err
				}
			}
		}
		return nil
	}
	if err := switchTriggers("DISABLE"); err != nil {
		return err
	}
	defer switchTriggers("ENABLE ALWAYS")
	s := importers.NewService(importers.Config{Owner: b.db.Owner, Audit: b.audit})
	return b.time(bare, func() error {
		c, err := s.Stage(ctx, b.request(b.shapefile()))
		if err != nil {
			return err
		}
		_, err = s.Apply(ctx, importers.ApplyRequest{ID: c.ID, Actor: "bench"})
		return err
	})
}

func median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}

func (b *bench) print(w io.Writer) error {
	fmt.Fprintf(w, "%d parcels, medians of %d rounds\n\n| what | seconds | against ogr2ogr |\n|---|---|---|\n", b.rows, b.rounds)
	base := median(b.seconds[ogr])
	for _, name := range []string{ogr, load, whole, stage, apply, bare, commune} {
		s := median(b.seconds[name])
		fmt.Fprintf(w, "| %s | %.2f | %.2f |\n", name, s, s/base)
	}
	fmt.Fprintf(w, "\nload and index: %.2f times as fast as ogr2ogr (goal 1.5)\n", base/median(b.seconds[load]))
	fmt.Fprintf(w, "whole change set: %.2f times ogr2ogr's time (goal 2)\n", median(b.seconds[whole])/base)
	fmt.Fprintf(w, "one commune: %.2f s (goal 10)\n", median(b.seconds[commune]))
	fmt.Fprintf(w, "journal triggers: %+.1f %% (goal below 10)\n", 100*(median(b.seconds[whole])/median(b.seconds[bare])-1))
	peak, err := peakMemory()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "peak memory of this process: %d MB (goal below 500)\n", peak>>20)
	return err
}

// peakMemory is the largest resident size this process had, in bytes.
func peakMemory() (int64, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	for line := range bytes.Lines(status) {
		if rest, ok := bytes.CutPrefix(line, []byte("VmHWM:")); ok {
			kb, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(string(rest)), " kB"), 10, 64)
			return kb << 10, err
		}
	}
	return 0, errors.New("no VmHWM in /proc/self/status")
}
