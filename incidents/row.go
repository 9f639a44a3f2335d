package incidents

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// reportSQL reads reports, in the order of scan.
const reportSQL = `
	SELECT r.id, r.number, r.category, r.words, r.public_words, st_x(r.geom), st_y(r.geom), r.accuracy_m, r.address, r.commune, r.state, r.urgency,
	       (SELECT a.code FROM data.agencies a WHERE a.id = r.agency), r.reject_reason, r.wait_reason, r.wait_owner, r.wait_next::text,
	       (SELECT m.number FROM data.reports m WHERE m.id = r.merged_into), (SELECT m.number FROM data.reports m WHERE m.id = r.split_from),
	       r.supporters, r.rating, r.rated_at, r.received_at, r.verified_at, r.assigned_at, r.resolved_at, r.closed_at,
	       r.due_receive, r.due_at, r.near_at, r.asked_due, r.overdue, r.published, r.source, r.version, r.changed_at,
	       r.paused_at, r.remaining_s, r.escalated, r.reminded::text, st_x(r.coarse), st_y(r.coarse)
	FROM   data.reports r `

// row is a report with what only the store needs of it.
type row struct {
	Report
	coarse    place
	pausedAt  *time.Time
	remaining *int64 // working seconds left when it began to wait
	escalated int16
	reminded  *string
}

func scanRow(from pgx.CollectableRow) (r row, err error) {
	err = from.Scan(&r.ID, &r.Number, &r.Category, &r.Words, &r.PublicWords, &r.Lon, &r.Lat, &r.AccuracyM, &r.Address, &r.Commune, &r.State, &r.Urgency,
		&r.Agency, &r.RejectReason, &r.WaitReason, &r.WaitOwner, &r.WaitNext,
		&r.MergedInto, &r.SplitFrom,
		&r.Supporters, &r.Rating, &r.RatedAt, &r.ReceivedAt, &r.VerifiedAt, &r.AssignedAt, &r.ResolvedAt, &r.ClosedAt,
		&r.DueReceive, &r.DueAt, &r.NearAt, &r.AskedDue, &r.Overdue, &r.Published, &r.Source, &r.Version, &r.ChangedAt,
		&r.pausedAt, &r.remaining, &r.escalated, &r.reminded, &r.coarse.lon, &r.coarse.lat)
	return r, err
}

// readRows reads reports; where is one of this package's.
func readRows(ctx context.Context, db querier, where string, args ...any) ([]row, error) {
	rows, err := db.Query(ctx, reportSQL+where, args...)
	if err != nil {
		return nil, fmt.Errorf("reports: %w", err)
	}
	list, err := pgx.CollectRows(rows, scanRow)
	if err != nil {
		return nil, fmt.Errorf("reports: %w", err)
	}
	return list, nil
}

// readRow reads one report, a *Refused where there is none.
func readRow(ctx context.Context, db querier, where string, args ...any) (row, error) {
	list, err := readRows(ctx, db, where, args...)
	if err != nil {
		return row{}, err
	}
	if len(list) == 0 {
		return row{}, notFound()
	}
	return list[0], nil
}

