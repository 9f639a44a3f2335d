package importers

import (
	"context"
	"slices"
	"strings"

	"sotay/importers/vntext"
	"sotay/layers"
)

// Plan is how a file is imported, every question answered.
type Plan struct {
	// SRID of the file's coordinates, one of ours.
	SRID int `json:"srid"`
	// Swapped tells that the file has the northing or latitude first.
	Swapped bool `json:"swapped,omitempty"`
	// Columns that go into the layer.
	Columns []PlannedColumn `json:"columns"`
	// Set holds the fields that get one value in every row.
	Set map[string]string `json:"set,omitempty"`
	// Fields that are written, in the layer's order; derived ones too.
	Fields  []string `json:"fields"`
	Replace Replace  `json:"replace"`
	Scope   Words    `json:"scope"` // Replace in words
	// Communes are the only ones where records are removed, nil for no such limit: those of
	// the account that staged the file.
	Communes []string `json:"communes,omitzero"`
	SkipBad  bool     `json:"skip_bad"`
	// Repair tells that shapes were mended.
	Repair bool `json:"repair,omitempty"`
	// Create is the layer that applying makes, nil when it exists.
	Create *layers.Layer `json:"create,omitempty"`
}

// PlannedColumn is a column of the file, how it is read and the field it fills.
type PlannedColumn struct {
	Column   string          `json:"column"`
	Field    string          `json:"field"`
	Encoding vntext.Encoding `json:"encoding,omitempty"`
	// Comma tells that numbers written as text are 1.234,5.
	Comma bool `json:"comma,omitempty"`
	// Width is how many bytes a text has that may have been cut, 0 for none.
	Width int `json:"-"`
}

// plan is a Plan and what staging needs besides.
type plan struct {
	Plan
	layer    layers.Layer
	bindings []binding
	facts    *facts
	// restricted names the columns whose values only an audited read may show.
	restricted map[string]bool
}

// decision turns facts and answers into a plan, or into questions.
type decision struct {
	db     layers.Querier
	req    Request
	facts  *facts
	a      *Analysis
	layer  layers.Layer
	known  bool // layer is decided
	plan   *plan
	secret personal
	named  map[int]string // field by column, as the request maps them; "" leaves it out
	// notation of numbers by column, as the request tells it
	notation map[int]Notation
	meridian float64 // the province's own, in degrees
}

func (s *Service) decide(ctx context.Context, req Request, f *facts) (*plan, *Analysis, error) {
	d := &decision{db: s.pool, req: req, facts: f, a: newAnalysis(req.Source, f), plan: &plan{facts: f}, meridian: s.meridian}
	for _, step := range []func(context.Context) error{
		d.filled, d.answers, d.target, d.coordinates, d.columns, d.encodings, d.numbers, d.constants, d.required, d.codes, d.scope, d.notes,
	} {
		if err := step(ctx); err != nil {
			return nil, d.a, err
		}
	}
	d.describe()
	if len(d.a.Questions) > 0 {
		return nil, d.a, nil
	}
	d.plan.layer = d.layer
	return d.plan, d.a, nil
}

func newAnalysis(src Source, f *facts) *Analysis {
	a := &Analysis{
		Source: src.Name, SourceLayer: f.schema.Name, Rows: f.rows, Geometry: f.kinds,
		Problems: slices.Clone(f.schema.Problems), facts: f,
	}
	if f.hasExtent {
		extent := [4]float64(f.extent)
		a.Extent = &extent
	}
	return a
}

func (d *decision) ask(q Question) { d.a.Questions = append(d.a.Questions, q) }

// column finds a column of the file by name, in any letter case.
func (d *decision) column(name string) (int, error) {
	for i, c := range d.facts.schema.Fields {
		if strings.EqualFold(c.Name, name) {
			return i, nil
		}
	}
	return 0, refuse("unknown_column", "Tệp không có cột %[1]q; các cột: %[2]s.", "The file has no column %[1]q; its columns are %[2]s.",
		name, strings.Join(d.columnNames(), ", "))
}

func (d *decision) columnNames() []string {
	names := make([]string, len(d.facts.schema.Fields))
	for i, c := range d.facts.schema.Fields {
		names[i] = c.Name
	}
	return names
}

// filled refuses a file without records, or without a single shape where its coordinates
// would be asked for: nothing else is worth asking.
func (d *decision) filled(context.Context) error {
	_, _, err := SRIDOf(d.facts.schema.CRS)
	switch {
	case d.facts.rows == 0:
		return refuse("empty_file", "Tệp %s không có bản ghi nào.", "%s has no records.", d.req.Source.Name)
	case !d.facts.hasExtent && err != nil && d.req.CRS == "":
		return refuse("no_geometry", "Tệp %s không có hình nào đọc được.", "%s has no shape that can be read.", d.req.Source.Name)
	}
	return nil
}

