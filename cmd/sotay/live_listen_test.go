package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// liveListener follows the live feed as its description says: it takes a batch when its id has
// come, forgets the part of one where the line breaks, and comes back with the last id.
type liveListener struct {
	begun atomic.Bool
	lines atomic.Int32 // how often it has come

	mu     sync.Mutex
	told   map[int]int       // how often, by place
	at     map[int]time.Time // when first, by place
	resync int
	last   string // id
}

// openLive asks for the feed as somebody with an address of his own.
func openLive(ctx context.Context, url string, n int, layer, last string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/events?layers="+layer, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("X-Forwarded-For", fmt.Sprintf("10.1.%d.%d", n/200, n%200+1))
	if last != "" {
		req.Header.Set("Last-Event-ID", last)
	}
	res, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err == nil && res.StatusCode != http.StatusOK {
		res.Body.Close()
		return nil, fmt.Errorf("%s", res.Status)
	}
	return res, err
}

func listenLive(ctx context.Context, t *testing.T, url string, n int, layer string) *liveListener {
	t.Helper()
	l := &liveListener{told: map[int]int{}, at: map[int]time.Time{}}
	var done sync.WaitGroup
	done.Go(func() {
		for ctx.Err() == nil {
			if res, err := openLive(ctx, url, n, layer, l.last); err == nil {
				l.lines.Add(1)
				l.read(res.Body)
				res.Body.Close()
			}
			select {
			case <-ctx.Done():
			case <-time.After(time.Duration(500+n) * time.Millisecond): // not all at once
			}
		}
	})
	t.Cleanup(done.Wait)
	return l
}

func (l *liveListener) read(body io.Reader) {
	lines := bufio.NewScanner(body)
	lines.Buffer(nil, 1<<20)
	var batch [][2]string // name and data
	var name, data, id string
	for lines.Scan() {
		field, value, _ := strings.Cut(lines.Text(), ": ")
		switch field {
		case "event":
			name = value
		case "data":
			data = value
		case "id":
			id = value
		case "":
			if name != "" {
				batch = append(batch, [2]string{name, data})
			}
			if id != "" {
				l.take(batch, id)
				batch = nil
			}
			name, data, id = "", "", ""
		}
	}
}

// take counts what a batch tells.
func (l *liveListener) take(batch [][2]string, id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range batch {
		var change struct{ Tiles [][2]int }
		switch {
		case e[0] == "resync":
			l.resync++
		case e[0] == "change" && json.Unmarshal([]byte(e[1]), &change) == nil:
			for _, tile := range change.Tiles {
				if tile[1] == rowOfPlaces {
					if l.told[tile[0]]++; l.told[tile[0]] == 1 {
						l.at[tile[0]] = time.Now()
					}
				}
			}
		}
	}
	l.last = id
	l.begun.Store(true)
}

// stallLive opens the feed and reads no more of it than its beginning.
func stallLive(ctx context.Context, t *testing.T, url string, n int) {
	t.Helper()
	var res *http.Response
	eventually(t, "a client that stops reading", func() (ok bool) {
		var err error
		res, err = openLive(ctx, url, n, "hotspots", "")
		return err == nil
	})
	t.Cleanup(func() { res.Body.Close() })
	if _, err := res.Body.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

const nginxConfig = `
daemon off;
pid nginx.pid;
error_log error.log warn;
worker_processes 1;
%s
events { worker_connections 4096; }
http {
	access_log off;
	client_body_temp_path temp; proxy_temp_path temp; fastcgi_temp_path temp; uwsgi_temp_path temp; scgi_temp_path temp;
	server {
		listen %s;
		location / {
			proxy_pass http://%s;
			proxy_http_version 1.1;
			proxy_set_header Connection "";
			proxy_set_header Host $http_host;
			proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
			proxy_read_timeout 30s;
			proxy_send_timeout 30s;
			send_timeout 30s;
		}
	}
}
`

// startNginx starts one in front of an address and gives its own.
func startNginx(t *testing.T, behind string) string {
	t.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil {
		if program = "/usr/sbin/nginx"; !exists(program) {
			t.Fatal("nginx is needed: scripts/setup test installs it")
		}
	}
	dir, address := t.TempDir(), freeAddress(t)
	user := ""
	if os.Getuid() == 0 {
		user = "user root;"
	}
	config := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, nginxConfig, user, address, behind), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-p", dir, "-c", config)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	})
	url := "http://" + address
	eventually(t, "the proxy", func() bool {
		res, err := http.Get(url + "/healthz")
		if err != nil {
			return false
		}
		res.Body.Close()
		return res.StatusCode == http.StatusOK
	})
	return url
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
