package importers

import "fmt"

// finding is one kind of problem that the readers of files and the checks of a change set
// can report. Its code stands in problem tables and scripts: it is never changed. Its
// words may hold verbs, filled by says.
type finding struct {
	code     string
	severity Severity
	what     Words
	todo     Words
}

// at is the finding in a row (0: the whole file) and field.
func (f finding) at(row int64, field, value string) Problem {
	return Problem{
		Row: row, Field: field, Value: clip(value), Severity: f.severity, Code: f.code,
		What: f.what, Todo: f.todo,
	}
}

// The units of Problem.Size.
const (
	metres       = "m"
	squareMetres = "m2"
)

// of is the problem with its place, in the file's coordinates, and its size.
func (p Problem) of(x, y, size float64, unit string) Problem {
	p.Place, p.Size, p.Unit = &[2]float64{x, y}, size, unit
	return p
}

// near is the problem with its place, where there is one.
func (p Problem) near(x, y *float64) Problem {
	if x != nil && y != nil {
		p.Place = &[2]float64{*x, *y}
	}
	return p
}

// problemsAt is each finding in a row and field.
func problemsAt(row int64, field string, found []finding) []Problem {
	var list []Problem
	for _, f := range found {
		list = append(list, f.at(row, field, ""))
	}
	return list
}

// says puts the arguments into what is wrong.
func (f finding) says(args ...any) finding {
	f.what = Words{fmt.Sprintf(f.what.Vi, args...), fmt.Sprintf(f.what.En, args...)}
	return f
}

// clip cuts a value to what a table of problems can show.
func clip(value string) string {
	const limit = 120
	if len(value) <= limit {
		return value
	}
	runes := []rune(value)
	return string(runes[:min(len(runes), limit)]) + "…"
}

// What the words mostly say to do about a value.
var leaveOutWords = Words{"Sửa giá trị, hoặc bỏ cột này bằng --map CỘT=-.", "Mend the value, or leave the column out with --map COLUMN=-."}

