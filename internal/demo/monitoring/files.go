package monitoring

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"sotay/internal/calendar"
	"sotay/internal/demo/terrain"
)

// StationTable lists stations in CSV as an import takes them: WGS84 longitude and latitude.
func StationTable(list []Station) []byte {
	rows := [][]string{{"Mã trạm", "Tên trạm", "Loại trạm", "Kinh độ", "Vĩ độ", "Cấp thiết bị", "Đơn vị vận hành", "Chu kỳ", "Sông, hồ", "Hoạt động từ", "Thông số"}}
	for _, s := range list {
		var parameters []string
		for _, x := range s.Sensors {
			parameters = append(parameters, x.Parameter)
		}
		at := terrain.LonLat(s.At)
		rows = append(rows, []string{
			s.Code, s.Name, s.Kind, fmt.Sprintf("%.6f", at[0]), fmt.Sprintf("%.6f", at[1]), s.Grade, s.Operator,
			strconv.Itoa(int(Interval / time.Second)), s.WaterBody, s.Since.Format(time.DateOnly), strings.Join(parameters, ";"),
		})
	}
	return table(rows)
}

// File is a monitoring file of Circular 10/2021/TT-BTNMT.
type File struct {
	Name string // CODE_YYYYMMDDhhmmss.txt
	Data []byte
}

// Files are what a station would have sent by FTP on the last day of the record, one for each
// time: lines of symbol, value, unit, time of UTC+7 and status, with tabs between, in the
// units of its sensors.
func (r *Record) Files(s Station) []File {
	var out []File
	at := map[time.Time]*bytes.Buffer{}
	for _, v := range r.Readings(s) {
		if r.Now.Sub(v.At) >= 24*time.Hour {
			continue
		}
		b := at[v.At]
		if b == nil {
			b = &bytes.Buffer{}
			at[v.At] = b
		}
		x := s.Sensors[v.Sensor]
		fmt.Fprintf(b, "%s\t%s\t%s\t%s\t%02d\r\n", strings.ReplaceAll(x.Parameter, ".", ","),
			strconv.FormatFloat(x.sent(v.Value), 'f', -1, 64), x.Unit, v.At.In(calendar.Zone()).Format(stamp), v.Status)
	}
	for t := r.Week; !t.After(r.Now); t = t.Add(Interval) {
		if b := at[t]; b != nil {
			out = append(out, File{s.Code + "_" + t.In(calendar.Zone()).Format(stamp) + ".txt", b.Bytes()})
		}
	}
	return out
}

// sent turns a value as it is kept into the sensor's unit. Gases in ppb: by their molar mass
// and 24.4654 l/mol, at 25 °C and 1 atm.
func (x Sensor) sent(v float64) float64 {
	switch {
	case x.Unit == "ppb":
		mass := map[string]float64{"O3": 47.998, "NO2": 46.0055, "NO": 30.006, "NOX": 46.0055, "SO2": 64.066}[x.Parameter]
		return round(v*24.4654/mass, 100)
	case strings.HasPrefix(x.Unit, "mg/") && x.Kept == "µg/m³":
		return round(v/1000, 1e4)
	case x.Unit == "µg/l":
		return round(v*1000, 100)
	}
	return v
}
