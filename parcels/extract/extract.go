// Package extract writes one parcel for people to take away: the cadastral extract (trích
// lục) as PDF, and the same parcel as GeoJSON, DXF and CSV. It also gives the content its
// hash, by which a printed extract is compared with the parcel of today.
//
// It asks nobody: what it writes is in the Content it is given, and all of that but Areas is
// public.
// Only a land registration office may issue an extract, so every page says that it is a
// copy for reference without legal value (DOMAIN.md §3.6; the number of the official form
// has not been verified). Plane coordinates are VN-2000: X north, Y east, metres; a DXF
// has x east and y north as CAD does. Start with PDF.
package extract

import (
	"time"

	"sotay/parcels"
)

// Content is what an extract tells.
type Content struct {
	Parcel parcels.Detail
	// Areas are what the papers say of each of the parcel's land types; nil where the one
	// for whom the extract is made may not see it. They are not part of its digest.
	Areas []parcels.TypeArea
	// Around are the parcels drawn around it, in the zone of its vertices.
	Around []parcels.Surrounding
	// MoreAround: farther ones are left out of the drawing.
	MoreAround bool
	// Verify is the address that the QR code leads to, "" for no code.
	Verify string
	// Made is when the extract was made.
	Made time.Time
	// English writes it in English; Vietnamese otherwise.
	English bool
}

// points lists all vertices, in the order of their numbers.
func points(v parcels.Vertices) []parcels.Vertex {
	var list []parcels.Vertex
	for _, r := range v.Rings {
		list = append(list, r.Points...)
	}
	return list
}

// bounds is the box of the vertices: west, south, east, north in metres of the zone.
func bounds(v parcels.Vertices) parcels.Window {
	var w parcels.Window
	for i, p := range points(v) {
		if i == 0 {
			w = parcels.Window{p.YEast, p.XNorth, p.YEast, p.XNorth}
		}
		w = parcels.Window{min(w[0], p.YEast), min(w[1], p.XNorth), max(w[2], p.YEast), max(w[3], p.XNorth)}
	}
	return w
}
