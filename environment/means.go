package environment

import (
	"context"
	"fmt"
	"math"
	"time"

	"sotay/environment/aqi"
	"sotay/environment/wqi"
)

// indexKind is the index that stations of a kind have; "" for none.
func indexKind(kind string) string {
	switch kind {
	case "air":
		return "aqi"
	case "surface_water":
		return "wqi"
	}
	return ""
}

// ingredients are the parameters that an index is made of, as they are called here and there.
func ingredients(index string) (medium string, codes map[string]string) {
	codes = map[string]string{}
	if index == "aqi" {
		for _, p := range aqi.Pollutants() {
			codes[string(p)] = string(p)
		}
		return "air", codes
	}
	for _, p := range wqi.Parameters() {
		codes[symbol(string(p))] = string(p)
	}
	delete(codes, symbol(string(wqi.Temperature)))
	codes["WTEMP"] = string(wqi.Temperature)
	return "water", codes
}

// lines of one station by the code of their parameter, all of one length.
type means map[string]Numbers

// readMeans reads the means of n hours from the first one on: of the stations' parameters
// (id, code), those that have any. NaN stands for an hour without one.
func readMeans(ctx context.Context, db querier, stations []int64, of map[int16]string, first time.Time, n int) (map[int64]means, error) {
	parameters := make([]int16, 0, len(of))
	for id := range of {
		parameters = append(parameters, id)
	}
	rows, err := db.Query(ctx, `
		SELECT station, parameter, array_agg(((date_part('epoch', hour) - $3) / 3600)::int), array_agg(mean)
		FROM   pub.readings_hourly
		WHERE  station = ANY ($1) AND parameter = ANY ($2) AND hour >= $4 AND hour < $5
		GROUP  BY station, parameter`,
		stations, parameters, float64(first.Unix()), first, first.Add(time.Duration(n)*time.Hour))
	if err != nil {
		return nil, fmt.Errorf("means of hours: %w", err)
	}
	defer rows.Close()
	all := map[int64]means{}
	for rows.Next() {
		var station int64
		var parameter int16
		var places []int32
		var values []float64
		if err := rows.Scan(&station, &parameter, &places, &values); err != nil {
			return nil, fmt.Errorf("means of hours: %w", err)
		}
		line := gaps(n)
		for i, place := range places {
			line[place] = values[i]
		}
		if all[station] == nil {
			all[station] = means{}
		}
		all[station][of[parameter]] = line
	}
	return all, rows.Err()
}

// complete adds lines without a mean for what a station has a sensor for: that it is measured
// is another reason for there being no index than that it is not.
func (m means) complete(list []*Parameter, medium string, codes map[string]string, n int) {
	for _, p := range list {
		if name, ok := codes[p.Code]; ok && p.Medium == medium && m[name] == nil {
			m[name] = gaps(n)
		}
	}
}

// any tells whether there is a mean of an hour.
func (m means) any(i int) bool {
	for _, line := range m {
		if !math.IsNaN(line[i]) {
			return true
		}
	}
	return false
}

// newest gives the newest value of a line at or within so many hours before a place, and its
// place; NaN for none.
func (n Numbers) newest(i, within int) (float64, int) {
	for at := i; at > i-within && at >= 0; at-- {
		if !math.IsNaN(n[at]) {
			return n[at], at
		}
	}
	return math.NaN(), i
}
