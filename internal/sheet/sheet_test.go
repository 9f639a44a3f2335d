package sheet_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"sotay/internal/sheet"
)

func table() sheet.Sheet {
	return sheet.Sheet{
		Name: "Số liệu", Header: []string{"Tên", "Số", "Lúc"}, Digits: 2,
		Each: func(do func([]any) error) error {
			return errors.Join(
				do([]any{"=HYPERLINK(\"http://x\")", int64(3), time.Date(2026, 11, 27, 1, 30, 0, 0, time.UTC)}),
				do([]any{"-5", 1.5, nil}),
				do([]any{"+84912345678", nil, nil}),
			)
		},
	}
}

// TestCSV: texts run nothing, numbers stay numbers, times are those of Vietnam.
func TestCSV(t *testing.T) {
	var out bytes.Buffer
	if err := table().CSV(&out); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffTên,Số,Lúc\n\"'=HYPERLINK(\"\"http://x\"\")\",3,2026-11-27 08:30\n-5,1.50,\n'+84912345678,,\n"
	if out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestXLSX(t *testing.T) {
	var out bytes.Buffer
	if err := table().XLSX(&out); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	for cell, want := range map[string]string{"A1": "Tên", "A2": "=HYPERLINK(\"http://x\")", "B2": "3", "C2": "2026-11-27 08:30", "A3": "-5", "B3": "1.5", "C3": ""} {
		if got, err := book.GetCellValue("Số liệu", cell); err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", cell, got, err, want)
		}
	}
	if formula, err := book.GetCellFormula("Số liệu", "A2"); err != nil || formula != "" {
		t.Errorf("a text became the formula %q, %v", formula, err)
	}
	if err := errors.Join(book.Close()); err != nil {
		t.Error(err)
	}
}

// TestAFailureEndsIt: half a table is none.
func TestAFailureEndsIt(t *testing.T) {
	broken := table()
	broken.Each = func(func([]any) error) error { return errors.New("no more") }
	if broken.CSV(&bytes.Buffer{}) == nil || broken.XLSX(&bytes.Buffer{}) == nil {
		t.Error("a table that could not be read is written")
	}
}
