package demo

import (
	"encoding/json"

	"sotay/layers"
)

// layerList describes the layers of the demo. Parcels, communes, forest, stations and the waters
// without the sea are the program's own: of them only the fields are told that the demo fills.
func layerList() []layers.Layer {
	list := []layers.Layer{
		{
			Name: "communes", TitleVi: "Đơn vị hành chính cấp xã", TitleEn: "Communes", Geometry: "Polygon",
			Fields: fields("code", "text", "name", "text", "kind", "text", "province_code", "text", "province", "text", "old_names", "text",
				"valid_from", "date", "valid_to", "date"),
		},
		{
			Name: "parcels", TitleVi: "Thửa đất", TitleEn: "Land parcels", Geometry: "Polygon",
			Fields: fields("commune_code", "text", "sheet_no", "text", "parcel_no", "text", "land_use", "text", "address", "text",
				"old_sheet_no", "text", "old_parcel_no", "text", "official_id", "text", "legal_area", "real", "residential_area", "real",
				"certificate_status", "text", "owner_name", "text", "owner_address", "text", "certificate_no", "text"),
		},
		{
			Name: "water", TitleVi: "Biển, sông, hồ, suối", TitleEn: "Sea, rivers, lakes and streams", Theme: "water", Geometry: "Polygon",
			Identity: []string{"name"}, Label: "name", Style: json.RawMessage(`{"kind":"water"}`), Sort: 20,
			Fields: []layers.Field{public("name", "text", "Tên", "Name"), coded(public("kind", "text", "Loại", "Kind"), "demo_water")},
		},
		{
			Name: "forest", TitleVi: "Hiện trạng rừng", TitleEn: "Forest", Geometry: "Polygon",
			Fields: fields("commune_code", "text", "tk", "text", "khoanh", "text", "lo", "text", "diadanh", "text", "ldlr", "text",
				"dtich", "real", "malr3", "text", "mdsd", "text", "sldlr", "text", "namtr", "integer", "owner_name", "text"),
		},
		{
			Name: "roads", TitleVi: "Đường chính", TitleEn: "Main roads", Theme: "facility", Geometry: "LineString",
			MinZoom: 7, Label: "name", Style: json.RawMessage(`{"kind":"road"}`), Sort: 40, Fields: roadFields(),
		},
		{
			Name: "streets", TitleVi: "Đường phố, đường xã, hẻm", TitleEn: "Streets and lanes", Theme: "facility", Geometry: "LineString",
			MinZoom: 14, Label: "name", Style: json.RawMessage(`{"kind":"road"}`), Sort: 39, Fields: roadFields(),
		},
		{
			Name: "planning_2030", TitleVi: "Quy hoạch sử dụng đất đến năm 2030", TitleEn: "Land use plan to 2030", Theme: "land", Geometry: "Polygon",
			MinZoom: 10, Label: "code", Style: json.RawMessage(`{"kind":"planning","by":"code"}`), Sort: 80,
			Fields: []layers.Field{
				coded(public("code", "text", "Loại đất quy hoạch", "Planned land type"), "land_types"), public("name", "text", "Tên khu vực", "Name"),
				public("period", "integer", "Năm đích", "Target year"), public("decision", "text", "Quyết định", "Decision"),
			},
		},
		{
			Name: "corridors", TitleVi: "Hành lang bảo vệ", TitleEn: "Protection corridors", Theme: "land", Geometry: "Polygon",
			MinZoom: 11, Label: "name", Style: json.RawMessage(`{"kind":"corridor","color":"#b0413e"}`), Sort: 90,
			Fields: []layers.Field{
				coded(public("kind", "text", "Loại hành lang", "Kind"), "demo_corridors"), public("name", "text", "Tên", "Name"), public("decision", "text", "Quyết định", "Decision"),
			},
		},
		{
			Name: "basins", TitleVi: "Lưu vực sông", TitleEn: "River basins", Geometry: "Polygon",
			Fields: fields("name", "text", "code", "text", "area", "real"),
		},
		{
			Name: "lakes", TitleVi: "Hồ", TitleEn: "Lakes", Geometry: "Polygon",
			Fields: fields("name", "text", "code", "text", "kind", "text", "area", "real", "capacity", "real"),
		},
		{
			Name: "rivers", TitleVi: "Sông, suối", TitleEn: "Rivers and streams", Geometry: "LineString",
			Fields: fields("name", "text", "code", "text", "kind", "text", "rank", "integer", "flows_into", "text", "length", "real"),
		},
		{ // after the waters that they stand on
			Name: "stations", TitleVi: "Trạm quan trắc", TitleEn: "Monitoring stations", Geometry: "Point",
			Fields: fields("code", "text", "name", "text", "kind", "text", "grade", "text", "operator", "text", "interval_s", "integer",
				"water_body", "text", "since", "date"),
		},
	}
	day := AsOf()
	for i := range list {
		list[i].Audience, list[i].MaxZoom, list[i].Source, list[i].AsOf = layers.Public, 22, Source, &day
	}
	return list
}

func roadFields() []layers.Field {
	return []layers.Field{
		public("name", "text", "Tên đường", "Name"), coded(public("class", "text", "Cấp đường", "Class"), "demo_roads"), measured(public("width", "real", "Chiều rộng", "Width"), "m"),
	}
}

// fields are name and type by turns.
func fields(nameType ...string) []layers.Field {
	var out []layers.Field
	for i := 0; i < len(nameType); i += 2 {
		out = append(out, layers.Field{Name: nameType[i], Type: nameType[i+1]})
	}
	return out
}

func public(name, kind, vi, en string) layers.Field {
	return layers.Field{Name: name, Type: kind, TitleVi: vi, TitleEn: en, Visibility: layers.Public, InTiles: true, Filterable: true}
}

func measured(f layers.Field, unit string) layers.Field { f.Unit = unit; return f }
