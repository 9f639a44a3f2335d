package geoapi_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sotay/environment"
	"sotay/geoapi"
	"sotay/internal/accounts"
	"sotay/postgis"
)

// liveEvent is a block of a stream.
type liveEvent struct{ id, name, data string }

// liveStream is the live feed as somebody reads it.
type liveStream struct {
	t      *testing.T
	res    *http.Response
	blocks chan liveEvent
}

// listen opens a stream at an address, and reads the first block, which says where it is.
func listen(t *testing.T, url string, headers ...string) (*liveStream, liveEvent) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	must(t, err)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(req)
	must(t, err)
	t.Cleanup(func() { res.Body.Close() })
	if res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", url, res.Status)
	}
	s := &liveStream{t, res, make(chan liveEvent, 1000)}
	go func() {
		defer close(s.blocks)
		var e liveEvent
		lines := bufio.NewScanner(res.Body)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			field, value, _ := strings.Cut(lines.Text(), ": ")
			switch field {
			case "id":
				e.id = value
			case "event":
				e.name = value
			case "data":
				e.data = value
			case "":
				if e != (liveEvent{}) {
					s.blocks <- e
				}
				e = liveEvent{}
			}
		}
	}()
	return s, s.next()
}

func (s *liveStream) next() liveEvent {
	s.t.Helper()
	select {
	case e, ok := <-s.blocks:
		if !ok {
			s.t.Fatal("the stream has ended")
		}
		return e
	case <-time.After(20 * time.Second):
		s.t.Fatal("nothing comes")
	}
	return liveEvent{}
}

// until reads up to the change of the layer that marks the end, and gives what came as texts.
func (s *liveStream) until(marker string) (list []string, last string) {
	s.t.Helper()
	for {
		e := s.next()
		if e.id != "" {
			last = e.id
		}
		switch e.name {
		case "change":
			var c struct {
				Layer, Audience string
				Tiles           [][2]int
			}
			must(s.t, json.Unmarshal([]byte(e.data), &c))
			if c.Layer == marker {
				return list, last
			}
			list = append(list, fmt.Sprintf("%s %s %v", c.Layer, c.Audience, c.Tiles))
		case "station":
			list = append(list, "station "+e.data)
		case "alarm":
			var a struct {
				State string
				Log   []struct{ What string }
			}
			must(s.t, json.Unmarshal([]byte(e.data), &a))
			list = append(list, "alarm "+a.State+" "+a.Log[len(a.Log)-1].What)
		default:
			list = append(list, e.name)
		}
	}
}

// Steps of what happens, each a transaction of its own; mark is a public change of another layer.
const (
	liveStation = `INSERT INTO data.stations (id, code, name, kind, state, geom) VALUES (5, 'KK05', 'Trạm thử', 'air', 'ok', 'SRID=4326;POINT(107.08 10.35)');
		INSERT INTO data.alarm_rules (name, basis) VALUES ('mất tín hiệu', 'silence')`
	liveStaff  = `INSERT INTO data.parcels_staff (id, legal_area) SELECT id, 100 FROM data.parcels WHERE parcel_no = '7' AND commune_code = '26506' ON CONFLICT (id) DO UPDATE SET legal_area = data.parcels_staff.legal_area + 1`
	liveLatest = `INSERT INTO data.readings_latest (station, parameter, at, value, status, received) VALUES (5, 1, now(), 20, 0, now()) ON CONFLICT (station, parameter) DO UPDATE SET received = clock_timestamp()`
	liveAlarm  = `WITH a AS (INSERT INTO data.alarms (rule, station, raised_at, cleared_at) SELECT id, 5, now(), now() FROM data.alarm_rules RETURNING id) INSERT INTO data.alarm_log (alarm, at, by, what) SELECT id, now(), '', 'raised' FROM a`
	livePublic = `UPDATE data.parcels SET address = address || '.' WHERE parcel_no = '7' AND commune_code = '26506'`
	liveState  = `UPDATE data.stations SET state = CASE state WHEN 'ok' THEN 'exceeding' ELSE 'ok' END`
	liveMark   = `UPDATE data.communes SET name = name || '.' WHERE code = '26526'`
)

