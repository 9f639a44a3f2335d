package importers

import (
	"os"
	"slices"
	"strings"
)

// openSheet opens a sheet of a workbook that was converted to CSV. The types of its columns
// stand beside it: what the workbook holds as numbers is written with a decimal point.
func openSheet(path string, o OpenOptions) (Reader, error) {
	types, err := os.ReadFile(strings.TrimSuffix(path, ".csv") + ".csvt")
	if err != nil {
		return nil, err
	}
	var typed []string
	for name := range strings.SplitSeq(strings.TrimSpace(string(types)), ",") {
		name, _, _ = strings.Cut(strings.Trim(name, `"`), "(")
		typed = append(typed, name)
	}
	return openTable(path, o, typed)
}

// trust settles columns by what the workbook says that they are, where their cells alone
// leave it open; and keeps as text what the workbook holds as text, such as 007.
func (s *csvSurvey) trust(typed []string) {
	if len(typed) != len(s.columns) {
		return
	}
	for i := range s.columns {
		f := &s.columns[i]
		switch {
		case typed[i] == "Real" && f.forms[notNumber] == 0 && f.forms[commaNumber] == 0 && f.forms[unclearComma] == 0 && f.filled > 0:
			f.kind, f.comma, f.unclear = Real, false, false
		case typed[i] == "String" && slices.Contains([]FieldType{Date, Timestamp}, f.kind):
			f.kind = Text
		}
	}
}
