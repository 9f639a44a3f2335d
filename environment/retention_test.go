package environment_test

import (
	"context"
	"testing"
	"time"

	"sotay/environment"
	"sotay/internal/testdb"
	"sotay/postgis"
)

const partitions = `SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'data.readings'::regclass ORDER BY 1`

// monthly sends a reading of the 5th of each month, and gives the months.
func monthly(t *testing.T, s *environment.Store, back int) []string {
	t.Helper()
	now := time.Now().In(time.FixedZone("", 7*3600))
	var names []string
	for n := back; n >= 0; n-- {
		month := time.Date(now.Year(), now.Month()-time.Month(n), 1, 0, 0, 0, 0, now.Location())
		mustTake(t, s, environment.Sender{}, pm(month.Format("20060102")+"000500", "20"))
		names = append(names, "data.readings_"+month.Format("2006_01"))
	}
	return names
}

func TestRetention(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	s := environment.New(db)
	months := monthly(t, s, 6)
	retain := func() {
		t.Helper()
		if err := s.Retain(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	retain()
	expect(t, "months without a policy", months, lines(t, db, partitions))
	aggregates := lines(t, db, `SELECT h::text FROM data.readings_hourly h UNION ALL SELECT d::text FROM data.readings_daily d ORDER BY 1`)

	who := environment.Who{Actor: "thử", Audit: testdb.Audit(t)}
	four, two := 4, 2
	if err := s.SetPolicy(context.Background(), who, environment.Policy{RawMonths: &four}); err != nil {
		t.Fatal(err)
	}
	if err := s.SetPolicy(context.Background(), who, environment.Policy{RawMonths: &two}); err == nil {
		t.Error("raw readings of three months can be given up")
	}
	retain()
	expect(t, "months with four kept", months[2:], lines(t, db, partitions))
	expect(t, "aggregates stay", aggregates, lines(t, db, `SELECT h::text FROM data.readings_hourly h UNION ALL SELECT d::text FROM data.readings_daily d ORDER BY 1`))
	expect(t, "audited", []string{"thử"}, lines(t, db, `SELECT actor FROM sotay.audit WHERE action = 'readings.retention'`))

	// What comes late is refused, to its last moment: the means would be of it alone.
	kept, err := time.ParseInLocation("data.readings_2006_01", months[2], time.FixedZone("", 7*3600))
	if err != nil {
		t.Fatal(err)
	}
	late := []environment.Sent{pm(kept.Add(-time.Hour).Format(time.RFC3339), "1"), pm(kept.Format(time.RFC3339), "1"), pm(kept.Add(time.Second).Format(time.RFC3339), "1")}
	expect(t, "late", []string{"refused too_old", "refused too_old", "stored"}, mustTake(t, s, environment.Sender{}, late...))
	expect(t, "months afterwards", months[2:], lines(t, db, partitions))

	if err := s.SetPolicy(context.Background(), who, environment.Policy{}); err != nil {
		t.Fatal(err)
	}
	expect(t, "late, without a policy again", []string{"refused too_old"}, mustTake(t, s, environment.Sender{}, late[0]))
}

// The function that drops looks for itself, whatever the table says.
func TestRetentionLeavesThreeMonths(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	s := environment.New(db)
	months := monthly(t, s, 5)
	mustExec(t, db, `ALTER TABLE sotay.readings_policy DROP CONSTRAINT readings_policy_raw_months_check`)
	mustExec(t, db, `UPDATE sotay.readings_policy SET raw_months = 0`)
	if err := s.Retain(context.Background()); err != nil {
		t.Fatal(err)
	}
	expect(t, "months", months[2:], lines(t, db, partitions))
}

func TestRetentionOfRevisionsAndTheQuarantine(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	s := environment.New(db)
	mustExec(t, db, `
		INSERT INTO data.reading_revisions (station, parameter, at, status, source, replaced_at)
		SELECT s.id, 1, now(), 0, age || ' months', now() - make_interval(months => age, days => 1) FROM data.stations s, unnest('{2,3,8}'::int[]) AS age WHERE code = 'KK01'`)
	mustExec(t, db, `
		INSERT INTO data.reading_quarantine (source, reason, station, parameter, at, value, unit, status, settled_at, settled_by, settled_how)
		SELECT age || ' months', 'x', 'x', 'x', 'x', 'x', 'x', '', now() - make_interval(months => age, days => 1), 'x', 'discarded' FROM unnest('{0,1,8}'::int[]) AS age`)
	mustExec(t, db, `INSERT INTO data.reading_quarantine (received_at, source, reason, station, parameter, at, value, unit, status) VALUES ('2020-01-01', 'open', 'x', 'x', 'x', 'x', 'x', 'x', '')`)
	left := `SELECT 'r ' || source FROM data.reading_revisions UNION ALL SELECT 'q ' || source FROM data.reading_quarantine ORDER BY 1`
	all := []string{"q 0 months", "q 1 months", "q 8 months", "q open", "r 2 months", "r 3 months", "r 8 months"}
	for _, c := range []struct {
		policy string
		want   []string
	}{
		{"settled_months = NULL", all},
		{"settled_months = 1", []string{all[0], all[3], all[4], all[5], all[6]}},
		{"revision_months = 6", []string{all[0], all[3], all[4], all[5]}},
		{"revision_months = 3", []string{all[0], all[3], all[4]}},
	} {
		mustExec(t, db, `UPDATE sotay.readings_policy SET `+c.policy)
		if err := s.Retain(context.Background()); err != nil {
			t.Fatal(err)
		}
		expect(t, c.policy, c.want, lines(t, db, left))
	}
}

// The work makes the months that will be needed before anything is sent.
func TestMonthsAreMadeAhead(t *testing.T) {
	db := testdb.New(t)
	s := environment.New(db)
	at := time.Date(2026, 1, 31, 23, 30, 0, 0, time.UTC) // the 1st of February in Việt Nam
	s.SetNow(func() time.Time { return at })
	ctx, cancel := context.WithCancel(context.Background())
	worked := make(chan struct{})
	go func() {
		defer close(worked)
		s.Work(ctx, func(err error) { t.Error(err) })
	}()
	waitFor(t, db, `SELECT count(*) >= 2 FROM pg_inherits WHERE inhparent = 'data.readings'::regclass`)
	cancel()
	<-worked
	expect(t, "months", []string{"data.readings_2026_02", "data.readings_2026_03"}, lines(t, db, partitions))
}

// waitFor asks until the answer is true.
func waitFor(t *testing.T, db *postgis.DB, sql string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		var is bool
		if err := db.Owner.QueryRow(ctx, sql).Scan(&is); err != nil {
			t.Fatal(err)
		}
		if is {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}
