package webhooks

import (
	"net/netip"
	"time"
)

// AsOf lets a service of a test believe that it is another time.
func AsOf(s *Service, now time.Time) { s.now = func() time.Time { return now } }

// LookAgain has a service of a test look for what is due as often.
func LookAgain(s *Service, every time.Duration) { s.again = every }

// Outside tells whether an address may be called.
func Outside(a netip.Addr) bool { return outside(a) }

// BackInside makes a service of a test keep to its rules again, whatever it has been told.
func BackInside(s *Service) { s.inside, s.client = false, newClient(false) }

// Pauses are the times between tries.
func Pauses() []time.Duration { return pauses() }
