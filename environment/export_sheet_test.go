package environment_test

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"sotay/environment"
)

func sheet(step environment.Step) environment.Sheet {
	at := func(hour, minute int) int64 {
		return time.Date(2026, 11, 20, hour, minute, 0, 0, time.FixedZone("", 7*3600)).Unix()
	}
	none := math.NaN()
	lines := []environment.Line{
		{Parameter: "PM2.5", Unit: "µg/m³", Times: []int64{at(9, 0), at(10, 0)}, Values: environment.Numbers{21.5, none}},
		{Parameter: "PH", Times: []int64{at(9, 0), at(10, 0)}, Values: environment.Numbers{7, 7.25}},
	}
	if step == environment.Raw {
		lines = []environment.Line{
			{
				Parameter: "PM2.5", Unit: "µg/m³", Times: []int64{at(9, 5), at(9, 10), at(9, 30)},
				Values: environment.Numbers{21.5, none, 1000000}, Statuses: []int16{0, -1, 2},
			},
			{Parameter: "CO", Unit: "µg/m³", Times: []int64{at(9, 10)}, Values: environment.Numbers{none}, Statuses: []int16{1}},
		}
	}
	return environment.Sheet{Series: environment.Series{Step: step, Lines: lines}}
}

func TestCSV(t *testing.T) {
	for step, want := range map[environment.Step]string{
		environment.Hour: "\ufeffGiờ kết thúc (UTC+7),PM2.5 (µg/m³),PH\n2026-11-20 09:00,21.5,7\n2026-11-20 10:00,,7.25\n",
		environment.Raw: "\ufeffThời điểm (UTC+7),PM2.5 (µg/m³),PM2.5 trạng thái,CO (µg/m³),CO trạng thái\n" +
			"2026-11-20 09:05:00,21.5,00,,\n2026-11-20 09:10:00,,,,01\n2026-11-20 09:30:00,1000000,02,,\n",
	} {
		var b strings.Builder
		if err := sheet(step).Table().CSV(&b); err != nil {
			t.Fatal(err)
		}
		expect(t, string(step), want, b.String())
	}
}

func TestXLSX(t *testing.T) {
	var b bytes.Buffer
	s := sheet(environment.Hour)
	s.English = true
	if err := s.Table().XLSX(&b); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	shown, err := book.GetRows("Data")
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "as it is shown", [][]string{{"Hour ending (UTC+7)", "PM2.5 (µg/m³)", "PH"}, {"2026-11-20 09:00", "21.5", "7"}, {"2026-11-20 10:00", "", "7.25"}}, shown)
	stored, err := book.GetRows("Data", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	if stored[1][0] != "46346.375" { // days since 1899-12-30, 09:00
		t.Errorf("the time is stored as %s", stored[1][0])
	}
	if kind, err := book.GetCellType("Data", "B2"); err != nil || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
		t.Errorf("a value is stored as type %v, %v", kind, err)
	}
}
