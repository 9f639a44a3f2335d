package accounts

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"golang.org/x/text/unicode/norm"
)

const userColumns = `u.id, u.login, u.name, u.role, u.communes, coalesce(u.agency, ''), u.disabled_at IS NOT NULL, u.created_at, u.password IS NOT NULL OR u.issuer IS NOT NULL, u.password IS NOT NULL`

func scanUser(row pgx.CollectableRow) (u User, err error) {
	err = row.Scan(&u.ID, &u.Login, &u.Name, &u.Role, &u.Communes, &u.Agency, &u.Disabled, &u.CreatedAt, &u.SignsIn, &u.HasPassword)
	return u, err
}

// Login folds a login as it is stored: lower case, no blanks around it.
func Login(text string) string { return strings.ToLower(strings.TrimSpace(norm.NFC.String(text))) }

// Check refuses what an account cannot be.
func (u User) Check() error {
	switch {
	case !regexp.MustCompile(`^[a-z0-9][a-z0-9._@+-]{1,99}$`).MatchString(u.Login):
		return &Refused{
			Code: "bad_login", Vi: fmt.Sprintf("Tên đăng nhập %q: dùng chữ thường không dấu, số và . _ @ + -, từ 2 đến 100 ký tự.", u.Login),
			En: fmt.Sprintf("Login %q: use lower-case letters, digits and . _ @ + -, 2 to 100 characters.", u.Login),
		}
	case strings.TrimSpace(u.Name) == "" || len([]rune(u.Name)) > 200:
		return &Refused{Code: "bad_name", Vi: "Cần họ tên, không quá 200 ký tự.", En: "A name is needed, of at most 200 characters."}
	case !slices.Contains(Roles(), u.Role):
		return &Refused{Code: "bad_role", Vi: fmt.Sprintf("Không có vai trò %q.", u.Role), En: fmt.Sprintf("There is no role %q.", u.Role)}
	case u.Communes != nil && u.Role != LandOfficer:
		return &Refused{Code: "bad_communes", Vi: "Chỉ cán bộ địa chính mới giới hạn theo xã.", En: "Only land officers are limited to communes."}
	case u.Role == Agency && u.Agency == "":
		return &Refused{Code: "bad_agency", Vi: "Cần mã đơn vị mà người này trả lời phản ánh.", En: "The code of the agency whose reports this person answers is needed."}
	case u.Role != Agency && u.Agency != "":
		return &Refused{Code: "bad_agency", Vi: "Chỉ người của đơn vị xử lý mới gắn với một đơn vị.", En: "Only people of an agency belong to one."}
	}
	for _, c := range u.Communes {
		if !regexp.MustCompile(`^\d{5}$`).MatchString(c) {
			return &Refused{Code: "bad_communes", Vi: fmt.Sprintf("Mã xã %q: cần năm chữ số.", c), En: fmt.Sprintf("Commune code %q: five digits are needed.", c)}
		}
	}
	return nil
}

// Add makes an account; with an empty password it cannot sign in before a one-time link
// has given it one.
func (s *Store) Add(ctx context.Context, u User, password string) (User, error) {
	u.Login = Login(u.Login)
	if err := u.Check(); err != nil {
		return User{}, err
	}
	var kept *string
	if password != "" {
		if err := CheckPassword(u.Login, password); err != nil {
			return User{}, err
		}
		phc, err := s.hashPassword(ctx, password)
		if err != nil {
			return User{}, err
		}
		kept = &phc
	}
	added, err := one(ctx, s.app, scanUser, `
		INSERT INTO sotay.users AS u (login, name, role, communes, agency, password) VALUES ($1, $2, $3, $4, nullif($5, ''), $6)
		RETURNING `+userColumns, u.Login, norm.NFC.String(strings.TrimSpace(u.Name)), u.Role, u.Communes, u.Agency, kept)
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "23505" {
		return User{}, &Refused{Code: "login_taken", Vi: fmt.Sprintf("Đã có tài khoản %s.", u.Login), En: fmt.Sprintf("There is an account %s already.", u.Login)}
	}
	if err != nil {
		return User{}, fmt.Errorf("add account: %w", unknownAgency(err, u))
	}
	return added, nil
}

// unknownAgency says that there is no such agency, where that is what is wrong.
func unknownAgency(err error, u User) error {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != "23503" {
		return err
	}
	return &Refused{Code: "bad_agency", Vi: fmt.Sprintf("Không có đơn vị xử lý mã %q.", u.Agency), En: fmt.Sprintf("There is no agency %q.", u.Agency)}
}

