package incidents_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/uber/h3-go/v4"

	"sotay/incidents"
)

// public reads the layer as the public login does.
func (d *desk) public() map[string]incidents.Public {
	d.t.Helper()
	page, err := d.Public(d.t.Context(), incidents.PublicFilter{})
	if err != nil {
		d.t.Fatal(err)
	}
	by := map[string]incidents.Public{}
	for _, p := range page.Reports {
		by[p.Number] = p
	}
	return by
}

// Of what is not published the public reads nothing, neither a row nor a number that counts it.
func TestNothingIsPublicBeforeItIsVerified(t *testing.T) {
	d := newDesk(t)
	hidden, shown := d.send(d.roads()), d.send(d.roads())
	if got := d.public(); len(got) != 0 {
		t.Fatalf("public: %+v", got)
	}
	d.act(duty, shown.ID, verify())
	got := d.public()
	if len(got) != 1 || got[shown.Number].Words != "Ổ gà trên đường Lê Lợi" || got[shown.Number].ID != 1 {
		t.Errorf("public: %+v", got)
	}
	d.act(duty, hidden.ID, incidents.Action{What: "verify", PublicWords: text("Ổ gà"), Publish: new(bool)})
	if _, there := d.public()[hidden.Number]; there {
		t.Error("public though the desk said no")
	}
	// The words of the reporter, who sent it and who works on it are nowhere in what the public login reads.
	rows, err := d.DB.Public.Query(t.Context(), `SELECT to_jsonb(r)::text FROM pub.reports r`)
	if err != nil {
		t.Fatal(err)
	}
	texts, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(texts) != 1 {
		t.Fatal(texts, err)
	}
	for _, secret := range []string{"Nguyễn Văn Mẫu", "truc_ban", "trước nhà tôi"} {
		if strings.Contains(texts[0], secret) {
			t.Errorf("%q is public: %v", secret, texts)
		}
	}
	d.act(duty, shown.ID, incidents.Action{What: "edit", Publish: new(bool)})
	if got := d.public(); len(got) != 0 {
		t.Errorf("taken back, and public still: %+v", got)
	}
}

// metres between two places near 10° N, roughly.
func metres(lon1, lat1, lon2, lat2 float64) float64 {
	return 111_200 * math.Hypot(lat1-lat2, (lon1-lon2)*math.Cos(lat1*math.Pi/180))
}

func TestASensitiveReportHasACoarsePlace(t *testing.T) {
	d := newDesk(t)
	n := d.roads()
	n.Category = "noise"
	sent := d.send(n)
	d.act(duty, sent.ID, verify())
	cell, err := h3.LatLngToCell(h3.LatLng{Lat: n.Lat, Lng: n.Lon}, 9)
	if err != nil {
		t.Fatal(err)
	}
	centre, err := cell.LatLng()
	if err != nil {
		t.Fatal(err)
	}
	check := func(p incidents.Public) {
		t.Helper()
		if metres(p.Lon, p.Lat, centre.Lng, centre.Lat) > 0.1 || metres(p.Lon, p.Lat, n.Lon, n.Lat) < 5 {
			t.Errorf("shown at %v %v, the centre is %v, the place %v %v", p.Lon, p.Lat, centre, n.Lon, n.Lat)
		}
		if p.Address != nil || !p.ReceivedAt.Equal(moment(t, "2026-11-16T00:00:00+07:00")) {
			t.Errorf("address %v, received %v", p.Address, p.ReceivedAt)
		}
	}
	check(d.public()[sent.Number])
	st, err := d.Status(t.Context(), sent.Number)
	if err != nil || metres(st.Lon, st.Lat, centre.Lng, centre.Lat) > 0.1 {
		t.Errorf("status at %v %v, %v", st.Lon, st.Lat, err)
	}
	// A category that becomes sensitive hides its places at once.
	road := d.send(d.roads())
	d.act(duty, road.ID, verify())
	if p := d.public()[road.Number]; metres(p.Lon, p.Lat, n.Lon, n.Lat) > 0.1 || p.Address == nil {
		t.Errorf("not sensitive: %+v", p)
	}
	if _, err := d.DB.App.Exec(t.Context(), `UPDATE data.report_categories SET sensitive = true WHERE code = 'roads'`); err != nil {
		t.Fatal(err)
	}
	check(d.public()[road.Number])
}

