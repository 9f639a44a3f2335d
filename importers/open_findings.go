package importers

// What the two languages say to do about most problems.
var (
	fixWords   = Words{"Sửa trong tệp nguồn rồi nhập lại, hoặc bỏ qua dòng lỗi bằng --skip-bad.", "Mend it in the source file and import again, or leave bad rows out with --skip-bad."}
	checkWords = Words{"Kiểm tra lại trong tệp nguồn.", "Check it in the source file."}
)

// The problems that the readers of several formats report, and those of GeoJSON, CSV and
// GeoPackage. They are constants in all but syntax.
var (
	foundBadGeometry = finding{
		"bad_geometry", Error,
		Words{"Không đọc được hình: %[1]s.", "The geometry cannot be read: %[2]s."},
		fixWords,
	}
	foundCurve = finding{
		"curve", Error,
		Words{"Hình có kiểu %[1]s, có cung cong hoặc mặt không phẳng, không nhập được.", "The geometry is a %[1]s, with curves or surfaces, which cannot be imported."},
		Words{"Chuyển sang đường gấp khúc trước khi nhập, ví dụ bằng ogr2ogr -nlt CONVERT_TO_LINEAR.", "Turn it into straight lines first, for example with ogr2ogr -nlt CONVERT_TO_LINEAR."},
	}
	foundOpenRing = finding{
		"open_ring", Warning,
		Words{"Vòng của đa giác không khép kín (điểm cuối khác điểm đầu); đã khép về điểm đầu.", "A ring of the polygon does not end where it begins; it was closed."},
		Words{"Kiểm tra hình của dòng này trên bản đồ.", "Check the shape of this row on the map."},
	}
	foundShortRing = finding{
		"short_ring", Error,
		Words{"Vòng của đa giác có ít hơn ba điểm khác nhau.", "A ring of the polygon has fewer than three different points."},
		fixWords,
	}
	foundShortLine = finding{
		"short_line", Error,
		Words{"Đường có ít hơn hai điểm.", "A line has fewer than two points."},
		fixWords,
	}
	foundNotFinite = finding{
		"bad_coordinates", Error,
		Words{"Tọa độ không phải là số.", "A coordinate is not a number."},
		fixWords,
	}
	foundMixedDimensions = finding{
		"mixed_dimensions", Warning,
		Words{"Điểm có và không có độ cao lẫn lộn; đã bỏ độ cao.", "Points with and without heights are mixed; the heights are left out."},
		checkWords,
	}
	foundNotFeature = finding{
		"not_a_feature", Error,
		Words{"Không phải là đối tượng GeoJSON: %[1]s.", "This is no GeoJSON feature: %[2]s."},
		fixWords,
	}
	foundCRSMissing = finding{
		"crs_missing", Warning,
		Words{"GeoJSON phải là WGS 84 nhưng tọa độ trong tệp không phải kinh vĩ độ.", "GeoJSON is in WGS 84, but the file's coordinates are no longitudes and latitudes."},
		Words{"Chọn hệ tọa độ bằng --crs.", "Choose the coordinate system with --crs."},
	}
	foundCRSAssumed = finding{
		"crs_assumed", Warning,
		Words{"Tệp không ghi hệ tọa độ; cột %[1]s và %[2]s được hiểu là kinh độ và vĩ độ WGS 84.", "The file does not say its coordinate system; columns %[1]s and %[2]s are taken for WGS 84 longitude and latitude."},
		Words{"Nếu không đúng, chọn bằng --crs.", "If that is wrong, choose it with --crs."},
	}
	foundNorthFirst = finding{
		"north_first", Warning,
		Words{"Theo trị số, cột %[1]s là tọa độ bắc (X) và cột %[2]s là tọa độ đông (Y), như bảng tọa độ Việt Nam; đã đọc như vậy.", "By their values, column %[1]s holds the northing (X) and column %[2]s the easting (Y), as in Vietnamese tables; they are read so."},
		checkWords,
	}
	foundAxesContradict = finding{
		"axes_contradict", Warning,
		Words{"Tên cột %[1]s và %[2]s trái với trị số: hình như hai trục bị đổi chỗ. Đã đọc theo tên cột.", "The names of columns %[1]s and %[2]s contradict their values: the axes seem to be exchanged. They are read by their names."},
		Words{"Nếu bị đổi chỗ, đổi tên hai cột trong tệp rồi nhập lại.", "If they are exchanged, exchange the names of the two columns in the file and import again."},
	}
	foundNoGeometry = finding{
		"no_geometry", Warning,
		Words{"Không thấy cột WKT hay cặp cột tọa độ; các dòng không có hình.", "There is no WKT column and no pair of coordinate columns; the rows have no geometry."},
		Words{"Đặt tên hai cột là kinh_do và vi_do, hoặc X và Y; hoặc thêm cột WKT.", "Name the two columns lon and lat, or X and Y; or add a WKT column."},
	}
	foundRagged = finding{
		"ragged_row", Error,
		Words{"Dòng có %[1]d ô, tiêu đề có %[2]d cột; các ô có thể đã lệch cột.", "The row has %[1]d cells, the header %[2]d columns; cells may stand in wrong columns."},
		fixWords,
	}
	foundBadQuotes = finding{
		"bad_quotes", Error,
		Words{"Dấu nháy kép đặt sai; không tách được các ô của dòng.", "Quotes are misplaced; the row cannot be split into cells."},
		fixWords,
	}
	foundNumbersUnclear = finding{
		"numbers_unclear", Warning,
		Words{"Không rõ dấu chấm, phẩy trong cột này là phần nghìn hay phần thập phân; cột được giữ là chữ.", "It is not clear whether points and commas in this column part thousands or decimals; it is kept as text."},
		Words{"Cho biết cách viết số: --numbers CỘT=vi (1.234,5) hoặc --numbers CỘT=en (1,234.5).", "Say how its numbers are written: --numbers COLUMN=vi (1.234,5) or --numbers COLUMN=en (1,234.5)."},
	}
	foundNumbersFollow = finding{
		"numbers_follow", Warning,
		Words{
			"Số trong cột này không tự cho biết chấm hay phẩy là dấu thập phân; đã đọc theo các cột khác của tệp (%[1]s).",
			"The numbers of this column do not show by themselves whether points or commas part decimals; they are read as the file's other columns are written (%[2]s).",
		},
		checkWords,
	}
	foundRepeatedColumn = finding{
		"repeated_column", Warning,
		Words{"Hai cột trùng tên %[1]s; cột sau được gọi là %[2]s.", "Two columns have the name %[1]s; the later one is called %[2]s."},
		checkWords,
	}
	foundNoHeader = finding{
		"no_header", Warning,
		Words{"Dòng đầu là số liệu, không phải tiêu đề; các cột được gọi là c1, c2…", "The first row holds data, not names; the columns are called c1, c2…"},
		Words{"Thêm dòng tiêu đề nếu cần.", "Add a header line if names matter."},
	}
	foundColumnType = finding{
		"column_type", Warning,
		Words{"Cột có kiểu %[1]s, không nhập được nên bỏ qua.", "The column has the type %[1]s, which cannot be imported; it is left out."},
		checkWords,
	}
	foundWrongValue = finding{
		"wrong_value", Error,
		Words{"Giá trị không thuộc kiểu %[1]s của cột.", "The value is not of the column's type, %[1]s."},
		fixWords,
	}
	foundOtherSRS = finding{
		"other_srs", Error,
		Words{"Hình ghi hệ tọa độ khác với hệ của lớp.", "The geometry names another coordinate system than its layer."},
		fixWords,
	}
)