func TestLiveFeedTellsWhatOneMaySee(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, liveStation))
	must(t, a.journal.CatchUp(t.Context()))
	headers := map[string]string{
		"public": "X-Nobody: x", "citizen": a.signIn("citizen", accounts.Citizen), "officer": a.signIn("head", accounts.LandOfficer),
		"environment": a.signIn("environment", accounts.Environment),
	}
	streams, ids := map[string]*liveStream{}, map[string]string{}
	for who, header := range headers {
		var first liveEvent
		streams[who], first = listen(t, a.URL+"/events", header)
		if first.id == "" || first.name != "begin" {
			t.Errorf("%s: the first block is %+v", who, first)
		}
		ids[who] = first.id
	}
	filtered, _ := listen(t, a.URL+"/events?layers=communes,none", headers["officer"])
	for _, step := range []string{liveStaff, liveAlarm, liveLatest, livePublic, liveState, liveMark} {
		must(t, exec(t, a.db, step))
		must(t, a.journal.CatchUp(t.Context())) // each a batch of its own
	}
	tile := "[[13065 7718]]"
	state := `station {"id":5,"state":"exceeding"}`
	want := map[string][]string{
		"public":  {"parcels public " + tile, "stations public [[13065 7718]]", state},
		"citizen": {"parcels public " + tile, "stations public [[13065 7718]]", state},
		"officer": {"parcels staff " + tile, "parcels public " + tile, "stations public [[13065 7718]]", state},
		"environment": {
			"alarm raised raised", "stations staff [[13065 7718]]", "parcels public " + tile, "stations public [[13065 7718]]", state,
		},
	}
	for who, s := range streams {
		got, last := s.until("communes")
		if diff := cmp.Diff(want[who], got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", who, diff)
		}
		if len(last) != len(ids[who]) || last == ids[who] {
			t.Errorf("%s: ids %q and %q", who, ids[who], last)
		}
	}
	if got, _ := filtered.until("communes"); cmp.Diff([]string{state}, got) != "" {
		t.Errorf("of communes alone: %v", got)
	}
}

// Who comes back is told what was missed, by another process too.
func TestLiveFeedGoesOnWhereItWas(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, liveStation))
	must(t, a.journal.CatchUp(t.Context()))
	officer := a.signIn("environment", accounts.Environment)
	s, first := listen(t, a.URL+"/events")
	_, place := listen(t, a.URL+"/events", officer)
	must(t, exec(t, a.db, liveMark))
	_, last := s.until("communes")
	s.res.Body.Close()
	for _, step := range []string{liveStaff, liveLatest, liveAlarm} {
		must(t, exec(t, a.db, step))
	}

	config := a.server.Config // of another process, or of this one after a restart
	config.Readings = environment.New(a.db)
	second, err := geoapi.New(config)
	must(t, err)
	server := httptest.NewServer(second)
	t.Cleanup(func() { second.Drain(t.Context()); server.Close() })
	s, begin := listen(t, server.URL+"/events", "Last-Event-ID: "+last)
	if begin.name != "begin" {
		t.Errorf("the public missed nothing, and is told %+v", begin)
	}
	for _, step := range []string{livePublic, liveState, liveMark} {
		must(t, exec(t, a.db, step))
		must(t, a.journal.CatchUp(t.Context()))
	}
	if got, _ := s.until("communes"); cmp.Diff([]string{"parcels public [[13065 7718]]", "stations public [[13065 7718]]", `station {"id":5,"state":"exceeding"}`}, got) != "" {
		t.Errorf("later: %v", got)
	}
	for who, headers := range map[string][]string{"public": {"Last-Event-ID: " + first.id}, "environment": {"Last-Event-ID: " + place.id, officer}} {
		_, begin := listen(t, server.URL+"/events?layers=parcels,stations", headers...)
		if begin.name != "change" {
			t.Errorf("%s missed changes, and is told %+v", who, begin)
		}
	}
	s, begin = listen(t, server.URL+"/events?layers=none", "Last-Event-ID: "+place.id, officer)
	second2 := s.next()
	if begin.name != "station" || second2.name != "alarm" || second2.id == "" {
		t.Errorf("of alarms: %+v, %+v", begin, second2)
	}
}

