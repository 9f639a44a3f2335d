package importers

import (
	"fmt"
	"strings"
	"time"
)

// State is where a change set stands.
type State string

// A change set is staging until its difference is known; it may have stopped at a
// question instead. Staged ones can be applied, applied ones undone. A failed one left
// nothing behind, a discarded one was given up before it was applied.
const (
	StateStaging   State = "staging"
	StateQuestion  State = "question"
	StateStaged    State = "staged"
	StateApplied   State = "applied"
	StateUndone    State = "undone"
	StateFailed    State = "failed"
	StateDiscarded State = "discarded"
)

// ChangeSet is one import: what was read, what it would change or has changed.
type ChangeSet struct {
	ID        int64      `json:"id"`
	Layer     string     `json:"layer"`
	Source    string     `json:"source"` // the file's name
	State     State      `json:"state"`
	Actor     string     `json:"actor"`
	CreatedAt time.Time  `json:"created_at"`
	AppliedAt *time.Time `json:"applied_at,omitempty"`
	UndoneAt  *time.Time `json:"undone_at,omitempty"`
	Counts    Counts     `json:"counts"`
	// Plan is how the file was read and what of the layer it replaces; nil while a
	// question is open.
	Plan *Plan `json:"plan,omitempty"`
	// Analysis is what was found in the file, with the questions still open.
	Analysis *Analysis `json:"analysis,omitempty"`
	// Failure says why the change set failed.
	Failure *Words `json:"failure,omitempty"`
}

// Counts sums a change set up, in rows. Every row read is refused, added, changed or
// unchanged; removed rows are the layer's that the file lacks.
type Counts struct {
	Read      int64 `json:"read"`
	Refused   int64 `json:"refused"`  // rows with an error
	Warnings  int64 `json:"warnings"` // rows' and file's warnings
	Added     int64 `json:"added"`
	Changed   int64 `json:"changed"`
	Removed   int64 `json:"removed"`
	Unchanged int64 `json:"unchanged"`
}

// Replace is what an import removes: the layer's records that the file lacks, within a scope.
type Replace string

// ReplaceSheet looks at the sheets the file has rows in, ReplaceCommune at its communes,
// ReplaceLayer at the whole layer; ReplaceNone removes nothing.
const (
	ReplaceSheet   Replace = "sheet"
	ReplaceCommune Replace = "commune"
	ReplaceLayer   Replace = "layer"
	ReplaceNone    Replace = "none"
)

// Words says the scope in a sentence.
func (r Replace) Words() Words {
	switch r {
	case ReplaceSheet:
		return Words{
			"Bản ghi thiếu trong tệp bị xóa chỉ ở các tờ bản đồ có trong tệp.",
			"Records missing from the file are removed only on the sheets that the file has.",
		}
	case ReplaceCommune:
		return Words{
			"Bản ghi thiếu trong tệp bị xóa ở các xã có trong tệp.",
			"Records missing from the file are removed in the communes that the file has.",
		}
	case ReplaceLayer:
		return Words{
			"Bản ghi thiếu trong tệp bị xóa trong toàn lớp.",
			"Records missing from the file are removed in the whole layer.",
		}
	}
	return Words{"Không xóa bản ghi nào.", "No record is removed."}
}

// Progress tells how far a phase is. Total and Left are negative when unknown.
type Progress struct {
	ID        int64         `json:"id,omitempty"`
	Phase     Phase         `json:"phase"`
	Rows      int64         `json:"rows"`
	Total     int64         `json:"total"`
	PerSecond float64       `json:"per_second"`
	Left      time.Duration `json:"left"`
}

// Phase is one part of the work of an import, in the order of the constants.
type Phase string

// Reading looks the file through, Loading brings its rows to the database, Checking and
// Comparing make the difference. Applying and Indexing write it; Undoing takes it back. Counting
// brings its H3 cells up to date.
const (
	Reading   Phase = "reading"
	Loading   Phase = "loading"
	Checking  Phase = "checking"
	Comparing Phase = "comparing"
	Applying  Phase = "applying"
	Indexing  Phase = "indexing"
	Counting  Phase = "counting"
	Undoing   Phase = "undoing"
)

