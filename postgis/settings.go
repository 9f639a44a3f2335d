package postgis

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// UnsafeError names the settings of a server under which an answered write may be lost.
type UnsafeError struct {
	Login    string
	Settings []UnsafeSetting
}

// UnsafeSetting is one of them, with where it was set: "configuration file", "database",
// "user" and so on, as pg_settings calls it.
type UnsafeSetting struct {
	Name, Value, Source string
}

// Error names each setting, its value and its source.
func (e *UnsafeError) Error() string {
	var list []string
	for _, s := range e.Settings {
		list = append(list, fmt.Sprintf("%s=%s (set by: %s)", s.Name, s.Value, s.Source))
	}
	return fmt.Sprintf("sotay does not work on a server that may lose answered writes: %s for login %s; turn it on",
		strings.Join(list, ", "), e.Login)
}

// refuseUnsafe checks a session as its own login sees it, so that ALTER ROLE and ALTER
// DATABASE count like the configuration file.
func refuseUnsafe(ctx context.Context, conn *pgx.Conn) error {
	rows, err := conn.Query(ctx, `
		SELECT name, setting, source
		FROM   pg_settings
		WHERE  name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off'
		ORDER  BY name`)
	if err != nil {
		return err
	}
	unsafe, err := pgx.CollectRows(rows, pgx.RowToStructByPos[UnsafeSetting])
	if err != nil {
		return err
	}
	if len(unsafe) > 0 {
		return &UnsafeError{Login: conn.Config().User, Settings: unsafe}
	}
	return nil
}
