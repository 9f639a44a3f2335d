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
	"sync/atomic"

	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/singleflight"

	"sotay/internal/calendar"
)

// Names finds communes by what people call them. It is safe for concurrent use.
type Names struct {
	// Layer tells whether the layer of communes is public and, comparable, one state of it from
	// another; without a state nothing of it is kept. Where it is nil the layer is public and
	// read each time. Set it before the first use.
	Layer func() (public bool, state any)

	db       *pgxpool.Pool
	register atomic.Pointer[register]
	flight   singleflight.Group
	places   atomic.Pointer[edition]
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

// layer is the view of present communes or, where their layer is not public, an empty one;
// and the state it is in.
func (n *Names) layer() (view string, state any) {
	public := true
	if n.Layer != nil {
		public, state = n.Layer()
	}
	if public {
		return "pub.communes", state
	}
	return `(SELECT NULL::bigint AS id, NULL::text AS code, NULL::text AS name, NULL::text AS province, NULL::text AS old_names,
		NULL::date AS valid_from, NULL::date AS valid_to, NULL::geometry AS geom, NULL::geometry AS geom_3857, NULL::geometry AS label_3857 WHERE false)`, nil
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
	Effective string // the day from which the present name holds, "" when not known
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
	r, err := n.read(ctx)
	if err != nil {
		return Resolution{}, fmt.Errorf("commune names: %w", err)
	}
	today := calendar.Today()
	present, err := n.present(ctx, r, today)
	if err != nil {
		return Resolution{}, fmt.Errorf("commune names: %w", err)
	}
	m.addNames(r.meant(m, today))
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
	Since       string
}

func (r named) former() bool { return r.OldCode != r.Code || !strings.EqualFold(r.OldName, r.Name) }

func (r named) old() *Old {
	return &Old{Code: r.OldCode, Name: r.OldName, District: r.District, Province: r.OldProvince, Split: r.Split, Effective: r.Since}
}
