package parcels

import (
	"fmt"
	"time"

	"sotay/internal/tolerance"
)

// TypeArea is what the papers say of one land type of a parcel.
type TypeArea struct {
	Code string
	Area float64 // m²; 0 where they do not say
	// Residential tells that the area is the parcel's residential area, told without a type.
	Residential bool
	Term        string // the source's own words; "" where they do not say
}

// TypeAreas gives each land type of a parcel what the staff fields say of it: land_area_1
// is that of the first type, and so on. A residential area goes to the only residential
// type, where that has none of its own.
func TypeAreas(types []LandType, staff []Value) []TypeArea {
	fields := map[string]any{}
	for _, v := range staff {
		fields[v.Field.Name] = v.Value
	}
	list := make([]TypeArea, len(types))
	homes, home := 0, 0
	for i, t := range types {
		list[i].Code = t.Code
		list[i].Area, _ = fields[fmt.Sprintf("land_area_%d", i+1)].(float64)
		list[i].Term, _ = fields[fmt.Sprintf("land_term_%d", i+1)].(string)
		if t.Code == "ONT" || t.Code == "ODT" {
			homes, home = homes+1, i
		}
	}
	if area, ok := fields["residential_area"].(float64); ok && homes == 1 && list[home].Area == 0 {
		list[home].Area, list[home].Residential = area, true
	}
	return list
}

// CheckAreas judges a parcel's areas by its staff fields legal_area and map_scale; ok is
// false where the papers' area is not known.
func CheckAreas(onMap float64, staff []Value, day time.Time) (tolerance.Check, bool) {
	var papers, scale float64
	for _, v := range staff {
		switch v.Field.Name {
		case "legal_area":
			papers, _ = v.Value.(float64)
		case "map_scale":
			scale, _ = v.Value.(float64)
		}
	}
	return tolerance.Compare(papers, onMap, scale, day)
}
