package importers

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"sotay/layers"
)

// target is what the SQL of one change set works on: the layer's tables, the change
// set's own, and the columns written. Every identifier in it comes from the catalogue
// and is quoted.
type target struct {
	id     int64
	layer  layers.Layer
	isNew  bool // the layer does not exist yet
	srid   int  // of the staged geometry
	survey bool // the staged geometry is kept as survey_geom
	fields []layers.Field
	parts  []part // the layer's table first
	scoped []string
	names  *strings.Replacer
	// noneMatched tells that the file has no row that the layer has, too.
	noneMatched bool
	precision   precision // of the file's coordinates, known once it is loaded
}

// part is one of the tables that hold a layer's fields.
type part struct {
	name   string // "main", or the side table's visibility
	table  string // quoted
	before string // quoted: what undo puts back
	alias  string
	fields []layers.Field // written by this change set
	all    []layers.Field // stored in the table
}

// sql puts the quoted names into a statement: {data}, {stage}, {diff} and so on, and for
// {is added} the condition that a good staged row s has no partner in the layer.
func (t *target) sql(statement string) string {
	added := "NOT s.bad"
	if !t.noneMatched {
		added += " AND NOT EXISTS (SELECT FROM {diff} f WHERE f.row_no = s.row_no)"
	}
	return t.names.Replace(strings.ReplaceAll(statement, "{is added}", added))
}

const mainPart = "main"

// xid is the column of a record that tells which transaction wrote it last: of a station,
// what people say of it. What is computed into it does not count.
func (t *target) xid() string {
	if t.layer.Name == stationsLayer {
		return "edited"
	}
	return "xmin"
}

func newTarget(id int64, l layers.Layer, p Plan) *target {
	t := &target{id: id, layer: l, isNew: p.Create != nil, srid: p.SRID}
	t.survey = l.Survey && p.SRID >= 910000 && p.SRID < 920000 && p.SRID != VN2000
	for _, f := range l.Fields {
		if slices.Contains(p.Fields, f.Name) {
			t.fields = append(t.fields, f)
		}
	}
	t.parts = t.allParts()
	switch p.Replace {
	case ReplaceSheet:
		t.scoped = []string{"commune_code", "sheet_no"}
	case ReplaceCommune:
		t.scoped = []string{"commune_code"}
	}
	t.names = strings.NewReplacer(
		"{data}", t.parts[0].table,
		"{stage}", scratch("stage", id), "{diff}", scratch("diff", id), "{pairs}", scratch("pairs", id), "{rivals}", scratch("rivals", id),
		"{repeats}", scratch("repeats", id), "{flaws}", scratch("flaws", id),
		"{here}", t.here("s"), "{srid}", fmt.Sprint(t.srid),
		"{same id}", t.sameIdentity("s", "d"), "{same r}", t.sameIdentity("s", "r"),
		"{in scope}", t.inScope(p), "{scope}", t.scope(), "{d identity}", columnList("d", "", l.Identity), "{s identity}", columnList("s", "f_", l.Identity),
		"{join sides}", t.joinSides(true), "{join all sides}", t.joinSides(false),
	)
	return t
}

func (t *target) allParts() []part {
	parts := []part{t.part(mainPart, layers.Public, t.layer.Table, "d")}
	for _, side := range []string{layers.Staff, layers.Restricted} {
		if len(t.layer.Visible(side)) > 0 {
			parts = append(parts, t.part(side, side, t.layer.SideTable(side), side[:2]))
		}
	}
	return parts
}

func (t *target) part(name, visibility, table, alias string) part {
	p := part{name: name, table: pgx.Identifier{"data", table}.Sanitize(), alias: alias}
	p.before = scratch("before", t.id)
	if name != mainPart {
		p.before = pgx.Identifier{"sotay", fmt.Sprintf("before_%d_%s", t.id, name)}.Sanitize()
	}
	for _, f := range t.layer.Visible(visibility) {
		if f.Computed {
			continue
		}
		p.all = append(p.all, f)
		if slices.ContainsFunc(t.fields, func(w layers.Field) bool { return w.Name == f.Name }) {
			p.fields = append(p.fields, f)
		}
	}
	return p
}

