package parcels

import "fmt"

// borderSlack is how far outside the outline of a former unit a parcel may lie and still
// count as in it: old borders are drawn less exactly than parcels. Metres of EPSG:3857.
const borderSlack = 25

// inFormerUnits narrows to the former units that were named: each of those that one commune
// of today was made of had its own sheet 7. Where the layer of communes lacks the outline of
// a former unit, all of today's commune counts.
func (s *search) inFormerUnits(c *condition) *condition {
	for _, of := range s.communes {
		if of.OldCode == "" {
			continue
		}
		c.and(fmt.Sprintf(`(p.commune_code <> ? OR coalesce((
			SELECT bool_or(st_dwithin(o.geom_3857, p.label_3857, %d)) FROM %s o WHERE o.code = ? AND o.valid_to = nullif(?, '')::date), true))`,
			borderSlack, s.communesView()), of.Code, of.OldCode, of.Since)
	}
	return c
}
