package layers

import "fmt"

// Dated tells whether the layer's records hold for a time only: it has the public dates
// valid_from and valid_to. Its tiles, features and counts are those of a day, today where
// none is asked for.
func (l Layer) Dated() bool {
	for _, name := range []string{"valid_from", "valid_to"} {
		if f, ok := l.Field(name); !ok || f.Type != "date" || f.Visibility != Public {
			return false
		}
	}
	return true
}

// Holds is the condition that a record of a dated layer holds on a day, both as they are
// called in SQL: valid_from is the first day on which it does, valid_to the first on which
// it no longer does, and NULL is no limit.
func Holds(alias, day string) string {
	return fmt.Sprintf("(%[1]s.valid_from IS NULL OR %[1]s.valid_from <= %[2]s) AND (%[1]s.valid_to IS NULL OR %[1]s.valid_to > %[2]s)", alias, day)
}

// holdsOn is the condition that a record of any layer holds on a day: true where nothing
// says for how long it does.
func (l Layer) holdsOn(alias, day string) string {
	if !l.Dated() {
		return fmt.Sprintf("%s IS NOT NULL", day)
	}
	return Holds(alias, day)
}
