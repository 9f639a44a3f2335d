package parcels

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"sotay/layers"
)

// condition gathers the WHERE of one look-up: fragments with ? for their arguments.
type condition struct {
	fragments []string
	args      []any
}

// and adds a fragment; every ? in it becomes the next argument's placeholder.
func (c *condition) and(fragment string, args ...any) *condition {
	for _, a := range args {
		c.args = append(c.args, a)
		fragment = strings.Replace(fragment, "?", fmt.Sprintf("$%d", len(c.args)), 1)
	}
	c.fragments = append(c.fragments, fragment)
	return c
}

// in narrows to communes; none means everywhere.
func (c *condition) in(codes []string) *condition {
	if len(codes) == 0 {
		return c
	}
	return c.and("p.commune_code = ANY(?)", codes)
}

// lookup is one question for parcels p: SQL made of this package's own constants, the
// arguments, and why an answer to it is one.
type lookup struct {
	from, where, order string
	args               []any
	why                string
}

// today finds the numbers as they are now; nil when they cannot be looked up.
func (s *search) today(way reading) *lookup {
	if !s.public("parcels") {
		return nil
	}
	c := (&condition{}).in(s.codes())
	switch {
	case way.sheet == "":
		return s.parcelOnly(way)
	case way.parcel == "" && len(s.communes) == 0:
		return nil // a sheet number alone is in every commune
	case way.parcel == "":
		c.and("p.sheet_no = ANY(?)", spellings(way.sheet))
	default:
		c.and("p.sheet_no = ANY(?) AND p.parcel_no = ANY(?)", spellings(way.sheet), spellings(way.parcel))
	}
	return s.lookup("sheet_parcel", "pub.parcels p", s.inFormerUnits(c))
}

// former finds the numbers as they were before.
func (s *search) former(way reading) *lookup {
	if way.sheet == "" || way.parcel == "" || !s.public("parcels") {
		return nil
	}
	c := (&condition{}).in(s.codes()).
		and("(p.old_sheet_no IS NOT NULL OR p.old_parcel_no IS NOT NULL)").
		and("coalesce(p.old_sheet_no, p.sheet_no) = ANY(?)", spellings(way.sheet)).
		and("coalesce(p.old_parcel_no, p.parcel_no) = ANY(?)", spellings(way.parcel))
	return s.lookup("old_sheet", "pub.parcels p", s.inFormerUnits(c))
}

// begun finds parcels of the sheet whose numbers begin with the one being typed. The
// range is what the index can do under any collation; starts_with is what is meant.
func (s *search) begun(way reading) *lookup {
	if way.sheet == "" || way.parcel == "" || !s.public("parcels") {
		return nil
	}
	c := (&condition{}).in(s.codes()).
		and("p.sheet_no = ANY(?)", spellings(way.sheet)).
		and("p.parcel_no >= ? AND starts_with(p.parcel_no, ?)", way.parcel, way.parcel)
	if end := after(way.parcel); end != "" {
		c.and("p.parcel_no < ?", end)
	}
	return s.lookup("sheet_parcel", "pub.parcels p", s.inFormerUnits(c))
}

// after gives the number behind all that begin with these digits: 49 gives 5; "" for none.
func after(digits string) string {
	trimmed := strings.TrimRight(digits, "9")
	if trimmed == "" || trimmed[len(trimmed)-1] < '0' || trimmed[len(trimmed)-1] > '8' {
		return ""
	}
	last := len(trimmed) - 1
	return trimmed[:last] + string(trimmed[last]+1)
}

// nearSheets is how many sheets around the view are searched for a number without a sheet.
const nearSheets = 60

