package geoapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sotay/geoapi"
	"sotay/incidents/photos"
	"sotay/incidents/photos/corpus"
	"sotay/internal/accounts"
)

// answered is a report that went its whole way, with the ids of all its photos.
type answered struct {
	id     int64
	number string
	photos []int64
}

// goesItsWay sends a report with photos, publishes them, and lets an agency resolve it with more,
// which the desk publishes when it closes it.
func (a *api) goesItsWay(key, duty, agency string, reported, result []string) (r answered) {
	a.t.Helper()
	r.id, r.number, r.photos = a.reportWith(key, "roads", reported...)
	a.verify(duty, r.id, r.photos, true)
	a.act(r.id, duty, `{"action": "assign", "agency": "duong"}`, 200)
	a.act(r.id, agency, `{"action": "start"}`, 200)
	body, err := json.Marshal(map[string]any{"action": "resolve", "public_words": "Đã vá.", "photos": result})
	must(a.t, err)
	a.act(r.id, agency, string(body), 200)
	must(a.t, a.db.Owner.QueryRow(a.t.Context(), `SELECT array_agg(id) FROM data.report_photos WHERE report = $1`, r.id).Scan(&r.photos))
	shown := map[int64]bool{}
	for _, id := range r.photos {
		shown[id] = true
	}
	body, err = json.Marshal(map[string]any{"action": "close", "photos_published": shown})
	must(a.t, err)
	a.act(r.id, duty, string(body), 200)
	return r
}

// TestNoForbiddenByteIsServed sends every photo of the corpus as a phone does, lets the reports go
// their way, and reads each address of a photo as everybody who may: whole, as a thumbnail,
// redacted, what it was before, and where Open311 says that it is. Each answer is a picture and
// nothing else, and so is all that is on disk. What is refused is refused in words, and says nothing
// of what was sent.
func TestNoForbiddenByteIsServed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "photos")
	a := newAPI(t, func(c *geoapi.Config) {
		files, err := photos.Open(dir)
		must(t, err)
		c.Photos = &photos.Kept{Files: files, DB: c.DB, Reports: c.Reports}
	})
	must(t, exec(t, a.db, seedRoutes))
	duty, agency := a.signIn("truc", accounts.IOC), a.signIn("roads", accounts.Agency, "duong")
	var tokens []string
	for _, c := range corpus.All() {
		got := a.call(http.MethodPost, "/api/report-photos", bytes.NewReader(c.File), "Content-Type: image/jpeg")
		var out struct{ Photo, Code string }
		got.json(t, &out)
		if taken := got.StatusCode == http.StatusCreated; taken != (c.Code == "") || out.Code != c.Code && c.Code != "too_large" || got.StatusCode >= 500 {
			t.Errorf("%s: %d %s", c.Name, got.StatusCode, got.body)
		}
		if bytes.Contains(got.body, []byte(corpus.Secret)) {
			t.Errorf("%s: the answer repeats it: %.300s", c.Name, got.body)
		}
		if out.Photo != "" {
			tokens = append(tokens, out.Photo)
		}
	}
	if len(tokens) < 60 {
		t.Fatalf("only %d photos are taken", len(tokens))
	}
	read := 0
	whole := func(path string, headers ...string) {
		t.Helper()
		got := a.get(path, headers...)
		if err := corpus.Bare(got.body); got.StatusCode != 200 || err != nil {
			t.Errorf("%s: %d %v", path, got.StatusCode, err)
		}
		if h := got.Header; h.Get("Content-Type") != "image/jpeg" || h.Get("X-Content-Type-Options") != "nosniff" || strings.Contains(h.Get("Cache-Control"), "max-age") {
			t.Errorf("%s: %v", path, h)
		}
		read++
	}
	for n := 0; len(tokens) > 1; n++ {
		half := min(10, len(tokens)/2)
		r := a.goesItsWay(fmt.Sprintf("corpus-%d", n), duty, agency, tokens[:half], tokens[half:2*half])
		tokens = tokens[2*half:]
		if got := a.call(http.MethodPost, fmt.Sprintf("/api/desk/report-photos/%d/redact", r.photos[0]), strings.NewReader(`{"boxes":[[0,0,1,1]]}`), duty, "Content-Type: application/json"); got.StatusCode != 200 {
			t.Errorf("redact: %d %s", got.StatusCode, got.body)
		}
		for _, id := range r.photos {
			for _, query := range []string{"", "?size=full", "?size=thumb", "?original=true", "?size=thumb&original=true", "?report=" + r.number} {
				for _, who := range []string{"X: x", duty, agency} {
					whole(fmt.Sprintf("/api/report-photos/%d.jpg%s", id, query), who)
				}
			}
		}
		for _, address := range a.mediaOf(r.number) {
			whole(address)
		}
	}
	must(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || e.Name() == "lock" {
			return err
		}
		file, err := os.ReadFile(path)
		if bare := corpus.Bare(file); bare != nil {
			t.Errorf("on disk, %s: %v", path, bare)
		}
		return err
	}))
	for _, line := range a.log.all() {
		if strings.Contains(line, corpus.Secret) {
			t.Errorf("the log repeats it: %.300s", line)
		}
	}
	t.Logf("%d answers were read", read)
}

