package main

import (
	"cmp"
	"context"
	"errors"
	"os"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"sotay/communes"
	"sotay/importers"
	"sotay/internal/audit"
	"sotay/internal/calendar"
	"sotay/postgis"
)

// communesCommand looks after administrative units and what became of them.
type communesCommand struct {
	List   communesList   `cmd:"" help:"${communes_list}"`
	Show   communesShow   `cmd:"" help:"${communes_show}"`
	Import communesImport `cmd:"" help:"${communes_import}"`
}

// dayFlag is embedded by the commands that show the units of a day.
type dayFlag struct {
	At string `placeholder:"2025-06-30" help:"${communes_at}"`
}

func (f dayFlag) check() error {
	if f.At != "" && !calendar.Valid(f.At) {
		return fault(usage, "", "--at: %q không phải là ngày; viết như 2025-06-30", "--at: %q is no day; write it like 2025-06-30", f.At)
	}
	return nil
}

type communesList struct {
	databaseFlags
	jsonFlag
	dayFlag
	Level int    `enum:"0,1,2,3" default:"3" help:"${communes_level}"`
	Find  string `placeholder:"TEXT" help:"${communes_find}"`
}

// unitRow is a unit as --json prints it.
type unitRow struct {
	Code     string `json:"code"`
	Name     string `json:"name"`
	Level    int    `json:"level"`
	District string `json:"district,omitempty"`
	Province string `json:"province,omitempty"`
	From     string `json:"valid_from,omitempty"`
	To       string `json:"valid_to,omitempty"`
	Source   string `json:"source,omitempty"`
}

func newUnitRow(u communes.Standing) unitRow {
	return unitRow{u.Code, u.Name, u.Level, u.District.Name, u.Province.Name, u.From, u.To, u.Source}
}

// Run lists the units that hold on a day, or those of a name.
func (c *communesList) Run(ctx context.Context, p *program) error {
	if err := c.check(); err != nil {
		return err
	}
	db, err := openDatabase(ctx, c.config())
	if err != nil {
		return err
	}
	defer db.Close()
	list, err := c.list(ctx, db)
	if err != nil {
		return err
	}
	rows := make([]unitRow, len(list))
	t := newTable(p.say("mã", "code"), p.say("đơn vị", "unit"), p.say("huyện", "district"), p.say("tỉnh", "province"), p.say("từ", "from"), p.say("đến trước", "until before"))
	for i, u := range list {
		rows[i] = newUnitRow(u)
		t.add(u.Code, u.Name, u.District.Name, u.Province.Name, u.From, u.To)
	}
	if p.json {
		return p.printJSON(rows)
	}
	return t.print(p.out)
}

// mostUnits is more than there are in the country.
const mostUnits = 100_000

func (c *communesList) list(ctx context.Context, db *postgis.DB) ([]communes.Standing, error) {
	names := communes.New(db.Public)
	if c.Find == "" {
		return names.List(ctx, c.Level, c.At, "", mostUnits)
	}
	found, err := names.Find(ctx, c.Find, c.At, mostUnits)
	list := make([]communes.Standing, len(found))
	for i, f := range found {
		list[i] = f.Standing
	}
	return list, err
}

type communesShow struct {
	databaseFlags
	jsonFlag
	dayFlag
	Code string `arg:"" help:"${communes_code}"`
}

// kinRow is a unit that another came of or became, as --json prints it.
type kinRow struct {
	unitRow
	Steps     int    `json:"steps"`
	Effective string `json:"effective"`
	Split     bool   `json:"split"`
	Decree    string `json:"decree,omitempty"`
}

// Run shows one unit with what it came of and what it became.
func (c *communesShow) Run(ctx context.Context, p *program) error {
	if err := c.check(); err != nil {
		return err
	}
	db, err := openDatabase(ctx, c.config())
	if err != nil {
		return err
	}
	defer db.Close()
	u, err := communes.New(db.Public).Show(ctx, c.Code, c.At)
	if errors.As(err, new(*communes.NotFoundError)) {
		on := cmp.Or(c.At, calendar.Today())
		return fault(notFound, "", "ngày %s không có đơn vị nào mang mã %s", "on %s no unit has the code %s", on, c.Code)
	}
	if err != nil {
		return err
	}
	if p.json {
		return p.printJSON(struct {
			unitRow
			Predecessors []kinRow `json:"predecessors"`
			Successors   []kinRow `json:"successors"`
		}{newUnitRow(u.Standing), kinRows(u.Predecessors), kinRows(u.Successors)})
	}
	p.printf("%s %s\n", u.Code, u.Address())
	p.printf("%s\n", strings.Join(p.period(u.Unit), ", "))
	if err := p.printKin(p.say("hình thành từ", "made of"), u.Predecessors); err != nil {
		return err
	}
	return p.printKin(p.say("trở thành", "became"), u.Successors)
}

// period says between which days a unit holds, and by which act.
func (p *program) period(u communes.Unit) []string {
	said := []string{p.say("không rõ từ ngày nào", "not known since when")}
	if u.From != "" {
		said[0] = p.say("từ ", "from ") + u.From
	}
	if u.To != "" {
		said = append(said, p.say("đến trước ", "until before ")+u.To)
	}
	if u.Source != "" {
		said = append(said, u.Source)
	}
	return said
}

