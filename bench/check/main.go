// Command check measures how long a cadastral file takes to be checked: see README.md.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/importers"
	"sotay/internal/audit"
	"sotay/layers"
	"sotay/postgis"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// bench is a private database with communes, and a file of parcels.
type bench struct {
	dir  string
	rows int
	db   *postgis.DB
	s    *importers.Service
}

func run(ctx context.Context) error {
	b := &bench{}
	rounds := flag.Int("rounds", 3, "rounds; each is printed")
	flag.StringVar(&b.dir, "dir", filepath.Join(os.TempDir(), "sotay-bench-check"), "folder for the file and the private server")
	flag.IntVar(&b.rows, "rows", 100_000, "parcels in the file")
	flag.Parse()
	if err := os.MkdirAll(b.dir, 0o755); err != nil {
		return err
	}
	if err := b.open(ctx); err != nil {
		return err
	}
	defer b.db.Close()
	file, err := b.file(ctx)
	if err != nil {
		return err
	}
	for _, filled := range []bool{false, true} {
		for round := range *rounds {
			if err := b.measure(ctx, file, filled, filled && round == 0); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bench) open(ctx context.Context) (err error) {
	if b.db, err = postgis.Open(ctx, postgis.Config{DataDir: filepath.Join(b.dir, "data")}); err != nil {
		return err
	}
	key, err := audit.Key(ctx, filepath.Join(b.dir, "audit.key"), b.db.Owner)
	if err != nil {
		return err
	}
	b.s = importers.NewService(importers.Config{Owner: b.db.Owner, Audit: audit.New(key, filepath.Join(b.dir, "audit.head"), nil)})
	return layers.Sync(ctx, b.db.Owner)
}

// file fills the communes and writes the parcels as CSV in VN-2000 107°45′, in millimetres:
// one in a thousand has a fault of each kind.
func (b *bench) file(ctx context.Context) (string, error) {
	_, err := b.db.Owner.Exec(ctx, `
		TRUNCATE data.parcels, data.parcels_staff, data.parcels_restricted, data.communes;
		DROP TABLE IF EXISTS data.bench_communes, data.bench_parcels;
		CREATE UNLOGGED TABLE data.bench_communes (code text, name text, geom geometry);
		CREATE UNLOGGED TABLE data.bench_parcels (
			gid bigint, commune_code text, sheet_no int, parcel_no int, land_type text, area real, address text, owner text, geom geometry)`)
	if err != nil {
		return "", err
	}
	for _, table := range []string{"communes", "parcels"} {
		if err := b.generate(ctx, table); err != nil {
			return "", err
		}
	}
	if _, err := b.db.Owner.Exec(ctx, `INSERT INTO data.communes (code, name, geom) SELECT code, name, geom FROM data.bench_communes`); err != nil {
		return "", err
	}
	path := filepath.Join(b.dir, "thua.csv")
	out, err := os.Create(path)
	if err != nil {
		return "", err
	}
	defer out.Close()
	return path, b.copy(ctx, func(conn *pgx.Conn) error {
		_, err := conn.PgConn().CopyTo(ctx, out, `
			COPY (SELECT commune_code AS "MAXA", sheet_no AS "SOTO", parcel_no AS "SOTHUA",
			             CASE WHEN gid % 1000 = 1 THEN 'ZZZ' ELSE land_type END AS "LOAIDAT",
			             round((st_area(g) * CASE WHEN gid % 1000 = 2 THEN 1.2 ELSE 1 END)::numeric, 1) AS "DIENTICHPL", owner AS "TENCHU",
			             'SRID=910775;' || st_astext(CASE gid % 1000 WHEN 3 THEN st_translate(g, 0.2, 0.1) WHEN 4 THEN st_translate(g, 2000, 0) ELSE g END, 3) AS "WKT"
			      FROM  (SELECT *, st_snaptogrid(st_transform(geom, 910775), 0.001) AS g FROM data.bench_parcels) AS p
			      ORDER  BY gid) TO STDOUT (FORMAT csv, HEADER)`)
		return err
	})
}

// generate fills a table from bench/gen.
func (b *bench) generate(ctx context.Context, table string) error {
	cmd := exec.CommandContext(ctx, "go", "run", "sotay/bench/gen", "-table", table, "-n", strconv.Itoa(b.rows))
	cmd.Stderr = os.Stderr
	rows, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	err = b.copy(ctx, func(conn *pgx.Conn) error {
		_, err := conn.PgConn().CopyFrom(ctx, rows, "COPY data.bench_"+table+" FROM STDIN")
		return err
	})
	if err != nil {
		return err
	}
	return cmd.Wait()
}

func (b *bench) copy(ctx context.Context, do func(*pgx.Conn) error) error {
	conn, err := b.db.Owner.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	return do(conn.Conn())
}

// measure stages the file and says how long that took, phase by phase, and what was found;
// then, where that is asked for, it applies it, so that the next is compared with a layer.
func (b *bench) measure(ctx context.Context, file string, filled, apply bool) error {
	if apply {
		if err := b.fill(ctx, file); err != nil {
			return err
		}
	}
	var said strings.Builder
	began, phase, since := time.Now(), importers.Phase(""), time.Now()
	set, err := b.s.Stage(ctx, b.request(file, func(p importers.Progress) {
		if p.Phase == phase {
			return
		}
		if phase != "" {
			fmt.Fprintf(&said, "%s %.1f s, ", phase, time.Since(since).Seconds())
		}
		phase, since = p.Phase, time.Now()
	}))
	if err != nil {
		return err
	}
	fmt.Printf("%d parcels, filled layer %t: %.1f s (%s%s and neighbours %.1f s)\n", set.Counts.Read, filled, time.Since(began).Seconds(), &said, phase, time.Since(since).Seconds())
	counts, err := b.s.ProblemGroups(ctx, set.ID)
	for _, c := range counts {
		fmt.Printf("    %s %s %d\n", c.Severity, c.Code, c.Count)
	}
	if err != nil {
		return err
	}
	return b.s.Discard(ctx, set.ID)
}

func (b *bench) request(file string, progress func(importers.Progress)) importers.Request {
	return importers.Request{
		Source: importers.FileSource(file, importers.OpenOptions{}), Layer: "parcels", SkipBad: true, Accept: []string{"outside_commune"},
		Numbers: []string{"DIENTICHPL=en"}, Actor: "bench", Progress: progress,
	}
}

func (b *bench) fill(ctx context.Context, file string) error {
	set, err := b.s.Stage(ctx, b.request(file, nil))
	if err != nil {
		return err
	}
	_, err = b.s.Apply(ctx, importers.ApplyRequest{ID: set.ID, Actor: "bench"})
	return err
}
