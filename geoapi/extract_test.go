package geoapi_test

import (
	"fmt"
	"net/url"
	"os"
	program "os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/geoapi"
)

// parcelPath is the path of parcel 5 of sheet 12.
func parcelPath(a *api) string {
	return fmt.Sprintf("/api/parcels/%.0f", search(a, "thửa 5 tờ 12 phường Vũng Tàu").Groups[0].Items[0]["id"])
}

func TestExtractFiles(t *testing.T) {
	a := newAPI(t)
	path := parcelPath(a)
	for format, want := range map[string]struct{ kind, begins, holds string }{
		"pdf":     {"application/pdf", "%PDF-", ""},
		"geojson": {"application/geo+json", `{"geometry":{"type":"Polygon","coordinates":[[[107.0`, `"parcel_no":"5"`},
		"dxf":     {"image/vnd.dxf", "  0\nSECTION\n", "RANH_THUA"},
		"csv":     {"text/csv; charset=utf-8", "\ufeffMảnh,", "1144010.000,426060.000,10.00"},
	} {
		got := a.get(path + "/extract." + format)
		body := string(got.body)
		if got.StatusCode != 200 || got.Header.Get("Content-Type") != want.kind || !strings.HasPrefix(body, want.begins) || !strings.Contains(body, want.holds) {
			t.Errorf("%s: %d %s %.120q", format, got.StatusCode, got.Header.Get("Content-Type"), body)
		}
		if name := got.Header.Get("Content-Disposition"); name != `attachment; filename="trich-luc-to12-thua5.`+format+`"` {
			t.Errorf("%s is named %s", format, name)
		}
		if strings.Contains(body, "hư cấu") || strings.Contains(body, "owner") {
			t.Errorf("%s tells of the owner", format)
		}
	}
	if body := string(a.get(path + "/extract.csv?lang=en").body); !strings.HasPrefix(body, "\ufeffPart,") {
		t.Errorf("in English: %.60q", body)
	}
	for wrong, status := range map[string]int{
		path + "/extract.pdf?size=A5": 400, path + "/extract.pdf?lang=fr": 400, path + "/extract.doc": 404, "/api/parcels/999999/extract.pdf": 404,
	} {
		if got := a.get(wrong); got.StatusCode != status {
			t.Errorf("%s: %d, want %d", wrong, got.StatusCode, status)
		}
	}
}

// pdf reads a PDF's text, or with -url its links, by poppler's program.
func pdf(t *testing.T, body []byte, name string, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "x.pdf")
	must(t, os.WriteFile(file, body, 0o600))
	args = append(args, file)
	if name == "pdftotext" {
		args = append(args, "-")
	}
	out, err := program.Command(name, args...).Output()
	if err != nil {
		t.Fatalf("%s (Debian package poppler-utils): %v", name, err)
	}
	return string(out)
}

// TestExtractIsVerified: what the QR code of a printed extract asks is answered as long as
// the parcel stays, and after a change the answer says what changed.
func TestExtractIsVerified(t *testing.T) {
	a := newAPI(t, func(c *geoapi.Config) { c.PublicURL = "https://sotay.example/" })
	printed := a.get(parcelPath(a) + "/extract.pdf?size=A3")
	link := regexp.MustCompile(`https://sotay\.example/verify\?\S+`).FindString(pdf(t, printed.body, "pdfinfo", "-url"))
	u, err := url.Parse(link)
	must(t, err)
	asked := u.Query()
	if text := pdf(t, printed.body, "pdftotext"); asked.Get("hash") == "" || !strings.Contains(text, asked.Get("hash")) {
		t.Fatalf("the page does not show the code of %q", link)
	}
	verify := "/api/extracts/verify?extract=" + url.QueryEscape(asked.Get("extract")) + "&hash=" + asked.Get("hash")
	check := func(path, state string, changed []string) {
		t.Helper()
		var got struct {
			State   string
			Changed []string
			Parcel  *struct {
				ParcelNo string `json:"parcel_no"`
			}
		}
		a.mustGet(path, &got)
		if diff := cmp.Diff(changed, got.Changed); got.State != state || diff != "" || state != "gone" && (got.Parcel == nil || got.Parcel.ParcelNo == "") {
			t.Errorf("%s: %+v (-want +got):\n%s", path, got, diff)
		}
	}
	parts := verify + "&parts=" + asked.Get("parts")
	check(verify, "same", []string{})
	check(parts, "same", []string{})
	check(strings.Replace(verify, "&hash="+asked.Get("hash"), "&hash="+strings.ToUpper(asked.Get("hash")), 1), "same", []string{})
	must(t, exec(t, a.db, `UPDATE data.parcels SET id = id + 1000 WHERE sheet_no = '12'`)) // imported anew
	check(parts, "same", []string{})
	const this = ` WHERE commune_code = '26506' AND sheet_no = '12' AND parcel_no = '5'`
	must(t, exec(t, a.db, `UPDATE data.parcels SET address = 'Số 7', land_use = 'ODT'`+this))
	check(verify, "changed", nil)
	check(parts, "changed", []string{"identity", "land_types"})
	must(t, exec(t, a.db, `DELETE FROM data.parcels`+this))
	check(parts, "gone", nil)
	for _, wrong := range []string{
		"?extract=26506-12-5-20261126", "?hash=0123456789abcdef", "?extract=26506-12-5-20261126&hash=xyz", "?extract=5&hash=0123456789abcdef",
		"?extract=26506-12-5-20261126&hash=0123456789abcdef&parts=1",
	} {
		if got := a.get("/api/extracts/verify" + wrong); got.StatusCode != 400 {
			t.Errorf("%s: %d, want 400", wrong, got.StatusCode)
		}
	}
}

// TestPDFShowsTheNeighbours: their numbers are on the drawing.
func TestPDFShowsTheNeighbours(t *testing.T) {
	a := newAPI(t)
	text := pdf(t, a.get(parcelPath(a)+"/extract.pdf").body, "pdftotext", "-raw")
	if !strings.Contains(text, "\n4 6\n") { // to the left and to the right, on one line
		t.Errorf("the neighbours 4 and 6 are not there:\n%s", text)
	}
}
