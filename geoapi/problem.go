package geoapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"golang.org/x/text/language"

	"sotay/communes"
	"sotay/importers"
	"sotay/internal/accounts"
	"sotay/layers"
	"sotay/parcels"
	"sotay/tiles"
)

// Words is one message in both languages.
type Words struct {
	Vi string `json:"vi"`
	En string `json:"en"`
}

// in picks the language of an answer.
func (w Words) in(english bool) string {
	if english {
		return w.En
	}
	return w.Vi
}

// kind is a stable kind of problem: the last part of its type.
type kind string

// The kinds of problems. Their types are urn:sotay:problem:<kind>.
const (
	badRequest    kind = "bad-request"
	unauthorized  kind = "unauthorized"
	forbidden     kind = "forbidden"
	notFound      kind = "not-found"
	wrongMethod   kind = "method-not-allowed"
	conflict      kind = "conflict"
	tooLarge      kind = "too-large"
	unsupported   kind = "unsupported-media-type"
	refused       kind = "refused"
	needsAnswer   kind = "needs-answer"
	tooMany       kind = "too-many-requests"
	unavailable   kind = "unavailable"
	timedOut      kind = "timed-out"
	internalFault kind = "internal"
)

// about says what a kind of problem is: its status, its title, and what to say when there
// is nothing more exact.
type about struct {
	status int
	title  Words
	detail Words
}

// kinds is the one table of problems.
func kinds() map[kind]about {
	return map[kind]about{
		badRequest:   {400, Words{"Yêu cầu không hợp lệ", "Bad request"}, Words{"Hãy kiểm tra lại các tham số.", "Check the parameters."}},
		unauthorized: {401, Words{"Cần đăng nhập", "Sign in first"}, Words{"Hãy đăng nhập, hoặc gửi mã truy cập trong tiêu đề Authorization: Bearer …", "Sign in, or send a token in the header Authorization: Bearer …"}},
		forbidden:    {403, Words{"Không được phép", "Forbidden"}, Words{"Địa chỉ này không được phép gọi chức năng này.", "This is not permitted from here."}},
		notFound:     {404, Words{"Không tìm thấy", "Not found"}, Words{"Không có gì ở địa chỉ này.", "There is nothing at this address."}},
		wrongMethod:  {405, Words{"Phương thức không dùng được", "Method not allowed"}, Words{"Địa chỉ này không nhận phương thức đó.", "This address does not take that method."}},
		conflict:     {409, Words{"Dữ liệu đã thay đổi", "The data has changed"}, Words{"Dữ liệu đã được người khác thay đổi; không có gì được ghi.", "The data was changed in between; nothing was written."}},
		tooLarge:     {413, Words{"Tệp quá lớn", "Too large"}, Words{"Nội dung gửi lên vượt quá giới hạn.", "The body is above the limit."}},
		unsupported:  {415, Words{"Định dạng không nhận", "Unsupported media type"}, Words{"Hãy gửi multipart/form-data có phần file.", "Send multipart/form-data with a part named file."}},
		refused:      {422, Words{"Không thực hiện được", "Refused"}, Words{"Không thực hiện được yêu cầu này.", "This cannot be done."}},
		needsAnswer:  {422, Words{"Cần thêm thông tin", "An answer is needed"}, Words{"Cần trả lời thêm trước khi nhập.", "A question must be answered first."}},
		tooMany:      {429, Words{"Quá nhiều yêu cầu", "Too many requests"}, Words{"Hãy chờ một chút rồi thử lại.", "Wait a moment and try again."}},
		unavailable:  {503, Words{"Tạm thời chưa phục vụ được", "Unavailable"}, Words{"Cơ sở dữ liệu chưa sẵn sàng; hãy thử lại sau vài giây.", "The database is not ready; try again in a few seconds."}},
		timedOut:     {503, Words{"Quá thời gian xử lý", "Timed out"}, Words{"Yêu cầu mất quá nhiều thời gian; hãy thu hẹp phạm vi hoặc thử lại.", "This took too long; ask for less or try again."}},
		internalFault: {500, Words{"Lỗi của hệ thống", "Internal error"}, Words{
			"Đã có lỗi xảy ra; hãy báo mã yêu cầu cho quản trị viên.", "Something went wrong; tell the operator the request id.",
		}},
	}
}

