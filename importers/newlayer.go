package importers

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"sotay/internal/fold"
	"sotay/layers"
)

// themes that a layer can belong to, as the catalogue has them.
func themes() []string {
	return []string{"land", "air", "water", "forest", "incident", "admin", "facility"}
}

// newLayer describes the layer that a file becomes: a field for each column, public
// unless it holds personal data, titled as the file names it. Text whose notation of
// numbers is known becomes numbers.
func newLayer(n NewLayer, f *facts, named map[int]string, notation map[int]Notation, secret personal) (layers.Layer, error) {
	if !regexp.MustCompile(`^[a-z][a-z0-9_]{0,47}$`).MatchString(n.Name) {
		return layers.Layer{}, refuse("bad_name", "Tên lớp %q: dùng chữ thường không dấu, số và gạch dưới, bắt đầu bằng chữ.", "Layer name %q: use lower-case letters, digits and underscores, a letter first.", n.Name)
	}
	if !slices.Contains(themes(), n.Theme) {
		return layers.Layer{}, refuse("bad_theme", "Chủ đề %[1]q: chọn một trong %[2]s.", "Theme %[1]q: choose one of %[2]s.", n.Theme, strings.Join(themes(), ", "))
	}
	l := layers.Layer{
		Name: n.Name, Audience: layers.Public, TitleVi: n.TitleVi, TitleEn: n.TitleEn, Theme: n.Theme,
		Table: n.Name, Geometry: commonKind(f.kinds), MaxZoom: 22, Style: json.RawMessage("{}"), Sort: 100,
	}
	if l.TitleVi == "" {
		l.TitleVi = n.Name
	}
	if l.TitleEn == "" {
		l.TitleEn = l.TitleVi
	}
	if max(f.rows, f.schema.Rows) > denseLayer {
		l.MinZoom = 12
	}
	taken := map[string]bool{}
	for i, c := range f.schema.Fields {
		name, told := named[i]
		if told && name == "" {
			continue
		}
		if c.Numbers != "" || notation[i] != "" && c.Type == Text {
			c.Type = Real
		}
		field := newField(c, name, taken, len(l.Fields))
		if secret.holds(c.Name) || secret.holds(name) {
			field.Visibility, field.Filterable, field.InTiles = layers.Restricted, false, false
		}
		l.Fields = append(l.Fields, field)
		named[i] = l.Fields[len(l.Fields)-1].Name
	}
	return l, nil
}

// denseLayer is the number of rows above which a layer is not drawn for the whole
// province at once.
const denseLayer = 20_000

// commonKind is the geometry type that all rows share, Geometry when they differ.
func commonKind(kinds map[string]int64) string {
	common := ""
	for kind, n := range kinds {
		switch {
		case kind == "" || n == 0:
		case common == "":
			common = kind
		case common != kind:
			return "Geometry"
		}
	}
	if common == "" {
		return "Geometry"
	}
	return common
}

// newField makes the field of a column. Tiles carry the first eight that are public and
// short; the rest is shown on request.
func newField(c Field, name string, taken map[string]bool, position int) layers.Field {
	if name == "" {
		name = slug(c.Name)
	}
	for base, n := name, 2; taken[name] || reserved(name); n++ {
		name = fmt.Sprintf("%.44s_%d", base, n)
	}
	taken[name] = true
	f := layers.Field{
		Name: name, Sort: position + 1, Type: string(c.Type), TitleVi: c.Name, TitleEn: c.Name,
		Visibility: layers.Public, Filterable: true,
	}
	f.InTiles = position < 8 && (c.Type != Text || c.Width <= 64)
	return f
}

// slug makes a column's name one that the catalogue takes.
func slug(column string) string {
	s := strings.Join(fold.Words(column), "_")
	s = strings.Map(func(r rune) rune {
		if r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, s)
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		s = strings.TrimSuffix("f_"+s, "_")
	}
	return s[:min(len(s), 44)]
}

// reserved tells whether a layer's table has a column of this name already, or PostgreSQL
// in every table.
func reserved(name string) bool {
	switch name {
	case "id", "geom", "survey_geom", "geom_3857", "label_3857",
		"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid":
		return true
	}
	return false
}
