package demo_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"sotay/incidents"
	"sotay/incidents/photos"
	"sotay/internal/demo"
	"sotay/internal/demo/reporting"
	"sotay/internal/testdb"
	"sotay/postgis"
)

// streets are two communes with ten streets each, and one of former days in the place of the first.
const demoStreets = `
	INSERT INTO data.communes (code, name, province, geom)
	SELECT code, code, 'Thử', st_makeenvelope(107 + n * 0.2, 10.3, 107.1 + n * 0.2, 10.5, 4326) FROM (VALUES (0, '26506'), (1, '26560')) AS c (n, code);
	INSERT INTO data.communes (code, name, province, valid_to, geom) SELECT '26508', 'cũ', 'Thử', '2025-07-01', geom FROM data.communes WHERE code = '26506';
	CREATE TABLE data.streets (id bigint, name text, geom geometry);
	CREATE TABLE data.roads (LIKE data.streets);
	GRANT SELECT ON data.streets, data.roads TO sotay_app;
	INSERT INTO data.streets
	SELECT i, 'đường Thử ' || i, st_multi(st_setsrid(st_makeline(st_point(107.01 + i % 2 * 0.2, 10.31 + i * 0.005), st_point(107.09 + i % 2 * 0.2, 10.31 + i * 0.005)), 4326))
	FROM generate_series(1, 20) AS i;`

// streetsOnly is a database with streets and no reports, and a folder of photos.
func streetsOnly(t *testing.T) (*postgis.DB, *photos.Store) {
	t.Helper()
	db := testdb.New(t)
	if _, err := db.Owner.Exec(t.Context(), demoStreets); err != nil {
		t.Fatal(err)
	}
	files, err := photos.Open(t.TempDir() + "/photos")
	if err != nil {
		t.Fatal(err)
	}
	return db, files
}

