// Package crash kills imports at random moments, or the database under them, and looks at
// what is left. Begin with [New]; a [Run] works on a data folder of its own.
//
// The layer holds one of two states, each brought in by a file of its own: the same sheet
// with other land uses and owners, some parcels more and some fewer. Whoever reads must see
// one of the two, whole, at any time; after a kill the next start must find nothing half
// done, and what the change set says of itself must be what the layer holds.
package crash

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/postgis"
)

// Victim is what is killed.
type Victim string

// Sotay is the process that imports, Backend a session of the database that works for it,
// Postmaster the whole database.
const (
	Sotay      Victim = "sotay"
	Backend    Victim = "backend"
	Postmaster Victim = "postmaster"
)

// Victims lists them all.
func Victims() []Victim { return []Victim{Sotay, Backend, Postmaster} }

// Config is what a Run works with.
type Config struct {
	// Data is a data folder, made where it is not there yet; Dir an existing folder for the two files.
	Data, Dir string
	// Sotay makes a command of the program, working on Data.
	Sotay func(args ...string) *exec.Cmd
	// Rows is how many parcels each file has, at least 200.
	Rows   int
	Random *rand.Rand
}

// Run is a database whose imports are killed.
type Run struct {
	c       Config
	server  *postgis.Server
	files   [2]string
	current int           // which file the layer holds
	full    time.Duration // of an import that is left alone
	indexes string
	// Seen counts the readings made while imports ran.
	Seen int
}

// New makes the database, brings both files in and measures how long that takes.
func New(ctx context.Context, c Config) (*Run, error) {
	r := &Run{c: c}
	for i, use := range []string{"ODT", "CLN"} {
		r.files[i] = filepath.Join(c.Dir, use+".geojson")
		if err := os.WriteFile(r.files[i], parcels(c.Rows, 1+100*i, use), 0o600); err != nil {
			return nil, err
		}
	}
	if err := r.run("migrate", "up"); err != nil {
		return nil, err
	}
	if err := r.join(ctx); err != nil {
		return nil, err
	}
	var err error
	if r.indexes, err = r.text(ctx, indexes); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	for i := range r.files {
		began := time.Now()
		if err := r.bringIn(i); err != nil {
			return nil, errors.Join(err, r.Close())
		}
		r.full = time.Since(began)
	}
	return r, nil
}

// parcels is a file of so many parcels of one sheet, numbered from first.
func parcels(rows, first int, use string) []byte {
	var b strings.Builder
	b.WriteString(`{"type":"FeatureCollection","features":[`)
	for i := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		n := first + i
		x, y := 107.08+0.0001*float64(n%100), 10.34+0.0001*float64(n/100)
		fmt.Fprintf(&b, `{"type":"Feature","properties":{"MAXA":"26506","SOTO":12,"SOTHUA":%d,"LOAIDAT":%q,"TENCHU":"Chủ %s (hư cấu)"},`+
			`"geometry":{"type":"Polygon","coordinates":[[[%.6f,%.6f],[%.6f,%.6f],[%.6f,%.6f],[%.6f,%.6f],[%.6f,%.6f]]]}}`,
			n, use, use, x, y, x+0.0001, y, x+0.0001, y+0.0001, x, y+0.0001, x, y)
	}
	b.WriteString("]}")
	return []byte(b.String())
}

func (r *Run) run(args ...string) error {
	if out, err := r.c.Sotay(args...).CombinedOutput(); err != nil {
		return fmt.Errorf("sotay %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return nil
}

// bringIn imports a file and leaves it alone.
func (r *Run) bringIn(file int) error {
	err := r.run("import", r.files[file], "--layer", "parcels", "--yes")
	if err == nil {
		r.current = file
	}
	return err
}

// join holds the private server, which it starts where nobody has.
func (r *Run) join(ctx context.Context) (err error) {
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(200 * time.Millisecond) {
		if r.server, err = postgis.JoinServer(ctx, postgis.ServerConfig{Dir: r.c.Data}); err == nil || time.Now().After(deadline) {
			return err
		}
	}
}

// Close leaves the server, which stops it.
func (r *Run) Close() error { return r.server.Leave(context.Background()) }

// connect connects as superuser, waiting for a recovery to end.
func (r *Run) connect(ctx context.Context) (conn *pgx.Conn, err error) {
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if conn, err = r.server.Superuser(ctx, postgis.DefaultDatabase); err == nil || ctx.Err() != nil || time.Now().After(deadline) {
			return conn, err
		}
	}
}

// text runs a query of one text.
func (r *Run) text(ctx context.Context, sql string) (string, error) {
	conn, err := r.connect(ctx)
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	var text string
	return text, conn.QueryRow(ctx, sql).Scan(&text)
}

// Kill starts the import of the file that the layer does not hold, kills the victim at a
// random moment, and checks what is left. It ends with the other file brought in.
func (r *Run) Kill(ctx context.Context, victim Victim) (said string, err error) {
	target, wait := 1-r.current, time.Duration(r.c.Random.Float64()*float64(r.full))
	text, err := r.text(ctx, `SELECT max(id)::text FROM sotay.imports`)
	if err != nil {
		return "", err
	}
	before, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return "", err
	}
	cmd := r.c.Sotay("import", r.files[target], "--layer", "parcels", "--yes")
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	watching, stop := context.WithCancel(ctx)
	defer stop()
	watched := make(chan error, 1)
	go func() { watched <- r.watch(watching) }()
	if err := cmd.Start(); err != nil {
		return "", err
	}
	time.Sleep(wait)
	if err := r.strike(ctx, victim, cmd.Process.Pid); err != nil {
		return "", err
	}
	_ = cmd.Wait() // killed, failed, or done before
	stop()
	if err := <-watched; err != nil {
		return "", fmt.Errorf("a reader while the import was killed: %w", err)
	}
	if victim == Postmaster {
		_ = r.server.Leave(ctx) // of a server that is dead
		if err := r.join(ctx); err != nil {
			return "", err
		}
	}
	held, err := r.check(ctx, target, before)
	said = fmt.Sprintf("%s after %d of %d ms: %s", victim, wait.Milliseconds(), r.full.Milliseconds(), held)
	if err != nil {
		return said, fmt.Errorf("%s: %w; the import said:\n%s", said, err, out.String())
	}
	return said, r.bringIn(target)
}

// strike kills the victim. A victim that is not there yet, or no longer, lives.
func (r *Run) strike(ctx context.Context, victim Victim, importing int) error {
	pid := importing
	switch victim {
	case Postmaster:
		text, err := os.ReadFile(filepath.Join(r.c.Data, "pgdata", "postmaster.pid"))
		if err != nil {
			return err
		}
		if _, err := fmt.Sscan(string(text), &pid); err != nil {
			return err
		}
	case Backend:
		found, err := r.text(ctx, `SELECT coalesce(max(pid), 0)::text FROM pg_stat_activity WHERE usename = '`+postgis.OwnerLogin+`' AND state <> 'idle'`)
		if err != nil {
			return err
		}
		if _, err := fmt.Sscan(found, &pid); err != nil || pid == 0 {
			return err
		}
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("kill %s: %w", victim, err)
	}
	return nil
}
