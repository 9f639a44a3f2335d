package incidents

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// mostRows is how many reports a page has at most.
const mostRows = 500

// filterSQL chooses reports; args gives its parameters.
const filterSQL = `
	WHERE ($1::text[] IS NULL OR r.state = ANY ($1))
	AND   (NOT $2 OR r.open)
	AND   ($3 = '' OR r.agency = (SELECT a.id FROM data.agencies a WHERE a.code = $3))
	AND   ($4 = '' OR r.category = $4)
	AND   ($5 = '' OR r.commune = $5)
	AND   ($6::boolean IS NULL OR r.overdue = $6)
	AND   ($7 = '' OR r.number = $8 OR position(lower($7) IN lower(r.public_words)) > 0 OR position(lower($7) IN lower(r.address)) > 0
	       OR $9 AND position(lower($7) IN lower(r.words)) > 0)
	AND   ($10::timestamptz IS NULL OR r.received_at >= $10)
	AND   ($11::timestamptz IS NULL OR r.received_at < $11)
	AND   ($12::float8[] IS NULL OR r.geom && st_makeenvelope($12[1], $12[2], $12[3], $12[4], 4326))
	AND   (NOT $14 OR ` + nearSQL + `)
	AND   (NOT $15 OR ` + reviewSQL + `)`

// nearSQL tells whether the deadline that runs is near now, which is $13, and not told to be past.
const nearSQL = `(r.state IN ('received', 'verified', 'assigned', 'in_progress') AND NOT r.overdue AND r.near_at <= $13::timestamptz)`

// reviewSQL tells whether a result has photos that the duty desk has not looked at: hidden ones, and it
// neither closed nor edited the report since it was resolved.
const reviewSQL = `(r.state IN ('resolved', 'closed')
	AND EXISTS (SELECT FROM data.report_photos p WHERE p.report = r.id AND p.kind = 'result' AND NOT p.published)
	AND NOT EXISTS (SELECT FROM data.report_history h WHERE h.report = r.id AND h.actor_kind = 'duty' AND h.action IN ('close', 'edit')
	                AND h.id > (SELECT max(d.id) FROM data.report_history d WHERE d.report = r.id AND d.action = 'resolve')))`

// args are the parameters of filterSQL at a moment, as an actor may choose: an agency its own
// reports, and not by words that it does not see.
func (f Filter) args(who Actor, now time.Time) []any {
	if who.Kind == Agency {
		f.Agency = who.Agency
	}
	var states []string
	for _, s := range f.States {
		states = append(states, string(s))
	}
	number, _ := ParseNumber(f.Query)
	var box []float64
	if f.Box != nil {
		box = f.Box[:]
	}
	return []any{states, f.Open, clean(f.Agency), clean(f.Category), clean(f.Commune), f.Overdue, clean(f.Query), number, who.Kind == Duty, f.Since, f.Until, box, now, f.Near, f.Review}
}

// clean is a text as PostgreSQL takes it: of what is no text nothing is found, and nothing breaks.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(strings.TrimSpace(s), ""), "\x00", "")
}

// cleaned are texts as PostgreSQL takes them, nil where there are none.
func cleaned(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, clean(s))
	}
	return out
}

// may refuses whoever has no desk.
func (who Actor) may() error {
	if who.Kind == Duty || who.Kind == Agency && who.Agency != "" {
		return nil
	}
	return notFound()
}

// order is one way to sort the queue: by a moment and the id.
type order struct {
	by   string
	desc bool
}

func orders() map[string]order {
	const due = `coalesce(CASE WHEN r.state IN ('received', 'verified') THEN r.due_receive WHEN r.state IN ('assigned', 'in_progress') THEN r.due_at END, 'infinity')`
	return map[string]order{"": {due, false}, "due": {due, false}, "newest": {"r.received_at", true}, "oldest": {"r.received_at", false}}
}

