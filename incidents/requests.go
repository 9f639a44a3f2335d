package incidents

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// RequestFilter chooses reports as Open311 does. Members that are empty choose all.
type RequestFilter struct {
	// Numbers choose these alone, published or not: who knows a number may see how it goes.
	Numbers    []string
	Categories []string
	States     []State
	Since      time.Time // received from then on
	Until      time.Time // received until then, inclusively
	Box        *[4]float64
	Limit      int
	Offset     int
}

// Request is what anybody is told of a report in a list: nothing of who sent it.
type Request struct {
	Number       string
	Category     string
	NameVi       string // of the category
	State        State
	PublicWords  string // "" until it is verified
	Agency       *string
	RejectReason *string
	WaitReason   *string // its words
	WaitReasonEn *string
	WaitOwner    *string
	WaitNext     *string
	ReceivedAt   time.Time // of a sensitive category the day's beginning, as the others
	UpdatedAt    time.Time // when its state changed last
	DueAt        *time.Time
	Address      string // "" of a sensitive category, and before it is published
	Lon, Lat     float64
	Photo        *int64 // the first published one
	Published    bool
	Answer       string // the public words of its last move
}

// Requests lists reports, the newest first. It runs on Staff though anybody may ask: who knows the
// number of a report that is not published may see how it goes, and of neither such reports nor the
// history nor the photos' numbers has the public's login any column. What is told is chosen here:
// nothing of the reporter, of the history public words alone, of a sensitive category days and the
// coarse place.
func (s *Store) Requests(ctx context.Context, f RequestFilter) ([]Request, error) {
	where, args := `r.number = ANY ($3)`, []any{f.Limit, f.Offset, cleaned(f.Numbers)}
	if f.Numbers == nil {
		box := f.Box
		if box == nil {
			box = &[4]float64{-180, -90, 180, 90}
		}
		where = `p.report IS NOT NULL
		AND   ($3::text[] IS NULL OR r.category = ANY ($3))
		AND   ($4::text[] IS NULL OR r.state = ANY ($4))
		AND   p.received_at BETWEEN $5 AND $6
		AND   p.geom && st_makeenvelope($7, $8, $9, $10, 4326)`
		args = append(args[:2], cleaned(f.Categories), f.States, f.Since, f.Until, box[0], box[1], box[2], box[3])
	}
	rows, err := s.DB.Staff.Query(ctx, `
		SELECT r.number, r.category, c.name_vi, r.state, r.public_words, a.name_vi, r.reject_reason, w.name_vi, w.name_en, r.wait_owner, r.wait_next::text,
		       sotay.public_time(r.received_at, c.sensitive) AS received, sotay.public_time(coalesce(h.at, r.received_at), c.sensitive), sotay.public_time(r.due_at, c.sensitive),
		       coalesce(p.address, ''),
		       st_x(g.place), st_y(g.place), f.id, p.report IS NOT NULL, coalesce(h.public_words, '')
		FROM   data.reports r
		JOIN   data.report_categories c ON c.code = r.category
		LEFT   JOIN data.public_reports p ON p.report = r.id
		LEFT   JOIN data.agencies a ON a.id = r.agency
		LEFT   JOIN sotay.codes w ON w.list = 'report_waits' AND w.code = r.wait_reason
		LEFT   JOIN LATERAL (SELECT h.at, h.public_words FROM data.report_history h
		                     WHERE h.report = r.id AND h.from_state IS DISTINCT FROM h.to_state ORDER BY h.id DESC LIMIT 1) AS h ON true
		LEFT   JOIN LATERAL (SELECT f.id FROM data.report_photos f WHERE f.report = r.id AND f.published ORDER BY f.kind, f.position, f.id LIMIT 1) AS f ON true,
		LATERAL (SELECT CASE WHEN c.sensitive THEN r.coarse ELSE r.geom END AS place) AS g
		WHERE  `+where+`
		ORDER  BY received DESC, r.number -- the order within a day of sensitive ones tells nothing
		LIMIT  $1 OFFSET $2`, args...)
	if err != nil {
		return nil, fmt.Errorf("list requests: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Request])
	if err != nil {
		return nil, fmt.Errorf("list requests: %w", err)
	}
	return list, nil
}

// Update is a move of a published report.
type Update struct {
	Number string
	Nth    int64 // of the report's moves, from 1
	At     time.Time
	Action string
	To     State
	Words  string // public ones
	Photo  *int64 // of a result
}

// Updates lists what became of published reports, or of those of some numbers, the oldest first.
// What a page has is chosen by the time, of a sensitive report by its day; then alone its moves are
// counted. It runs on Staff as Requests does.
func (s *Store) Updates(ctx context.Context, f RequestFilter) ([]Update, error) {
	which := `r.number = ANY ($5)`
	if f.Numbers == nil {
		which = `$5::text[] IS NULL AND r.published AND r.state <> 'rejected'`
	}
	rows, err := s.DB.Staff.Query(ctx, `
		SELECT u.number, (SELECT count(*) FROM data.report_history o WHERE o.report = u.report AND o.id <= u.id AND o.from_state IS DISTINCT FROM o.to_state),
		       u.at, u.action, u.to_state, u.public_words,
		       CASE WHEN u.action = 'resolve' THEN (SELECT max(f.id) FROM data.report_photos f WHERE f.report = u.report AND f.published AND f.kind = 'result') END
		FROM  (SELECT h.id, h.report, r.number, sotay.public_time(h.at, c.sensitive) AS at, h.action, h.to_state, h.public_words
		       FROM   data.report_history h
		       JOIN   data.reports r ON r.id = h.report
		       JOIN   data.report_categories c ON c.code = r.category
		       WHERE  h.from_state IS DISTINCT FROM h.to_state AND `+which+`
		       AND    h.at >= $1 AND h.at < $2::timestamptz + interval '1 day' -- of which a day is the beginning
		       AND    sotay.public_time(h.at, c.sensitive) BETWEEN $1 AND $2
		       ORDER  BY 4, 3, 1
		       LIMIT  $3 OFFSET $4) AS u
		ORDER  BY u.at, u.number, u.id`, f.Since, f.Until, f.Limit, f.Offset, cleaned(f.Numbers))
	if err != nil {
		return nil, fmt.Errorf("list updates: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Update])
	if err != nil {
		return nil, fmt.Errorf("list updates: %w", err)
	}
	return list, nil
}
