package extract

import (
	"fmt"
	"strconv"

	"sotay/parcels"
)

// Measures of the vertex table, mm.
const (
	rowHeight = 4.5
	gutter    = 3.0
	// leastRows must fit below the drawing, or the table begins on the next page.
	leastRows = 5
)

// table flows down columns and over pages.
type table struct {
	*document
	top    float64 // of the columns on this page
	column int
	y      float64
	width  float64 // of a column
}

// vertexTable writes all vertices from y on.
func (d *document) vertexTable(y float64) {
	t := &table{document: d, width: (d.inner() - gutter*float64(d.columns-1)) / float64(d.columns)}
	if y+7+(leastRows+1)*rowHeight > d.end {
		d.AddPage()
		y = d.top
	}
	t.begin(y, d.words.table)
	many := len(d.Parcel.Vertices.Rings) > 1
	for _, r := range d.Parcel.Vertices.Rings {
		if many {
			t.room(2)
			t.ring(r)
		}
		for _, p := range r.Points {
			t.room(1)
			t.row(p)
		}
	}
}

// begin writes the title and starts the first column.
func (t *table) begin(y float64, title string) {
	t.font("B", 10)
	t.Text(t.left, y+3.5, title)
	t.font("", 8)
	system := t.words.zone(t.Parcel.Vertices.Zone, t.English)
	t.Text(t.paper.width-t.left-t.GetStringWidth(system), y+3.5, system)
	t.top, t.column = y+6, 0
	t.head()
}

// room goes on to the next column, or page, unless so many rows fit.
func (t *table) room(rows int) {
	if t.y+float64(rows)*rowHeight <= t.end {
		return
	}
	if t.column++; t.column < t.columns {
		t.head()
		return
	}
	t.AddPage()
	t.begin(t.paper.top, fmt.Sprintf(t.words.goesOn, t.Parcel.ParcelNo, t.Parcel.SheetNo))
}

// x is the left border of the column.
func (t *table) x() float64 { return t.left + float64(t.column)*(t.width+gutter) }

// widths of point, X, Y, edge.
func (t *table) widths() [4]float64 {
	w := t.width
	return [4]float64{w * 0.15, w * 0.325, w * 0.305, w * 0.22}
}

func (t *table) head() {
	t.y = t.top
	t.SetFillColor(236, 232, 224)
	t.font("B", 7)
	t.cells([4]string{t.words.point, t.words.x, t.words.y, t.words.edge}, true)
}

func (t *table) row(p parcels.Vertex) {
	t.font("", 7.5)
	t.cells([4]string{strconv.Itoa(p.N), coordinate(p.XNorth, t.English), coordinate(p.YEast, t.English), decimal(p.Edge, 2, t.English)}, false)
}

func (t *table) cells(texts [4]string, head bool) {
	t.SetDrawColor(190, 184, 172)
	t.SetLineWidth(0.1)
	t.SetXY(t.x(), t.y)
	t.SetCellMargin(0.8)
	defer t.SetCellMargin(0)
	for i, w := range t.widths() {
		align := "R"
		if i == 0 || head {
			align = "C"
		}
		t.CellFormat(w, rowHeight, texts[i], "1", 0, align, head, 0, "")
	}
	t.y += rowHeight
}

// ring names the ring whose vertices follow.
func (t *table) ring(r parcels.Ring) {
	text := fmt.Sprintf(t.words.part, r.Part)
	if r.Ring > 1 {
		text = fmt.Sprintf(t.words.hole, r.Part, r.Ring-1)
	}
	t.font("B", 7.5)
	t.SetXY(t.x(), t.y)
	t.CellFormat(t.width, rowHeight, text, "1", 0, "C", false, 0, "")
	t.y += rowHeight
}
