package environment_test

import (
	"testing"

	"sotay/environment"
	"sotay/internal/testdb"
)

// What was judged is judged again where a station is to meet another class, is of another kind,
// or lies in a lake, and where a limit comes, changes or ends.
func TestJudgedAgain(t *testing.T) {
	db := testdb.New(t)
	mustHourly(t, db)
	mustExec(t, db, `INSERT INTO data.lakes (name, geom) VALUES (NULL, 'SRID=4326;POLYGON((107.15 10.35, 107.25 10.35, 107.25 10.45, 107.15 10.45, 107.15 10.35))')`)
	s := environment.New(db)
	now := vn("2026-11-20 13:10")
	environment.AsOf(s, now)
	mustTake(t, s, environment.Sender{}, hours("NM11", "COD", vn("2026-11-20 08:00"), 12, 12, 9, 9, 9, 9)...)
	mustTake(t, s, environment.Sender{}, hours("NM11", "NH4", vn("2026-11-20 08:00"), 0.4, 0.2, 0.2, 0.2, 0.2, 0.2)...)
	const (
		ammonium = "NM11 NH4 value 20/07:00 20/08:00 0.40 20/08:00 0.3"
		classA   = "NM11 COD value 20/07:00 20/09:00 12.00 20/08:00 10"
	)
	for _, step := range []struct {
		what, change string
		want         []string
	}{
		{"class B where none is set", `SELECT`, []string{ammonium}},
		{"class A", `UPDATE data.stations SET required_class = 'A' WHERE code = 'NM11'`, []string{classA, ammonium}},
		{"in a lake, which the classes are not for", `UPDATE data.stations SET geom = 'SRID=4326;POINT(107.2 10.4)' WHERE code = 'NM11'`, []string{ammonium}},
		{"on the river again", `UPDATE data.stations SET geom = 'SRID=4326;POINT(107.1 10.4)' WHERE code = 'NM11'`, []string{classA, ammonium}},
		{"a lower limit", `UPDATE data.limits SET highest = 8 WHERE class = 'A' AND parameter = 54`, []string{"NM11 COD value 20/07:00 - 12.00 20/08:00 8", ammonium}},
		{"a limit that had ended", `UPDATE data.limits SET valid_to = '2026-11-19' WHERE class = 'A' AND parameter = 54`, []string{ammonium}},
		{"a new one", `INSERT INTO data.limits (standard, kind, medium, parameter, basis, highest, valid_from, source) VALUES ('thử', 'surface_water', 'water', 54, 'value', 11, '2026-11-20', 'thử')`, []string{"NM11 COD value 20/07:00 20/09:00 12.00 20/08:00 11", ammonium}},
		{"of another kind", `UPDATE data.stations SET kind = 'ground_water' WHERE code = 'NM11'`, []string{}},
	} {
		mustExec(t, db, step.change)
		mustFollowUp(t, s, now)
		expect(t, step.what, step.want, events(t, db))
	}
	expect(t, "the lake", []string{"-"}, lines(t, db, `SELECT coalesce(lake_name, '-') FROM data.stations WHERE code = 'NM11'`))
}
