package geoapi

import (
	"context"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sotay/parcels"
)

func (s *Server) privateRoutes() []route {
	return []route{
		{http.MethodPost, "/api/parcels/{id}/private", "readPrivate", seePrivate, endpoint(s.readPrivate), lookup},
		{http.MethodPost, "/api/parcels/{id}/private/history", "readPrivateHistory", seePrivate, endpoint(s.readPrivateHistory), lookup},
		{http.MethodGet, "/api/parcels/{id}/reads", "privateReads", seeStaff, endpoint(s.privateReads), lookup},
		{http.MethodPost, "/api/owners", "findOwners", seePrivate, endpoint(s.findOwners), lookup},
		{http.MethodPost, "/api/certificates", "findCertificates", seePrivate, endpoint(s.findCertificates), lookup},
	}
}

// reader is the caller as parcels knows them. A token reads in its owner's name.
func readerOf(c caller) parcels.Reader {
	if c.user == nil {
		return parcels.Reader{Login: c.actor()}
	}
	return parcels.Reader{UserID: c.user.ID, Login: c.actor(), Communes: c.user.Communes}
}

// leastPurpose is how many characters say at least why somebody reads.
const (
	leastPurpose = 10
	mostPurpose  = 300
)

func (p *params) purpose(text string) string {
	text = strings.TrimSpace(text)
	if strings.ContainsFunc(text, unicode.IsControl) {
		p.fail("Mục đích không được chứa ký tự điều khiển.", "The purpose must not hold control characters.")
	}
	if n := utf8.RuneCountInString(text); n < leastPurpose || n > mostPurpose {
		p.fail("Nêu mục đích xem, từ %d đến %d ký tự.", "State the purpose in %d to %d characters.", leastPurpose, mostPurpose)
	}
	return text
}

type readPrivateIn struct {
	id      int64
	Purpose string `json:"purpose"`
}

func (in *readPrivateIn) parse(p *params) {
	p.body(in)
	in.id = p.id("id")
	in.Purpose = p.purpose(in.Purpose)
}

// valueJSON is a private field with its title.
type valueJSON struct {
	Field string `json:"field"`
	Title Words  `json:"title"`
	Unit  string `json:"unit"`
	Value any    `json:"value"`
}

func valuesOf(list []parcels.Value) []valueJSON {
	out := make([]valueJSON, len(list))
	for i, v := range list {
		out[i] = valueJSON{v.Field.Name, Words{v.Field.TitleVi, v.Field.TitleEn}, v.Field.Unit, v.Value}
	}
	return out
}

type fieldsOut struct {
	Fields []valueJSON `json:"fields"`
}

func (s *Server) readPrivate(ctx context.Context, in readPrivateIn) (fieldsOut, error) {
	list, err := s.private.Read(ctx, readerOf(callerOf(ctx)), in.id, in.Purpose)
	return fieldsOut{valuesOf(list)}, err
}

type privateHistoryOut struct {
	Versions []privateVersionJSON `json:"versions"`
}

type privateVersionJSON struct {
	From   *time.Time  `json:"from"`
	To     *time.Time  `json:"to"`
	Fields []valueJSON `json:"fields"`
}

func (s *Server) readPrivateHistory(ctx context.Context, in readPrivateIn) (privateHistoryOut, error) {
	list, err := s.private.ReadHistory(ctx, readerOf(callerOf(ctx)), in.id, in.Purpose)
	out := privateHistoryOut{Versions: make([]privateVersionJSON, len(list))}
	for i, v := range list {
		out.Versions[i] = privateVersionJSON{v.From, v.To, valuesOf(v.Values)}
	}
	return out, err
}

type readsOut struct {
	Reads []seenJSON `json:"reads"`
}

type seenJSON struct {
	At      time.Time `json:"at"`
	Actor   string    `json:"actor"`
	Purpose string    `json:"purpose"`
}

func (s *Server) privateReads(ctx context.Context, in parcelIn) (readsOut, error) {
	list, err := s.private.Reads(ctx, readerOf(callerOf(ctx)), in.id)
	out := readsOut{Reads: make([]seenJSON, len(list))}
	for i, v := range list {
		out.Reads[i] = seenJSON(v)
	}
	return out, err
}

type ownersIn struct {
	Commune string `json:"commune"`
	Name    string `json:"name"`
	Purpose string `json:"purpose"`
}

func (in *ownersIn) parse(p *params) {
	p.body(in)
	in.Purpose = p.purpose(in.Purpose)
	if in.Commune == "" || !parcels.EnoughOfName(in.Name) || strings.ContainsFunc(in.Name, unicode.IsControl) {
		p.fail("Tìm theo người sử dụng đất cần mã xã và ít nhất ba chữ cái của tên; từ lặp lại không tính.", "A search by owner needs a commune code and at least three letters of the name; repeated words do not count.")
	}
}

type ownersOut struct {
	Parcels []ownedJSON `json:"parcels"`
	// More tells that there are more than are listed, or than the quota lets be.
	More bool `json:"more"`
}

type ownedJSON struct {
	ID          int64  `json:"id"`
	CommuneCode string `json:"commune_code"`
	SheetNo     string `json:"sheet_no"`
	ParcelNo    string `json:"parcel_no"`
	Found       string `json:"found"`
}

func ownersOf(found parcels.Found) ownersOut {
	out := ownersOut{Parcels: make([]ownedJSON, len(found.Parcels)), More: found.More}
	for i, v := range found.Parcels {
		out.Parcels[i] = ownedJSON(v)
	}
	return out
}

func (s *Server) findOwners(ctx context.Context, in ownersIn) (ownersOut, error) {
	found, err := s.private.Owners(ctx, readerOf(callerOf(ctx)), in.Commune, in.Name, in.Purpose)
	return ownersOf(found), err
}

type certificatesIn struct {
	Serial  string `json:"serial"`
	Purpose string `json:"purpose"`
}

// parse wants a whole serial: one or two letters and six to eight digits, as the forms of the
// certificates since 1994 have them, or digits alone.
func (in *certificatesIn) parse(p *params) {
	p.body(in)
	in.Purpose = p.purpose(in.Purpose)
	digits := strings.TrimLeftFunc(in.Serial, func(r rune) bool { return !unicode.IsDigit(r) })
	digits = strings.NewReplacer(" ", "", ".", "", "-", "", "/", "").Replace(digits)
	if len(in.Serial) > 40 || len(digits) < 5 || strings.ContainsFunc(in.Serial, unicode.IsControl) {
		p.fail("Cần cả số phát hành của giấy chứng nhận, ví dụ CS 01234567.", "The whole serial of the certificate is needed, such as CS 01234567.")
	}
}

func (s *Server) findCertificates(ctx context.Context, in certificatesIn) (ownersOut, error) {
	found, err := s.private.Certificates(ctx, readerOf(callerOf(ctx)), in.Serial, in.Purpose)
	return ownersOf(found), err
}
