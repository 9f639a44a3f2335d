package parcels

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	geom "github.com/twpayne/go-geom"
)

// mostVersions bounds the versions that History tells: the latest.
const mostVersions = 200

// What began a version.
const (
	Recorded = "recorded" // the parcel came, or was there when the history began
	Changed  = "changed"
	Restored = "restored" // it had been removed
)

// Cause is who made a version: a change set, its undoing, or an edit in the database by
// another program, of which nobody tells.
type Cause struct {
	ChangeSet int64 // 0 for an edit, and for what was there before the history
	Undo      bool
	Source    string // the file's name
	Actor     string // "" where the reader may not see names
}

// Version is what a parcel was from a moment until another.
type Version struct {
	From *time.Time // nil: before the history began
	To   *time.Time // nil: it holds
	Kind string     // Recorded, Changed or Restored
	// Changed names the fields that differ from the version before; "geometry" for the shape.
	Changed     []string
	Cause       Cause
	CommuneCode string
	SheetNo     string
	ParcelNo    string
	OldSheetNo  string
	OldParcelNo string
	OfficialID  string
	Address     string
	LandUse     string
	LandTypes   []string
	MapArea     float64 // m²
	Box         Box
	Geometry    geom.T // longitude, latitude
	// Staff are the staff fields of then; nil where the reader may not see them.
	Staff []Value

	reshaped bool
	madeBy   *int64
	record   map[string]any
}

// History is all that is kept of a parcel.
type History struct {
	ID     int64
	Exists bool
	// Since is from when on everything was kept.
	Since time.Time
	// Versions, the latest first; of many the latest.
	Versions []Version
	More     bool
	// Lineage is what the parcel came from and what followed it, the oldest first.
	Lineage []Event
}

// History tells what a parcel was and what it came from and became; ErrNotFound for an id
// that no parcel ever had. A reader of other communes is told neither staff fields nor
// names of persons: limits hide names, not geometry.
func (p *Past) History(ctx context.Context, r Reader, id int64) (History, error) {
	h, err := p.history(ctx, r, id)
	if err != nil {
		return History{}, fmt.Errorf("history of parcel %d: %w", id, err)
	}
	return h, nil
}

func (p *Past) history(ctx context.Context, r Reader, id int64) (h History, err error) {
	h.ID = id
	commune, exists, err := p.Commune(ctx, id)
	if err != nil {
		return h, err
	}
	h.Exists = exists
	if h.Since, err = p.Since(ctx); err != nil {
		return h, err
	}
	versions, err := p.versions(ctx, id)
	if err != nil {
		return h, err
	}
	if r.may(commune) {
		records, err := p.records(ctx, id)
		if err != nil {
			return h, err
		}
		versions = withRecords(versions, records, p.staffFields())
	}
	describeChanges(versions)
	slices.Reverse(versions)
	if len(versions) > mostVersions {
		versions, h.More = versions[:mostVersions], true
	}
	h.Versions = versions
	if h.Lineage, err = p.lineage(ctx, id); err != nil {
		return h, err
	}
	return h, p.name(ctx, &h, r.may(commune))
}

// versions reads the latest versions of a parcel, one more than are told, the oldest first.
func (p *Past) versions(ctx context.Context, id int64) ([]Version, error) {
	rows, err := p.Staff.Query(ctx, fmt.Sprintf(`
		SELECT valid_from, valid_to, made_by, coalesce(commune_code, ''), coalesce(sheet_no, ''), coalesce(parcel_no, ''), coalesce(old_sheet_no, ''),
		       coalesce(old_parcel_no, ''), coalesce(official_id, ''), coalesce(address, ''), coalesce(land_use, ''), coalesce(land_types, '{}'),
		       coalesce(map_area, 0), geom, ARRAY[st_xmin(geom), st_ymin(geom), st_xmax(geom), st_ymax(geom)],
		       geom IS DISTINCT FROM lag(geom) OVER w OR survey_geom IS DISTINCT FROM lag(survey_geom) OVER w
		FROM   (SELECT * FROM (%s) AS v WHERE id = $1 ORDER BY valid_to DESC NULLS FIRST LIMIT %d) AS v
		WINDOW w AS (ORDER BY valid_to NULLS LAST)
		ORDER  BY valid_to NULLS LAST`, versionsSQL, mostVersions+1), id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (v Version, err error) {
		err = row.Scan(&v.From, &v.To, &v.madeBy, &v.CommuneCode, &v.SheetNo, &v.ParcelNo, &v.OldSheetNo, &v.OldParcelNo, &v.OfficialID,
			&v.Address, &v.LandUse, &v.LandTypes, &v.MapArea, &v.Geometry, &v.Box, &v.reshaped)
		return v, err
	})
}

// describeChanges says of each version, the oldest first, what made it another one.
func describeChanges(versions []Version) {
	for i := range versions {
		v := &versions[i]
		v.Kind, v.Changed = Recorded, []string{}
		if v.madeBy != nil {
			v.Cause.ChangeSet, v.Cause.Undo = max(*v.madeBy, -*v.madeBy), *v.madeBy < 0
		}
		if i == 0 {
			continue
		}
		last := versions[i-1]
		v.Kind = Changed
		if last.To == nil || v.From == nil || !last.To.Equal(*v.From) {
			v.Kind = Restored
		}
		v.Changed = v.differsFrom(last)
	}
}

// differsFrom names the fields in which a version is not as another.
func (v Version) differsFrom(o Version) []string {
	list := []string{}
	for _, f := range []struct {
		name   string
		differ bool
	}{
		{"geometry", v.reshaped},
		{"commune_code", v.CommuneCode != o.CommuneCode},
		{"sheet_no", v.SheetNo != o.SheetNo},
		{"parcel_no", v.ParcelNo != o.ParcelNo},
		{"land_use", v.LandUse != o.LandUse || !slices.Equal(v.LandTypes, o.LandTypes)},
		{"address", v.Address != o.Address},
		{"old_sheet_no", v.OldSheetNo != o.OldSheetNo},
		{"old_parcel_no", v.OldParcelNo != o.OldParcelNo},
		{"official_id", v.OfficialID != o.OfficialID},
	} {
		if f.differ {
			list = append(list, f.name)
		}
	}
	for i, s := range v.Staff {
		if i < len(o.Staff) && fmt.Sprint(s.Value) != fmt.Sprint(o.Staff[i].Value) {
			list = append(list, s.Field.Name)
		}
	}
	return list
}

// name fills in what change sets were made from and, where they may be told, by whom.
func (p *Past) name(ctx context.Context, h *History, persons bool) error {
	var ids []int64
	causes := []*Cause{}
	for i := range h.Versions {
		causes = append(causes, &h.Versions[i].Cause)
	}
	for i := range h.Lineage {
		causes = append(causes, &h.Lineage[i].Cause)
	}
	for _, c := range causes {
		ids = append(ids, c.ChangeSet)
	}
	rows, err := p.Staff.Query(ctx, `SELECT id, source, actor FROM sotay.change_set_labels($1)`, ids)
	if err != nil {
		return err
	}
	var id int64
	var source, actor string
	_, err = pgx.ForEachRow(rows, []any{&id, &source, &actor}, func() error {
		for _, c := range causes {
			if c.ChangeSet == id {
				c.Source = source
				if persons {
					c.Actor = actor
				}
			}
		}
		return nil
	})
	return err
}
