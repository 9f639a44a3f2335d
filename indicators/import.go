package indicators

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"sotay/internal/audit"
	"sotay/internal/calendar"
	"sotay/internal/csvtable"
	"sotay/internal/fold"
)

// mostLines of a table of values.
const mostLines = 50_000

// Kept counts what became of the lines of a table.
type Kept struct {
	Added     int `json:"added"`
	Changed   int `json:"changed"` // what was there before is kept as a revision
	Unchanged int `json:"unchanged"`
	// Changes are the first 100 of the changed.
	Changes []Change `json:"changes"`
}

// Change is a value that was there and is another now.
type Change struct {
	Line    int     `json:"line"` // of the table
	Commune string  `json:"commune"`
	Period  string  `json:"period"`
	Was     float64 `json:"was"`
	Value   float64 `json:"value"`
}

// mostChanges that are told one by one.
const mostChanges = 100

func columns() map[string][]string {
	return map[string][]string{
		"indicator": {"indicator", "chitieu", "machitieu", "chiso"},
		"code":      {"code", "maxa", "communecode", "maphuongxa", "madvhc"},
		"commune":   {"commune", "name", "xa", "tenxa", "phuongxa", "xaphuong", "diaban", "donvi"},
		"period":    {"period", "ky", "kybaocao", "thang", "nam", "quy"},
		"value":     {"value", "giatri", "soluong", "tyle"},
		"source":    {"source", "nguon", "donvibaocao"},
	}
}

// line is what a line of a table says.
type line struct {
	number         int
	indicator      int32
	period, source string
	commune        string
	value          float64
}

// Import reads a table (see csvtable.Read) of an indicator's values, or of several where it has a
// column with their codes: commune by code or by its name on the period's last day, period, value.
// All of it is kept or, with a *csvtable.Error, nothing; who did it is written into the audit in
// the same transaction.
func (s *Store) Import(ctx context.Context, actor, indicator string, file []byte) (Kept, error) {
	t, err := csvtable.Read(file, columns())
	if err != nil {
		return Kept{}, err
	}
	switch {
	case !t.Has("code") && !t.Has("commune") || !t.Has("period") || !t.Has("value"):
		return Kept{}, t.Refuse(1, "Cần cột xã (xa hoặc ma_xa), kỳ (ky) và giá trị (gia_tri).", "There must be columns with the commune (commune or code), period (period) and value (value).")
	case indicator == "" && !t.Has("indicator"):
		return Kept{}, t.Refuse(1, "Chưa rõ chỉ tiêu nào: chọn một chỉ tiêu hoặc thêm cột mã chỉ tiêu (chi_tieu).", "Of which indicator is not known: choose one, or add a column with their codes (indicator).")
	case len(t.Lines) > mostLines:
		return Kept{}, t.Refuse(0, fmt.Sprintf("Bảng có hơn %d dòng; hãy chia nhỏ.", mostLines), fmt.Sprintf("The table has more than %d lines; split it.", mostLines))
	}
	kept := Kept{Changes: []Change{}}
	err = s.audited(ctx, func(tx pgx.Tx) (audit.Entry, error) {
		r, err := newReader(ctx, tx, t, indicator)
		if err != nil {
			return audit.Entry{}, err
		}
		lines := make([]line, 0, len(t.Lines))
		first := map[line]int{}
		for _, l := range t.Lines {
			v, ok := r.read(l)
			if !ok {
				continue
			}
			what := line{indicator: v.indicator, period: v.period, commune: v.commune}
			if number, again := first[what]; again {
				t.Find(l.Number, "Dòng %[1]d đã có giá trị của xã và kỳ này.", "Line %[1]d has a value of this commune and period.", number)
				continue
			}
			first[what] = l.Number
			lines = append(lines, v)
		}
		if err := t.Err(); err != nil {
			return audit.Entry{}, err
		}
		err = write(ctx, tx, actor, lines, &kept)
		return audit.Entry{Actor: actor, Action: "indicator.import", Subject: "indicators", Detail: map[string]any{
			"indicator": indicator, "added": kept.Added, "changed": kept.Changed, "unchanged": kept.Unchanged,
		}}, err
	})
	if err != nil {
		return Kept{}, err
	}
	return kept, nil
}

