package extract

import (
	_ "embed"
	"fmt"
	"io"
	"math"
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"sotay/parcels"
)

// Be Vietnam Pro, SIL Open Font License: fonts/OFL.txt.
var (
	//go:embed fonts/BeVietnamPro-Regular.ttf
	regular []byte
	//go:embed fonts/BeVietnamPro-Bold.ttf
	bold []byte
)

const family = "be"

// Size is a paper size. The zero value is A4.
type Size int

// The paper sizes of an extract, upright.
const (
	A4 Size = iota
	A3
)

// paper is a size with the measures of its pages, in mm.
type paper struct {
	name           string
	width, height  float64
	drawn          float64 // height of the drawing's frame
	columns        int     // of the vertex table
	left, top, end float64 // margins; end is where content ends, from the top
}

func (s Size) paper() paper {
	if s == A3 {
		return paper{name: "A3", width: 297, height: 420, drawn: 215, columns: 4, left: 18, top: 14, end: 402}
	}
	return paper{name: "A4", width: 210, height: 297, drawn: 118, columns: 3, left: 15, top: 11, end: 281}
}

// inner is the width between the margins.
func (p paper) inner() float64 { return p.width - 2*p.left }

// document is a PDF being written.
type document struct {
	*fpdf.Fpdf
	paper
	words
	Content
	digest Digest
}

// PDF writes an extract. It has one page for a parcel of up to some thirty vertices, and as
// many as the vertex table needs otherwise. Its text can be searched and copied as Unicode.
func PDF(w io.Writer, c Content, size Size) error {
	c.Made = vietnam(c.Made)
	d := &document{paper: size.paper(), words: wordsIn(c.English), Content: c, digest: Sum(c.Parcel)}
	d.Fpdf = fpdf.NewCustom(&fpdf.InitType{OrientationStr: "P", UnitStr: "mm", SizeStr: d.name})
	d.AddUTF8FontFromBytes(family, "", regular)
	d.AddUTF8FontFromBytes(family, "B", bold)
	d.SetMargins(d.left, d.top, d.left)
	d.SetAutoPageBreak(false, 0)
	d.SetCellMargin(0)
	d.AliasNbPages("{nb}")
	d.SetTitle(d.title+" "+d.Parcel.ParcelNo+"/"+d.Parcel.SheetNo, true)
	d.SetLang(map[bool]string{true: "en", false: "vi"}[c.English])
	d.SetCreationDate(c.Made)
	d.SetModificationDate(c.Made)
	d.SetHeaderFunc(d.watermark)
	d.SetFooterFunc(d.footer)
	d.AddPage()
	d.heading()
	y := d.facts(d.GetY() + 3)
	y = d.draw(y + 3)
	d.vertexTable(y + 4)
	if err := d.Output(w); err != nil {
		return fmt.Errorf("write PDF: %w", err)
	}
	return nil
}

// font chooses weight ("" or "B") and size in points, in black.
func (d *document) font(style string, size float64) {
	d.SetFont(family, style, size)
	d.SetTextColor(31, 35, 40)
}

// centred writes a line in the middle between two x.
func (d *document) centred(left, right, baseline float64, text string) {
	d.Text((left+right-d.GetStringWidth(text))/2, baseline, text)
}

// heading is the national heading and the title.
func (d *document) heading() {
	left, right, y := d.left, d.width-d.left, d.top+4
	d.font("B", 11)
	d.centred(left, right, y, d.nation)
	d.font("B", 10.5)
	d.centred(left, right, y+5.5, d.motto)
	d.SetDrawColor(31, 35, 40)
	d.SetLineWidth(0.25)
	half := d.GetStringWidth(d.motto) / 2
	d.Line(d.width/2-half, y+7, d.width/2+half, y+7)
	d.font("B", 15)
	d.centred(left, right, y+16, d.title)
	d.font("", 9)
	d.centred(left, right, y+21.5, fmt.Sprintf("%s: %s · %s: %s", d.number, Number(d.Parcel, d.Made), d.code, d.digest.Hash))
	d.SetY(y + 23)
}

// fact is a line of the parcel's particulars.
type fact struct{ name, value string }

// facts writes the particulars beside the QR code, and gives where they end.
func (d *document) facts(y float64) float64 {
	const nameWidth, line = 44.0, 5.2
	width, codeEnd := d.inner(), y
	if d.Verify != "" {
		const side = 27.0
		x := d.width - d.left - side
		d.qrCode(x, y, side)
		d.font("", 7)
		d.centred(x, x+side, y+side+3, d.scan)
		width, codeEnd = width-side-5, y+side+4
	}
	for i, f := range d.particulars() {
		d.font("", 9.5)
		d.SetXY(d.left, y)
		d.CellFormat(nameWidth, line, fmt.Sprintf("%d. %s:", i+1, f.name), "", 0, "L", false, 0, "")
		d.font("B", 9.5)
		for _, text := range lines(d.SplitText(f.value, width-nameWidth), 3) {
			d.SetXY(d.left+nameWidth, y)
			d.CellFormat(width-nameWidth, line, text, "", 0, "L", false, 0, "")
			y += line
		}
	}
	return max(y, codeEnd)
}

