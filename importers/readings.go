package importers

import (
	"strings"

	"sotay/importers/vntext"
	"sotay/layers"
)

// TextReading is a few values of a text column as one encoding reads them.
type TextReading struct {
	Encoding vntext.Encoding `json:"encoding"`
	Words    Words           `json:"words"` // names the encoding
	Samples  []string        `json:"samples"`
}

// TargetField is a field of the target layer that a column can fill.
type TargetField struct {
	Name  string `json:"name"`
	Type  string `json:"type"`
	Words Words  `json:"words"` // its title
	// Visibility is the catalogue's: public, staff or restricted.
	Visibility string `json:"visibility"`
	// Identity tells that the field names the record, together with others.
	Identity bool `json:"identity,omitempty"`
}

// readings gives a text column side by side: raw, byte for byte as a program shows it that
// knows no Vietnamese encoding, and in each encoding that reads it differently, the one in
// use first, then the likelier ones. Both are empty where every encoding reads it alike.
func (d *decision) readings(column int, used vntext.Encoding) (raw []string, list []TextReading) {
	v := d.facts.verdicts[column]
	if len(v.Raw) == 0 {
		return nil, nil
	}
	encodings := []vntext.Encoding{used}
	for _, r := range v.Readings {
		encodings = append(encodings, r.Encoding)
	}
	seen := map[string]bool{}
	for _, e := range append(encodings, vntext.Encodings()...) {
		samples := decoded(e, v.Raw)
		if key := strings.Join(samples, "\x00"); !seen[key] {
			seen[key] = true
			vi, en := e.Title()
			list = append(list, TextReading{e, Words{vi, en}, samples})
		}
	}
	return decoded(vntext.CP1252, v.Raw), list
}

func decoded(e vntext.Encoding, raw [][]byte) []string {
	samples := make([]string, len(raw))
	for i, b := range raw {
		samples[i] = clip(storable(vntext.Decode(e, b)))
	}
	return samples
}

// targetFields lists the fields of the layer that take a column.
func (d *decision) targetFields() []TargetField {
	var list []TargetField
	for _, f := range d.layer.Fields {
		if !f.Computed {
			list = append(list, TargetField{f.Name, f.Type, Words{f.TitleVi, f.TitleEn}, f.Visibility, d.names(f)})
		}
	}
	return list
}

func (d *decision) names(f layers.Field) bool {
	for _, name := range d.layer.Identity {
		if name == f.Name {
			return true
		}
	}
	return false
}
