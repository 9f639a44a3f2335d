package incidents

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

func (d *doing) edit() error {
	if d.a.Publish != nil && *d.a.Publish && (d.r.VerifiedAt == nil || d.r.State == Rejected) {
		return invalid("publish", "Chỉ công khai được phản ánh đã xác minh.", "Only a report that is verified can be published.")
	}
	if err := d.correct(); err != nil {
		return err
	}
	if d.a.Publish != nil {
		d.r.Published = *d.a.Publish
	}
	if d.r.Published && d.r.PublicWords == "" { // nobody but the desk puts words in the reporter's mouth, and theirs are not public
		return invalid("public_words", missing["public_words"][0], missing["public_words"][1])
	}
	return nil
}

// correct writes what the desk says of a report in the place of what was said, and what it was
// into the history.
func (d *doing) correct() error {
	was := map[string]any{}
	if d.a.Category != nil && *d.a.Category != d.r.Category {
		was["category"] = d.r.Category
		if err := d.recategorize(*d.a.Category); err != nil {
			return err
		}
	}
	if d.a.Lon != nil {
		at := place{*d.a.Lon, *d.a.Lat}
		coarse, err := at.coarse()
		if err != nil {
			return err
		}
		was["place"] = []float64{d.r.Lon, d.r.Lat}
		d.r.Lon, d.r.Lat, d.r.coarse, d.r.Commune = at.lon, at.lat, coarse, d.found.commune
	}
	if d.a.Address != nil {
		was["address"] = d.r.Address
		d.r.Address = strings.TrimSpace(*d.a.Address)
	}
	if d.a.PublicWords != nil {
		was["public_words"] = d.r.PublicWords
		d.r.PublicWords = strings.TrimSpace(*d.a.PublicWords)
	}
	if len(was) > 0 {
		d.step.detail["was"] = was
	}
	return d.publishPhotos()
}

// publishPhotos shows or hides pictures.
func (d *doing) publishPhotos() error {
	for _, id := range slices.Sorted(maps.Keys(d.a.PhotosPublished)) {
		tag, err := d.tx.Exec(d.ctx, `UPDATE data.report_photos SET published = $3 WHERE id = $1 AND report = $2`, id, d.r.ID, d.a.PhotosPublished[id])
		if err != nil {
			return fmt.Errorf("pictures of a report: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return invalid("photos_published", fmt.Sprintf("Phản ánh này không có ảnh %d.", id), fmt.Sprintf("This report has no picture %d.", id))
		}
	}
	if len(d.a.PhotosPublished) > 0 {
		shown := map[string]bool{}
		for id, yes := range d.a.PhotosPublished {
			shown[fmt.Sprint(id)] = yes
		}
		d.step.detail["photos_published"] = shown
	}
	return nil
}

// merge makes a report part of another, whose followers and supporters its own become.
func (d *doing) merge() error {
	number, ok := ParseNumber(d.a.Into)
	if !ok {
		return invalid("into", "Mã phản ánh không đúng; hãy kiểm tra lại.", "This is no number of a report; check it.")
	}
	into, err := readRow(d.ctx, d.tx, `WHERE r.number = $1`, number) // locked before
	var none *Refused
	if errors.As(err, &none) {
		return invalid("into", "Không có phản ánh "+number+".", "There is no report "+number+".")
	}
	if err != nil {
		return err
	}
	if into.ID == d.r.ID || into.State == Rejected {
		return invalid("into", "Không gộp được vào chính nó hoặc vào phản ánh không được tiếp nhận.", "A report cannot be merged into itself or into one that was rejected.")
	}
	d.say()
	d.step.detail["into"] = number
	d.r.MergedInto = &number
	d.end("duplicate")
	if err := d.gather(&into); err != nil {
		return err
	}
	return into.save(d.ctx, d.tx, step{at: d.now, who: d.who, action: "merge", from: into.State, detail: map[string]any{"from": d.r.Number}})
}

// gather gives the supporters of a report, its sender and what was merged into it to another.
func (d *doing) gather(into *row) error {
	before, err := readRows(d.ctx, d.tx, `WHERE r.merged_into = $1 ORDER BY r.id`, d.r.ID) // locked before
	if err != nil {
		return err
	}
	for _, r := range before {
		r.MergedInto = &into.Number
		if err := r.save(d.ctx, d.tx, step{at: d.now, who: d.who, action: "merge", from: r.State, detail: map[string]any{"into": into.Number}}); err != nil {
			return err
		}
	}
	_, err = d.tx.Exec(d.ctx, `
		INSERT INTO data.report_supports (report, key_hash)
		SELECT $2::bigint, key_hash FROM data.report_supports WHERE report = $1
		UNION SELECT $2, key_hash FROM data.report_keys WHERE report = $1
		ON CONFLICT DO NOTHING`, d.r.ID, into.ID)
	if err != nil {
		return fmt.Errorf("merge reports: %w", err)
	}
	return d.countSupporters(into)
}

func (d *doing) countSupporters(of *row) error {
	if err := d.tx.QueryRow(d.ctx, `SELECT count(*) FROM data.report_supports WHERE report = $1`, of.ID).Scan(&of.Supporters); err != nil {
		return fmt.Errorf("supporters of a report: %w", err)
	}
	return nil
}

// split makes a report of its own out of something else that was told in one.
func (d *doing) split() error {
	c, err := d.category() // taken still where it is the same
	if d.a.Category != nil {
		c, err = readCategory(d.ctx, d.tx, *d.a.Category)
	}
	if err != nil {
		return err
	}
	part := fresh{category: c, words: *d.a.PublicWords, publicWords: *d.a.PublicWords, place: place{d.r.Lon, d.r.Lat}, accuracy: d.r.AccuracyM, address: d.r.Address, commune: d.r.Commune, source: "desk", splitFrom: &d.r.ID}
	if d.a.Lon != nil {
		part.place, part.commune, part.accuracy = place{*d.a.Lon, *d.a.Lat}, d.found.commune, nil
	}
	if d.a.Address != nil {
		part.address = *d.a.Address
	}
	sent, err := d.s.insert(d.ctx, d.tx, part, d.now)
	if err != nil {
		return err
	}
	d.step.detail["into"], d.step.detail["id"] = sent.Number, sent.ID
	return writeStep(d.ctx, d.tx, sent.ID, step{at: d.now, who: d.who, action: "split", to: Received, detail: map[string]any{"from": d.r.Number}})
}

// support counts somebody who has seen the same thing, once; with the same key again nothing
// happens, and nothing to the sender's own key.
func (d *doing) support() error {
	if len(d.a.Key) < shortestKey || len(d.a.Key) > longestKey {
		return invalid("key", "Khóa phải dài từ 16 đến 200 ký tự.", "The key must have 16 to 200 letters.")
	}
	tag, err := d.tx.Exec(d.ctx, `
		INSERT INTO data.report_supports (report, key_hash)
		SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM data.report_keys WHERE report = $1 AND key_hash = $2)
		ON CONFLICT DO NOTHING`, d.r.ID, hashOf("key", d.a.Key))
	if err != nil {
		return fmt.Errorf("support a report: %w", err)
	}
	d.nothing = tag.RowsAffected() == 0
	return d.countSupporters(d.r)
}
