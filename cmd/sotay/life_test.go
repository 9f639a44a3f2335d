package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/postgis"
)

// parcelFile is one parcel.
const parcelFile = `{"type":"FeatureCollection","features":[{"type":"Feature",
"properties":{"MAXA":"26506","SOTO":12,"SOTHUA":45,"LOAIDAT":"ODT"},
"geometry":{"type":"Polygon","coordinates":[[[107.08,10.34],[107.0802,10.34],[107.0802,10.3402],[107.08,10.3402],[107.08,10.34]]]}}]}`

const featuresPath = "/api/layers/parcels/features?bbox=107,10,108,11"

// newData names a data folder, not made yet, that an ordinary user's server can reach.
func newData(t *testing.T) string {
	t.Helper()
	dir, err := newFolder()
	if err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	t.Cleanup(func() { stopOrphan(data); _ = os.RemoveAll(dir) })
	return data
}

// stopOrphan stops the private server of a folder whose users were all killed.
func stopOrphan(data string) {
	if _, err := os.Stat(filepath.Join(data, "pgdata", "postmaster.pid")); err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if server, err := postgis.JoinServer(ctx, postgis.ServerConfig{Dir: data}); err == nil {
		_ = server.Leave(ctx)
	}
}

// sotay prepares a run of this program on a data folder.
func sotay(t *testing.T, data string, args ...string) *exec.Cmd {
	t.Helper()
	program, err := exec.LookPath("sotay") // testscript puts it on PATH
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), "SOTAY_DATA="+data, "LANG=en_US.UTF-8")
	return cmd
}

