package main

import (
	"cmp"
	"context"
	"log/slog"
	"os"
	"path/filepath"

	"sotay/internal/audit"
	"sotay/postgis"
)

// auditLog is the audit log of an open database. Its key and its head stand beside the
// data, or where --audit-key says.
func (f databaseFlags) auditLog(ctx context.Context, db *postgis.DB, log *slog.Logger) (*audit.Log, error) {
	file := cmp.Or(f.AuditKey, filepath.Join(f.Data, "audit.key"))
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, err
	}
	key, err := audit.Key(ctx, file, db.Owner)
	if err != nil {
		return nil, err
	}
	return audit.New(key, filepath.Join(filepath.Dir(file), "audit.head"), log), nil
}

// auditCommand looks after the audit log.
type auditCommand struct {
	Verify auditVerify `cmd:"" help:"${audit_verify}"`
}

type auditVerify struct {
	databaseFlags
	jsonFlag
	Heads []string `name:"head" placeholder:"N:MAC" help:"${audit_head}"`
}

// verdict is what verifying found, as --json prints it.
type verdict struct {
	Rows  int64       `json:"rows"`
	Head  string      `json:"head"`
	Fault audit.Fault `json:"fault,omitempty"`
	Row   int64       `json:"row,omitempty"`
	// Compared is false where no head was there to compare the end with.
	Compared bool `json:"compared"`
}

// Run reads the whole log and names the first row that is not as it was written.
func (c *auditVerify) Run(ctx context.Context, p *program) error {
	heads, err := c.heads()
	if err != nil {
		return err
	}
	db, log, err := c.openAudited(ctx, c.config())
	if err != nil {
		return err
	}
	defer db.Close()
	v, err := log.Verify(ctx, db.Owner, heads...)
	if err != nil {
		return err
	}
	switch v.Fault {
	case audit.Missing:
		return fault(refused, "audit_missing", "nhật ký thiếu dòng %d", "row %d of the audit log is missing", v.N)
	case audit.Changed:
		return fault(refused, "audit_changed", "dòng %d của nhật ký đã bị sửa hoặc đổi chỗ", "row %d of the audit log was altered or is not in its place", v.N)
	case audit.Cut:
		return fault(refused, "audit_cut", "nhật ký bị cắt: từ dòng %d trở đi không còn", "the audit log was cut off: from row %d on it is gone", v.N)
	case audit.Foreign:
		return fault(refused, "audit_foreign", "đầu nhật ký đã ghi (dòng %d) là của nhật ký khác", "the head that was noted (row %d) is of another log", v.N)
	}
	if p.json {
		return p.printJSON(verdict{v.Rows, v.Head, v.Fault, v.N, v.Compared})
	}
	if !v.Compared {
		p.tell("Không có tệp audit.head để đối chiếu: không biết được cuối nhật ký có bị cắt hay không.", "There is no audit.head to compare with: whether rows were cut off at the end cannot be known.")
	}
	p.tell("Nhật ký nguyên vẹn: %[1]s dòng, đầu %[2]s", "The audit log is as it was written: %[1]s rows, head %[2]s", p.number(v.Rows), v.Head)
	return nil
}

// heads are those that other machines have noted.
func (c *auditVerify) heads() ([]audit.Head, error) {
	list := make([]audit.Head, len(c.Heads))
	for i, text := range c.Heads {
		h, err := audit.ParseHead(text)
		if err != nil {
			return nil, fault(usage, "bad_head", "--head %q: cần số dòng, dấu hai chấm, 64 chữ số thập lục phân", "--head %q: a row number, a colon, 64 hexadecimal digits", text)
		}
		list[i] = h
	}
	return list, nil
}
