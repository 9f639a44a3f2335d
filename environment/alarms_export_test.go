package environment

import "time"

// AsOf lets a store of a test believe that it is another time.
func AsOf(s *Store, now time.Time) { s.now = func() time.Time { return now } }
