package indicators

import (
	"context"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"golang.org/x/text/unicode/norm"

	"sotay/internal/audit"
)

// Error says what is wrong with a definition, in words for people.
type Error struct {
	Field  string // of Definition, "" for the whole
	Vi, En string
}

// Error gives the field and the English words.
func (e *Error) Error() string { return e.Field + ": " + e.En }

func wrong(field, vi, en string, args ...any) error {
	return &Error{Field: field, Vi: fmt.Sprintf(vi, args...), En: fmt.Sprintf(en, args...)}
}

// Definition is what people say of an indicator.
type Definition struct {
	Theme   string    `json:"theme"`
	NameVi  string    `json:"name_vi"`
	NameEn  string    `json:"name_en"`
	Unit    string    `json:"unit"`   // "" for a plain number
	Better  string    `json:"better"` // which values are good: high, low or neither
	Lowest  *float64  `json:"lowest"` // what a value can be; nil: anything
	Highest *float64  `json:"highest"`
	Source  string    `json:"source"` // who says so where a table does not
	Breaks  []float64 `json:"breaks"` // where a class ends and the next begins; none: classes of as many communes each
}

// Themes are what indicators are of, in the order of lists.
func Themes() []string {
	return []string{"services", "health", "education", "tourism", "economy"}
}

const (
	longestName = 120
	longestUnit = 30
	mostBreaks  = mostClasses - 1
)

// check makes a definition ready to be written, or says which field is wrong and how.
func (d *Definition) check(code string) error {
	d.Unit, d.Source = neat(d.Unit), neat(d.Source)
	d.NameVi, d.NameEn = neat(d.NameVi), neat(d.NameEn)
	if d.NameEn == "" {
		d.NameEn = d.NameVi
	}
	long := func(text string, most int) bool {
		return utf8.RuneCountInString(text) > most || strings.ContainsFunc(text, unicode.IsControl)
	}
	switch {
	case !regexp.MustCompile(`^[a-z][a-z0-9_]{0,47}$`).MatchString(code):
		return wrong("code", "Mã chỉ tiêu gồm chữ thường không dấu, số và dấu gạch dưới, bắt đầu bằng chữ, nhiều nhất 48 ký tự.", "The code is of small letters, digits and underscores, begins with a letter and has at most 48 characters.")
	case !slices.Contains(Themes(), d.Theme):
		return wrong("theme", "Không có lĩnh vực %q; chỉ có %s.", "There is no theme %q, only %s.", d.Theme, strings.Join(Themes(), ", "))
	case d.NameVi == "" || long(d.NameVi, longestName):
		return wrong("name_vi", "Tên là bắt buộc, nhiều nhất %d ký tự.", "A name is needed, of at most %d characters.", longestName)
	case long(d.NameEn, longestName):
		return wrong("name_en", "Tên tiếng Anh dài quá %d ký tự.", "The English name has more than %d characters.", longestName)
	case long(d.Unit, longestUnit):
		return wrong("unit", "Đơn vị đo dài quá %d ký tự.", "The unit has more than %d characters.", longestUnit)
	case long(d.Source, longestName):
		return wrong("source", "Nguồn dài quá %d ký tự.", "The source has more than %d characters.", longestName)
	case !slices.Contains([]string{"high", "low", "neither"}, d.Better):
		return wrong("better", "Chiều tốt phải là high, low hoặc neither.", "Which values are good must be high, low or neither.")
	case d.Lowest != nil && d.Highest != nil && *d.Lowest >= *d.Highest:
		return wrong("lowest", "Giá trị nhỏ nhất phải nhỏ hơn giá trị lớn nhất.", "The lowest value must be below the highest.")
	}
	return d.checkBreaks()
}

