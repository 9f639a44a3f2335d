package geoapi

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sotay/incidents"
	"sotay/internal/accounts"
	"sotay/internal/calendar"
)

type sentOut struct {
	XMLName xml.Name      `xml:"service_requests"`
	List    []open311Sent `xml:"request"`
}

// MarshalJSON writes the array alone.
func (o sentOut) MarshalJSON() ([]byte, error) { return json.Marshal(o.List) }

type open311Sent struct {
	ID        string `xml:"service_request_id" json:"service_request_id"`
	Notice    text   `xml:"service_notice" json:"service_notice"`
	AccountID text   `xml:"account_id" json:"account_id"`
}

// open311Send takes a report from a program that has a token with the scope open311.
func (s *Server) open311Send(r *http.Request) (any, error) {
	form, err := open311Form(r)
	if err != nil {
		return nil, err
	}
	if err := s.jurisdiction(r, form.Get("jurisdiction_id")); err != nil {
		return nil, err
	}
	if err := s.open311Sender(r.Context(), form.Get("api_key")); err != nil {
		return nil, err
	}
	n, err := s.open311New(r.Context(), form)
	if err != nil {
		return nil, err
	}
	n.Key = open311Key(form.Get("api_key"), r.Header.Get("Idempotency-Key"), form, time.Now())
	sent, err := s.Reports.Send(r.Context(), n)
	notice := Words{"Theo dõi tại ", "Follow it at "}
	return sentOut{List: []open311Sent{{ID: sent.Number, Notice: text(notice.in(wantsEnglish(r)) + s.base(r) + "/report/" + sent.Number)}}}, err
}

// open311Form reads the form of the body.
func open311Form(r *http.Request) (url.Values, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, bad("Hãy gửi application/x-www-form-urlencoded; charset=utf-8.", "Send application/x-www-form-urlencoded; charset=utf-8.")
	}
	var large *http.MaxBytesError
	switch err := r.ParseForm(); {
	case errors.As(err, &large):
		return nil, err
	case err != nil:
		return nil, &problem{kind: badRequest, cause: err, detail: Words{"Không đọc được biểu mẫu gửi lên.", "The form cannot be read."}}
	}
	return r.PostForm, nil
}

// open311Sender finds whose api_key it is; who may not send is forbidden.
func (s *Server) open311Sender(ctx context.Context, key string) error {
	no := &problem{kind: forbidden, detail: Words{"Thiếu api_key, hoặc api_key không có quyền open311.", "The api_key is missing or has not the scope open311."}}
	if key == "" {
		return no
	}
	h, err := s.people.Check(ctx, key)
	if errors.Is(err, accounts.ErrNotFound) {
		return no
	}
	if err != nil {
		return err
	}
	c := holder(h)
	if !c.has(posting) {
		return no
	}
	exchangeFrom(ctx).caller = c
	return nil
}

// open311New makes a report of a form. Its media_url is told to the duty desk, and never fetched.
func (s *Server) open311New(ctx context.Context, form url.Values) (incidents.New, error) {
	n := incidents.New{Words: form.Get("description"), Address: form.Get("address_string"), Source: "open311"}
	code := form.Get("service_code")
	if code == "" {
		return n, bad("Thiếu service_code.", "The service_code is missing.")
	}
	c, err := s.open311Category(ctx, code)
	if err != nil {
		return n, err
	}
	n.Category = c.Code
	p := &params{query: form}
	lon, hasLon := p.degrees("long", 180)
	lat, hasLat := p.degrees("lat", 90)
	switch {
	case p.err != nil:
		return n, p.err
	case !hasLon || !hasLat:
		return n, bad("Cần lat và long: chưa tìm được vị trí chỉ từ address_string hoặc address_id.", "The place is needed as lat and long: it cannot be found from address_string or address_id alone.")
	}
	n.Lon, n.Lat = lon, lat
	if strings.TrimSpace(n.Words) == "" {
		n.Words = c.NameVi // the specification does not insist on a description
	}
	for _, media := range form["media_url"] {
		if media != "" {
			n.Words += "\n\nmedia_url: " + media
		}
	}
	n.Contact = &incidents.Contact{
		Name: strings.TrimSpace(form.Get("last_name") + " " + form.Get("first_name")), Phone: form.Get("phone"), Email: form.Get("email"),
	}
	return n, nil
}

// open311Key is the key by which a report that is sent again is known: the sender's own, or, of one
// that has none, all that was sent and the day. It is keyed by the sender's api_key, which is in no
// table: what was sent cannot be found out by trying.
func open311Key(secret, own string, form url.Values, now time.Time) string {
	what := "key\x00" + own
	if own == "" {
		rest := url.Values{}
		for name, values := range form {
			if name != "api_key" {
				rest[name] = values
			}
		}
		what = "form\x00" + calendar.Of(now) + "\x00" + rest.Encode()
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("open311\x00" + what))
	return hex.EncodeToString(mac.Sum(nil))
}