// problem is an error that a person may read. Its cause is only logged.
type problem struct {
	kind   kind
	detail Words
	extra  map[string]any // further members of the answer
	cause  error
	wait   time.Duration // until it is worth another try
}

// Error says what went wrong, for the log.
func (p *problem) Error() string {
	if p.cause != nil {
		return p.cause.Error()
	}
	return string(p.kind) + ": " + p.detail.En
}

// Unwrap gives the cause.
func (p *problem) Unwrap() error { return p.cause }

func bad(vi, en string, args ...any) *problem {
	return &problem{kind: badRequest, detail: Words{fmt.Sprintf(vi, args...), fmt.Sprintf(en, args...)}}
}

func noSuch(vi, en string) *problem { return &problem{kind: notFound, detail: Words{vi, en}} }

// problemOf is the one place where errors of other packages become problems. What it does
// not know is internal.
func problemOf(err error) *problem {
	var (
		own      *problem
		large    *http.MaxBytesError
		clash    *importers.Conflict
		no       *importers.Refused
		barred   *importers.Forbidden
		question *importers.NeedsAnswer
		missing  *importers.NotFound
		person   *accounts.Refused
		unclear  *parcels.Refused
		unit     *communes.NotFoundError
		before   *parcels.BeforeHistory
	)
	switch {
	case errors.As(err, &own):
		return own
	case errors.As(err, &large):
		return &problem{kind: tooLarge, cause: err, detail: Words{
			fmt.Sprintf("Nội dung gửi lên vượt quá %d byte.", large.Limit), fmt.Sprintf("The body is above %d bytes.", large.Limit),
		}}
	case errors.As(err, &clash):
		return &problem{kind: conflict, cause: err, detail: Words(clash.Words()), extra: map[string]any{"rows": clash.Rows, "count": clash.Count}}
	case errors.As(err, &no):
		return &problem{kind: refused, cause: err, detail: Words(no.Words().InForm()), extra: map[string]any{"code": no.Code}}
	case errors.As(err, &barred):
		return &problem{kind: forbidden, cause: err, detail: Words(barred.Words())}
	case errors.As(err, &question):
		question = question.InForm()
		return &problem{kind: needsAnswer, cause: err, detail: Words(question.Words()), extra: map[string]any{"import": question.ID, "questions": question.Questions}}
	case errors.As(err, &missing):
		return &problem{kind: notFound, cause: err, detail: Words(missing.Words())}
	case errors.As(err, &person):
		return refusedPerson(person)
	case errors.As(err, &unclear):
		return &problem{kind: refused, cause: err, detail: Words{unclear.Vi, unclear.En}, extra: map[string]any{"code": unclear.Code}}
	case errors.As(err, &unit):
		return unitNotFound(unit)
	case errors.As(err, &before):
		return beforeHistory(before)
	case errors.Is(err, accounts.ErrNotFound):
		return &problem{kind: notFound, cause: err, detail: Words{"Không có tài khoản, phiên hoặc mã truy cập này.", "There is no such account, session or token."}}
	case errors.Is(err, parcels.ErrQuota):
		return &problem{kind: tooMany, cause: err, extra: map[string]any{"code": "quota"}, detail: Words{
			"Bạn đã dùng hết số lượt xem thông tin riêng hôm nay.", "Your private reads of today are used up.",
		}}
	case errors.Is(err, parcels.ErrNotYours):
		return &problem{kind: forbidden, cause: err, detail: Words{
			"Thửa đất thuộc xã ngoài phạm vi được giao cho bạn.", "The parcel lies in a commune that is not yours.",
		}}
	case errors.Is(err, parcels.ErrNotFound):
		return &problem{kind: notFound, cause: err, detail: Words{"Không có thửa đất này.", "There is no such parcel."}}
	case errors.Is(err, tiles.ErrBadRequest):
		return &problem{kind: badRequest, cause: err, detail: Words{"Không có ô bản đồ này.", "There is no such tile."}}
	case errors.Is(err, tiles.ErrUnavailable):
		return &problem{kind: unavailable, cause: err}
	case errors.Is(err, layers.ErrCursor):
		return &problem{kind: badRequest, cause: err, detail: Words{"Tham số cursor không phải do trang trước cho.", "The parameter cursor is not from a former page."}}
	case errors.Is(err, layers.ErrNotFound), errors.Is(err, tiles.ErrNotFound):
		return &problem{kind: notFound, cause: err, detail: Words{"Không có lớp dữ liệu này.", "There is no such layer."}}
	}
	if p := reportProblem(err); p != nil {
		return p
	}
	if p := photoProblem(err); p != nil {
		return p
	}
	if p := stationProblem(err); p != nil {
		return p
	}
	if p := cameraProblem(err); p != nil {
		return p
	}
	return &problem{kind: databaseKind(err), cause: err}
}

