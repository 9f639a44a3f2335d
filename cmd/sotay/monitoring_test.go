package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/eclipse/paho.golang/paho"
)

// mustBroker starts Debian's mosquitto in a folder of its own and gives its address.
func mustBroker(t *testing.T) string {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	_ = free.Close()
	_, port, _ := net.SplitHostPort(address)
	program, err := exec.LookPath("mosquitto")
	if err != nil {
		program = "/usr/sbin/mosquitto" // not in everybody's PATH
	}
	cmd := exec.Command(program, "-c", mustWrite(t, "mosquitto.conf", "allow_anonymous true\nuser root\nlistener "+port+" 127.0.0.1\n"))
	if err := cmd.Start(); err != nil {
		t.Fatalf("%v (scripts/setup test installs it)", err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	eventually(t, "mosquitto listens", func() bool {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	})
	return address
}

func mustPublish(t *testing.T, address, topic string, payloads ...string) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	c := paho.NewClient(paho.ClientConfig{Conn: conn})
	if _, err := c.Connect(t.Context(), &paho.Connect{ClientID: "station", CleanStart: true, KeepAlive: 30}); err != nil {
		t.Fatal(err)
	}
	for _, payload := range payloads {
		if _, err := c.Publish(t.Context(), &paho.Publish{Topic: topic, Payload: []byte(payload), QoS: 1}); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Disconnect(&paho.Disconnect{}); err != nil {
		t.Fatal(err)
	}
}

// A process that takes messages and files in dies hard before it has stored them. The next one
// stores all of them, each once.
func TestKilledBetweenReceivingAndStoring(t *testing.T) {
	data, folder, address := newDatabase(t), t.TempDir(), mustBroker(t)
	conn := superuser(t, data)
	if _, err := conn.Exec(t.Context(), `INSERT INTO data.stations (code, name, kind, interval_s, geom) VALUES ('KK01', 'Trạm thử', 'air', 300, 'SRID=4326;POINT(107.08 10.35)')`); err != nil {
		t.Fatal(err)
	}
	flags := []string{
		"--readings-folder", folder, "--readings-settle", "1s", "--mqtt-config",
		mustWrite(t, "mqtt.json", `{"servers": ["mqtt://`+address+`"], "client_id": "sotay", "topics": [{"topic": "files/{station}", "payload": "circular10"}]}`),
	}
	row := func(parameter string, n int) string {
		return fmt.Sprintf("%s\t%d\tug/m3\t2026112010%02d00\t00\n", parameter, n, n)
	}
	first := mustServe(t, data, flags...)
	eventually(t, "the connection to the broker", func() bool { return strings.Contains(first.said(t), "connected to the broker") })
	mustPublish(t, address, "files/KK01", row("O3", 59)) // subscribed once this is stored
	eventually(t, "the first message", func() bool { return count(t, conn, "data.readings") == 1 })

	lock, err := conn.Begin(t.Context())
	if err == nil {
		_, err = lock.Exec(t.Context(), `LOCK TABLE data.station_writes IN ACCESS EXCLUSIVE MODE`)
	}
	if err != nil {
		t.Fatal(err)
	}
	var messages []string
	for n := range 50 {
		messages = append(messages, row("PM10", n))
	}
	mustPublish(t, address, "files/KK01", messages...)
	if err := os.WriteFile(filepath.Join(folder, "KK01_20261120.txt"), []byte(row("PM2,5", 1)+row("PM2,5", 2)), 0o600); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the wait of both for the lock", func() bool {
		var n int
		if err := conn.QueryRow(t.Context(), `SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'data.station_writes'::regclass`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n == 2
	})
	if err := first.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.cmd.Wait() // killed
	if err := lock.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	second := mustServe(t, data, flags...)
	eventually(t, "all of it", func() bool { return count(t, conn, "data.readings") == 53 })
	eventually(t, "the file is moved", func() bool {
		list, err := filepath.Glob(filepath.Join(folder, "done/*/*/*/KK01_20261120.txt"))
		return err == nil && len(list) == 1
	})
	if n := count(t, conn, "data.reading_revisions") + count(t, conn, "data.reading_quarantine"); n != 0 {
		t.Errorf("%d revisions and rows set aside", n)
	}
	if said := second.said(t); !strings.Contains(said, "it kept the session: true") {
		t.Errorf("the broker kept no session:\n%s", said)
	}
}
