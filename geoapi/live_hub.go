package geoapi

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"sotay/environment"
	"sotay/postgis"
)

// Bounds of the live feed.
const (
	liveClients    = 2000 // in all
	livePerAddress = 20   // an office behind one address
	liveQueue      = 64   // batches that a client may be behind
	liveBatches    = 256  // of the journal that wait to be told
	liveCatchUps   = 4    // clients that read at the same time what they missed
	liveTiles      = 4096 // of one layer in one event; more are "all"
)

// live tells clients what the journal says. One reader serves them all: what is told is made
// once for each batch, and each client takes of it what it may see.
type live struct {
	server  *Server
	sealer  sealer
	batches chan postgis.Batch
	missed  atomic.Bool   // a batch did not fit
	reading chan struct{} // room for catching up

	mu      sync.Mutex
	clients map[*liveClient]struct{}
	near    map[netip.Addr]int // clients by address

	states map[int64]string // of stations, as told last; of run alone
}

// liveClient is one stream.
type liveClient struct {
	queue chan told
	lost  atomic.Bool // something did not fit: it must begin anew
}

// told is what is told of one batch: what became visible after one position and at another.
// Whoever gets all of it may come back with after.
type told struct {
	before   postgis.Position
	after    postgis.Position
	resync   bool
	messages []liveMessage
}

// liveMessage is one event.
type liveMessage struct {
	name   string
	layer  string     // of a change
	needs  permission // of the reader
	agency string     // whose people alone are told; "" for all
	data   []byte
}

func newLive(s *Server) *live {
	l := &live{
		server: s, sealer: sealer{db: s.DB.App}, batches: make(chan postgis.Batch, liveBatches), reading: make(chan struct{}, liveCatchUps),
		clients: map[*liveClient]struct{}{}, near: map[netip.Addr]int{},
	}
	s.Journal.Listen(func(b postgis.Batch) {
		select {
		case l.batches <- b:
		default:
			l.missed.Store(true)
		}
	})
	go l.run(s.drained)
	return l
}

// run tells batches until ctx ends.
func (l *live) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case b := <-l.batches:
			l.server.board.news.Add(1)
			b.Resync = l.missed.Swap(false) || b.Resync
			t, err := l.tell(ctx, b)
			if err != nil && ctx.Err() == nil {
				l.server.Log.ErrorContext(ctx, "live feed", "error", err.Error())
				t = told{after: b.After, resync: true}
			}
			l.spread(t)
		}
	}
}

// spread gives every client what is told. One that is too far behind must begin anew.
func (l *live) spread(t told) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.clients {
		select {
		case c.queue <- t:
		default:
			c.lost.Store(true)
		}
	}
}

// join takes a client in, if there is room.
func (l *live) join(from netip.Addr) (*liveClient, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.near[from] >= livePerAddress:
		return nil, &problem{kind: tooMany, wait: liveWait, detail: Words{"Địa chỉ này đã mở quá nhiều luồng sự kiện.", "This address has too many streams of events open."}}
	case len(l.clients) >= liveClients:
		return nil, &problem{kind: tooMany, wait: liveWait, detail: Words{"Máy chủ đã mở quá nhiều luồng sự kiện.", "The server has too many streams of events open."}}
	}
	c := &liveClient{queue: make(chan told, liveQueue)}
	l.clients[c] = struct{}{}
	l.near[from]++
	return c, nil
}

func (l *live) leave(c *liveClient, from netip.Addr) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.clients, c)
	if l.near[from]--; l.near[from] <= 0 {
		delete(l.near, from)
	}
}

