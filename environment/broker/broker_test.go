package broker_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestMessagesAreStored(t *testing.T) {
	db, m := newStation(t), startBroker(t)
	s := m.subscribe(db, plain)
	eventually(t, "subscribed", func() bool { return m.logged("env/+/+ (QoS 1)") == 1 })
	m.publish(false, slices.Concat(reading(1, "12.5"), reading(1, "12.5"), reading(2, `"cao"`), []string{
		"env/KK01/Radon", `{"t": "20261120100500", "v": 1, "u": "Bq/m3"}`, "env/KK01/PM10", "\x00\xff not JSON", "now/KK01/O3", "50",
	})...)
	eventually(t, "settled", func() bool { return s.Settled() == 6 })
	eventually(t, "acknowledged", func() bool { return m.logged("Received PUBACK from sotay") == 6 })
	if n := number(t, db, stored); n != 2 {
		t.Errorf("%d readings", n)
	}
	if n := number(t, db, `SELECT count(*) FROM data.readings WHERE at > now() - interval '5 minutes' AND value = 50`); n != 1 {
		t.Errorf("%d readings of now", n)
	}
	for reason, source := range map[string]string{"bad_value": "mqtt env/KK01/PM10", "unreadable": "mqtt env/KK01/PM10", "unknown_parameter": "mqtt sotay"} {
		if n := number(t, db, quarantined+` WHERE reason = '`+reason+`' AND source = '`+source+`' AND station = 'KK01'`); n != 1 {
			t.Errorf("%d set aside for %s", n, reason)
		}
	}
	// What the broker keeps as a topic's last is of nobody knows when.
	s.stop()
	m.publish(true, "now/KK01/O3", "51")
	s = m.subscribe(db, `"servers": ["mqtt://SERVER"], "client_id": "another"`)
	eventually(t, "the last is settled", func() bool { return s.Settled() == 1 })
	if n := number(t, db, quarantined+` WHERE reason = 'bad_time' AND value = '51'`); n != 1 {
		t.Errorf("%d set aside for their time", n)
	}
}

