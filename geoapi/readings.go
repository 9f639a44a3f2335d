package geoapi

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"sotay/environment"
)

// readingRoutes are those of readings that are sent, and those that were set aside.
func (s *Server) readingRoutes() []route {
	return []route{
		{http.MethodPost, "/api/readings", "sendReadings", sending, s.sendReadings, own},
		{http.MethodGet, "/api/readings/quarantine", "listQuarantine", monitoring, s.listQuarantine, quick},
		{http.MethodPost, "/api/readings/quarantine/release", "releaseQuarantine", stations, s.releaseQuarantine, quick},
		{http.MethodPost, "/api/readings/quarantine/discard", "discardQuarantine", stations, s.discardQuarantine, quick},
	}
}

// sendReadings keeps the readings of a body, all of them or none, and tells what became of each.
func (s *Server) sendReadings(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r)
	brief := p.text("answer", 8)
	if brief != "" && brief != "full" && brief != "brief" {
		p.fail("Tham số answer phải là full hoặc brief.", "The parameter answer must be full or brief.")
	}
	if p.err != nil {
		return p.err
	}
	body, format, err := s.readingsBody(w, r)
	if err != nil {
		return err
	}
	v, err := s.intake.enter(actorOf(r.Context()), expected(r))
	if err != nil {
		return err
	}
	defer v.leave()
	rc := http.NewResponseController(w)
	_ = rc.SetReadDeadline(time.Now().Add(readingsReadTimeout)) // a test's recorder has no deadlines
	batch := s.readings.NewBatch(s.sender(r.Context()))
	if err := s.readBatch(r.Context(), batch, body, format, v); err != nil {
		return err
	}
	_ = rc.SetWriteDeadline(time.Now().Add(s.intake.wait + readingsTimeout + writeTimeout))
	answers, err := s.keep(r.Context(), batch, v)
	if err != nil {
		return err
	}
	counts := countsOf(answers)
	s.metrics.count(counts)
	return writeAnswers(w, counts, answers, brief == "brief", wantsEnglish(r))
}

// How long a body of readings may take to come, and its readings to be written once it is
// their turn.
const (
	readingsReadTimeout = 2 * time.Minute
	readingsTimeout     = time.Minute
)

// sender is who the caller sends for.
func (s *Server) sender(ctx context.Context) environment.Sender {
	return environment.Sender{Source: actorOf(ctx), Operator: callerOf(ctx).operator}
}

// readBatch reads a body into a batch, as long as there is memory for it.
func (s *Server) readBatch(ctx context.Context, batch *environment.Batch, body *readingsBody, format environment.Format, v *visit) error {
	err := environment.ReadBody(body, format, func(piece []environment.Sent) error {
		if batch.Len()+len(piece) > s.intake.rows {
			return &problem{kind: tooLarge, extra: map[string]any{"limit": s.intake.rows}, detail: says(
				"Nhiều hơn %d số đo trong một lần gửi; hãy chia nhỏ. Chưa có gì được ghi.", "More than %d readings at once; split them. Nothing was stored.", s.intake.rows)}
		}
		if err := batch.Add(ctx, piece); err != nil {
			return err
		}
		return v.hold(batch.Size())
	})
	if body.err != nil {
		return body.err
	}
	var fault *environment.Unreadable
	if errors.As(err, &fault) {
		p := &problem{kind: refused, cause: err, extra: map[string]any{"code": "unreadable"}, detail: Words{
			fault.Vi + " Chưa có gì được ghi.", fault.En + " Nothing was stored.",
		}}
		if fault.Row > 0 {
			p.extra["row"] = fault.Row
		}
		return p
	}
	return err
}

// keep keeps a batch when it is its turn.
func (s *Server) keep(ctx context.Context, batch *environment.Batch, v *visit) ([]environment.Answer, error) {
	if err := v.turn(ctx); err != nil {
		return nil, err
	}
	defer v.yield() // the answer may be read slowly
	ctx, cancel := context.WithTimeout(ctx, readingsTimeout)
	defer cancel()
	return batch.Keep(ctx)
}

// reasonText is why a reading was set aside or refused, in the caller's language; "" for no reason.
func reasonText(why environment.Reason, english bool) string { return wordsOf(why).in(english) }

func wordsOf(why environment.Reason) Words {
	vi, en := why.Words()
	return Words{vi, en}
}

// countsJSON counts readings by what became of them.
type countsJSON struct {
	Stored      int `json:"stored"`
	Duplicate   int `json:"duplicate"`
	Revised     int `json:"revised"`
	Quarantined int `json:"quarantined"`
	Refused     int `json:"refused"`
}

func countsOf(answers []environment.Answer) (c countsJSON) {
	places := map[environment.Outcome]*int{
		environment.Stored: &c.Stored, environment.Duplicate: &c.Duplicate, environment.Revised: &c.Revised,
		environment.Quarantined: &c.Quarantined, environment.Refused: &c.Refused,
	}
	for _, a := range answers {
		*places[a.Outcome]++
	}
	return c
}

// count adds to what has become of readings.
func (m *metrics) count(c countsJSON) {
	for outcome, n := range map[environment.Outcome]int{
		environment.Stored: c.Stored, environment.Duplicate: c.Duplicate, environment.Revised: c.Revised, environment.Quarantined: c.Quarantined, environment.Refused: c.Refused,
	} {
		m.readings.WithLabelValues(string(outcome)).Add(float64(n))
	}
}

// writeAnswers writes what became of each reading: of hundreds of thousands, so that it is not
// held whole.
func writeAnswers(w http.ResponseWriter, sums countsJSON, answers []environment.Answer, brief, english bool) error {
	counts, err := json.Marshal(sums)
	if err != nil {
		return err
	}
	texts := map[environment.Answer][]byte{} // of an answer: its members behind the row
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	out := bufio.NewWriterSize(w, 32<<10)
	_, _ = out.WriteString(`{"counts":`)
	_, _ = out.Write(counts)
	_, _ = out.WriteString(`,"rows":[`)
	var number []byte
	first := true
	for i, a := range answers {
		if brief && (a.Outcome == environment.Stored || a.Outcome == environment.Duplicate) {
			continue
		}
		text, known := texts[a]
		if !known {
			if text, err = answerMembers(a, english); err != nil {
				return err
			}
			texts[a] = text
		}
		if !first {
			_ = out.WriteByte(',')
		}
		first = false
		_, _ = out.WriteString(`{"row":`)
		number = strconv.AppendInt(number[:0], int64(i+1), 10)
		_, _ = out.Write(number)
		_, _ = out.Write(text)
	}
	_, _ = out.WriteString("]}\n")
	if err := out.Flush(); err != nil { // of all writes the first error
		return errLeft
	}
	return nil
}

// answerMembers are the members of an answer, to follow another one.
func answerMembers(a environment.Answer, english bool) ([]byte, error) {
	body, err := json.Marshal(struct {
		Outcome environment.Outcome `json:"outcome"`
		Reason  environment.Reason  `json:"reason,omitempty"`
		Text    string              `json:"text,omitempty"`
	}{a.Outcome, a.Reason, reasonText(a.Reason, english)})
	if err != nil {
		return nil, err
	}
	body[0] = ','
	return body, nil
}