// Request says what to import and answers the questions that the file leaves open.
type Request struct {
	Source Source
	// Layer names the target; NewLayer describes one to make. Both empty: proposed, and asked.
	Layer    string
	NewLayer *NewLayer
	// CRS is "EPSG:9210", one of our SRIDs, a central meridian such as "107.75", or WKT;
	// empty: what the file declares.
	CRS string
	// Encoding holds "tcvn3" for every text column, "COLUMN=tcvn3" for one.
	Encoding []string
	// Map holds "COLUMN=field", and "COLUMN=-" to leave a column out.
	Map []string
	// Set holds "field=value" for a field that no column has, such as the commune's code.
	Set []string
	// Numbers holds "COLUMN=vi" (1.234,5) or "COLUMN=en" (1,234.5) for numbers written as text.
	Numbers []string
	// Replace limits what is removed; empty: ReplaceSheet for parcels, ReplaceLayer for
	// others, and a question where much would go.
	Replace Replace
	// Accept holds the codes of errors to be taken as warnings: outside_commune,
	// unknown_commune, outside_province.
	Accept []string
	// SkipBad leaves refused rows out instead of refusing the whole.
	SkipBad bool
	// Repair mends shapes where that is no guess, says of each row what was done, and refuses
	// those that it would change too much. Without it nothing is mended.
	Repair bool
	// Actor is who asks, for the audit.
	Actor string
	// Account is whose the change set will be, and bounds what it may write.
	Account Account
	// Analysis of the same source, if it was analysed already: it is not read through again.
	Analysis *Analysis
	// Started is told the number of the change set as soon as it has one. May be nil.
	Started func(id int64)
	// Progress is called at most ten times a second, and at each phase's beginning and end,
	// by one goroutine at a time. May be nil.
	Progress func(Progress)
}

// NewLayer describes a layer that an import makes.
type NewLayer struct {
	Name    string `json:"name"` // slug
	TitleVi string `json:"title_vi"`
	TitleEn string `json:"title_en"` // empty: as TitleVi
	Theme   string `json:"theme"`
}

// NeedsAnswer is returned when a question must be answered first; nothing is staged.
type NeedsAnswer struct {
	ID        int64
	Analysis  *Analysis
	Questions []Question
}

// Error names the flags that answer.
func (e *NeedsAnswer) Error() string {
	flags := make([]string, len(e.Questions))
	for i, q := range e.Questions {
		flags[i] = q.Flag
	}
	return "an answer is needed: " + strings.Join(flags, ", ")
}

// Words lists the questions.
func (e *NeedsAnswer) Words() Words {
	var w Words
	for i, q := range e.Questions {
		if i > 0 {
			w.Vi, w.En = w.Vi+"\n", w.En+"\n"
		}
		w.Vi += q.Words.Vi + " (" + q.Flag + ")"
		w.En += q.Words.En + " (" + q.Flag + ")"
	}
	return w
}

// Conflict is returned when records touched by a change set have changed since: since
// staging for Apply, since applying for Undo. Nothing was written.
type Conflict struct {
	ID int64
	// Rows names the first of them; Count is all of them.
	Rows  []string
	Count int64
	words Words
}

// Error names the records.
func (e *Conflict) Error() string {
	return fmt.Sprintf("import %d: %d records changed in between: %s", e.ID, e.Count, strings.Join(e.Rows, ", "))
}

// Words names the records and says what to do.
func (e *Conflict) Words() Words { return e.words }

// Refused is returned when something cannot be done; Reason says why, Code is stable.
type Refused struct {
	Code   string
	Reason Words
}

// Error gives the English reason.
func (e *Refused) Error() string { return e.Reason.En }

// Words gives the reason.
func (e *Refused) Words() Words { return e.Reason }

// NotFound is returned for a change set or layer that does not exist.
type NotFound struct {
	What  string
	words Words // empty: made of What
}

// Error names what is missing.
func (e *NotFound) Error() string { return e.What + " does not exist" }

// Words names what is missing.
func (e *NotFound) Words() Words {
	if e.words != (Words{}) {
		return e.words
	}
	return Words{"Không có " + e.What + ".", e.What + " does not exist."}
}

func refuse(code, vi, en string, args ...any) error {
	return &Refused{Code: code, Reason: Words{fmt.Sprintf(vi, args...), fmt.Sprintf(en, args...)}}
}
