package geoapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"sotay/postgis"
)

// liveWait is after how long it is worth to ask for a stream again.
const liveWait = 30 * time.Second

// liveFeed streams what changes as server-sent events, until the client leaves:
//
//   - change: a layer has changed under some tiles of zoom 14
//   - station: a station has another state
//   - alarm: something was done to an alarm, which is told whole (with the permission "alarms")
//   - report: something was done to a report (with the permission "reports" or, of the reports of
//     the caller's agency, "answering")
//   - wall: what the wall shows may be another (with the permission "wall")
//   - resync: something was missed; what is shown must be read anew
//   - begin: where the client is; nothing was missed
//
// The public is told of public changes only. A client that comes back with Last-Event-ID gets
// what it missed, also from another process and after a restart, and nothing twice. Events come in
// batches, whose last one has the id: a client that takes a batch with its id, and forgets what
// it has of one when the line breaks, gets each event exactly once.
func (s *Server) liveFeed(w http.ResponseWriter, r *http.Request) error {
	from := s.address(r)
	client, err := s.live.join(from)
	if err != nil {
		return err
	}
	defer s.live.leave(client, from)
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	stop := context.AfterFunc(s.drained, cancel)
	defer stop()
	f := &feed{server: s, r: r, client: client, caller: callerOf(ctx), layers: listed(r.URL.Query()["layers"])}
	begin, err := f.begin(ctx, r.Header.Get("Last-Event-ID"))
	if err != nil {
		return err
	}
	f.out = newStream(w, s.heartbeat)
	if r.Method == http.MethodHead {
		return nil
	}
	if err := f.follow(ctx, begin); err != nil && ctx.Err() == nil {
		exchangeOf(r).err = err
	}
	return nil
}

// listed reads names that are separated by commas, in one parameter or several.
func listed(values []string) []string {
	var list []string
	for _, v := range values {
		for _, name := range strings.Split(v, ",") {
			if name = strings.TrimSpace(name); name != "" {
				list = append(list, name)
			}
		}
	}
	return list
}

// feed is one stream and whom it is for.
type feed struct {
	server *Server
	r      *http.Request
	out    *stream
	client *liveClient
	caller caller
	layers []string         // whose changes are wanted; none: all
	at     postgis.Position // all that is visible here was told, and nothing else
}

// begin is what a client is told at first: where it is, and what it missed since last.
func (f *feed) begin(ctx context.Context, last string) (t told, err error) {
	live := f.server.live
	defer func() { f.at = t.after }()
	if last == "" {
		return told{after: f.server.Journal.At()}, nil
	}
	since, err := live.sealer.position(ctx, last)
	if errors.Is(err, errNoID) {
		return told{after: f.server.Journal.At(), resync: true}, nil
	}
	if err != nil {
		return told{}, err
	}
	return f.missed(ctx, since)
}

// missed reads what happened since a position, when there is room for it.
func (f *feed) missed(ctx context.Context, since postgis.Position) (told, error) {
	reading := f.server.live.reading
	select {
	case reading <- struct{}{}:
		defer func() { <-reading }()
	case <-ctx.Done():
		return told{}, ctx.Err()
	}
	ctx, cancel := context.WithTimeout(ctx, workTimeout)
	defer cancel()
	return f.readMissed(ctx, since)
}

// readMissed reads what happened since a position. Of stations the state of all is told, where
// any has changed.
func (f *feed) readMissed(ctx context.Context, since postgis.Position) (told, error) {
	changes, next, resync, err := postgis.ReadChanges(ctx, f.server.DB.App, since)
	if err != nil {
		return told{}, err
	}
	t := told{after: next, resync: resync}
	if resync {
		return t, nil
	}
	t.messages = changeMessages(changes)
	if touches(changes, "stations", "public") {
		states, err := f.server.readings.States(ctx)
		if err != nil {
			return t, err
		}
		t.messages = append(t.messages, stateMessages(nil, states)...)
	}
	if f.caller.has(alarms) && touches(changes, alarmsLayer, "staff") {
		list, err := f.server.readings.AlarmsMoved(ctx, since, next)
		if err != nil {
			return t, err
		}
		t.messages = append(t.messages, alarmMessages(list)...)
	}
	if f.caller.has(deskReports) && touches(changes, reportsLayer, "staff") {
		list, err := f.server.Reports.Moved(ctx, since, next)
		if err != nil {
			return t, err
		}
		t.messages = append(t.messages, reportMessages(list)...)
	}
	return t, nil
}

// follow tells the client all there is until one of both ends it.
func (f *feed) follow(ctx context.Context, begin told) error {
	if err := f.send(ctx, begin, true); err != nil {
		return err
	}
	ticker := time.NewTicker(f.out.heartbeat)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case t := <-f.client.queue:
			if f.client.lost.Swap(false) {
				f.drop()
				t = told{after: f.server.Journal.At(), resync: true}
			}
			if err := f.next(ctx, t); err != nil {
				return err
			}
		case <-ticker.C:
			if !f.stillMay() {
				return nil // it comes back as who it is now
			}
			if err := f.out.write(": \n\n"); err != nil {
				return err
			}
		}
	}
}

// next tells a batch, but nothing of it that was told already: a client that has caught up is
// ahead of the batches that were waiting for it meanwhile.
func (f *feed) next(ctx context.Context, t told) error {
	switch {
	case t.resync:
	case f.at.Covers(t.after):
		return nil
	case !t.before.Covers(f.at): // some of it was told
		rest, err := f.missed(ctx, f.at)
		if err != nil {
			return err
		}
		t = rest
	}
	f.at = t.after
	return f.send(ctx, t, false)
}

// drop forgets what waits.
func (f *feed) drop() {
	for {
		select {
		case <-f.client.queue:
		default:
			return
		}
	}
}

// stillMay tells whether the caller is who it was: its session or token may have ended.
func (f *feed) stillMay() bool {
	if f.caller.may == nil {
		return true
	}
	now, err := f.server.identifyCaller(f.r)
	return err != nil || now.session == f.caller.session && now.token == f.caller.token && slices.Equal(now.may, f.caller.may) && now.agency() == f.caller.agency()
}

// send writes what the client may see and wants. The last event carries the position: with one
// before it the client would miss the others. Where there is nothing, nothing is written, but at
// the beginning, so that a client knows its place.
func (f *feed) send(ctx context.Context, t told, always bool) error {
	var blocks []string
	if t.resync {
		blocks = append(blocks, "event: resync\ndata: {}\n")
	}
	for _, m := range t.messages {
		if f.caller.has(m.needs) && (m.agency == "" || m.agency == f.caller.agency()) && (m.layer == "" || len(f.layers) == 0 || slices.Contains(f.layers, m.layer)) {
			blocks = append(blocks, fmt.Sprintf("event: %s\ndata: %s\n", m.name, m.data))
		}
	}
	if len(blocks) == 0 && !always {
		return nil
	}
	id := ""
	if !t.after.IsZero() {
		sealed, err := f.server.live.sealer.id(ctx, t.after)
		if err != nil {
			return err
		}
		id = "id: " + sealed + "\n"
	}
	if len(blocks) == 0 {
		blocks = append(blocks, "event: begin\ndata: {}\n")
	}
	last := len(blocks) - 1
	return f.out.write(strings.Join(blocks[:last], "\n") + map[bool]string{true: "\n"}[last > 0] + id + blocks[last] + "\n")
}
