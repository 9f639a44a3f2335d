package incidents

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/internal/calendar"
)

// Status tells whoever knows a report's number how it goes: nothing of who works on it, and of
// the words nothing that the desk did not publish.
func (s *Store) Status(ctx context.Context, number string) (Status, error) {
	number, ok := ParseNumber(number)
	if !ok {
		return Status{}, notFound()
	}
	r, err := readRow(ctx, s.DB.Staff, `WHERE r.number = $1`, number)
	if err != nil {
		return Status{}, err
	}
	st := Status{
		Number: r.Number, Category: r.Category, State: r.State, PublicWords: r.PublicWords, Agency: r.Agency,
		RejectReason: r.RejectReason, WaitReason: r.WaitReason, WaitOwner: r.WaitOwner, WaitNext: r.WaitNext, MergedInto: r.MergedInto,
		Supporters: r.Supporters, Rating: r.Rating, ReceivedAt: r.ReceivedAt, VerifiedAt: r.VerifiedAt, AssignedAt: r.AssignedAt, ResolvedAt: r.ResolvedAt, ClosedAt: r.ClosedAt,
		DueAt: r.Due(), Overdue: r.Overdue, Published: r.Published, Lon: r.Lon, Lat: r.Lat,
	}
	c, err := anyCategory(ctx, s.DB.Staff, r.Category)
	if err != nil {
		return Status{}, fmt.Errorf("category %q: %w", r.Category, err)
	}
	if r.Agency != nil {
		if err := s.DB.Staff.QueryRow(ctx, `SELECT name_vi FROM data.agencies WHERE code = $1`, *r.Agency).Scan(&st.Agency); err != nil {
			return Status{}, fmt.Errorf("agency: %w", err)
		}
	}
	if st.History, err = publicSteps(ctx, s.DB.Staff, r.ID); err != nil {
		return Status{}, err
	}
	if c.Sensitive {
		st.blur(r.coarse)
	}
	st.Photos, err = readPhotos(ctx, s.DB.Staff, r.ID, false)
	return st, err
}

// blur leaves of a report's place its cell's middle and of its times the days (UTC+7), as the
// layer has them: who reads the number there learns no more here. A deadline tells the time too
// at which it began to run.
func (st *Status) blur(at place) {
	st.Lon, st.Lat = at.lon, at.lat
	st.ReceivedAt = dayOf(st.ReceivedAt)
	for _, t := range []**time.Time{&st.VerifiedAt, &st.AssignedAt, &st.ResolvedAt, &st.ClosedAt, &st.DueAt} {
		if *t != nil {
			day := dayOf(**t)
			*t = &day
		}
	}
	for i := range st.History {
		st.History[i].At = dayOf(st.History[i].At)
	}
}

// dayOf is when a moment's day began, UTC+7.
func dayOf(t time.Time) time.Time {
	t = t.In(zone())
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, zone())
}

// publicSteps are the moves of a report without anything of who made them.
func publicSteps(ctx context.Context, db querier, id int64) ([]Step, error) {
	all, err := readSteps(ctx, db, id)
	if err != nil {
		return nil, err
	}
	list := make([]Step, 0, len(all))
	for _, st := range all {
		told := st.From == nil || *st.From != st.To || st.Action == "extend" && st.ActorKind == Duty || st.Action == "assign"
		if told {
			list = append(list, Step{At: st.At, ActorKind: st.ActorKind, Action: st.Action, From: st.From, To: st.To, PublicWords: st.PublicWords})
		}
	}
	return list, nil
}

// Report gives a report with its history, its pictures and what the reader may do. Of others'
// reports an agency learns nothing.
func (s *Store) Report(ctx context.Context, who Actor, id int64) (Detail, error) {
	r, err := readRow(ctx, s.DB.Staff, `WHERE r.id = $1`, id)
	if err != nil {
		return Detail{}, err
	}
	if who.Kind != Duty && (who.Kind != Agency || r.Agency == nil || *r.Agency != who.Agency) {
		return Detail{}, notFound()
	}
	d := Detail{Report: seenBy(who, r.Report), Moves: LegalMoves(who.Kind, r.State)}
	if d.History, err = readSteps(ctx, s.DB.Staff, id); err != nil {
		return Detail{}, err
	}
	if who.Kind != Duty { // what the desk corrected may be what tells who sent it
		for _, st := range d.History {
			delete(st.Detail, "was")
		}
	}
	if d.Photos, err = readPhotos(ctx, s.DB.Staff, id, true); err != nil {
		return Detail{}, err
	}
	seen := []Report{d.Report}
	if err := s.left(ctx, seen); err != nil {
		return Detail{}, err
	}
	d.Report = seen[0]
	if d.Merged, err = s.mergedInto(ctx, id); err != nil || who.Kind != Duty {
		return d, err
	}
	if err := s.DB.App.QueryRow(ctx, `SELECT sotay.has_report_contact($1)`, id).Scan(&d.HasContact); err != nil {
		return Detail{}, fmt.Errorf("contact of a report: %w", err)
	}
	d.Suggested, err = s.suggest(ctx, r)
	return d, err
}

func (s *Store) mergedInto(ctx context.Context, id int64) ([]string, error) {
	rows, err := s.DB.Staff.Query(ctx, `SELECT number FROM data.reports WHERE merged_into = $1 ORDER BY id`, id)
	if err != nil {
		return nil, fmt.Errorf("merged reports: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("merged reports: %w", err)
	}
	return list, nil
}

// suggest gives the agency to which a report would be assigned today; nil where no route says.
func (s *Store) suggest(ctx context.Context, r row) (*string, error) {
	if !slices.Contains([]State{Received, Verified}, r.State) {
		return nil, nil //nolint:nilnil // nobody asks
	}
	today := calendar.Of(s.now())
	commune, err := s.commune(ctx, place{r.Lon, r.Lat}, today)
	if err != nil {
		return nil, err
	}
	return routeOf(ctx, s.DB.Staff, r.Category, commune, today)
}