// scratch is the quoted name of a table of the change set.
func scratch(kind string, id int64) string {
	return pgx.Identifier{"sotay", fmt.Sprintf("%s_%d", kind, id)}.Sanitize()
}

// scratchTables names the tables that exist until a change set is applied or given up.
func scratchTables(id int64) []string {
	kinds := []string{"stage", "diff", "pairs", "rivals", "repeats", "flaws"}
	for i, k := range kinds {
		kinds[i] = fmt.Sprintf("%s_%d", k, id)
	}
	return kinds
}

// sides are the parts beside the layer's own table.
func (t *target) sides() []part { return t.parts[1:] }

// here is the staged geometry as the layer stores it, in EPSG:4326.
func (t *target) here(alias string) string {
	if t.srid == 4326 {
		return alias + ".geom"
	}
	return "st_transform(" + alias + ".geom, 4326)"
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }

// columnList lists columns of an alias, each with a prefix before its name.
func columnList(alias, prefix string, names []string) string {
	list := make([]string, len(names))
	for i, n := range names {
		list[i] = alias + "." + quote(prefix+n)
	}
	return strings.Join(list, ", ")
}

func names(fields []layers.Field) []string {
	list := make([]string, len(fields))
	for i, f := range fields {
		list[i] = f.Name
	}
	return list
}

// sameIdentity compares the identity of a staged row with that of another row.
func (t *target) sameIdentity(staged, other string) string {
	list := make([]string, len(t.layer.Identity))
	for i, n := range t.layer.Identity {
		list[i] = staged + "." + quote("f_"+n) + " = " + other + "." + quote(n)
	}
	if len(list) == 0 {
		return "false"
	}
	return strings.Join(list, " AND ")
}

// scope is a subquery of the sheets or communes that the good rows of the file are in.
func (t *target) scope() string {
	if len(t.scoped) == 0 {
		return "(SELECT)"
	}
	list := make([]string, len(t.scoped))
	for i, n := range t.scoped {
		list[i] = "s." + quote("f_"+n) + " AS " + quote(n)
	}
	return "(SELECT DISTINCT " + strings.Join(list, ", ") + " FROM " + scratch("stage", t.id) + " s WHERE NOT s.bad)"
}

// inScope is a condition on a row d of the layer, and k of scope: whether it is removed
// where the file lacks it.
func (t *target) inScope(p Plan) string {
	if p.Replace == ReplaceNone {
		return "false"
	}
	list := []string{"true"}
	for _, n := range t.scoped {
		list = append(list, "d."+quote(n)+" = k."+quote(n))
	}
	if p.Communes != nil {
		list = append(list, fmt.Sprintf("d.commune_code IN (SELECT jsonb_array_elements_text(i.plan -> 'communes') FROM sotay.imports i WHERE i.id = %d)", t.id))
	}
	return strings.Join(list, " AND ")
}

// joinSides joins the side tables to a row d; only those that are written, or all.
func (t *target) joinSides(written bool) string {
	var b strings.Builder
	for _, p := range t.sides() {
		if !written || len(p.fields) > 0 {
			fmt.Fprintf(&b, " LEFT JOIN %s %s ON %[2]s.id = d.id", p.table, p.alias)
		}
	}
	return b.String()
}

// differs compares the written fields of a part with the staged ones.
func (t *target) differs(p part) string {
	if len(p.fields) == 0 {
		return "false"
	}
	return fmt.Sprintf("(%s) IS DISTINCT FROM (%s)", columnList(p.alias, "", names(p.fields)), columnList("s", "f_", names(p.fields)))
}

// moved compares shapes: as surveyed where the file is a survey, else as stored. What lies
// closer than the file can tell apart is no move: files round coordinates.
func (t *target) moved() string {
	stored, staged := "d.geom", t.here("s")
	if t.survey {
		stored, staged = "d.survey_geom", "s.geom"
	}
	return fmt.Sprintf("((%[1]s = %[2]s) IS NOT TRUE AND NOT coalesce(sotay.same_shape(%[1]s, %[2]s, %[3]g), false))", stored, staged, t.tolerance())
}
