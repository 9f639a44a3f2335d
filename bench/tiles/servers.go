package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"sotay/layers"
	"sotay/postgis"
	"sotay/tiles"
)

// serve is the tile server as sotay runs it, in a process of its own.
func serve(ctx context.Context, dir, listen string, cache uint64) error {
	db, err := postgis.Open(ctx, postgis.Config{DataDir: filepath.Join(dir, "data")})
	if err != nil {
		return err
	}
	defer db.Close()
	catalogue := layers.NewCatalogue(db.App)
	journal := postgis.NewJournal(postgis.JournalConfig{
		Pool: db.App, Catalogue: catalogue.Refresh, Failed: func(err error) { fmt.Fprintln(os.Stderr, err) },
	})
	generation := func(name string) (int64, bool) {
		l, ok := catalogue.Layer(name)
		return l.Generation, ok && l.Audience == layers.Public
	}
	describe := func(name string) tiles.Layer {
		l, _ := catalogue.Layer(name)
		t := tiles.Layer{Name: l.Name, Title: l.TitleVi, MinZoom: l.MinZoom, MaxZoom: l.MaxZoom, LabelZoom: l.MinZoom + 3, Generation: l.Generation}
		for _, f := range l.InTiles() {
			t.Fields = append(t.Fields, tiles.Field{Name: f.Name, Title: f.TitleVi})
		}
		return t
	}
	ts, err := tiles.New(tiles.Config{
		Pool: db.Public, Journal: journal, Refresh: catalogue.Refresh, CacheBytes: cache, Layer: tiles.Prepared(generation, describe),
	})
	if err != nil {
		return err
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = journal.Run(ctx) }()
	defer func() { <-done }()
	return listenUntil(ctx, listen, ts.Handler(
		func(r *http.Request) string { return "http://" + r.Host },
		func(w http.ResponseWriter, _ *http.Request, err error) {
			fmt.Fprintln(os.Stderr, err)
			http.Error(w, err.Error(), tiles.Status(err))
		}))
}

// serveMinimal serves the same compressed bytes from a map: the least a Go server can do.
func serveMinimal(ctx context.Context, dir, listen string) error {
	files := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name := strings.TrimSuffix(strings.TrimPrefix(path, dir), ".gz")
		files[name], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		return err
	}
	return listenUntil(ctx, listen, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", tiles.ContentType)
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body)
	}))
}

func listenUntil(ctx context.Context, listen string, h http.Handler) error {
	server := &http.Server{Addr: listen, Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// running is another process with a server.
type running struct {
	url string
	cmd *exec.Cmd
	dir string // to be removed
}

// self starts this program in another role.
func (b *bench) self(ctx context.Context, role string, args ...string) (*running, error) {
	at, err := freePort()
	if err != nil {
		return nil, err
	}
	return start(ctx, at, exec.CommandContext(ctx, os.Args[0], append([]string{"-role", role, "-dir", b.dir, "-listen", at}, args...)...))
}

const nginxConf = `
daemon off; worker_processes auto; pid %[1]s/nginx.pid; error_log %[1]s/nginx.log;
events { worker_connections 256; }
http {
	access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; open_file_cache max=10000;
	types { application/vnd.mapbox-vector-tile mvt; }
	server { listen %[2]s; root %[3]s; gzip_static always; }
}`

// nginx serves the compressed tiles from disk.
func (b *bench) nginx(ctx context.Context) (*running, error) {
	at, err := freePort()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "sotay-bench-nginx-") // reachable for nginx's own user
	if err != nil {
		return nil, err
	}
	conf := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(conf, fmt.Appendf(nil, nginxConf, dir, at, b.tileDir()), 0o644); err != nil {
		return nil, err
	}
	r, err := start(ctx, at, exec.CommandContext(ctx, "nginx", "-p", dir, "-c", conf))
	if r != nil {
		r.dir = dir
	}
	return r, err
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// start runs a server and waits until it listens.
func start(ctx context.Context, at string, cmd *exec.Cmd) (*running, error) {
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	r := &running{url: "http://" + at, cmd: cmd}
	for range 600 {
		conn, err := net.Dial("tcp", at)
		if err == nil {
			return r, conn.Close()
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	r.stop()
	return nil, fmt.Errorf("%s does not listen on %s", cmd.Path, at)
}

func (r *running) stop() {
	_ = r.cmd.Process.Signal(os.Interrupt)
	_ = r.cmd.Wait()
	if r.dir != "" {
		_ = os.RemoveAll(r.dir)
	}
}
