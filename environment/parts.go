package environment

import (
	"context"
	"time"

	"sotay/environment/aqi"
	"sotay/environment/index"
	"sotay/environment/wqi"
	"sotay/internal/calendar"
)

// For how long the index of an hour is shown after it. The one of air tells of the present
// while two of its three newest hours may still be there (NowCast), so three hours. Water
// changes slowly and is in part measured once a day, so a day.
const (
	airShown   = 3 * time.Hour
	waterShown = 24 * time.Hour
)

// IndexParts is the index of a station at present, with what it is made of.
type IndexParts struct {
	Kind       string        `json:"kind"`
	At         *time.Time    `json:"at"` // the hour, by its end
	Value      *int          `json:"value"`
	Level      *int          `json:"level"`
	Dominant   *string       `json:"dominant"`
	Reason     *index.Reason `json:"reason"` // why there is none
	ReasonText *index.Text   `json:"reason_text"`
	Parts      []IndexPart   `json:"parts"`
	Groups     []IndexGroup  `json:"groups"` // of VN_WQI
}

// IndexPart is the index of one parameter.
type IndexPart struct {
	Parameter string  `json:"parameter"`
	Index     float64 `json:"index"`
	// Basis is nowcast, 1h, 8h or 24h; of water it is value.
	Basis         string    `json:"basis"`
	Concentration float64   `json:"concentration"`
	Unit          string    `json:"unit"`
	At            time.Time `json:"at"` // the hour that the concentration is of
}

// IndexGroup is a group of parameters of VN_WQI, 1 … 5.
type IndexGroup struct {
	Number     int      `json:"number"`
	Value      float64  `json:"value"`
	Parameters []string `json:"parameters"`
}

// lookBack is how many hours are read to tell the index of the present: one that is still
// shown, and those that it is made of.
const lookBack = 2 * waterReach

// present finds the newest hour that an index may be shown for in lines of lookBack hours of
// which the last is the newest that has ended. Without one the figure says why.
func present(kind string, m means) (Figure, int) {
	shown := int(airShown / time.Hour)
	if kind == "wqi" {
		shown = int(waterShown / time.Hour)
	}
	for i := lookBack - 1; i >= 0; i-- {
		switch {
		case !m.any(i):
		case i < lookBack-1-shown:
			return Figure{Reason: Stale}, i
		default:
			return figureOf(kind, m, i), i
		}
	}
	return Figure{Reason: NoMeans}, -1
}

// since is the first of the hours that are looked back on.
func (s *Store) lookingBack() time.Time {
	return s.now().Truncate(time.Hour).Add(-(lookBack - 1) * time.Hour)
}

// indexParts tells the index of a station, nil for a kind that has none.
func (s *Store) indexParts(ctx context.Context, of measurements) (*IndexParts, error) {
	kind := indexKind(of.kind)
	if kind == "" {
		return nil, nil
	}
	first := s.lookingBack()
	m, err := s.meansOf(ctx, of, first, lookBack)
	if err != nil {
		return nil, err
	}
	f, i := present(kind, m)
	out := &IndexParts{Kind: kind, Parts: []IndexPart{}, Groups: []IndexGroup{}}
	if i >= 0 {
		out.At = ref(hourAt(first, i))
	}
	if f.Level == 0 {
		out.Reason, out.ReasonText = &f.Reason, ref(ReasonText(f.Reason))
		return out, nil
	}
	out.Value, out.Level, out.Dominant = &f.Value, &f.Level, &f.Dominant
	if f.Air != nil {
		out.addAir(*f.Air, *out.At)
	} else {
		out.addWater(*f.Water, m, first, i, of)
	}
	return out, nil
}

func hourAt(first time.Time, i int) time.Time {
	return first.Add(time.Duration(i) * time.Hour).In(calendar.Zone())
}

func (x *IndexParts) addAir(of aqi.Index, at time.Time) {
	for _, p := range of.Parts {
		x.Parts = append(x.Parts, IndexPart{string(p.Pollutant), float64(p.Value), string(p.Basis), tidy(p.Concentration), "µg/m³", at})
	}
}

func (x *IndexParts) addWater(of wqi.Index, m means, first time.Time, i int, station measurements) {
	for _, g := range of.Groups {
		group := IndexGroup{Number: g.Number, Value: tidy(g.Value), Parameters: []string{}}
		for _, p := range g.Parts {
			code := waterCode(p.Parameter)
			_, at := m[string(p.Parameter)].newest(i, waterReach)
			part := IndexPart{Parameter: code, Index: tidy(p.Value), Basis: "value", Concentration: tidy(p.Measured), At: hourAt(first, at)}
			if of := named(station.list, code); of != nil {
				part.Unit = of.Unit
			}
			x.Parts, group.Parameters = append(x.Parts, part), append(group.Parameters, code)
		}
		x.Groups = append(x.Groups, group)
	}
}