// Queue lists reports for the desk, or for an agency its own.
func (s *Store) Queue(ctx context.Context, who Actor, f Filter) (Page, error) {
	by, ok := orders()[f.Sort]
	if !ok {
		return Page{}, invalid("sort", "Sắp xếp theo due, newest hoặc oldest.", "Sort by due, newest or oldest.")
	}
	after, err := parseCursor(f.Cursor)
	if err != nil {
		return Page{}, err
	}
	if err := who.may(); err != nil {
		return Page{}, err
	}
	limit := limitOf(f.Limit)
	args := f.args(who, s.now())
	var page Page
	if !f.Uncounted {
		if err := s.counted(ctx, &page, who, f); err != nil {
			return Page{}, fmt.Errorf("queue of reports: %w", err)
		}
	}
	than, dir := ">", "ASC"
	if by.desc {
		than, dir = "<", "DESC"
	}
	rows, err := readRows(ctx, s.DB.Staff, filterSQL+fmt.Sprintf(`
		AND ($16::timestamptz IS NULL OR (%[1]s, r.id) %[2]s ($16, $17))
		ORDER BY %[1]s %[3]s, r.id %[3]s LIMIT $18`, by.by, than, dir), append(args, after.at, after.id, limit+1)...) // of this file's texts alone
	if err != nil {
		return Page{}, err
	}
	if len(rows) > limit {
		rows = rows[:limit]
		page.Next = cursorBehind(rows[limit-1], f.Sort)
	}
	for _, r := range rows {
		page.Reports = append(page.Reports, seenBy(who, r.Report))
	}
	return page, s.left(ctx, page.Reports)
}

// counted counts what the filter chooses, and of the same what is near, what is past and what is to be
// looked at.
func (s *Store) counted(ctx context.Context, page *Page, who Actor, f Filter) error {
	now := s.now()
	if err := s.DB.Staff.QueryRow(ctx, `SELECT count(*) FROM data.reports r `+filterSQL, f.args(who, now)...).Scan(&page.Total); err != nil {
		return err
	}
	f.Near, f.Overdue, f.Review = false, nil, false
	err := s.DB.Staff.QueryRow(ctx, `
		SELECT count(*) FILTER (WHERE r.overdue), count(*) FILTER (WHERE `+nearSQL+`) FROM data.reports r `+filterSQL, f.args(who, now)...).Scan(&page.Overdue, &page.Near)
	if err != nil || who.Kind != Duty {
		return err
	}
	f.States, f.Open, f.Review = nil, false, true
	return s.DB.Staff.QueryRow(ctx, `SELECT count(*) FROM data.reports r `+filterSQL, f.args(who, now)...).Scan(&page.Review)
}

func limitOf(asked int) int {
	if asked <= 0 {
		return 50
	}
	return min(asked, mostRows)
}

// cursor is the last report of a page.
type cursor struct {
	at *string // moment, as PostgreSQL reads it
	id int64
}

func (c cursor) text() string {
	text, _ := json.Marshal([]any{*c.at, c.id})
	return base64.RawURLEncoding.EncodeToString(text)
}

func cursorBehind(r row, sort string) string {
	at := "infinity"
	switch due := r.Due(); {
	case sort == "newest" || sort == "oldest":
		at = r.ReceivedAt.UTC().Format(time.RFC3339Nano)
	case due != nil:
		at = due.UTC().Format(time.RFC3339Nano)
	}
	return cursor{&at, r.ID}.text()
}

func parseCursor(text string) (cursor, error) {
	if text == "" {
		return cursor{}, nil
	}
	bad := invalid("cursor", "Vị trí trang không hợp lệ; hãy tải lại danh sách.", "The cursor is not one of ours; begin the list again.")
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return cursor{}, bad
	}
	var c cursor
	if err := json.Unmarshal(raw, &[]any{&c.at, &c.id}); err != nil || c.at == nil {
		return cursor{}, bad
	}
	if *c.at == "infinity" {
		return c, nil
	}
	at, err := time.Parse(time.RFC3339Nano, *c.at)
	if at = at.UTC(); err != nil || at.Year() < 1 || at.Year() > 9999 { // the database knows no year 0
		return cursor{}, bad
	}
	text = at.Format(time.RFC3339Nano) // with a zone that the database knows
	c.at = &text
	return c, nil
}
