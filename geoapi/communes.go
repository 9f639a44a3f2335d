package geoapi

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"sotay/communes"
	"sotay/parcels"
)

func (s *Server) communeRoutes() []route {
	return []route{
		{http.MethodGet, "/api/communes", "findCommunes", anyone, endpoint(s.findUnits), lookup},
		{http.MethodGet, "/api/communes/{code}", "getCommune", anyone, endpoint(s.getUnit), lookup},
	}
}

type unitsIn struct {
	q, at, after string
	limit        int
}

func (in *unitsIn) parse(p *params) {
	in.q, in.at, in.after = p.text("q", maxQuery), p.day("at"), p.text("after", 5)
	in.limit = p.integer("limit", 20, 1, 200)
}

// unitJSON is an administrative unit. It holds from valid_from to the day before valid_to.
type unitJSON struct {
	Code      string      `json:"code"`
	Name      string      `json:"name"`
	Kind      string      `json:"kind"`
	Level     int         `json:"level"`
	ValidFrom *string     `json:"valid_from"`
	ValidTo   *string     `json:"valid_to"`
	Source    *string     `json:"source"`
	District  *communeRef `json:"district"`
	Province  *communeRef `json:"province"`
}

func unitOf(u communes.Standing) unitJSON {
	return unitJSON{
		u.Code, u.Name, u.Kind, u.Level, orNull(u.From), orNull(u.To), orNull(u.Source), refOrNull(u.District), refOrNull(u.Province),
	}
}

func refOrNull(r communes.Ref) *communeRef {
	if r.Code == "" {
		return nil
	}
	return &communeRef{r.Code, r.Name}
}

// foundUnitJSON is a unit with what it is today.
type foundUnitJSON struct {
	unitJSON
	Today []kinJSON `json:"today"`
}

// kinJSON is a unit that another came of or became.
type kinJSON struct {
	unitJSON
	Steps     int     `json:"steps"`
	Effective *string `json:"effective"`
	Split     bool    `json:"split"`
	Decree    *string `json:"decree"`
}

func kinOf(list []communes.Kin) []kinJSON {
	out := make([]kinJSON, len(list))
	for i, k := range list {
		out[i] = kinJSON{unitOf(k.Standing), k.Steps, orNull(k.Effective), k.Split, orNull(k.Decree)}
	}
	return out
}

type unitsOut struct {
	At    *string         `json:"at"`
	Units []foundUnitJSON `json:"units"`
	// Next is the code to go on after, in a list without a question.
	Next *string `json:"next"`
}

// findUnits answers with the units that a text names or, without a text, with the communes
// of a day.
func (s *Server) findUnits(ctx context.Context, in unitsIn) (unitsOut, error) {
	out := unitsOut{At: orNull(in.at), Units: []foundUnitJSON{}}
	if strings.TrimSpace(in.q) != "" {
		found, err := s.names.Find(ctx, in.q, in.at, in.limit)
		for _, f := range found {
			out.Units = append(out.Units, foundUnitJSON{unitOf(f.Standing), kinOf(f.Today)})
		}
		return out, err
	}
	list, err := s.names.List(ctx, communes.Commune, in.at, in.after, in.limit+1)
	if err != nil {
		return unitsOut{}, err
	}
	if len(list) > in.limit {
		list = list[:in.limit]
		out.Next = orNull(list[in.limit-1].Code)
	}
	for _, u := range list {
		out.Units = append(out.Units, foundUnitJSON{unitOf(u), []kinJSON{}})
	}
	return out, nil
}

type unitIn struct{ code, at string }

func (in *unitIn) parse(p *params) { in.code, in.at = p.path("code"), p.day("at") }

type unitOut struct {
	unitJSON
	Predecessors []kinJSON `json:"predecessors"`
	Successors   []kinJSON `json:"successors"`
}

func (s *Server) getUnit(ctx context.Context, in unitIn) (unitOut, error) {
	u, err := s.names.Show(ctx, in.code, in.at)
	if err != nil {
		return unitOut{}, err
	}
	return unitOut{unitOf(u.Standing), kinOf(u.Predecessors), kinOf(u.Successors)}, nil
}

// unitNotFound says what the code stands for on other days.
func unitNotFound(e *communes.NotFoundError) *problem {
	if len(e.Known) == 0 {
		return &problem{kind: notFound, cause: e, detail: Words{"Không có đơn vị hành chính mang mã này.", "No administrative unit has this code."}}
	}
	var vi, en []string
	for _, u := range e.Known {
		days := [2]string{u.Name, u.Name}
		if u.From != "" {
			days = [2]string{days[0] + " từ " + u.From, days[1] + " from " + u.From}
		}
		if u.To != "" {
			days = [2]string{days[0] + " đến trước " + u.To, days[1] + " until before " + u.To}
		}
		vi, en = append(vi, days[0]), append(en, days[1])
	}
	return &problem{kind: notFound, cause: e, detail: Words{
		fmt.Sprintf("Ngày %s không có đơn vị mang mã %s. Mã này là của %s.", e.At, e.Code, strings.Join(vi, ", ")),
		fmt.Sprintf("On %s no unit had the code %s. It is that of %s.", e.At, e.Code, strings.Join(en, ", ")),
	}}
}

// communesOn offers the communes of another day that the text names and the map has.
func (s *Server) communesOn(ctx context.Context, in searchIn) ([]any, error) {
	found, err := s.names.Find(ctx, in.text, in.at, in.limit)
	if err != nil {
		return nil, err
	}
	codes := make([]string, len(found))
	whys := map[string]whyJSON{}
	for i, f := range found {
		codes[i] = f.Code
		whys[f.Code] = whyJSON{"name_then", map[string]string{"at": in.at, "district": f.District.Name, "province": f.Province.Name}}
	}
	places, err := s.names.Places(ctx, codes, in.at)
	if err != nil {
		return nil, err
	}
	var items []any
	for _, p := range places {
		items = append(items, communeJSON{p.Code, p.Name, p.Province, p.OldNames, boxJSON(p.Bounds), lonLat(p.Point), whys[p.Code]})
	}
	return items, nil
}

// unitsJSON is in which units a parcel lies and lay.
type unitsJSON struct {
	Today  *unitJSON      `json:"today"`
	Former []formerlyJSON `json:"former"`
}

type formerlyJSON struct {
	Until      string     `json:"until"`
	Decree     *string    `json:"decree"`
	How        string     `json:"how"`
	Unit       *unitJSON  `json:"unit"`
	Candidates []unitJSON `json:"candidates"`
}

func (s *Server) unitsOf(ctx context.Context, d parcels.Detail) (unitsJSON, error) {
	at, err := s.names.Locate(ctx, d.CommuneCode, d.Point, d.Address)
	if err != nil {
		return unitsJSON{}, err
	}
	out := unitsJSON{Today: unitOrNull(at.Today), Former: []formerlyJSON{}}
	for _, f := range at.Former {
		formerly := formerlyJSON{f.Until, orNull(f.Decree), f.How, unitOrNull(f.Unit), []unitJSON{}}
		for _, c := range f.Candidates {
			formerly.Candidates = append(formerly.Candidates, unitOf(c))
		}
		out.Former = append(out.Former, formerly)
	}
	return out, nil
}

func unitOrNull(u *communes.Standing) *unitJSON {
	if u == nil {
		return nil
	}
	out := unitOf(*u)
	return &out
}