func (p *program) printKin(title string, list []communes.Kin) error {
	if len(list) == 0 {
		return nil
	}
	p.printf("\n")
	t := newTable(title, p.say("đơn vị", "unit"), p.say("ngày", "day"), ">"+p.say("bước", "steps"), p.say("ghi chú", "notes"))
	for _, k := range list {
		var notes []string
		if k.Split {
			notes = append(notes, p.say("chia tách", "split"))
		}
		if k.Decree != "" {
			notes = append(notes, k.Decree)
		}
		t.add(k.Code, k.Address(), k.Effective, strconv.Itoa(k.Steps), strings.Join(notes, ", "))
	}
	return t.print(p.out)
}

func kinRows(list []communes.Kin) []kinRow {
	rows := make([]kinRow, len(list))
	for i, k := range list {
		rows[i] = kinRow{newUnitRow(k.Standing), k.Steps, k.Effective, k.Split, k.Decree}
	}
	return rows
}

type communesImport struct {
	databaseFlags
	jsonFlag
	File   string `arg:"" type:"path" help:"${communes_file}"`
	DryRun bool   `name:"dry-run" help:"${dry_run}"`
	Yes    bool   `help:"${yes}"`
}

// errNotWanted takes a change back that was only looked at.
var errNotWanted = errors.New("not wanted")

// Run shows what the table changes and brings it in if that is wished, in one transaction.
func (c *communesImport) Run(ctx context.Context, p *program) error {
	file, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	return c.withPeople(ctx, func(store people) error {
		var d communes.Difference
		var row audit.Row
		err := pgx.BeginFunc(ctx, store.db.App, func(tx pgx.Tx) (err error) {
			if d, err = communes.Import(ctx, tx, file); err != nil {
				return err
			}
			if err := c.confirm(ctx, p, d); err != nil {
				return err
			}
			row, err = store.log.Append(ctx, tx, audit.Entry{Actor: actor(), Action: "communes.import", Subject: "", Detail: d})
			return err
		})
		var problems communes.Problems
		switch {
		case errors.As(err, &problems):
			return p.badTable(problems)
		case errors.Is(err, errNotWanted):
			return nil
		case err != nil:
			return err
		}
		store.log.Committed(ctx, row)
		if p.json {
			return p.printJSON(d)
		}
		p.tell("Đã nhập.", "Imported.")
		return nil
	})
}

// confirm shows the difference and asks; errNotWanted takes it back in silence.
func (c *communesImport) confirm(ctx context.Context, p *program, d communes.Difference) error {
	quiet := c.DryRun || d.Nothing()
	switch {
	case p.json && quiet:
		return cmp.Or(p.printJSON(d), errNotWanted)
	case p.json && !c.Yes:
		return notImported()
	case p.json:
		return nil
	}
	if err := p.printUnits(d); err != nil {
		return err
	}
	switch {
	case quiet:
		return errNotWanted
	case c.Yes:
		return nil
	case !p.asks:
		return notImported()
	}
	answer, err := p.readLine(ctx, p.say("Nhập các thay đổi này? [c/K] ", "Import these changes? [y/N] "))
	if err == nil && meansYes(answer) {
		return nil
	}
	return notImported()
}

func notImported() error {
	return fault(needsAnswer, "not_applied", "chưa nhập gì; để nhập, thêm --yes", "nothing was imported; add --yes to import")
}

// printUnits tells what a table changes.
func (p *program) printUnits(d communes.Difference) error {
	if d.Nothing() {
		p.tell("%[1]s dòng, không có gì thay đổi.", "%[1]s lines, nothing changes.", p.number(int64(d.Rows)))
		return nil
	}
	p.tell("%[1]s dòng: thêm %[2]s đơn vị, sửa %[3]s, %[4]s quan hệ cũ → mới.", "%[1]s lines: %[2]s units added, %[3]s changed, %[4]s successions.",
		p.number(int64(d.Rows)), p.number(int64(d.Added)), p.number(int64(d.Changed)), p.number(int64(d.Successions)))
	if len(d.Units) == 0 {
		return nil
	}
	t := newTable(p.say("mã", "code"), p.say("đơn vị", "unit"), p.say("từ", "from"), p.say("đến trước", "until before"))
	for _, u := range d.Units {
		t.add(u.Code, u.Name, u.From, u.To)
	}
	if more := d.Added + d.Changed - len(d.Units); more > 0 {
		t.add("…", p.say("và ", "and ")+p.number(int64(more))+p.say(" đơn vị khác", " others"), "", "")
	}
	return t.print(p.out)
}

// badTable tells what is wrong with a table, line by line.
func (p *program) badTable(problems communes.Problems) error {
	f := fault(refused, "bad_rows", "bảng có %d lỗi, không nhập gì", "the table has %d mistakes, nothing was imported", len(problems))
	for _, b := range problems {
		f.Problems = append(f.Problems, importers.Problem{
			Row: int64(b.Line), Field: b.Field, Code: "bad_row", Severity: importers.Error, What: importers.Words{Vi: b.Vi, En: b.En},
		})
	}
	if p.json {
		return f
	}
	t := newTable(">"+p.say("dòng", "line"), p.say("cột", "column"), p.say("lỗi", "mistake"))
	const most = 20
	for _, b := range problems[:min(len(problems), most)] {
		t.add(strconv.Itoa(b.Line), b.Field, p.say(b.Vi, b.En))
	}
	if err := t.print(p.err); err != nil {
		return err
	}
	return f
}
