package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// server is the program, serving on loopback.
type server struct {
	url, token string
	cmd        *exec.Cmd
	client     *http.Client
	log        bytes.Buffer
}

// start starts it on a free port, and makes a token that may send and see readings.
func start(ctx context.Context, o options) (*server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		return nil, err
	}
	s := &server{url: "http://" + address, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16, DisableCompression: true}}}
	said, err := exec.CommandContext(ctx, o.program, "token", "create", "bench", "--scopes", "readings,monitoring", "--json", "--data", o.data).Output()
	if err != nil {
		return nil, fmt.Errorf("token: %w", err)
	}
	var token struct {
		Token string `json:"token"`
	}
	if err := json.Unmarshal(said, &token); err != nil {
		return nil, err
	}
	s.token = token.Token
	s.cmd = exec.Command(o.program, "serve", "--data", o.data, "--listen", address, "--lookups-per-second", "100000")
	s.cmd.Stdout, s.cmd.Stderr = &s.log, &s.log
	s.cmd.Env = append(os.Environ(), "LANG=en_US.UTF-8")
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	for range 100 {
		if _, err = s.get(ctx, "/readyz", false); err == nil {
			return s, nil
		}
		time.Sleep(200 * time.Millisecond)
	}
	s.stop()
	return nil, fmt.Errorf("the server is not ready: %w\n%s", err, s.log.Bytes())
}

// stop asks the server to stop, and waits.
func (s *server) stop() {
	if err := errors.Join(s.cmd.Process.Signal(syscall.SIGTERM), s.cmd.Wait()); err != nil {
		fmt.Fprintf(os.Stderr, "serve: %v\n%s", err, s.log.Bytes())
	}
}

// get gives the unpacked answer of a path, which must be 200.
func (s *server) get(ctx context.Context, path string, known bool) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+path, nil)
	if err != nil {
		return nil, err
	}
	if known {
		req.Header.Set("Authorization", "Bearer "+s.token)
	}
	return s.do(req)
}

func (s *server) do(req *http.Request) ([]byte, error) {
	resp, err := s.client.Do(req)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	if err = errors.Join(err, resp.Body.Close()); err == nil && resp.StatusCode != http.StatusOK {
		err = &refusal{resp.StatusCode, resp.Header.Get("Retry-After"), fmt.Sprintf("%s %s: %s %s", req.Method, req.URL.Path, resp.Status, body[:min(len(body), 300)])}
	}
	return body, err
}

// refusal is an answer other than 200.
type refusal struct {
	status int
	after  string // Retry-After
	text   string
}

func (r *refusal) Error() string { return r.text }
