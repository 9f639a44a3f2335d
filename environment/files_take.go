package environment

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// File is a monitoring file as it came.
type File struct {
	// Name may have folders before it, with slashes.
	Name string
	// Station is the code of the station where that is known; "": see StationOf.
	Station string
	// Shut tells that who sent the file is shut into the outermost folder of its name that is no
	// date, as an FTP account is: that folder is the station, whether there is one of its code yet
	// or not.
	Shut bool
	Body []byte
}

// FileAnswer is what became of a line, or of a reading in it.
type FileAnswer struct {
	FileLine
	Answer
}

// FileReport is what became of a file.
type FileReport struct {
	Name    string
	Station string       // that its readings were taken for, known or not
	Rows    []FileAnswer // in the order of the file
}

// Count gives how many rows had an outcome.
func (r FileReport) Count(o Outcome) int {
	n := 0
	for _, row := range r.Rows {
		if row.Outcome == o {
			n++
		}
	}
	return n
}

// fileRowsAtOnce is how many readings of a file are taken in one transaction. A file that is cut off
// in between is sent again: what was taken is there already.
const fileRowsAtOnce = 5000

// TakeFile takes the readings of a monitoring file; lines that are none are refused. The error
// is a *FileError where the file cannot be read at all: then nothing is taken.
func (s *Store) TakeFile(ctx context.Context, from Sender, f File) (FileReport, error) {
	f.Name, f.Station = storable(f.Name), storable(f.Station)
	report := FileReport{Name: f.Name, Station: f.Station}
	lines, err := ReadFile(f.Body)
	if err != nil {
		return report, err
	}
	if report.Station == "" {
		if report.Station, err = s.StationOf(ctx, f); err != nil {
			return report, err
		}
	}
	var sent []Sent
	var places []int
	for i, line := range lines {
		report.Rows = append(report.Rows, FileAnswer{line, Answer{Refused, line.Fault}})
		if line.Fault == "" {
			report.Rows[i].Sent.Station = report.Station
			sent, places = append(sent, report.Rows[i].Sent), append(places, i)
		}
	}
	for n := 0; n < len(sent); n += fileRowsAtOnce {
		end := min(n+fileRowsAtOnce, len(sent))
		answers, err := s.Take(ctx, from, sent[n:end])
		if err != nil {
			return report, err
		}
		for i, a := range answers {
			report.Rows[places[n+i]].Answer = a
		}
	}
	return report, nil
}

// fileTime is the time at the end of a file's name; programs number files of one name.
var fileTime = regexp.MustCompile(`^\d{8}(\d{4}|\d{6})?([.(-]\d{1,3}\)?)?$`)

// StationOf gives the code of the station that a file is of, by its name and the folders before
// it. Names seen are STATION_YYYYMMDDhhmmss.txt; the pattern with province and facility before the
// station is from memory, not read in the circular: so the longest end of the name that is a
// known code is taken. Where no such code is known, the outermost folder that is one; where
// there is none, the name as it is, which Take sets aside. A folder of one station has no
// files of another, however deep: that is a *FileError.
func (s *Store) StationOf(ctx context.Context, f File) (string, error) {
	names, folders := namesIn(f.Name), strings.Split(path.Dir(f.Name), "/") // the outermost first
	home := ""
	if f.Shut {
		if home = homeOf(folders); home != "" {
			folders = []string{home}
		}
	}
	rows, err := s.db.App.Query(ctx, `SELECT code FROM data.stations WHERE code = ANY ($1)`, slices.Concat(names, folders))
	if err != nil {
		return "", fmt.Errorf("stations: %w", err)
	}
	known, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return "", fmt.Errorf("stations: %w", err)
	}
	first := func(list []string) string {
		if i := slices.IndexFunc(list, func(code string) bool { return slices.Contains(known, code) }); i >= 0 {
			return list[i]
		}
		return ""
	}
	own, folder := first(names), cmp.Or(first(folders), home)
	if own != "" && folder != "" && own != folder {
		return "", &FileError{
			fmt.Sprintf("Tên tệp là của trạm %s nhưng thư mục là của trạm %s: hãy kiểm tra cấu hình máy ghi.", own, folder),
			fmt.Sprintf("The name is of station %s but the folder of station %s: check how the logger is set.", own, folder),
		}
	}
	return cmp.Or(own, folder, names[0]), nil
}

// namesIn gives what a file's name can be the code of: all of it before the time, then less and
// less of its beginning.
func namesIn(name string) (list []string) {
	_, base := path.Split(name)
	parts := strings.Split(strings.TrimSuffix(base, path.Ext(base)), "_")
	if len(parts) > 1 && fileTime.MatchString(parts[len(parts)-1]) {
		parts = parts[:len(parts)-1]
	}
	for i := range parts {
		list = append(list, strings.Join(parts[i:], "_"))
	}
	return list
}

// fileDay is a folder of a year, or of a month or a day with its year; fileDayRest one of a month
// or a day in it.
var (
	fileDay     = regexp.MustCompile(`^(19|20)\d{2}([-_.]?\d{2}){0,2}$`)
	fileDayRest = regexp.MustCompile(`^\d{1,2}$`)
)

// homeOf is the outermost folder that is no date; "" for none.
func homeOf(folders []string) string {
	for i, folder := range folders {
		if folder != "." && !fileDay.MatchString(folder) && !(i > 0 && fileDayRest.MatchString(folder)) {
			return folder
		}
	}
	return ""
}
