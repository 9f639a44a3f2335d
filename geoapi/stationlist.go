package geoapi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"sotay/environment"
)

// stationLists keeps all stations as they were last written, for the public and for staff: a
// list of them is asked for most, and what came since is mostly of few.
type stationLists struct {
	mu   sync.Mutex
	kept map[bool]keptStations // by whether they are for staff
}

// keptStations are not changed once they are kept.
type keptStations struct {
	communes any // state of their layer
	each     map[int64]*keptStation
	ordered  []*keptStation // by code
	all      tagged
}

type keptStation struct {
	version     int64
	kind, state string
	lastAt      *time.Time
	body        []byte            // JSON
	sum         [sha256.Size]byte // of body
}

// of gives what is kept for these communes.
func (l *stationLists) of(staff bool, communes any) keptStations {
	l.mu.Lock()
	defer l.mu.Unlock()
	if k := l.kept[staff]; communes != nil && k.communes == communes {
		return k
	}
	return keptStations{communes: communes}
}

func (l *stationLists) keep(staff bool, k keptStations) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.kept == nil {
		l.kept = map[bool]keptStations{}
	}
	l.kept[staff] = k
}

func (s *Server) listStations(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r)
	kind, state := p.text("kind", 20), p.text("state", 20)
	if p.err != nil {
		return p.err
	}
	list, err := s.allStations(r.Context(), seesRaw(r.Context()))
	if err != nil {
		return err
	}
	if kind == "" && state == "" {
		return list.all.write(w, r)
	}
	var some []*keptStation
	for _, st := range list.ordered {
		if (kind == "" || st.kind == kind) && (state == "" || st.state == state) {
			some = append(some, st)
		}
	}
	joined, err := joinStations(some)
	if err != nil {
		return err
	}
	return joined.write(w, r)
}

// allStations lists all, and reads those alone that have changed since they were last written.
func (s *Server) allStations(ctx context.Context, staff bool) (keptStations, error) {
	versions, err := s.readings.StationVersions(ctx, staff) // before the stations, which may be newer
	if err != nil {
		return keptStations{}, err
	}
	_, communes := s.communesLayer()
	before := s.lists.of(staff, communes)
	now := keptStations{communes: communes, each: make(map[int64]*keptStation, len(versions))}
	changed := map[int64]int64{}
	for _, v := range versions {
		if k := before.each[v.ID]; k != nil && k.version == v.Version {
			now.each[v.ID] = k
		} else {
			changed[v.ID] = v.Version
		}
	}
	if before.each != nil && len(changed) == 0 && len(now.each) == len(before.each) {
		return before, nil
	}
	if err := s.writeStations(ctx, staff, changed, now.each); err != nil {
		return keptStations{}, err
	}
	for _, v := range versions {
		if k := now.each[v.ID]; k != nil { // and not gone since
			now.ordered = append(now.ordered, k)
		}
	}
	if now.all, err = joinStations(now.ordered); err != nil {
		return keptStations{}, err
	}
	s.lists.keep(staff, now)
	return now, nil
}

// writeStations adds stations, by id with their versions, to each.
func (s *Server) writeStations(ctx context.Context, staff bool, versions map[int64]int64, each map[int64]*keptStation) error {
	if len(versions) == 0 {
		return nil
	}
	ids := make([]int64, 0, len(versions))
	for id := range versions {
		ids = append(ids, id)
	}
	list, err := s.readings.Stations(ctx, environment.StationQuery{IDs: ids, Staff: staff})
	if err != nil {
		return err
	}
	for i := range list {
		st := &list[i]
		body, err := json.Marshal(st)
		if err != nil {
			return err
		}
		each[st.ID] = &keptStation{versions[st.ID], st.Kind, st.State, st.LastAt, body, sha256.Sum256(body)}
	}
	return nil
}

// joinStations writes a list of stations that are written already, and the newest moment that
// anything in it is of.
func joinStations(list []*keptStation) (tagged, error) {
	var asOf *time.Time
	size := 100
	sums := sha256.New()
	for _, st := range list {
		if st.lastAt != nil && (asOf == nil || asOf.Before(*st.lastAt)) {
			asOf = st.lastAt
		}
		size += len(st.body) + 1
		sums.Write(st.sum[:])
	}
	at, err := json.Marshal(asOf)
	if err != nil {
		return tagged{}, err
	}
	body := bytes.NewBuffer(make([]byte, 0, size))
	body.WriteString(`{"as_of":`)
	body.Write(at)
	body.WriteString(`,"stations":[`)
	for i, st := range list {
		if i > 0 {
			body.WriteByte(',')
		}
		body.Write(st.body)
	}
	body.WriteString(`]}`)
	return tagged{body.Bytes(), hex.EncodeToString(sums.Sum(nil)[:12])}, nil
}
