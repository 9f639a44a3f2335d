package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"sotay/internal/accounts"
	"sotay/postgis"
)

// stations and parameters that are sent for.
const stations = 60

func parameters() []string { return []string{"PM2.5", "PM10", "O3", "NO2", "SO2", "CO"} }

// target is a sotay that serves.
type target struct {
	dir    string
	cmd    *exec.Cmd
	db     *postgis.DB
	url    string
	tokens []string // of several senders
	sent   atomic.Int64
	client *http.Client
}

// start makes a folder, starts the program on it, and adds stations and tokens.
func start(ctx context.Context, bin string) (_ *target, err error) {
	t := &target{client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}, Timeout: 2 * time.Minute}}
	if t.dir, err = os.MkdirTemp("", "sotay-readings-"); err != nil {
		return nil, err
	}
	if err := os.Chmod(t.dir, 0o711); err != nil { // the database's own user passes through
		return nil, err
	}
	defer func() {
		if err != nil {
			t.stop()
		}
	}()
	data := filepath.Join(t.dir, "data")
	t.cmd = exec.Command(bin, "--lang", "en", "serve", "--data", data, "--listen", "127.0.0.1:0")
	t.cmd.Stderr = io.Discard
	out, err := t.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := t.cmd.Start(); err != nil {
		return nil, err
	}
	if t.url, err = address(out); err != nil {
		return nil, err
	}
	if t.db, err = postgis.Open(ctx, postgis.Config{DataDir: data, MustExist: true}); err != nil {
		return nil, err
	}
	_, err = t.db.Owner.Exec(ctx, `
		INSERT INTO data.stations (code, name, kind, interval_s, geom)
		SELECT 'KK' || to_char(n, 'FM000'), 'Trạm thử ' || n, 'air', 300, st_setsrid(st_point(107 + n / 200.0, 10.4), 4326) FROM generate_series(1, $1::int) AS n`, stations)
	if err != nil {
		return nil, err
	}
	for n := range 4 {
		token, _, err := accounts.New(t.db.App).MakeToken(ctx, accounts.Token{Name: fmt.Sprint("bench ", n), Scopes: []string{"readings"}})
		if err != nil {
			return nil, err
		}
		t.tokens = append(t.tokens, token)
	}
	return t, nil
}

// address waits until the program says where it is.
func address(out io.Reader) (string, error) {
	at := regexp.MustCompile(`http://127\.0\.0\.1:\d+`)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if url := at.FindString(lines.Text()); url != "" && strings.Contains(lines.Text(), "handbook is at") {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return url, nil
		}
	}
	return "", errors.New("the program ended before it served")
}

// stop ends the program and removes its folder.
func (t *target) stop() {
	if t.db != nil {
		t.db.Close()
	}
	if t.cmd != nil && t.cmd.Process != nil {
		_ = t.cmd.Process.Signal(syscall.SIGTERM)
		_ = t.cmd.Wait()
	}
	_ = os.RemoveAll(t.dir)
}

// peak is the most memory that the program has taken, in MB.
func (t *target) peak() float64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", t.cmd.Process.Pid))
	for line := range strings.Lines(string(text)) {
		var kb float64
		if n, _ := fmt.Sscanf(line, "VmHWM: %f kB", &kb); n == 1 {
			return kb / 1024
		}
	}
	return 0
}

// counts are of what became of rows.
type counts struct{ Stored, Duplicate, Revised, Quarantined, Refused int }

// answer is what became of a request.
type answer struct {
	status int
	again  string // Retry-After
	counts counts
}

// send sends a body.
func (t *target) send(ctx context.Context, kind string, body []byte) (a answer, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.url+"/api/readings?answer=brief", bytes.NewReader(body))
	if err != nil {
		return a, err
	}
	req.Header.Set("Authorization", "Bearer "+t.tokens[int(t.sent.Add(1))%len(t.tokens)])
	req.Header.Set("Content-Type", kind)
	res, err := t.client.Do(req)
	if err != nil {
		return a, err
	}
	defer res.Body.Close()
	a.status, a.again = res.StatusCode, res.Header.Get("Retry-After")
	if a.status != http.StatusOK {
		_, err = io.Copy(io.Discard, res.Body)
		return a, err
	}
	var out struct{ Counts counts }
	err = json.NewDecoder(res.Body).Decode(&out)
	a.counts = out.Counts
	return a, err
}

// line is the n-th reading there is: of all stations and parameters, then five minutes later.
func line(b []byte, n int) []byte {
	series := n % (stations * 6)
	at := time.Date(2026, 3, 1, 0, 5, 0, 0, time.FixedZone("", 7*3600)).Add(time.Duration(n/(stations*6)) * 5 * time.Minute)
	b = fmt.Appendf(b, "KK%03d,%s,", 1+series/6, parameters()[series%6])
	return append(fmt.Appendf(at.AppendFormat(b, time.RFC3339), ",%d.%d,00", 10+n%90, n%10), '\n')
}

const header = "station,parameter,at,value,status\n"

// bodyOf is a CSV of readings from one number up to before another.
func bodyOf(from, to int) []byte {
	b := append(make([]byte, 0, 56*(to-from)), header...)
	for n := from; n < to; n++ {
		b = line(b, n)
	}
	return b
}
