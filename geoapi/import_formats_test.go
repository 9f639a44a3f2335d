package geoapi_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestImportOfOtherFormats: a KML sent over HTTP is converted, staged and leaves nothing in
// the folder for uploads; what is refused says why.
func TestImportOfOtherFormats(t *testing.T) {
	a := newAPI(t)
	kml := `<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>tram</name><Placemark><name>Trạm 1</name><Point><coordinates>107.08,10.34</coordinates></Point></Placemark></Document></kml>`
	c := settle(a, upload(a, "trạm.kml", kml, "new_layer", "tram_do", "title", "Trạm đo", "theme", "air").ID)
	if c.State != "staged" || c.Counts["added"] != 1 {
		t.Errorf("KML: %+v", c)
	}
	for name, tt := range map[string]struct{ content, says string }{
		"v8.dgn":    {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "MicroStation V7 DGN"},
		"other.kml": {"<OGRVRTDataSource/>", "KML"},
	} {
		c := settle(a, upload(a, name, tt.content, "layer", "parcels").ID)
		if c.State != "failed" {
			t.Errorf("%s: %+v", name, c)
		}
		if text := string(a.get(fmt.Sprintf("/api/imports/%d", c.ID), "token").body); !strings.Contains(text, tt.says) || !strings.Contains(text, name) {
			t.Errorf("%s: %s", name, text)
		}
	}
}