// mediaOf lists where Open311 says that the photos of a report are, as paths.
func (a *api) mediaOf(number string) (list []string) {
	a.t.Helper()
	address := regexp.MustCompile(`https?://[^"<\s]+/api/report-photos/[^"<\s]+`)
	for _, path := range []string{"requests/" + number, "requests", "servicerequestupdates"} {
		for _, suffix := range []string{".xml", ".json"} {
			for _, found := range address.FindAllString(string(a.get("/open311/v2/"+path+suffix).body), -1) {
				u, err := url.Parse(strings.ReplaceAll(found, "&amp;", "&"))
				must(a.t, err)
				list = append(list, u.RequestURI())
			}
		}
	}
	if len(list) < 6 {
		a.t.Errorf("Open311 names %q: %s", list, a.get("/open311/v2/requests/"+number+".xml").body)
	}
	return list
}

// TestPhotosOfAgencies: people of an agency see the photos of its reports, before they are published
// too, and of no others; of a redacted one never what is beneath.
func TestPhotosOfAgencies(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, seedRoutes))
	duty, roads, waste := a.signIn("truc", accounts.IOC), a.signIn("roads", accounts.Agency, "duong"), a.signIn("waste", accounts.Agency, "rac")
	id, number, ids := a.reportWith("one", "roads", a.upload(photo(t, 250)))
	address := fmt.Sprintf("/api/report-photos/%d.jpg", ids[0])
	sees := func(when string, want map[string]int) {
		t.Helper()
		for name, header := range map[string]string{"roads": roads, "waste": waste, "public": "X: x", "duty": duty} {
			for _, query := range []string{"", "?size=thumb", "?original=true"} {
				if got := a.get(address+query, header).StatusCode; got != want[name] {
					t.Errorf("%s, %s%s: %d, want %d", when, name, query, got, want[name])
				}
			}
		}
	}
	sees("sent", map[string]int{"roads": 404, "waste": 404, "public": 404, "duty": 200})
	a.verify(duty, id, nil, true)
	sees("verified, the photo not published", map[string]int{"roads": 404, "waste": 404, "public": 404, "duty": 200})
	a.act(id, duty, `{"action": "assign", "agency": "duong"}`, 200)
	sees("assigned", map[string]int{"roads": 200, "waste": 404, "public": 404, "duty": 200})
	if got := a.call(http.MethodPost, fmt.Sprintf("/api/desk/report-photos/%d/redact", ids[0]), strings.NewReader(`{"boxes":[[0,0,64,48]]}`), duty, "Content-Type: application/json"); got.StatusCode != 200 {
		t.Fatalf("redact: %s", got.body)
	}
	beneath, shown := a.get(address+"?original=true", duty).body, a.get(address, duty).body
	if got := a.get(address+"?original=true", roads).body; bytes.Equal(beneath, shown) || !bytes.Equal(got, shown) {
		t.Error("an agency sees what is beneath")
	}
	a.act(id, duty, `{"action": "assign", "agency": "rac"}`, 200)
	sees("assigned to another", map[string]int{"roads": 404, "waste": 200, "public": 404, "duty": 200})
	if got := a.get(address+"?report="+number, roads).StatusCode; got != 404 {
		t.Errorf("by the number, though not published: %d", got)
	}
	if got := a.call(http.MethodPost, fmt.Sprintf("/api/desk/report-photos/%d/redact", ids[0]), strings.NewReader(`{"boxes":[],"anew":true}`), waste, "Content-Type: application/json"); got.StatusCode != 403 {
		t.Errorf("an agency takes a redaction away: %d", got.StatusCode)
	}
}

