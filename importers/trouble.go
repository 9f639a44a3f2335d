package importers

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
)

// Trouble is an error of the system or of the database, with its words in both languages.
// What is wrong is neither the file's content nor the request.
type Trouble struct {
	words Words
	err   error
}

// Error is the cause's own text.
func (t *Trouble) Error() string { return t.err.Error() }

// Words says what is wrong and what to do about it.
func (t *Trouble) Words() Words { return t.words }

// Unwrap gives the cause.
func (t *Trouble) Unwrap() error { return t.err }

// spoken is err as Trouble, where it has no words of its own and its cause is known. Who
// asked to stop needs none.
func spoken(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.As(err, new(interface{ Words() Words })) {
		return err
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "23001" { // of data.stations alone
		return measuredStations(pg.Detail)
	}
	if w, ok := troubleWords(err); ok {
		return &Trouble{words: w, err: err}
	}
	return err
}

// failureWords says of any error why an import failed: in its own words, those of its
// cause, or, where nobody knows it, by its text behind a sentence.
func failureWords(err error) Words {
	var own interface{ Words() Words }
	switch {
	case errors.As(spoken(err), &own):
		return own.Words()
	case errors.Is(err, context.Canceled):
		return Words{"Đã dừng theo yêu cầu; dữ liệu cũ giữ nguyên.", "Stopped on request; the old state stands."}
	}
	return wordsf("Nhập không thành công; dữ liệu cũ giữ nguyên. Nguyên nhân: %[1]v", "The import failed; the old state stands. The cause: %[1]v", err)
}

func troubleWords(err error) (Words, bool) {
	if w, ok := databaseWords(err); ok { // first: a socket that is gone is no missing file
		return w, true
	}
	return fileWords(err)
}

// fileWords knows the usual troubles with files.
func fileWords(err error) (Words, bool) {
	var at *fs.PathError
	name := Words{"tệp", "the file"}
	if errors.As(err, &at) {
		base := strings.ToValidUTF8(filepath.Base(at.Path), "?")
		name = Words{base, base}
	}
	says := func(vi, en string) (Words, bool) {
		return Words{strings.ReplaceAll(vi, "{tệp}", name.Vi), strings.ReplaceAll(en, "{file}", name.En)}, true
	}
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return says("Không tìm thấy {tệp}. Kiểm tra tên và thư mục.", "Not found: {file}. Check the name and the folder.")
	case errors.Is(err, fs.ErrPermission):
		return says("Không có quyền mở {tệp}. Kiểm tra quyền của tệp và thư mục.", "No permission to open {file}. Check the permissions of the file and its folder.")
	case errors.Is(err, syscall.EISDIR):
		return says("Đây là thư mục, không phải tệp: {tệp}. Chọn một tệp trong đó.", "This is a folder, not a file: {file}. Choose a file in it.")
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return says("Ổ đĩa đã đầy khi ghi {tệp}. Giải phóng chỗ trống rồi nhập lại.", "The disk is full, writing {file}. Free some space and import again.")
	case errors.Is(err, syscall.EIO):
		return says("Ổ đĩa báo lỗi khi đọc hoặc ghi {tệp}. Chép tệp sang ổ khác rồi nhập lại.", "The disk reports an error at {file}. Copy the file to another disk and import again.")
	}
	return Words{}, false
}

// databaseWords knows the usual troubles with the database.
func databaseWords(err error) (Words, bool) {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return serverWords(pg.Code)
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return Words{"Quá thời gian cho phép nên đã dừng. Nhập lại sau.", "Stopped: it took longer than allowed. Import again later."}, true
	case errors.As(err, new(*pgconn.ConnectError)), errors.As(err, new(*net.OpError)),
		errors.Is(err, pgconn.ErrConnClosed), errors.Is(err, io.ErrUnexpectedEOF):
		return connectionLost, true
	}
	return Words{}, false
}

var connectionLost = Words{
	"Mất kết nối với cơ sở dữ liệu. Kiểm tra máy chủ PostgreSQL rồi thử lại.",
	"The connection to the database was lost. Check the PostgreSQL server and try again.",
}

// serverWords knows the usual answers of the server by their SQLSTATE (PostgreSQL 15
// manual, appendix A).
func serverWords(code string) (Words, bool) {
	switch {
	case code == "53100":
		return Words{"Ổ đĩa của cơ sở dữ liệu đã đầy. Giải phóng chỗ trống rồi thử lại.", "The disk of the database is full. Free some space and try again."}, true
	case code == "53200":
		return Words{"Máy chủ cơ sở dữ liệu hết bộ nhớ. Thử lại khi máy chủ rảnh hơn.", "The database server is out of memory. Try again when it is less busy."}, true
	case code == "57014":
		return Words{"Cơ sở dữ liệu đã hủy câu lệnh: quá thời gian cho phép hoặc do người quản trị. Thử lại sau.", "The database cancelled the statement: it took longer than allowed, or an administrator did. Try again later."}, true
	case code == "55P03":
		return Words{"Dữ liệu đang bị khóa bởi một phiên làm việc khác. Thử lại sau.", "Another session has locked the data. Try again later."}, true
	case strings.HasPrefix(code, "08"), strings.HasPrefix(code, "57P"), code == "53300":
		return connectionLost, true
	}
	return Words{}, false
}
