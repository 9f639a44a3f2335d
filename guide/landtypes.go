package guide

import (
	"strings"

	"sotay/layers"
)

// codeGroup is one of the groups at the top of the list of land types, with all that
// belongs to it.
type codeGroup struct {
	Anchor string // code of the group, or "other"
	Title  string
	Rows   []codeRow
}

// codeRow is a land type as the glossary shows it.
type codeRow struct {
	Code     string
	Name     string
	Original string // the Vietnamese name, beside an English one
	Color    string // "#rrggbb", or "" for none
	Within   string // the land type it belongs to: code and name
	Parent   string // its code, "" for none
	List     string // the legal list that defines the code
	Current  bool
	Depth    int // below the group
}

// glossary arranges land types by their groups, as the catalogue orders them. What belongs
// to no group stands last.
func glossary(codes []layers.Code, lang string) []codeGroup {
	byCode := map[string]layers.Code{}
	isParent := map[string]bool{}
	for _, c := range codes {
		byCode[c.Code] = c
		isParent[c.Parent] = true
	}
	var groups []codeGroup
	at := map[string]int{}
	other := codeGroup{Anchor: "other", Title: wordsOf(lang).OtherCodes}
	for _, c := range codes {
		root, depth := rootOf(c, byCode)
		row := rowOf(c, byCode[c.Parent], lang, depth)
		if depth == 0 && !isParent[c.Code] {
			other.Rows = append(other.Rows, row)
			continue
		}
		i, ok := at[root]
		if !ok {
			i, at[root] = len(groups), len(groups)
			groups = append(groups, codeGroup{Anchor: root, Title: nameOf(byCode[root], lang)})
		}
		groups[i].Rows = append(groups[i].Rows, row)
	}
	if len(other.Rows) > 0 {
		groups = append(groups, other)
	}
	return groups
}

// rootOf follows the parents to the top. A circle, which no list should have, ends.
func rootOf(c layers.Code, byCode map[string]layers.Code) (root string, depth int) {
	for depth < len(byCode) {
		parent, ok := byCode[c.Parent]
		if !ok {
			break
		}
		c = parent
		depth++
	}
	return c.Code, depth
}

func nameOf(c layers.Code, lang string) string {
	if lang == English && c.NameEn != "" {
		return c.NameEn
	}
	return c.NameVi
}

func rowOf(c, parent layers.Code, lang string, depth int) codeRow {
	row := codeRow{
		Code: c.Code, Name: nameOf(c, lang), Color: c.Color, Parent: parent.Code, List: listOf(c.Version, lang), Current: c.Current, Depth: min(depth, 4),
	}
	if lang == English {
		row.Original = c.NameVi
	}
	if parent.Code != "" {
		row.Within = nameOf(parent, lang)
	}
	return row
}

// listOf writes the short name of a legal list out: TT08/2024 is Circular 08/2024/TT-BTNMT.
func listOf(version, lang string) string {
	number, ok := strings.CutPrefix(version, "TT")
	if !ok {
		return version
	}
	if lang == English {
		return "Circular " + number + "/TT-BTNMT"
	}
	return "Thông tư " + number + "/TT-BTNMT"
}
