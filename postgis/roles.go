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

// What runs before and after migrations.Superuser.
var (
	//go:embed roles.sql
	rolesSQL string
	//go:embed reach.sql
	reachSQL string
)

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
	mark := fmt.Sprintf("DO $$ BEGIN EXECUTE format('COMMENT ON DATABASE %%I IS %%L', current_database(), '%s'); END $$;\n",
		superuserMark())
	return strings.Join([]string{rolesSQL, passwords, migrations.Superuser, reachSQL, mark}, "\n")
}

// superuserMark changes whenever the superuser's part does.
func superuserMark() string {
	sum := sha256.Sum256([]byte(rolesSQL + migrations.Superuser + reachSQL))
	return "sotay, superuser part " + hex.EncodeToString(sum[:8])
}

// ExcessError names rights that sotay's logins must not have: with them the anonymous
// login could read what it must not, whatever the tables allow.
type ExcessError struct {
	// Rights as "sotay_public: SUPERUSER" or "sotay_app: member of pg_read_all_data".
	Rights []string
}

// Error lists them.
func (e *ExcessError) Error() string {
	return "sotay's logins must have no rights but their own; take back " + strings.Join(e.Rights, ", ")
}

// prepare runs the superuser's part in the database of conn unless it was run there.
func prepare(ctx context.Context, conn *pgx.Conn) error {
	done, err := prepared(ctx, conn)
	if err == nil && !done {
		err = prepareOnce(ctx, conn)
	}
	if err != nil {
		return err
	}
	return refuseExcess(ctx, conn)
}

func prepareOnce(ctx context.Context, conn *pgx.Conn) error {
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

func refuseExcess(ctx context.Context, conn *pgx.Conn) error {
	rows, err := conn.Query(ctx, `
		SELECT rolname || ': ' || word
		FROM   pg_roles
		CROSS  JOIN LATERAL (VALUES
			(rolsuper, 'SUPERUSER'), (rolcreaterole, 'CREATEROLE'), (rolcreatedb, 'CREATEDB'),
			(rolreplication, 'REPLICATION'), (rolbypassrls, 'BYPASSRLS')) AS rights (has, word)
		WHERE  rolname = ANY ($1) AND has
		UNION ALL
		SELECT m.rolname || ': member of ' || g.rolname
		FROM   pg_auth_members a
		JOIN   pg_roles g ON g.oid = a.roleid
		JOIN   pg_roles m ON m.oid = a.member
		WHERE  m.rolname = ANY ($1) AND (m.rolname <> $2 OR g.rolname ~ '^pg_')
		ORDER  BY 1`, Logins(), OwnerLogin)
	if err != nil {
		return err
	}
	rights, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err == nil && len(rights) > 0 {
		return &ExcessError{Rights: rights}
	}
	return err
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
