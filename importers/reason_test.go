package importers_test

import (
	"strings"
	"testing"

	"sotay/importers"
)

// TestReasonsInBothLanguages: what breaks a file or a shape is said in the language of the
// sentence in which it stands.
func TestReasonsInBothLanguages(t *testing.T) {
	const begin = `{"type":"FeatureCollection","features":[`
	for _, tt := range []struct{ name, content, vi, en string }{
		{"x.geojson", begin + `{"type":"Feature","prop`, "hỏng sau 0 đối tượng: một giá trị JSON bị cắt ngang.", "it breaks after 0 features: a JSON value breaks off."},
		{"x.geojson", begin + `{} {}]}`, "có '{' giữa hai đối tượng.", "'{' between features."},
		{"x.geojson", begin + `{"type":Feature}]}`, "JSON sai cú pháp, trước byte 56.", "not valid JSON before byte 56."},
		{"x.geojson", begin + `]} x`, "có 'x' ở chỗ phải là '{'.", "'x' where '{' should be."},
		{"x.geojson", `{5:6}`, "một thành phần không có tên, trước byte 4.", "a member without a name before byte 4."},
		{"x.geojson", `{"type":"Feature" 5}`, "có '5' giữa hai thành phần.", "'5' between members."},
		{"x.gpkg", "SQLite format 3\x00" + strings.Repeat("x", 2000), "tệp không phải cơ sở dữ liệu SQLite.", "the file is no SQLite database."},
	} {
		_, _, err := drainFile(writeTemp(t, tt.name, tt.content), importers.OpenOptions{})
		said := wantError[*importers.Refused](t, err).Reason
		if !strings.HasSuffix(said.Vi, tt.vi) || !strings.HasSuffix(said.En, tt.en) {
			t.Errorf("%.60q: %+v", tt.content, said)
		}
	}
	for _, tt := range []struct{ name, content, vi, en string }{
		{"x.geojson", `{"type":"Point"}`, `"Point" không có mảng tọa độ`, `"Point" without an array of coordinates`},
		{"x.geojson", `{"type":"Point","coordinates":[1,"2"]}`, `tọa độ "\"2\"" không phải là số`, `coordinate "\"2\"" is no number`},
		{"x.geojson", `{"type":"Point","coordinates":[1]}`, "một điểm chỉ có một số", "a position of one number"},
		{"x.geojson", `{"type":"LineString","coordinates":[1,2]}`, `có "1" ở chỗ phải là một điểm`, `"1" where a position should be`},
		{"x.geojson", `{"type":"LineString","coordinates":[[],[1,2]]}`, "một điểm không có tọa độ", "an empty position"},
		{"x.geojson", `{"type":"Polygon","coordinates":[5]}`, `có "5" ở chỗ phải là dãy điểm`, `"5" where positions should be`},
		{"x.geojson", `{"type":"MultiPolygon","coordinates":[5]}`, `có "5" ở chỗ phải là vòng hoặc đường`, `"5" where rings or lines should be`},
		{"x.csv", "a,WKT\n1,POINT(107 10)\n2,POINT(107 10\n", "WKT sai cú pháp ở dòng 1, ký tự 12", "syntax error: unexpected $end, expecting ')' at line 1, pos 12"},
	} {
		r, err := importers.Open(writeTemp(t, tt.name, tt.content), importers.OpenOptions{})
		if err != nil {
			t.Errorf("%s: %v", tt.content, err)
			continue
		}
		var found []importers.Problem
		var rec importers.Record
		for r.Next(&rec) == nil {
			for _, p := range rec.Problems {
				if p.Code == "bad_geometry" {
					found = append(found, p)
				}
			}
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		if len(found) != 1 || found[0].What.Vi != "Không đọc được hình: "+tt.vi+"." || found[0].What.En != "The geometry cannot be read: "+tt.en+"." {
			t.Errorf("%s: %+v", tt.content, found)
		}
	}
}
