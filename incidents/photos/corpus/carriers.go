package corpus

import (
	"bytes"
	"encoding/binary"
)

// Carriers are photos that carry what must not be served.
func Carriers() []Sample {
	var list []Sample
	for name, file := range carriers() {
		list = append(list, Sample{Name: name, File: file, Colours: "rgbw"})
	}
	return list
}

func carriers() map[string][]byte {
	j, p, l := JPEG(Scene(64, 48)), PNG(Scene(64, 48)), Chunk("VP8L", Lossless(Scene(64, 48)))
	exif := func(mark string) string { return string(EXIF(1, binary.LittleEndian, mark)) }
	big := func(mark string) string { return string(EXIF(1, binary.BigEndian, mark)) }
	deflated := func(text string) string { return string(packed([]byte(text))) }
	video := []byte("\x00\x00\x00\x18ftypmp42" + Secret + "video\xff\xda\xff\xd8")
	scan := bytes.Index(j, []byte{0xff, 0xda})
	return map[string][]byte{
		"jpeg exif":                 WithSegment(j, 0xe1, "Exif\x00\x00"+exif("jpeg")),
		"jpeg exif big-endian":      WithSegment(j, 0xe1, "Exif\x00\x00"+big("jpeg")),
		"jpeg exif twice":           WithSegment(WithSegment(j, 0xe1, "Exif\x00\x00"+exif("one")), 0xe1, "Exif\x00\x00"+exif("two")),
		"jpeg xmp":                  WithSegment(j, 0xe1, "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>"+Secret+"xmp</x:xmpmeta>"),
		"jpeg extended xmp":         WithSegment(j, 0xe1, "http://ns.adobe.com/xmp/extension/\x00"+Secret+"extended-xmp"),
		"jpeg iptc":                 WithSegment(j, 0xed, "Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x20"+Secret+"iptc"),
		"jpeg icc":                  WithSegment(j, 0xe2, "ICC_PROFILE\x00\x01\x01desc"+Secret+"icc"),
		"jpeg mpf":                  WithSegment(j, 0xe2, "MPF\x00"+Secret+"mpf"),
		"jpeg jumbf":                WithSegment(j, 0xeb, "JP\x00\x01\x00\x00\x00\x01jumb"+Secret+"c2pa"),
		"jpeg jfif thumbnail":       WithSegment(j, 0xe0, "JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x02\x03"+Secret+"jfif"),
		"jpeg jfxx":                 WithSegment(j, 0xe0, "JFXX\x00\x10"+string(WithSegment(JPEG(Scene(8, 8)), 0xfe, Secret+"jfxx"))),
		"jpeg comment":              WithSegment(j, 0xfe, "<script>"+Secret+"comment</script>"),
		"jpeg comment by the scan":  join(j[:scan], segment(0xfe, Secret+"late"), segment(0xe1, "Exif\x00\x00"+exif("late")), j[scan:]),
		"jpeg comment in the scans": bytes.Replace(CMYK(Scene(64, 48)), []byte{0xff, 0xda, 0, 8, 1, 3}, append(segment(0xfe, Secret+"between"), 0xff, 0xda, 0, 8, 1, 3), 1),
		"jpeg maker":                WithSegment(j, 0xeb, "HDR_RI ver=11 "+Secret+"maker"),
		"jpeg motion photo":         join(WithSegment(j, 0xe1, "http://ns.adobe.com/xap/1.0/\x00<GCamera:MicroVideoOffset>"+Secret+"offset"), video),
		"jpeg samsung motion":       join(j, []byte("\x00\x00\x30\x0a\x10\x00\x00\x00MotionPhoto_Data"), video, []byte("SEFH\x6b\x00\x00\x00"+Secret+"sefSEFT")),
		"jpeg and zip":              join(WithSegment(j, 0xfe, "PK\x03\x04"+Secret+"zip"), []byte("PK\x05\x06"+Secret+"end")),
		"jpeg and html":             WithSegment(j, 0xe0, "<html><script>"+Secret+"html</script>"),
		"jpeg and pdf":              join(WithSegment(j, 0xfe, "%PDF-1.7\n"+Secret+"pdf"), []byte("\n%%EOF")),
		"jpeg and php":              WithSegment(j, 0xfe, "<?php system($_GET['"+Secret+"php']); __halt_compiler();"),
		"jpeg and script":           WithSegment(j, 0xe0, string(bytes.Repeat([]byte{0}, 0x2f2a-2-40))+"*/="+Secret+"script/*"), // its length reads /*
		"jpeg twice":                join(j, WithSegment(JPEG(Scene(96, 96)), 0xfe, Secret+"second")),
		"cmyk exif":                 WithSegment(CMYK(Scene(64, 48)), 0xe1, "Exif\x00\x00"+exif("cmyk")),
		"progressive exif":          WithSegment(ProgressiveColour(Scene(64, 48)), 0xe1, "Exif\x00\x00"+exif("progressive")),
		"png eXIf":                  WithChunk(p, "eXIf", exif("png")),
		"png tEXt":                  WithChunk(p, "tEXt", "Comment\x00"+Secret+"text"),
		"png iTXt":                  WithChunk(p, "iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+Secret+"itxt"),
		"png packed iTXt":           WithChunk(p, "iTXt", "Comment\x00\x01\x00\x00\x00"+deflated(Secret+"itxt")),
		"png zTXt":                  WithChunk(p, "zTXt", "Comment\x00\x00"+deflated(Secret+"ztxt")),
		"png iCCP":                  WithChunk(p, "iCCP", "x\x00\x00"+deflated(Secret+"iccp")),
		"png private":               WithChunk(p, "prVt", Secret+"private"),
		"png hidden frame":          WithChunk(WithChunk(WithChunk(p, "fdAT", "\x00\x00\x00\x01"+Secret+"frame"), "fcTL", string(make([]byte, 26))), "acTL", "\x00\x00\x00\x02\x00\x00\x00\x00"),
		"png and zip":               join(p, []byte("PK\x03\x04"+Secret+"zip")),
		"png cropped before":        join(p, pngChunk("IDAT", Secret+"cropped"), pngChunk("IEND", "")),
		"webp exif and xmp":         RIFF(Canvas(0x0c, 64, 48), l, Chunk("EXIF", []byte(exif("webp"))), Chunk("XMP ", []byte(Secret+"xmp"))),
		"webp icc":                  RIFF(Canvas(0x20, 64, 48), Chunk("ICCP", []byte(Secret+"icc")), l),
		"webp unknown":              RIFF(Canvas(0, 64, 48), l, Chunk("prVt", []byte(Secret+"private"))),
		"webp lossy exif":           RIFF(LossyAlpha()[12:], Chunk("EXIF", []byte(exif("webp"))), Chunk("XMP ", []byte(Secret+"xmp"))),
		"webp and more":             join(RIFF(l), []byte(Secret+"tail")),
	}
}

// Strangers are files that are no photos, or none that are taken.
func Strangers() []Sample {
	brand := func(b string) []byte { return []byte("\x00\x00\x00\x18ftyp" + b + "\x00\x00\x00\x00mif1heic" + Secret) }
	still := Chunk("VP8L", Lossless(Scene(64, 48)))
	var list []Sample
	for code, files := range map[string]map[string][]byte{
		"empty": {"nothing": nil},
		"heic":  {"heic": brand("heic"), "heif sequence": brand("msf1")},
		"avif":  {"avif": brand("avif"), "avif by its second brand": []byte("\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avif")},
		"gif":   {"gif": GIF(Scene(8, 8)), "animated gif": GIF(Scene(8, 8), Scene(8, 8)), "gif of 65535²": []byte("GIF89a\xff\xff\xff\xff\x00\x00\x00")},
		"not_a_photo": {
			"mp4": brand("mp42"), "pdf": []byte("%PDF-1.7"), "svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), "tiff": EXIF(1, binary.LittleEndian, "tiff"),
			"bmp": []byte("BM\x46\x00\x00\x00"), "jpeg xl": []byte("\xff\x0a\x00\x00"), "jpeg 2000": []byte("\x00\x00\x00\x0cjP  \r\n\x87\n"), "ico": []byte("\x00\x00\x01\x00\x01\x00"),
			"html before a jpeg": join([]byte("<html>"), JPEG(Scene(8, 8))), "two bytes": {0xff, 0xd8},
		},
		"animated": {
			"animated webp":              RIFF(Canvas(2, 64, 48), Chunk("ANIM", make([]byte, 6)), Chunk("ANMF", make([]byte, 32))),
			"animated webp with a still": RIFF(Canvas(2, 64, 48), Chunk("ANIM", make([]byte, 6)), still),
		},
		"too_large": {"above the bytes": join(JPEG(Scene(8, 8)), make([]byte, 12<<20))},
	} {
		for name, file := range files {
			list = append(list, Sample{Name: name, File: file, Code: code})
		}
	}
	return list
}
