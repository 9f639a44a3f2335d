package parcels

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"sotay/internal/fold"
)

// SearchQuery is what the search box asks.
type SearchQuery struct {
	// Text in any usual wording; its last word may be unfinished.
	Text string
	// Limit of parcels, 1 … MaxHits.
	Limit int
	// Near is what the caller looks at; nil when not known. Parcels of the same number
	// come in order of distance from it.
	Near *Point
	// Hosts are this handbook's own, with the port where there is one: a pasted address of
	// another host names no parcel.
	Hosts []string
}

// maxText is the longest text that is no link, in bytes.
const maxText = 400

// MaxHits is the largest number of parcels that Search gives.
const MaxHits = 50

// Result is what Search found; empty lists and a Hint when it found nothing.
type Result struct {
	Parcels     []Hit
	Communes    []Commune
	Coordinates []Coordinate
	Hint        *Hint
}

// Hit is a parcel that a search found.
type Hit struct {
	ID          int64
	CommuneCode string
	CommuneName string
	SheetNo     string
	ParcelNo    string
	OldSheetNo  string
	OldParcelNo string
	Address     string
	LandUse     string
	MapArea     float64 // m²
	Point       Point   // inside the parcel
	Box         Box
	Why         Why
}

// Hint says why nothing was found, and what would be: a code and its arguments.
type Hint struct {
	Code string
	Args map[string]string
}

// Search understands the text and looks it up. Numbers are sheet and parcel where nothing
// else is said; the numbers that a parcel had before are found as well, present and former
// commune names, addresses by house number and street, and pasted addresses of maps. Names may
// be misspelled a little where nothing is spelled so.
func (f *Finder) Search(ctx context.Context, q SearchQuery) (Result, error) {
	q.Limit = max(1, min(q.Limit, MaxHits))
	if link, ok := f.links.parse(q.Text, q.Hosts); ok {
		return f.searchLink(ctx, link)
	}
	if len(q.Text) > maxText {
		return Result{Hint: &Hint{"text_too_long", map[string]string{}}}, nil
	}
	parsed := f.grammar.parse(q.Text)
	switch {
	case parsed.point != nil:
		return f.searchPoint(ctx, *parsed.point)
	case parsed.official != "":
		return f.searchOfficial(ctx, parsed.official)
	}
	s := &search{Finder: f, SearchQuery: q, query: parsed}
	if err := s.names(ctx); err != nil {
		return Result{}, err
	}
	if s.address != nil {
		return s.findAddress(ctx)
	}
	if len(s.ways) == 0 {
		return s.communesOnly(ctx)
	}
	if s.place && len(s.communes) > 0 {
		return Result{Communes: s.communes, Hint: s.streetHint()}, nil
	}
	if err := s.find(ctx); err != nil {
		return Result{}, err
	}
	return s.result(ctx)
}

// search is one search for numbers under way.
type search struct {
	*Finder
	SearchQuery
	query    query
	communes []Commune
	strange  []string // words that nothing explains
	place    bool     // the numbers look like a house's, of a street that is not known
	meant    string   // the words that are taken for a commune spelled otherwise, "" for none
	address  *address // that the text names, where it names no numbers
	ways     []reading
	hits     []Hit
}

// names looks the commune up and then knows which numbers are left.
func (s *search) names(ctx context.Context) error {
	communes, used, err := s.Communes(ctx, s.query.words, true)
	if err != nil {
		return err
	}
	s.communes = communes
	s.strange = s.grammar.unexplained(s.query, used)
	found, used, err := s.street(ctx, used)
	if err != nil {
		return err
	}
	if used, err = s.misspelled(ctx, used); err != nil {
		return err
	}
	s.ways = s.grammar.readings(s.query, used)
	if found == nil && len(s.strange) > 0 && len(s.ways) > 0 && s.grammar.looksLikeAddress(s.query, used) {
		if s.place, err = s.isPlace(ctx); err != nil {
			return err
		}
	}
	if len(s.strange) == 0 && s.query.sheet == "" && s.query.parcel == "" {
		s.address = found
	}
	return nil
}