// TestWhatWasFetchedBeforeIsNotServed: a copy that somebody keeps is asked for again, and what was
// redacted or taken back since then is not given, whatever the client says that it has.
func TestWhatWasFetchedBeforeIsNotServed(t *testing.T) {
	a := newAPI(t)
	duty := a.signIn("truc", accounts.IOC)
	id, _, ids := a.reportWith("one", "roads", a.upload(photo(t, 250)))
	a.verify(duty, id, ids, true)
	address := fmt.Sprintf("/api/report-photos/%d.jpg", ids[0])
	before := map[string]answer{}
	for _, size := range []string{"full", "thumb"} {
		got := a.get(address + "?size=" + size)
		if before[size] = got; got.StatusCode != 200 || got.Header.Get("Cache-Control") != "no-cache" || got.Header.Get("ETag") == "" {
			t.Fatalf("%s: %d %v", size, got.StatusCode, got.Header)
		}
	}
	if got := a.call(http.MethodPost, fmt.Sprintf("/api/desk/report-photos/%d/redact", ids[0]), strings.NewReader(`{"boxes":[[0,0,64,48]]}`), duty, "Content-Type: application/json"); got.StatusCode != 200 {
		t.Fatalf("redact: %s", got.body)
	}
	for size, old := range before {
		tag := old.Header.Get("ETag")
		for _, headers := range [][]string{{"If-None-Match: " + tag}, {"If-Range: " + tag, "Range: bytes=10-"}, {"If-None-Match: W/" + tag}} {
			got := a.get(address+"?size="+size, headers...)
			if got.StatusCode != 200 || got.Header.Get("ETag") == tag || bytes.Equal(got.body, old.body) || corpus.Bare(got.body) != nil {
				t.Errorf("%s, %q: %d %s", size, headers, got.StatusCode, got.Header.Get("ETag"))
			}
		}
	}
	now := a.get(address).Header.Get("ETag")
	a.act(id, duty, `{"action": "edit", "publish": false}`, 200)
	if got := a.get(address, "If-None-Match: "+now); got.StatusCode != 404 {
		t.Errorf("taken back, but a copy is still fresh: %d", got.StatusCode)
	}
}

// TestUploadsOfOneAddress: a few that are slow do not shut others out.
func TestUploadsOfOneAddress(t *testing.T) {
	a := newAPI(t)
	take, all := geoapi.UploadPlaces()
	near := 0
	for ; take("192.0.2.1"); near++ {
	}
	if near == 0 || near > all/4 {
		t.Fatalf("one address has %d places of %d", near, all)
	}
	if !take("192.0.2.2") {
		t.Error("another address has none")
	}
	for n := range all {
		if !take(fmt.Sprintf("2001:db8::%x", n)) {
			break
		}
		if n >= all/4 {
			t.Fatalf("one household of IPv6 has %d places of %d", n, all)
		}
	}
	if a.upload(photo(t, 200)) == "" {
		t.Error("nothing is taken")
	}
}
