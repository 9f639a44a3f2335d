package demo_test

import (
	"slices"
	"testing"
	"time"

	"sotay/incidents"
	"sotay/incidents/photos"
	"sotay/internal/demo"
	"sotay/internal/testdb"
)

// streets are two communes with ten streets each.
const demoStreets = `
	INSERT INTO data.communes (code, name, province, geom)
	SELECT code, code, 'Thử', st_makeenvelope(107 + n * 0.2, 10.3, 107.1 + n * 0.2, 10.5, 4326) FROM (VALUES (0, '26506'), (1, '26560')) AS c (n, code);
	CREATE TABLE data.streets (id bigint, name text, geom geometry);
	CREATE TABLE data.roads (LIKE data.streets);
	INSERT INTO data.streets
	SELECT i, 'đường Thử ' || i, st_multi(st_setsrid(st_makeline(st_point(107.01 + i % 2 * 0.2, 10.31 + i * 0.005), st_point(107.09 + i % 2 * 0.2, 10.31 + i * 0.005)), 4326))
	FROM generate_series(1, 20) AS i;`

// TestLoadReports: the reports of the demo went their ways by the store itself, some to each end,
// with pictures where they were resolved; loaded again they stay.
func TestLoadReports(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	if _, err := db.Owner.Exec(t.Context(), demoStreets); err != nil {
		t.Fatal(err)
	}
	files, err := photos.Open(t.TempDir() + "/photos")
	if err != nil {
		t.Fatal(err)
	}
	store := &incidents.Store{DB: db}
	c := demo.LoadConfig{Owner: db.Owner, Reports: store, Photos: files, Now: time.Now()}
	for _, want := range []int64{400, 0} {
		loaded, err := demo.LoadReports(t.Context(), c)
		if err != nil || loaded.Counts.Added != want || loaded.Counts.Added+loaded.Counts.Unchanged != 400 {
			t.Fatalf("%+v, %v", loaded, err)
		}
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
	if st.All.Total != 400 || st.Ratings[0] == 0 || st.Ratings[2] == 0 || len(st.ByAgency) < 8 || len(st.ByCommune) != 2 {
		t.Errorf("statistics: %+v", st)
	}
	if n := numbersOf(t, db, `
		SELECT (SELECT count(*) FROM data.reports r WHERE r.state = 'resolved' AND NOT EXISTS (SELECT FROM data.report_photos p WHERE p.report = r.id AND p.kind = 'result')),
		       (SELECT count(*) FROM data.report_photos WHERE report IS NULL)`, 2); n[0] != 0 || n[1] != 0 {
		t.Errorf("%v resolved without a picture, %v pictures of nothing", n[0], n[1])
	}
	page, err := store.Public(t.Context(), incidents.PublicFilter{})
	if err != nil || len(page.Reports) != 50 {
		t.Errorf("the public sees %d, %v", len(page.Reports), err)
	}
}
