package geoapi_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"sotay/geoapi"
	"sotay/internal/accounts"
	"sotay/internal/audit"
	"sotay/internal/testdb"
)

// searched is what a search for owners or certificates answers.
type searched struct {
	Parcels []struct {
		ID    int64
		Found string
	}
	More bool
}

// search looks for owners or a certificate.
func (a *api) search(p person, path, body string) (answer, searched) {
	a.t.Helper()
	got := a.as(p, http.MethodPost, path, body)
	var found searched
	if got.StatusCode == http.StatusOK {
		got.json(a.t, &found)
	}
	return got, found
}

// ownersOf is the body of a search in 26506.
func ownersOf(name string) string {
	return fmt.Sprintf(`{"commune":"26506","name":%q,"purpose":"Tìm chủ cũ của %s"}`, name, name)
}

// TestSearchesAreChargedByWhatTheyTell: each parcel told is one read of the quota, no more are
// told than are left, and each says who was told of it.
func TestSearchesAreChargedByWhatTheyTell(t *testing.T) {
	a := newAPI(t, func(c *geoapi.Config) { c.PrivateReads = 36 })
	officer := person{header: a.signIn("hoa.tran", accounts.LandOfficer, "26506")}
	must(t, exec(t, a.db, `
		UPDATE data.parcels_restricted r SET certificate_no = 'CS 01234567', owner_name = 'Lý Bá Tý (hư cấu)' FROM data.parcels p
		WHERE  p.id = r.id AND p.commune_code = '26506' AND p.parcel_no IN ('7', '8')`))
	used := func() int { return a.count(`SELECT coalesce(sum(reads), 0) FROM sotay.private_reads`) }
	reads := func(parcel int64) []string {
		t.Helper()
		var seen struct {
			Reads []struct{ Actor, Purpose string }
		}
		a.mustGet(fmt.Sprintf("/api/parcels/%d/reads", parcel), &seen, officer.header)
		list := []string{}
		for _, r := range seen.Reads {
			list = append(list, r.Actor+": "+r.Purpose)
		}
		return list
	}
	for _, tt := range []struct {
		path, body string
		told, used int
		more       bool
	}{
		{"/api/owners", ownersOf("không ai"), 0, 1, false},
		{"/api/owners", ownersOf("nguyễn"), 28, 29, false},
		{"/api/certificates", `{"serial":"CS01234567","purpose":"Giải quyết hồ sơ"}`, 2, 31, false},
		{"/api/owners", ownersOf("lý bá"), 2, 33, false},
		{"/api/owners", ownersOf("nguyễn"), 3, 36, true},
	} {
		got, found := a.search(officer, tt.path, tt.body)
		if got.StatusCode != 200 || len(found.Parcels) != tt.told || found.More != tt.more || used() != tt.used {
			t.Errorf("%s: %d, %d parcels, more %t, %d reads used; want %+v", tt.body, got.StatusCode, len(found.Parcels), found.More, used(), tt)
		}
	}
	rows := a.count(`SELECT count(*) FROM sotay.audit`)
	if got, _ := a.search(officer, "/api/owners", ownersOf("lý bá")); got.StatusCode != 429 {
		t.Errorf("beyond the quota: %d", got.StatusCode)
	}
	if n := a.count(`SELECT count(*) FROM sotay.audit`); n != rows || used() != 36 {
		t.Errorf("beyond the quota: %d audit rows more, %d used", n-rows, used())
	}
	if n := a.count(`SELECT count(*) FROM sotay.private_found`); n != 0 {
		t.Errorf("%d rows of what was found are left", n)
	}
	var seventh int64
	must(t, a.db.Owner.QueryRow(t.Context(), `SELECT id FROM data.parcels WHERE commune_code = '26506' AND parcel_no = '7'`).Scan(&seventh))
	want := "[hoa.tran (hư cấu): Tìm chủ cũ của lý bá hoa.tran (hư cấu): Giải quyết hồ sơ]"
	if got := fmt.Sprint(reads(seventh)); got != want {
		t.Errorf("who was told of parcel 7: %s, want %s", got, want)
	}
	var last int64
	must(t, a.db.Owner.QueryRow(t.Context(), `SELECT id FROM data.parcels WHERE commune_code = '26506' AND parcel_no = '30'`).Scan(&last))
	if got := reads(last); len(got) != 1 { // the second search for them had no room for it
		t.Errorf("who was told of parcel 30: %q", got)
	}
}

