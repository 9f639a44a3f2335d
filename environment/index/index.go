// Package index holds what the indices of air and of water have in common: levels with their
// words and colours, and why there is no index.
package index

// Text is Vietnamese and English.
type Text struct {
	VI string `json:"vi"`
	EN string `json:"en"`
}

// Level is what an index of a range means.
type Level struct {
	Number   int // 1, the best, … 6
	From, To int
	Name     Text
	// Color is the usual one, #rrggbb. Safe is of a palette for those who see colours
	// otherwise: each level is darker than the one before, in grey as well.
	Color, Safe string
	Effect      Text // on health; of water, what it is good for
	Advice      Text // for people in general
	Sensitive   Text // for the old, children, and people with diseases of lungs or heart
}

// Reason is why there is no index.
type Reason string

// NotComputedError tells that too little is there for an index.
type NotComputedError struct {
	Index  string // VN_AQI or VN_WQI
	Reason Reason
}

// Error says why.
func (e *NotComputedError) Error() string { return e.Index + " is not computed: " + string(e.Reason) }
