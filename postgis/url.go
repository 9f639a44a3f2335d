package postgis

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// openURL opens a database on a server of the operator's.
func openURL(ctx context.Context, cfg Config) (*DB, error) {
	logins, err := parseURL(cfg)
	if err != nil {
		return nil, err
	}
	if err := logins.admit(ctx); err != nil {
		return nil, fmt.Errorf("database %s on %s: %w", logins.admin.Database, logins.admin.Host, err)
	}
	db := &DB{}
	if err := db.connect(ctx, logins.pool); err != nil {
		return nil, err
	}
	return db.ready(ctx, cfg)
}

// urlLogins is how each login reaches a server of the operator's.
type urlLogins struct {
	url    string
	admin  *pgx.ConnConfig // as the URL says
	secret string
}

// NoSecretError refuses a database whose logins' passwords cannot be known.
type NoSecretError struct{}

// Error names what to set.
func (*NoSecretError) Error() string {
	return "the database URL has no password to derive the four logins' passwords from: set SOTAY_ROLE_SECRET"
}

func parseURL(cfg Config) (urlLogins, error) {
	admin, err := pgx.ParseConfig(cfg.URL)
	if err != nil {
		return urlLogins{}, fmt.Errorf("database URL: %w", err) // pgx leaves the password out
	}
	secret := cfg.RoleSecret
	if secret == "" {
		secret = admin.Password
	}
	if secret == "" {
		return urlLogins{}, &NoSecretError{}
	}
	return urlLogins{url: cfg.URL, admin: admin, secret: secret}, nil
}

// password is the URL's own for the URL's own login, and derived for the others.
func (u urlLogins) password(login string) string {
	if login == u.admin.User {
		return u.admin.Password
	}
	return rolePassword(u.secret, login)
}

func (u urlLogins) pool(login string) (*pgxpool.Config, error) {
	cfg, err := pgxpool.ParseConfig(u.url)
	if err != nil {
		return nil, err
	}
	cfg.ConnConfig.User, cfg.ConnConfig.Password = login, u.password(login)
	return cfg, nil
}

// admit puts the superuser's part in place, and the passwords where they are not.
func (u urlLogins) admit(ctx context.Context) error {
	conn, err := pgx.ConnectConfig(ctx, u.admin)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	if err := refuseOld(conn); err != nil {
		return err
	}
	if err := prepare(ctx, conn); err != nil {
		return err
	}
	for _, login := range Logins() {
		if err := u.admitLogin(ctx, conn, login); err != nil {
			return err
		}
	}
	return nil
}

// admitLogin gives a login its password only where that does not already work, so that
// several processes, started at once, leave one another alone.
func (u urlLogins) admitLogin(ctx context.Context, conn *pgx.Conn, login string) error {
	try := u.admin.Copy()
	try.User, try.Password = login, u.password(login)
	probe, err := pgx.ConnectConfig(ctx, try)
	if err == nil {
		return probe.Close(ctx)
	}
	if login == u.admin.User || !isCode(err, "28P01") { // invalid_password
		return fmt.Errorf("connect as %s: %w", login, err)
	}
	sql, err := passwordSQL(login, try.Password)
	if err != nil {
		return err
	}
	return explainPrepare(conn, runScript(ctx, conn, sql))
}

// refuseOld refuses servers too old for the SQL that sotay uses.
func refuseOld(conn *pgx.Conn) error {
	version := conn.PgConn().ParameterStatus("server_version")
	major := 0
	if _, err := fmt.Sscan(strings.SplitN(version, ".", 2)[0], &major); err == nil && major < minimumMajor {
		return fmt.Errorf("the server is PostgreSQL %s; sotay needs %d or later", version, minimumMajor)
	}
	return nil
}

// SuperuserSQL is what a superuser runs once in the operator's database before sotay can
// use it without superuser rights, with the logins' passwords where cfg says enough to
// know them. They stand in it as SCRAM verifiers, from which no password can be read.
func SuperuserSQL(cfg Config) (string, error) {
	if cfg.URL == "" {
		return superuserSQL(""), nil
	}
	u, err := parseURL(cfg)
	if err != nil {
		return "", err
	}
	var passwords strings.Builder
	for _, login := range Logins() {
		sql, err := passwordSQL(login, u.password(login))
		if err != nil {
			return "", err
		}
		passwords.WriteString(sql)
	}
	return superuserSQL(passwords.String()), nil
}
