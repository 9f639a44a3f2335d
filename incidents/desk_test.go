package incidents_test

import (
	"encoding/base64"
	"errors"
	"slices"
	"testing"

	"sotay/incidents"
	"sotay/postgis"
)

// route saves routes from a few words each.
func (d *desk) routes(list ...incidents.Route) {
	d.t.Helper()
	if err := d.SaveRoutes(d.t.Context(), "truc_ban", list); err != nil {
		d.t.Fatal(err)
	}
}

func TestTheMostParticularRouteOfTheDayWins(t *testing.T) {
	d := newDesk(t)
	for _, code := range []string{"chung", "duong", "xa", "duong-xa", "cu"} {
		if _, err := d.SaveAgency(t.Context(), "truc_ban", code, to(incidents.AgencyUnit{NameVi: code + " (hư cấu)", Active: true})); err != nil {
			t.Fatal(err)
		}
	}
	assignedTo := func(change func(*incidents.New)) string {
		t.Helper()
		n := d.roads()
		if change != nil {
			change(&n)
		}
		sent := d.send(n)
		d.act(duty, sent.ID, verify())
		r, err := d.Act(t.Context(), duty, sent.ID, incidents.Action{What: "assign"})
		if err != nil {
			wantRefused(t, "no route", err, "invalid", "agency")
			return ""
		}
		seen, err := d.Report(t.Context(), duty, sent.ID)
		if err != nil || seen.Suggested != nil {
			t.Errorf("suggested %v, %v", seen.Suggested, err)
		}
		return *r.Agency
	}
	if got := assignedTo(nil); got != "" {
		t.Errorf("without routes to %q", got)
	}
	d.routes(
		incidents.Route{Agency: "chung", Since: "2020-01-01"},
		incidents.Route{Category: text("roads"), Agency: "duong", Since: "2020-01-01"},
		incidents.Route{Commune: text("new"), Agency: "xa", Since: "2020-01-01"},
		incidents.Route{Commune: text("new"), Category: text("roads"), Agency: "duong-xa", Since: "2020-01-01", Until: text("2026-12-01")},
		incidents.Route{Commune: text("old"), Category: text("roads"), Agency: "cu", Since: "2020-01-01"}, // no commune since 2025
	)
	trees := func(n *incidents.New) { n.Category = "trees" }
	elsewhere := func(n *incidents.New) { n.Lon = 107.6 }
	for _, c := range []struct {
		on     string
		change func(*incidents.New)
		want   string
	}{
		{monday, nil, "duong-xa"},
		{monday, trees, "xa"},
		{monday, elsewhere, "duong"},
		{monday, func(n *incidents.New) { trees(n); elsewhere(n) }, "chung"},
		{"2026-12-01T08:00:00+07:00", nil, "xa"}, // the route has ended
		{"2025-06-30T08:00:00+07:00", nil, "cu"}, // the commune of that day
	} {
		d.goTo(c.on)
		if got := assignedTo(c.change); got != c.want {
			t.Errorf("on %s to %q, want %q", c.on, got, c.want)
		}
	}
}

func TestRoutesAreSavedWholeOrNot(t *testing.T) {
	d := newDesk(t)
	d.routes(incidents.Route{Agency: "do-thi", Since: "2026-01-01"})
	err := d.SaveRoutes(t.Context(), "truc_ban", []incidents.Route{{Agency: "moi-truong", Since: "2026-01-01"}, {Agency: "nobody", Since: "2026-01-01"}})
	wantRefused(t, "an agency that is not there", err, "invalid", "routes[1].agency")
	if list, err := d.Routes(t.Context()); err != nil || len(list) != 1 || list[0].Agency != "do-thi" {
		t.Errorf("left: %+v, %v", list, err)
	}
}

