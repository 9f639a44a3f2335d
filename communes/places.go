package communes

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"sotay/internal/calendar"
	"sotay/internal/fold"
	"sotay/layers"
)

// Place is a commune that the layer holds, with where it is.
type Place struct {
	Code     string
	Name     string
	Province string
	// OldNames are the units it was made of, comma separated; "" when not known.
	OldNames string
	// Bounds is west, south, east, north in degrees.
	Bounds [4]float64
	// Point is inside the commune: longitude, latitude.
	Point [2]float64
}

// edition is the layer of communes as it was on a day, in one state of it and of the units.
type edition struct {
	state   any
	version string // of the register
	day     string
	places  []Place
}

// Places reads the communes of the given codes as they are on a day ("": today), in the
// order of the codes. A code that the layer does not hold is left out.
func (n *Names) Places(ctx context.Context, codes []string, on string) ([]Place, error) {
	r, err := n.read(ctx)
	if err != nil {
		return nil, fmt.Errorf("communes: %w", err)
	}
	var all []Place
	if today := calendar.Today(); on == "" || on == today {
		all, err = n.present(ctx, r, today)
	} else {
		view, _ := n.layer()
		all, err = n.standing(ctx, r, view, on, codes)
	}
	if err != nil {
		return nil, fmt.Errorf("communes: %w", err)
	}
	places := []Place{}
	for _, code := range codes {
		for _, p := range all {
			if p.Code == code {
				places = append(places, p)
			}
		}
	}
	return places, nil
}

// present gives all communes that the layer holds today. They are kept for as long as the
// layer and the units stay as they are.
func (n *Names) present(ctx context.Context, r *register, today string) ([]Place, error) {
	view, state := n.layer()
	if have := n.places.Load(); have != nil && state != nil && have.state == state && have.version == r.version && have.day == today {
		return have.places, nil
	}
	places, err := n.standing(ctx, r, view, today, nil)
	if err == nil && state != nil {
		n.places.Store(&edition{state, r.version, today, places})
	}
	return places, err
}

// standing reads the communes of the layer that hold on a day: of codes, or all for nil.
func (n *Names) standing(ctx context.Context, r *register, view, day string, codes []string) ([]Place, error) {
	rows, err := n.db.Query(ctx, `
		SELECT c.code,
		       c.name,
		       coalesce(c.province, ''),
		       coalesce(c.old_names, ''),
		       ARRAY[st_xmin(c.geom), st_ymin(c.geom), st_xmax(c.geom), st_ymax(c.geom)],
		       ARRAY[st_x(l.point), st_y(l.point)]
		FROM   `+view+` AS c
		CROSS  JOIN LATERAL (SELECT st_transform(c.label_3857, 4326) AS point) AS l
		WHERE  `+layers.Holds("c", "$1::date")+` AND ($2::text[] IS NULL OR c.code = ANY ($2))
		ORDER  BY c.id`, day, codes)
	if err != nil {
		return nil, err
	}
	places, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Place])
	if err != nil {
		return nil, err
	}
	for i := range places {
		if p := &places[i]; p.OldNames == "" {
			p.OldNames = r.madeOf(p.Code, day)
		}
	}
	return places, nil
}

// madeOf names the units that a unit of a day was made of, comma separated.
func (r *register) madeOf(code, day string) string {
	u := r.on(code, day)
	if u == nil {
		return ""
	}
	var names []string
	for _, s := range u.parents {
		names = append(names, s.to.Name)
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), ", ")
}

// Nearest finds the name, old or present, that differs least from the written words, for
// a question back: "did you mean …?". It is "" when nothing comes near: more than one
// letter in four would have to change.
func (n *Names) Nearest(ctx context.Context, written []string) (string, error) {
	r, err := n.read(ctx)
	if err != nil {
		return "", fmt.Errorf("nearest commune name: %w", err)
	}
	present, err := n.present(ctx, r, calendar.Today())
	if err != nil {
		return "", fmt.Errorf("nearest commune name: %w", err)
	}
	names := slices.Clone(r.names)
	for _, p := range present {
		if _, known := slices.BinarySearch(r.names, p.Name); !known {
			names = append(names, p.Name)
		}
	}
	slices.Sort(names)
	return n.nearest(names, spell(written, false)), nil
}

func (n *Names) nearest(names []string, words []word) string {
	best, distance := "", 1.0
	for _, name := range names {
		kind, key := n.cut(name)
		if isNumber(key) {
			continue
		}
		count := strings.Count(key, " ") + 1
		for first := range words {
			// Letters run together or apart: "vungtau" is one word more or less.
			for _, length := range []int{count - 1, count, count + 1} {
				if length < 1 || first+length > len(words) {
					continue
				}
				d := float64(fold.Edits(join(words[first:first+length]), key)) / float64(len(key))
				if _, ok := (span{first, first + length}).kindBefore(words, kind); ok {
					d -= 0.01
				}
				if d <= 0.25 && d < distance {
					best, distance = name, d
				}
			}
		}
	}
	return best
}

func join(words []word) string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = w.text
	}
	return strings.Join(texts, " ")
}
