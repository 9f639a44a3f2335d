package demo

import (
	"context"
	"errors"
	"strings"
	"time"

	"sotay/incidents"
	"sotay/incidents/photos"
	"sotay/internal/calendar"
	"sotay/internal/demo/reporting"
	"sotay/postgis"
)

const (
	// reportsEvery is how often is looked for what people send and do.
	reportsEvery = 20 * time.Second
	// mostReports of the demo there are: then nobody sends any more.
	mostReports = 3000
	// missedArrivals is how far back is sent what was not.
	missedArrivals = 30 * time.Minute
	// livelyFor is how long after it was sent something is done to a report; then it stays as it
	// is, among those that are late.
	livelyFor = 72 * time.Hour
	// mostDone is how much is done at once: what waited while nobody served goes on bit by bit.
	mostDone = 3
)

// FeedReports lets people of the demo go on sending reports and the desk and agencies go on
// working on them, as long as ctx lasts and in one process of all. All goes by the store, as
// people's own actions do. Where there are no reports of the demo nothing is done, and never to
// a report that is not one of them. Without a folder of photos nothing is resolved.
func FeedReports(ctx context.Context, store *incidents.Store, files *photos.Store, failed func(error)) {
	f := reportFeed{album: album{store: store, files: files}}
	postgis.Lead(ctx, store.DB.App, "demo reports", failed, func(ctx context.Context) error {
		tick := time.NewTicker(reportsEvery)
		defer tick.Stop()
		for {
			if err := f.once(ctx, time.Now()); err != nil {
				return err
			}
			select {
			case <-ctx.Done():
				return nil
			case <-tick.C:
			}
		}
	})
}

// reportFeed is the lively day. It is not safe for concurrent use.
type reportFeed struct {
	album
	places []reporting.Place
	sent   map[int64]incidents.Sent // by people who may rate the result
}

// once sends what came since something was sent last, up to now, and does what is due.
func (f *reportFeed) once(ctx context.Context, now time.Time) error {
	newest, err := f.store.Queue(ctx, duty(), incidents.Filter{Query: reporting.Mark, Sort: "newest", Limit: 1})
	if err != nil || newest.Total == 0 {
		return err
	}
	since := now.Add(-livelyFor)
	open, err := f.store.Queue(ctx, duty(), incidents.Filter{Query: reporting.Mark, Open: true, Since: &since, Sort: "newest", Limit: 500})
	if err != nil {
		return err
	}
	if newest.Total < mostReports {
		if err := f.arrive(ctx, newest.Reports[0].ReceivedAt, now, open.Reports); err != nil {
			return err
		}
	}
	resolved, err := f.store.Queue(ctx, duty(), incidents.Filter{Query: reporting.Mark, States: []incidents.State{incidents.Resolved}, Since: &since, Sort: "newest", Limit: 500})
	if err != nil {
		return err
	}
	return f.work(ctx, now, append(open.Reports, resolved.Reports...), open.Reports)
}

// arrive sends what people send after a moment.
func (f *reportFeed) arrive(ctx context.Context, after, now time.Time, open []incidents.Report) (err error) {
	if from := now.Add(-missedArrivals); after.Before(from) {
		after = from
	}
	if f.places == nil {
		if f.places, err = streetPlaces(ctx, f.store.DB.App); err != nil {
			return err
		}
	}
	for _, r := range reporting.Arrivals(after, now, f.places) {
		if r.Twin {
			r = twinOf(r, open)
		}
		sent, err := f.post(ctx, f.store, r, r.At.Unix())
		if err != nil {
			return err
		}
		if f.sent == nil {
			f.sent = map[int64]incidents.Sent{}
		}
		f.sent[sent.ID] = sent
	}
	return nil
}

// twinOf is a report of the same thing as an open one, where one is found.
func twinOf(r reporting.Report, open []incidents.Report) reporting.Report {
	for _, known := range open {
		street, ok := reporting.StreetOf(known.Address)
		words := reporting.Reworded(known.Category, street, r.At.Unix())
		if ok && words != "" && known.State != incidents.Received {
			r.Category, r.Words, r.Place = known.Category, words, reporting.Place{Lon: known.Lon, Lat: known.Lat, Street: street}
			break
		}
	}
	return r
}

// work does what is due to reports of a list, in its order.
func (f *reportFeed) work(ctx context.Context, now time.Time, list, open []incidents.Report) error {
	done := 0
	for _, r := range list {
		if !strings.HasSuffix(r.Address, reporting.Mark) {
			continue
		}
		step, ok := reporting.Next(reporting.Standing{ID: r.ID, Version: r.Version, State: string(r.State), Category: r.Category, Since: r.ChangedAt})
		if !ok || step.At.After(now) || step.What == "resolve" && f.files == nil {
			continue
		}
		moved, err := f.do(ctx, now, r, step, open)
		if err != nil {
			return err
		}
		if moved {
			done++
		}
		if done == mostDone {
			break
		}
	}
	return nil
}

// do does it; false where somebody did something else meanwhile, or it cannot be done.
func (f *reportFeed) do(ctx context.Context, now time.Time, r incidents.Report, s reporting.Step, open []incidents.Report) (bool, error) {
	a := actionOf(s)
	a.Version = r.Version
	switch a.What {
	case "wait":
		a.Next = calendar.Of(now.AddDate(0, 0, 2))
	case "verify":
		a.PublicWords = &r.Words
	}
	if twin, ok := earlier(r, open); ok && a.What == "verify" {
		words := "Cùng một việc với phản ánh đã tiếp nhận; kết quả xem ở đó."
		a = incidents.Action{What: "merge", Into: twin.Number, PublicWords: &words, Version: r.Version}
	}
	if err := f.complete(ctx, r.ID, r.Category, r.ID, &a); err != nil {
		return false, err
	}
	who := duty()
	if s.By == "agency" && r.Agency != nil {
		who = answering(*r.Agency)
	}
	_, err := f.store.Act(ctx, who, r.ID, a)
	if err == nil && a.What == "resolve" {
		err = f.rate(ctx, r.ID)
	}
	var clash *incidents.Conflict
	var illegal *incidents.Illegal
	var refused *incidents.Refused
	if errors.As(err, &clash) || errors.As(err, &illegal) || errors.As(err, &refused) {
		return false, nil
	}
	return err == nil, err
}

// earlier finds an older report of the same thing, which the desk has taken already.
func earlier(r incidents.Report, open []incidents.Report) (incidents.Report, bool) {
	for _, o := range open {
		if o.ID < r.ID && o.State != incidents.Received && o.Category == r.Category && o.Address == r.Address {
			return o, true
		}
	}
	return incidents.Report{}, false
}

// rate lets whoever sent a report say what they think of the result.
func (f *reportFeed) rate(ctx context.Context, id int64) error {
	sent, ok := f.sent[id]
	delete(f.sent, id)
	rating := reporting.Rating(id)
	if !ok || rating == 0 {
		return nil
	}
	_, err := f.store.ActAs(ctx, sent.Number, sent.Follow, incidents.Action{What: "rate", Rating: rating})
	return err
}
