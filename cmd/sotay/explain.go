package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"sotay/importers"
	"sotay/internal/accounts"
	"sotay/internal/audit"
	"sotay/postgis"
)

// explain gives an error in the person's language where it is known in both.
func (p *program) explain(err error) string {
	var spoken interface{ Words() importers.Words }
	switch _, vi := trouble(err); {
	case errors.As(err, &spoken):
		return p.words(spoken.Words())
	case errors.Is(err, context.Canceled):
		return p.say("đã dừng; dữ liệu cũ giữ nguyên", "stopped; the old state stands")
	case vi != "":
		return p.say(vi, err.Error())
	}
	return err.Error()
}

// trouble says in Vietnamese what other packages and the system say in English, with a
// code where it is about the database; "" for what they did not say.
func trouble(err error) (code, vi string) {
	var (
		missing     *postgis.MissingError
		noServer    *postgis.NoServerError
		unreachable *postgis.UnreachableError
		superuser   *postgis.NeedsSuperuserError
		unsafe      *postgis.UnsafeError
		excess      *postgis.ExcessError
		running     *postgis.RunningError
		noSecret    *postgis.NoSecretError
		wrongKey    *audit.WrongKeyError
		person      *accounts.Refused
		connect     *pgconn.ConnectError
		path        *fs.PathError
	)
	switch {
	case errors.As(err, &missing):
		return "missing", fmt.Sprintf("không tìm thấy %s; cài bằng: sudo apt-get install %s (hoặc dùng máy chủ có sẵn với --database URL)",
			missing.What, strings.Join(missing.Packages, " "))
	case errors.As(err, &noServer):
		return "no_database", fmt.Sprintf("không có cơ sở dữ liệu trong thư mục %s: chỉ thư mục của máy chủ bằng --data hoặc SOTAY_DATA, hoặc tạo mới bằng sotay serve, sotay demo hay sotay migrate up", noServer.Dir)
	case errors.As(err, &unreachable):
		return "unreachable", fmt.Sprintf("PostgreSQL không được chạy bằng root nên chạy bằng %q, mà người này không vào được %s trên đường tới %s; hãy dùng --data %s",
			unreachable.User, unreachable.Parent, unreachable.Dir, unreachable.Suggestion)
	case errors.As(err, &superuser):
		return "needs_superuser", fmt.Sprintf("tài khoản %s không đủ quyền chuẩn bị cơ sở dữ liệu %s (%v); quản trị viên chạy một lần: sotay migrate --print-superuser-sql --database URL | psql --set ON_ERROR_STOP=1 %s",
			superuser.Login, superuser.Database, superuser.Err, superuser.Database)
	case errors.As(err, &unsafe):
		return "unsafe", "sotay không chạy trên máy chủ có thể làm mất dữ liệu đã xác nhận: " + unsafeSettings(unsafe)
	case errors.As(err, &excess):
		return "excess_rights", "các tài khoản của sotay không được có quyền nào khác; hãy thu hồi " + strings.Join(excess.Rights, ", ")
	case errors.As(err, &running):
		return "running", fmt.Sprintf("sotay serve đang chạy trên thư mục này (tiến trình %s); hãy dừng nó trước, hoặc dùng --data với thư mục khác", running.PID)
	case errors.As(err, &noSecret):
		return "no_secret", "URL của cơ sở dữ liệu không có mật khẩu để suy ra mật khẩu của bốn tài khoản; hãy đặt SOTAY_ROLE_SECRET"
	case errors.As(err, &wrongKey):
		return "audit_key", fmt.Sprintf("nhật ký của cơ sở dữ liệu này được lập bằng khóa khác với khóa trong %s; hãy chỉ đúng tệp khóa bằng --audit-key", wrongKey.File)
	case errors.As(err, &person):
		return "", person.Vi
	case errors.Is(err, accounts.ErrNotFound):
		return "", "không có tài khoản hoặc mã truy cập này"
	case errors.As(err, &connect):
		return "unavailable", fmt.Sprintf("không kết nối được với cơ sở dữ liệu (%v)", connect)
	case errors.As(err, &path) && errors.Is(err, fs.ErrNotExist):
		return "", "không có tệp " + path.Path
	case errors.As(err, &path) && errors.Is(err, fs.ErrPermission):
		return "", "không được phép mở " + path.Path
	}
	return "", ""
}

func unsafeSettings(e *postgis.UnsafeError) string {
	var list []string
	for _, s := range e.Settings {
		list = append(list, fmt.Sprintf("%s=%s (đặt ở: %s)", s.Name, s.Value, s.Source))
	}
	return strings.Join(list, ", ") + ", tài khoản " + e.Login
}