// TestLoadReports: the reports of the demo went their ways by the store itself, some to each end,
// with pictures where they were resolved, some merged and some split; loaded again they stay.
func TestLoadReports(t *testing.T) {
	t.Parallel()
	db, files := streetsOnly(t)
	store := &incidents.Store{DB: db}
	c := demo.LoadConfig{Owner: db.Owner, Reports: store, Photos: files, Now: time.Now()}
	loaded, err := demo.LoadReports(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	again, err := demo.LoadReports(t.Context(), c)
	if err != nil || again.Counts.Added != 0 || again.Counts.Unchanged != loaded.Counts.Added {
		t.Fatalf("loaded again: %+v, %v", again, err)
	}
	duty := incidents.Actor{Kind: incidents.Duty}
	st, err := store.Statistics(t.Context(), duty, incidents.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, state := range incidents.States() {
		i := slices.IndexFunc(st.ByState, func(c incidents.Count) bool { return c.Key == string(state) })
		if state != incidents.Verified && (i < 0 || st.ByState[i].Total == 0) {
			t.Errorf("no report is %s: %+v", state, st.ByState)
		}
	}
	if st.All.Total != loaded.Counts.Added || st.All.Total <= reporting.Total || st.Ratings[0] == 0 || st.Ratings[2] == 0 || len(st.ByAgency) < 8 || len(st.ByCommune) != 2 {
		t.Errorf("statistics: %+v", st)
	}
	if n := numbersOf(t, db, `
		SELECT (SELECT count(*) FROM data.reports r WHERE r.state = 'resolved' AND NOT EXISTS (SELECT FROM data.report_photos p WHERE p.report = r.id AND p.kind = 'result')),
		       (SELECT count(*) FROM data.report_photos WHERE report IS NULL)`, 2); n[0] != 0 || n[1] != 0 {
		t.Errorf("%v resolved without a picture, %v pictures of nothing", n[0], n[1])
	}
	n := numbersOf(t, db, `
		SELECT (SELECT count(*) FROM data.reports WHERE merged_into IS NOT NULL), (SELECT count(*) FROM data.reports WHERE split_from IS NOT NULL),
		       (SELECT count(*) FROM data.reports WHERE split_from IS NOT NULL AND state = 'received'),
		       (SELECT count(*) FROM data.reports r JOIN data.agencies a ON a.id = r.agency WHERE a.code = 'phuong-ba-ria' AND r.commune <> '26560'),
		       (SELECT count(*) FROM data.reports r JOIN data.agencies a ON a.id = r.agency WHERE a.code = 'phuong-ba-ria')`, 5)
	if n[0] == 0 || n[1] == 0 || n[2] >= n[1] {
		t.Errorf("%v merged, %v split, of these %v left alone", n[0], n[1], n[2])
	}
	if n[3] != 0 || n[4] == 0 {
		t.Errorf("%v of %v reports of the ward are of another commune", n[3], n[4])
	}
	page, err := store.Public(t.Context(), incidents.PublicFilter{})
	if err != nil || len(page.Reports) != 50 {
		t.Errorf("the public sees %d, %v", len(page.Reports), err)
	}
}

// TestLivelyDay: over a day and a half people send reports, which are worked on up to their ends,
// some of them late; what is no report of the demo is left alone, and who serves later goes on.
func TestLivelyDay(t *testing.T) {
	t.Parallel()
	begin := time.Date(2026, 11, 25, 23, 0, 0, 0, time.UTC) // six in the morning
	db, files := streetsOnly(t)
	now := begin
	store := &incidents.Store{DB: db, Now: func() time.Time { return now }, Communes: func(context.Context, float64, float64, string) (string, error) { return "26506", nil }}
	if err := demo.ProvideAgencies(t.Context(), store); err != nil {
		t.Fatal(err)
	}
	first := incidents.New{Key: "the first of the demo", Category: "roads", Words: "Ổ gà", Lon: 107.05, Lat: 10.35, Address: "Gần đường Thử 1 " + reporting.Mark, Source: "web"}
	if _, err := store.Send(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	own, err := store.Send(t.Context(), incidents.New{Key: "a person's own report", Category: "roads", Words: "Ổ gà (hư cấu) trước nhà", Lon: 107.05, Lat: 10.35, Address: "Gần chợ", Source: "web"})
	if err != nil {
		t.Fatal(err)
	}
	serve := func(hours, minutes int) {
		t.Helper()
		once := demo.LivelyDay(store, files)
		for end := now.Add(time.Duration(hours) * time.Hour); now.Before(end); {
			now = now.Add(time.Duration(minutes) * time.Minute)
			if err := once(t.Context(), now); err != nil {
				t.Fatal(err)
			}
		}
		if err := store.Escalate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	serve(16, 10)
	day := numbersOf(t, db, `SELECT count(*) FROM data.reports WHERE source = 'web' AND received_at > '2026-11-25 23:00Z'`, 1)[0]
	if day < 30 || day > 80 {
		t.Errorf("%v reports in a day", day)
	}
	serve(20, 20) // another process
	kinds := numbersOf(t, db, `
		SELECT count(*) FILTER (WHERE action = 'verify'), count(*) FILTER (WHERE action = 'assign'), count(*) FILTER (WHERE action = 'start'),
		       count(*) FILTER (WHERE action = 'resolve'), count(*) FILTER (WHERE action IN ('reject', 'merge')), count(*) FILTER (WHERE action = 'rate'),
		       count(*) FILTER (WHERE action = 'escalate'), count(*) FILTER (WHERE report = (SELECT id FROM data.reports WHERE words LIKE '%trước nhà'))
		FROM   data.report_history WHERE at > '2026-11-25 23:00Z'`, 8)
	for i, what := range []string{"verified", "assigned", "started", "resolved", "rejected or merged", "rated", "late"} {
		if kinds[i] == 0 {
			t.Errorf("none is %s", what)
		}
	}
	shown := numbersOf(t, db, `
		SELECT count(DISTINCT h.report), count(f.id), count(f.id) FILTER (WHERE f.published)
		FROM   data.report_history h JOIN data.report_photos f ON f.report = h.report AND f.kind = 'result' WHERE h.action = 'close' AND h.at > '2026-11-25 23:00Z'`, 3)
	if shown[0] == 0 || shown[1] != shown[2] {
		t.Errorf("%v reports are closed; of %v pictures of their results %v are public", shown[0], shown[1], shown[2])
	}
	got, err := store.Report(t.Context(), incidents.Actor{Kind: incidents.Duty}, own.ID)
	if err != nil || got.State != incidents.Received {
		t.Errorf("a person's own report is %s, %v", got.State, err)
	}
	page, err := store.Queue(t.Context(), incidents.Actor{Kind: incidents.Duty}, incidents.Filter{Sort: "newest", Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range page.Reports {
		if r.ID != own.ID && !strings.HasSuffix(r.Address, reporting.Mark) {
			t.Errorf("%s is not marked: %s", r.Number, r.Address)
		}
	}
}

// TestNoDayWithoutTheDemo: where there are no reports of the demo none are sent.
func TestNoDayWithoutTheDemo(t *testing.T) {
	t.Parallel()
	db, _ := streetsOnly(t)
	if err := demo.LivelyDay(&incidents.Store{DB: db}, nil)(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	if n := numbersOf(t, db, `SELECT count(*) FROM data.reports`, 1); n[0] != 0 {
		t.Errorf("%v reports", n[0])
	}
}
