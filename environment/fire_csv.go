package environment

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"sotay/internal/calendar"
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
	all      Bulletin // what holds for lines that do not say it
	units    []fireUnit
	column   map[string]int
	problems []BulletinProblem
}

// readBulletin reads a table in CSV with a comma, semicolon or tab between cells. Its first
// line names the columns: the commune by code or name, the level (I to V or 1 to 5), from and
// to; issuer, number and day of issue may stand there or in all, as may from and to. A day
// as the end is included.
func readBulletin(file []byte, all Bulletin, units []fireUnit) ([]Bulletin, error) {
	r := &bulletinReader{all: all, units: units, column: map[string]int{}}
	file = bytes.TrimPrefix(file, []byte("\xEF\xBB\xBF"))
	if !utf8.Valid(file) {
		return nil, r.refuse(0, "Tệp không phải UTF-8.", "The file is not UTF-8.")
	}
	lines := csv.NewReader(bytes.NewReader(file))
	lines.Comma, lines.FieldsPerRecord, lines.TrimLeadingSpace = separatorOf(file), -1, true
	header, err := lines.Read()
	if err != nil {
		return nil, r.refuse(1, "Không đọc được dòng tiêu đề.", "The line of headings cannot be read.")
	}
	if err := r.readHeader(header); err != nil {
		return nil, err
	}
	var list []Bulletin
	for {
		cells, err := lines.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			line := 0
			var at *csv.ParseError
			if errors.As(err, &at) {
				line = at.Line
			}
			return nil, r.refuse(line, "Không đọc được dòng này.", "This line cannot be read.")
		}
		line, _ := lines.FieldPos(0)
		if strings.TrimSpace(strings.Join(cells, "")) != "" {
			list = append(list, r.read(line, cells))
		}
	}
	if len(list) == 0 {
		r.find(0, "Tệp không có dòng nào.", "The file has no lines.")
	}
	if len(r.problems) > 0 {
		return nil, &BulletinError{r.problems}
	}
	return list, nil
}

// separatorOf is what stands most often in the first line.
func separatorOf(file []byte) rune {
	first, _, _ := bytes.Cut(file, []byte("\n"))
	best := ','
	for _, c := range []rune{';', '\t'} {
		if bytes.ContainsRune(first, c) && bytes.Count(first, []byte(string(c))) > bytes.Count(first, []byte(string(best))) {
			best = c
		}
	}
	return best
}

func (r *bulletinReader) find(line int, vi, en string, args ...any) {
	r.problems = append(r.problems, BulletinProblem{line, fmt.Sprintf(vi, args...), fmt.Sprintf(en, args...)})
}

func (r *bulletinReader) refuse(line int, vi, en string) error {
	return &BulletinError{append(r.problems, BulletinProblem{line, vi, en})}
}

func (r *bulletinReader) readHeader(header []string) error {
	for i, name := range header {
		key := strings.ReplaceAll(fold.Key(name), " ", "")
		for column, names := range bulletinColumns() {
			if _, taken := r.column[column]; !taken && slices.Contains(names, key) {
				r.column[column] = i
			}
		}
	}
	_, code := r.column["code"]
	_, name := r.column["name"]
	if _, level := r.column["level"]; !level || !code && !name {
		return r.refuse(1, "Cần cột mã xã hoặc tên xã (ma_xa, xa) và cột cấp (cap).", "There must be a column with the commune's code or name (code, name) and one with the level (level).")
	}
	return nil
}

func (r *bulletinReader) cell(cells []string, column string) string {
	i, ok := r.column[column]
	if !ok || i >= len(cells) {
		return ""
	}
	return strings.TrimSpace(cells[i])
}

func (r *bulletinReader) read(line int, cells []string) Bulletin {
	b := r.all
	for column, into := range map[string]*string{"issuer": &b.Issuer, "number": &b.Number} {
		if text := r.cell(cells, column); text != "" {
			*into = text
		}
	}
	r.moment(line, r.cell(cells, "from"), "từ", "from", &b.From, false)
	r.moment(line, r.cell(cells, "to"), "đến", "to", &b.To, true)
	if b.Issued.IsZero() {
		b.Issued = b.From
	}
	r.moment(line, r.cell(cells, "issued"), "ngày ban hành", "issued", &b.Issued, false)
	level, ok := readFireLevel(r.cell(cells, "level"))
	switch {
	case !ok:
		r.find(line, "Cấp %q không phải I đến V hay 1 đến 5.", "The level %q is none of I to V or 1 to 5.", r.cell(cells, "level"))
	case b.From.IsZero() || b.To.IsZero():
		r.find(line, "Thiếu thời hạn: từ, đến.", "The period is missing: from, to.")
	case !b.From.Before(b.To):
		r.find(line, "Thời hạn kết thúc trước khi bắt đầu.", "The period ends before it begins.")
	case b.Issuer == "":
		r.find(line, "Thiếu cơ quan ban hành (issuer).", "The issuer is missing.")
	}
	b.Level = level
	if !b.From.IsZero() { // communes are those of its day
		b.Commune = r.commune(line, r.cell(cells, "code"), r.cell(cells, "name"), calendar.Of(b.From))
	}
	return b
}

func (r *bulletinReader) moment(line int, text, vi, en string, into *time.Time, end bool) {
	if text == "" {
		return
	}
	t, ok := ReadMoment(text, end)
	if !ok {
		r.find(line, "%[1]s %[3]q không phải thời điểm.", "%[2]s %[3]q is no time.", vi, en, text)
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
		r.find(line, "Không có xã %q vào ngày %s.", "There is no commune %q on %s.", strings.TrimSpace(code+" "+name), day)
	default:
		r.find(line, "Có %d xã tên %q; hãy ghi mã xã.", "%d communes are called %q; give the code.", len(found), name)
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