func mustRun(t *testing.T, data string, args ...string) {
	t.Helper()
	if out, err := sotay(t, data, args...).CombinedOutput(); err != nil {
		t.Fatalf("sotay %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

func mustWrite(t *testing.T, name, text string) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// serving is a sotay serve in a process of its own.
type serving struct {
	cmd   *exec.Cmd
	url   string
	token string // of the first start
	log   string // file
}

func mustServe(t *testing.T, data string, args ...string) *serving {
	t.Helper()
	s := &serving{log: filepath.Join(t.TempDir(), "log")}
	log, err := os.Create(s.log)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	s.cmd = sotay(t, data, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	s.cmd.Stderr = log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = s.cmd.Process.Signal(syscall.SIGTERM)
		_ = s.cmd.Wait() // a test that expects its end has waited already
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if text := strings.TrimSpace(lines.Text()); strings.HasPrefix(text, "sotay_") {
			s.token = text
		}
		if _, address, ok := strings.Cut(lines.Text(), " at http"); ok {
			s.url = "http" + address
			return s
		}
	}
	t.Fatalf("serve printed no address:\n%s", s.said(t))
	return nil
}

func (s *serving) said(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(s.log)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// status asks a path; 0 stands for no answer.
func (s *serving) status(client *http.Client, path string) (int, string) {
	answer, err := client.Get(s.url + path)
	if err != nil {
		return 0, err.Error()
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, err.Error()
	}
	return answer.StatusCode, string(body)
}

// eventually waits for what happens in another process.
func eventually(t *testing.T, what string, happened func() bool) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for !happened() {
		if time.Now().After(deadline) {
			t.Fatalf("%s did not happen", what)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// superuser joins the private server of a folder, which then stays, and connects.
func superuser(t *testing.T, data string) *pgx.Conn {
	t.Helper()
	server, err := postgis.JoinServer(t.Context(), postgis.ServerConfig{Dir: data})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := server.Superuser(t.Context(), postgis.DefaultDatabase)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = conn.Close(context.Background())
		if err := server.Leave(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return conn
}

// lockParcels keeps others waiting for parcels until it is undone: writers with SHARE,
// readers too with ACCESS EXCLUSIVE.
func lockParcels(t *testing.T, conn *pgx.Conn, mode string) (unlock func()) {
	t.Helper()
	tx, err := conn.Begin(t.Context())
	if err == nil {
		_, err = tx.Exec(t.Context(), `LOCK TABLE data.parcels IN `+mode+` MODE`)
	}
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := tx.Rollback(context.Background()); err != nil {
			t.Error(err)
		}
	}
}

// waiters counts the sessions of a login that wait for a lock on parcels.
func waiters(t *testing.T, conn *pgx.Conn, login string) (n int) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), `SELECT pg_stat_clear_snapshot()`); err != nil { // else a transaction sees one moment only
		t.Fatal(err)
	}
	err := conn.QueryRow(t.Context(), `
		SELECT count(*)
		FROM   pg_locks l JOIN pg_stat_activity a USING (pid)
		WHERE  NOT l.granted AND l.relation = 'data.parcels'::regclass AND a.usename = $1`, login).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func count(t *testing.T, conn *pgx.Conn, table string) (n int) {
	t.Helper()
	if err := conn.QueryRow(t.Context(), `SELECT count(*) FROM `+table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAnInterruptedImportLeavesTheOldState(t *testing.T) {
	data := newData(t)
	file := mustWrite(t, "parcels.geojson", parcelFile)
	mustRun(t, data, "migrate", "up")
	conn := superuser(t, data)
	for signal, says := range map[syscall.Signal]string{
		syscall.SIGINT: "the old state stands", syscall.SIGTERM: `"kind": "interrupted"`, syscall.SIGKILL: "",
	} {
		cmd := sotay(t, data, "import", file, "--layer", "parcels", "--yes")
		if signal == syscall.SIGTERM {
			cmd.Args = append(cmd.Args, "--json")
		}
		var said strings.Builder
		cmd.Stdout, cmd.Stderr = &said, &said
		unlock := lockParcels(t, conn, "SHARE")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the wish to write", func() bool { return waiters(t, conn, postgis.OwnerLogin) > 0 })
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		err := cmd.Wait()
		unlock()
		if signal != syscall.SIGKILL && (cmd.ProcessState.ExitCode() != exitInterrupted || !strings.Contains(said.String(), says)) {
			t.Errorf("%v: %v, it said:\n%s", signal, err, &said)
		}
		eventually(t, "the end of its sessions", func() bool { return waiters(t, conn, postgis.OwnerLogin) == 0 })
		if n := count(t, conn, "data.parcels"); n != 0 {
			t.Errorf("%v: %d parcels", signal, n)
		}
	}
	mustRun(t, data, "import", file, "--layer", "parcels", "--yes")
	if n := count(t, conn, "data.parcels"); n != 1 {
		t.Errorf("%d parcels after an undisturbed import", n)
	}
}

func TestServeSurvivesItsDatabase(t *testing.T) {
	data := newDatabase(t)
	s := mustServe(t, data)
	mustRun(t, data, "import", mustWrite(t, "parcels.geojson", parcelFile), "--yes")
	var pid int
	text, err := os.ReadFile(filepath.Join(data, "pgdata", "postmaster.pid"))
	if err == nil {
		_, err = fmt.Sscan(string(text), &pid)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the restart", func() bool { return strings.Contains(s.said(t), "the database died and was restarted") })
	eventually(t, "readiness", func() bool { code, _ := s.status(http.DefaultClient, "/readyz"); return code == 200 })
	if code, body := s.status(http.DefaultClient, featuresPath); code != 200 || !strings.Contains(body, `"parcel_no":"45"`) {
		t.Errorf("after the restart: %d %s", code, body)
	}
}

func TestServeFinishesWhatItHasBegun(t *testing.T) {
	data := newDatabase(t)
	s := mustServe(t, data)
	mustRun(t, data, "import", mustWrite(t, "parcels.geojson", parcelFile), "--yes")
	conn := superuser(t, data)
	unlock := lockParcels(t, conn, "ACCESS EXCLUSIVE")
	type answer struct {
		code int
		body string
	}
	got := make(chan answer, 1)
	go func() {
		code, body := s.status(http.DefaultClient, featuresPath)
		got <- answer{code, body}
	}()
	eventually(t, "the request", func() bool { return waiters(t, conn, postgis.PublicLogin) > 0 })
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the order to stop", func() bool { return strings.Contains(s.said(t), `"stopping"`) })
	eventually(t, "a closed door", func() bool { code, _ := s.status(&http.Client{}, "/healthz"); return code == 0 })
	unlock()
	if a := <-got; a.code != 200 || !strings.Contains(a.body, `"parcel_no":"45"`) {
		t.Errorf("the request that was under way: %d %s", a.code, a.body)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("serve ended with %v:\n%s", err, s.said(t))
	}
}

func TestServeTLS(t *testing.T) {
	cert, key, pool := selfSigned(t)
	s := mustServe(t, newData(t), "--tls-cert", cert, "--tls-key", key)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
	if code, body := s.status(client, "/healthz"); code != 200 || !strings.HasPrefix(s.url, "https://") {
		t.Errorf("%s: %d %s", s.url, code, body)
	}
}

// selfSigned makes a certificate for 127.0.0.1 and the pool that trusts it.
func selfSigned(t *testing.T) (certFile, keyFile string, pool *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert})
	keyPEM := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	pool = x509.NewCertPool()
	pool.AppendCertsFromPEM(certPEM)
	return mustWrite(t, "cert.pem", string(certPEM)), mustWrite(t, "key.pem", string(keyPEM)), pool
}