func (d *Definition) checkBreaks() error {
	if len(d.Breaks) > mostBreaks {
		return wrong("breaks", "Nhiều nhất %d ngưỡng.", "At most %d limits of classes.", mostBreaks)
	}
	for i, b := range d.Breaks {
		switch {
		case math.IsNaN(b) || math.IsInf(b, 0) || i > 0 && b <= d.Breaks[i-1]:
			return wrong("breaks", "Các ngưỡng phải tăng dần.", "The limits of classes must ascend.")
		case d.Lowest != nil && b <= *d.Lowest, d.Highest != nil && b >= *d.Highest:
			return wrong("breaks", "Ngưỡng %g không nằm giữa giá trị nhỏ nhất và lớn nhất.", "The limit %g of classes is not between the lowest and the highest value.", b)
		}
	}
	if d.Breaks == nil {
		d.Breaks = []float64{}
	}
	return nil
}

// Define makes an indicator, or changes what the one with the code means. Who did it is written
// into the audit in the same transaction. It fails with a *Error.
func (s *Store) Define(ctx context.Context, actor, code string, d Definition) error {
	if err := d.check(code); err != nil {
		return err
	}
	return s.audited(ctx, func(tx pgx.Tx) (audit.Entry, error) {
		var id int32
		err := tx.QueryRow(ctx, `
			INSERT INTO data.indicators AS i (code, theme, name_vi, name_en, unit, better, lowest, highest, source, breaks, sort)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, (SELECT coalesce(max(sort), 0) + 1 FROM data.indicators))
			ON     CONFLICT (code) DO UPDATE
			SET    theme = $2, name_vi = $3, name_en = $4, unit = $5, better = $6, lowest = $7, highest = $8, source = $9, breaks = $10
			RETURNING id`, code, d.Theme, d.NameVi, d.NameEn, d.Unit, d.Better, d.Lowest, d.Highest, d.Source, d.Breaks).Scan(&id)
		if err != nil {
			return audit.Entry{}, fmt.Errorf("indicator %s: %w", code, err)
		}
		var beyond int
		err = tx.QueryRow(ctx, `SELECT count(*) FROM data.indicator_values WHERE indicator = $1 AND (value < $2 OR value > $3)`, id, d.Lowest, d.Highest).Scan(&beyond)
		if err != nil {
			return audit.Entry{}, fmt.Errorf("indicator %s: %w", code, err)
		}
		if beyond > 0 {
			return audit.Entry{}, wrong("lowest", "%d giá trị đã nhận nằm ngoài khoảng này.", "%d values that are here lie beyond these bounds.", beyond)
		}
		return audit.Entry{Actor: actor, Action: "indicator.define", Subject: "indicator:" + code, Detail: d}, nil
	})
}

// Remove takes an indicator away that no value was ever kept of; with values it is a *Error. It
// fails with ErrNotFound, too.
func (s *Store) Remove(ctx context.Context, actor, code string) error {
	return s.audited(ctx, func(tx pgx.Tx) (audit.Entry, error) {
		tag, err := tx.Exec(ctx, `DELETE FROM data.indicators WHERE code = $1`, code)
		var pg *pgconn.PgError
		switch {
		case errors.As(err, &pg) && pg.Code == "23503":
			err = wrong("", "Chỉ tiêu đã có số liệu nên không xóa được; số liệu của các hệ thống khác luôn được giữ lại.", "There are values of the indicator, so it cannot be deleted: what other systems counted is kept.")
		case err != nil:
			err = fmt.Errorf("indicator %s: %w", code, err)
		case tag.RowsAffected() == 0:
			err = ErrNotFound
		}
		return audit.Entry{Actor: actor, Action: "indicator.delete", Subject: "indicator:" + code}, err
	})
}

// audited does something in a transaction with its audit row.
func (s *Store) audited(ctx context.Context, do func(pgx.Tx) (audit.Entry, error)) error {
	var noted audit.Row
	err := pgx.BeginFunc(ctx, s.DB.App, func(tx pgx.Tx) error {
		what, err := do(tx)
		if err != nil {
			return err
		}
		noted, err = s.Log.Append(ctx, tx, what)
		return err
	})
	if err != nil {
		return err
	}
	s.Log.Committed(ctx, noted)
	return nil
}

// neat is a text in NFC without space around it.
func neat(text string) string { return norm.NFC.String(strings.TrimSpace(text)) }