// save writes a report as it is now, and one row of its history. Somebody who has seen the same
// thing too does not outdate what the desk saw: anybody could keep it from its work.
func (r *row) save(ctx context.Context, tx pgx.Tx, st step) error {
	if st.action != "support" {
		r.Version++
	}
	r.ChangedAt = st.at
	st.to = r.State
	_, err := tx.Exec(ctx, `
		UPDATE data.reports SET
		       category = $2, public_words = $3, geom = st_setsrid(st_makepoint($4, $5), 4326), coarse = st_setsrid(st_makepoint($6, $7), 4326), address = $8, commune = $9,
		       state = $10, urgency = $11, agency = (SELECT a.id FROM data.agencies a WHERE a.code = $12), reject_reason = $13, wait_reason = $14, wait_owner = $15, wait_next = $16::text::date,
		       merged_into = (SELECT m.id FROM data.reports m WHERE m.number = $17), supporters = $18, rating = $19, rated_at = $20,
		       verified_at = $21, assigned_at = $22, resolved_at = $23, closed_at = $24, due_receive = $25, due_at = $26, near_at = $27, asked_due = $28,
		       overdue = $29, published = $30, version = $31, changed_at = $32, paused_at = $33, remaining_s = $34, escalated = $35, reminded = $36::text::date
		WHERE  id = $1`,
		r.ID, r.Category, r.PublicWords, r.Lon, r.Lat, r.coarse.lon, r.coarse.lat, r.Address, r.Commune,
		r.State, r.Urgency, r.Agency, r.RejectReason, r.WaitReason, r.WaitOwner, r.WaitNext,
		r.MergedInto, r.Supporters, r.Rating, r.RatedAt,
		r.VerifiedAt, r.AssignedAt, r.ResolvedAt, r.ClosedAt, r.DueReceive, r.DueAt, r.NearAt, r.AskedDue,
		r.Overdue, r.Published, r.Version, r.ChangedAt, r.pausedAt, r.remaining, r.escalated, r.reminded)
	if err != nil {
		return fmt.Errorf("move report %s: %w", r.Number, err)
	}
	return writeStep(ctx, tx, r.ID, st)
}

// step is a row of the history that is to be written.
type step struct {
	at       time.Time
	who      Actor
	action   string
	from     State // "": it was made
	to       State
	public   string
	internal string
	detail   map[string]any
}

func writeStep(ctx context.Context, tx pgx.Tx, report int64, st step) error {
	if st.detail == nil {
		st.detail = map[string]any{}
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO data.report_history (report, at, actor, actor_kind, action, from_state, to_state, public_words, internal_words, detail)
		VALUES ($1, $2, $3, $4, $5, nullif($6, ''), $7, $8, $9, $10)`,
		report, st.at, st.who.Login, st.who.Kind, st.action, string(st.from), st.to, st.public, st.internal, st.detail)
	if err != nil {
		return fmt.Errorf("history of a report: %w", err)
	}
	return nil
}

// readSteps reads the history of a report, the oldest first.
func readSteps(ctx context.Context, db querier, report int64) ([]Step, error) {
	rows, err := db.Query(ctx, `
		SELECT at, actor, actor_kind, action, from_state, to_state, public_words, internal_words, detail
		FROM   data.report_history WHERE report = $1 ORDER BY id`, report)
	if err != nil {
		return nil, fmt.Errorf("history of a report: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Step])
	if err != nil {
		return nil, fmt.Errorf("history of a report: %w", err)
	}
	return list, nil
}

// readCategory reads a category in which reports are taken.
func readCategory(ctx context.Context, db querier, code string) (Category, error) {
	c, err := anyCategory(ctx, db, code)
	if err == nil && !c.Active {
		err = pgx.ErrNoRows
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return Category{}, invalid("category", "Không có lĩnh vực này; hãy chọn trong danh sách.", "There is no such category; choose one of the list.")
	}
	return c, err
}

// anyCategory reads a category, of reports that are there.
func anyCategory(ctx context.Context, db querier, code string) (c Category, err error) {
	if !fits(code, 100) {
		return c, pgx.ErrNoRows
	}
	err = db.QueryRow(ctx, categoriesSQL+`WHERE code = $1`, code).
		Scan(&c.Code, &c.NameVi, &c.NameEn, &c.Sensitive, &c.Urgency, &c.ReceiveHours, &c.HandleHours, &c.Sort, &c.Active)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return c, fmt.Errorf("category of reports: %w", err)
	}
	return c, err
}

const categoriesSQL = `SELECT code, name_vi, name_en, sensitive, urgency, receive_hours, handle_hours, sort, active FROM data.report_categories `
