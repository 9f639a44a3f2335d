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
	Heads  []string `name:"head" placeholder:"N:MAC" help:"${audit_head}"`
	NoHead bool     `name:"no-head" help:"${audit_no_head}"`
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
	if err := c.judge(v); err != nil {
		return err
	}
	if p.json {
		return p.printJSON(verdict{v.Rows, v.Head, v.Fault, v.N, v.Compared})
	}
	if !v.Compared {
		p.tell("Các dòng đang có nguyên vẹn: %[1]s dòng, đầu %[2]s. Không đối chiếu với đầu nào: không biết cuối nhật ký có bị cắt hay không.",
			"The rows that are there are as they were written: %[1]s rows, head %[2]s. Compared with no head: whether rows were cut off at the end is not known.", p.number(v.Rows), v.Head)
		return nil
	}
	p.tell("Nhật ký nguyên vẹn: %[1]s dòng, đầu %[2]s", "The audit log is as it was written: %[1]s rows, head %[2]s", p.number(v.Rows), v.Head)
	return nil
}

// judge is the error that a verdict is. A log that nothing was there to compare with may be
// cut off: whoever takes that says so.
func (c *auditVerify) judge(v audit.Verdict) error {
	switch {
	case v.Fault == audit.Missing:
		return fault(refused, "audit_missing", "nhật ký thiếu dòng %d", "row %d of the audit log is missing", v.N)
	case v.Fault == audit.Changed:
		return fault(refused, "audit_changed", "dòng %d của nhật ký đã bị sửa hoặc đổi chỗ", "row %d of the audit log was altered or is not in its place", v.N)
	case v.Fault == audit.Cut && v.N == 0:
		return fault(refused, "audit_cut", "nhật ký đã có lần bị cắt, không rõ từ dòng nào: audit.head.cut có dòng ghi dở hoặc hỏng; ghi lại điều này và chuyển tệp đó vào hồ sơ lưu",
			"the audit log was cut off once, from which row on is not known: a line of audit.head.cut is broken or was not written whole; note this and move that file to your records")
	case v.Fault == audit.Cut && v.N <= v.Rows:
		return fault(refused, "audit_cut", "nhật ký đã bị cắt từ dòng %d; các dòng đang có từ đó trở đi được ghi sau (xem audit.head.cut)",
			"the audit log was cut off: the rows from %d on are gone, those there now were written later (see audit.head.cut)", v.N)
	case v.Fault == audit.Cut:
		return fault(refused, "audit_cut", "nhật ký bị cắt: từ dòng %d trở đi không còn", "the audit log was cut off: from row %d on it is gone", v.N)
	case v.Fault == audit.Foreign:
		return fault(refused, "audit_foreign", "dòng %d không phải là dòng đã ghi làm đầu nhật ký: nhật ký bị cắt rồi ghi tiếp, hoặc đầu này của nhật ký khác",
			"row %d is not the one that was noted as the head: the log was cut off and written on, or the head is of another log", v.N)
	case !v.Compared && !c.NoHead:
		return fault(refused, "audit_no_head", "các dòng đang có nguyên vẹn (%d dòng), nhưng không có audit.head để đối chiếu nên không biết cuối nhật ký có bị cắt hay không; nêu --head, hoặc --no-head nếu chấp nhận",
			"the rows that are there are as they were written (%d rows), but there is no audit.head to compare with, and rows cut off at the end would not be missed; give --head, or --no-head if that will do", v.Rows)
	}
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
