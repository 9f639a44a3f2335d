package postgis

import (
	"errors"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"
)

// isCode tells whether err is PostgreSQL's answer with one of the SQLSTATEs; the empty
// code stands for any.
func isCode(err error, codes ...string) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (slices.Contains(codes, pg.Code) || slices.Contains(codes, ""))
}