// parcelOnly finds a parcel number on every sheet of the communes or, without one, on the
// sheets nearest to the view.
func (s *search) parcelOnly(way reading) *lookup {
	if !s.public("sheets") {
		return nil
	}
	c := &condition{}
	var sheets string
	switch {
	case len(s.communes) > 0:
		c.args = append(c.args, s.codes())
		sheets = "SELECT x.commune_code, x.sheet_no FROM pub.sheets x WHERE x.commune_code = ANY($1)"
	case s.Near != nil:
		c.args = append(c.args, s.Near[0], s.Near[1])
		sheets = fmt.Sprintf(`SELECT x.commune_code, x.sheet_no FROM pub.sheets x
			ORDER BY x.geom_3857 <-> st_transform(st_setsrid(st_makepoint($1, $2), 4326), 3857) LIMIT %d`, nearSheets)
	default:
		return nil
	}
	c.and("p.commune_code = s.commune_code AND p.sheet_no = s.sheet_no AND p.parcel_no = ANY(?)", spellings(way.parcel))
	return s.lookup("sheet_parcel", "("+sheets+" OFFSET 0) AS s, pub.parcels p", c)
}

// lookup orders what meets the condition: nearest to the view first where one is known,
// else by the communes' order and by number.
func (s *search) lookup(why, from string, c *condition) *lookup {
	order := &condition{args: c.args}
	if s.Near != nil {
		order.and("p.label_3857 <-> st_transform(st_setsrid(st_makepoint(?, ?), 4326), 3857)", s.Near[0], s.Near[1])
	}
	if len(s.communes) > 1 {
		order.and("array_position(?::text[], p.commune_code)", s.codes())
	}
	order.and("p.commune_code, length(p.sheet_no), p.sheet_no, length(p.parcel_no), p.parcel_no, p.id")
	return &lookup{
		from: from, where: strings.Join(c.fragments, " AND "), order: strings.Join(order.fragments, ", "), args: order.args, why: why,
	}
}

// sql asks for at most so many parcels. The commune's name is read, for those alone, from
// the communes given.
func (l *lookup) sql(communes string, limit int) string {
	return fmt.Sprintf(`
		SELECT h.id,
		       h.commune_code,
		       coalesce((SELECT min(c.name) FROM %s c
		                 WHERE c.code = h.commune_code AND %s),
		                (SELECT min(u.name) FROM pub.units u WHERE u.code = h.commune_code AND %s),
		                h.commune_code),
		       h.sheet_no,
		       h.parcel_no,
		       coalesce(h.old_sheet_no, ''),
		       coalesce(h.old_parcel_no, ''),
		       coalesce(h.address, ''),
		       coalesce(h.land_use, h.land_type, ''),
		       coalesce(h.map_area, 0),
		       ARRAY[st_x(l.point), st_y(l.point)],
		       ARRAY[st_xmin(h.geom), st_ymin(h.geom), st_xmax(h.geom), st_ymax(h.geom)]
		FROM  (
			SELECT p.*, row_number() OVER (ORDER BY %s) AS place
			FROM   %s
			WHERE  %s
			ORDER  BY place
			LIMIT  %d
		) AS h
		CROSS JOIN LATERAL (SELECT st_transform(h.label_3857, 4326) AS point) AS l
		ORDER  BY h.place`, communes, layers.Holds("c", "current_date"), layers.Holds("u", "current_date"), l.order, l.from, l.where, limit)
}

// hits asks one question alone.
func (f *Finder) hits(ctx context.Context, l lookup) ([]Hit, error) {
	if !f.public("parcels") {
		return nil, nil
	}
	rows, err := f.Public.Query(ctx, l.sql(f.communesView(), MaxHits), l.args...)
	if err != nil {
		return nil, fmt.Errorf("find parcels: %w", err)
	}
	hits, err := pgx.CollectRows(rows, scanHit)
	if err != nil {
		return nil, fmt.Errorf("find parcels: %w", err)
	}
	return hits, nil
}

func scanHit(row pgx.CollectableRow) (h Hit, err error) {
	err = row.Scan(&h.ID, &h.CommuneCode, &h.CommuneName, &h.SheetNo, &h.ParcelNo, &h.OldSheetNo, &h.OldParcelNo,
		&h.Address, &h.LandUse, &h.MapArea, &h.Point, &h.Box)
	return h, err
}