func TestMergedReportsFollowTheOther(t *testing.T) {
	d := newDesk(t)
	into, _ := d.resolved()
	d.act(duty, into.ID, incidents.Action{What: "reopen", Words: "Vẫn hỏng"})
	one, two := d.send(d.roads()), d.send(d.roads())
	for _, key := range []string{"key-of-neighbour-1", "key-of-neighbour-1", "key-of-neighbour-2"} {
		if _, err := d.ActAs(t.Context(), one.Number, "", incidents.Action{What: "support", Key: key}); err != nil {
			t.Fatal(err)
		}
	}
	if st, err := d.Status(t.Context(), one.Number); err != nil || st.Supporters != 2 {
		t.Errorf("supported by %d, %v", st.Supporters, err)
	}
	d.act(duty, two.ID, incidents.Action{What: "merge", Into: one.Number})
	before, err := d.Report(t.Context(), duty, two.ID)
	if err != nil {
		t.Fatal(err)
	}
	d.act(duty, one.ID, incidents.Action{What: "merge", Into: into.Number})
	after, err := d.Report(t.Context(), duty, two.ID)
	if err != nil || after.Version != before.Version+1 || len(after.History) != len(before.History)+1 || after.History[len(after.History)-1].Detail["into"] != into.Number {
		t.Errorf("what follows another now has no record of it: %+v, %v", after, err)
	}
	st, err := d.Status(t.Context(), two.Number)
	if err != nil || st.State != incidents.Rejected || st.RejectReason == nil || *st.RejectReason != "duplicate" || st.MergedInto == nil || *st.MergedInto != into.Number {
		t.Errorf("merged twice: %+v, %v", st, err)
	}
	if st, err := d.Status(t.Context(), into.Number); err != nil || st.Supporters != 4 { // two neighbours and two senders
		t.Errorf("supported by %d, %v", st.Supporters, err)
	}
	d.act(agency, into.ID, incidents.Action{What: "start"})
	d.act(agency, into.ID, incidents.Action{What: "resolve", PublicWords: text("Đã vá lại"), Photos: []string{d.photo()}})
	if st, err := d.ActAs(t.Context(), two.Number, two.Follow, incidents.Action{What: "rate", Rating: 2}); err != nil || st.Number != into.Number || st.Rating == nil || *st.Rating != 2 {
		t.Errorf("who sent a merged report rates %+v, %v", st, err)
	}
	for _, bad := range []string{into.Number, two.Number, "PA26-0000-0000"} {
		third := d.send(d.roads())
		number := bad
		if bad == into.Number {
			number = third.Number // into itself
		}
		_, err := d.Act(t.Context(), duty, third.ID, incidents.Action{What: "merge", Into: number})
		wantRefused(t, "into "+number, err, "invalid", "into")
	}
}

func TestASplitReportGoesItsOwnWay(t *testing.T) {
	d := newDesk(t)
	sent, _ := d.assigned()
	d.act(duty, sent.ID, incidents.Action{What: "split", PublicWords: text("Cây đổ cạnh đó"), Category: text("trees")})
	page, err := d.Queue(t.Context(), duty, incidents.Filter{States: []incidents.State{incidents.Received}})
	if err != nil || page.Total != 1 || page.Reports[0].Category != "trees" || page.Reports[0].SplitFrom == nil || *page.Reports[0].SplitFrom != sent.Number || page.Reports[0].Number == sent.Number {
		t.Fatalf("got %+v, %v", page, err)
	}
	part := page.Reports[0].Number
	var early *incidents.Illegal // its sender may, when it is resolved
	if _, err := d.ActAs(t.Context(), part, sent.Follow, incidents.Action{What: "rate", Rating: 1}); !errors.As(err, &early) {
		t.Errorf("its sender does not follow it: %v", err)
	}
	_, err = d.ActAs(t.Context(), part, "another-key", incidents.Action{What: "rate", Rating: 1})
	wantRefused(t, "somebody else", err, "not_yours", "follow")
}