// refusedPerson is what accounts refuses: too many tries to be waited for, a wrong password
// to be corrected, and all else.
func refusedPerson(no *accounts.Refused) *problem {
	p := &problem{kind: refused, cause: no, detail: Words{no.Vi, no.En}, extra: map[string]any{"code": no.Code}}
	switch {
	case no.Wait > 0:
		p.kind, p.wait = tooMany, no.Wait
	case no.Code == "wrong_password":
		p.kind = unauthorized
	}
	return p
}

// databaseKind tells a database that is slow or away from a fault of ours.
func databaseKind(err error) kind {
	var (
		connect *pgconn.ConnectError
		pg      *pgconn.PgError
		network net.Error
	)
	switch {
	case errors.As(err, &connect):
		return unavailable
	case errors.As(err, &pg):
		switch {
		case pg.Code == "57014", pg.Code == "55P03": // canceled by its timeout; a lock not had in time
			return timedOut
		case strings.HasPrefix(pg.Code, "57P"), strings.HasPrefix(pg.Code, "08"), strings.HasPrefix(pg.Code, "53"):
			return unavailable // shutting down, connection lost, out of connections
		}
	case errors.Is(err, context.DeadlineExceeded):
		return timedOut
	case errors.As(err, &network), errors.Is(err, io.ErrUnexpectedEOF), pgconn.SafeToRetry(err):
		return unavailable // the connection broke
	}
	return internalFault
}

// errLeft tells that the client took no more of its answer.
var errLeft = errors.New("the client left")

// fail answers with an error as problem details (RFC 9457) and notes it for the log.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	x := exchangeOf(r)
	if rec, ok := w.(*recorder); ok {
		x = rec.x // a tile's is not in the context
	}
	s.identify(w, r, x)
	p := problemOf(err)
	x.err = err
	if errors.Is(err, errLeft) || r.Context().Err() != nil && errors.Is(err, context.Canceled) {
		x.status = 499
		panic(http.ErrAbortHandler) // nobody reads an answer; but silence would be a 200
	}
	what := s.kinds[p.kind]
	detail := p.detail
	if detail == (Words{}) {
		detail = what.detail
	}
	english := wantsEnglish(r)
	body := map[string]any{}
	maps.Copy(body, p.extra)
	maps.Copy(body, map[string]any{
		"type": "urn:sotay:problem:" + string(p.kind), "title": what.title.in(english), "status": what.status,
		"detail": detail.in(english), "instance": "urn:sotay:request:" + x.id, "request_id": x.id,
	})
	h := w.Header()
	h.Set("Content-Type", "application/problem+json; charset=utf-8")
	h.Set("Content-Language", map[bool]string{true: "en", false: "vi"}[english])
	h.Set("Cache-Control", "no-store")
	h.Del("ETag")
	if p.wait > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(p.wait.Seconds()))))
	}
	switch what.status {
	case 401:
		h.Set("WWW-Authenticate", `Bearer realm="sotay"`)
	case 503:
		if p.wait == 0 {
			h.Set("Retry-After", "2")
		}
	}
	w.WriteHeader(what.status)
	_ = json.NewEncoder(w).Encode(body)
}

// wantsEnglish tells whether the caller prefers English; Vietnamese is spoken otherwise.
func wantsEnglish(r *http.Request) bool {
	tags, weights, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil {
		return false
	}
	for i, t := range tags {
		base, _ := t.Base()
		if weights[i] > 0 && (base.String() == "en" || base.String() == "vi") {
			return base.String() == "en"
		}
	}
	return false
}
