package geoapi

import (
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"sotay/environment"
)

type stationsOut struct {
	// AsOf is the newest moment that anything here is of.
	AsOf     *time.Time            `json:"as_of"`
	Stations []environment.Station `json:"stations"`
}

// stationLists keeps the lists of all stations, for the public and for staff, as they were
// last written: they are asked for most, and writing one takes longer than to find out that
// nothing has changed.
type stationLists struct {
	mu   sync.Mutex
	kept [2]keptList
}

type keptList struct {
	version  string
	communes any
	list     tagged
}

// of gives a list that is still as this version and these communes say.
func (l *stationLists) of(staff bool, version string, communes any) (tagged, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	have := l.kept[place(staff)]
	return have.list, communes != nil && have.version == version && have.communes == communes
}

func (l *stationLists) keep(staff bool, k keptList) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kept[place(staff)] = k
}

func place(staff bool) int {
	if staff {
		return 1
	}
	return 0
}

func (s *Server) listStations(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r)
	q := environment.StationQuery{Kind: p.text("kind", 20), State: p.text("state", 20), Staff: seesRaw(r.Context())}
	if p.err != nil {
		return p.err
	}
	if q.Kind != "" || q.State != "" {
		list, err := s.stationList(r, q)
		if err != nil {
			return err
		}
		return list.write(w, r)
	}
	version, err := s.readings.StationsVersion(r.Context(), q.Staff) // before the list, which may be newer
	if err != nil {
		return err
	}
	_, communes := s.communesLayer()
	list, ok := s.lists.of(q.Staff, version, communes)
	if !ok {
		if list, err = s.stationList(r, q); err != nil {
			return err
		}
		s.lists.keep(q.Staff, keptList{version, communes, list})
	}
	return list.write(w, r)
}

// stationList writes a list.
func (s *Server) stationList(r *http.Request, q environment.StationQuery) (tagged, error) {
	list, err := s.readings.Stations(r.Context(), q)
	if err != nil {
		return tagged{}, err
	}
	out := stationsOut{Stations: list}
	for _, st := range list {
		if st.LastAt != nil && (out.AsOf == nil || out.AsOf.Before(*st.LastAt)) {
			out.AsOf = st.LastAt
		}
	}
	body, err := json.Marshal(out)
	return tag(body), err
}
