package importers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	geom "github.com/twpayne/go-geom"

	"sotay/internal/calendar"
	"sotay/layers"
)

// northFirst at the end of an answer to --crs says that the file has the northing or the
// latitude first: "910775:yx".
const northFirst = ":yx"

// coordinates decides on the coordinate system: as told, or as declared; asks where the
// file says nothing, or nothing known, or has its axes exchanged.
func (d *decision) coordinates(ctx context.Context) error {
	var srid int
	var note Words
	var err error
	if d.req.CRS != "" {
		told, swapped := strings.CutSuffix(strings.TrimSpace(d.req.CRS), northFirst)
		d.plan.Swapped = swapped
		if srid, note, err = ParseCRS(told); err != nil {
			return err
		}
	} else if srid, note, err = SRIDOf(d.facts.schema.CRS); err != nil {
		return d.askCRS(ctx, 0, err)
	}
	err = d.checkExtent(ctx, srid)
	var refused *Refused
	if errors.As(err, &refused) && d.req.CRS == "" {
		return d.askCRS(ctx, srid, err)
	}
	if err != nil {
		return err
	}
	d.a.SRID, d.a.CRS = srid, CRSName(srid)
	if note != (Words{}) {
		d.a.CRS = Words{d.a.CRS.Vi + ". " + note.Vi, d.a.CRS.En + ". " + note.En}
	}
	return nil
}

// checkExtent refuses a file most of which lies outside Vietnam. Single rows outside are
// found row by row.
func (d *decision) checkExtent(ctx context.Context, srid int) error {
	if !d.facts.hasExtent {
		return nil
	}
	e := d.facts.extent
	xs, ys := thinned(d.facts.points)
	if d.plan.Swapped {
		e, xs, ys = box{e[1], e[0], e[3], e[2]}, ys, xs
	}
	_, err := CheckExtent(ctx, d.db, srid, geom.NewBounds(geom.XY).Set(e[:]...))
	if err == nil {
		return nil
	}
	trial := crsTrial{srid: srid}
	if looksSwapped(srid, xs, ys) || !trial.fits(xs, ys) {
		return err
	}
	zones, tryErr := try(ctx, d.db, []crsTrial{trial}, xs, ys, vietnam())
	if tryErr != nil {
		return errors.Join(err, tryErr)
	}
	if len(zones) == 0 || zones[0].Inside < 0.5 {
		return err
	}
	return nil
}

// askCRS proposes the systems under which the file falls inside the province; reason
// says why it must be asked, declared is the file's own system, which comes first, 0 for
// none. Where none fits, or the file's own system puts it outside
// and its axes are not the cause, there is nothing to ask.
func (d *decision) askCRS(ctx context.Context, declared int, reason error) error {
	var refused *Refused
	if !errors.As(reason, &refused) {
		return reason
	}
	province, err := d.province(ctx)
	if err != nil {
		return err
	}
	zones, err := ProposeZones(ctx, d.db, d.facts.points, province, d.meridian)
	where := Words{"nằm trong địa bàn", "inside the province"}
	if len(zones) == 0 || province == nil {
		where = Words{"nằm trong lãnh thổ Việt Nam", "inside Vietnam"}
	}
	if err == nil && len(zones) == 0 && province != nil {
		zones, err = ProposeZones(ctx, d.db, d.facts.points, nil, d.meridian)
	}
	if err != nil {
		return err
	}
	slices.SortStableFunc(zones, func(a, b Zone) int { return declaredLater(declared, a) - declaredLater(declared, b) })
	if len(zones) == 0 || refused.Code == "outside_vietnam" && !zones[0].Swapped {
		return reason
	}
	q := Question{Code: "crs", Flag: "--crs …", Words: refused.Reason}
	for _, z := range zones {
		q.Choices = append(q.Choices, zoneChoice(z, where))
	}
	d.ask(q)
	return nil
}

// zoneChoice offers a zone, with the share of the sample that it puts where it should be
// and how plausible that is.
func zoneChoice(z Zone, where Words) Choice {
	c := Choice{Value: strconv.Itoa(z.SRID), Words: z.Name}
	if z.Extent != ([4]float64{}) {
		c.Place = &Place{z.Extent, z.points, z.Swapped}
	}
	if z.Swapped {
		c.Value += northFirst
		c.Words.Vi += ", tọa độ bắc đứng trước (hai trục đổi chỗ)"
		c.Words.En += ", north first (axes exchanged)"
	}
	c.Words.Vi += ": " + percent(z.Inside) + " " + where.Vi
	c.Words.En += ": " + percent(z.Inside) + " " + where.En
	if z.Why != (Words{}) {
		c.Words.Vi += ", " + z.Why.Vi
		c.Words.En += ", " + z.Why.En
	}
	return c
}

// province is the extent of the communes in force, nil when there is none.
func (d *decision) province(ctx context.Context) (*geom.Bounds, error) {
	rows, err := d.db.Query(ctx, `
		SELECT st_xmin(e), st_ymin(e), st_xmax(e), st_ymax(e)
		FROM  (SELECT st_extent(geom) AS e FROM data.communes AS d WHERE `+layers.Holds("d", "$1::date")+`) AS c
		WHERE  e IS NOT NULL`, calendar.Today())
	if err != nil {
		return nil, fmt.Errorf("bounds of the province: %w", err)
	}
	defer rows.Close()
	if !rows.Next() {
		return nil, rows.Err()
	}
	var e box
	if err := rows.Scan(&e[0], &e[1], &e[2], &e[3]); err != nil {
		return nil, fmt.Errorf("bounds of the province: %w", err)
	}
	return geom.NewBounds(geom.XY).Set(e[:]...), nil
}
