package demo

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"image/jpeg"
	"slices"
	"sync"

	"sotay/incidents"
	"sotay/incidents/photos"
	"sotay/internal/demo/reporting"
)

// pictureSeeds is how many pictures of each kind are drawn.
const pictureSeeds = 2

type pictureOf struct {
	category string
	done     bool
	seed     int64
}

// album draws pictures when they are asked for, and keeps them as uploaded ones are. It is safe
// for concurrent use. Without a folder of photos it has none.
type album struct {
	store *incidents.Store
	files *photos.Store

	mu   sync.Mutex
	kept map[pictureOf]photos.Photo
}

// kinds are the categories that have pictures of their own; others share those of the first.
func (*album) kinds() []string {
	return []string{"order", "roads", "lighting", "trees", "waste", "water"}
}

// token writes down a picture for a report and gives what to send it with; "" for none.
func (a *album) token(ctx context.Context, category string, done bool, seed int64) (string, error) {
	if a.files == nil {
		return "", nil
	}
	if !slices.Contains(a.kinds(), category) {
		category = a.kinds()[0]
	}
	photo, err := a.picture(ctx, pictureOf{category, done, seed % pictureSeeds})
	if err != nil {
		return "", err
	}
	token := rand.Text()
	_, err = a.store.KeepPhoto(ctx, token, incidents.Photo{SHA: photo.SHA, Thumb: photo.Thumb, Width: int32(photo.Width), Height: int32(photo.Height)})
	return token, err
}

// picture is drawn the first time.
func (a *album) picture(ctx context.Context, of pictureOf) (photos.Photo, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if photo, ok := a.kept[of]; ok {
		return photo, nil
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, reporting.Draw(of.category, of.done, of.seed), &jpeg.Options{Quality: 88}); err != nil {
		return photos.Photo{}, err
	}
	photo, err := a.files.Take(ctx, &file, func(context.Context, photos.Photo) error { return nil }) // rows follow, one for each report
	if err != nil {
		return photos.Photo{}, fmt.Errorf("pictures of the demo: %w", err)
	}
	if a.kept == nil {
		a.kept = map[pictureOf]photos.Photo{}
	}
	a.kept[of] = photo
	return photo, nil
}
