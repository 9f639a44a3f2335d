package environment

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/internal/calendar"
)

// StationLimit is a limit of a parameter that a station measures, of today.
type StationLimit struct {
	Parameter string   `json:"parameter"`
	Basis     string   `json:"basis"` // 1h, 8h, 24h, year, value
	Class     string   `json:"class"` // A … D of surface water, "" for all
	Lowest    *float64 `json:"lowest"`
	Highest   *float64 `json:"highest"`
	Unit      string   `json:"unit"`
	Standard  string   `json:"standard"`
	Source    string   `json:"source"`
	ValidFrom string   `json:"valid_from"`
	ValidTo   *string  `json:"valid_to"` // the last day
}

// Class is what the newest mean of a parameter is by table 2 of QCVN 08:2023: A good, B, C, D
// very bad. It stands beside VN_WQI, which rests on the columns of the regulation of 2015: both
// may say different things of the same water.
type Class struct {
	Parameter string    `json:"parameter"`
	Class     string    `json:"class"`
	Value     float64   `json:"value"` // the mean of an hour
	Unit      string    `json:"unit"`
	At        time.Time `json:"at"` // the hour, by its end
	Standard  string    `json:"standard"`
	Source    string    `json:"source"`
}

// limitsOf reads the limits that hold today for the parameters of a station.
func (s *Store) limitsOf(ctx context.Context, of measurements) ([]StationLimit, error) {
	ids := make([]int16, len(of.list))
	for i, p := range of.list {
		ids[i] = p.ID
	}
	rows, err := s.db.Public.Query(ctx, `
		SELECT p.code, l.basis, l.class, l.lowest, l.highest, p.unit, l.standard, l.source, l.valid_from::text, l.valid_to::text
		FROM   pub.limits l
		JOIN   pub.parameters p ON p.id = l.parameter
		WHERE  l.kind = $1 AND l.parameter = ANY ($2) AND l.valid_from <= $3::date AND (l.valid_to IS NULL OR l.valid_to >= $3::date)
		ORDER  BY p.sort, p.id, array_position('{value,1h,8h,24h,year}', l.basis), l.class, l.standard`,
		of.kind, ids, calendar.Of(s.now()))
	if err != nil {
		return nil, fmt.Errorf("limits of station %d: %w", of.station, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[StationLimit])
}

// classes judges the newest means by the limits of classes: the best whose bounds hold, and
// the worst where none does.
func classes(limits []StationLimit, newest []Mean) []Class {
	list := []Class{}
	for _, m := range newest {
		var found *Class
		for _, l := range limits { // A first
			if l.Class == "" || l.Parameter != m.Parameter || found != nil && found.Class != worstClass {
				continue
			}
			class := worstClass
			if l.holds(m.Mean) && !math.IsNaN(m.Mean) {
				class = l.Class
			}
			found = &Class{l.Parameter, class, tidy(m.Mean), l.Unit, m.Hour, l.Standard, l.Source}
		}
		if found != nil {
			list = append(list, *found)
		}
	}
	return list
}

const worstClass = "D"

func (l StationLimit) holds(v float64) bool {
	return (l.Lowest == nil || v >= *l.Lowest) && (l.Highest == nil || v <= *l.Highest)
}

// addLimits adds what a station's values are judged by. The classes are of rivers: a lake has none.
func (s *Store) addLimits(ctx context.Context, d *Detail, of measurements) error {
	var err error
	if d.Limits, err = s.limitsOf(ctx, of); err != nil {
		return err
	}
	if d.Lake != nil {
		d.Limits = slices.DeleteFunc(d.Limits, func(l StationLimit) bool { return l.Class != "" })
	}
	if of.kind == "surface_water" {
		d.Classes = classes(d.Limits, d.Means)
	}
	return nil
}