func TestTheQueueComesInPagesByWhatIsDueFirst(t *testing.T) {
	d := newDesk(t)
	late, _ := d.assigned() // due in 40 hours
	soon := d.send(d.roads())
	done, _ := d.resolved()
	var got []string
	f := incidents.Filter{Limit: 1}
	for range 5 {
		page, err := d.Queue(t.Context(), duty, f)
		if err != nil || page.Total != 3 {
			t.Fatalf("%+v, %v", page, err)
		}
		for _, r := range page.Reports {
			got = append(got, r.Number)
		}
		if f.Cursor = page.Next; f.Cursor == "" {
			break
		}
	}
	if want := []string{soon.Number, late.Number, done.Number}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, bad := range []string{"x", "[1,2]", `["0000-01-01T00:00:00Z",1]`, `["today",1]`, `["0001-01-01T00:00:00+23:59",1]`, `[null,1]`} {
		_, err := d.Queue(t.Context(), duty, incidents.Filter{Cursor: base64.RawURLEncoding.EncodeToString([]byte(bad))})
		wantRefused(t, bad, err, "invalid", "cursor")
	}
	for name, c := range map[string]struct {
		who  incidents.Actor
		f    incidents.Filter
		want int64
	}{
		"an agency's own":     {agency, incidents.Filter{}, 2},
		"another's":           {others, incidents.Filter{Agency: "do-thi"}, 0},
		"open":                {duty, incidents.Filter{Open: true}, 2},
		"by number":           {duty, incidents.Filter{Query: soon.Number}, 1},
		"by words":            {duty, incidents.Filter{Query: "đường lê lợi"}, 2},
		"by category":         {duty, incidents.Filter{Category: "trees"}, 0},
		"by commune":          {duty, incidents.Filter{Commune: "new"}, 3},
		"by place":            {duty, incidents.Filter{Box: &[4]float64{107.2, 10, 108, 11}}, 0},
		"letters of patterns": {duty, incidents.Filter{Query: "%' OR true --"}, 0},
	} {
		if page, err := d.Queue(t.Context(), c.who, c.f); err != nil || page.Total != c.want || len(page.Reports) != int(c.want) {
			t.Errorf("%s: %d of %d, %v, want %d", name, len(page.Reports), page.Total, err, c.want)
		}
	}
	if _, err := d.Queue(t.Context(), incidents.Actor{Kind: incidents.Anybody}, incidents.Filter{}); err == nil {
		t.Error("anybody reads the queue")
	}
}

// TestPhotosOfResultsWaitForTheDesk: hidden photos of a result are counted and found until the duty desk
// has looked at them, though the clock closed the report; also those that stay hidden then.
func TestPhotosOfResultsWaitForTheDesk(t *testing.T) {
	d := newDesk(t)
	sent, _ := d.resolved()
	waits := func(want int64) {
		t.Helper()
		page, err := d.Queue(t.Context(), duty, incidents.Filter{Open: true})
		if err != nil || page.Review != want {
			t.Errorf("%d wait, %v, want %d", page.Review, err, want)
		}
		if page, err = d.Queue(t.Context(), duty, incidents.Filter{Review: true}); err != nil || int64(len(page.Reports)) != want || page.Total != want {
			t.Errorf("found %d of %d, %v, want %d", len(page.Reports), page.Total, err, want)
		}
	}
	waits(1)
	if page, err := d.Queue(t.Context(), agency, incidents.Filter{}); err != nil || page.Review != 0 {
		t.Errorf("an agency has %d to look at, %v", page.Review, err)
	}
	d.goTo("2026-12-20T08:00:00+07:00")
	if err := d.CloseResolved(t.Context()); err != nil {
		t.Fatal(err)
	}
	waits(1)
	d.act(duty, sent.ID, incidents.Action{What: "edit", Words: "mặt người, để ẩn"})
	waits(0)
	d.act(duty, sent.ID, incidents.Action{What: "reopen", Words: "chưa xong"})
	d.act(agency, sent.ID, incidents.Action{What: "start"})
	d.act(agency, sent.ID, incidents.Action{What: "resolve", PublicWords: text("Đã vá lại"), Photos: []string{d.photo()}})
	waits(1)
	detail, err := d.Report(t.Context(), duty, sent.ID)
	if err != nil {
		t.Fatal(err)
	}
	shown := map[int64]bool{}
	for _, p := range detail.Photos {
		shown[p.ID] = true
	}
	d.act(duty, sent.ID, incidents.Action{What: "close", PhotosPublished: shown})
	waits(0)
}

