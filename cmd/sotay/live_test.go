package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/postgis"
)

// Who listens to the live feed, and for how long.
const (
	listeners = 450
	stalled   = 50   // that stop reading
	silent    = 5    // to whom nothing happens
	fillers   = 3000 // places of a statement that fills what is between sotay and who does not read
)

// liveFor is how long the feed is written to in each of its four phases: a minute in all, which
// bench/live makes longer.
func liveFor(t *testing.T) time.Duration {
	t.Helper()
	text := os.Getenv("SOTAY_LIVE_FOR")
	if text == "" {
		return time.Minute / 4
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return d / 4
}

// TestLiveFeedThroughAProxy listens with 500 clients, of whom 50 stop reading, through an nginx
// that gives up a silent line after 30 s, while sotay and its database are restarted: each of the
// others is told each change exactly once, none waits for those who do not read, who are there again
// after each restart, and a line on which nothing happens is kept.
func TestLiveFeedThroughAProxy(t *testing.T) {
	data := newDatabase(t)
	w := newLiveWriter(t, data)
	address := freeAddress(t)
	args := []string{"--listen", address, "--trusted-proxy", "127.0.0.1/32"}
	s := mustServe(t, data, args...)
	proxy := startNginx(t, address)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var all, quiet []*liveListener
	for i := range listeners {
		all = append(all, listenLive(ctx, t, proxy, i, "hotspots"))
	}
	for i := range silent {
		quiet = append(quiet, listenLive(ctx, t, proxy, listeners+i, "none"))
	}
	// Those who stop reading are full then. The others have been told of all before: whoever comes back
	// after so many changes is told that the layer has changed, not of each place.
	stall := func() {
		for range stalled {
			w.stalled++
			stallLive(ctx, t, proxy, listeners+silent+w.stalled)
		}
		w.fill(6)
	}
	for _, l := range append(slices.Clone(all), quiet...) {
		eventually(t, "a client's beginning", func() bool { return l.begun.Load() })
	}
	stall()
	w.write("beside those who do not read", liveFor(t))
	allTold(t, all, w.last)

	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	w.write(down, time.Second) // missed by all
	_ = s.cmd.Wait()
	w.write(down, time.Second)
	s = mustServe(t, data, args...)
	allTold(t, all, w.last)
	stall()
	for _, l := range quiet {
		eventually(t, "that a silent client comes back", func() bool { return l.lines.Load() == 2 })
	}
	kept, memory := time.Now(), watchMemory(t, s)
	w.write("after a restart of sotay", liveFor(t))
	allTold(t, all, w.last)

	killDatabase(t, data)
	w.write(down, time.Second) // the first one may be the last that the former database takes
	w.write("after one of the database", liveFor(t))
	allTold(t, all, w.last)
	stall()
	w.write("after one of the database", liveFor(t))
	allTold(t, all, w.last)
	for i, l := range quiet {
		if n := l.lines.Load(); n != 2 || time.Since(kept) < 31*time.Second {
			t.Errorf("silent client %d has come %d times, the last one kept for %v", i, n, time.Since(kept))
		}
	}
	memory()
	want := w.places()
	for i, l := range all {
		l.mu.Lock()
		if l.resync > 0 || !maps.Equal(l.told, want) {
			t.Errorf("client %d: %d of %d changes, %s, %d times told to begin anew", i, len(l.told), len(want), unequal(l.told, want), l.resync)
		}
		l.mu.Unlock()
	}
	w.delays(all)
	t.Logf("%d changes told to each of %d clients", len(want), listeners)
}

// allTold waits until every client was told of a place.
func allTold(t *testing.T, all []*liveListener, place int) {
	t.Helper()
	for i, l := range all {
		eventually(t, fmt.Sprintf("that client %d is told of the last change", i), func() bool {
			l.mu.Lock()
			defer l.mu.Unlock()
			return l.told[place] > 0
		})
	}
}

func unequal(got, want map[int]int) string {
	lost, doubled := 0, 0
	for place := range want {
		switch got[place] {
		case 0:
			lost++
		case 1:
		default:
			doubled++
		}
	}
	return fmt.Sprintf("%d lost, %d doubled", lost, doubled)
}

// liveWriter adds hot spots, each in a tile of its own.
type liveWriter struct {
	t      *testing.T
	server *postgis.Server
	conn   *pgx.Conn
	last   int
	filled int                // statements
	wrote  map[int]liveChange // by place
	// stalled is how many have stopped reading.
	stalled int
}

func newLiveWriter(t *testing.T, data string) *liveWriter {
	t.Helper()
	server, err := postgis.JoinServer(t.Context(), postgis.ServerConfig{Dir: data})
	if err != nil {
		t.Fatal(err)
	}
	w := &liveWriter{t: t, server: server, wrote: map[int]liveChange{}}
	t.Cleanup(func() {
		if w.conn != nil {
			_ = w.conn.Close(context.Background())
		}
		_ = server.Leave(context.Background())
	})
	return w
}

// exec runs a statement, again where the database goes away under it: it must be one that does
// nothing the second time.
func (w *liveWriter) exec(sql string, args ...any) {
	w.t.Helper()
	eventually(w.t, "a write", func() bool {
		if w.conn == nil {
			conn, err := w.server.Superuser(w.t.Context(), postgis.DefaultDatabase)
			if err != nil {
				return false
			}
			w.conn = conn
		}
		_, err := w.conn.Exec(w.t.Context(), sql, args...)
		if err != nil {
			_ = w.conn.Close(context.Background())
			w.conn = nil
		}
		return err == nil
	})
}

// addPlaces adds a hot spot in the middle of each tile x of zoom 14 in a row y.
const addPlaces = `
	INSERT INTO data.hotspots (satellite, acq_date, acq_time, latitude, longitude, geom)
	SELECT 'N', '2026-03-01', 642, st_y(p), st_x(p), p
	FROM   generate_series($2::int, $3::int) AS x,
	       LATERAL (SELECT st_transform(st_centroid(st_tileenvelope(14, x, $1::int)), 4326) AS p) AS place
	ON     CONFLICT DO NOTHING`

const (
	rowOfPlaces  = 7700
	rowOfFillers = 7000
)

// write commits one place after the other for so long, while something is so.
func (w *liveWriter) write(while string, d time.Duration) {
	w.t.Helper()
	for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(30 * time.Millisecond) {
		w.last++
		w.exec(addPlaces, rowOfPlaces, w.last, w.last)
		w.wrote[w.last] = liveChange{while, time.Now()}
	}
}

// fill commits so many changes of many places.
func (w *liveWriter) fill(n int) {
	w.t.Helper()
	for range n {
		w.exec(addPlaces, rowOfFillers+w.filled, 1, fillers)
		w.filled++
	}
}

// places are those that are there, each once.
func (w *liveWriter) places() map[int]int {
	w.t.Helper()
	list := map[int]int{}
	for x := 1; x <= w.last; x++ {
		list[x] = 1
	}
	var n int
	if err := w.conn.QueryRow(w.t.Context(), `SELECT count(*) FROM data.hotspots WHERE round(latitude::numeric, 4) = (SELECT round(st_y(st_transform(st_centroid(st_tileenvelope(14, 0, 7700)), 4326))::numeric, 4))`).Scan(&n); err != nil || n != w.last {
		w.t.Errorf("%d places are there, and not %d: %v", n, w.last, err)
	}
	return list
}

func killDatabase(t *testing.T, data string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(data, "pgdata", "postmaster.pid"))
	var pid int
	if err == nil {
		_, err = fmt.Sscan(string(text), &pid)
	}
	if err == nil {
		err = syscall.Kill(pid, syscall.SIGKILL)
	}
	if err != nil {
		t.Fatal(err)
	}
}
