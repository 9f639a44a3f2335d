package main

import (
	"context"
	"fmt"
	"strings"

	"sotay/importers"
	"sotay/layers"
)

// layersCommand shows the catalogue.
type layersCommand struct {
	List layersList `cmd:"" help:"${layers_list}"`
	Show layersShow `cmd:"" help:"${layers_show}"`
}

type layersList struct {
	databaseFlags
	jsonFlag
}

// layerRow is a layer as --json prints it.
type layerRow struct {
	Name     string          `json:"name"`
	Audience string          `json:"audience"`
	Title    importers.Words `json:"title"`
	Theme    string          `json:"theme"`
	Geometry string          `json:"geometry"`
	Table    string          `json:"table"`
	Identity []string        `json:"identity"`
	MinZoom  int             `json:"min_zoom"`
	MaxZoom  int             `json:"max_zoom"`
	Source   string          `json:"source"`
	Fields   []fieldRow      `json:"fields"`
}

type fieldRow struct {
	Name       string          `json:"name"`
	Type       string          `json:"type"`
	Title      importers.Words `json:"title"`
	Visibility string          `json:"visibility"`
	InTiles    bool            `json:"in_tiles"`
	Filterable bool            `json:"filterable"`
	Computed   bool            `json:"computed"`
	CodeList   string          `json:"code_list,omitempty"`
	Unit       string          `json:"unit,omitempty"`
}

func newLayerRow(l layers.Layer) layerRow {
	row := layerRow{
		Name: l.Name, Audience: l.Audience, Title: importers.Words{Vi: l.TitleVi, En: l.TitleEn}, Theme: l.Theme,
		Geometry: l.Geometry, Table: "data." + l.Table, Identity: l.Identity, MinZoom: l.MinZoom, MaxZoom: l.MaxZoom, Source: l.Source,
	}
	for _, f := range l.Fields {
		row.Fields = append(row.Fields, fieldRow{
			Name: f.Name, Type: f.Type, Title: importers.Words{Vi: f.TitleVi, En: f.TitleEn}, Visibility: f.Visibility,
			InTiles: f.InTiles, Filterable: f.Filterable, Computed: f.Computed, CodeList: f.CodeList, Unit: f.Unit,
		})
	}
	return row
}

// load reads the catalogue of a database.
func (f databaseFlags) load(ctx context.Context) ([]layerRow, error) {
	db, err := f.open(ctx)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	list, err := layers.Load(ctx, db.App)
	if err != nil {
		return nil, err
	}
	rows := make([]layerRow, len(list))
	for i, l := range list {
		rows[i] = newLayerRow(l)
	}
	return rows, nil
}

// Run lists the layers.
func (c *layersList) Run(ctx context.Context, p *program) error {
	list, err := c.load(ctx)
	if err != nil {
		return err
	}
	if p.json {
		return p.printJSON(list)
	}
	t := newTable(p.say("lớp", "layer"), p.say("tên", "title"), p.say("chủ đề", "theme"),
		p.say("hình", "geometry"), p.say("cho ai", "audience"), ">"+p.say("trường", "fields"))
	for _, l := range list {
		t.add(l.Name, p.words(l.Title), l.Theme, l.Geometry, l.Audience, p.number(int64(len(l.Fields))))
	}
	return t.print(p.out)
}

type layersShow struct {
	databaseFlags
	jsonFlag
	Name string `arg:"" help:"${layer_name}"`
}

// Run shows one layer and its fields.
func (c *layersShow) Run(ctx context.Context, p *program) error {
	list, err := c.load(ctx)
	if err != nil {
		return err
	}
	for _, l := range list {
		if l.Name == c.Name && p.json {
			return p.printJSON(l)
		}
		if l.Name == c.Name {
			return c.print(p, l)
		}
	}
	return &importers.NotFound{What: fmt.Sprintf("%s %q", p.say("lớp", "layer"), c.Name)}
}

func (c *layersShow) print(p *program, l layerRow) error {
	p.printf("%s: %s\n", l.Name, p.words(l.Title))
	p.printf("%s %s · %s · %s · z%d–%d · %s %s\n\n", p.say("chủ đề", "theme"), l.Theme, l.Geometry, l.Audience,
		l.MinZoom, l.MaxZoom, p.say("bảng", "table"), l.Table)
	t := newTable(p.say("trường", "field"), p.say("kiểu", "type"), p.say("tên", "title"), p.say("ai xem", "visible to"), p.say("ghi chú", "notes"))
	for _, f := range l.Fields {
		t.add(f.Name, f.Type, p.words(f.Title), f.Visibility, strings.Join(p.notes(l, f), ", "))
	}
	return t.print(p.out)
}

// notes say what else there is to know of a field.
func (p *program) notes(l layerRow, f fieldRow) []string {
	var notes []string
	for _, name := range l.Identity {
		if name == f.Name {
			notes = append(notes, p.say("định danh", "identity"))
		}
	}
	if f.InTiles {
		notes = append(notes, p.say("trong ô bản đồ", "in tiles"))
	}
	if f.Computed {
		notes = append(notes, p.say("tự tính", "computed"))
	}
	if f.Unit != "" {
		notes = append(notes, f.Unit)
	}
	return notes
}