// TestNoMoreThanFifty: what lies beyond is said to be there, and not charged.
func TestNoMoreThanFifty(t *testing.T) {
	a := newAPI(t)
	officer := person{header: a.signIn("hoa.tran", accounts.LandOfficer)}
	must(t, exec(t, a.db, `UPDATE data.parcels_restricted SET certificate_no = 'CS 01234567'`)) // 60 parcels
	const body = `{"serial":"CS01234567","purpose":"Giải quyết hồ sơ"}`
	for _, tt := range []struct {
		before string
		more   bool
	}{
		{`SELECT`, true},
		{`UPDATE data.parcels_restricted SET certificate_no = NULL WHERE id IN (SELECT id FROM data.parcels_restricted ORDER BY id DESC LIMIT 10)`, false},
	} {
		must(t, exec(t, a.db, tt.before))
		must(t, exec(t, a.db, `DELETE FROM sotay.private_reads`))
		got, found := a.search(officer, "/api/certificates", body)
		if got.StatusCode != 200 || len(found.Parcels) != 50 || found.More != tt.more || a.count(`SELECT sum(reads) FROM sotay.private_reads`) != 50 {
			t.Errorf("%s: %d, %d parcels, more %t", tt.before, got.StatusCode, len(found.Parcels), found.More)
		}
	}
}

// TestOwnersWithSignsInTheirNames: signs part words, in what is asked and in what is stored.
func TestOwnersWithSignsInTheirNames(t *testing.T) {
	a := newAPI(t)
	officer := person{header: a.signIn("hoa.tran", accounts.LandOfficer, "26506")}
	for _, tt := range []struct {
		stored string
		asked  []string
	}{
		{"Nguyễn Văn A-Trần Thị B", []string{"Trần Thị B", "nguyen van a", "A-Trần Thị"}},
		{"K'Brêu", []string{"K'Brêu", "K’Brêu", "breu"}},
		{"(Bà) Lê Thị Ước", []string{"Lê Thị", "bà lê thị"}},
		{"Phạm Ất/Đỗ Bính", []string{"đỗ bính", "Phạm Ất,Đỗ Bính"}},
		{"Công ty CP 621 & Cộng sự", []string{"CP 621", "cộng sự"}},
		{"Lý Bá Tý", []string{"lý bá tý", "ba ty"}},
		{"Hộ ông Đặng Đỗ,bà Hồ Thị Á", []string{"hồ thị", "bà hồ thị á"}},
	} {
		_, err := a.db.Owner.Exec(t.Context(), `UPDATE data.parcels_restricted SET owner_name = $1 WHERE id = $2`, tt.stored, a.parcelOf("26506"))
		must(t, err)
		for _, name := range tt.asked {
			if got, found := a.search(officer, "/api/owners", ownersOf(name)); len(found.Parcels) != 1 || found.Parcels[0].Found != tt.stored {
				t.Errorf("%q, asked for as %q: %d %s", tt.stored, name, got.StatusCode, got.body)
			}
		}
	}
	for name, status := range map[string]int{"n n n": 400, "ly": 400, "ngu ngu": 200, "n v m": 200, "h o n": 200} {
		got, found := a.search(officer, "/api/owners", ownersOf(name))
		if got.StatusCode != status || status == 200 && len(found.Parcels) != map[string]int{"ngu ngu": 29}[name] {
			t.Errorf("%q: %d with %d parcels", name, got.StatusCode, len(found.Parcels))
		}
	}
}

// TestSlowSearchHoldsNobodyUp: while a search looks, others write into the audit log.
func TestSlowSearchHoldsNobodyUp(t *testing.T) {
	a := newAPI(t)
	officer := person{header: a.signIn("hoa.tran", accounts.LandOfficer, "26506")}
	tx, err := a.db.Owner.Begin(t.Context())
	must(t, err)
	defer func() { _ = tx.Rollback(context.Background()) }()
	_, err = tx.Exec(t.Context(), `LOCK TABLE data.parcels_restricted`)
	must(t, err)
	got := make(chan int, 1)
	go func() {
		res, found := a.search(officer, "/api/owners", ownersOf("nguyễn"))
		got <- res.StatusCode + len(found.Parcels)
	}()
	for waiting := false; !waiting; time.Sleep(10 * time.Millisecond) {
		must(t, a.db.App.QueryRow(t.Context(), `
			SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = to_regclass('data.parcels_restricted'))`).Scan(&waiting))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	if err := testdb.Audit(t).Write(ctx, a.db.App, audit.Entry{Actor: "test", Action: "test.row"}); err != nil {
		t.Errorf("during a search: %v", err)
	}
	must(t, tx.Rollback(t.Context()))
	if n := <-got; n != 200+30 {
		t.Errorf("the search: %d", n)
	}
}
