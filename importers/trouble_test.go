package importers_test

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"sotay/importers"
)

func TestFailureWords(t *testing.T) {
	file := func(err error) error { return &fs.PathError{Op: "open", Path: "/srv/nhap/thửa.shp", Err: err} }
	server := func(code string) error {
		return &pgconn.PgError{Severity: "ERROR", Code: code, Message: "the server's own words"}
	}
	for _, tt := range []struct {
		err    error
		vi, en string
	}{
		{file(syscall.ENOENT), "Không tìm thấy thửa.shp.", "Not found: thửa.shp."},
		{file(syscall.ENOTDIR), "Không tìm thấy thửa.shp.", "Not found: thửa.shp."},
		{file(syscall.EACCES), "Không có quyền mở thửa.shp.", "No permission to open thửa.shp."},
		{file(syscall.EISDIR), "Đây là thư mục, không phải tệp: thửa.shp.", "This is a folder, not a file: thửa.shp"},
		{file(syscall.ENOSPC), "Ổ đĩa đã đầy khi ghi thửa.shp.", "The disk is full, writing thửa.shp."},
		{file(syscall.EIO), "Ổ đĩa báo lỗi", "The disk reports an error at thửa.shp."},
		{syscall.ENOSPC, "Ổ đĩa đã đầy khi ghi tệp.", "The disk is full, writing the file."},
		{server("53100"), "Ổ đĩa của cơ sở dữ liệu đã đầy.", "The disk of the database is full."},
		{server("53200"), "hết bộ nhớ", "out of memory"},
		{server("57014"), "Cơ sở dữ liệu đã hủy câu lệnh", "The database cancelled the statement"},
		{server("55P03"), "đang bị khóa", "has locked the data"},
		{server("57P01"), "Mất kết nối với cơ sở dữ liệu.", "The connection to the database was lost."},
		{server("08006"), "Mất kết nối", "was lost"},
		{&net.OpError{Op: "read", Net: "unix", Err: syscall.ECONNRESET}, "Mất kết nối", "was lost"},
		{io.ErrUnexpectedEOF, "Mất kết nối", "was lost"},
		{pgconn.ErrConnClosed, "Mất kết nối", "was lost"},
		{context.DeadlineExceeded, "Quá thời gian cho phép", "longer than allowed"},
		{context.Canceled, "Đã dừng theo yêu cầu; dữ liệu cũ giữ nguyên.", "Stopped on request; the old state stands."},
		{&importers.Refused{Code: "x", Reason: importers.Words{Vi: "lời riêng", En: "own words"}}, "lời riêng", "own words"},
	} {
		for _, err := range []error{tt.err, fmt.Errorf("load x: %w", tt.err), errors.Join(tt.err, errors.New("more"))} {
			got := importers.FailureWords(err)
			if !strings.Contains(got.Vi, tt.vi) || !strings.Contains(got.En, tt.en) {
				t.Errorf("%v: got %+v", err, got)
			}
			if strings.Contains(got.Vi, tt.err.Error()) && tt.vi != "lời riêng" || strings.Contains(got.Vi, "{") || strings.Contains(got.En, "{") {
				t.Errorf("%v: raw: %+v", err, got)
			}
		}
	}
	unknown := importers.FailureWords(errors.New("flux capacitor"))
	if want := "Nhập không thành công; dữ liệu cũ giữ nguyên. Nguyên nhân: flux capacitor"; unknown.Vi != want || !strings.HasSuffix(unknown.En, "The cause: flux capacitor") {
		t.Errorf("an unknown cause: %+v", unknown)
	}
	if got := importers.FailureWords(file(syscall.ELOOP)); strings.Contains(got.Vi, "cơ sở dữ liệu") || !strings.Contains(got.Vi, "Nguyên nhân") {
		t.Errorf("an unknown trouble with a file: %+v", got)
	}
}

// TestOpenSaysWhatIsWrong: what the system says of a file comes in both languages.
func TestOpenSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	loop, broken := filepath.Join(dir, "vong.shp"), filepath.Join(dir, "ngat.zip")
	if err := os.Symlink(filepath.Join(dir, "nowhere.shp"), loop); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(broken)
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(f)
	if _, err := w.Create("a.shp"); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Flush(), f.Close()); err != nil { // without its directory
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(dir, "khong.csv"):      "Không tìm thấy khong.csv.",
		loop:                                 "Không tìm thấy vong.shp.",
		writeTemp(t, "dong.csv", "\n\n"):     "rỗng",
		writeTemp(t, "nhay.csv", "a,b\"\n1"): "dấu nháy kép đặt sai ở dòng 1",
		broken:                               "Tệp .zip hỏng.",
		dir:                                  "là thư mục",
	} {
		for name, call := range map[string]func() error{
			"Open": func() error { _, err := importers.Open(path, importers.OpenOptions{}); return err },
			"List": func() error { _, err := importers.List(path); return err },
		} {
			var said interface{ Words() importers.Words }
			err := call()
			if name == "List" && strings.HasSuffix(path, ".csv") && err == nil {
				continue // the name is all that List needs of a table
			}
			if !errors.As(err, &said) || !strings.Contains(said.Words().Vi, want) {
				t.Errorf("%s of %s: %v", name, filepath.Base(path), err)
			}
		}
	}
}

// TestTroubleWithTheDatabase takes the connection, or the statement, from a session that loads.
func TestTroubleWithTheDatabase(t *testing.T) {
	for call, want := range map[string]string{
		"pg_terminate_backend": "Mất kết nối với cơ sở dữ liệu.",
		"pg_cancel_backend":    "Cơ sở dữ liệu đã hủy câu lệnh",
	} {
		i := newImports(t)
		m := long(t)
		m.onNext = func(row int) {
			if row == 20_040 { // beyond what is looked at first: it is loading
				i.lines(`SELECT ` + call + `(pid) FROM pg_stat_activity WHERE query LIKE 'COPY%stage%' AND datname = current_database() AND pid <> pg_backend_pid()`)
			}
		}
		_, err := i.tryStage(m)
		if got := wantError[*importers.Trouble](t, err).Words().Vi; !strings.Contains(got, want) {
			t.Errorf("%s: the error says %q", call, got)
		}
		list, err := i.s.List(context.Background(), importers.Account{}, "", 0, 10)
		if err != nil || len(list) != 1 || list[0].Failure == nil || !strings.Contains(list[0].Failure.Vi, want) || list[0].State != importers.StateFailed {
			t.Errorf("%s: change sets %+v, %v", call, list, err)
		}
		if left := i.scratch(); len(left) > 0 {
			t.Errorf("%s: tables left: %v", call, left)
		}
	}
}
