package parcels_test

import (
	"context"
	"fmt"
	"testing"

	"sotay/communes"
	"sotay/internal/testdb"
	"sotay/layers"
	"sotay/parcels"
	"sotay/postgis"
)

// seed is a small town: three communes, sheets 1 to 3 and 12 with parcels 1 to 60 in
// each, squares of 10 m by their numbers, surveyed in the zone of 107°45′, whose south-
// western corner is at east 426000 + 2000 × commune, north 1144000 + 100 × sheet.
const seed = `
	INSERT INTO data.communes (code, name, province, old_names, geom)
	SELECT code, name, 'Thành phố Hồ Chí Minh', old_names,
	       st_transform(st_makeenvelope(426000 + 2000 * n, 1143000, 427999 + 2000 * n, 1146000, 910775), 4326)
	FROM  (VALUES (0, '26506', 'Phường Vũng Tàu', 'Phường 1, Phường Thắng Tam'),
	              (1, '26526', 'Phường Tam Thắng', NULL),
	              (2, '26659', 'Xã Long Điền', NULL),
	              (3, '26572', 'Phường Tam Long', NULL)) AS c (n, code, name, old_names);

	INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, address, land_use, land_types, survey_geom, geom)
	SELECT code, sheet::text, parcel::text, 'Số ' || parcel || ' đường Thử', 'ODT+CLN', '{ODT,CLN}', square, st_transform(square, 4326)
	FROM  (VALUES (0, '26506'), (1, '26526'), (2, '26659')) AS c (n, code),
	       unnest(ARRAY[1, 2, 3, 12]) AS sheet,
	       generate_series(1, 60) AS parcel,
	       LATERAL (SELECT 426000 + 2000 * n + 12 * parcel AS east, 1144000 + 100 * sheet AS north) AS o,
	       LATERAL (SELECT st_makeenvelope(east, north, east + 10, north + 10, 910775) AS square) AS s;

	UPDATE data.parcels SET old_sheet_no = '77', old_parcel_no = '8'
	WHERE  commune_code = '26506' AND sheet_no = '3' AND parcel_no = '5';
	UPDATE data.parcels SET official_id = 'w3u4ug2m692c' WHERE commune_code = '26659' AND sheet_no = '1' AND parcel_no = '1';`

// newFinder gives a finder over the seeded database.
func newFinder(t *testing.T) (*parcels.Finder, *postgis.DB) {
	t.Helper()
	db := testdb.New(t)
	if _, err := db.Owner.Exec(t.Context(), seed); err != nil {
		t.Fatal(err)
	}
	catalogue := layers.NewCatalogue(db.App)
	if err := catalogue.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	zone, err := parcels.ZoneOf(107.75)
	if err != nil {
		t.Fatal(err)
	}
	names := communes.New(db.Public)
	return parcels.New(parcels.Config{
		Public:    db.Public,
		Catalogue: catalogue,
		Zone:      zone,
		Nearest:   names.Nearest,
		Communes: func(ctx context.Context, words []string, typing bool) ([]parcels.Commune, []bool, error) {
			r, err := names.Resolve(ctx, words, typing)
			var list []parcels.Commune
			for _, m := range r.Matches {
				c := parcels.Commune{Code: m.Code, Name: m.Name, District: m.District}
				if m.Old != nil {
					c.OldName, c.OldCode, c.Split, c.Since = m.Old.Name, m.Old.Code, m.Old.Split, m.Old.Effective
				}
				list = append(list, c)
			}
			return list, r.Used, err
		},
	}), db
}

// say writes a hit as commune/sheet/parcel and its reason.
func say(h parcels.Hit) string {
	return fmt.Sprintf("%s/%s/%s %s", h.CommuneCode, h.SheetNo, h.ParcelNo, h.Why.Code)
}

func sayAll(hits []parcels.Hit) []string {
	var list []string
	for _, h := range hits {
		list = append(list, say(h))
	}
	return list
}

func mustSearch(t *testing.T, f *parcels.Finder, text string, near *parcels.Point) parcels.Result {
	t.Helper()
	r, err := f.Search(t.Context(), parcels.SearchQuery{Text: text, Limit: 10, Near: near, Hosts: []string{"sotay.example.vn"}})
	if err != nil {
		t.Fatalf("search %q: %v", text, err)
	}
	return r
}