// A client that has caught up is ahead of batches that waited for it: it is told the rest of them.
func TestLiveFeedTellsNothingTwice(t *testing.T) {
	a := newAPI(t)
	at := func(step string) postgis.Position {
		must(t, exec(t, a.db, step))
		must(t, a.journal.CatchUp(t.Context()))
		return a.journal.At()
	}
	zero := a.journal.At()
	one, two := at(livePublic), at(liveMark)
	for _, c := range []struct {
		at            postgis.Position
		want, wantNot string
	}{
		{zero, "event: whole", "event: change"},
		{one, `"layer":"communes"`, `"layer":"parcels"`},
		{two, "", "event"},
	} {
		got, err := a.server.LiveNext(t.Context(), c.at, zero, two)
		must(t, err)
		if !strings.Contains(got, c.want) || strings.Contains(got, c.wantNot) {
			t.Errorf("a client at %s is told %q", c.at, got)
		}
	}
}

func TestLiveFeedBeginsAnew(t *testing.T) {
	a := newAPI(t)
	_, first := listen(t, a.URL+"/events")
	for _, id := range []string{"7", "xyz", first.id[:len(first.id)-2] + "AA", strings.Repeat("A", len(first.id))} {
		if _, begin := listen(t, a.URL+"/events", "Last-Event-ID: "+id); begin.name != "resync" || begin.id == "" {
			t.Errorf("an id that is none of ours: %+v", begin)
		}
	}
	must(t, exec(t, a.db, `UPDATE sotay.journal SET pruned = pg_current_xact_id()`))
	if _, begin := listen(t, a.URL+"/events", "Last-Event-ID: "+first.id); begin.name != "resync" {
		t.Errorf("what was missed is pruned: %+v", begin)
	}
	if waiting, lost := a.server.LiveBehind(geoapi.LiveQueue); waiting != geoapi.LiveQueue || lost {
		t.Errorf("a client that is just not too far behind: %d, %v", waiting, lost)
	}
	if waiting, lost := a.server.LiveBehind(geoapi.LiveQueue + 1); waiting != geoapi.LiveQueue || !lost {
		t.Errorf("a client that is too far behind: %d, %v", waiting, lost)
	}
}

func TestLiveFeedIsBounded(t *testing.T) {
	a := newAPI(t)
	var last *liveStream
	for range geoapi.LivePerAddress {
		last, _ = listen(t, a.URL+"/events")
	}
	got := a.get("/events")
	if got.StatusCode != http.StatusTooManyRequests || got.Header.Get("Retry-After") == "" {
		t.Errorf("one too many: %s", got.Status)
	}
	last.res.Body.Close()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if res := a.call(http.MethodHead, "/events", nil); res.StatusCode == http.StatusOK {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("a stream that has ended takes room")
		}
	}
}

// A stream ends with the session that it was opened in.
func TestLiveFeedEndsWithTheSession(t *testing.T) {
	a := newAPI(t)
	a.server.SetHeartbeat(5 * time.Millisecond)
	s, _ := listen(t, a.URL+"/events", a.signIn("environment", accounts.Environment))
	must(t, exec(t, a.db, `DELETE FROM sotay.sessions`))
	select {
	case e, ok := <-s.blocks:
		if ok {
			t.Errorf("told %+v", e)
		}
	case <-time.After(20 * time.Second):
		t.Error("the stream goes on")
	}
}
