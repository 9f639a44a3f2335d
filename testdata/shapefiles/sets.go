package main

import (
	"encoding/hex"
	"maps"

	"sotay/internal/shpwrite"
)

// fileSets are oddities of which files there are and how they are named.
func fileSets(f files) {
	whole := build(config(), squares(3)...)
	f.plain("missing_shx", whole.without("shx"))
	f.plain("missing_prj", whole.without("prj"))
	f.plain("missing_dbf", whole.without("dbf", "cpg"))
	f.plain("missing_cpg", build(config(text(20)), at(polygon(square(0)), "ONT")).without("cpg"))
	f.plain("only_shp", set{"shp": whole["shp"]})
	f.plain("missing_shp", whole.without("shp"))
	f.plain("empty", build(config()))
	for ext, name := range map[string]string{"shp": "SHP", "shx": "SHX", "dbf": "DBF", "prj": "PRJ", "cpg": "CPG"} {
		f["upper_case."+name] = whole[ext]
	}
	for ext, name := range map[string]string{"shp": "Mixed_Case.Shp", "shx": "mixed_case.SHX", "dbf": "MIXED_CASE.dbf", "prj": "mixed_Case.prj"} {
		f[name] = whole[ext]
	}
}

// zips are oddities of zips.
func zips(f files) {
	one, two := build(config(), squares(2)...), build(config(), squares(3)...)
	entries := map[string][]byte{}
	add := func(name string, s set) {
		for ext, b := range s {
			entries[name+"."+ext] = b
		}
	}
	add("thua", one)
	add("ranh", two)
	f["several_sets.zip"] = archive(entries)

	entries = map[string][]byte{
		"giao nop/":                         nil,
		"giao nop/README.txt":               []byte("Bản đồ địa chính\n"),
		"giao nop/2024/thua.shp.xml":        []byte("<metadata/>"),
		"giao nop/2024/thua.sbn":            []byte("index"),
		"giao nop/2024/thua.sbx":            []byte("index"),
		"giao nop/2024/.DS_Store":           []byte("junk"),
		"__MACOSX/giao nop/2024/._thua.shp": []byte("junk"),
		"giao nop/2024/._thua.shp":          []byte("junk"),
		"giao nop/2024/ranh.dbf":            one["dbf"],
		"Thumbs.db":                         []byte("junk"),
	}
	add("giao nop/2024/THUA", one.without("dbf"))
	entries["giao nop/2024/thua.DBF"] = one["dbf"]
	f["folders_and_junk.zip"] = archive(entries)

	entries = map[string][]byte{}
	add("to1/thua", one)
	add("to2/thua", two)
	f["same_name_in_folders.zip"] = archive(entries)

	entries = map[string][]byte{}
	add("b\x85n_d\x93", one) // "bàn_dô" in code page 437
	f["cp437_names.zip"] = archive(entries)

	entries = map[string][]byte{}
	add("thửa đất", one)
	f["utf8_names.zip"] = archive(entries)

	f["no_shapefile.zip"] = archive(map[string][]byte{"README.txt": []byte("empty")})
	locked := archive(map[string][]byte{"a.shp": one["shp"]})
	for _, flags := range []int{6, indexOf(locked, "PK\x01\x02") + 8} {
		locked[flags] |= 1
	}
	f["locked.zip"] = locked
}

func indexOf(b []byte, part string) int {
	for i := range b {
		if i+len(part) <= len(b) && string(b[i:i+len(part)]) == part {
			return i
		}
	}
	panic("generate: no " + part)
}

func text(width int) shpwrite.Field {
	return shpwrite.Field{Name: "DIACHI", Type: 'C', Width: width}
}

// samples are texts with their bytes in TCVN3, VNI and Windows-1258.
var samples = []struct{ text, tcvn3, vni, cp1258 string }{
	{
		"Đất ở tại đô thị", "A7CA7420EB2074B96920AEAB207468DE",
		"D161E17420F4FB207461F26920F16FE2207468F2", "D0E2EC7420F5D2207461F26920F0F420746869F2",
	},
	{
		"Xã Phước Hưng, huyện Long Điền", "58B7205068ADED632048AD6E672C20687579D66E204C6F6E6720A769D26E",
		"5861F5205068F6F4F9632048F66E672C2068757965E46E204C6F6E6720D16965E06E",
		"5861DE205068FDF5EC632048FD6E672C20687579EAF26E204C6F6E6720D069EACC6E",
	},
	{
		"1.234,5 m²", "312E3233342C35206DB2", "312E3233342C35206DB2", "312E3233342C35206DB2",
	},
}

// encoded is a file of the samples in one encoding, given by their bytes.
func encoded(c shpwrite.Config, bytesOf func(i int) string) set {
	var rows []row
	for i := range samples {
		b, err := hex.DecodeString(bytesOf(i))
		must(err)
		rows = append(rows, at(polygon(square(float64(i))), b))
	}
	return build(c, rows...)
}

// texts are oddities of the encoding of text.
func texts(f files) {
	c := config(text(60))
	c.CPG = ""
	f.zip("tcvn3_dbf", encoded(c, func(i int) string { return samples[i].tcvn3 }))
	f.zip("vni_dbf", encoded(c, func(i int) string { return samples[i].vni }))
	c.CPG = "CP1258\r\n"
	f.zip("cp1258_dbf", encoded(c, func(i int) string { return samples[i].cp1258 }))
	c.CPG = "UTF-8"
	f.zip("utf8_dbf", encoded(c, func(i int) string { return hex.EncodeToString([]byte(samples[i].text)) }))
	c.Fields = []shpwrite.Field{text(4)}
	cut := encoded(shpwrite.Config{Kind: c.Kind, Fields: c.Fields, CPG: c.CPG, PRJ: prj}, func(i int) string {
		b := []byte(samples[i].text)
		return hex.EncodeToString(b[:min(len(b), 4)])
	})
	f.zip("utf8_cut_letter", cut)
	for name, id := range map[string]byte{"ldid_cp437": 1, "ldid_cp1252": 3, "ldid_ansi": 0x57, "ldid_cp1250": 0xC8} {
		c := config(text(20))
		c.CPG, c.Language = "", id
		f.zip(name, build(c, at(polygon(square(0)), "ONT")))
	}
	odd := build(config(), squares(1)...)
	odd["cpg"] = []byte("KLINGON-1")
	f.zip("unknown_cpg", odd)
	both := maps.Clone(odd)
	both["cpg"] = []byte("\xEF\xBB\xBFANSI 1258\n")
	f.zip("cpg_with_bom", both)
}
