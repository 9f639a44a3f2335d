package environment

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/internal/calendar"
	"sotay/internal/csvtable"
	"sotay/internal/fold"
)

// fireUnit is a commune of some time.
type fireUnit struct {
	code, name string
	from, to   string
}

func bulletinUnits(ctx context.Context, tx pgx.Tx) ([]fireUnit, error) {
	rows, err := tx.Query(ctx, `SELECT code, name, coalesce(valid_from::text, ''), coalesce(valid_to::text, '') FROM data.communes`)
	if err != nil {
		return nil, fmt.Errorf("communes: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (u fireUnit, err error) {
		return u, row.Scan(&u.code, &u.name, &u.from, &u.to)
	})
	if err != nil {
		return nil, fmt.Errorf("communes: %w", err)
	}
	return list, nil
}

// bulletinColumns are the names of columns, folded and without blanks.
func bulletinColumns() map[string][]string {
	return map[string][]string{
		"code":   {"code", "maxa", "macommune", "communecode", "maphuongxa", "madvhc"},
		"name":   {"name", "commune", "xa", "tenxa", "phuongxa", "xaphuong", "diaban", "tenphuongxa"},
		"level":  {"level", "cap", "capdubao", "capchay", "capnguyco", "capchayrung", "capdubaochayrung", "capnguycochayrung"},
		"from":   {"from", "tu", "tungay", "validfrom", "hieuluctu", "tuluc"},
		"to":     {"to", "den", "denngay", "validto", "hieulucden", "denluc"},
		"issuer": {"issuer", "donvi", "coquan", "coquanbanhanh", "noibanhanh", "donvibanhanh"},
		"number": {"number", "so", "sohieu", "sobantin"},
		"issued": {"issued", "ngaybanhanh", "ngay", "banhanh", "thoidiembanhanh"},
	}
}

// bulletinReader reads the lines of a bulletin.
type bulletinReader struct {
	*table
	all   Bulletin // what holds for lines that do not say it
	units []fireUnit
}

// readBulletin reads a table (see csvtable.Read). Its columns are the commune by code or name, the
// level (I to V or 1 to 5), from and to; issuer, number and day of issue may stand there or in
// all, as may from and to. A day as the end is included. It fails with a *TableError.
func readBulletin(file []byte, all Bulletin, units []fireUnit) ([]Bulletin, error) {
	t, err := readTable(file, bulletinColumns())
	if err != nil {
		return nil, err
	}
	if !t.Has("level") || !t.Has("code") && !t.Has("name") {
		return nil, t.Refuse(1, "Cần cột mã xã hoặc tên xã (ma_xa, xa) và cột cấp (cap).", "There must be a column with the commune's code or name (code, name) and one with the level (level).")
	}
	r := &bulletinReader{t, all, units}
	list := make([]Bulletin, len(t.Lines))
	for i, l := range t.Lines {
		list[i] = r.read(l)
	}
	return list, t.Err()
}

func (r *bulletinReader) read(l csvtable.Line) Bulletin {
	b, line := r.all, l.Number
	for column, into := range map[string]*string{"issuer": &b.Issuer, "number": &b.Number} {
		if text := r.Cell(l, column); text != "" {
			*into = text
		}
	}
	r.moment(line, r.Cell(l, "from"), "từ", "from", &b.From, false)
	r.moment(line, r.Cell(l, "to"), "đến", "to", &b.To, true)
	if b.Issued.IsZero() {
		b.Issued = b.From
	}
	r.moment(line, r.Cell(l, "issued"), "ngày ban hành", "issued", &b.Issued, false)
	level, ok := readFireLevel(r.Cell(l, "level"))
	switch {
	case !ok:
		r.Find(line, "Cấp %q không phải I đến V hay 1 đến 5.", "The level %q is none of I to V or 1 to 5.", r.Cell(l, "level"))
	case b.From.IsZero() || b.To.IsZero():
		r.Find(line, "Thiếu thời hạn: từ, đến.", "The period is missing: from, to.")
	case !b.From.Before(b.To):
		r.Find(line, "Thời hạn kết thúc trước khi bắt đầu.", "The period ends before it begins.")
	case b.Issuer == "":
		r.Find(line, "Thiếu cơ quan ban hành (issuer).", "The issuer is missing.")
	}
	b.Level = level
	if !b.From.IsZero() { // communes are those of its day
		b.Commune = r.commune(line, r.Cell(l, "code"), r.Cell(l, "name"), calendar.Of(b.From))
	}
	return b
}

func (r *bulletinReader) moment(line int, text, vi, en string, into *time.Time, end bool) {
	if text == "" {
		return
	}
	t, ok := ReadMoment(text, end)
	if !ok {
		r.Find(line, "%[1]s %[3]q không phải thời điểm.", "%[2]s %[3]q is no time.", vi, en, text)
		return
	}
	*into = t
}

// ReadMoment reads a time with its zone, one of UTC+7, or a day: its beginning or, where the
// end of a period is meant, the beginning of the next.
func ReadMoment(text string, end bool) (time.Time, bool) {
	for _, form := range []string{time.DateOnly, "02/01/2006", "2/1/2006"} {
		if t, err := time.ParseInLocation(form, text, calendar.Zone()); err == nil {
			if end {
				t = t.AddDate(0, 0, 1)
			}
			return t, true
		}
	}
	return readTime(text)
}

func readFireLevel(text string) (int, bool) {
	text = strings.ToUpper(strings.TrimSpace(text))
	if words := strings.Fields(text); len(words) == 2 && fold.Key(words[0]) == "cap" {
		text = words[1]
	}
	for _, l := range FireLevels() {
		if text == l.Roman || text == strconv.Itoa(l.Level) {
			return l.Level, true
		}
	}
	return 0, false
}

// commune finds the commune of a day by its code or, without one, by its name, which may lack
// its kind.
func (r *bulletinReader) commune(line int, code, name, day string) string {
	var found []fireUnit
	key := fold.Key(name)
	for _, u := range r.units {
		if !calendar.Within(day, u.from, u.to) {
			continue
		}
		full := fold.Key(u.name)
		if code != "" && u.code == code || code == "" && key != "" && (full == key || withoutKind(full) == key) {
			found = append(found, u)
		}
	}
	switch len(found) {
	case 1:
		return found[0].code
	case 0:
		r.Find(line, "Không có xã %q vào ngày %s.", "There is no commune %q on %s.", strings.TrimSpace(code+" "+name), day)
	default:
		r.Find(line, "Có %d xã tên %q; hãy ghi mã xã.", "%d communes are called %q; give the code.", len(found), name)
	}
	return ""
}

func withoutKind(key string) string {
	for _, kind := range []string{"phuong ", "xa ", "thi tran ", "dac khu "} {
		if rest, ok := strings.CutPrefix(key, kind); ok {
			return rest
		}
	}
	return key
}
