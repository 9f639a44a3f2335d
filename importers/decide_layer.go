package importers

import (
	"context"
	"slices"
	"strings"

	"sotay/layers"
)

// target decides on the layer: the one named, a new one, or what the columns look like.
func (d *decision) target(ctx context.Context) error {
	all, err := layers.Load(ctx, d.db)
	if err != nil {
		return err
	}
	d.secret = personalOf(all)
	byName := func(name string) bool {
		i := slices.IndexFunc(all, func(l layers.Layer) bool { return l.Name == name })
		if i >= 0 {
			d.layer, d.known = all[i], true
		}
		return i >= 0
	}
	switch {
	case d.req.NewLayer != nil:
		if byName(d.req.NewLayer.Name) {
			return refuse("layer_exists", "Lớp %[1]s đã có; dùng --layer %[1]s để nhập vào lớp đó.", "Layer %[1]s exists; use --layer %[1]s to import into it.", d.req.NewLayer.Name)
		}
		d.layer, err = newLayer(*d.req.NewLayer, d.facts, d.named, d.notation, d.secret)
		d.known, d.plan.Create = err == nil, &d.layer
		if err != nil {
			return err
		}
	case d.req.Layer != "":
		if !byName(d.req.Layer) {
			return unknownLayer(d.req.Layer, all)
		}
	default:
		if guess := d.guessLayer(all); guess == "" || !byName(guess) {
			d.askLayer(all)
			return nil
		}
	}
	d.a.Layer = d.layer.Name
	return d.checkTarget()
}

// cameraLayer holds stream addresses, which are for the duty desk alone: it takes lists in itself.
const cameraLayer = "cameras"

// checkTarget refuses a layer that cannot take the file at all.
func (d *decision) checkTarget() error {
	if d.req.Account.limited() && d.layer.Name != parcelLayer {
		return limitedToParcels()
	}
	if err := d.req.Account.Takes(d.layer); err != nil {
		return err
	}
	if !slices.ContainsFunc(d.layer.Fields, func(f layers.Field) bool { return !f.Computed }) && len(d.layer.Fields) > 0 {
		return refuse("computed_layer", "Lớp %s được tính từ lớp khác, không nhập vào được.", "Layer %s follows from another and takes no imports.", d.layer.Name)
	}
	if d.layer.Name == cameraLayer {
		return refuse("desk_layer", "Lớp %s do trực IOC giữ: hãy gửi danh sách camera ở bàn làm việc (/desk/cameras).", "Layer %s is kept by the duty desk: send the list of cameras there (/desk/cameras).", d.layer.Name)
	}
	if d.layer.Geometry != "Geometry" && d.facts.hasExtent && d.facts.kinds[d.layer.Geometry] == 0 {
		return refuse("wrong_geometry", "Tệp không có hình %[1]s nào cho lớp %[2]s.", "The file has no %[1]s, which layer %[2]s holds.", d.layer.Geometry, d.layer.Name)
	}
	return nil
}

// guessLayer recognises parcels, lots of forest and hot spots by their columns. Codes and names,
// as of communes, stand in files of all kinds: what a wrong guess would replace is asked about.
func (d *decision) guessLayer(all []layers.Layer) string {
	for _, g := range []struct {
		layer, geometry string
		fields          []string
	}{
		{"parcels", "Polygon", []string{"sheet_no", "parcel_no"}},
		{"forest", "Polygon", []string{"tk", "khoanh", "lo", "ldlr"}},
		{"hotspots", "Point", []string{"satellite", "acq_date", "acq_time"}},
	} {
		i := slices.IndexFunc(all, func(l layers.Layer) bool { return l.Name == g.layer })
		if i < 0 || d.facts.kinds[g.geometry] == 0 {
			continue
		}
		proposed := proposeColumns(all[i], d.facts.schema.Fields, nil)
		if !slices.ContainsFunc(g.fields, func(name string) bool { _, has := proposed[name]; return !has }) {
			return g.layer
		}
	}
	return ""
}

func (d *decision) askLayer(all []layers.Layer) {
	q := Question{
		Code: "layer", Flag: "--layer …",
		Words: Words{"Nhập vào lớp nào? Hoặc tạo lớp mới bằng --new-layer.", "Into which layer? Or make one with --new-layer."},
	}
	for _, l := range all {
		if d.req.Account.limited() && l.Name != parcelLayer || d.req.Account.Takes(l) != nil {
			continue
		}
		takes := l.Name != cameraLayer && slices.ContainsFunc(l.Fields, func(f layers.Field) bool { return !f.Computed })
		if takes && (l.Geometry == "Geometry" || d.facts.kinds[l.Geometry] > 0) {
			q.Choices = append(q.Choices, Choice{Value: l.Name, Words: Words{l.TitleVi, l.TitleEn}})
		}
	}
	d.ask(q)
}

// unknownLayer names the layers there are.
func unknownLayer(name string, all []layers.Layer) error {
	list := make([]string, len(all))
	for i, l := range all {
		list[i] = l.Name
	}
	e := &NotFound{What: "layer " + name}
	e.words = wordsf("Không có lớp %[1]q; các lớp: %[2]s.", "There is no layer %[1]q; the layers are %[2]s.", name, strings.Join(list, ", "))
	return e
}
