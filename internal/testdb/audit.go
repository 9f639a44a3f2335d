package testdb

import (
	"path/filepath"
	"testing"

	"sotay/internal/audit"
)

// AuditKey is the key of the audit log in tests.
const AuditKey = "thirty-two bytes for every test."

// Audit is an audit log with AuditKey, its head in a folder of the test's own.
func Audit(t testing.TB) *audit.Log {
	t.Helper()
	return audit.New([]byte(AuditKey), filepath.Join(t.TempDir(), "audit.head"), nil)
}
