package postgis

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"sotay/migrations"
)

//go:embed roles.sql
var rolesSQL string

// NeedsSuperuserError tells that a server of the operator's lacks what only a superuser
// may put there.
type NeedsSuperuserError struct {
	// Login that tried, Database it tried in, and the server's own words.
	Login, Database string
	Err             error
}

// Error says what to run.
func (e *NeedsSuperuserError) Error() string {
	return fmt.Sprintf("login %s may not prepare database %s for sotay (%v); run once as a superuser: "+
		"sotay migrate --print-superuser-sql --database URL | psql --set ON_ERROR_STOP=1 %s", e.Login, e.Database, e.Err, e.Database)
}

// Unwrap gives the server's answer.
func (e *NeedsSuperuserError) Unwrap() error { return e.Err }

// superuserSQL is everything that needs a superuser, ending with the mark by which
// prepare knows that it was done. Passwords are statements that set some.
func superuserSQL(passwords string) string {
	mark := fmt.Sprintf(`
DO $$ BEGIN EXECUTE format('COMMENT ON DATABASE %%I IS %%L', current_database(), '%s'); END $$;
`, superuserMark())
	return rolesSQL + "\n" + passwords + "\n" + migrations.Superuser + mark
}

// superuserMark changes whenever the superuser's part does.
func superuserMark() string {
	sum := sha256.Sum256([]byte(rolesSQL + migrations.Superuser))
	return "sotay, superuser part " + hex.EncodeToString(sum[:8])
}

// prepare runs the superuser's part in the database of conn unless it was run there.
func prepare(ctx context.Context, conn *pgx.Conn) error {
	done, err := prepared(ctx, conn)
	if err != nil || done {
		return err
	}
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		// One at a time; whoever comes second finds it done.
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('sotay superuser part', 0))`); err != nil {
			return err
		}
		if done, err := prepared(ctx, conn); err != nil || done {
			return err
		}
		return explainPrepare(conn, runScript(ctx, conn, superuserSQL("")))
	})
}

// prepared also looks at the rights of PUBLIC, which a restore or an administrator may
// have given back.
func prepared(ctx context.Context, conn *pgx.Conn) (bool, error) {
	var done bool
	err := conn.QueryRow(ctx, `
		SELECT coalesce(shobj_description(oid, 'pg_database'), '') = $1
		       AND NOT EXISTS (SELECT FROM aclexplode(coalesce(datacl, acldefault('d', datdba))) WHERE grantee = 0)
		       AND EXISTS (SELECT FROM pg_extension WHERE extname = 'postgis')
		FROM   pg_database
		WHERE  datname = current_database()`, superuserMark()).Scan(&done)
	return done, err
}

// runScript runs several statements at once, without parameters.
func runScript(ctx context.Context, conn *pgx.Conn, sql string) error {
	_, err := conn.PgConn().Exec(ctx, sql).ReadAll()
	return err
}

func explainPrepare(conn *pgx.Conn, err error) error {
	switch {
	case isCode(err, "42501"): // insufficient_privilege
		return &NeedsSuperuserError{Login: conn.Config().User, Database: conn.Config().Database, Err: err}
	case isCode(err, "58P01", "0A000") && strings.Contains(err.Error(), "postgis"):
		major := minimumMajor
		fmt.Sscan(conn.PgConn().ParameterStatus("server_version"), &major)
		return missing("PostGIS on the database server", major)
	}
	return err
}
