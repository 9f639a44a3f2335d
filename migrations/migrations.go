// Package migrations holds the SQL that makes a sotay database, in order.
//
// It owns text only: package postgis runs it. The numbered files are goose migrations
// and run as sotay_owner, who is no superuser; superuser.sql is what an ordinary role
// may not do, and every statement of it may be repeated.
package migrations

import "embed"

// FS holds the numbered migrations, named 00001_what.sql and so on.
//
//go:embed [0-9]*.sql
var FS embed.FS

// Superuser is superuser.sql: the PostGIS extension and our VN-2000 SRIDs.
//
//go:embed superuser.sql
var Superuser string
