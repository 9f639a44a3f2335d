package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"time"

	"sotay/postgis"
)

// ask measures questions, one after the other, from the request to the last byte of the
// answer, and checks what the answers hold.
func ask(ctx context.Context, out io.Writer, db *postgis.DB, s *server, count int) error {
	var total, hours int64
	var end time.Time
	err := db.Owner.QueryRow(ctx, `SELECT (SELECT count(*) FROM data.readings), (SELECT count(*) FROM data.readings_hourly), (SELECT max(hour) FROM data.readings_hourly)`).Scan(&total, &hours, &end)
	if err != nil {
		return err
	}
	var ids []int64
	if err := db.Owner.QueryRow(ctx, `SELECT array_agg(id ORDER BY id) FROM data.stations`).Scan(&ids); err != nil {
		return err
	}
	fmt.Fprintf(out, "%d readings, %d hours, %d stations\n\n%-44s %6s %8s %8s %8s %8s\n", total, hours, len(ids), "ms over HTTP, one at a time", "n", "p50", "p95", "p99", "max")
	random := rand.New(rand.NewPCG(1, 1))
	year := end.AddDate(-1, 0, 0)
	series := func() string {
		return fmt.Sprintf("/api/stations/%d/series?parameter=%s&from=%s&to=%s&step=hour", ids[random.IntN(len(ids))],
			measured[random.IntN(len(measured))].code, year.UTC().Format(time.RFC3339), end.UTC().Format(time.RFC3339))
	}
	list := func() string { return "/api/stations" }
	nothing := func(context.Context) error { return nil }
	newer := s.newer(end)
	for _, kind := range []struct {
		name   string
		before func(context.Context) error // not measured
		path   func() string
		known  bool
		check  func([]byte) error
	}{
		{"latest of all, public", nothing, list, false, checkStations(len(ids), false)},
		{"latest of all, public, after a reading", newer, list, false, checkStations(len(ids), false)},
		{"latest of all, staff, after a reading", newer, list, true, checkStations(len(ids), true)},
		{"a year of hours of one parameter", nothing, series, false, checkSeries},
	} {
		var times []time.Duration
		for n := range count + 20 {
			if err := kind.before(ctx); err != nil {
				return fmt.Errorf("%s: %w", kind.name, err)
			}
			path := kind.path()
			began := time.Now()
			body, err := s.get(ctx, path, kind.known)
			took := time.Since(began)
			if err == nil {
				err = kind.check(body)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", kind.name, err)
			}
			if n >= 20 { // connections and plans
				times = append(times, took)
			}
		}
		slices.Sort(times)
		at := func(q float64) float64 {
			return float64(times[int(q*float64(len(times)-1))].Microseconds()) / 1000
		}
		fmt.Fprintf(out, "%-44s %6d %8.2f %8.2f %8.2f %8.2f\n", kind.name, len(times), at(.5), at(.95), at(.99), at(1))
	}
	return nil
}

// newer gives what sends one more reading of a station, a second after the last: what the
// program keeps of the answer is then out of date.
func (s *server) newer(after time.Time) func(context.Context) error {
	return func(ctx context.Context) error {
		after = after.Add(time.Second)
		sent, err := ndjsonOf(func(do func(station, parameter int, at time.Time, value float64)) { do(1, 0, after, 12) })
		if err != nil {
			return err
		}
		_, err = s.send(ctx, nil, sent)
		return err
	}
}

// checkStations wants all stations, each with a mean or, for staff, a value of each parameter.
func checkStations(count int, staff bool) func([]byte) error {
	return func(body []byte) error {
		var answer struct {
			Stations []struct {
				Code          string
				Means, Latest []json.RawMessage
			}
		}
		if err := json.Unmarshal(body, &answer); err != nil {
			return err
		}
		if len(answer.Stations) != count {
			return fmt.Errorf("%d stations, want %d", len(answer.Stations), count)
		}
		for _, st := range answer.Stations {
			if len(st.Means) != len(measured) || staff && len(st.Latest) != len(measured) {
				return fmt.Errorf("station %s: %d means, %d values", st.Code, len(st.Means), len(st.Latest))
			}
		}
		return nil
	}
}

// checkSeries wants the hours of a year, without gaps.
func checkSeries(body []byte) error {
	var answer struct {
		Series []struct {
			Times  []int64
			Values []*float64
		}
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return err
	}
	if len(answer.Series) != 1 || len(answer.Series[0].Values) < 365*24 || len(answer.Series[0].Times) != len(answer.Series[0].Values) {
		return fmt.Errorf("not a year of hours: %.200s", body)
	}
	missing := 0
	for _, v := range answer.Series[0].Values {
		if v == nil {
			missing++
		}
	}
	if missing > 1 {
		return fmt.Errorf("%d hours are missing", missing)
	}
	return nil
}
