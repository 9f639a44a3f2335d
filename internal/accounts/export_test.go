package accounts

import "time"

// SetClock makes a store live at another time.
func (s *Store) SetClock(now func() time.Time) { s.now = now }
