package incidents

import (
	"context"
	"errors"

	"sotay/postgis"
)

var errNotYet = errors.New("not built yet")

// Send takes a report; see New.
func (s *Store) Send(ctx context.Context, n New) (Sent, error) { return Sent{}, errNotYet }

// Similar gives published open reports of the category near a place, of the last 7 days.
func (s *Store) Similar(ctx context.Context, lon, lat float64, category string) ([]Public, error) {
	return nil, errNotYet
}

// Status tells how a report goes.
func (s *Store) Status(ctx context.Context, number string) (Status, error) {
	return Status{}, errNotYet
}

// Act does something to a report: *Conflict, *Illegal or *Refused where it is not done.
func (s *Store) Act(ctx context.Context, who Actor, id int64, a Action) (Report, error) {
	return Report{}, errNotYet
}

// ActAs does what a reporter may, who names the report by its number and proves it by the
// follow key: rate, reopen. A supporter's action (support) needs no follow key.
func (s *Store) ActAs(ctx context.Context, number, follow string, a Action) (Status, error) {
	return Status{}, errNotYet
}

// Queue lists reports for the desk, or for an agency its own.
func (s *Store) Queue(ctx context.Context, who Actor, f Filter) (Page, error) {
	return Page{}, errNotYet
}

// Report gives one report with its history and what the reader may do.
func (s *Store) Report(ctx context.Context, who Actor, id int64) (Detail, error) {
	return Detail{}, errNotYet
}

// Contact gives who sent a report, for a purpose that is written down first. nil: nobody known.
func (s *Store) Contact(ctx context.Context, who Actor, id int64, purpose string) (*Contact, error) {
	return nil, errNotYet
}

// Public lists published reports, the newest first.
func (s *Store) Public(ctx context.Context, f PublicFilter) (PublicPage, error) {
	return PublicPage{}, errNotYet
}

// Statistics counts reports for the desk.
func (s *Store) Statistics(ctx context.Context, who Actor, f Filter) (Statistics, error) {
	return Statistics{}, errNotYet
}

// Summary counts reports for the wall.
func (s *Store) Summary(ctx context.Context) (Summary, error) { return Summary{}, errNotYet }

// Moved gives the reports to which something was done between two positions of the journal.
func (s *Store) Moved(ctx context.Context, before, after postgis.Position) ([]Report, error) {
	return nil, errNotYet
}

// KeepPhoto writes down a picture whose files are on disk; it belongs to nothing until its token
// is sent with a report.
func (s *Store) KeepPhoto(ctx context.Context, token string, p Photo) (int64, error) {
	return 0, errNotYet
}

// Categories lists the categories, all or the active ones.
func (s *Store) Categories(ctx context.Context, all bool) ([]Category, error) { return nil, errNotYet }

// Agencies lists the agencies.
func (s *Store) Agencies(ctx context.Context) ([]AgencyUnit, error) { return nil, errNotYet }

// SaveAgency adds an agency, or changes the one of that code.
func (s *Store) SaveAgency(ctx context.Context, a AgencyUnit) error { return errNotYet }

// Routes lists the routes.
func (s *Store) Routes(ctx context.Context) ([]Route, error) { return nil, errNotYet }

// SaveRoutes puts these routes in the place of all.
func (s *Store) SaveRoutes(ctx context.Context, list []Route) error { return errNotYet }

// Work does, in one process of all, what follows from the passing of time. It returns when ctx ends.
func (s *Store) Work(ctx context.Context, failed func(error)) {}
