package geoapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"net/http"
	"strings"
	"testing"

	"sotay/geoapi"
	"sotay/internal/accounts"
)

// photo is a JPEG with a comment that nobody is to see.
func photo(t *testing.T, shade uint8) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 64, 48))
	draw.Draw(img, img.Rect, image.NewUniform(color.Gray{shade}), image.Point{}, draw.Src)
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, img, nil))
	return append([]byte("\xff\xd8\xff\xfe\x00\x0ekhong-lo-ra!"), b.Bytes()[2:]...)
}

// upload sends a photo and gives its token.
func (a *api) upload(file []byte) string {
	a.t.Helper()
	var out struct{ Photo string }
	got := a.call(http.MethodPost, "/api/report-photos", bytes.NewReader(file), "Content-Type: image/jpeg")
	if got.StatusCode != http.StatusCreated {
		a.t.Fatalf("upload: %d %s", got.StatusCode, got.body)
	}
	got.json(a.t, &out)
	return out.Photo
}

// reportWith sends a report with photos and gives its id, its number and the ids of its photos.
func (a *api) reportWith(key, category string, photos ...string) (id int64, number string, ids []int64) {
	a.t.Helper()
	body, err := json.Marshal(map[string]any{"category": category, "words": "Ổ gà lớn", "lon": 107.08, "lat": 10.34, "photos": photos})
	must(a.t, err)
	got := a.call(http.MethodPost, "/api/reports", bytes.NewReader(body), "Content-Type: application/json", "Idempotency-Key: "+key+"-0123456789abcdef")
	if got.StatusCode != http.StatusCreated {
		a.t.Fatalf("send: %d %s", got.StatusCode, got.body)
	}
	var out struct{ Number string }
	got.json(a.t, &out)
	must(a.t, a.db.Owner.QueryRow(a.t.Context(), `
		SELECT r.id, coalesce(array_agg(p.id ORDER BY p.position) FILTER (WHERE p.id IS NOT NULL), '{}')
		FROM data.reports r LEFT JOIN data.report_photos p ON p.report = r.id WHERE r.number = $1 GROUP BY r.id`, out.Number).Scan(&id, &ids))
	return id, out.Number, ids
}

// verify publishes a report, with its photos.
func (a *api) verify(duty string, id int64, photos []int64, publish bool) {
	a.t.Helper()
	shown := map[int64]bool{}
	for _, p := range photos {
		shown[p] = true
	}
	body, err := json.Marshal(map[string]any{"action": "verify", "version": 1, "public_words": "Ổ gà trên đường", "publish": publish, "photos_published": shown})
	must(a.t, err)
	if got := a.call(http.MethodPost, fmt.Sprintf("/api/desk/reports/%d/actions", id), bytes.NewReader(body), duty, "Content-Type: application/json"); got.StatusCode != 200 {
		a.t.Fatalf("verify: %d %s", got.StatusCode, got.body)
	}
}

