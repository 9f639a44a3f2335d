package importers

import (
	"bytes"
	"path/filepath"
)

// refuseKnown refuses formats that are known and not read, with what to do about each; nil
// for all others.
func refuseKnown(path, ext string, head []byte) error {
	begins := func(s string) bool { return bytes.HasPrefix(head, []byte(s)) }
	has := func(s string) bool { return bytes.Contains(head, []byte(s)) }
	compound := begins("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") // OLE2: DGN V8 and old Office files
	switch {
	case ext == "dgn" && compound:
		return refuseOther(path, "MicroStation DGN V8", Words{
			"Chỉ đọc được DGN V7. Trong MicroStation chọn File > Save As, kiểu “MicroStation V7 DGN” hoặc DXF, rồi nhập tệp đó.",
			"Only DGN V7 can be read. In MicroStation choose File > Save As, type “MicroStation V7 DGN” or DXF, and import that.",
		})
	case ext == "dwg" || begins("AC10"):
		return refuseOther(path, "AutoCAD DWG", Words{
			"Trong AutoCAD chọn Save As kiểu DXF (dạng chữ, ASCII) rồi nhập tệp đó.",
			"In AutoCAD choose Save As, type DXF (ASCII), and import that.",
		})
	case begins("AutoCAD Binary DXF"):
		return refuseOther(path, "DXF (nhị phân, binary)", Words{
			"Lưu lại ở dạng DXF chữ (ASCII) rồi nhập tệp đó.", "Save it as an ASCII DXF and import that.",
		})
	case ext == "xls" || ext == "ods":
		return refuseOther(path, "Excel (.xls, .ods)", Words{
			"Trong Excel chọn Lưu thành (Save As) kiểu .xlsx hoặc “CSV UTF-8” rồi nhập tệp đó.",
			"In Excel, Save As .xlsx or “CSV UTF-8” and import that.",
		})
	case ext == "zip" && has("[Content_Types].xml"):
		return refuseUnnamed(path, "Excel", "xlsx")
	case ext == "mid" || ext == "map" || ext == "id" || ext == "ind":
		return refuseOther(path, "MapInfo", Words{
			"Chọn tệp .tab hoặc .mif của bộ đó; khi gửi lên, gửi cùng nhau mọi tệp của bộ.",
			"Choose the .tab or .mif of the set; in an upload, send all files of the set together.",
		})
	case ext == "tab" && bytes.HasPrefix(bytes.ToLower(textStart(head)), []byte("!table")):
		return refuseOther(path, "MapInfo TAB", Words{
			"Bảng này dẫn tới bảng khác hoặc cơ sở dữ liệu. Trong MapInfo chọn Save Copy As rồi nhập bản đó.",
			"This table leads to another one, or to a database. In MapInfo choose Save Copy As and import that.",
		})
	case ext == "gpx" || bytes.HasPrefix(textStart(head), []byte("<")) && has("<gpx"):
		return refuseOther(path, "GPX", otherForm)
	case ext == "mdb" || ext == "accdb":
		return refuseOther(path, "Microsoft Access", otherForm)
	case ext == "gtp":
		return refuseOther(path, "FAMIS GTP", otherForm)
	}
	return nil
}

func refuseOther(path, format string, todo Words) error {
	return refuse("format_refused",
		"%[1]s là tệp %[2]s, không đọc được. %[3]s", "%[1]s is a %[2]s file, which is not read. %[4]s",
		filepath.Base(path), format, todo.Vi, todo.En)
}
