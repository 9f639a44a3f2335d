package geoapi

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"sotay/internal/walls"
)

// How old what the wall shows may be: at most wallAge, and wallPause where something has
// happened since.
const (
	wallAge   = 10 * time.Second
	wallPause = time.Second
)

// What a wall has whose link does not say: a 55-inch screen of 1,920 pixels, read from 8 m.
const (
	defaultSceneSeconds = 20
	defaultDistance     = 8.0
	defaultPitch        = 0.63
)

// wallBoard keeps what all walls show: it is read once for all of them.
type wallBoard struct {
	flight singleflight.Group
	news   atomic.Int64 // batches of the journal

	mu    sync.Mutex
	kept  *keptWall
	parts map[string]wallPart // of each source, as it was read last
}

// keptWall is not changed once it is kept.
type keptWall struct {
	picture json.RawMessage
	at      time.Time
	news    int64
}

func (k *keptWall) fresh(news int64) bool {
	if k == nil {
		return false
	}
	age := time.Since(k.at)
	return age < wallPause || age < wallAge && k.news == news
}

// wallSettings are those of one screen.
type wallSettings struct {
	Name     string   `json:"name"`
	Distance float64  `json:"distance_m"`
	Pitch    float64  `json:"pitch_mm"`
	Scenes   []string `json:"scenes"`
	Seconds  int      `json:"seconds"`
}

// wallOut is the picture, and for whom.
type wallOut struct {
	Version string          `json:"version"`
	Screen  wallSettings    `json:"screen"`
	Picture json.RawMessage `json:"picture"`
}

func settingsOf(l *walls.Link) wallSettings {
	if l == nil { // somebody who has signed in
		return wallSettings{"", defaultDistance, defaultPitch, []string{}, defaultSceneSeconds}
	}
	return wallSettings{l.Name, l.Distance, l.Pitch, l.Scenes, l.Seconds}
}

// getWall tells all that the wall shows.
func (s *Server) getWall(w http.ResponseWriter, r *http.Request) error {
	picture, err := s.wallPicture(r.Context())
	if err != nil {
		return err
	}
	return writeTagged(w, r, wallOut{s.Version, settingsOf(callerOf(r.Context()).screen), picture})
}

// wallPicture gives the picture, read anew where it is too old.
func (s *Server) wallPicture(ctx context.Context) (json.RawMessage, error) {
	b := &s.board
	b.mu.Lock()
	kept := b.kept
	b.mu.Unlock()
	if kept.fresh(b.news.Load()) {
		return kept.picture, nil
	}
	made, err, _ := b.flight.Do("", func() (any, error) {
		// Others wait for it: it goes on when its caller leaves.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), workTimeout)
		defer cancel()
		k := &keptWall{news: b.news.Load(), at: time.Now()} // before reading
		p, err := s.paintWall(ctx, k.at)
		if err != nil {
			return nil, err
		}
		if k.picture, err = json.Marshal(p); err != nil {
			return nil, err
		}
		b.mu.Lock()
		b.kept = k
		b.mu.Unlock()
		return k.picture, nil
	})
	if err != nil {
		return nil, err
	}
	return made.(json.RawMessage), nil
}
