package importers

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// mostTypes is how many land types of a parcel have columns of their own.
const mostTypes = 3

// numberedColumns gives the positions of the columns name1 to name3, negative for those that
// are missing or taken; nil where all are.
func numberedColumns(columns []Field, taken map[int]bool, name string) []int {
	found, none := make([]int, mostTypes), true
	for n := range found {
		found[n] = slices.IndexFunc(columns, func(c Field) bool { return columnKey(c.Name) == name+strconv.Itoa(n+1) })
		if taken[found[n]] {
			found[n] = -1
		}
		none = none && found[n] < 0
	}
	if none {
		return nil
	}
	return found
}

// landColumns proposes the numbered columns that hold one land type each (LOAIDAT1 to
// LOAIDAT3) for the land use, and those beside them for the areas of its types (DIENTICH1),
// where nothing else fills these fields. byField is what is proposed yet; types are the
// positions of the former, nil where there are none.
func (d *decision) landColumns(byField map[string]int, taken map[int]bool) (types []int) {
	if _, has := byField["land_use"]; has || d.setValue("land_use") != nil || !d.hasFields("land_use") {
		return nil
	}
	used := maps.Clone(taken)
	for _, i := range byField {
		used[i] = true
	}
	columns := d.facts.schema.Fields
	for _, name := range []string{"loaidat", "khloaidat", "maloaidat", "mdsd"} {
		if types = numberedColumns(columns, used, name); types != nil {
			break
		}
	}
	if types == nil {
		return nil
	}
	for n, i := range numberedColumns(columns, used, "dientich") {
		field := "land_area_" + strconv.Itoa(n+1)
		if _, has := byField[field]; !has && i >= 0 && d.setValue(field) == nil && d.hasFields(field) {
			byField[field] = i
		}
	}
	return types
}

// joinTypes makes the binding of the land use one of several columns, before all others: it
// tells those that were proposed for areas and terms how many types the row has in order.
func (d *decision) joinTypes(types []int) {
	if types == nil {
		return
	}
	field, _ := d.layer.Field("land_use")
	use := binding{field: field, source: joinedValue, types: new(int)}
	for _, i := range types {
		part := binding{field: field, source: i}
		if i >= 0 {
			part.column = d.facts.schema.Fields[i].Name
		}
		use.parts = append(use.parts, part)
	}
	use.column = use.columnNames()
	for n := range d.plan.bindings {
		b := &d.plan.bindings[n]
		if _, told := d.named[b.source]; told {
			continue
		}
		if nth := strings.TrimPrefix(strings.TrimPrefix(b.field.Name, "land_area_"), "land_term_"); nth != b.field.Name {
			b.types = use.types
			b.nth, _ = strconv.Atoi(nth)
		}
	}
	d.plan.bindings = slices.Insert(d.plan.bindings, 0, use)
}

// read calls f for every column that is read for the binding.
func (b *binding) read(f func(*binding)) {
	if b.source >= 0 {
		f(b)
	}
	for i := range b.parts {
		if b.parts[i].source >= 0 {
			f(&b.parts[i])
		}
	}
}

// reads tells whether the binding takes from a column.
func (b *binding) reads(column int) (found bool) {
	b.read(func(part *binding) { found = found || part.source == column })
	return found
}

// columnNames names the columns that are read for the binding.
func (b *binding) columnNames() string {
	var list []string
	b.read(func(part *binding) { list = append(list, part.column) })
	return strings.Join(list, ", ")
}

// appendJoined appends the texts of the columns as files write several land types: ONT+CLN.
// It counts them where each column holds one type, the first columns filled first: only then
// the second area is of the second type.
func (b *binding) appendJoined(dst []byte, values []any, r *rowReport) ([]byte, bool) {
	var texts []string
	inOrder, ended := true, false
	for i := range b.parts {
		part, text, filled := &b.parts[i], "", false
		if part.source >= 0 && values[part.source] != nil {
			text, filled = part.text(values[part.source], r)
		}
		if !filled {
			ended = true
			continue
		}
		inOrder = inOrder && !ended && len(splitLandUse(text)) == 1
		texts = append(texts, text)
	}
	s := strings.Join(texts, "+")
	if *b.types = 0; inOrder && len(splitLandUse(s)) == len(texts) {
		*b.types = len(texts)
	}
	return b.appendText(dst, s, r)
}

// ofNoType tells whether nobody can say of which land type of the row a value is, and reports
// it; many tables have 0 or 0,00 where there is none.
func (b *binding) ofNoType(v any, r *rowReport) bool {
	if b.types == nil || b.nth <= *b.types {
		return false
	}
	if text, filled := b.text(v, r); filled && strings.Trim(text, "0.,") != "" {
		r.find(foundOfNoType, b, text)
	}
	return true
}
