package importers

// The faults of Shapefiles, each with what is wrong and what to do about it.
var (
	// The set of files.
	shpNoShp = finding{
		code: "shp_missing", severity: Error,
		what: Words{Vi: "Không có tệp .shp bên cạnh tệp này.", En: "There is no .shp beside this file."},
		todo: Words{Vi: "Chọn tệp .shp, hoặc nén tất cả các tệp cùng tên vào một tệp .zip.", En: "Choose the .shp, or put all files of the same name into one .zip."},
	}
	shpNoShx = finding{
		code: "shx_missing", severity: Warning,
		what: Words{Vi: "Thiếu tệp .shx; các hình được đọc lần lượt từ tệp .shp.", En: "The .shx is missing; the shapes are read one after the other from the .shp."},
		todo: Words{Vi: "Kiểm tra số hình và vài thửa trên bản đồ; nếu được, hãy xin bộ tệp đầy đủ.", En: "Check the number of shapes and a few of them on the map; ask for the whole set if you can."},
	}
	shpBadShx = finding{
		code: "shx_unusable", severity: Warning,
		what: Words{Vi: "Tệp .shx hỏng; các hình được đọc lần lượt từ tệp .shp.", En: "The .shx is damaged; the shapes are read one after the other from the .shp."},
		todo: shpNoShx.todo,
	}
	shpNoDbf = finding{
		code: "dbf_missing", severity: Warning,
		what: Words{Vi: "Thiếu tệp .dbf: có hình nhưng không có thuộc tính.", En: "The .dbf is missing: there are shapes but no attributes."},
		todo: Words{Vi: "Chép tệp .dbf vào cùng thư mục rồi nhập lại, nếu cần thuộc tính.", En: "Put the .dbf beside the .shp and import again if you need the attributes."},
	}
	shpNoPrj = finding{
		code: "prj_missing", severity: Warning,
		what: Words{Vi: "Thiếu tệp .prj: tệp không cho biết hệ tọa độ.", En: "The .prj is missing: the file does not say its coordinate system."},
		todo: Words{Vi: "Chọn hệ tọa độ (kinh tuyến trục, múi chiếu) khi nhập.", En: "Choose the coordinate system (central meridian, zone) when importing."},
	}
	shpNoCpg = finding{
		code: "encoding_unknown", severity: Warning,
		what: Words{Vi: "Tệp không cho biết bảng mã chữ (không có .cpg).", En: "The file does not say how its text is encoded (no .cpg)."},
		todo: Words{Vi: "Bảng mã được nhận ra theo nội dung; hãy xem lại vài dòng chữ trước khi áp dụng.", En: "The encoding is recognised from the content; look at some of the text before applying."},
	}
	shpBadCpg = finding{
		code: "cpg_unknown", severity: Warning,
		what: Words{Vi: "Không hiểu bảng mã %q ghi trong tệp .cpg.", En: "The .cpg names an encoding that is not known: %q."},
		todo: shpNoCpg.todo,
	}

	// The .shp as a whole.
	shpNotShp = finding{
		code: "not_a_shapefile", severity: Error,
		what: Words{Vi: "Tệp .shp không đúng dạng Shapefile.", En: "The .shp is not a Shapefile."},
		todo: Words{Vi: "Xuất lại tệp từ phần mềm gốc.", En: "Export the file again from the program it comes from."},
	}
	shpPatchFile = finding{
		code: "multipatch", severity: Error,
		what: Words{Vi: "Tệp chứa mặt 3D (MultiPatch), không phải vùng, đường hay điểm.", En: "The file holds 3D surfaces (MultiPatch), not polygons, lines or points."},
		todo: Words{Vi: "Chuyển thành vùng (footprint) trong phần mềm GIS rồi nhập lại.", En: "Convert it to polygons (footprints) in a GIS program and import those."},
	}
	shpUnknownFile = finding{
		code: "shape_type_unknown", severity: Error,
		what: Words{Vi: "Kiểu hình số %d không có trong dạng Shapefile.", En: "Shape type %d is not one of the Shapefile format."},
		todo: shpNotShp.todo,
	}
	shpCannotRead = finding{
		code: "unreadable", severity: Error,
		what: Words{Vi: "Không đọc được tệp.", En: "The file cannot be read."},
		todo: Words{Vi: "Kiểm tra tệp, ổ đĩa và quyền đọc.", En: "Check the file, its disk and the permission to read it."},
	}

	// One record of the .shp.
	shpUnreadable = finding{
		code: "shape_unreadable", severity: Error,
		what: Words{Vi: "Bản ghi hình của dòng này hỏng hoặc bị cắt cụt.", En: "The shape record of this row is damaged or cut off."},
		todo: Words{Vi: "Xin lại tệp .shp nguyên vẹn; các dòng khác vẫn nhập được.", En: "Ask for an undamaged .shp; the other rows can still be imported."},
	}
	shpNoShape = finding{
		code: "shape_missing", severity: Error,
		what: Words{Vi: "Dòng thuộc tính này không có bản ghi hình.", En: "This row of attributes has no shape record."},
		todo: shpUnreadable.todo,
	}
	shpBadCounts = finding{
		code: "shape_unreadable", severity: Error,
		what: Words{Vi: "Hình khai %d phần, %d điểm nhưng bản ghi chỉ có %d byte.", En: "The shape announces %d parts and %d points, but its record has only %d bytes."},
		todo: shpUnreadable.todo,
	}
	shpBadParts = finding{
		code: "shape_unreadable", severity: Error,
		what: Words{Vi: "Chỉ số các phần của hình không theo thứ tự.", En: "The parts of the shape do not begin in order within its points."},
		todo: shpUnreadable.todo,
	}
	shpUnknownShape = finding{
		code: "shape_type_unknown", severity: Error,
		what: shpUnknownFile.what, todo: shpUnreadable.todo,
	}
	shpMultiPatch = finding{
		code: "multipatch", severity: Error,
		what: Words{Vi: "Hình là mặt 3D (MultiPatch).", En: "The shape is a 3D surface (MultiPatch)."},
		todo: shpPatchFile.todo,
	}
	shpWrongIndex = finding{
		code: "shx_mismatch", severity: Warning,
		what: Words{Vi: "Tệp .shx chỉ tới vị trí %d, nơi không có bản ghi; đã đọc bản ghi kế tiếp mang đúng số.", En: "The .shx points to position %d, where there is no record; the record that follows, of the right number, was read."},
		todo: Words{Vi: "Kiểm tra hình của dòng này trên bản đồ.", En: "Check the shape of this row on the map."},
	}
	shpShortIndex = finding{
		code: "shx_short", severity: Warning,
		what: Words{Vi: "Tệp .shx không có dòng này; đã đọc bản ghi kế tiếp mang đúng số.", En: "The .shx does not list this row; the record that follows, of the right number, was read."},
		todo: shpWrongIndex.todo,
	}
	shpWrongLength = finding{
		code: "record_length", severity: Warning,
		what: Words{Vi: "Bản ghi khai dài %d byte, thực tế %d byte.", En: "The record says it has %d bytes, and has %d."},
		todo: shpWrongIndex.todo,
	}
	shpWrongNumber = finding{
		code: "record_number", severity: Warning,
		what: Words{Vi: "Bản ghi hình mang số %d, không phải số của dòng; từ đây hình và thuộc tính có thể lệch nhau.", En: "The shape record bears number %d, not that of the row; from here on shapes and attributes may be out of step."},
		todo: Words{Vi: "So vài hình với thuộc tính của nó trên bản đồ, hoặc xin tệp .shx.", En: "Compare some shapes with their attributes on the map, or ask for the .shx."},
	}
	shpSkippedBytes = finding{
		code: "bytes_skipped", severity: Warning,
		what: Words{Vi: "Đã bỏ qua %d byte không phải bản ghi trước hình này.", En: "%d bytes before this shape are no record and were passed over."},
		todo: shpWrongIndex.todo,
	}
)

