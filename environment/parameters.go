package environment

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Parameter is what stations measure.
type Parameter struct {
	ID        int16
	Code      string
	Medium    string // air, water, weather or flow
	NameVi    string
	NameEn    string
	Unit      string   // in which values are kept
	MolarMass float64  // g/mol; 0 where there is none
	Lowest    *float64 // what a sensor can mean at all, in Unit
	Highest   *float64
	Aliases   []string // how else it is written, as symbol writes it
}

// media that a kind of station measures, the likeliest first: "Temp" of a river is the water's.
func media(kind string) []string {
	switch kind {
	case "air", "weather":
		return []string{"air", "weather"}
	case "emission":
		return []string{"air", "flow", "weather"}
	}
	return []string{"water", "flow", "weather"}
}

// symbol is a parameter as it is looked up: capitals without spaces, a decimal point. The
// files of Circular 10/2021 write PM2,5.
func symbol(written string) string {
	return symbolSigns.Replace(strings.ToUpper(strings.TrimSpace(written)))
}

var symbolSigns = strings.NewReplacer(" ", "", "_", "", ",", ".")

// parameters finds parameters by how they are written.
type parameters struct {
	byMedium map[string]map[string]*Parameter // medium, symbol
}

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// Parameters lists what stations can measure.
func (s *Store) Parameters(ctx context.Context) ([]*Parameter, error) {
	return listParameters(ctx, s.db.Public)
}

// flueHighest is what a pollutant of flue gas can be at most, in µg/m³: 10 g/m³. What data.parameters
// says of gases is of the air outdoors.
const flueHighest = 1e7

// inFlue is the parameter as it is measured in flue gas.
func (p *Parameter) inFlue() *Parameter {
	if p.Unit != "µg/m³" || p.Highest == nil || *p.Highest >= flueHighest {
		return p
	}
	in, highest := *p, flueHighest
	in.Highest = &highest
	return &in
}

func listParameters(ctx context.Context, tx querier) ([]*Parameter, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, code, medium, name_vi, name_en, unit, coalesce(molar_mass, 0), lowest, highest, aliases
		FROM   pub.parameters
		ORDER  BY sort, id`)
	if err != nil {
		return nil, fmt.Errorf("parameters: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByPos[Parameter])
	if err != nil {
		return nil, fmt.Errorf("parameters: %w", err)
	}
	return list, nil
}

func readParameters(ctx context.Context, tx querier) (parameters, error) {
	list, err := listParameters(ctx, tx)
	if err != nil {
		return parameters{}, err
	}
	all := parameters{byMedium: map[string]map[string]*Parameter{}}
	for _, p := range list {
		names := all.byMedium[p.Medium]
		if names == nil {
			names = map[string]*Parameter{}
			all.byMedium[p.Medium] = names
		}
		for _, name := range append([]string{p.Code}, p.Aliases...) {
			if _, taken := names[symbol(name)]; !taken {
				names[symbol(name)] = p
			}
		}
	}
	return all, nil
}

// of finds the parameter that a station of a kind means by what it writes; nil for none.
func (all parameters) of(kind, written string) *Parameter {
	for _, medium := range media(kind) {
		if p := all.byMedium[medium][symbol(written)]; p != nil {
			return p
		}
	}
	return nil
}

// anywhere finds a parameter by how it is written, of any medium; nil for none.
func (all parameters) anywhere(written string) *Parameter {
	for _, names := range all.byMedium {
		if p := names[symbol(written)]; p != nil {
			return p
		}
	}
	return nil
}
