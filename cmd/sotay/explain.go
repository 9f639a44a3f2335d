package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"sotay/importers"
	"sotay/postgis"
)

// explain gives an error in the person's language where it is known in both.
func (p *program) explain(err error) string {
	var spoken interface{ Words() importers.Words }
	switch vi := databaseTrouble(err); {
	case errors.As(err, &spoken):
		return p.words(spoken.Words())
	case errors.Is(err, context.Canceled):
		return p.say("đã dừng; dữ liệu cũ giữ nguyên", "stopped; the old state stands")
	case vi != "":
		return p.say(vi, err.Error())
	}
	return err.Error()
}

// databaseTrouble says in Vietnamese what package postgis and the system say in English,
// "" for what they did not say.
func databaseTrouble(err error) string {
	var (
		missing     *postgis.MissingError
		unreachable *postgis.UnreachableError
		superuser   *postgis.NeedsSuperuserError
		unsafe      *postgis.UnsafeError
		excess      *postgis.ExcessError
		path        *fs.PathError
	)
	switch {
	case errors.As(err, &missing):
		return fmt.Sprintf("không tìm thấy %s; cài bằng: sudo apt-get install %s (hoặc dùng máy chủ có sẵn với --database URL)",
			missing.What, strings.Join(missing.Packages, " "))
	case errors.As(err, &unreachable):
		return fmt.Sprintf("PostgreSQL không được chạy bằng root nên chạy bằng %q, mà người này không vào được %s trên đường tới %s; hãy dùng --data %s",
			unreachable.User, unreachable.Parent, unreachable.Dir, unreachable.Suggestion)
	case errors.As(err, &superuser):
		return fmt.Sprintf("tài khoản %s không đủ quyền chuẩn bị cơ sở dữ liệu %s (%v); quản trị viên chạy một lần: sotay migrate --print-superuser-sql --database URL | psql --set ON_ERROR_STOP=1 %s",
			superuser.Login, superuser.Database, superuser.Err, superuser.Database)
	case errors.As(err, &unsafe):
		return "sotay không chạy trên máy chủ có thể làm mất dữ liệu đã xác nhận: " + unsafeSettings(unsafe)
	case errors.As(err, &excess):
		return "các tài khoản của sotay không được có quyền nào khác; hãy thu hồi " + strings.Join(excess.Rights, ", ")
	case errors.As(err, &path) && errors.Is(err, fs.ErrNotExist):
		return "không có tệp " + path.Path
	case errors.As(err, &path) && errors.Is(err, fs.ErrPermission):
		return "không được phép mở " + path.Path
	}
	return ""
}

func unsafeSettings(e *postgis.UnsafeError) string {
	var list []string
	for _, s := range e.Settings {
		list = append(list, fmt.Sprintf("%s=%s (đặt ở: %s)", s.Name, s.Value, s.Source))
	}
	return strings.Join(list, ", ") + ", tài khoản " + e.Login
}
