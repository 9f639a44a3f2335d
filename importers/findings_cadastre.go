package importers

// The problems that the checks of parcels report, and what --repair says that it did. They
// are constants in all but syntax.
var (
	foundSliver = finding{
		"sliver", Warning,
		Words{"Thửa quá nhỏ hoặc quá hẹp: %.2f m², chu vi %.1f m.", "The parcel is too small or too thin: %.2f m², %.1f m around."},
		Words{"Kiểm tra có phải là khe hở hay phần thừa khi số hóa.", "Check whether it is a gap, or a remnant of digitizing."},
	}
	foundSpike = finding{
		"spike", Warning,
		Words{"Ranh có %d gai nhọn, dài nhất %.2f m.", "The boundary has %d spikes, the longest of %.2f m."},
		repairWords,
	}
	foundRepeatedVertices = finding{
		"repeated_vertices", Warning,
		Words{"%d đỉnh trùng với đỉnh đứng trước.", "%d vertices repeat the one before them."},
		repairWords,
	}
	foundGap = finding{
		"gap", Warning,
		Words{"Hở với thửa %[1]s: %.2[2]f m², rộng tới %.2[3]f m.", "A gap to %[1]s: %.2[2]f m², up to %.2[3]f m wide."},
		Words{"Kiểm tra ranh giới của hai thửa.", "Check the boundary of the two."},
	}
	foundAreaDiffers = finding{
		"area_differs", Warning,
		Words{
			"Diện tích trong tệp là %.1[1]f m², đo trên hình là %.1[2]f m²: lệch %.1[3]f m², vượt hạn sai ±%.1[4]f m² (%[5]s).",
			"The file says %.1[1]f m², the shape has %.1[2]f m²: %.1[3]f m² off, beyond the tolerance of ±%.1[4]f m² (%[6]s).",
		},
		Words{}, // by which rule is said with each
	}
	foundPartlyOutside = finding{
		"partly_outside_commune", Warning,
		Words{"%.1f m² (%.0f %%) của hình nằm ngoài xã có mã của nó.", "%.1f m² (%.0f %%) of the shape lie outside the commune whose code it has."},
		Words{"Kiểm tra mã xã và ranh thửa.", "Check the commune code and the boundary."},
	}
	foundOfNoType = finding{
		"land_types_uneven", Warning,
		Words{
			"Không rõ giá trị này là của loại đất nào: cột loại đất cùng số bị trống, hoặc các cột loại đất của dòng bỏ trống cột đứng trước, lặp lại hay ghi nhiều mã trong một cột.",
			"It is not clear of which land type this is: the column with its number is empty, or of the row's land types a former one is missing, two are the same, or a column holds several.",
		},
		Words{
			"Giá trị này không được lưu; ghi mỗi loại đất vào một cột, từ cột thứ nhất.",
			"The value is not kept; write each land type into a column of its own, from the first on.",
		},
	}
	foundForeignCommune = finding{
		"foreign_commune", Error,
		Words{"Xã %[1]s ngoài phạm vi tài khoản của bạn (%[2]s).", "Commune %[1]s is not your account's (%[2]s)."},
		Words{
			"Nhờ người phụ trách xã đó nhập; ở đây bỏ dòng này khỏi tệp, hoặc bỏ qua dòng lỗi bằng --skip-bad.",
			"Ask who looks after that commune to import it; here take the row out of the file, or leave bad rows out with --skip-bad.",
		},
	}
	foundRepaired = finding{
		"repaired_geometry", Warning,
		Words{
			"Đã sửa hình (%[1]s): diện tích %.2[3]f → %.2[4]f m², bỏ %[5]d đỉnh, thêm %[6]d đỉnh.",
			"The shape was mended (%[2]s): area %.2[3]f → %.2[4]f m², %[5]d vertices dropped, %[6]d added.",
		},
		lookWords,
	}
	foundRepairedOrder = finding{
		"repaired_ring_order", Warning,
		Words{"Đã đưa vòng ngoài lên trước các lỗ.", "The outer ring was put before the holes."},
		lookWords,
	}
	foundRepairedVertices = finding{
		"repaired_vertices", Warning,
		Words{"Đã bỏ %d đỉnh trùng; diện tích %.2f → %.2f m².", "%d repeated vertices were dropped; area %.2f → %.2f m²."},
		lookWords,
	}
	foundRepairedSpikes = finding{
		"repaired_spikes", Warning,
		Words{"Đã bỏ %d gai nhọn; diện tích %.2f → %.2f m².", "%d spikes were cut off; area %.2f → %.2f m²."},
		lookWords,
	}
)

var (
	repairWords = Words{"Sửa trong tệp nguồn, hoặc nhập với --repair.", "Mend it in the source file, or import with --repair."}
	lookWords   = Words{"Xem hình trên bản đồ trước khi áp dụng.", "Look at the shape on the map before applying."}
)