// Find gives an account, or ErrNotFound.
func (s *Store) Find(ctx context.Context, login string) (User, error) {
	u, err := one(ctx, s.app, scanUser, `SELECT `+userColumns+` FROM sotay.users u WHERE u.login = $1`, Login(login))
	if err != nil {
		return User{}, fmt.Errorf("account: %w", err)
	}
	return u, nil
}

// Read reads an account, or gives ErrNotFound, in a transaction of somebody else's. Others may
// change it meanwhile.
func Read(ctx context.Context, tx pgx.Tx, id int64) (User, error) { return read(ctx, tx, id, "") }

// Hold is Read that keeps the account as it is until the transaction ends: what is written there
// is what the account may write then. Change waits for that end, and every later Change behind
// it, so it is for the last moments of a transaction.
func Hold(ctx context.Context, tx pgx.Tx, id int64) (User, error) {
	return read(ctx, tx, id, " FOR SHARE")
}

func read(ctx context.Context, tx pgx.Tx, id int64, lock string) (User, error) {
	u, err := one(ctx, tx, scanUser, `SELECT `+userColumns+` FROM sotay.users u WHERE u.id = $1`+lock, id)
	if err != nil {
		return User{}, fmt.Errorf("account: %w", err)
	}
	return u, nil
}

// List gives all accounts by login.
func (s *Store) List(ctx context.Context) ([]User, error) {
	rows, err := s.app.Query(ctx, `SELECT `+userColumns+` FROM sotay.users u ORDER BY u.login`)
	if err != nil {
		return nil, fmt.Errorf("accounts: %w", err)
	}
	list, err := pgx.CollectRows(rows, scanUser)
	if err != nil {
		return nil, fmt.Errorf("accounts: %w", err)
	}
	return list, nil
}

// Change changes name, role, communes, agency and whether an account is disabled, as apply does with
// what it is now. A disabled account loses its sessions and one-time links; its tokens stop working. Of those who
// administer and can sign in one stays.
func (s *Store) Change(ctx context.Context, login string, apply func(*User)) (User, error) {
	var changed User
	err := pgx.BeginFunc(ctx, s.app, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, lockAdministrators); err != nil {
			return err
		}
		was, err := one(ctx, tx, scanUser, `SELECT `+userColumns+` FROM sotay.users u WHERE u.login = $1 FOR UPDATE`, Login(login))
		if err != nil {
			return err
		}
		u := was
		apply(&u)
		if err := u.Check(); err != nil {
			return err
		}
		changed, err = one(ctx, tx, scanUser, `
			UPDATE sotay.users u
			SET    name = $2, role = $3, communes = $4, agency = nullif($6, ''),
			       disabled_at = CASE WHEN $5 THEN coalesce(u.disabled_at, now()) END
			WHERE  u.id = $1
			RETURNING `+userColumns, was.ID, norm.NFC.String(strings.TrimSpace(u.Name)), u.Role, u.Communes, u.Disabled, u.Agency)
		if err != nil {
			return unknownAgency(err, u)
		}
		if changed.Disabled {
			if _, err := tx.Exec(ctx, `DELETE FROM sotay.sessions WHERE user_id = $1`, changed.ID); err != nil {
				return err
			}
			if err := dropLinks(ctx, tx, changed); err != nil {
				return err
			}
		}
		if was.administers() && !changed.administers() {
			return keepAnAdministrator(ctx, tx)
		}
		return nil
	})
	if err != nil {
		return User{}, fmt.Errorf("change account: %w", err)
	}
	return changed, nil
}

// administers tells whether the account can be used to look after the others.
func (u User) administers() bool { return u.Role == Administrator && !u.Disabled && u.SignsIn }

// lockAdministrators is the question who administers, among advisory locks.
const lockAdministrators = 0x736f7475

func keepAnAdministrator(ctx context.Context, tx pgx.Tx) error {
	var has bool
	err := tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM sotay.users
		               WHERE role = 'administrator' AND disabled_at IS NULL AND (password IS NOT NULL OR issuer IS NOT NULL))`).Scan(&has)
	if err == nil && !has {
		return &Refused{Code: "last_administrator", Vi: "Phải còn ít nhất một quản trị viên.", En: "There must be an administrator left."}
	}
	return err
}
