package geoapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"sotay/internal/fold"
	"sotay/parcels"
	"sotay/parcels/extract"
)

func (s *Server) extractRoutes() []route {
	return []route{
		{http.MethodGet, "/api/parcels/{id}/extract.pdf", "getExtractPDF", whoever, s.extract("pdf", "application/pdf"), lookup},
		{http.MethodGet, "/api/parcels/{id}/extract.geojson", "getExtractGeoJSON", whoever, s.extract("geojson", "application/geo+json"), lookup},
		{http.MethodGet, "/api/parcels/{id}/extract.dxf", "getExtractDXF", whoever, s.extract("dxf", "image/vnd.dxf"), lookup},
		{http.MethodGet, "/api/parcels/{id}/extract.csv", "getExtractCSV", whoever, s.extract("csv", "text/csv; charset=utf-8"), lookup},
		{http.MethodGet, "/api/extracts/verify", "verifyExtract", anyone, endpoint(s.verifyExtract), lookup},
	}
}

type extractIn struct {
	id      int64
	size    extract.Size
	english bool
}

func (in *extractIn) parse(p *params) {
	in.id = p.id("id")
	switch p.query.Get("size") {
	case "", "A4":
	case "A3":
		in.size = extract.A3
	default:
		p.fail("Tham số size phải là A4 hoặc A3.", "The parameter size must be A4 or A3.")
	}
	switch p.query.Get("lang") {
	case "", "vi":
	case "en":
		in.english = true
	default:
		p.fail("Tham số lang phải là vi hoặc en.", "The parameter lang must be vi or en.")
	}
}

// extract answers with a parcel as a file, which is made whole before any of it is sent.
func (s *Server) extract(format, mime string) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var in extractIn
		p := newParams(r)
		in.parse(p)
		if p.err != nil {
			return p.err
		}
		c, err := s.extractContent(r.Context(), in, format)
		if err != nil {
			return err
		}
		c.Verify = s.verifyAddress(r, c)
		var body bytes.Buffer
		if err := writeExtract(&body, c, format, in.size); err != nil {
			return err
		}
		h := w.Header()
		h.Set("Content-Type", mime)
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.%s"`, fileName(c.Parcel), format))
		if _, err := body.WriteTo(w); err != nil {
			return errLeft
		}
		return nil
	}
}

// extractContent reads what a format shows.
func (s *Server) extractContent(ctx context.Context, in extractIn, format string) (extract.Content, error) {
	d, err := s.finder.Parcel(ctx, in.id)
	if err != nil {
		return extract.Content{}, err
	}
	c := extract.Content{Parcel: d, Made: time.Now(), English: in.english}
	staff, err := s.staffOf(ctx, d.ID)
	if err != nil {
		return extract.Content{}, err
	}
	if staff != nil {
		c.Areas = parcels.TypeAreas(d.LandTypes, staff)
	}
	switch format {
	case "pdf":
		c.Around, c.MoreAround, err = s.finder.Surroundings(ctx, d.ID, d.Vertices.Zone, extract.DrawingWindow(d.Vertices, in.size), true)
	case "dxf":
		c.Around, c.MoreAround, err = s.finder.Surroundings(ctx, d.ID, d.Vertices.Zone, extract.NearWindow(d.Vertices), false)
	}
	return c, err
}

func writeExtract(w io.Writer, c extract.Content, format string, size extract.Size) error {
	switch format {
	case "pdf":
		return extract.PDF(w, c, size)
	case "geojson":
		return extract.WriteGeoJSON(w, c)
	case "dxf":
		return extract.WriteDXF(w, c)
	}
	return extract.WriteCSV(w, c)
}

// verifyAddress is the page where a printed extract is compared with the parcel of then.
func (s *Server) verifyAddress(r *http.Request, c extract.Content) string {
	sum := extract.Sum(c.Parcel)
	query := url.Values{"extract": {extract.Number(c.Parcel, c.Made)}, "hash": {sum.Hash}, "parts": {sum.Parts}}
	return s.base(r) + "/verify?" + query.Encode()
}

// fileName names an extract in letters that every system takes: trich-luc-to12-thua45.
func fileName(d parcels.Detail) string {
	plain := func(text string) string {
		return strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return '-'
		}, fold.Marks(text))
	}
	return "trich-luc-to" + plain(d.SheetNo) + "-thua" + plain(d.ParcelNo)
}

type verifyIn struct {
	commune     string
	numbers     [][2]string
	hash, parts string
}

// hexadecimal tells whether a code can be one of ours.
func hexadecimal(text string, digits int) bool {
	ok, err := regexp.MatchString(fmt.Sprintf("^[0-9a-f]{%d}$", digits), text)
	return ok && err == nil
}

func (in *verifyIn) parse(p *params) {
	var ok bool
	in.commune, in.numbers, ok = extract.ParseNumber(p.text("extract", 200))
	in.hash, in.parts = strings.ToLower(p.text("hash", 64)), strings.ToLower(p.text("parts", 64))
	if !ok || !hexadecimal(in.hash, 16) {
		p.fail("Cần số trích lục (extract), như 26506-12-45-20261126, và mã kiểm tra (hash) gồm 16 chữ số 0-9, a-f.", "The number of the extract (extract), like 26506-12-45-20261126, and its check code (hash) of 16 digits 0-9, a-f are needed.")
	}
	if in.parts != "" && !hexadecimal(in.parts, 16) {
		p.fail("Tham số parts phải gồm 16 chữ số 0-9, a-f.", "The parameter parts must be 16 digits 0-9, a-f.")
	}
}

type verifyOut struct {
	State   string        `json:"state"` // same, changed, gone
	Changed []string      `json:"changed"`
	Hash    *string       `json:"hash"`
	Parcel  *verifiedJSON `json:"parcel"`
}

type verifiedJSON struct {
	ID       int64      `json:"id"`
	Commune  communeRef `json:"commune"`
	SheetNo  string     `json:"sheet_no"`
	ParcelNo string     `json:"parcel_no"`
	MapArea  float64    `json:"map_area"`
	AsOf     *string    `json:"as_of"`
}

// verifyExtract compares the code of an extract with the parcel of its number as it is now;
// where the data repeat the number, with the one that it fits.
func (s *Server) verifyExtract(ctx context.Context, in verifyIn) (verifyOut, error) {
	ids, err := s.finder.Numbered(ctx, in.commune, in.numbers)
	if err != nil {
		return verifyOut{}, err
	}
	out := verifyOut{State: "gone"}
	for _, id := range ids {
		d, err := s.finder.Parcel(ctx, id)
		if errors.Is(err, parcels.ErrNotFound) {
			continue
		}
		if err != nil {
			return verifyOut{}, err
		}
		if sum := extract.Sum(d); out.Parcel == nil || in.hash == sum.Hash {
			out = verified(d, sum, in)
		}
	}
	return out, nil
}

func verified(d parcels.Detail, sum extract.Digest, in verifyIn) verifyOut {
	out := verifyOut{State: "same", Changed: []string{}, Hash: &sum.Hash, Parcel: &verifiedJSON{
		d.ID, communeRef{d.CommuneCode, d.CommuneName}, d.SheetNo, d.ParcelNo, round(d.MapArea, 2), day(d.AsOf),
	}}
	if in.hash != sum.Hash {
		out.State, out.Changed = "changed", sum.Changed(in.parts)
	}
	return out
}