// Faults of one geometry that the other formats do not have. None of them is repaired.
var (
	shpBadZ = finding{
		code: "z_not_finite", severity: Warning,
		what: Words{Vi: "Có độ cao Z không phải là số (NaN hoặc vô cực).", En: "A height Z is not a number (NaN or infinite)."},
		todo: Words{Vi: "Không cần làm gì nếu không dùng độ cao.", En: "Nothing, unless you need the heights."},
	}
	shpNestedRing = finding{
		code: "ring_direction", severity: Warning,
		what: Words{Vi: "Một vòng nằm trong vòng khác nhưng cùng chiều; được coi là lỗ.", En: "A ring inside another runs the same way; it is taken for a hole."},
		todo: Words{Vi: "Kiểm tra trên bản đồ xem đó là lỗ hay là một hình riêng.", En: "Check on the map whether it is a hole or a shape of its own."},
	}
	shpTooComplex = finding{
		code: "too_complex", severity: Error,
		what: Words{Vi: "Hình có %d vòng chồng nhau, quá phức tạp để sắp xếp.", En: "The shape has %d overlapping rings, too many to tell shells from holes."},
		todo: fixWords,
	}
)

// Faults of the .dbf.
var (
	dbfBroken = finding{
		code: "dbf_unreadable", severity: Error,
		what: Words{Vi: "Phần đầu của tệp .dbf hỏng: %s.", En: "The header of the .dbf is damaged: %s."},
		todo: Words{Vi: "Xin lại tệp .dbf, hoặc bỏ nó ra để chỉ nhập hình.", En: "Ask for an undamaged .dbf, or take it away to import the shapes alone."},
	}
	dbfShort = finding{
		code: "dbf_truncated", severity: Warning,
		what: Words{Vi: "Tệp .dbf khai %d dòng nhưng chỉ có %d.", En: "The .dbf announces %d rows and holds %d."},
		todo: Words{Vi: "Xin lại tệp .dbf nguyên vẹn; các dòng thiếu thuộc tính bị từ chối.", En: "Ask for an undamaged .dbf; rows without attributes are refused."},
	}
	dbfNoRow = finding{
		code: "attributes_missing", severity: Error,
		what: Words{Vi: "Hình này không có dòng thuộc tính trong tệp .dbf.", En: "This shape has no row of attributes in the .dbf."},
		todo: dbfShort.todo,
	}
	dbfMemo = finding{
		code: "memo_left_out", severity: Warning,
		what: Words{Vi: "Cột ghi chú dài (memo) nằm ở tệp khác và không được nhập.", En: "A memo column stands in another file and is left out."},
		todo: Words{Vi: "Nếu cần, chuyển cột này thành cột chữ (C) rồi nhập lại.", En: "If you need it, turn the column into text (C) and import again."},
	}
	dbfUnknownType = finding{
		code: "column_type_unknown", severity: Warning,
		what: Words{Vi: "Không hiểu kiểu cột %q; cột này không được nhập.", En: "Column type %q is not known; the column is left out."},
		todo: dbfMemo.todo,
	}
	dbfColumnCut = finding{
		code: "column_cut", severity: Warning,
		what: Words{Vi: "Cột vượt ra ngoài độ dài của dòng và không được nhập.", En: "The column lies beyond the end of the row and is left out."},
		todo: dbfBroken.todo,
	}
	dbfSameName = finding{
		code: "column_renamed", severity: Warning,
		what: Words{Vi: "Hai cột trùng tên; cột sau được đổi tên.", En: "Two columns have this name; the later one was renamed."},
		todo: Words{Vi: "Kiểm tra lại khi chọn cột.", En: "Mind it when you match the columns."},
	}

	// One value.
	dbfOverflow = finding{
		code: "overflow", severity: Warning,
		what: Words{Vi: "Số quá dài so với cột nên tệp chỉ còn dấu *; giá trị đã mất.", En: "The number was too long for its column and was saved as asterisks; the value is lost."},
		todo: Words{Vi: "Lấy lại giá trị từ nguồn gốc.", En: "Take the value from the original again."},
	}
	dbfNotNumber = finding{
		code: "not_a_number", severity: Warning,
		what: Words{Vi: "Giá trị trong cột số không phải là số; để trống.", En: "The value in a column of numbers is no number; left empty."},
		todo: dbfOverflow.todo,
	}
	dbfNotWhole = finding{
		code: "not_whole", severity: Warning,
		what: Words{Vi: "Cột khai là số nguyên nhưng giá trị có phần lẻ hoặc quá lớn; để trống.", En: "The column is declared whole numbers, the value has a fraction or is too large; left empty."},
		todo: Words{Vi: "Khai cột có phần thập phân trong phần mềm gốc rồi xuất lại.", En: "Declare decimals for the column in the original program and export again."},
	}
	dbfNotDate = finding{
		code: "not_a_date", severity: Warning,
		what: Words{Vi: "Giá trị không phải là ngày có thật; để trống.", En: "The value is no date of the calendar; left empty."},
		todo: dbfOverflow.todo,
	}
	dbfNotLogical = finding{
		code: "not_logical", severity: Warning,
		what: Words{Vi: "Giá trị không phải là có/không (T, F, Y, N); để trống.", En: "The value is not yes or no (T, F, Y, N); left empty."},
		todo: dbfOverflow.todo,
	}
)

