package parcels

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/singleflight"

	"sotay/internal/fold"
)

// street is a street, hamlet or alley that addresses name.
type street struct {
	key   string   // as pub.address_key writes it
	words []string // folded, without "đường" and "phố"
}

// streetBook knows the streets of all addresses, for as long as the layer stays as it is.
type streetBook struct {
	flight singleflight.Group

	mu sync.Mutex
	edition
}

// edition is the book as it was read from one state of the layer.
type edition struct {
	version any
	list    []street
	at      time.Time
	took    time.Duration
}

// mostStreets bounds the book.
const mostStreets = 50_000

// A book that took longer than slowBook to read is not read again before bookPatience times as long
// has passed, however often parcels change.
const (
	slowBook     = 100 * time.Millisecond
	bookPatience = 20
	bookTimeout  = 20 * time.Second
)

// streets gives the book, read anew when the parcels have changed.
func (f *Finder) streets(ctx context.Context) ([]street, error) {
	l, ok := f.Catalogue.Layer("parcels")
	if !ok || !f.public("parcels") {
		return nil, nil
	}
	var version any
	if f.Version != nil {
		version = f.Version(l)
	}
	b := &f.book
	b.mu.Lock()
	have := b.edition
	b.mu.Unlock()
	if have.list != nil && version != nil && (have.version == version || have.took > slowBook && time.Since(have.at) < bookPatience*have.took) {
		return have.list, nil
	}
	read, err, _ := b.flight.Do(fmt.Sprint(version), func() (any, error) {
		// Others wait for it: it goes on when its caller leaves.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), bookTimeout)
		defer cancel()
		start := time.Now()
		list, err := f.readStreets(ctx)
		return edition{version, list, time.Now(), time.Since(start)}, err
	})
	if err != nil {
		if have.list != nil {
			return have.list, nil // an older book is better than none
		}
		return nil, err
	}
	fresh, _ := read.(edition)
	b.mu.Lock()
	if b.edition.at.Before(fresh.at) {
		b.edition = fresh
	}
	b.mu.Unlock()
	return fresh.list, nil
}

// readStreets jumps through the index of addresses, from each street to the next.
func (f *Finder) readStreets(ctx context.Context) ([]street, error) {
	rows, err := f.Public.Query(ctx, fmt.Sprintf(`
		WITH RECURSIVE s AS (
			(SELECT split_part(pub.address_key(p.address), '|', 1) AS street
			 FROM   pub.parcels p WHERE pub.address_key(p.address) COLLATE "C" > ''
			 ORDER  BY pub.address_key(p.address) COLLATE "C" LIMIT 1)
			UNION ALL
			SELECT (SELECT split_part(pub.address_key(p.address), '|', 1)
			        FROM   pub.parcels p WHERE pub.address_key(p.address) COLLATE "C" >= s.street || '}' -- behind all that are "street|…"
			        ORDER  BY pub.address_key(p.address) COLLATE "C" LIMIT 1)
			FROM   s WHERE s.street IS NOT NULL
		)
		SELECT street FROM s WHERE street <> '' LIMIT %d`, mostStreets))
	if err != nil {
		return nil, fmt.Errorf("streets: %w", err)
	}
	keys, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("streets: %w", err)
	}
	list := make([]street, 0, len(keys))
	for _, key := range keys {
		words := fold.Words(key)
		if len(words) > 1 && (words[0] == "duong" || words[0] == "pho") {
			words = words[1:]
		}
		if len(words) > 0 {
			list = append(list, street{key, words})
		}
	}
	return list, nil
}

// address is a street that written words name, with the house number before it.
type address struct {
	streets []street // spelled alike
	house   string   // "" for none
	used    []bool   // which of the words it explains
	// as is the street's name where the words spell it otherwise, "" where they do not.
	as string
}

// What a street costs against one that the words spell as it is written.
const (
	costBegun   = 1 // the last word is only begun
	costPerEdit = 2
	costTooMuch = 6
)

// findAddress finds the street that free words name best: the longest, spelled best. Only
// whole runs of words that nothing else explains count, or a street would be found in any text.
func findAddress(book []street, words []string, used []bool) (address, bool) {
	best, cost := address{}, costTooMuch
	length := 0
	for _, s := range book {
		for first := range words {
			end := first + len(s.words)
			if end > len(words) || slices.Contains(used[first:end], true) {
				continue
			}
			c := spelled(words[first:end], s.words, end == len(words))
			switch {
			case c >= costTooMuch || c > cost || c == cost && len(s.words) < length:
				continue
			case c < cost || len(s.words) > length:
				best, cost, length = address{used: slices.Clone(used)}, c, len(s.words)
				if c >= costPerEdit {
					best.as = s.key
				}
				best.take(words, first, end)
			}
			best.streets = append(best.streets, s)
		}
	}
	const most = 20
	best.streets = best.streets[:min(len(best.streets), most)]
	return best, len(best.streets) > 0
}

// take notes which words the street explains: its own, "đường" and the house number before it.
func (a *address) take(words []string, first, end int) {
	for i := first; i < end; i++ {
		a.used[i] = true
	}
	first--
	if first >= 0 && (words[first] == "duong" || words[first] == "pho") {
		a.used[first] = true
		first--
	}
	if first < 0 || a.used[first] || words[first][0] < '0' || words[first][0] > '9' {
		return
	}
	a.house, a.used[first] = words[first], true
	for first--; first >= 0 && !a.used[first] && (words[first] == "so" || words[first] == "nha"); first-- {
		a.used[first] = true
	}
}

// spelled is what a street costs that words spell so; costTooMuch for another street. One
// letter of a word may be wrong, two of a long one, one in five of the name; short words are
// as they are, or with two letters exchanged.
func spelled(words, street []string, last bool) int {
	if slices.Equal(words, street) {
		return 0
	}
	n := len(street) - 1
	if last && slices.Equal(words[:n], street[:n]) && strings.HasPrefix(street[n], words[n]) {
		return costBegun
	}
	edits, letters := 0, 0
	for i, w := range words {
		d := 0
		if long := len(w) - len(street[i]); long > 2 || long < -2 {
			return costTooMuch
		}
		if w != street[i] {
			d = fold.Edits(w, street[i])
		}
		switch n := len(street[i]); {
		case d > 0 && n <= 3 && len(w) != n, d > 0 && n <= 3 && !sameLetters(w, street[i]), d > 1 && n <= 6, d > 2:
			return costTooMuch
		default:
			edits, letters = edits+d, letters+n
		}
	}
	if edits*5 > letters {
		return costTooMuch
	}
	return costPerEdit * edits
}

func sameLetters(a, b string) bool {
	x, y := []byte(a), []byte(b)
	slices.Sort(x)
	slices.Sort(y)
	return string(x) == string(y)
}

// at asks for the parcels of an address: of the house, or of the whole street.
func (s *search) at(a address) *lookup {
	c := (&condition{}).in(s.codes())
	const key = `pub.address_key(p.address) COLLATE "C"`
	if a.house != "" {
		var keys []string
		for _, st := range a.streets {
			for _, house := range spellings(a.house) {
				keys = append(keys, st.key+"|"+strings.ToLower(house))
			}
		}
		c.and(key+" = ANY(?)", keys)
		return s.lookup("address", "pub.parcels p", c)
	}
	var ways []string
	var bounds []any
	for _, st := range a.streets {
		ways, bounds = append(ways, "("+key+" >= ? AND "+key+" < ?)"), append(bounds, st.key+"|", st.key+"}")
	}
	c.and("("+strings.Join(ways, " OR ")+")", bounds...)
	return s.lookup("address", "pub.parcels p", c)
}