// TestAcknowledgedAfterCommit: no PUBACK while nothing is committed. Who is cut off then gets the
// messages again, and stores them once; and a database that does not store keeps them waiting.
func TestAcknowledgedAfterCommit(t *testing.T) {
	db, m := newStation(t), startBroker(t)
	s := m.subscribe(db, plain)
	eventually(t, "subscribed", func() bool { return m.logged("env/+/+ (QoS 1)") == 1 })
	tx, err := db.Owner.Begin(t.Context())
	if err == nil {
		_, err = tx.Exec(t.Context(), `LOCK TABLE data.station_writes IN ACCESS EXCLUSIVE MODE`)
	}
	if err != nil {
		t.Fatal(err)
	}
	m.publish(false, slices.Concat(reading(1, "1"), reading(2, "2"), reading(3, "3"))...)
	eventually(t, "received", func() bool { return number(t, db, waiting) == 1 && m.logged("Sending PUBLISH to sotay") == 3 })
	if n := m.logged("Received PUBACK from sotay"); n != 0 || s.Settled() != 0 {
		t.Errorf("%d acknowledged before they are committed, %d settled", n, s.Settled())
	}
	s.stop()
	if n := m.logged("Received PUBACK from sotay"); n != 0 {
		t.Errorf("%d acknowledged by who was cut off", n)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := number(t, db, stored); n != 0 {
		t.Errorf("%d readings", n)
	}
	mustExec(t, db, `ALTER TABLE data.readings RENAME TO away`)
	s = m.subscribe(db, plain)
	eventually(t, "the trouble is told", func() bool { return s.has("messages wait to be stored") })
	if n := m.logged("Received PUBACK from sotay"); n != 0 {
		t.Errorf("%d acknowledged by who cannot store", n)
	}
	mustExec(t, db, `ALTER TABLE data.away RENAME TO readings`)
	eventually(t, "settled", func() bool { return s.Settled() >= 3 })
	eventually(t, "acknowledged", func() bool { return m.logged("Received PUBACK from sotay") == 3 })
	if n := number(t, db, stored); n != 3 {
		t.Errorf("%d readings", n)
	}
}

// TestOneBadReading: what the database refuses for itself is set aside as it was read, and hinders
// no other, of its message or of others.
func TestOneBadReading(t *testing.T) {
	db, m := newStation(t), startBroker(t)
	mustExec(t, db, `ALTER TABLE data.readings ADD CHECK (value <> 13)`)
	s := m.subscribe(db, plain)
	eventually(t, "subscribed", func() bool { return m.logged("env/+/+ (QoS 1)") == 1 })
	rows := make([]string, 20_500)
	for n := range rows {
		rows[n] = fmt.Sprintf(`{"t":%d,"v":7}`, 1763607900+n)
	}
	rows[17], rows[18] = `{"t":1763607917,"v":13}`, `{"t":1763607918}`
	m.publish(false, slices.Concat(reading(1, "1"), reading(2, "13"), reading(3, "3"), []string{"bulk/KK01/PM2.5", "[" + strings.Join(rows, ",") + "]"})...)
	eventually(t, "settled", func() bool { return s.Settled() == 4 })
	if n := number(t, db, stored); n != 2+20_498 {
		t.Errorf("%d readings", n)
	}
	for row, sql := range map[string]string{
		"the message's": `value = '13' AND unit = 'ug/m3' AND parameter = 'PM10' AND at = '2026-11-20T10:00:02+07:00'`,
		"the row's":     `value = '13' AND parameter = 'PM2.5' AND at = '2025-11-20T03:05:17Z'`,
		"without value": `value = '{"t":1763607918}' AND parameter = 'PM2.5'`,
	} {
		if n := number(t, db, quarantined+` WHERE reason = 'unreadable' AND station = 'KK01' AND `+sql); n != 1 {
			t.Errorf("%s: %d set aside", row, n)
		}
	}
	if n := number(t, db, quarantined); n != 3 {
		t.Errorf("%d set aside", n)
	}
}

// TestDiedBeforeAcknowledging: messages that were stored by who was cut off before he could
// acknowledge them come again, and change nothing.
func TestDiedBeforeAcknowledging(t *testing.T) {
	db, m := newStation(t), startBroker(t)
	cut := cutAcknowledgements(t, m.address)
	s := m.subscribe(db, strings.Replace(plain, "SERVER", cut.address, 1))
	eventually(t, "subscribed", func() bool { return m.logged("env/+/+ (QoS 1)") == 1 })
	m.publish(false, slices.Concat(reading(1, "1"), reading(2, "2"))...)
	eventually(t, "stored and cut off", func() bool { return number(t, db, stored) == 2 && cut.count() > 0 })
	s.stop()
	if n := m.logged("Received PUBACK from sotay"); n != 0 {
		t.Fatalf("%d acknowledged", n)
	}
	m.subscribe(db, plain)
	eventually(t, "acknowledged", func() bool { return m.logged("Received PUBACK from sotay") == 2 })
	if a, b, c := number(t, db, stored), number(t, db, `SELECT count(*) FROM data.reading_revisions`), number(t, db, quarantined); a != 2 || b != 0 || c != 0 {
		t.Errorf("%d readings, %d revisions, %d set aside", a, b, c)
	}
}

// TestShare: processes of one share have the messages among them, each once.
func TestShare(t *testing.T) {
	db, m := newStation(t), startBroker(t)
	share := func(id string) *subscriber {
		return m.subscribe(db, strings.Replace(plain, `"sotay"`, `"`+id+`", "share": "all", "receive_maximum": 20`, 1))
	}
	a, b := share("a"), share("b")
	eventually(t, "subscribed", func() bool { return m.logged("$share/all/env/+/+ (QoS 1)") == 2 })
	const count = 300
	var messages []string
	for n := range count {
		messages = append(messages, reading(n, "7")...)
	}
	m.publish(false, messages...)
	eventually(t, "settled", func() bool { return a.Settled()+b.Settled() >= count })
	if a.Settled() == 0 || b.Settled() == 0 || a.Settled()+b.Settled() != count {
		t.Errorf("%d and %d", a.Settled(), b.Settled())
	}
	if n := number(t, db, stored); n != count {
		t.Errorf("%d readings", n)
	}
}

// TestOneOfSeveral: without a share one process subscribes, and another when it ends. What comes
// while nobody is there, and the broker itself is started anew, is not lost.
func TestOneOfSeveral(t *testing.T) {
	db, m := newStation(t), startBroker(t)
	all := []*subscriber{m.subscribe(db, plain), m.subscribe(db, plain)}
	connected := func(s *subscriber) bool { return s.has("connected to the broker as sotay") }
	eventually(t, "one is connected", func() bool { return connected(all[0]) || connected(all[1]) })
	if connected(all[1]) {
		slices.Reverse(all)
	}
	eventually(t, "subscribed", func() bool { return m.logged("env/+/+ (QoS 1)") == 1 })
	m.publish(false, reading(1, "1")...)
	eventually(t, "settled by the first", func() bool { return all[0].Settled() == 1 })
	if connected(all[1]) {
		t.Error("both are connected")
	}
	all[0].stop()
	eventually(t, "the other is connected", func() bool { return connected(all[1]) })
	m.publish(false, reading(2, "2")...)
	eventually(t, "settled by the other", func() bool { return number(t, db, stored) == 2 && all[1].Settled() > 0 })

	m.stop() // while it is connected
	m.start()
	eventually(t, "connected again", func() bool { return m.logged("env/+/+ (QoS 1)") == 3 })
	m.publish(false, reading(3, "3")...)
	eventually(t, "stored after a restart", func() bool { return number(t, db, stored) == 3 })
	all[1].stop()
	m.publish(false, reading(4, "4")...)
	m.send(0, false, reading(5, "5")...)         // the broker keeps this too, by its settings
	eventually(t, "it is on disk", func() bool { // within ten seconds, by its settings
		db, err := os.ReadFile(filepath.Join(m.dir, "mosquitto.db"))
		return err == nil && bytes.Contains(db, []byte(reading(4, "4")[1])) && bytes.Contains(db, []byte(reading(5, "5")[1]))
	})
	m.kill() // with a message that nobody has taken
	m.start()
	s := m.subscribe(db, plain)
	eventually(t, "stored what the broker kept", func() bool { return number(t, db, stored) == 5 })
	eventually(t, "settled what the broker kept", func() bool { return s.Settled() >= 1 }) // with what was not acknowledged before the end
}
