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

// Requests lists reports, the newest first.
func (s *Store) Requests(ctx context.Context, f RequestFilter) ([]Request, error) {
	box := f.Box
	if box == nil {
		box = &[4]float64{-180, -90, 180, 90}
	}
	rows, err := s.DB.App.Query(ctx, `
		SELECT r.number, r.category, c.name_vi, r.state, r.public_words, a.name_vi, r.reject_reason, w.name_vi, r.wait_owner, r.wait_next::text,
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
		WHERE  CASE WHEN $1::text[] IS NOT NULL THEN r.number = ANY ($1)
		       ELSE p.report IS NOT NULL
		       AND  ($2::text[] IS NULL OR r.category = ANY ($2))
		       AND  ($3::text[] IS NULL OR r.state = ANY ($3))
		       AND  p.received_at BETWEEN $4 AND $5
		       AND  p.geom && st_makeenvelope($6, $7, $8, $9, 4326)
		       END
		ORDER  BY received DESC, r.number -- the order within a day of sensitive ones tells nothing
		LIMIT  $10 OFFSET $11`,
		cleaned(f.Numbers), cleaned(f.Categories), f.States, f.Since, f.Until, box[0], box[1], box[2], box[3], f.Limit, f.Offset)
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
func (s *Store) Updates(ctx context.Context, f RequestFilter) ([]Update, error) {
	rows, err := s.DB.App.Query(ctx, `
		SELECT u.number, u.nth, u.at, u.action, u.to_state, u.public_words, u.photo
		FROM  (SELECT r.number, row_number() OVER (PARTITION BY r.id ORDER BY h.id) AS nth, sotay.public_time(h.at, c.sensitive) AS at,
		              h.action, h.to_state, h.public_words,
		              CASE WHEN h.action = 'resolve' THEN (SELECT max(f.id) FROM data.report_photos f WHERE f.report = r.id AND f.published AND f.kind = 'result') END AS photo
		       FROM   data.report_history h
		       JOIN   data.reports r ON r.id = h.report
		       JOIN   data.report_categories c ON c.code = r.category
		       WHERE  h.from_state IS DISTINCT FROM h.to_state
		       AND    CASE WHEN $1::text[] IS NOT NULL THEN r.number = ANY ($1) ELSE EXISTS (SELECT FROM data.public_reports p WHERE p.report = r.id) END
		      ) AS u
		WHERE  u.at BETWEEN $2 AND $3
		ORDER  BY u.at, u.number, u.nth
		LIMIT  $4 OFFSET $5`, cleaned(f.Numbers), f.Since, f.Until, f.Limit, f.Offset)
	if err != nil {
		return nil, fmt.Errorf("list updates: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Update])
	if err != nil {
		return nil, fmt.Errorf("list updates: %w", err)
	}
	return list, nil
}
