package importers

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sotay/importers/vntext"
	"sotay/layers"
)

// encodings decides how each text column is written: as told, or as recognised; asks
// where the evidence is too little. Only columns that go into the layer are asked for.
func (d *decision) encodings(context.Context) error {
	all, byColumn, err := d.encodingAnswers()
	if err != nil {
		return err
	}
	for i := range d.plan.bindings {
		d.plan.bindings[i].read(func(b *binding) { d.encode(b, all, byColumn) })
	}
	return nil
}

// encode decides on the encoding of one column.
func (d *decision) encode(b *binding, all vntext.Encoding, byColumn map[int]vntext.Encoding) {
	if b.source < 0 || d.facts.schema.Fields[b.source].Type != Text {
		return
	}
	verdict := d.facts.verdicts[b.source]
	b.width = d.facts.columns[b.source].full.watched(d.facts.columns[b.source].filled)
	switch told, ok := byColumn[b.source]; {
	case ok:
		b.encoding = told
	case verdict.Why == vntext.Plain:
		b.encoding = vntext.UTF8
	case all != "":
		b.encoding = all
	case verdict.Confident:
		b.encoding = verdict.Best
	default:
		b.encoding = verdict.Best
		d.askEncoding(b.source, verdict)
	}
}

func (d *decision) encodingAnswers() (all vntext.Encoding, byColumn map[int]vntext.Encoding, err error) {
	byColumn = map[int]vntext.Encoding{}
	for _, answer := range d.req.Encoding {
		column, name, one := strings.Cut(answer, "=")
		if !one {
			name = answer
		}
		encoding, err := vntext.ParseEncoding(name)
		if err != nil {
			return "", nil, refuse("unknown_encoding", "Không biết bảng mã %q.", "%q is no encoding known here.", name)
		}
		if !one {
			all = encoding
			continue
		}
		i, err := d.column(column)
		if err != nil {
			return "", nil, err
		}
		byColumn[i] = encoding
	}
	return all, byColumn, nil
}

func (d *decision) askEncoding(source int, v vntext.Verdict) {
	column := d.facts.schema.Fields[source].Name
	q := Question{
		Code: "encoding", About: column, Flag: "--encoding " + column + "=…",
		Words: Words{
			fmt.Sprintf("Cột %s dùng bảng mã nào?", column),
			fmt.Sprintf("In which encoding is column %s?", column),
		},
	}
	for _, r := range v.Readings {
		vi, en := r.Encoding.Title()
		q.Choices = append(q.Choices, d.choice(source, string(r.Encoding), Words{vi, en}, r.Samples))
	}
	d.ask(q)
}

// numbers decides how numbers written as text are to be read, by column: as told, as the
// column shows, as the file's other columns are written, with a word about it; or asks.
func (d *decision) numbers(context.Context) error {
	for i := range d.plan.bindings {
		b := &d.plan.bindings[i]
		if b.source < 0 || d.facts.schema.Fields[b.source].Type != Text || b.field.Type != "real" && b.field.Type != "integer" {
			continue
		}
		n, told, others := d.facts.columns[b.source].numbers, d.notation[b.source], d.facts.schema.Fields[b.source].Numbers
		switch {
		case told != "":
			b.comma = told == Vietnamese
			d.clear(foundNumbersUnclear, b.column)
		case n.comma != n.point:
			b.comma = n.comma > n.point
		case others != "":
			b.comma = others == Vietnamese
			d.tellNumbers(b.source, others)
		case n.comma > 0 || n.unclear > 0:
			d.askNumbers(b.source, d.samples(b.source, vntext.UTF8))
		}
	}
	return nil
}

// clear takes back what the reader found in a column, now that it is answered.
func (d *decision) clear(f finding, column string) {
	d.a.Problems = slices.DeleteFunc(d.a.Problems, func(p Problem) bool { return p.Code == f.code && p.Field == column })
}

// tellNumbers says that only other columns decided how one is read, and how to change it.
func (d *decision) tellNumbers(source int, n Notation) {
	column, example := d.facts.schema.Fields[source].Name, ""
	for _, s := range d.samples(source, vntext.UTF8) {
		if example == "" && formOf(s) != wholeNumber && !d.restricted(source) {
			example = s
		}
	}
	f := foundNumbersFollow.says(n.words().Vi, n.words().En)
	f.todo = wordsf("Nếu không đúng, nhập lại với --numbers %[1]s=%[2]s.", "If that is wrong, import again with --numbers %[1]s=%[2]s.", column, n.other())
	d.a.Problems = append(d.a.Problems, f.at(0, column, example))
}

func (d *decision) askNumbers(source int, samples []string) {
	column := d.facts.schema.Fields[source].Name
	d.ask(Question{
		Code: "numbers", About: column, Flag: "--numbers " + column + "=…",
		Words: Words{
			fmt.Sprintf("Số trong cột %s được viết kiểu nào?", column),
			fmt.Sprintf("How are the numbers of column %s written?", column),
		},
		Choices: []Choice{
			d.choice(source, string(Vietnamese), Vietnamese.words(), samples),
			d.choice(source, string(English), English.words(), samples),
		},
	})
}

