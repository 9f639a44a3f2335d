package importers

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// reason is an error of a reader that stands as the cause behind a sentence, in both
// languages and without a full stop.
type reason struct{ words Words }

func (r *reason) Error() string { return r.words.En }

// because makes a reason. Both languages take the arguments in one order, or by number.
func because(vi, en string, args ...any) error { return &reason{wordsf(vi, en, args...)} }

// atPosition finds where a WKT breaks, in what its parser says.
var atPosition = regexp.MustCompile(`at line (\d+), pos (\d+)`)

// reasonOf says the cause err in both languages: in its own words, or those of the usual
// faults of the libraries that read WKT and SQLite; of others by their text.
func reasonOf(err error) Words {
	var own *reason
	if errors.As(err, &own) {
		return own.words
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	w := Words{first, first}
	if at := atPosition.FindStringSubmatch(first); at != nil {
		w.Vi = fmt.Sprintf("WKT sai cú pháp ở dòng %s, ký tự %s", at[1], at[2])
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff { // the rest is detail
		case sqlite3.SQLITE_NOTADB:
			w = Words{"tệp không phải cơ sở dữ liệu SQLite", "the file is no SQLite database"}
		case sqlite3.SQLITE_CORRUPT:
			w = Words{"cơ sở dữ liệu SQLite trong tệp bị hỏng hoặc bị cắt ngang", "the SQLite database in the file is damaged or breaks off"}
		case sqlite3.SQLITE_CANTOPEN:
			w = Words{"không mở được tệp", "the file cannot be opened"}
		case sqlite3.SQLITE_IOERR:
			w = Words{"ổ đĩa báo lỗi khi đọc tệp", "the disk reports an error"}
		}
	}
	return w
}

// badGeometry is a geometry that cannot be read, and why.
func badGeometry(err error) finding {
	why := reasonOf(err)
	return foundBadGeometry.says(why.Vi, why.En)
}
