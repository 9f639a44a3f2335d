package tiles

import "sync/atomic"

// Stats counts how tiles were answered since the start.
type Stats struct {
	NotModified uint64 // 304 without the database
	Cached      uint64 // from memory
	Made        uint64 // asked of PostGIS, shared askings included
	// CacheBytes is the weight of the cache now.
	CacheBytes uint64
}

// counts are Stats while they are counted.
type counts struct{ notModified, cached, made atomic.Uint64 }

// Stats gives the counts so far.
func (t *Tiles) Stats() Stats {
	t.cache.CleanUp() // what was just put in weighs, too
	return Stats{
		NotModified: t.counts.notModified.Load(),
		Cached:      t.counts.cached.Load(),
		Made:        t.counts.made.Load(),
		CacheBytes:  t.cache.WeightedSize(),
	}
}
