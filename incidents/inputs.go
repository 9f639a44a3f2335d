package incidents

import "time"

// New is a report that somebody sends.
type New struct {
	// Key is the sender's own, at least 16 letters, different for each report: sent again with
	// the same key a report is the same one.
	Key       string
	Category  string
	Words     string // at most 4,000 letters
	Lon, Lat  float64
	AccuracyM *float32 // of the place, in metres
	Address   string   // at most 300 letters
	Photos    []string // tokens of uploaded pictures, 10 at most
	Contact   *Contact
	Account   *int64 // of whoever is signed in
	Source    string // web, open311, desk
}

// Contact is how to reach whoever sent a report. Where they were signed in and gave no name it is
// their account's.
type Contact struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
	Email string `json:"email"`
}

// Sent is the receipt of a report.
type Sent struct {
	ID     int64
	Number string
	Follow string // the follow key: who has it speaks for the reporter
	Again  bool   // it had been sent before
}

// Action is what somebody does to a report; see life for which members each action needs.
type Action struct {
	What            string
	Version         int32 // that the actor has seen; 0: whatever it is
	Category        *string
	Lon, Lat        *float64 // "place": both or none
	Address         *string
	PublicWords     *string
	Words           string // for those who work on it; the reporter's own when they reopen or rate
	Reason          string // of reject and wait
	Owner           string // who must decide, of wait
	Next            string // day, of wait: 2026-12-01
	Agency          string // code
	Due             *time.Time
	Into            string   // number of the report that this one is merged into
	Photos          []string // tokens
	Publish         *bool
	PhotosPublished map[int64]bool
	Rating          int16  // 1 not, 2 acceptable, 3 satisfied
	Key             string // of support: the supporter's own
}

// Filter chooses reports for the desk. Members that are empty choose all.
type Filter struct {
	States   []State
	Open     bool // only those of open states
	Agency   string
	Category string
	Commune  string
	Overdue  *bool
	Near     bool   // only those whose deadline is near and not told to be past
	Review   bool   // only those with photos of the result that the duty desk has not looked at
	Query    string // in number, words and address
	Since    *time.Time
	Until    *time.Time
	Box      *[4]float64 // west, south, east, north
	Sort     string      // due (the default: what is due first), newest, oldest
	Cursor   string      // of the page before
	Limit    int         // 1 to 500, 50 where it is 0
	// Uncounted leaves the numbers of the page out, for whoever has them.
	Uncounted bool
}

// Page is a part of the queue.
type Page struct {
	Reports []Report
	Next    string // cursor of the next page; "" at the end
	Total   int64  // of all pages
	// Near and Overdue are how many of what the filter chooses, but for its Near and Overdue, have a
	// deadline that is near and one that is past.
	Near, Overdue int64
	// Review is how many of them, in whatever state, have photos of the result to be looked at; of the
	// duty desk.
	Review int64
}

// PublicFilter chooses published reports.
type PublicFilter struct {
	Box      *[4]float64
	Category string
	States   []State
	Since    *time.Time
	Until    *time.Time
	Cursor   string
	Limit    int // 1 to 500, 50 where it is 0
}

// PublicPage is a part of the published reports, the newest first.
type PublicPage struct {
	Reports []Public
	Next    string
}

// Count is how many reports of something there are.
type Count struct {
	Key      string // state, code of an agency, category or commune; "" for none
	Total    int64
	Open     int64
	Overdue  int64
	Resolved int64 // in the period, of those that had a deadline
	OnTime   int64 // of these
}

// Statistics counts the reports that were received in a period.
type Statistics struct {
	All        Count
	ByState    []Count
	ByAgency   []Count
	ByCategory []Count
	ByCommune  []Count
	Ratings    [3]int64 // not, acceptable, satisfied
}

// Summary is what the wall shows.
type Summary struct {
	Open       int64
	Overdue    int64
	Today      int64    // received today, UTC+7
	Resolved30 int64    // resolved within the last 30 days
	OnTime30   *float64 // part of these that were on time; nil of none
	ByState    map[State]int64
	Oldest     *time.Time // when the oldest open one was received
	AsOf       time.Time
}