// The problems that the checks of a change set report. They are constants in all but syntax.
var (
	foundNullGeometry = finding{"null_geometry", Error, Words{"Dòng không có hình.", "The row has no geometry."}, fixWords}
	foundWrongType    = finding{
		"wrong_geometry_type", Error,
		Words{"Hình là %[1]s, lớp chứa %[2]s.", "The geometry is a %[1]s, the layer holds %[2]s."},
		fixWords,
	}
	foundOutsideVietnam = finding{
		"outside_vietnam", Error,
		Words{"Hình nằm ngoài Việt Nam.", "The geometry lies outside Vietnam."},
		Words{"Kiểm tra hệ tọa độ (--crs) và tọa độ của dòng này.", "Check the coordinate system (--crs) and the coordinates of this row."},
	}
	foundOutsideCommune = finding{
		"outside_commune", Warning,
		Words{"Hình không chạm vào xã có mã của nó.", "The geometry does not touch the commune whose code it has."},
		Words{"Kiểm tra mã xã, hệ tọa độ và múi chiếu.", "Check the commune code, the coordinate system and the zone."},
	}
	foundFarFromCommune = finding{
		"outside_commune", Error,
		Words{"Hình cách xã có mã của nó hơn 1 km.", "The geometry lies more than 1 km from the commune whose code it has."},
		Words{"Kiểm tra mã xã, hệ tọa độ và múi chiếu; nếu vẫn đúng, dùng --accept outside_commune.", "Check the commune code, the coordinate system and the zone; if it is right all the same, use --accept outside_commune."},
	}
	foundOutsideProvince = finding{
		"outside_province", Warning,
		Words{"Hình nằm ngoài địa bàn đã có.", "The geometry lies outside the communes known."},
		Words{"Kiểm tra hệ tọa độ và múi chiếu (--crs).", "Check the coordinate system and the zone (--crs)."},
	}
	foundInvalidGeometry = finding{
		"invalid_geometry", Error,
		Words{"Hình sai: %[1]s tại %[4]s.", "The geometry is invalid: %[2]s at %[3]s."},
		fixWords,
	}
	foundOverlap = finding{
		"overlap", Warning,
		Words{"Chồng lên thửa %[1]s: %.1[2]f m².", "Overlaps %[1]s by %.1[2]f m²."},
		Words{"Kiểm tra ranh giới của hai thửa.", "Check the boundary of the two."},
	}
	foundOverlapSkipped = finding{
		"overlap_not_checked", Warning,
		Words{"Không kiểm tra chồng lấn và khe hở vì tệp có hơn %d dòng.", "Overlaps and gaps were not checked: the file has more than %d rows."},
		Words{"Nhập từng xã để kiểm tra chồng lấn.", "Import commune by commune to have them checked."},
	}
	foundOverlapStopped = finding{
		"overlap_not_checked", Warning,
		Words{"Kiểm tra chồng lấn và khe hở đã dừng sớm (giới hạn %d giây); có thể còn chỗ chưa liệt kê.", "The check for overlaps and gaps stopped early (the limit is %d seconds); there may be more than are listed."},
		Words{"Nhập từng xã để kiểm tra chồng lấn.", "Import commune by commune to have them checked."},
	}
	foundRepairTooLarge = finding{
		"repair_too_large", Error,
		Words{"Sửa hình này sẽ đổi diện tích từ %.2f thành %.2f m², quá nhiều để sửa tự động.", "Mending the shape would change its area from %.2f to %.2f m², too much to be done without looking."},
		fixWords,
	}
	foundMissingIdentity = finding{
		"missing_identity", Error,
		Words{"Thiếu giá trị định danh.", "A value that names the record is missing."},
		fixWords,
	}
	foundMissingValue     = finding{"missing_value", Error, Words{"Thiếu giá trị bắt buộc.", "A required value is missing."}, fixWords}
	foundRepeatedIdentity = finding{
		"repeated_identity", Warning,
		Words{"Số hiệu này có ở %d dòng của tệp.", "This number stands in %d rows of the file."},
		Words{"Các dòng đều được giữ và đối chiếu theo hình; kiểm tra lại số hiệu.", "All are kept and matched by shape; check the number."},
	}
	foundBadNumber  = finding{"bad_number", Error, Words{"Không đọc được số.", "Not a number."}, leaveOutWords}
	foundBadDate    = finding{"bad_date", Error, Words{"Không đọc được ngày (dạng 31/12/2025 hoặc 2025-12-31).", "Not a date (31/12/2025 or 2025-12-31)."}, leaveOutWords}
	foundBadBoolean = finding{"bad_boolean", Error, Words{"Không phải có/không.", "Neither yes nor no."}, leaveOutWords}
	foundBadText    = finding{"unreadable_text", Error, Words{"Không đọc được chữ theo bảng mã %s.", "The text cannot be read as %s."}, Words{"Chọn bảng mã khác bằng --encoding CỘT=…, hoặc sửa giá trị.", "Choose another encoding with --encoding COLUMN=…, or mend the value."}}
	foundCutText    = finding{
		"cut_text", Warning,
		Words{"Giá trị bị cắt giữa một chữ; bảng mã %s.", "The value is cut in the middle of a letter; encoding %s."},
		Words{"Cột nguồn quá hẹp; kiểm tra giá trị.", "The source's column is too narrow; check the value."},
	}
	foundFullText = finding{
		"full_text", Warning,
		Words{"Giá trị dài hết cột (%d byte); phần sau có thể đã bị cắt khi ghi tệp.", "The value fills its column (%d bytes); what followed may have been cut off when the file was written."},
		Words{"So với nguồn; nếu bị cắt, xuất lại với cột rộng hơn (tối đa 254 byte) hoặc sang GeoPackage.", "Compare it with the original; if it was cut, export again with a wider column (254 bytes at most), or to GeoPackage."},
	}
	foundStoredCut = finding{
		"stored_text_cut", Warning,
		Words{"Giá trị bị cắt vì hết cột: giá trị đang lưu dài hơn và bắt đầu bằng chính giá trị này; nếu áp dụng, phần sau sẽ mất.", "The value was cut by its column: the stored value is longer and begins with this one; if applied, the rest of it is lost."},
		Words{"Xuất lại với cột rộng hơn hoặc sang GeoPackage, hoặc bỏ cột này bằng --map CỘT=- để giữ giá trị đang lưu.", "Export again with a wider column or to GeoPackage, or keep the stored values by leaving the column out with --map COLUMN=-."},
	}
	foundLikenessStopped = finding{
		"likeness_not_checked", Warning,
		Words{"So sánh các hình đã đổi dừng sau %d giây; phần còn lại tính là thêm mới và xóa.", "The comparison of changed shapes stopped after %d seconds; what was left counts as added and removed."},
		Words{"Nhập tệp theo từng phần để so sánh hết.", "Import the file in parts to have them compared."},
	}
	foundUnknownCode    = finding{"unknown_code", Warning, Words{"Mã %q không có trong danh mục.", "Code %q is not in the list."}, Words{"Giá trị gốc được giữ; kiểm tra mã.", "The value is kept as written; check the code."}}
	foundNotInList      = finding{"not_in_list", Error, Words{"Giá trị %q không có trong danh mục.", "%q is not in the list."}, Words{"Ghi một giá trị của danh mục, bằng mã hoặc bằng tên.", "Write one of the list, by its code or its name."}}
	foundBadInterval    = finding{"bad_interval", Error, Words{"Chu kỳ gửi không phải từ 1 đến 86.400 giây.", "The interval is not from 1 to 86,400 seconds."}, fixWords}
	foundUnknownCommune = finding{
		"unknown_commune", Error,
		Words{"Không có xã nào mang mã %q.", "No commune has the code %q."},
		Words{"Kiểm tra mã xã; mã cũ trước khi sáp nhập cần đổi sang mã mới. Nếu lớp xã còn thiếu, bổ sung lớp xã hoặc dùng --accept unknown_commune.", "Check the commune code; a code from before a merger needs the new one. Where the layer of communes is incomplete, complete it or use --accept unknown_commune."},
	}
	foundHeightsLeftOut = finding{
		"heights_left_out", Warning,
		Words{"Độ cao (Z) hoặc giá trị đo (M) không được lưu.", "Heights (Z) or measures (M) are not kept."},
		Words{"Không cần làm gì nếu lớp không dùng độ cao.", "Nothing to do where the layer needs no heights."},
	}
	foundColumnLeftOut = finding{
		"column_left_out", Warning,
		Words{"Cột này không vào lớp.", "This column does not go into the layer."},
		Words{"Chọn trường bằng --map CỘT=trường nếu cần.", "Choose a field with --map COLUMN=field if it is needed."},
	}
	foundSurveyLost = finding{
		"survey_lost", Warning,
		Words{"%d thửa sẽ mất tọa độ đo VN-2000 vì hình mới không ở VN-2000.", "%d parcels will lose their surveyed VN-2000 coordinates: their new shapes are not in VN-2000."},
		Words{"Nhập tệp VN-2000 gốc nếu có.", "Import the original VN-2000 file if there is one."},
	}
	foundRemovalsHeld = finding{
		"removals_held", Warning,
		Words{
			"%[1]d dòng bị từ chối không rõ là bản ghi nào; không xóa gì %[2]s.",
			"%[1]d refused rows do not say which records they are; nothing is removed %[3]s.",
		},
		Words{"Sửa các dòng đó rồi nhập lại để xóa bản ghi không còn trong tệp.", "Mend those rows and import again to remove what the file no longer has."},
	}
	foundZoneDoubtful = finding{
		"zone_doubtful", Warning,
		Words{
			"Theo %[2]s chỉ %[1]s số hình nằm đúng xã hoặc đúng chỗ cũ của chúng; theo %[4]s.",
			"By %[3]s only %[1]s of the shapes lie in the communes they name or where they were; by %[5]s.",
		},
		Words{"Kiểm tra múi chiếu (--crs) trước khi áp dụng.", "Check the zone (--crs) before applying."},
	}
	foundMoreProblems = finding{
		"more_problems", Warning,
		Words{"Còn %d dòng cùng loại lỗi %q không liệt kê.", "%d more rows with problem %q are not listed."},
		Words{"Sửa các dòng đã liệt kê trước.", "Mend those listed first."},
	}
)

// invalidReason is the Vietnamese of GEOS's reason why a geometry is invalid.
func invalidReason(reason string) string {
	switch reason {
	case "Self-intersection":
		return "ranh tự cắt"
	case "Ring Self-intersection":
		return "vòng tự chạm"
	case "Hole lies outside shell":
		return "lỗ nằm ngoài ranh"
	case "Nested holes":
		return "lỗ lồng trong lỗ"
	case "Nested shells":
		return "hình lồng trong hình"
	case "Interior is disconnected":
		return "phần trong bị chia cắt"
	case "Duplicate Rings":
		return "vòng lặp lại"
	case "Too few points in geometry component":
		return "quá ít điểm"
	case "Invalid Coordinate":
		return "tọa độ sai"
	case "Ring is not closed", "IllegalArgumentException: Points of LinearRing do not form a closed linestring":
		return "vòng không khép kín"
	}
	return reason
}