// write stores values; those that are there already as they are stay untouched.
func write(ctx context.Context, tx pgx.Tx, actor string, lines []line, kept *Kept) error {
	indicators, values := make([]int32, len(lines)), make([]float64, len(lines))
	periods, communes, sources := make([]string, len(lines)), make([]string, len(lines)), make([]string, len(lines))
	for i, l := range lines {
		indicators[i], periods[i], communes[i], values[i], sources[i] = l.indicator, l.period, l.commune, l.value, l.source
	}
	rows, err := tx.Query(ctx, `
		WITH sent AS (
		    SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::float8[], $5::text[]) WITH ORDINALITY AS s (indicator, period, commune, value, source, n)
		), was AS (
		    SELECT n, v.value FROM sent s JOIN data.indicator_values v USING (indicator, period, commune)
		), kept AS (
		    INSERT INTO data.indicator_values AS v (indicator, period, commune, value, source, actor)
		    SELECT indicator, period, commune, value, source, $6 FROM sent
		    ON     CONFLICT (indicator, period, commune) DO UPDATE
		    SET    value = EXCLUDED.value, source = EXCLUDED.source, actor = EXCLUDED.actor, at = now()
		    WHERE  v.value IS DISTINCT FROM EXCLUDED.value
		    RETURNING indicator, period, commune
		)
		SELECT s.n, was.value FROM kept JOIN sent s USING (indicator, period, commune) LEFT JOIN was USING (n) ORDER BY s.n`,
		indicators, periods, communes, values, sources, actor)
	if err != nil {
		return fmt.Errorf("indicators: %w", err)
	}
	var n int
	var was *float64
	_, err = pgx.ForEachRow(rows, []any{&n, &was}, func() error {
		if was == nil {
			kept.Added++
			return nil
		}
		kept.Changed++
		if l := lines[n-1]; len(kept.Changes) < mostChanges {
			kept.Changes = append(kept.Changes, Change{l.number, l.commune, l.period, *was, l.value})
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("indicators: %w", err)
	}
	kept.Unchanged = len(lines) - kept.Added - kept.Changed
	return nil
}

// unit is a commune of some time.
type unit struct{ code, name, from, to string }

// bounds are an indicator's, with its number.
type bounds struct {
	id              int32
	lowest, highest *float64
}

// reader reads the lines of a table.
type reader struct {
	*csvtable.Table
	indicator string // of all lines; "": each says its own
	known     map[string]bounds
	byKey     map[string][]unit // by code, and by folded name with and without its kind
}

func newReader(ctx context.Context, tx pgx.Tx, t *csvtable.Table, indicator string) (*reader, error) {
	r := &reader{t, indicator, map[string]bounds{}, map[string][]unit{}}
	rows, err := tx.Query(ctx, `SELECT code, id, lowest, highest FROM data.indicators`)
	if err != nil {
		return nil, fmt.Errorf("indicators: %w", err)
	}
	var code string
	var b bounds
	if _, err := pgx.ForEachRow(rows, []any{&code, &b.id, &b.lowest, &b.highest}, func() error { r.known[code] = b; return nil }); err != nil {
		return nil, fmt.Errorf("indicators: %w", err)
	}
	if _, ok := r.known[indicator]; indicator != "" && !ok {
		return nil, ErrNotFound
	}
	// The province's communes; of others those of its codes, and what became of them.
	rows, err = tx.Query(ctx, `
		SELECT code, name, coalesce(valid_from::text, ''), coalesce(valid_to::text, '') FROM data.communes
		UNION
		SELECT u.code, u.name, coalesce(u.valid_from::text, ''), coalesce(u.valid_to::text, '')
		FROM   data.units u
		WHERE  u.level = 3 AND NOT EXISTS (SELECT FROM data.communes c WHERE c.code = u.code AND c.name = u.name)
		AND   (EXISTS (SELECT FROM data.communes c WHERE c.code = u.code)
		       OR EXISTS (SELECT FROM data.successions s JOIN data.units n ON n.id = s.new_id JOIN data.communes c ON c.code = n.code WHERE s.old_id = u.id))`)
	if err != nil {
		return nil, fmt.Errorf("communes: %w", err)
	}
	var u unit
	_, err = pgx.ForEachRow(rows, []any{&u.code, &u.name, &u.from, &u.to}, func() error {
		full := fold.Key(u.name)
		for _, key := range []string{u.code, full, withoutKind(full)} {
			if list := r.byKey[key]; len(list) == 0 || list[len(list)-1] != u {
				r.byKey[key] = append(list, u)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("communes: %w", err)
	}
	return r, nil
}

// read reads a line, or finds what is wrong with it.
func (r *reader) read(l csvtable.Line) (line, bool) {
	found := len(r.Problems)
	code := r.indicator
	if text := r.Cell(l, "indicator"); text != "" {
		code = strings.ToLower(text)
	}
	of, ok := r.known[code]
	switch {
	case !ok:
		r.Find(l.Number, "Không có chỉ tiêu %q.", "There is no indicator %q.", code)
	case r.indicator != "" && code != r.indicator:
		r.Find(l.Number, "Dòng này là của chỉ tiêu %q, không phải %q.", "This line is of the indicator %q, not of %q.", code, r.indicator)
	}
	out := line{number: l.Number, indicator: of.id, source: r.Cell(l, "source")}
	var day string
	if out.period, day, ok = readPeriod(r.Cell(l, "period")); !ok {
		r.Find(l.Number, "Kỳ %q không phải năm (2026), quý (2026-Q3) hay tháng (2026-09).", "The period %q is no year (2026), quarter (2026-Q3) or month (2026-09).", r.Cell(l, "period"))
	} else {
		out.commune = r.commune(l, day)
	}
	text := strings.TrimSpace(strings.TrimSuffix(r.Cell(l, "value"), "%"))
	v, err := readNumber(text)
	switch {
	case errors.Is(err, errAmbiguous):
		plain := strings.NewReplacer(".", "", ",", "").Replace(text)
		decimals := strings.ReplaceAll(text, ".", ",") + "0"
		r.Find(l.Number, "Giá trị %[1]q có hai cách đọc; hãy ghi %[2]s hoặc %[3]s.", "The value %[1]q can be read in two ways; write %[2]s or %[3]s.", text, plain, decimals)
	case err != nil:
		r.Find(l.Number, "Giá trị %q không phải số viết như 1.234,5 hoặc 1234,5.", "The value %q is no number written as 1.234,5 or 1234.5.", text)
	case of.lowest != nil && v < *of.lowest, of.highest != nil && v > *of.highest:
		r.Find(l.Number, "Giá trị %q ngoài khoảng có thể có của chỉ tiêu.", "The value %q is beyond what the indicator can be.", text)
	}
	out.value = v
	return out, len(r.Problems) == found
}

// commune finds the commune of a day by its code or, without one, by its name.
func (r *reader) commune(l csvtable.Line, day string) string {
	code, name := r.Cell(l, "code"), r.Cell(l, "commune")
	written := code
	if code == "" {
		written = name
	}
	var codes []string
	for _, u := range append(r.byKey[written], r.byKey[fold.Key(written)]...) {
		if calendar.Within(day, u.from, u.to) && (len(codes) == 0 || codes[len(codes)-1] != u.code) {
			codes = append(codes, u.code)
		}
	}
	switch {
	case written == "":
		r.Find(l.Number, "Thiếu xã, phường.", "The commune is missing.")
	case len(codes) == 0:
		r.Find(l.Number, "Không có xã, phường %q vào ngày %s.", "There is no commune %q on %s.", written, day)
	case len(codes) > 1:
		r.Find(l.Number, "Có nhiều xã, phường tên %q; hãy ghi mã.", "Several communes are called %q; give the code.", written)
	default:
		return codes[0]
	}
	return ""
}