// street looks for an address among the words that name no commune.
func (s *search) street(ctx context.Context, used []bool) (*address, []bool, error) {
	if len(s.strange) == 0 {
		return nil, used, nil
	}
	book, err := s.streets(ctx)
	if err != nil {
		return nil, used, err
	}
	for len(used) < len(s.query.words) {
		used = append(used, false)
	}
	a, ok := findAddress(book, s.query.words, used)
	if !ok {
		return nil, used, nil
	}
	if a.house == "" {
		a.house = s.query.house
	}
	if p := s.query.pair; a.house == "" && p != [2]string{} {
		a.house = p[0] + "/" + p[1]
	}
	s.strange = s.grammar.unexplained(s.query, a.used)
	return &a, a.used, nil
}

// misspelled takes words that nothing explains for the commune's name that is most like them.
func (s *search) misspelled(ctx context.Context, used []bool) ([]bool, error) {
	if len(s.communes) > 0 || len(s.strange) == 0 {
		return used, nil
	}
	name, err := s.Nearest(ctx, s.strange)
	if err != nil || name == "" {
		return used, err
	}
	written := strings.Join(s.strange, " ")
	if !likeName(written, name) {
		return used, nil // a part of the words alone is like it
	}
	communes, _, err := s.Communes(ctx, fold.Words(name), false)
	if err != nil || len(communes) == 0 {
		return used, err
	}
	for i := range communes {
		communes[i].Meant = written
	}
	s.communes, s.meant, s.strange = communes, written, nil
	all := make([]bool, len(s.query.words))
	for i, w := range s.query.words {
		all[i] = i < len(used) && used[i] || !s.grammar.number.MatchString(w)
	}
	return all, nil
}

// isPlace tells whether the strange words may be a street's name: they are not when they are
// almost another name of the commune that the text names: "thang tan vung tau".
func (s *search) isPlace(ctx context.Context) (bool, error) {
	if slices.ContainsFunc(s.strange, way) {
		return true, nil
	}
	name, err := s.Nearest(ctx, s.strange)
	if err != nil || name == "" || !likeName(strings.Join(s.strange, " "), name) {
		return true, err
	}
	called, _, err := s.Communes(ctx, fold.Words(name), false)
	return !slices.ContainsFunc(called, func(c Commune) bool { return slices.Contains(s.codes(), c.Code) }), err
}

// likeName tells whether the words as a whole are spelled almost as a commune's name.
func likeName(written, name string) bool {
	_, key, _ := strings.Cut(" "+fold.Key(name), " "+strings.Join(kindOf(name), " ")+" ")
	return fold.Edits(written, key)*4 <= len(key)
}

// kindOf is the kind of unit that a name begins with, folded.
func kindOf(name string) []string {
	words := fold.Words(name)
	for _, n := range []int{2, 1} {
		if len(words) > n {
			switch strings.Join(words[:n], " ") {
			case "phuong", "xa", "thi tran", "dac khu":
				return words[:n]
			}
		}
	}
	return nil
}

// findAddress gives the parcels of an address, or says that there is none.
func (s *search) findAddress(ctx context.Context) (Result, error) {
	l := s.at(*s.address)
	rows, err := s.Public.Query(ctx, l.sql(s.communesView(), s.Limit), l.args...)
	if err != nil {
		return Result{}, fmt.Errorf("find address: %w", err)
	}
	hits, err := pgx.CollectRows(rows, scanHit)
	if err != nil {
		return Result{}, fmt.Errorf("find address: %w", err)
	}
	args := map[string]string{"street": s.address.streets[0].key}
	if s.address.house != "" {
		args["house"] = s.address.house
	}
	if len(hits) == 0 {
		if len(s.communes) > 0 {
			args["commune"] = s.communes[0].Name
		}
		return Result{Hint: &Hint{"address_not_found", args}}, nil
	}
	for i, h := range hits {
		why := s.because("address", reading{}, h)
		delete(why.Args, "sheet")
		delete(why.Args, "parcel")
		for name, value := range args {
			why.Args[name] = value
		}
		if s.address.as != "" {
			why.Args["as"] = s.address.as
		}
		hits[i].Why = why
	}
	return Result{Parcels: hits}, nil
}

