// Package communes knows the administrative units: what they are called, between which
// days they hold, and what became of them at splits and mergers.
//
// Units and successions stand in data.units and data.successions; Provide writes the
// built-in table there and Import brings another. Where a commune lies is the layer of
// communes' to say (pub.communes). Questions are answered as the public may read, and never
// by name alone: a name that fits several units gives them all, best first. Days are
// written YYYY-MM-DD; a unit holds from its first day to the one before its last. Start with
// Names.Resolve for what people write, Names.Show for a code.
package communes

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"sotay/internal/calendar"
	"sotay/layers"
)

// Names finds communes by what people call them. It is safe for concurrent use.
type Names struct {
	// LayerPublic tells whether the layer of communes is public; nil: it is. Set it before
	// the first use.
	LayerPublic func() bool

	db *pgxpool.Pool
	// keys are the names met so far, folded: as many as the database holds.
	keys sync.Map // of name to kindKey
}

// kindKey is a folded name with its kind apart: "phuong", "thang tam".
type kindKey struct{ kind, key string }

// cut folds a name and takes its kind off, once for each name.
func (n *Names) cut(name string) (kind, key string) {
	if have, ok := n.keys.Load(name); ok {
		if k, ok := have.(kindKey); ok {
			return k.kind, k.key
		}
	}
	kind, key = cutKind(name)
	n.keys.Store(name, kindKey{kind, key})
	return kind, key
}

// New reads through the public pool.
func New(public *pgxpool.Pool) *Names { return &Names{db: public} }

// layer is the view of present communes or, where their layer is not public, an empty one.
func (n *Names) layer() string {
	if n.LayerPublic == nil || n.LayerPublic() {
		return "pub.communes"
	}
	return `(SELECT NULL::bigint AS id, NULL::text AS code, NULL::text AS name, NULL::text AS province, NULL::text AS old_names,
		NULL::date AS valid_from, NULL::date AS valid_to, NULL::geometry AS geom, NULL::geometry AS geom_3857, NULL::geometry AS label_3857 WHERE false)`
}

// Match is one present commune that a written name may mean.
type Match struct {
	Code     string // five digits
	Name     string // with its kind: Phường Vũng Tàu
	Province string
	// Old is the unit of before the mergers whose name led here; nil for a present name.
	Old *Old
	// District is set when only the name of an abolished district fits: Thành phố Vũng Tàu.
	District string
	// Partial: the last word is only the beginning of the name.
	Partial bool

	score float64
	used  []span
}

// Old is a unit that no longer exists.
type Old struct {
	Code     string // three digits where a district without communes became a commune
	Name     string
	District string
	Province string
	// Split tells that the unit went to several present ones: its name cannot say to which.
	Split     bool
	Effective time.Time // from when the present name holds
}

// Resolution is what Resolve understood.
type Resolution struct {
	// Matches, best first; each present commune once.
	Matches []Match
	// Used tells of each written word whether the best match explains it (its name, kind,
	// district or province).
	Used []bool
}

// Resolve finds the communes that written words may name. The words are folded
// (fold.Words), in order, and may hold other things as well; short forms (p., x., tt., tp.)
// are understood. With typing, the last word may be unfinished.
func (n *Names) Resolve(ctx context.Context, written []string, typing bool) (Resolution, error) {
	words := spell(written, typing)
	if len(words) == 0 {
		return Resolution{Used: make([]bool, len(written))}, nil
	}
	m := newMatcher(words, typing, n.cut)
	present, names, err := n.candidates(ctx, m)
	if err != nil {
		return Resolution{}, fmt.Errorf("commune names: %w", err)
	}
	m.addNames(names)
	m.addPresent(present)
	matches := m.best()
	used := make([]bool, len(written))
	if len(matches) > 0 {
		for _, s := range matches[0].used {
			for _, w := range words[s.first:s.end] {
				used[w.from] = true
			}
		}
	}
	return Resolution{Matches: matches, Used: used}, nil
}

// present is a row of the layer of communes.
type present struct {
	Code     string
	Name     string
	Province string
}

// named says what became of a unit: what it was, and the commune of today that it led to,
// over as many steps as there were. A commune of today leads to itself.
type named struct {
	OldLevel    int
	OldCode     string
	OldName     string
	District    string // "" where there was none
	OldProvince string
	Code        string
	Name        string
	Province    string
	Split       bool // at one of the steps
	Since       time.Time
}

func (r named) former() bool { return r.OldCode != r.Code || !strings.EqualFold(r.OldName, r.Name) }

