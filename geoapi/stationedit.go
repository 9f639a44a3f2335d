package geoapi

import (
	"context"
	"net/http"

	"sotay/environment"
)

type stationIn struct {
	environment.StationEdit
	id int64
}

func (in *stationIn) parse(p *params) { p.body(&in.StationEdit) }

type changeStationIn struct{ stationIn }

func (in *changeStationIn) parse(p *params) {
	in.id = p.id("id")
	in.stationIn.parse(p)
}

// savedStation is a station as it is stored, with what may be wrong with it.
type savedStation struct {
	environment.Detail
	Warnings []fieldWarning `json:"warnings"`
}

type fieldWarning struct {
	Field string `json:"field"`
	Text  Words  `json:"text"`
}

func (s *Server) addStation(ctx context.Context, in stationIn) (savedStation, error) {
	return s.saveStation(ctx, in)
}

func (s *Server) changeStation(ctx context.Context, in changeStationIn) (savedStation, error) {
	return s.saveStation(ctx, in.stationIn)
}

// saveStation stores a station. That it stands in none of the communes is a warning: the map of
// communes may lack some, and stations stand at sea.
func (s *Server) saveStation(ctx context.Context, in stationIn) (savedStation, error) {
	id, err := s.readings.SaveStation(ctx, s.Audit, actorOf(ctx), in.id, in.StationEdit)
	if err != nil {
		return savedStation{}, err
	}
	detail, err := s.readings.Detail(ctx, id, seesRaw(ctx))
	if err != nil {
		return savedStation{}, err
	}
	out := savedStation{detail, []fieldWarning{}}
	if detail.Commune == nil {
		out.Warnings = append(out.Warnings, fieldWarning{"lon", Words{
			"Vị trí này không nằm trong xã, phường nào trên bản đồ; hãy kiểm tra lại tọa độ.", "This place lies in no commune of the map; check the coordinates.",
		}})
	}
	return out, nil
}

// recordSensors keeps a table of what stations measure with: CSV, all of it or nothing.
func (s *Server) recordSensors(w http.ResponseWriter, r *http.Request) error {
	file, err := csvBody(r)
	if err != nil {
		return err
	}
	kept, err := s.readings.RecordSensors(r.Context(), s.Audit, actorOf(r.Context()), file)
	if err != nil {
		return refusedTable(err, "bad_sensors", Words{"Bảng thiết bị", "The table of sensors"})
	}
	return writeJSON(w, kept)
}
