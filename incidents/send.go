package incidents

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"sotay/internal/calendar"
)

// What a report holds at most, in letters.
const (
	mostWords   = 4000
	mostAddress = 300
	mostPhotos  = 10
)

// Send takes a report; see New. However often it is sent with a key, it is one report, and the
// answer is the same: with other contents a *Refused with the code key_reused. It is on disk when
// Send returns.
func (s *Store) Send(ctx context.Context, n New) (Sent, error) {
	if err := n.check(); err != nil {
		return Sent{}, err
	}
	commune, err := s.commune(ctx, place{n.Lon, n.Lat}, calendar.Of(s.now()))
	if err != nil {
		return Sent{}, err
	}
	var sent Sent
	err = s.write(ctx, func(tx pgx.Tx) (err error) {
		// Of two with one key the second waits, and finds the first.
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('sotay report ' || encode($1, 'hex'), 0))`, hashOf("key", n.Key)); err != nil {
			return fmt.Errorf("send a report: %w", err)
		}
		var known bool
		if sent, known, err = sentBefore(ctx, tx, n); known || err != nil {
			return err
		}
		sent, err = s.send(ctx, tx, n, commune)
		return err
	})
	return sent, err
}

// check refuses what is no report.
func (n *New) check() error {
	n.Words, n.Address = strings.TrimSpace(n.Words), strings.TrimSpace(n.Address)
	switch {
	case len(n.Key) < shortestKey || len(n.Key) > longestKey:
		return invalid("Idempotency-Key", "Khóa gửi phải dài từ 16 đến 200 ký tự và khác nhau cho mỗi phản ánh.", "The key must have 16 to 200 letters, others for each report.")
	case n.Words == "" || !fits(n.Words, mostWords):
		return invalid("words", "Nội dung phải có, dài không quá 4.000 chữ.", "Words are needed, 4,000 letters at most.")
	case !fits(n.Address, mostAddress):
		return invalid("address", "Địa điểm dài không quá 300 chữ.", "A place has 300 letters at most.")
	case len(n.Photos) > mostPhotos:
		return invalid("photos", "Một phản ánh có không quá 10 ảnh.", "A report has 10 pictures at most.")
	case n.AccuracyM != nil && !(*n.AccuracyM >= 0 && *n.AccuracyM < 1e7):
		return invalid("accuracy_m", "Độ chính xác là số mét, không âm.", "The accuracy is a number of metres, not negative.")
	case !slices.Contains([]string{"web", "open311", "desk"}, n.Source):
		return invalid("source", "Nguồn gửi không hợp lệ.", "The source is not known.")
	}
	if err := n.Contact.check(); err != nil {
		return err
	}
	return place{n.Lon, n.Lat}.check()
}

// fits tells whether a text is UTF-8 without NUL and has so many letters at most.
func fits(text string, most int) bool {
	return utf8.ValidString(text) && !strings.Contains(text, "\x00") && utf8.RuneCountInString(text) <= most
}

func (c *Contact) check() error {
	if c == nil {
		return nil
	}
	c.Name, c.Phone, c.Email = strings.TrimSpace(c.Name), strings.TrimSpace(c.Phone), strings.TrimSpace(c.Email)
	if !fits(c.Name, 200) {
		return invalid("contact.name", "Tên dài không quá 200 chữ.", "A name has 200 letters at most.")
	}
	if len(c.Phone) > 30 || strings.Trim(c.Phone, "0123456789+().- ") != "" {
		return invalid("contact.phone", "Số điện thoại chỉ gồm chữ số, dấu cách và + ( ) . -", "A telephone number has digits, spaces and + ( ) . - only.")
	}
	if _, err := mail.ParseAddress(c.Email); c.Email != "" && (err != nil || len(c.Email) > 254 || !fits(c.Email, 254)) {
		return invalid("contact.email", "Địa chỉ thư điện tử không hợp lệ.", "This is no e-mail address.")
	}
	return nil
}

// sentBefore finds the report that was sent with the key.
func sentBefore(ctx context.Context, tx pgx.Tx, n New) (Sent, bool, error) {
	sent := Sent{Again: true}
	var body, pepper []byte
	err := tx.QueryRow(ctx, `
		SELECT r.id, r.number, k.body_hash, k.pepper FROM data.report_keys k JOIN data.reports r ON r.id = k.report
		WHERE  k.key_hash = $1`, hashOf("key", n.Key)).Scan(&sent.ID, &sent.Number, &body, &pepper)
	if errors.Is(err, pgx.ErrNoRows) {
		return Sent{}, false, nil
	}
	if err != nil {
		return Sent{}, false, fmt.Errorf("send a report: %w", err)
	}
	if !bytes.Equal(body, n.hash()) {
		return Sent{}, false, &Refused{"key_reused", "Idempotency-Key", "Khóa này đã dùng cho một phản ánh khác; hãy gửi lại với khóa mới.", "This key was used for another report; send it with a new one."}
	}
	sent.Follow = followKey(pepper, n.Key)
	return sent, true, nil
}

// send writes a new report, with its keys, pictures, contact and the first row of its history.
func (s *Store) send(ctx context.Context, tx pgx.Tx, n New, commune *string) (Sent, error) {
	now := s.now()
	cat, err := readCategory(ctx, tx, n.Category)
	if err != nil {
		return Sent{}, err
	}
	r := fresh{category: cat, words: n.Words, place: place{n.Lon, n.Lat}, accuracy: n.AccuracyM, address: n.Address, commune: commune, source: n.Source}
	sent, err := s.insert(ctx, tx, r, now)
	if err != nil {
		return Sent{}, err
	}
	pepper := newPepper()
	sent.Follow = followKey(pepper, n.Key)
	_, err = tx.Exec(ctx, `INSERT INTO data.report_keys (report, key_hash, body_hash, pepper, follow_hash) VALUES ($1, $2, $3, $4, $5)`,
		sent.ID, hashOf("key", n.Key), n.hash(), pepper, hashOf("follow", sent.Follow))
	if err != nil {
		return Sent{}, fmt.Errorf("send a report: %w", err)
	}
	if err := attach(ctx, tx, sent.ID, "reported", n.Photos); err != nil {
		return Sent{}, err
	}
	if err := keepContact(ctx, tx, sent.ID, n); err != nil {
		return Sent{}, err
	}
	return sent, writeStep(ctx, tx, sent.ID, step{at: now, who: Actor{Kind: Reporter}, action: "send", to: Received, detail: map[string]any{"photos": len(n.Photos), "source": n.Source}})
}

func keepContact(ctx context.Context, tx pgx.Tx, id int64, n New) error {
	c := n.Contact
	if c == nil {
		c = &Contact{}
	}
	if *c == (Contact{}) && n.Account == nil {
		return nil
	}
	if _, err := tx.Exec(ctx, `INSERT INTO data.report_contacts (report, name, phone, email, account) VALUES ($1, $2, $3, $4, $5)`, id, c.Name, c.Phone, c.Email, n.Account); err != nil {
		return fmt.Errorf("contact of a report: %w", err)
	}
	return nil
}

// fresh is a report that is not there yet.
type fresh struct {
	category    Category
	words       string
	publicWords string
	place       place
	accuracy    *float32
	address     string
	commune     *string
	source      string
	splitFrom   *int64
}

// insert writes the row of a report in the state received, with the deadline of receiving it.
func (s *Store) insert(ctx context.Context, tx pgx.Tx, r fresh, now time.Time) (Sent, error) {
	p, err := readPolicy(ctx, tx)
	if err != nil {
		return Sent{}, err
	}
	coarse, err := r.place.coarse()
	if err != nil {
		return Sent{}, err
	}
	d := p.deadline(now, hoursOf(r.category.ReceiveHours))
	var sent Sent
	for range 10 { // a number that is taken is drawn again: of 2³⁵ that hardly happens
		sent.Number = newNumber(now.In(zone()).Year())
		err = tx.QueryRow(ctx, `
			INSERT INTO data.reports (number, category, words, public_words, geom, coarse, accuracy_m, address, commune, urgency, received_at, due_receive, near_at, source, split_from, changed_at)
			VALUES ($1, $2, $3, $4, st_setsrid(st_makepoint($5, $6), 4326), st_setsrid(st_makepoint($7, $8), 4326), $9, $10, $11, $12, $13, $14, $15, $16, $17, $13)
			ON CONFLICT (number) DO NOTHING RETURNING id`,
			sent.Number, r.category.Code, r.words, r.publicWords, r.place.lon, r.place.lat, coarse.lon, coarse.lat, r.accuracy, r.address, r.commune, r.category.Urgency,
			now, d.due, d.near, r.source, r.splitFrom).Scan(&sent.ID)
		if !errors.Is(err, pgx.ErrNoRows) {
			break
		}
	}
	if err != nil {
		return Sent{}, fmt.Errorf("send a report: %w", err)
	}
	return sent, nil
}
