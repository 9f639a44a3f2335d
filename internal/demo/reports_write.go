package demo

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"sotay/incidents"
	"sotay/internal/demo/dice"
	"sotay/internal/demo/reporting"
)

// duty is who does what the duty desk of the demo does.
func duty() incidents.Actor {
	return incidents.Actor{Kind: incidents.Duty, Login: "truc.ban.minh.hoa"}
}

// answering is who answers for an agency of the demo.
func answering(agency string) incidents.Actor {
	return incidents.Actor{Kind: incidents.Agency, Login: "don.vi.minh.hoa", Agency: agency}
}

// post sends an invented report, with its pictures.
func (a *album) post(ctx context.Context, store *incidents.Store, r reporting.Report, seed int64) (incidents.Sent, error) {
	accuracy := float32(dice.New(0x6775690a, seed).Between(4, 40))
	n := incidents.New{
		Key: rand.Text(), Category: r.Category, Words: r.Words, Lon: r.Place.Lon, Lat: r.Place.Lat, AccuracyM: &accuracy,
		Address: r.Place.Address(), Source: "web",
	}
	for i := range r.Pictures {
		token, err := a.token(ctx, r.Category, false, seed+int64(i))
		if err != nil {
			return incidents.Sent{}, err
		}
		if token != "" {
			n.Photos = append(n.Photos, token)
		}
	}
	return store.Send(ctx, n)
}

// complete adds to an action what is published with it, and the picture of a result.
func (a *album) complete(ctx context.Context, id int64, category string, seed int64, do *incidents.Action) error {
	switch do.What {
	case "verify":
		yes := true
		do.Publish = &yes
		return a.show(ctx, id, do)
	case "close":
		return a.show(ctx, id, do)
	case "resolve":
		token, err := a.token(ctx, category, true, seed)
		do.Photos = []string{token}
		return err
	}
	return nil
}

// show lets an action publish the pictures that are there.
func (a *album) show(ctx context.Context, id int64, do *incidents.Action) error {
	detail, err := a.store.Report(ctx, duty(), id)
	do.PhotosPublished = map[int64]bool{}
	for _, p := range detail.Photos {
		do.PhotosPublished[p.ID] = true
	}
	return err
}

// reportWriter writes one report.
type reportWriter struct {
	*album
	report reporting.Report
	seed   int64
	sent   incidents.Sent
	agency string
}

func (w *reportWriter) write(ctx context.Context) (err error) {
	if w.sent, err = w.post(ctx, w.at(w.report.At), w.report, w.seed); err != nil {
		return err
	}
	return w.live(ctx)
}

// live does what is invented, in order.
func (w *reportWriter) live(ctx context.Context) error {
	for i, s := range w.report.Steps {
		if w.files == nil && s.What == "resolve" {
			return nil // nothing is resolved without a picture
		}
		if err := w.step(ctx, s); err != nil {
			return fmt.Errorf("step %d, %s: %w", i, s.What, err)
		}
	}
	return nil
}

// at is the store at a moment of the past, in the commune of the report.
func (w *reportWriter) at(now time.Time) *incidents.Store {
	return &incidents.Store{
		DB: w.store.DB, Log: w.store.Log, Now: func() time.Time { return now },
		Communes: func(context.Context, float64, float64, string) (string, error) { return w.report.Place.Commune, nil },
	}
}

// step does what is invented, in the name of whoever it is.
func (w *reportWriter) step(ctx context.Context, s reporting.Step) error {
	store := w.at(s.At)
	a := actionOf(s)
	switch {
	case s.What == "support":
		a.Key = rand.Text()
		_, err := store.ActAs(ctx, w.sent.Number, "", a)
		return err
	case s.What == "merge":
		return w.again(ctx, s)
	case s.By == "reporter":
		a.Words = s.Words
		_, err := store.ActAs(ctx, w.sent.Number, w.sent.Follow, a)
		return err
	}
	if err := w.complete(ctx, w.sent.ID, w.report.Category, w.seed, &a); err != nil {
		return err
	}
	who := duty()
	if s.By == "agency" {
		who = answering(w.agency)
	}
	report, err := store.Act(ctx, who, w.sent.ID, a)
	if err == nil && report.Agency != nil {
		w.agency = *report.Agency
	}
	if err == nil && s.Part != nil {
		err = w.part(ctx, *s.Part)
	}
	return err
}

// actionOf is a step as the store takes it.
func actionOf(s reporting.Step) incidents.Action {
	a := incidents.Action{What: s.What, Reason: s.Reason, Owner: s.Owner, Next: s.Next, Words: s.Inner, Rating: s.Rating}
	if s.Words != "" && s.By != "reporter" {
		a.PublicWords = &s.Words
	}
	if s.Part != nil {
		a.Category = &s.Part.Category
	}
	return a
}

// again lets somebody else send the same a little earlier, and the desk merge it into this one.
func (w *reportWriter) again(ctx context.Context, s reporting.Step) error {
	twin := w.report
	twin.Words, twin.Pictures = s.Part.Words, s.Part.Pictures
	sent, err := w.post(ctx, w.at(s.Part.At), twin, w.seed)
	if err != nil {
		return err
	}
	_, err = w.at(s.At).Act(ctx, duty(), sent.ID, incidents.Action{What: "merge", Into: w.sent.Number, PublicWords: &s.Words})
	return err
}

// part lets what was split off go its own way.
func (w *reportWriter) part(ctx context.Context, r reporting.Report) error {
	detail, err := w.store.Report(ctx, duty(), w.sent.ID)
	if err != nil {
		return err
	}
	for _, step := range detail.History {
		id, _ := step.Detail["id"].(float64)
		number, ok := step.Detail["into"].(string)
		if ok && step.Action == "split" {
			sent := incidents.Sent{ID: int64(id), Number: number, Follow: w.sent.Follow}
			return (&reportWriter{album: w.album, report: r, seed: w.seed + 1, sent: sent}).live(ctx)
		}
	}
	return errors.New("what was split off is not there")
}
