package geoapi

import (
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"github.com/maypok86/otter/v2"
)

// limiter gives each client a bucket of tokens that fills at a steady rate.
type limiter struct {
	rate    float64 // tokens per second
	burst   float64
	now     func() time.Time
	buckets *otter.Cache[netip.Addr, *bucket]
}

type bucket struct {
	mu     sync.Mutex
	tokens float64
	at     time.Time
}

// maxClients bounds the memory of a limiter.
const maxClients = 100_000

func newLimiter(rate float64, now func() time.Time) *limiter {
	if rate <= 0 {
		return nil
	}
	return &limiter{rate: rate, burst: 3 * rate, now: now, buckets: otter.Must(&otter.Options[netip.Addr, *bucket]{
		MaximumSize:      maxClients,
		ExpiryCalculator: otter.ExpiryAccessing[netip.Addr, *bucket](10 * time.Minute),
	})}
}

// take takes so many tokens, at most a bucket but one, or says how long until there are as many.
// A nil limiter has no limit.
func (l *limiter) take(client netip.Addr, cost float64) (wait time.Duration, ok bool) {
	if l == nil {
		return 0, true
	}
	client = household(client)
	now := l.now()
	b, _ := l.buckets.ComputeIfAbsent(client, func() (*bucket, bool) { return &bucket{tokens: l.burst, at: now}, false })
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tokens = math.Min(l.burst, b.tokens+math.Max(0, now.Sub(b.at).Seconds())*l.rate)
	b.at = now
	cost = min(cost, max(1, l.burst-1)) // one token may be gone for the request itself
	if b.tokens < cost {
		return time.Duration((cost - b.tokens) / l.rate * float64(time.Second)), false
	}
	b.tokens -= cost
	return 0, true
}

// household is what one client is told by: of IPv6 the network, for a household has 2⁶⁴ addresses.
func household(client netip.Addr) netip.Addr {
	if client.Is6() {
		if p, err := client.Prefix(64); err == nil {
			return p.Addr()
		}
	}
	return client
}

// limit refuses a client that asks too often, or for too much: cost is in ordinary look-ups.
func (s *Server) limit(w http.ResponseWriter, r *http.Request, cost float64) error {
	return s.pace(w, r, s.limiter, cost)
}

func (s *Server) pace(w http.ResponseWriter, r *http.Request, l *limiter, cost float64) error {
	if l == nil {
		return nil
	}
	wait, ok := l.take(s.address(r), cost)
	if ok {
		return nil
	}
	w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	return &problem{kind: tooMany}
}
