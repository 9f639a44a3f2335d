package geoapi

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"sotay/environment"
	"sotay/internal/calendar"
)

// span gives the period from … to, of which a day without a time begins and ends at midnight;
// without to it ends now, and without from it begins so long before.
func (p *params) span(long time.Duration) environment.Span {
	now := time.Now()
	span := environment.Span{To: now}
	if to := p.instant("to", 24*time.Hour); to != nil {
		span.To = *to
	}
	span.From = span.To.Add(-long)
	if from := p.instant("from", 0); from != nil {
		span.From = *from
	}
	return span
}

// instant gives a moment: RFC 3339, or so long after the beginning of a day of UTC+7.
func (p *params) instant(name string, into time.Duration) *time.Time {
	text := p.query.Get(name)
	if text == "" {
		return nil
	}
	if day, err := time.ParseInLocation(time.DateOnly, text, calendar.Zone()); err == nil {
		day = day.Add(into)
		return &day
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil || t.Year() < 1900 || t.Year() > 2200 {
		p.fail("Tham số %s phải là ngày (2026-11-26) hoặc thời điểm (2026-11-26T08:00:00+07:00).", "The parameter %s must be a day (2026-11-26) or a time (2026-11-26T08:00:00+07:00).", name)
		return nil
	}
	return &t
}

// step gives what the values are to be of, hours where nothing is said.
func (p *params) step(known ...environment.Step) environment.Step {
	step := environment.Step(p.query.Get("step"))
	if step == "" {
		return environment.Hour
	}
	for _, k := range known {
		if step == k {
			return step
		}
	}
	p.fail("Tham số step phải là một trong %v.", "The parameter step must be one of %v.", known)
	return step
}

// asLong is the period that is shown where none is asked for.
func asLong(step environment.Step) time.Duration {
	switch step {
	case environment.Day:
		return 365 * 24 * time.Hour
	case environment.Raw:
		return 24 * time.Hour
	}
	return 7 * 24 * time.Hour
}

// series reads what series are asked for. Raw readings are for those who may see them.
func (p *params) series() environment.SeriesQuery {
	q := environment.SeriesQuery{
		Station: p.id("id"), Parameters: p.query["parameter"], Staff: seesRaw(p.r.Context()),
		Step: p.step(environment.Hour, environment.Day, environment.Raw),
	}
	q.Span = p.span(asLong(q.Step))
	for _, name := range q.Parameters {
		if len(name) > 40 && p.err == nil {
			p.fail("Không có thông số %.40q.", "There is no parameter %.40q.", name)
		}
	}
	if q.Step == environment.Raw && !q.Staff && p.err == nil {
		p.err = &problem{kind: forbidden, detail: Words{
			"Số liệu gốc chỉ dành cho cán bộ quan trắc; hãy chọn bước giờ hoặc ngày.", "Raw readings are for monitoring staff; ask for hours or days.",
		}}
		if callerOf(p.r.Context()).may == nil {
			p.err = &problem{kind: unauthorized}
		}
	}
	return q
}

func (s *Server) getSeries(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r)
	q := p.series()
	if p.err != nil {
		return p.err
	}
	out, err := s.readings.Series(r.Context(), q)
	if err != nil {
		return err
	}
	return writeJSON(w, out)
}

func (s *Server) getIndexSeries(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r)
	id, step := p.id("id"), p.step(environment.Hour, environment.Day)
	span := p.span(asLong(step))
	if p.err != nil {
		return p.err
	}
	out, err := s.readings.IndexSeries(r.Context(), id, span, step)
	if err != nil {
		return err
	}
	return writeJSON(w, out)
}

func (s *Server) getCoverage(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r)
	id, span := p.id("id"), p.span(30*24*time.Hour)
	if p.err != nil {
		return p.err
	}
	out, err := s.readings.Coverage(r.Context(), id, span)
	if err != nil {
		return err
	}
	return writeJSON(w, out)
}

func (s *Server) playStations(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r)
	span, value := p.span(7*24*time.Hour), p.text("value", 40)
	if value == "" {
		value = environment.ThePlayedIndex
	}
	if p.err != nil {
		return p.err
	}
	out, err := s.readings.Playback(r.Context(), span, value)
	if err != nil {
		return err
	}
	return writeTagged(w, r, out)
}

// exportSeries answers with series as a file. Its rows are written one after the other; a
// client that leaves meanwhile gets a file that is cut off, as the connection tells it.
func (s *Server) exportSeries(f sheetFormat) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		p := newParams(r)
		q := p.series()
		if p.err != nil {
			return p.err
		}
		st, err := s.readings.Station(r.Context(), q.Station, false)
		if err != nil {
			return err
		}
		series, err := s.readings.Series(r.Context(), q)
		if err != nil {
			return err
		}
		w.Header().Set("Cache-Control", "no-cache")
		name := fmt.Sprintf("%s-%s-%s-%s", plainName(st.Code), q.Step, calendar.Of(series.From), calendar.Of(series.To.Add(-time.Second)))
		return f.answer(w, name, environment.Sheet{Series: series, English: wantsEnglish(r)}.Table())
	}
}

// plainName is a text as a part of a file's name.
func plainName(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return '_'
	}, text)
}
