package hexbins

import (
	"cmp"
	"slices"
	"time"

	"sotay/internal/calendar"
	"sotay/layers"
)

// The values that cells can have.
const (
	Count = "count"
	Sum   = "sum"
	Mean  = "mean"
	Min   = "min"
	Max   = "max"
)

// MaxCells is how many cells an answer has at most: where there would be more it is coarser.
const MaxCells = 5000

// roomy is about how many cells there are room for where no resolution is asked for.
const roomy = 1000

// Query asks for the cells of a dataset that meet a box.
type Query struct {
	Dataset string // Readings, Reports, or the name of a layer
	// Layer says that it is the layer of that name, not another dataset.
	Layer bool
	// Duty says that the caller is of the duty desk of reports, and may count every one.
	Duty bool
	// Staff says that the caller may see layers for staff.
	Staff bool
	Box   layers.Box // within ±180 degrees of longitude
	// Res is the resolution, Coarsest … Stored; 0: one that suits the box, or the part of it that
	// has records. The answer is coarser where that is too large for it.
	Res int
	// Value is Count, Sum, Mean, Min or Max; "": Count of records, Mean of readings. Of records
	// all but Count are of Field, a public number; those without one do not count then.
	Value, Field string
	// Where leaves records out that do not fulfil all conditions.
	Where []Condition
	// Parameter (its code) and Medium ("": any) of readings.
	Parameter, Medium string
	// From and To are a period. Of readings it is the hours whose labels, their ends, are after
	// From and not after To; zero To: now; zero From: a day before To. Of a layer it is the records
	// whose time (Layer.Time) is not before From and before To; zero To: the end of today; both
	// zero: all records, whenever.
	From, To time.Time
	// Bucket cuts the period: Hour, Day, Week or Month; "": it is one.
	Bucket string
}

// Condition is fulfilled where a filterable public field has one of the values, or, being a list
// of texts, holds one of them.
type Condition struct {
	Field  string
	Values []string
}

// Bin is one cell of an answer.
type Bin struct {
	Cell  Cell
	Value float64
	// Count of records, or of means (of hours or days).
	Count int64
	// Stations that the means are of; 0 of records.
	Stations int64
}

// Result answers a query. It is shared: it is not to be changed.
type Result struct {
	Res   int
	Value string
	Unit  string
	Bins  []Bin // in the order of their cells; none where the period is cut
	// Buckets are the parts of a period that is cut, one after the other, also those without cells.
	Buckets []Bucket
	rows    []row
	// doubtful: of some cells the value is not known yet. cut: there is more than was read.
	doubtful, cut bool
	// Complete: the cells of all records are known. Else some of the last second's, or of an
	// import just made, are missing or where they were.
	Complete bool
	// The period, zero where there is none, and of readings the means that the answer rests on,
	// "hour" or "day".
	From, To time.Time
	Basis    string
}

// complete fills in what a query leaves out, and refuses what makes no sense.
func (q Query) complete(l layers.Layer, now time.Time) (Query, error) {
	if q.Res != 0 && (q.Res < Coarsest || q.Res > Stored) {
		return q, refuse("Độ phân giải H3 (res) phải từ %d đến %d.", "The H3 resolution (res) must be from %d to %d.", Coarsest, Stored)
	}
	if q.Dataset == Readings {
		return q.completeReadings(now)
	}
	if err := q.check(l); err != nil || !q.timed() {
		return q, err
	}
	if f, ok := l.Field(l.Time); !ok || f.Visibility != layers.Public {
		return q, refuse("Lớp %s không có thời gian: không dùng được from, to và bucket.", "The layer %s has no time: from, to and bucket are not for it.", l.Name)
	}
	return q, q.completePeriod(now)
}

func (q Query) completeReadings(now time.Time) (Query, error) {
	q.Value = cmp.Or(q.Value, Mean)
	if !slices.Contains([]string{Count, Mean, Min, Max}, q.Value) {
		return q, refuse("Giá trị của số đo phải là count, mean, min hoặc max.", "The value of readings must be count, mean, min or max.")
	}
	if q.Parameter == "" {
		return q, refuse("Thiếu tham số parameter, ví dụ parameter=PM2.5.", "The parameter is missing, as in parameter=PM2.5.")
	}
	if q.Field != "" || len(q.Where) > 0 {
		return q, refuse("field và where không dùng cho số đo.", "field and where are not for readings.")
	}
	if q.To.IsZero() {
		q.To = now
	}
	if q.From.IsZero() {
		q.From = q.To.AddDate(0, 0, -1)
	}
	return q, q.checkPeriod()
}

// check holds the query of a layer to what its fields are.
func (q *Query) check(l layers.Layer) error {
	q.Value = cmp.Or(q.Value, Count)
	if !slices.Contains([]string{Count, Sum, Mean, Min, Max}, q.Value) {
		return refuse("Giá trị (value) phải là count, sum, mean, min hoặc max.", "The value must be count, sum, mean, min or max.")
	}
	if q.Parameter != "" || q.Medium != "" {
		return refuse("parameter và medium chỉ dùng cho số đo (readings).", "parameter and medium are for readings only.")
	}
	if q.Value == Count {
		q.Field = ""
	} else if f, ok := l.Field(q.Field); !ok || f.Visibility != layers.Public || f.Type != "integer" && f.Type != "real" {
		return refuse("%s cần một trường số công khai của lớp %s (tham số field).", "%s needs a public number field of the layer %s (parameter field).", q.Value, l.Name)
	}
	for _, c := range q.Where {
		if f, ok := l.Field(c.Field); !ok || f.Visibility != layers.Public || !f.Filterable {
			return refuse("Lớp %s không lọc theo trường %s.", "The layer %s has no filter by %s.", l.Name, c.Field)
		}
	}
	return nil
}

func today(now time.Time) string { return calendar.Of(now) }
