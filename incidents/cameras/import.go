package cameras

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/internal/audit"
	"sotay/internal/calendar"
	"sotay/internal/csvtable"
	"sotay/internal/fold"
)

// mostLines of a table of cameras.
const mostLines = 20_000

// Kept counts what became of the lines of a table of cameras.
type Kept struct {
	Added     int `json:"added"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
}

// columns are what columns are called, folded and without blanks.
func columns() map[string][]string {
	return map[string][]string{
		"code":      {"code", "ma", "macamera", "id", "sohieu"},
		"name":      {"name", "ten", "tencamera", "vitri", "tenvitri"},
		"kind":      {"kind", "type", "loai", "loaicamera"},
		"lon":       {"lon", "lng", "long", "longitude", "kinhdo", "x"},
		"lat":       {"lat", "latitude", "vido", "y"},
		"direction": {"direction", "heading", "azimuth", "bearing", "huong", "huongnhin", "gochuong"},
		"fov":       {"fov", "fieldofview", "gocnhin", "gocmo", "angle"},
		"range":     {"range", "rangem", "tamnhin", "tamxa", "culy"},
		"state":     {"state", "status", "tinhtrang", "trangthai"},
		"seen":      {"lastseen", "tinhieucuoi", "lancuoi", "capnhat"},
		"address":   {"address", "diachi"},
		"agency":    {"agency", "owner", "donvi", "donviquanly", "coquan"},
		"stream":    {"stream", "streamurl", "rtsp", "url", "luong", "diachiluong"},
	}
}

// Import reads a table of cameras (see csvtable.Read): a line is a camera by its code, which is
// changed where it is there and new where it is not. Columns that the table lacks and cameras that
// it does not name stay as they are. All of it is kept or, with a *csvtable.Error, nothing; who
// did it is written into the audit in the same transaction.
func (s *Store) Import(ctx context.Context, actor string, file []byte) (Kept, error) {
	t, err := csvtable.Read(file, columns())
	if err != nil {
		return Kept{}, err
	}
	switch {
	case !t.Has("code") || !t.Has("lon") || !t.Has("lat"):
		return Kept{}, t.Refuse(1, "Cần cột mã (ma), kinh độ (kinh_do) và vĩ độ (vi_do).", "There must be columns with the code (code), longitude (lon) and latitude (lat).")
	case len(t.Lines) > mostLines:
		return Kept{}, t.Refuse(0, fmt.Sprintf("Bảng có hơn %d dòng; hãy chia nhỏ.", mostLines), fmt.Sprintf("The table has more than %d lines; split it.", mostLines))
	}
	var kept Kept
	err = s.audited(ctx, func(tx pgx.Tx) (audit.Entry, error) {
		there, err := editsThere(ctx, tx)
		if err != nil {
			return audit.Entry{}, err
		}
		if err := keep(ctx, tx, t, there, &kept); err != nil {
			return audit.Entry{}, err
		}
		return audit.Entry{Actor: actor, Action: "camera.import", Subject: "cameras", Detail: kept}, nil
	})
	return kept, err
}

// stored is a camera as it is, for a line to change.
type stored struct {
	id   int64
	edit Edit
}

// editsThere are all cameras by their codes, locked against other writers until the end.
func editsThere(ctx context.Context, tx pgx.Tx) (map[string]stored, error) {
	rows, err := tx.Query(ctx, `
		SELECT c.id, code, name, kind, st_x(geom), st_y(geom), direction, fov, range_m, state, last_seen, address, s.agency
		FROM   data.cameras c LEFT JOIN data.cameras_staff s ON s.id = c.id
		ORDER  BY c.id
		FOR    UPDATE OF c`)
	if err != nil {
		return nil, fmt.Errorf("cameras: %w", err)
	}
	there := map[string]stored{}
	var c stored
	e := &c.edit
	_, err = pgx.ForEachRow(rows, []any{&c.id, &e.Code, &e.Name, &e.Kind, &e.Lon, &e.Lat, &e.Direction, &e.FOV, &e.Range, &e.State, &e.LastSeen, &e.Address, &e.Agency}, func() error {
		there[e.Code] = c
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("cameras: %w", err)
	}
	return there, nil
}

// keep writes the cameras of a table, or finds what is wrong with its lines.
func keep(ctx context.Context, tx pgx.Tx, t *csvtable.Table, there map[string]stored, kept *Kept) error {
	first := map[string]int{}
	for _, l := range t.Lines {
		code := neat(t.Cell(l, "code"))
		if line, again := first[code]; again {
			t.Find(l.Number, "Mã %[2]q đã có ở dòng %[1]d.", "The code %[2]q stands in line %[1]d already.", line, code)
			continue
		}
		first[code] = l.Number
		before := there[code]
		e := before.edit
		e.Code = code
		if !fill(t, l, &e) {
			continue
		}
		if err := e.check(); err != nil {
			var no *Error
			if errors.As(err, &no) {
				t.Problems = append(t.Problems, csvtable.Problem{Line: l.Number, Vi: no.Vi, En: no.En})
				continue
			}
			return err
		}
		if len(t.Problems) > 0 {
			continue // nothing of it will be kept
		}
		switch {
		case before.id == 0:
			kept.Added++
		case e.Stream == nil && same(before.edit, e):
			kept.Unchanged++
			continue
		default:
			kept.Changed++
		}
		if _, err := e.write(ctx, tx, before.id); err != nil {
			return err
		}
	}
	return t.Err()
}

// fill puts what a line says into a camera. It tells whether the line can be read.
func fill(t *csvtable.Table, l csvtable.Line, e *Edit) bool {
	found := len(t.Problems)
	if t.Has("name") {
		e.Name = t.Cell(l, "name")
	}
	if e.Name == "" {
		e.Name = e.Code
	}
	for column, into := range map[string]**string{"address": &e.Address, "agency": &e.Agency} {
		if t.Has(column) {
			*into = t.Optional(l, column)
		}
	}
	e.Stream = t.Optional(l, "stream") // an empty cell leaves it: lists without secrets are common
	e.Kind = word(t, l, "kind", e.Kind, kindWords(), Kinds())
	e.State = word(t, l, "state", e.State, stateWords(), States())
	lon, lat := number(t, l, "lon"), number(t, l, "lat")
	switch {
	case lon != nil && lat != nil:
		e.Lon, e.Lat = *lon, *lat
	case len(t.Problems) == found:
		t.Find(l.Number, "Thiếu tọa độ.", "The place is missing.")
	}
	for _, of := range []struct {
		column string
		into   **float64
	}{{"direction", &e.Direction}, {"fov", &e.FOV}, {"range", &e.Range}} {
		if t.Has(of.column) {
			*of.into = number(t, l, of.column)
		}
	}
	if t.Has("seen") {
		if text := t.Cell(l, "seen"); text != "" {
			at, ok := moment(text)
			if !ok {
				t.Find(l.Number, "Tín hiệu cuối %q không phải thời điểm.", "The last sign %q is no time.", text)
			}
			e.LastSeen = &at
		}
	}
	return len(t.Problems) == found
}

// moment reads a time with its zone, or one of UTC+7 as people write it.
func moment(text string) (time.Time, bool) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, true
	}
	for _, form := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04", "2/1/2006 15:04:05", "2/1/2006 15:04", time.DateOnly, "2/1/2006"} {
		if at, err := time.ParseInLocation(form, text, calendar.Zone()); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

// number reads a cell as a number, with a decimal point or comma, or as a direction by name.
func number(t *csvtable.Table, l csvtable.Line, column string) *float64 {
	text := t.Cell(l, column)
	if text == "" {
		return nil
	}
	if v, ok := compass()[strings.ReplaceAll(fold.Key(text), " ", "")]; ok && column == "direction" {
		return &v
	}
	plain := strings.TrimSpace(strings.TrimRight(strings.ReplaceAll(text, ",", "."), "°m "))
	v, err := strconv.ParseFloat(plain, 64)
	if err != nil {
		t.Find(l.Number, "%q không phải số.", "%q is no number.", text)
		return nil
	}
	return &v
}

// word reads a cell as one of the words; an empty one, or no column, leaves what is there.
func word(t *csvtable.Table, l csvtable.Line, column, there string, words map[string]string, list []string) string {
	key := strings.ReplaceAll(fold.Key(t.Cell(l, column)), " ", "")
	if key == "" {
		return there
	}
	if slices.Contains(list, key) {
		return key
	}
	if known, ok := words[key]; ok {
		return known
	}
	t.Find(l.Number, "Không hiểu %q; chỉ có %s.", "%q is not known, only %s.", t.Cell(l, column), strings.Join(list, ", "))
	return there
}

func kindWords() map[string]string {
	return map[string]string{
		"codinh": "fixed", "bullet": "fixed", "than": "fixed", "quayquet": "ptz", "quay": "ptz", "speeddome": "ptz", "vom": "dome", "toancanh": "dome",
		"360": "dome", "giaothong": "traffic", "khac": "other",
	}
}

func stateWords() map[string]string {
	return map[string]string{
		"hoatdong": "working", "tot": "working", "online": "working", "danghoatdong": "working", "on": "working",
		"hong": "faulty", "loi": "faulty", "offline": "faulty", "mattinhieu": "faulty", "tat": "off", "datat": "off", "ngung": "off",
	}
}

// compass are directions by name, in degrees from north.
func compass() map[string]float64 {
	return map[string]float64{
		"bac": 0, "n": 0, "dongbac": 45, "ne": 45, "dong": 90, "e": 90, "dongnam": 135, "se": 135,
		"nam": 180, "s": 180, "taynam": 225, "sw": 225, "tay": 270, "w": 270, "taybac": 315, "nw": 315,
	}
}

// same tells whether two edits without streams say the same.
func same(a, b Edit) bool {
	number := func(x, y *float64) bool { return x == y || x != nil && y != nil && *x == *y }
	text := func(x, y *string) bool { return x == y || x != nil && y != nil && *x == *y }
	seen := a.LastSeen == b.LastSeen || a.LastSeen != nil && b.LastSeen != nil && a.LastSeen.Equal(*b.LastSeen)
	return a.Name == b.Name && a.Kind == b.Kind && a.Lon == b.Lon && a.Lat == b.Lat && a.State == b.State && seen &&
		number(a.Direction, b.Direction) && number(a.FOV, b.FOV) && number(a.Range, b.Range) && text(a.Address, b.Address) && text(a.Agency, b.Agency)
}
