package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"sotay/postgis"
)

func TestErrorsAreSaidInBothLanguages(t *testing.T) {
	for _, test := range []struct {
		err    error
		vi, en string
	}{
		{
			&postgis.MissingError{What: "PostgreSQL 15", Packages: []string{"postgresql-15", "postgresql-15-postgis-3"}},
			"không tìm thấy PostgreSQL 15; cài bằng: sudo apt-get install postgresql-15 postgresql-15-postgis-3",
			"PostgreSQL 15 not found; install it with: sudo apt-get install postgresql-15 postgresql-15-postgis-3",
		},
		{
			&postgis.UnreachableError{User: "postgres", Parent: "/srv/closed", Dir: "/srv/closed/data", Suggestion: "/var/lib/sotay"},
			"hãy dùng --data /var/lib/sotay", "use --data /var/lib/sotay",
		},
		{
			&postgis.NeedsSuperuserError{Login: "plain", Database: "land", Err: errors.New("denied")},
			"quản trị viên chạy một lần: sotay migrate --print-superuser-sql", "run once as a superuser: sotay migrate --print-superuser-sql",
		},
		{
			&postgis.UnsafeError{Login: "sotay_app", Settings: []postgis.UnsafeSetting{{Name: "fsync", Value: "off", Source: "configuration file"}}},
			"fsync=off (đặt ở: configuration file)", "fsync=off (set by: configuration file)",
		},
		{
			&postgis.ExcessError{Rights: []string{"sotay_app: SUPERUSER"}},
			"hãy thu hồi sotay_app: SUPERUSER", "take back sotay_app: SUPERUSER",
		},
		{
			&postgis.RunningError{PID: "4711"},
			"sotay serve đang chạy trên thư mục này (tiến trình 4711); hãy dừng nó trước, hoặc dùng --data với thư mục khác",
			"sotay serve is already running on this folder (process 4711); stop it first",
		},
		{&postgis.NoSecretError{}, "hãy đặt SOTAY_ROLE_SECRET", "has no password to derive the four logins' passwords from: set SOTAY_ROLE_SECRET"},
		{&fs.PathError{Op: "stat", Path: "x.shp", Err: fs.ErrNotExist}, "không có tệp x.shp", "stat x.shp: file does not exist"},
		{&fs.PathError{Op: "open", Path: "x.shp", Err: fs.ErrPermission}, "không được phép mở x.shp", "permission"},
		{context.Canceled, "dữ liệu cũ giữ nguyên", "the old state stands"},
		{errors.New("odd"), "odd", "odd"},
	} {
		wrapped := fmt.Errorf("some work: %w", test.err)
		if got := (&program{}).explain(wrapped); !strings.Contains(got, test.vi) {
			t.Errorf("%T in Vietnamese: %s", test.err, got)
		}
		if got := (&program{english: true}).explain(wrapped); !strings.Contains(got, test.en) {
			t.Errorf("%T in English: %s", test.err, got)
		}
	}
}