func TestStatisticsAndTheWall(t *testing.T) {
	d := newDesk(t)
	d.resolved() // on time
	late, _ := d.assigned()
	d.goTo("2026-11-24T08:00:00+07:00")
	if err := d.Escalate(t.Context()); err != nil {
		t.Fatal(err)
	}
	sum, err := d.Summary(t.Context())
	if err != nil || sum.Open != 1 || sum.Overdue != 1 || sum.Today != 0 || sum.ByState[incidents.Resolved] != 1 || sum.OnTime30 == nil || *sum.OnTime30 != 1 {
		t.Errorf("%+v, %v", sum, err)
	}
	isAt(t, "the oldest", sum.Oldest, monday)
	d.act(agency, late.ID, incidents.Action{What: "start"})
	d.act(agency, late.ID, incidents.Action{What: "resolve", PublicWords: text("Đã vá"), Photos: []string{d.photo()}})
	d.send(d.roads())
	st, err := d.Statistics(t.Context(), duty, incidents.Filter{})
	want := incidents.Count{Total: 3, Open: 1, Resolved: 2, OnTime: 1}
	if err != nil || st.All != want {
		t.Errorf("all: %+v, %v", st.All, err)
	}
	byAgency := incidents.Count{Key: "do-thi", Total: 2, Resolved: 2, OnTime: 1}
	if !slices.Contains(st.ByAgency, byAgency) || len(st.ByAgency) != 2 {
		t.Errorf("by agency: %+v", st.ByAgency)
	}
	if len(st.ByState) != 2 || len(st.ByCategory) != 1 || st.ByCategory[0].Key != "roads" || st.ByCommune[0].Key != "new" {
		t.Errorf("%+v", st)
	}
	if st, err := d.Statistics(t.Context(), agency, incidents.Filter{}); err != nil || st.All.Total != 2 {
		t.Errorf("an agency's: %+v, %v", st, err)
	}
	if sum, err := d.Summary(t.Context()); err != nil || sum.Today != 1 || sum.Overdue != 0 || *sum.OnTime30 != 0.5 {
		t.Errorf("%+v, %v", sum, err)
	}
}

// What moved between two positions of the journal is told, for the live feed.
func TestWhatMovedIsTold(t *testing.T) {
	d := newDesk(t)
	still := d.send(d.roads())
	before := d.position()
	sent, _ := d.assigned()
	after := d.position()
	list, err := d.Moved(t.Context(), before, after)
	if err != nil || len(list) != 1 || list[0].ID != sent.ID || list[0].ID == still.ID || list[0].Former != nil {
		t.Errorf("got %+v, %v", list, err)
	}
	d.act(duty, sent.ID, assign("moi-truong"))
	moved := d.position()
	taken := func(from, to postgis.Position, want ...string) {
		t.Helper()
		if list, err := d.Moved(t.Context(), from, to); err != nil || len(list) != 1 || !slices.Equal(list[0].Former, want) {
			t.Errorf("got %+v, %v, want former %v", list, err, want)
		}
	}
	taken(after, moved, "do-thi")
	d.act(others, sent.ID, incidents.Action{What: "return", Words: "Không phải việc của chúng tôi"})
	taken(moved, d.position(), "moi-truong")
	taken(after, d.position(), "do-thi", "moi-truong")
}

// position is where the journal is now.
func (d *desk) position() postgis.Position {
	d.t.Helper()
	j := postgis.NewJournal(postgis.JournalConfig{Pool: d.DB.App})
	if err := j.CatchUp(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
	return j.At()
}