func TestTheStatusTellsNothingOfPeople(t *testing.T) {
	d := newDesk(t)
	sent, _ := d.resolved()
	st, err := d.Status(t.Context(), sent.Number)
	if err != nil || st.State != incidents.Resolved || st.Agency == nil || *st.Agency != "Đơn vị do-thi (hư cấu)" {
		t.Fatalf("%+v, %v", st, err)
	}
	if len(st.Photos) != 0 {
		t.Errorf("the desk has not looked at the picture of the result, and the public sees it: %+v", st.Photos)
	}
	var moves []string
	for _, step := range st.History {
		if step.Actor != "" || step.InternalWords != "" || step.Detail != nil {
			t.Errorf("the public is told %+v", step)
		}
		moves = append(moves, step.Action)
	}
	if !slices.Equal(moves, []string{"send", "verify", "assign", "start", "resolve"}) {
		t.Errorf("moves %v", moves)
	}
	detail, err := d.Report(t.Context(), duty, sent.ID)
	if err != nil || len(detail.Photos) != 1 {
		t.Fatalf("%+v, %v", detail.Photos, err)
	}
	d.act(duty, sent.ID, incidents.Action{What: "close", PhotosPublished: map[int64]bool{detail.Photos[0].ID: true}})
	if st, err = d.Status(t.Context(), sent.Number); err != nil || len(st.Photos) != 1 || st.Photos[0].Kind != "result" {
		t.Errorf("closed with its picture: %+v, %v", st.Photos, err)
	}
	if _, err := d.Status(t.Context(), "PA26-0000-0000"); err == nil {
		t.Error("a report that is not there has a status")
	}
}

func TestSimilarReportsAreOffered(t *testing.T) {
	d := newDesk(t)
	at := func(lon, lat float64, category string) string {
		n := d.roads()
		n.Lon, n.Lat, n.Category = lon, lat, category
		sent := d.send(n)
		d.act(duty, sent.ID, incidents.Action{What: "verify", PublicWords: text("Hỏng")})
		return sent.Number
	}
	d.goTo("2026-11-08T08:00:00+07:00")
	at(107.1, 10.4, "roads") // too long ago
	d.goTo(monday)
	near, nearer := at(107.1012, 10.4, "roads"), at(107.1001, 10.4, "roads") // 130 m, 11 m
	at(107.11, 10.4, "roads")                                                // a kilometre
	at(107.1001, 10.4, "trees")
	d.send(d.roads()) // not published
	list, err := d.Similar(t.Context(), 107.1, 10.4, "roads")
	if err != nil || len(list) != 2 || list[0].Number != nearer || list[1].Number != near {
		t.Errorf("got %+v, %v", list, err)
	}
	for range 6 {
		at(107.1002, 10.4, "roads")
	}
	if list, err := d.Similar(t.Context(), 107.1, 10.4, "roads"); err != nil || len(list) != 5 {
		t.Errorf("got %d, %v", len(list), err)
	}
}

func TestPublicReportsComeInPages(t *testing.T) {
	d := newDesk(t)
	var want []string
	for i := range 5 {
		d.goTo(moment(t, monday).Add(time.Duration(i) * time.Hour).Format(time.RFC3339))
		sent := d.send(d.roads())
		d.act(duty, sent.ID, verify())
		want = append([]string{sent.Number}, want...)
	}
	var got []string
	f := incidents.PublicFilter{Limit: 2, Box: &[4]float64{107, 10, 108, 11}, Category: "roads"}
	for range 4 {
		page, err := d.Public(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range page.Reports {
			got = append(got, p.Number)
		}
		if f.Cursor = page.Next; f.Cursor == "" {
			break
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if page, err := d.Public(t.Context(), incidents.PublicFilter{Box: &[4]float64{106, 10, 107, 11}}); err != nil || len(page.Reports) != 0 {
		t.Errorf("elsewhere: %+v, %v", page, err)
	}
	_, err := d.Public(t.Context(), incidents.PublicFilter{Cursor: "x"})
	wantRefused(t, "another cursor", err, "invalid", "cursor")
}

// Who writes a report counts it in its cell at once: nothing is due when the transaction is over.
func TestReportsAreCountedAtOnce(t *testing.T) {
	d := newDesk(t)
	due := func() int { return d.count(`SELECT count(*) FROM sotay.cells_due WHERE table_name = 'public_reports'`) }
	// As on a running server, where what the tables had before is counted already.
	if _, err := d.DB.Owner.Exec(t.Context(), `DELETE FROM sotay.cells_due`); err != nil {
		t.Fatal(err)
	}
	sent := d.send(d.roads())
	d.act(duty, sent.ID, verify())
	if shown := d.count(`SELECT count(*) FROM data.public_reports_cells`); shown != 1 || due() != 0 {
		t.Errorf("%d reports are in cells, %d are due", shown, due())
	}
	before := d.count(`SELECT cell FROM data.public_reports_cells`)
	lon, lat := 107.2, 10.5
	d.act(duty, sent.ID, incidents.Action{What: "edit", Lon: &lon, Lat: &lat})
	if after := d.count(`SELECT cell FROM data.public_reports_cells`); after == before || due() != 0 {
		t.Error("a report that was moved is in the cell where it was")
	}
	d.act(duty, sent.ID, incidents.Action{What: "edit", Publish: new(bool)})
	if n := d.count(`SELECT count(*) FROM data.public_reports_cells`); n != 0 || due() != 0 {
		t.Errorf("%d reports are in cells, %d are due", n, due())
	}
}