// fieldNames lists the layer's fields that can be imported.
func (d *decision) fieldNames() string {
	var list []string
	for _, f := range d.layer.Fields {
		if !f.Computed {
			list = append(list, f.Name)
		}
	}
	return strings.Join(list, ", ")
}

// answers reads --map and --numbers, so that everything after knows what was decided.
func (d *decision) answers(context.Context) error {
	d.named, d.notation = map[int]string{}, map[int]Notation{}
	if err := d.checkAccept(); err != nil {
		return err
	}
	for _, answer := range d.req.Numbers {
		column, how, _ := strings.Cut(answer, "=")
		i, err := d.column(column)
		if err != nil {
			return err
		}
		if d.notation[i] = Notation(how); d.notation[i] != Vietnamese && d.notation[i] != English {
			return refuse("bad_numbers", "--numbers %[1]s: cần CỘT=vi hoặc CỘT=en.", "--numbers %[1]s: write COLUMN=vi or COLUMN=en.", answer)
		}
	}
	for _, m := range d.req.Map {
		name, field, ok := strings.Cut(m, "=")
		if !ok {
			return refuse("bad_map", "--map %[1]s: cần dạng CỘT=trường hoặc CỘT=-.", "--map %[1]s: write COLUMN=field or COLUMN=-.", m)
		}
		i, err := d.column(name)
		if err != nil {
			return err
		}
		d.named[i] = strings.TrimSuffix(field, "-")
	}
	return nil
}

// columns decides which column fills which field.
func (d *decision) columns(context.Context) error {
	if !d.known {
		return nil
	}
	taken, byField := map[int]bool{}, map[string]int{}
	for i, field := range d.named {
		taken[i] = true
		if field == "" {
			continue
		}
		if f, ok := d.layer.Field(field); !ok || f.Computed {
			return refuse("unknown_field", "Lớp %[1]s không có trường nhập được %[2]q; các trường: %[3]s.", "Layer %[1]s has no field %[2]q that can be imported; its fields are %[3]s.", d.layer.Name, field, d.fieldNames())
		}
		if _, twice := byField[field]; twice {
			return refuse("field_twice", "Hai cột cùng vào trường %s.", "Two columns go into field %s.", field)
		}
		byField[field] = i
	}
	rest := d.layer
	rest.Fields = slices.DeleteFunc(slices.Clone(rest.Fields), func(f layers.Field) bool {
		_, done := byField[f.Name]
		return done || d.setValue(f.Name) != nil
	})
	for field, i := range proposeColumns(rest, d.facts.schema.Fields, taken) {
		byField[field] = i
	}
	types := d.landColumns(byField, taken)
	for _, f := range d.layer.Fields {
		if i, ok := byField[f.Name]; ok {
			b := binding{field: f, source: i, column: d.facts.schema.Fields[i].Name}
			b.identity, b.personal = slices.Contains(d.layer.Identity, f.Name), d.secret.holds(b.column)
			d.plan.bindings = append(d.plan.bindings, b)
		}
	}
	d.joinTypes(types)
	return nil
}

// setValue is what --set gives a field, nil for nothing.
func (d *decision) setValue(field string) *string {
	for _, s := range d.req.Set {
		if name, value, _ := strings.Cut(s, "="); name == field {
			return &value
		}
	}
	return nil
}

// constants adds the fields of --set, and the one derived from the land use.
func (d *decision) constants(context.Context) error {
	d.plan.Set = map[string]string{}
	for _, s := range d.req.Set {
		name, value, ok := strings.Cut(s, "=")
		f, exists := d.layer.Field(name)
		if d.known && (!ok || !exists || f.Computed) {
			return refuse("bad_set", "--set %[1]s: cần dạng trường=giá trị; các trường: %[2]s.", "--set %[1]s: write field=value; the fields are %[2]s.", s, d.fieldNames())
		}
		identity := slices.Contains(d.layer.Identity, name)
		d.plan.bindings = append(d.plan.bindings, binding{field: f, source: constantValue, constant: value, identity: identity})
		if f.Visibility == layers.Restricted {
			value = "" // the plan is stored and shown
		}
		d.plan.Set[name] = value
	}
	use := d.bound("land_use")
	types, ok := d.layer.Field("land_types")
	if use != nil && ok && types.Type == "text[]" && d.bound("land_types") == nil {
		use.keep = new(string)
		d.plan.bindings = append(d.plan.bindings, binding{field: types, source: derivedValue, column: use.column, keep: use.keep})
	}
	return nil
}

// bound is the binding of a field, nil when nothing fills it.
func (d *decision) bound(field string) *binding {
	for i := range d.plan.bindings {
		if d.plan.bindings[i].field.Name == field {
			return &d.plan.bindings[i]
		}
	}
	return nil
}
