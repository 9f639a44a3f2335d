package environment

import (
	"context"
	"time"
)

// AsOf lets a store of a test believe that it is another time.
func AsOf(s *Store, now time.Time) { s.now = func() time.Time { return now } }

// FollowingUp is FollowUp as the work does it, again and again.
func FollowingUp(s *Store) func(context.Context) error { return s.followingUp() }
