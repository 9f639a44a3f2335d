package parcels

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	geom "github.com/twpayne/go-geom"
)

// Event is parcels that an import replaced by others on the same ground.
type Event struct {
	Kind   string // split, merge, replot or renumber
	At     time.Time
	Undone *time.Time // when the import was undone; nil where it holds
	Cause  Cause
	From   []Relative // as they were before
	To     []Relative // as they were after
	More   int        // parcels of the event that are left out: those that have no part of this one
}

// Relative is a parcel of an event.
type Relative struct {
	ID          int64
	Exists      bool // today, under this id
	CommuneCode string
	SheetNo     string
	ParcelNo    string
	MapArea     float64 // m²
	Box         Box
	Geometry    geom.T // longitude, latitude
}

// mostRelatives is how many parcels of an event are told: first the asked one and what it came
// of or became.
const mostRelatives = 200

// lineage reads the events that a parcel was part of, the oldest first.
func (p *Past) lineage(ctx context.Context, id int64) ([]Event, error) {
	rows, err := p.Staff.Query(ctx, lineageSQL, id, mostRelatives)
	if err != nil {
		return nil, err
	}
	var list []Event
	var (
		number, last, changeSet int64
		e                       Event
		r                       Relative
		from                    bool
		members                 int
	)
	_, err = pgx.ForEachRow(rows, []any{
		&number, &e.Kind, &e.At, &e.Undone, &changeSet, &from, &r.ID, &r.Exists, &r.CommuneCode, &r.SheetNo,
		&r.ParcelNo, &r.MapArea, &r.Box, &r.Geometry, &members,
	}, func() error {
		if number != last {
			list, last = append(list, Event{
				Kind: e.Kind, At: e.At, Undone: e.Undone, Cause: Cause{ChangeSet: changeSet}, More: max(0, members-mostRelatives),
			}), number
		}
		now := &list[len(list)-1]
		if from {
			now.From = append(now.From, r)
		} else {
			now.To = append(now.To, r)
		}
		r.Geometry = nil
		return nil
	})
	slices.SortStableFunc(list, func(a, b Event) int { return cmp.Compare(a.At.UnixMicro(), b.At.UnixMicro()) })
	return list, err
}

// Parameters: the parcel, the most parcels of an event. What there was before an event is
// the version that began last before it; after, the one that began last until it.
const lineageSQL = `
	WITH own AS (
		SELECT * FROM data.parcels_lineage
		WHERE  event IN (SELECT event FROM data.parcels_lineage WHERE predecessor = $1 UNION SELECT event FROM data.parcels_lineage WHERE successor = $1)
	), member AS (
		SELECT event, kind, at, undone_at, change_set, true AS before, predecessor AS id, bool_or($1 IN (predecessor, successor)) AS near
		FROM   own GROUP BY 1, 2, 3, 4, 5, predecessor
		UNION ALL
		SELECT event, kind, at, undone_at, change_set, false, successor, bool_or($1 IN (predecessor, successor))
		FROM   own GROUP BY 1, 2, 3, 4, 5, successor
	), ranked AS (
		SELECT *, row_number() OVER (PARTITION BY event ORDER BY near DESC, before DESC, id) AS place, count(*) OVER (PARTITION BY event) AS members
		FROM   member
	)
	SELECT m.event, m.kind, m.at, m.undone_at, m.change_set, m.before, m.id, EXISTS (SELECT FROM data.parcels p WHERE p.id = m.id),
	       coalesce(v.commune_code, ''), coalesce(v.sheet_no, ''), coalesce(v.parcel_no, ''), coalesce(v.map_area, 0),
	       ARRAY[st_xmin(v.geom), st_ymin(v.geom), st_xmax(v.geom), st_ymax(v.geom)], v.geom, m.members
	FROM   ranked m
	CROSS  JOIN LATERAL (
		SELECT * FROM (` + versionsSQL + `) AS v
		WHERE  v.id = m.id AND (v.valid_from IS NULL OR v.valid_from < m.at OR NOT m.before AND v.valid_from = m.at)
		ORDER  BY v.valid_from DESC NULLS LAST LIMIT 1) AS v
	WHERE  m.place <= $2
	ORDER  BY m.event, m.before DESC, length(v.sheet_no), v.sheet_no, length(v.parcel_no), v.parcel_no, m.id`