// TestPhotosOfReports follows a photo from its upload to the public: who may see it when, what of
// it, and what of it no more.
func TestPhotosOfReports(t *testing.T) {
	a := newAPI(t)
	duty := a.signIn("ioc", accounts.IOC)
	citizen := a.signIn("citizen", accounts.Citizen)
	id, number, photos := a.reportWith("one", "roads", a.upload(photo(t, 250)), a.upload(photo(t, 200)))
	if len(photos) != 2 {
		t.Fatalf("%d photos", len(photos))
	}
	url := fmt.Sprintf("/api/report-photos/%d.jpg", photos[0])
	sees := func(want int, path string, headers ...string) []byte {
		t.Helper()
		got := a.get(path, headers...)
		if got.StatusCode != want {
			t.Errorf("%s %v: %d, want %d", path, headers, got.StatusCode, want)
		}
		if got.StatusCode == 200 && (bytes.Contains(got.body, []byte("khong-lo-ra")) || got.Header.Get("Content-Type") != "image/jpeg") {
			t.Errorf("%s: %q", path, got.Header)
		}
		return got.body
	}
	sees(404, url)
	sees(404, url, citizen)
	sees(404, url+"?report="+number)
	whole := sees(200, url, duty)
	if got := a.get(url, duty).Header.Get("Cache-Control"); got != "private, no-store" {
		t.Errorf("a private photo: %s", got)
	}
	sees(200, url+"?size=thumb", duty)
	sees(400, url+"?size=huge", duty)
	sees(404, "/api/report-photos/999999.jpg", duty)

	a.verify(duty, id, photos[:1], false)
	sees(404, url)
	sees(200, url+"?report="+strings.ToLower(strings.ReplaceAll(number, "-", "")))
	sees(404, fmt.Sprintf("/api/report-photos/%d.jpg?report=%s", photos[1], number))
	if got := a.call(http.MethodPost, fmt.Sprintf("/api/desk/reports/%d/actions", id), strings.NewReader(`{"action":"edit","version":2,"publish":true}`), duty, "Content-Type: application/json"); got.StatusCode != 200 {
		t.Fatalf("publish: %s", got.body)
	}
	sees(200, url)
	sees(404, fmt.Sprintf("/api/report-photos/%d.jpg", photos[1]))
	if got := a.get(url, `If-None-Match: `+a.get(url).Header.Get("ETag")); got.StatusCode != http.StatusNotModified {
		t.Errorf("a known photo: %d", got.StatusCode)
	}

	redact := func(body string, headers ...string) answer {
		return a.call(http.MethodPost, fmt.Sprintf("/api/desk/report-photos/%d/redact", photos[0]), strings.NewReader(body), append(headers, "Content-Type: application/json")...)
	}
	if got := redact(`{"boxes":[[0,0,32,48]]}`, citizen); got.StatusCode != http.StatusForbidden {
		t.Errorf("a citizen redacts: %d", got.StatusCode)
	}
	if got := redact(`{"boxes":[[60,0,10,10]]}`, duty); got.StatusCode != 422 {
		t.Errorf("a box outside: %d %s", got.StatusCode, got.body)
	}
	light := func(body []byte) (left, right bool) {
		img, err := jpeg.Decode(bytes.NewReader(body))
		must(t, err)
		at := func(x int) bool { r, _, _, _ := img.At(x, 24).RGBA(); return r > 0xe000 }
		return at(8), at(56)
	}
	if got := redact(`{"boxes":[[0,0,32,48]]}`, duty); got.StatusCode != 200 {
		t.Fatalf("redact: %d %s", got.StatusCode, got.body)
	}
	if left, right := light(sees(200, url)); left || !right {
		t.Errorf("redacted: light on the left %t, on the right %t", left, right)
	}
	redact(`{"boxes":[[48,0,16,48]]}`, duty) // in addition
	if left, right := light(sees(200, url)); left || right {
		t.Errorf("redacted twice: light on the left %t, on the right %t", left, right)
	}
	if left, _ := light(sees(200, url+"?size=thumb")); left {
		t.Error("the thumbnail is as before")
	}
	if left, _ := light(sees(200, url+"?original=true")); left {
		t.Error("anybody sees the original")
	}
	if got := sees(200, url+"?original=true", duty); !bytes.Equal(got, whole) {
		t.Error("the duty desk does not see the original")
	}
	redact(`{"boxes":[],"anew":true}`, duty)
	if left, right := light(sees(200, url)); !left || !right {
		t.Error("what was painted over by mistake stays so")
	}
	var rows int
	must(t, a.db.Owner.QueryRow(t.Context(), `SELECT count(*) FROM sotay.audit WHERE action = 'report.photo.redact' AND subject = 'report:' || $1`, number).Scan(&rows))
	if rows != 3 {
		t.Errorf("%d redactions in the audit", rows)
	}
}

// TestPhotosThatAreRefused say what is wrong.
func TestPhotosThatAreRefused(t *testing.T) {
	a := newAPI(t, func(c *geoapi.Config) { c.PhotosPerMinute = 1 })
	for _, tt := range []struct {
		body   []byte
		status int
		code   string
	}{
		{[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), 415, "heic"},
		{[]byte("<svg/>"), 415, "not_a_photo"},
		{photo(t, 9)[:200], 422, "damaged"},
		{make([]byte, 12<<20+1), 413, ""},
		{nil, 400, "empty"},
	} {
		got := a.call(http.MethodPost, "/api/report-photos", bytes.NewReader(tt.body), "Content-Type: image/jpeg")
		var p struct{ Code string }
		got.json(t, &p)
		if got.StatusCode != tt.status || p.Code != tt.code {
			t.Errorf("%.20q: %d %s", tt.body, got.StatusCode, got.body)
		}
	}
	last := 0
	for range 10 {
		last = a.call(http.MethodPost, "/api/report-photos", bytes.NewReader(photo(t, 9)), "Content-Type: image/jpeg").StatusCode
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("too many: %d", last)
	}
	none := newAPI(t, func(c *geoapi.Config) { c.Photos = nil })
	if got := none.call(http.MethodPost, "/api/report-photos", bytes.NewReader(photo(t, 9)), "Content-Type: image/jpeg"); got.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("without a folder: %d", got.StatusCode)
	}
}
