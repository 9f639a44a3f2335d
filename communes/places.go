package communes

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"sotay/internal/fold"

	"sotay/internal/calendar"
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

// Places reads the communes of the given codes as they are on a day ("": today), in the
// order of the codes. A code that the layer does not hold is left out.
func (n *Names) Places(ctx context.Context, codes []string, on string) ([]Place, error) {
	rows, err := n.db.Query(ctx, `
		SELECT c.code,
		       c.name,
		       coalesce(c.province, ''),
		       coalesce(c.old_names, (SELECT string_agg(DISTINCT o.name, ', ')
		                              FROM   pub.units u
		                              JOIN   pub.successions s ON s.new_id = u.id
		                              JOIN   pub.units o ON o.id = s.old_id
		                              WHERE  u.code = c.code AND u.valid_to IS NULL), ''),
		       ARRAY[st_xmin(c.geom), st_ymin(c.geom), st_xmax(c.geom), st_ymax(c.geom)],
		       ARRAY[st_x(st_transform(c.label_3857, 4326)), st_y(st_transform(c.label_3857, 4326))]
		FROM   unnest($1::text[]) WITH ORDINALITY AS w(code, n)
		JOIN   `+n.layer()+` AS c ON c.code = w.code AND `+layers.Holds("c", "$2::date")+`
		ORDER  BY w.n, c.id`, codes, cmp.Or(on, calendar.Today()))
	if err != nil {
		return nil, fmt.Errorf("communes: %w", err)
	}
	places, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Place])
	if err != nil {
		return nil, fmt.Errorf("communes: %w", err)
	}
	return places, nil
}

// Nearest finds the name, old or present, that differs least from the written words, for
// a question back: "did you mean …?". It is "" when nothing comes near: more than one
// letter in four would have to change.
func (n *Names) Nearest(ctx context.Context, written []string) (string, error) {
	rows, err := n.db.Query(ctx, `
		SELECT name FROM `+n.layer()+` AS c WHERE `+layers.Holds("c", "$1::date")+`
		UNION
		SELECT name FROM pub.units WHERE level = 3
		ORDER  BY name`, calendar.Today())
	if err != nil {
		return "", fmt.Errorf("nearest commune name: %w", err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return "", fmt.Errorf("nearest commune name: %w", err)
	}
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
