// Package communes knows the administrative units of the lowest level: what they are
// called, what they were called before the mergers of 2025, and which present unit an
// old name leads to.
//
// Present units come from the layer of communes (pub.communes), old names from the legal
// tables that migrations bring (pub.commune_names). The package reads as the public may
// and never decides by name alone: a name that fits several units gives them all, best
// first. Start with Names.Resolve.
package communes

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
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
		NULL::date AS valid_to, NULL::geometry AS geom, NULL::geometry AS label_3857 WHERE false)`
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
	Code     string // "" where a district without communes became a commune
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

// named is a row of pub.commune_names.
type named struct {
	OldCode     *string
	OldName     string
	OldKey      string
	District    string
	DistrictKey string
	OldProvince string
	Code        string
	Name        string
	Key         string
	Province    string
	Split       bool
	Effective   time.Time
}

func (r named) old() *Old {
	o := &Old{Name: r.OldName, District: r.District, Province: r.OldProvince, Split: r.Split, Effective: r.Effective}
	if r.OldCode != nil {
		o.Code = *r.OldCode
	}
	return o
}

// candidates reads, in one round trip, the units of the layer (a few hundred: their names
// are folded here) and the rows of the name table that one of the runs of words names.
func (n *Names) candidates(ctx context.Context, m *matcher) (units []present, names []named, err error) {
	batch := &pgx.Batch{}
	batch.Queue(`
		SELECT code, name, coalesce(province, '')
		FROM   ` + n.layer() + ` AS c
		WHERE  valid_to IS NULL OR valid_to > current_date`).Query(func(rows pgx.Rows) (err error) {
		units, err = pgx.CollectRows(rows, pgx.RowToStructByPos[present])
		return err
	})
	batch.Queue(`
		SELECT old_code, old_name, old_key, district, district_key, old_province,
		       code, name, key, province, split, effective
		FROM   pub.commune_names
		WHERE  old_key = ANY($1) OR key = ANY($1) OR district_key = ANY($1)
		UNION
		SELECT n.old_code, n.old_name, n.old_key, n.district, n.district_key, n.old_province,
		       n.code, n.name, n.key, n.province, n.split, n.effective
		FROM   unnest($2::text[]) AS start
		JOIN   pub.commune_names n ON n.old_key >= start AND n.old_key < start || '~'
		                           OR n.key >= start AND n.key < start || '~'`,
		m.keys(), m.starts).Query(func(rows pgx.Rows) (err error) {
		names, err = pgx.CollectRows(rows, pgx.RowToStructByPos[named])
		return err
	})
	err = n.db.SendBatch(ctx, batch).Close()
	return units, names, err
}