// searchLink answers a pasted address of a map.
func (f *Finder) searchLink(ctx context.Context, l mapLink) (Result, error) {
	switch {
	case l.short:
		return Result{Hint: &Hint{"short_link", map[string]string{}}}, nil
	case l.strange != "":
		return Result{Hint: &Hint{"link_unknown", map[string]string{"host": l.strange}}}, nil
	case l.parcel > 0:
		hits, err := f.hits(ctx, lookup{from: "pub.parcels p", where: "p.id = $1", order: "p.id", args: []any{l.parcel}})
		if err != nil || len(hits) == 0 {
			return Result{Hint: &Hint{"linked_parcel_gone", map[string]string{}}}, err
		}
		hits[0].Why = Why{"map_link", map[string]string{}}
		return Result{Parcels: hits}, nil
	}
	r, err := f.searchPoint(ctx, *l.point)
	for i := range r.Coordinates {
		r.Coordinates[i].Why.Code = "map_link"
	}
	return r, err
}

func (s *search) communesOnly(ctx context.Context) (Result, error) {
	if len(s.communes) > 0 || len(s.strange) == 0 {
		return Result{Communes: s.communes}, nil
	}
	hint, err := s.communeHint(ctx)
	return Result{Hint: hint}, err
}

// find fills the hits: for each way to read the numbers those of today, the former ones,
// and what begins as the unfinished one. Behind a former commune name the former numbers
// come first: sheets were numbered anew at the mergers. Where two readings are possible,
// the first leaves the second a third of the room. All of it is one round trip.
func (s *search) find(ctx context.Context) error {
	steps := []func(reading) *lookup{s.today, s.former}
	if len(s.communes) > 0 && s.communes[0].OldName != "" {
		slices.Reverse(steps)
	}
	if s.query.unfinished {
		steps = append(steps, s.begun)
	}
	found := make([][]Hit, len(s.ways))
	batch := &pgx.Batch{}
	for i, way := range s.ways {
		for _, step := range steps {
			l := step(way)
			if l == nil {
				continue
			}
			batch.Queue(l.sql(s.communesView(), s.Limit), l.args...).Query(func(rows pgx.Rows) error {
				hits, err := pgx.CollectRows(rows, scanHit)
				for _, h := range hits {
					h.Why = s.because(l.why, way, h)
					found[i] = append(found[i], h)
				}
				return err
			})
		}
	}
	if batch.Len() > 0 {
		if err := s.Public.SendBatch(ctx, batch).Close(); err != nil {
			return fmt.Errorf("find parcels: %w", err)
		}
	}
	if len(found) == 2 {
		s.take(found[0], s.Limit-min(len(found[1]), s.Limit/3))
		s.take(found[1], s.Limit)
	}
	s.take(found[0], s.Limit)
	return nil
}

// take adds hits that are not there yet, until there are limit.
func (s *search) take(hits []Hit, limit int) {
	for _, h := range hits {
		if len(s.hits) >= limit {
			return
		}
		if !slices.ContainsFunc(s.hits, func(have Hit) bool { return have.ID == h.ID }) {
			s.hits = append(s.hits, h)
		}
	}
}

// because explains a hit: the numbers taken, and how the commune was found.
func (s *search) because(code string, way reading, h Hit) Why {
	args := map[string]string{"sheet": way.sheet, "parcel": way.parcel}
	if way.order != "" {
		args["order"] = way.order
	}
	why := Why{Code: code, Args: args}
	if s.meant != "" {
		args["meant"] = s.meant
	}
	i := slices.IndexFunc(s.communes, func(c Commune) bool { return c.Code == h.CommuneCode })
	if i < 0 {
		return why
	}
	if c := s.communes[i]; c.OldName != "" {
		if code == "sheet_parcel" {
			why.Code = "old_commune"
		}
		args["old"], args["new"], args["since"] = c.OldName, c.Name, c.Since
		args["split"] = strconv.FormatBool(c.Split)
	}
	if c := s.communes[i]; c.District != "" {
		args["district"] = c.District
	}
	return why
}

func (s *search) result(ctx context.Context) (Result, error) {
	r := Result{Parcels: s.hits}
	if len(s.hits) > 0 && (len(s.communes) > 0 || len(s.strange) == 0) {
		return r, nil
	}
	r.Communes = s.communes
	hint, err := s.hint(ctx)
	r.Hint = hint
	return r, err
}

func (s *search) codes() []string {
	codes := make([]string, len(s.communes))
	for i, c := range s.communes {
		codes[i] = c.Code
	}
	return codes
}
