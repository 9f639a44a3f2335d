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

// glossary arranges land types as a tree: groups in the catalogue's order, under each land
// type those that belong to it. What is in no group stands last, and so does a circle of
// parents, which no list should have.
func glossary(codes []layers.Code, lang string) []codeGroup {
	t := &codeTree{lang: lang, byCode: map[string]layers.Code{}, children: map[string][]layers.Code{}, done: map[string]bool{}}
	for _, c := range codes {
		t.byCode[c.Code] = c
		t.children[c.Parent] = append(t.children[c.Parent], c)
	}
	var groups []codeGroup
	for _, c := range codes {
		if _, inside := t.byCode[c.Parent]; !inside && len(t.children[c.Code]) > 0 {
			groups = append(groups, codeGroup{Anchor: c.Code, Title: nameOf(c, lang), Rows: t.rows(c, 0)})
		}
	}
	other := codeGroup{Anchor: "other", Title: wordsOf(lang).OtherCodes}
	for _, c := range codes {
		if !t.done[c.Code] {
			other.Rows = append(other.Rows, t.rows(c, 0)...)
		}
	}
	if len(other.Rows) > 0 {
		groups = append(groups, other)
	}
	return groups
}

// codeTree walks land types from the top down.
type codeTree struct {
	lang     string
	byCode   map[string]layers.Code
	children map[string][]layers.Code
	done     map[string]bool
}

// rows gives a land type and all below it.
func (t *codeTree) rows(c layers.Code, depth int) []codeRow {
	if t.done[c.Code] {
		return nil
	}
	t.done[c.Code] = true
	rows := []codeRow{rowOf(c, t.byCode[c.Parent], t.lang, depth)}
	for _, child := range t.children[c.Code] {
		rows = append(rows, t.rows(child, depth+1)...)
	}
	return rows
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
