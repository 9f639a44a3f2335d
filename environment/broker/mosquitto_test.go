package broker_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/eclipse/paho.golang/paho"

	"sotay/environment"
	"sotay/environment/broker"
	"sotay/internal/testdb"
	"sotay/postgis"
)

// mosquitto is Debian's broker, on a port and in a folder of its own.
type mosquitto struct {
	t       *testing.T
	dir     string
	address string
	cmd     *exec.Cmd
}

// startBroker starts one as docs/mosquitto.conf has it, but on a port, with files and accounts of
// its own: the settings given, %s its folder; none: everybody may do everything.
func startBroker(t *testing.T, settings ...string) *mosquitto {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &mosquitto{t: t, dir: t.TempDir(), address: free.Addr().String()}
	_ = free.Close()
	_, port, _ := net.SplitHostPort(m.address)
	documented, err := os.ReadFile("../../docs/mosquitto.conf")
	if err != nil {
		t.Fatal(err)
	}
	var text string
	for line := range strings.Lines(string(documented)) {
		switch name, _, _ := strings.Cut(line, " "); name {
		case "persistence_location", "listener", "certfile", "keyfile", "allow_anonymous", "password_file", "acl_file":
		default:
			text += line
		}
	}
	text += fmt.Sprintf("persistence_location %s/\nlog_dest file %[1]s/log\nlog_type all\nuser root\nlistener %s 127.0.0.1\n", m.dir, port)
	if len(settings) == 0 {
		settings = []string{"allow_anonymous true"}
	}
	for _, line := range settings {
		text += strings.ReplaceAll(line, "%s", m.dir) + "\n"
	}
	m.write("mosquitto.conf", text)
	m.start()
	t.Cleanup(m.stop)
	return m
}

func (m *mosquitto) write(name, text string) {
	m.t.Helper()
	if err := os.WriteFile(filepath.Join(m.dir, name), []byte(text), 0o600); err != nil {
		m.t.Fatal(err)
	}
}

func (m *mosquitto) start() {
	m.t.Helper()
	program, err := exec.LookPath("mosquitto")
	if err != nil {
		program = "/usr/sbin/mosquitto" // not in everybody's PATH
	}
	m.cmd = exec.Command(program, "-c", filepath.Join(m.dir, "mosquitto.conf"))
	if err := m.cmd.Start(); err != nil {
		m.t.Fatalf("%v (scripts/setup test installs it)", err)
	}
	eventually(m.t, "mosquitto listens", func() bool {
		conn, err := net.Dial("tcp", m.address)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	})
}

// kill ends the broker as a power failure would.
func (m *mosquitto) kill() {
	_ = m.cmd.Process.Kill()
	_ = m.cmd.Wait()
	m.cmd = nil
}

// stop stops the broker, which writes its sessions and messages to disk first.
func (m *mosquitto) stop() {
	if m.cmd != nil {
		_ = m.cmd.Process.Signal(syscall.SIGTERM)
		_ = m.cmd.Wait()
		m.cmd = nil
	}
}

// logged counts the lines of its log with a text.
func (m *mosquitto) logged(text string) int {
	m.t.Helper()
	log, err := os.ReadFile(filepath.Join(m.dir, "log"))
	if err != nil {
		m.t.Fatal(err)
	}
	return strings.Count(string(log), text)
}

// publish sends messages, topic and payload, with QoS 1: they are with the broker when it returns.
func (m *mosquitto) publish(retain bool, messages ...string) {
	m.t.Helper()
	m.send(1, retain, messages...)
}

func (m *mosquitto) send(qos byte, retain bool, messages ...string) {
	m.t.Helper()
	conn, err := net.Dial("tcp", m.address)
	if err != nil {
		m.t.Fatal(err)
	}
	c := paho.NewClient(paho.ClientConfig{Conn: conn})
	if _, err := c.Connect(m.t.Context(), &paho.Connect{ClientID: "station", CleanStart: true, KeepAlive: 30}); err != nil {
		m.t.Fatal(err)
	}
	for i := 0; i < len(messages); i += 2 {
		if _, err := c.Publish(m.t.Context(), &paho.Publish{Topic: messages[i], Payload: []byte(messages[i+1]), QoS: qos, Retain: retain}); err != nil {
			m.t.Fatal(err)
		}
	}
	if err := c.Disconnect(&paho.Disconnect{}); err != nil {
		m.t.Fatal(err)
	}
}

// subscriber is one that runs, and what it told.
type subscriber struct {
	*broker.Subscriber
	stop func()
	mu   sync.Mutex
	said []string
}

func (s *subscriber) has(text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Contains(strings.Join(s.said, "\n"), text)
}

func (s *subscriber) add(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.said = append(s.said, text)
}

const topics = `"topics": [
	{"topic": "env/{station}/{parameter}", "payload": "json", "members": {"at": "t", "value": "v", "unit": "u"}},
	{"topic": "bulk/{station}/{parameter}", "payload": "json", "members": {"at": "t", "value": "v"}, "times": "unix"},
	{"topic": "now/{station}/{parameter}", "payload": "number", "at": "received"}
]`

// subscribe runs a subscriber with a configuration, SERVER its broker, until the test or stop ends it.
func (m *mosquitto) subscribe(db *postgis.DB, members ...string) *subscriber {
	m.t.Helper()
	m.write("mqtt.json", `{`+strings.ReplaceAll(strings.Join(append(members, topics), ", "), "SERVER", m.address)+`}`)
	c, err := broker.ReadConfig(filepath.Join(m.dir, "mqtt.json"))
	if err != nil {
		m.t.Fatal(err)
	}
	s := &subscriber{}
	s.Subscriber = broker.New(c, db, environment.New(db), func(err error) { s.add(err.Error()) }, s.add)
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() { s.Run(ctx) })
	s.stop = func() { cancel(); all.Wait() }
	m.t.Cleanup(s.stop)
	return s
}

const plain = `"servers": ["mqtt://SERVER"], "client_id": "sotay"`

// newStation makes a database with a station.
func newStation(t *testing.T) *postgis.DB {
	t.Helper()
	db := testdb.New(t)
	mustExec(t, db, `INSERT INTO data.stations (code, name, kind, interval_s, geom) VALUES ('KK01', 'Trạm thử', 'air', 300, 'SRID=4326;POINT(107.08 10.35)')`)
	return db
}

func mustExec(t *testing.T, db *postgis.DB, sql string) {
	t.Helper()
	if _, err := db.Owner.Exec(context.Background(), sql); err != nil {
		t.Fatal(err)
	}
}

func number(t *testing.T, db *postgis.DB, sql string) (n int) {
	t.Helper()
	if err := db.Owner.QueryRow(context.Background(), sql).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

const (
	stored      = `SELECT count(*) FROM data.readings`
	quarantined = `SELECT count(*) FROM data.reading_quarantine`
	waiting     = `SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'data.station_writes'::regclass`
)

// reading is a message of a minute.
func reading(minute int, value string) []string {
	return []string{"env/KK01/PM10", fmt.Sprintf(`{"t": "2026-11-20T10:%02d:%02d+07:00", "v": %s, "u": "ug/m3"}`, minute/60, minute%60, value)}
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
	}
}
