package geoapi_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestLongWorkIsAnswered: work that takes longer than a body may take to come is not taken
// for a client that left, with and without a body.
func TestLongWorkIsAnswered(t *testing.T) {
	a := newAPI(t)
	a.server.SetReadTimeout(100 * time.Millisecond)
	a.server.Mount("/api/slow", func(w http.ResponseWriter, r *http.Request) error {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return err
		}
		select {
		case <-r.Context().Done():
			return r.Context().Err()
		case <-time.After(time.Second):
		}
		_, err := io.WriteString(w, "done")
		return err
	})
	for name, body := range map[string]io.Reader{"no body": nil, "a body": strings.NewReader("some words")} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.URL+"/api/slow", body)
		must(t, err)
		res, err := a.Client().Do(req)
		must(t, err)
		got, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK || string(got) != "done" {
			t.Errorf("%s: %d %q, %v", name, res.StatusCode, got, err)
		}
	}
}

// TestBodiesThatDoNotComeEnd: a body that is announced and does not come keeps no
// connection, on any path.
func TestBodiesThatDoNotComeEnd(t *testing.T) {
	a := newAPI(t)
	a.server.SetReadTimeout(100 * time.Millisecond)
	for _, path := range []string{"/tiles/parcels/14/13049/7711.mvt", "/tiles/none/0/0/0.mvt", "/api/layers", "/healthz"} {
		conn, err := net.Dial("tcp", a.Listener.Addr().String())
		must(t, err)
		must(t, conn.SetDeadline(time.Now().Add(30*time.Second)))
		_, err = io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n")
		must(t, err)
		r := bufio.NewReader(conn)
		res, err := http.ReadResponse(r, nil)
		if err == nil {
			_, err = io.Copy(io.Discard, res.Body)
			res.Body.Close()
		}
		if err == nil {
			_, err = r.ReadByte()
		}
		if !errors.Is(err, io.EOF) {
			t.Errorf("%s: the connection stays: %v", path, err)
		}
		conn.Close()
	}
}