// tell makes the events of a batch.
func (l *live) tell(ctx context.Context, b postgis.Batch) (told, error) {
	t := told{before: b.Before, after: b.After, resync: b.Resync}
	if b.Resync {
		l.states = nil
		return t, nil
	}
	ctx, cancel := context.WithTimeout(ctx, workTimeout)
	defer cancel()
	t.messages = changeMessages(b.Changes)
	if touches(b.Changes, "stations", "public") {
		states, err := l.server.readings.States(ctx)
		if err != nil {
			return t, err
		}
		t.messages = append(t.messages, stateMessages(l.states, states)...)
		l.states = states
	}
	if touches(b.Changes, alarmsLayer, "staff") {
		list, err := l.server.readings.AlarmsMoved(ctx, b.Before, b.After)
		if err != nil {
			return t, err
		}
		t.messages = append(t.messages, alarmMessages(list)...)
	}
	if touches(b.Changes, reportsLayer, "staff") {
		list, err := l.server.Reports.Moved(ctx, b.Before, b.After)
		if err != nil {
			return t, err
		}
		t.messages = append(t.messages, reportMessages(list)...)
	}
	return t, nil
}

// alarmsLayer is what the journal calls the alarms, which are no layer.
const alarmsLayer = "alarms"

func touches(changes []postgis.Change, layer, audience string) bool {
	return slices.ContainsFunc(changes, func(c postgis.Change) bool { return c.Layer == layer && c.Audience == audience })
}

// changeEvent is the data of a change. Tiles are x, y of zoom 14; null for anywhere.
type changeEvent struct {
	Layer    string      `json:"layer"`
	Audience string      `json:"audience"`
	Tiles    [][2]uint32 `json:"tiles"`
}

// changeMessages are changes, one event for each layer and audience, and one for walls.
func changeMessages(changes []postgis.Change) []liveMessage {
	type of struct{ layer, audience string }
	tiles := map[of]map[[2]uint32]bool{} // nil: anywhere
	for _, c := range changes {
		k := of{c.Layer, c.Audience}
		have, known := tiles[k]
		switch {
		case c.Layer == alarmsLayer, c.Layer == reportsLayer:
			continue
		case !known:
			have = map[[2]uint32]bool{}
		case have == nil:
			continue
		}
		for _, tile := range c.Tiles {
			have[[2]uint32{tile.X, tile.Y}] = true
		}
		if c.All || len(have) > liveTiles {
			have = nil
		}
		tiles[k] = have
	}
	var list []liveMessage
	keys := slices.SortedFunc(maps.Keys(tiles), func(a, b of) int {
		return cmp.Or(strings.Compare(a.layer, b.layer), strings.Compare(a.audience, b.audience))
	})
	for _, k := range keys {
		e := changeEvent{Layer: k.layer, Audience: k.audience}
		if tiles[k] != nil {
			e.Tiles = slices.SortedFunc(maps.Keys(tiles[k]), func(a, b [2]uint32) int { return slices.Compare(a[:], b[:]) })
			if e.Tiles == nil {
				e.Tiles = [][2]uint32{}
			}
		}
		needs := anyone
		switch {
		case k.audience == "public":
		case k.layer == "stations":
			needs = monitoring
		default:
			needs = seeStaff
		}
		list = append(list, message("change", k.layer, needs, e))
	}
	if len(changes) > 0 {
		list = append(list, message("wall", "", wall, struct{}{}))
	}
	return list
}

// stateMessages are stations whose states differ, all of them where none was known.
func stateMessages(before, after map[int64]string) []liveMessage {
	var list []liveMessage
	for _, id := range slices.Sorted(maps.Keys(after)) {
		if before == nil || before[id] != after[id] {
			list = append(list, message("station", "", anyone, struct {
				ID    int64  `json:"id"`
				State string `json:"state"`
			}{id, after[id]}))
		}
	}
	return list
}

func alarmMessages(list []environment.Alarm) []liveMessage {
	out := make([]liveMessage, len(list))
	for i, a := range list {
		out[i] = message("alarm", "", alarms, alarmOf(a))
	}
	return out
}

func message(name, layer string, needs permission, v any) liveMessage {
	data, err := json.Marshal(v)
	if err != nil {
		data = []byte("null") // of these types none fails
	}
	return liveMessage{name: name, layer: layer, needs: needs, data: data}
}