// scope decides what is removed, and says so.
func (d *decision) scope(context.Context) error {
	if !d.known {
		return nil
	}
	sheets := d.hasFields("commune_code", "sheet_no")
	r := d.req.Replace
	switch {
	case r == "" && sheets:
		r = ReplaceSheet
	case r == "":
		r = usualReplace(d.layer)
	case r == ReplaceSheet && !sheets, r == ReplaceCommune && !d.hasFields("commune_code"):
		return refuse("bad_scope", "Lớp %[1]s không có tờ hay xã: --replace layer hoặc none.", "Layer %[1]s has no sheets or communes: --replace layer or none.", d.layer.Name)
	case !slices.Contains([]Replace{ReplaceSheet, ReplaceCommune, ReplaceLayer, ReplaceNone}, r):
		return refuse("bad_scope", "--replace %[1]s: cần sheet, commune, layer hoặc none.", "--replace %[1]s: write sheet, commune, layer or none.", r)
	}
	d.plan.Replace, d.plan.Scope, d.plan.Communes = r, scopeWords(r, d.req.Account), d.req.Account.Communes
	d.a.Replace, d.a.Scope = r, d.plan.Scope
	return nil
}

func (d *decision) hasFields(names ...string) bool {
	return !slices.ContainsFunc(names, func(n string) bool { _, ok := d.layer.Field(n); return !ok })
}

// notes adds the problems of the file as a whole that follow from the decisions.
func (d *decision) notes(context.Context) error {
	if d.facts.tall {
		d.a.Problems = append(d.a.Problems, foundHeightsLeftOut.at(0, "", ""))
	}
	if !d.known {
		return nil
	}
	for i, c := range d.facts.schema.Fields {
		_, told := d.named[i]
		if !told && d.facts.columns[i].filled > 0 && !slices.ContainsFunc(d.plan.bindings, func(b binding) bool { return b.reads(i) }) {
			d.a.Problems = append(d.a.Problems, foundColumnLeftOut.at(0, c.Name, ""))
		}
	}
	return nil
}

// describe fills in the analysis's columns and the plan.
func (d *decision) describe() {
	d.plan.restricted = map[string]bool{}
	for i, c := range d.facts.schema.Fields {
		column := Column{Name: c.Name, Type: c.Type, Filled: d.facts.columns[i].filled}
		encoding := d.facts.verdicts[i].Best
		for n := range d.plan.bindings {
			d.plan.bindings[n].read(func(b *binding) {
				if b.source != i {
					return
				}
				column.Field = b.field.Name
				planned := PlannedColumn{Column: c.Name, Field: b.field.Name, Comma: b.comma, Width: b.width}
				if c.Type == Text {
					encoding, planned.Encoding = b.encoding, b.encoding
				}
				d.plan.Columns = append(d.plan.Columns, planned)
			})
		}
		if c.Type == Text {
			column.Encoding = encoding
		}
		if column.Restricted = d.restricted(i); column.Restricted {
			d.plan.restricted[c.Name] = true
		} else {
			column.Samples = d.samples(i, encoding)
			if c.Type == Text {
				column.Raw, column.Readings = d.readings(i, encoding)
			}
		}
		d.a.Columns = append(d.a.Columns, column)
	}
	d.a.Set, d.plan.SkipBad, d.plan.Repair, d.plan.SRID = d.plan.Set, d.req.SkipBad, d.req.Repair, d.a.SRID
	d.a.Fields = d.targetFields()
	for _, f := range d.layer.Fields {
		if d.bound(f.Name) != nil {
			d.plan.Fields = append(d.plan.Fields, f.Name)
		}
	}
}

// restricted tells whether the values of a column may be shown only by an audited read:
// its field is restricted, or its name says that it is about a person.
func (d *decision) restricted(column int) bool {
	return d.secret.holds(d.facts.schema.Fields[column].Name) || slices.ContainsFunc(d.plan.bindings, func(b binding) bool {
		return b.field.Visibility == layers.Restricted && b.reads(column)
	})
}

// choice is an answer about a column. Samples of a restricted one stay in this process.
func (d *decision) choice(column int, value string, words Words, samples []string) Choice {
	if d.restricted(column) {
		return Choice{Value: value, Words: words, Readings: samples}
	}
	return Choice{Value: value, Words: words, Samples: samples}
}

func (d *decision) samples(column int, encoding vntext.Encoding) []string {
	c := &d.facts.columns[column]
	samples := append([]string{}, c.samples...)
	for _, raw := range c.raw {
		samples = append(samples, clip(vntext.Decode(encoding, raw)))
	}
	return samples
}
