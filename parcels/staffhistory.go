package parcels

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/layers"
)

// staffRecord is a version of the staff fields.
type staffRecord struct {
	From, To        *time.Time
	MadeBy, EndedBy *int64
	Record          map[string]any
}

// records reads the versions of the staff fields of a parcel, the oldest first.
func (p *Past) records(ctx context.Context, id int64) ([]staffRecord, error) {
	rows, err := p.Staff.Query(ctx, `
		SELECT valid_from, valid_to, made_by, ended_by, record FROM (
			SELECT h.valid_from, h.valid_to, h.made_by, h.ended_by, h.record FROM data.parcels_staff_history h WHERE h.id = $1
			UNION  ALL
			SELECT v.since, NULL, v.made_by, NULL, to_jsonb(s)
			FROM   data.parcels_staff s
			LEFT   JOIN LATERAL (SELECT h.valid_to AS last_to, h.ended_by AS last_by FROM data.parcels_staff_history h
			                     WHERE h.id = s.id ORDER BY h.valid_to DESC LIMIT 1) AS h ON true
			CROSS  JOIN LATERAL sotay.version_start(s.recorded_at, s.recorded_by, h.last_to, h.last_by) AS v
			WHERE  s.id = $1) AS r
		ORDER  BY valid_to NULLS LAST`, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[staffRecord])
}

// StaffFields are those of a parcel at a moment; nil where the reader may not see them.
func (p *Past) StaffFields(ctx context.Context, r Reader, d Detail, at time.Time) ([]Value, error) {
	now, _, err := p.Commune(ctx, d.ID) // as the history: whoever may see the parcel today, or could at last
	if err != nil || !r.may(now) {
		return nil, err
	}
	records, err := p.records(ctx, d.ID)
	if err != nil {
		return nil, fmt.Errorf("staff fields of parcel %d: %w", d.ID, err)
	}
	var record map[string]any
	for _, v := range records {
		if (v.From == nil || !at.Before(*v.From)) && (v.To == nil || at.Before(*v.To)) {
			record = v.Record
		}
	}
	return valuesOf(p.staffFields(), record), nil
}

func (p *Past) staffFields() []layers.Field {
	l, _ := p.Finder.Catalogue.Layer("parcels")
	return l.Visible(layers.Staff)
}

// before tells whether a moment is earlier than another; nil is before the history began.
func before(a, b *time.Time) bool {
	return b != nil && (a == nil || a.Before(*b))
}

// until is before for ends: nil is never.
func until(a, b *time.Time) bool {
	return a != nil && (b == nil || a.Before(*b))
}

// withRecords cuts the versions of a parcel where its staff fields changed, and gives each
// part the fields of then.
func withRecords(versions []Version, records []staffRecord, fields []layers.Field) []Version {
	var list []Version
	for _, v := range versions {
		from, madeBy := v.From, v.madeBy
		add := func(to *time.Time, record map[string]any) {
			part := v
			part.From, part.To, part.madeBy, part.record, part.Staff = from, to, madeBy, record, valuesOf(fields, record)
			part.reshaped = v.reshaped && from == v.From
			list = append(list, part)
		}
		var open map[string]any
		for _, r := range records {
			if !before(r.From, orNow(v.To)) || r.To != nil && !before(from, r.To) {
				continue // over before, or begins after
			}
			if before(from, r.From) { // a time without, or with the former
				add(r.From, open)
				from, madeBy = r.From, r.MadeBy
			}
			if open = r.Record; until(r.To, v.To) {
				add(r.To, open)
				from, madeBy, open = r.To, r.EndedBy, nil
			}
		}
		if before(from, orNow(v.To)) {
			add(v.To, open)
		}
	}
	return list
}

// orNow is a moment, or one that is after all for nil.
func orNow(t *time.Time) *time.Time {
	if t == nil {
		far := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
		return &far
	}
	return t
}