// Faults of zips.
var (
	zipBroken = finding{
		code: "zip_unreadable", severity: Error,
		what: Words{Vi: "Tệp .zip hỏng.", En: "The .zip is damaged."},
		todo: Words{Vi: "Nén lại hoặc tải lại tệp.", En: "Make the .zip again, or fetch it again."},
	}
	zipLocked = finding{
		code: "zip_encrypted", severity: Error,
		what: Words{Vi: "Tệp .zip có mật khẩu.", En: "The .zip is locked by a password."},
		todo: Words{Vi: "Giải nén rồi nén lại không đặt mật khẩu.", En: "Unpack it and pack it again without a password."},
	}
	zipEmpty = finding{
		code: "zip_no_shapefile", severity: Error,
		what: Words{Vi: "Trong tệp .zip không có tệp .shp nào.", En: "There is no .shp in the .zip."},
		todo: Words{Vi: "Nén các tệp .shp, .shx, .dbf, .prj cùng tên vào một tệp .zip.", En: "Put the .shp, .shx, .dbf and .prj of the same name into the .zip."},
	}
	zipSeveral = finding{
		code: "layer_needed", severity: Error,
		what: Words{Vi: "Trong tệp .zip có nhiều lớp: %s.", En: "The .zip holds several layers: %s."},
		todo: Words{Vi: "Cho biết lớp cần nhập.", En: "Say which of them to read."},
	}
	zipNoLayer = finding{
		code: "layer_unknown", severity: Error,
		what: Words{Vi: "Không có lớp %q; các lớp hiện có: %s.", En: "There is no layer %q; the layers are: %s."},
		todo: zipSeveral.todo,
	}
	zipTooLarge = finding{
		code: "zip_too_large", severity: Error,
		what: Words{Vi: "Giải nén ra %d MB, quá lớn so với tệp .zip.", En: "It unpacks to %d MB, too much for the size of the .zip."},
		todo: Words{Vi: "Giải nén bằng tay rồi nhập tệp bên trong.", En: "Unpack it by hand and import the file inside."},
	}
	zipTooMany = finding{
		code: "zip_too_many", severity: Error,
		what: Words{Vi: "Trong tệp .zip có %d tệp, nhiều hơn giới hạn %d.", En: "The .zip has %d files, above the limit of %d."},
		todo: Words{Vi: "Chỉ nén các tệp cần nhập.", En: "Pack only the files to import."},
	}
	zipNoData = finding{
		code: "zip_no_data", severity: Error,
		what: Words{Vi: "Trong tệp .zip không có tệp nào đọc được.", En: "There is no file in the .zip that can be read."},
		todo: Words{
			Vi: "Nén Shapefile (.shp, .shx, .dbf, .prj), MapInfo (.tab hoặc .mif và các tệp cùng tên), GeoPackage, GeoJSON, CSV, KML, GML, DGN V7 hoặc DXF vào một tệp .zip.",
			En: "Put a Shapefile (.shp, .shx, .dbf, .prj), MapInfo (.tab or .mif with the files of its name), GeoPackage, GeoJSON, CSV, KML, GML, DGN V7 or DXF into the .zip.",
		},
	}
	zipNested = finding{
		code: "zip_nested", severity: Error,
		what: Words{Vi: "Trong tệp .zip lại là tệp nén: %s.", En: "What is in the .zip is packed once more: %s."},
		todo: Words{Vi: "Giải nén rồi nhập tệp bên trong.", En: "Unpack it and import the file inside."},
	}
	zipLeft = finding{
		code: "zip_left", severity: Warning,
		what: Words{Vi: "Không đọc các tệp nén bên trong tệp .zip: %s.", En: "Packed files inside the .zip are not read: %s."},
		todo: Words{Vi: "Nếu thiếu dữ liệu, giải nén rồi nhập từng tệp.", En: "Where data are missing, unpack them and import each."},
	}
)