// lines bounds a text; what is left out shows.
func lines(list []string, most int) []string {
	if len(list) == 0 {
		return []string{"–"}
	}
	if len(list) > most {
		list = list[:most]
		list[most-1] += " …"
	}
	return list
}

func (d *document) particulars() []fact {
	p := d.Parcel
	list := []fact{{d.words.parcel, p.ParcelNo}, {d.sheet, p.SheetNo}}
	if p.OldParcelNo != "" || p.OldSheetNo != "" {
		list = append(list, fact{d.old, fmt.Sprintf("%s %s, %s %s", lower(d.words.parcel), orDash(p.OldParcelNo), lower(d.sheet), orDash(p.OldSheetNo))})
	}
	list = append(list, fact{d.address, orDash(p.Address)}, fact{d.commune, fmt.Sprintf("%s (%s)", p.CommuneName, p.CommuneCode)})
	basis := d.survey
	if p.Vertices.Basis == parcels.Computed {
		basis = d.computed
	}
	list = append(list, fact{d.area, decimal(p.MapArea, 1, d.English) + " m² (" + basis + ")"}, fact{d.types, d.landTypes()})
	if p.OfficialID != "" {
		list = append(list, fact{d.official, p.OfficialID})
	}
	return append(list, fact{d.system, d.zone(p.Vertices.Zone, d.English)})
}

// landTypes are the codes with their names.
func (d *document) landTypes() string {
	var list []string
	for i, t := range d.Parcel.LandTypes {
		text, name := t.Code, t.NameVi
		if d.English && t.NameEn != "" {
			name = t.NameEn
		}
		if name != "" {
			text += " – " + name
		}
		if name != "" && !t.Current {
			text += " (" + d.outdated + ")"
		}
		if i < len(d.Areas) {
			text += d.inPapers(d.Areas[i])
		}
		list = append(list, text)
	}
	if len(list) == 0 {
		return orDash(d.Parcel.LandUse)
	}
	return strings.Join(list, "; ")
}

// inPapers is the area and the term of a land type, as far as the papers tell.
func (d *document) inPapers(a parcels.TypeArea) string {
	text := ""
	if a.Area > 0 {
		text = ": " + decimal(a.Area, 1, d.English) + " m²"
	}
	if a.Term != "" {
		text += ", " + d.term + " " + a.Term
	}
	return text
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// lower begins a term within a sentence.
func lower(s string) string {
	first := []rune(s)[:1]
	return strings.ToLower(string(first)) + string([]rune(s)[1:])
}

// watermark writes across the page, below its content, that it is no official paper.
func (d *document) watermark() {
	text := legalNote
	d.SetFont(family, "B", 10)
	diagonal := math.Hypot(d.width, d.height)
	d.SetFontSize(10 * 0.8 * diagonal / d.GetStringWidth(text))
	angle := math.Atan2(d.height, d.width) * 180 / math.Pi
	x, y := d.width/2, d.height/2
	d.SetTextColor(160, 60, 50)
	d.SetAlpha(0.13, "Normal")
	d.TransformBegin()
	d.TransformRotate(angle, x, y)
	d.Text(x-d.GetStringWidth(text)/2, y, text)
	if d.English {
		d.Text(x-d.GetStringWidth(d.invalid)/2, y+10, d.invalid)
	}
	d.TransformEnd()
	d.SetAlpha(1, "Normal")
}

// footer tells source, date and page.
func (d *document) footer() {
	y, right := d.height-9, d.width-d.left
	d.SetDrawColor(160, 155, 145)
	d.SetLineWidth(0.15)
	d.Line(d.left, y-4, right, y-4)
	d.font("", 7.5)
	asOf := d.asOfUnknown
	if d.Parcel.AsOf != nil {
		asOf = d.asOf + " " + date(*d.Parcel.AsOf)
	}
	source := d.Parcel.Source
	if source == "" {
		source = d.noSource
	}
	first := lines(d.SplitText(fmt.Sprintf("%s: %s, %s.", d.source, source, asOf), d.inner()-25), 1)
	d.Text(d.left, y, first[0])
	d.Text(d.left, y+4, fmt.Sprintf("%s %s. %s.", d.made, d.Made.Format("15:04 02/01/2006"), d.reference))
	d.Text(right-20, y, fmt.Sprintf("%s %d/{nb}", d.page, d.PageNo()))
}
