package environment

import (
	"context"
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"golang.org/x/text/unicode/norm"

	"sotay/internal/calendar"
)

// wrong is an *Invalid of a field.
func wrong(field, vi, en string, args ...any) error {
	return &Invalid{Field: field, Vi: fmt.Sprintf(vi, args...), En: fmt.Sprintf(en, args...)}
}

// Longest texts of a station, in characters.
const (
	longestCode = 60
	longestText = 200
)

// The country with its islands, roughly: west, south, east, north.
const (
	farWest, farSouth, farEast, farNorth = 102.0, 6.0, 118.0, 23.5
)

// check makes an edit ready to be written, or says which field is wrong and how.
func (e *StationEdit) check(ctx context.Context, tx pgx.Tx, id int64) error {
	if id != 0 {
		kind, measured, err := lockedKind(ctx, tx, id)
		if err != nil {
			return err
		}
		if measured && kind != e.Kind {
			return wrong("kind", "Trạm đã có số liệu nên không đổi loại được; hãy đóng trạm này và lập trạm mới.", "The station has readings, so its kind stays; close it and make another station.")
		}
	}
	if err := e.checkTexts(); err != nil {
		return err
	}
	switch {
	case !known(kinds(), e.Kind):
		return wrong("kind", "Không có loại trạm %q; các loại là %s.", "There is no kind %q; the kinds are %s.", e.Kind, strings.Join(kinds(), ", "))
	case !known([]string{"reference", "indicative"}, e.Grade):
		return wrong("grade", "Cấp thiết bị phải là reference hoặc indicative.", "The grade must be reference or indicative.")
	case e.Interval != nil && (*e.Interval < 1 || *e.Interval > 86400):
		return wrong("interval_s", "Chu kỳ gửi phải từ 1 đến 86.400 giây.", "The interval must be from 1 to 86,400 seconds.")
	case e.RequiredClass != nil && !known([]string{"", "A", "B", "C", "D"}, *e.RequiredClass):
		return wrong("required_class", "Mức nước mặt cần đạt phải là A, B, C hoặc D.", "The class to meet must be A, B, C or D.")
	case math.IsNaN(e.Lon) || e.Lon < farWest || e.Lon > farEast:
		return wrong("lon", "Kinh độ %g nằm ngoài Việt Nam (%g–%g); có phải đã đổi chỗ kinh độ và vĩ độ?", "The longitude %g is outside of Việt Nam (%g–%g); were longitude and latitude swapped?", e.Lon, farWest, farEast)
	case math.IsNaN(e.Lat) || e.Lat < farSouth || e.Lat > farNorth:
		return wrong("lat", "Vĩ độ %g nằm ngoài Việt Nam (%g–%g); có phải đã đổi chỗ kinh độ và vĩ độ?", "The latitude %g is outside of Việt Nam (%g–%g); were longitude and latitude swapped?", e.Lat, farSouth, farNorth)
	}
	if err := checkPeriod("", e.Since, e.Until); err != nil {
		return err
	}
	all, err := readParameters(ctx, tx)
	if err != nil {
		return err
	}
	return e.checkSensors(all)
}

// checkTexts trims the texts and refuses those that are missing or too long.
func (e *StationEdit) checkTexts() error {
	e.Code, e.Name = neat(e.Code), neat(e.Name)
	if e.Grade == "" {
		e.Grade = "reference"
	}
	switch {
	case e.Code == "" || utf8.RuneCountInString(e.Code) > longestCode || strings.ContainsFunc(e.Code, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }):
		return wrong("code", "Mã trạm là bắt buộc, không có dấu cách, nhiều nhất %d ký tự.", "A code is needed, without spaces, of at most %d characters.", longestCode)
	case e.Name == "" || utf8.RuneCountInString(e.Name) > longestText:
		return wrong("name", "Tên trạm là bắt buộc, nhiều nhất %d ký tự.", "A name is needed, of at most %d characters.", longestText)
	}
	if err := checkText("operator", &e.Operator); err != nil {
		return err
	}
	return checkText("water_body", &e.WaterBody)
}

// neat is a text in NFC without space around it.
func neat(text string) string { return norm.NFC.String(strings.TrimSpace(text)) }

// checkText trims a text; an empty one is none.
func checkText(field string, text **string) error {
	if *text == nil {
		return nil
	}
	t := neat(**text)
	*text = &t
	switch {
	case t == "":
		*text = nil
	case utf8.RuneCountInString(t) > longestText || strings.ContainsFunc(t, unicode.IsControl):
		return wrong(field, "Nội dung dài quá %d ký tự hoặc có ký tự lạ.", "The text is longer than %d characters or has control characters.", longestText)
	}
	return nil
}

// checkPeriod refuses days that are none, and an end that is not after the beginning.
func checkPeriod(of string, since, until *string) error {
	for name, day := range map[string]*string{"since": since, "until": until} {
		if day != nil && !calendar.Valid(*day) {
			return wrong(of+name, "%q không phải là ngày như 2026-11-26.", "%q is no day like 2026-11-26.", *day)
		}
	}
	if since != nil && until != nil && *since >= *until {
		return wrong(of+"until", "Ngày ngừng phải sau ngày bắt đầu.", "The end must be after the beginning.")
	}
	return nil
}

// checkSensors finds the parameters and refuses units that cannot be turned into theirs, and
// two sensors of a parameter at the same time: nobody could tell whose unit holds.
func (e *StationEdit) checkSensors(all parameters) error {
	for i := range e.Sensors {
		n, field := &e.Sensors[i], fmt.Sprintf("sensors.%d.", i)
		p := all.of(e.Kind, n.Parameter)
		if p == nil {
			return wrong(field+"parameter", "Trạm loại này không có thông số %q.", "Stations of this kind have no parameter %q.", n.Parameter)
		}
		n.parameter, n.Parameter = p.ID, p.Code
		for name, text := range map[string]**string{"method": &n.Method, "device": &n.Device, "unit": &n.Unit} {
			if err := checkText(field+name, text); err != nil {
				return err
			}
		}
		if n.Unit != nil {
			if _, ok := p.Convert(1, *n.Unit); !ok {
				return wrong(field+"unit", "Đơn vị %q không đổi được sang %q của %s.", "The unit %q cannot be turned into %q of %s.", *n.Unit, p.Unit, p.Code)
			}
		}
		if err := checkPeriod(field, n.Since, n.Until); err != nil {
			return err
		}
		for j := range i {
			if o := e.Sensors[j]; o.parameter == n.parameter && n.overlaps(o) {
				return wrong(field+"since", "Đã có thiết bị khác đo %s cùng thời gian.", "Another sensor measures %s at the same time.", p.Code)
			}
		}
	}
	return nil
}

// overlaps tells whether two sensors are there on the same day.
func (n SensorEdit) overlaps(o SensorEdit) bool {
	begins := func(a, b SensorEdit) bool { // a begins before b ends
		return a.Since == nil || b.Until == nil || *a.Since < *b.Until
	}
	return begins(n, o) && begins(o, n)
}
