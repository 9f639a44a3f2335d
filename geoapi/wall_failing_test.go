package geoapi_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
	"time"

	"sotay/incidents"
	"sotay/internal/walls"
)

// wallWhere asks for the wall until it is as it should be.
func (a *api) wallWhere(link string, good func(wallAnswer) bool) wallAnswer {
	a.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(200 * time.Millisecond) {
		var got wallAnswer
		a.mustGet("/api/wall", &got, link)
		if good(got) {
			return got
		}
		if time.Now().After(deadline) {
			a.t.Fatalf("the wall stays as %+v", got.Picture)
		}
	}
}

// isSource tells whether a source failed or not, and is known or not.
func isSource(name string, failed, known bool) func(wallAnswer) bool {
	return func(got wallAnswer) bool {
		for _, s := range got.Picture.Sources {
			if s.Name == name {
				return s.Failed == failed && s.Known == known
			}
		}
		return false
	}
}

func instant(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	must(t, err)
	return at
}

// A source that cannot be read stays as it was, of when it was, and is told as failed: nothing
// becomes none.
func TestWallKeepsWhatCannotBeRead(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, liveStation+`;`+liveAlarm+`;
		INSERT INTO data.cameras (code, name, kind, state, geom) VALUES ('CAM-1', 'Điểm 1', 'fixed', 'faulty', 'SRID=4326;POINT(107.08 10.35)')`))
	link := a.wallLink()
	first := a.wallWhere(link, isSource("alarms", false, true))
	// The journal tells of it, so that the wall is read anew soon.
	const change = `; UPDATE data.stations SET operator = gen_random_uuid()::text`
	for _, away := range []struct{ source, table, reader string }{
		{"stations", "pub.stations", "sotay_public"},
		{"alarms", "data.alarms", "sotay_staff"},
		{"reports", "data.reports", "sotay_app"},
		{"cameras", "pub.cameras", "sotay_app"},
	} {
		must(t, exec(t, a.db, `REVOKE SELECT ON `+away.table+` FROM `+away.reader+change))
		got := a.wallWhere(link, isSource(away.source, true, true))
		p := got.Picture
		if len(p.Stations) != 1 || len(p.Alarms) != 1 || p.Reports == nil || p.Cameras == nil || p.Cameras.Faulty != 1 || len(p.Happened) != len(first.Picture.Happened) {
			t.Errorf("without %s the wall shows %+v", away.source, p)
		}
		for _, s := range p.Sources {
			if s.Name == away.source && (s.Name == "alarms" || s.Name == "reports") && (s.AsOf == nil || !instant(t, *s.AsOf).Before(instant(t, p.At))) {
				t.Errorf("%s, which cannot be read, are as of %v in a picture of %s", s.Name, s.AsOf, p.At)
			}
		}
		must(t, exec(t, a.db, `GRANT SELECT ON `+away.table+` TO `+away.reader+change))
		a.wallWhere(link, isSource(away.source, false, true))
	}
}

// Of a source that could not be read since the beginning nothing is known, which is said too.
func TestWallKnowsNotWhatWasNeverRead(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, liveStation))
	must(t, exec(t, a.db, `REVOKE SELECT ON pub.stations FROM sotay_public; REVOKE SELECT ON data.alarms FROM sotay_staff`))
	got := a.wallWhere(a.wallLink(), isSource("stations", true, false))
	if !isSource("alarms", true, false)(got) || !isSource("reports", false, true)(got) || got.Picture.Reports == nil {
		t.Errorf("the wall shows %+v", got.Picture)
	}
}

// The description names all that the wall can tell of reports, so that the page, whose tables of
// words are typed by it, has a word for each.
func TestWallNamesWhatReportsDo(t *testing.T) {
	want := []string{"send", walls.Near, walls.Past}
	for _, kind := range []incidents.Kind{incidents.Anybody, incidents.Reporter, incidents.Duty, incidents.Agency, incidents.Clock} {
		for _, state := range incidents.States() {
			for _, move := range incidents.LegalMoves(kind, state) {
				if a := move.Action; a != "escalate" && !slices.Contains(walls.Untold(), a) && !slices.Contains(want, a) {
					want = append(want, a)
				}
			}
		}
	}
	text, err := os.ReadFile("openapi/wall.json")
	must(t, err)
	var description struct {
		Schemas struct{ WallReportStep struct{ Enum []string } }
	}
	must(t, json.Unmarshal(text, &description))
	got := description.Schemas.WallReportStep.Enum
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		t.Errorf("WallReportStep is %q, want %q", got, want)
	}
}
