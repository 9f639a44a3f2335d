package extract

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"sotay/layers"
	"sotay/parcels"
)

// WriteCSV writes the vertex table: part, ring (1 the outer one), point, X north, Y east,
// edge to the next point of the ring. UTF-8 with a byte order mark, for spreadsheets;
// commas between the columns, decimal points, metres with 3 decimals, edges with 2.
func WriteCSV(w io.Writer, c Content) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	out := csv.NewWriter(w)
	head := []string{"Mảnh", "Vòng", "Điểm", "X (Bắc), m", "Y (Đông), m", "Cạnh, m"}
	if c.English {
		head = []string{"Part", "Ring", "Point", "X (north), m", "Y (east), m", "Edge, m"}
	}
	_ = out.Write(head) // csv.Writer keeps its error
	for _, r := range c.Parcel.Vertices.Rings {
		for _, p := range r.Points {
			_ = out.Write([]string{
				strconv.Itoa(r.Part), strconv.Itoa(r.Ring), strconv.Itoa(p.N),
				fmt.Sprintf("%.3f", p.XNorth), fmt.Sprintf("%.3f", p.YEast), fmt.Sprintf("%.2f", p.Edge),
			})
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

// properties of the GeoJSON feature; null for what is not recorded.
type properties struct {
	CommuneCode string   `json:"commune_code"`
	Commune     string   `json:"commune"`
	SheetNo     string   `json:"sheet_no"`
	ParcelNo    string   `json:"parcel_no"`
	OldSheetNo  *string  `json:"old_sheet_no"`
	OldParcelNo *string  `json:"old_parcel_no"`
	OfficialID  *string  `json:"official_id"`
	Address     *string  `json:"address"`
	LandUse     *string  `json:"land_use"`
	LandTypes   []string `json:"land_types"`
	// LandAreas are the areas and terms of the land types, where they may be told.
	LandAreas []landArea `json:"land_areas,omitempty"`
	MapArea   float64    `json:"map_area"` // m²
	Source    *string    `json:"source"`
	AsOf      *string    `json:"as_of"`
	Hash      string     `json:"hash"`
	Note      string     `json:"note"`
}

// landArea is what the papers say of a land type.
type landArea struct {
	Code string   `json:"code"`
	Area *float64 `json:"area"` // m²
	Term *string  `json:"term"`
}

func landAreas(list []parcels.TypeArea) []landArea {
	var out []landArea
	for _, a := range list {
		area := &a.Area
		if a.Area == 0 {
			area = nil
		}
		out = append(out, landArea{a.Code, area, orNull(a.Term)})
	}
	return out
}

// WriteGeoJSON writes the parcel as a GeoJSON feature (RFC 7946): longitude, latitude in
// degrees (WGS84) with 7 decimals.
func WriteGeoJSON(w io.Writer, c Content) error {
	d := c.Parcel
	p := properties{
		CommuneCode: d.CommuneCode, Commune: d.CommuneName, SheetNo: d.SheetNo, ParcelNo: d.ParcelNo,
		OldSheetNo: orNull(d.OldSheetNo), OldParcelNo: orNull(d.OldParcelNo), OfficialID: orNull(d.OfficialID), Address: orNull(d.Address),
		LandUse: orNull(d.LandUse), LandTypes: []string{}, LandAreas: landAreas(c.Areas), Source: orNull(d.Source), Hash: Sum(d).Hash, Note: wordsIn(c.English).reference,
	}
	if area, err := strconv.ParseFloat(fmt.Sprintf("%.2f", d.MapArea), 64); err == nil {
		p.MapArea = area
	}
	for _, t := range d.LandTypes {
		p.LandTypes = append(p.LandTypes, t.Code)
	}
	if d.AsOf != nil {
		p.AsOf = orNull(d.AsOf.Format("2006-01-02"))
	}
	body, err := json.Marshal(map[string]any{
		"type": "Feature", "id": d.ID, "properties": p, "geometry": json.RawMessage(layers.AppendGeometry(nil, d.Geometry)),
	})
	if err == nil {
		_, err = w.Write(append(body, '\n'))
	}
	if err != nil {
		return fmt.Errorf("write GeoJSON: %w", err)
	}
	return nil
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