func (r named) old() *Old {
	return &Old{Code: r.OldCode, Name: r.OldName, District: r.District, Province: r.OldProvince, Split: r.Split, Effective: r.Since}
}

// candidates reads, in one round trip, the units of the layer (a few hundred: their names
// are folded here) and what became of the units that one of the runs of words names.
func (n *Names) candidates(ctx context.Context, m *matcher) (units []present, names []named, err error) {
	batch := &pgx.Batch{}
	batch.Queue(`
		SELECT code, name, coalesce(province, '')
		FROM   `+n.layer()+` AS c
		WHERE  `+layers.Holds("c", "$1::date"), calendar.Today()).Query(func(rows pgx.Rows) (err error) {
		units, err = pgx.CollectRows(rows, pgx.RowToStructByPos[present])
		return err
	})
	batch.Queue(namedSQL, m.keys(), m.starts, calendar.Today(), m.codes()).Query(func(rows pgx.Rows) (err error) {
		names, err = pgx.CollectRows(rows, pgx.RowToStructByPos[named])
		return err
	})
	err = n.db.SendBatch(ctx, batch).Close()
	return units, names, err
}

// namedSQL walks from the units that are named to those of today. Parameters: keys, what a
// key may begin with, today, codes. A district's name stands for its communes, and the name
// of a commune of today for what it was made of, whose districts people still write. What is
// met twice stays twice: a hash table to tell would be made for the planner's guess of a
// million rows, at every search.
const namedSQL = `
	WITH RECURSIVE hit AS MATERIALIZED (
		SELECT id, level, code, valid_from, valid_to FROM pub.units WHERE key = ANY($1) OR code = ANY($4)
		UNION ALL
		SELECT u.id, u.level, u.code, u.valid_from, u.valid_to
		FROM   unnest($2::text[]) AS start JOIN pub.units u ON u.key >= start AND u.key < start || '~'
	), back (id, steps) AS (
		SELECT id, 0 FROM hit WHERE level > 1
		UNION ALL
		SELECT s.old_id, b.steps + 1 FROM back b JOIN pub.successions s ON s.new_id = b.id WHERE b.steps < 20
	), start (id) AS (
		SELECT id FROM back
		UNION ALL
		SELECT u.id
		FROM   hit d JOIN pub.units u ON u.parent = d.code AND u.level = 3
		WHERE  d.level = 2
		AND    coalesce(u.valid_from < d.valid_to, true) AND coalesce(d.valid_from < u.valid_to, true)
	), forth (old_id, id, split, steps) AS (
		SELECT id, id, false, 0 FROM start
		UNION ALL
		SELECT f.old_id, s.new_id, f.split OR s.is_split, f.steps + 1
		FROM   forth f JOIN pub.successions s ON s.old_id = f.id
		WHERE  f.steps < 20
	)
	SELECT o.level, o.code, o.name, coalesce(d.name, ''), coalesce(op.name, ''), n.code, n.name, coalesce(np.name, ''), f.split,
	       coalesce(o.valid_to, n.valid_from, '0001-01-01')
	FROM   forth f
	JOIN   pub.units o ON o.id = f.old_id
	JOIN   pub.units n ON n.id = f.id AND n.level = 3 AND (n.valid_to IS NULL OR n.valid_to > $3::date)
	                  AND (n.valid_from IS NULL OR n.valid_from <= $3::date)
	CROSS  JOIN LATERAL (SELECT least(o.valid_to - 1, $3::date) AS day) AS t
	LEFT   JOIN LATERAL (
	       SELECT d.name, d.parent FROM pub.units d
	       WHERE  d.level = 2 AND d.code = CASE o.level WHEN 2 THEN o.code ELSE o.parent END
	       AND    coalesce(d.valid_from <= t.day, true) AND coalesce(d.valid_to > t.day, true)) AS d ON true
	LEFT   JOIN LATERAL (
	       SELECT p.name FROM pub.units p
	       WHERE  p.level = 1 AND p.code = coalesce(d.parent, o.parent)
	       AND    coalesce(p.valid_from <= t.day, true) AND coalesce(p.valid_to > t.day, true)) AS op ON true
	LEFT   JOIN LATERAL (
	       SELECT p.name FROM pub.units p
	       WHERE  p.level = 1 AND p.code = n.parent
	       AND    coalesce(p.valid_from <= $3::date, true) AND coalesce(p.valid_to > $3::date, true)) AS np ON true
	ORDER  BY n.code, o.code, o.valid_from NULLS FIRST`
