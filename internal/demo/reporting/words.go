package reporting

// Agency answers reports of the demo.
type Agency struct {
	Code, Vi, En string
	// Categories that it answers; the default for none.
	Categories []string
	// Commune is the code of the one in which it answers them; "" for the whole province.
	Commune string
	// Slow is how many times longer than others it takes.
	Slow float64
}

// Agencies of the demo, none of them real; the last answers what no other does.
func Agencies() []Agency {
	return []Agency{
		{"ha-tang-giao-thong", "Trung tâm Hạ tầng giao thông (minh họa)", "Roads centre (demo)", []string{"roads"}, "", 1.4},
		{"chieu-sang-cay-xanh", "Công ty Chiếu sáng và Cây xanh (minh họa)", "Lighting and trees company (demo)", []string{"lighting", "trees"}, "", 0.7},
		{"ve-sinh-moi-truong", "Công ty Dịch vụ môi trường (minh họa)", "Cleaning company (demo)", []string{"waste"}, "", 0.5},
		{"cap-thoat-nuoc", "Công ty Cấp thoát nước (minh họa)", "Water and drains company (demo)", []string{"water"}, "", 1.2},
		{"dien-luc", "Đội quản lý điện khu vực (minh họa)", "Electricity team (demo)", []string{"power"}, "", 0.3},
		{"cong-an", "Công an khu vực (minh họa)", "Police (demo)", []string{"security", "fraud"}, "", 0.6},
		{"y-te", "Phòng An toàn thực phẩm (minh họa)", "Food safety office (demo)", []string{"food"}, "", 1},
		{"dat-dai", "Chi nhánh Đăng ký đất đai (minh họa)", "Land registry branch (demo)", []string{"land"}, "", 1.8},
		{"trat-tu-do-thi", "Đội Trật tự đô thị (minh họa)", "Order in the streets team (demo)", []string{"order", "building", "noise"}, "", 1.1},
		{"phuong-vung-tau", "Ủy ban nhân dân Phường Vũng Tàu (minh họa)", "Ward of Vũng Tàu (demo)", []string{"order", "noise", "waste"}, "26506", 0.6},
		{"phuong-tam-thang", "Ủy ban nhân dân Phường Tam Thắng (minh họa)", "Ward of Tam Thắng (demo)", []string{"order", "noise", "trees"}, "26526", 0.9},
		{"phuong-ba-ria", "Ủy ban nhân dân Phường Bà Rịa (minh họa)", "Ward of Bà Rịa (demo)", []string{"order", "building"}, "26560", 1.3},
		{"mot-cua", "Trung tâm Phục vụ hành chính công (minh họa)", "Public service centre (demo)", nil, "", 0.8},
	}
}

// story is what people write of a category, with the name of a street at %s, and what is done.
type story struct {
	category string
	weight   float64
	seen     []string
	done     []string
}

// stories are of Vietnamese towns, and invented.
func stories() []story {
	return []story{
		{"roads", 17, []string{
			"Ổ gà lớn giữa %s, xe máy phải lách rất nguy hiểm, buổi tối không thấy.",
			"Nắp cống trên %s bị vỡ, mới rào tạm bằng cành cây.",
			"Mặt %s lún sâu sau khi đào đặt ống, chưa trải nhựa lại.",
			"Biển báo một chiều ở đầu %s bị xe tải tông nghiêng, che mất tầm nhìn.",
			"Vạch sơn qua đường trước cổng trường trên %s đã mờ hết.",
		}, []string{"Đã vá mặt đường bằng bê tông nhựa nóng.", "Đã thay nắp cống mới và trả lại mặt đường.", "Đã dựng lại biển báo, sơn lại vạch."}},
		{"lighting", 11, []string{
			"Đèn đường trên %s tắt cả đoạn đã ba hôm nay.", "Cột đèn ở %s chập chờn suốt đêm.", "Dây điện chiếu sáng trên %s sà xuống thấp, ngang tầm đầu người.",
		}, []string{"Đã thay bóng và bộ nguồn, đèn sáng lại toàn tuyến.", "Đã kéo lại dây, gia cố cột."}},
		{"trees", 8, []string{
			"Cây bàng trước nhà trên %s mục gốc, nghiêng hẳn ra đường.", "Cành khô trên %s sắp gãy, ngay trạm xe buýt.", "Cây xanh che khuất đèn tín hiệu ở %s.",
		}, []string{"Đã cắt tỉa, thu dọn cành khô.", "Đã đốn hạ cây mục và trồng cây thay thế."}},
		{"waste", 18, []string{
			"Bãi rác tự phát ở đầu %s, bốc mùi, ruồi nhiều.", "Xe thu gom không vào %s hơn một tuần.", "Xà bần đổ trộm ven %s, lấn ra lòng đường.",
			"Nước rỉ rác chảy tràn trên %s mỗi sáng.",
		}, []string{"Đã thu gom sạch, rắc vôi khử mùi và đặt biển cấm đổ rác.", "Đã bố trí lại lịch thu gom, có xe vào mỗi ngày."}},
		{"water", 12, []string{
			"Cứ mưa lớn là %s ngập đến nửa bánh xe, nhiều giờ mới rút.", "Ống nước sạch trên %s vỡ, nước chảy suốt từ tối qua.", "Cống trên %s bị nghẹt, nước thải trào lên mặt đường.",
			"Nước máy nhà dân trên %s đục và có mùi hai ngày nay.",
		}, []string{"Đã nạo vét cống, thông dòng chảy.", "Đã thay đoạn ống vỡ và cấp nước lại.", "Đã súc xả đường ống, nước trong trở lại."}},
		{"power", 4, []string{"Dây điện hạ thế trên %s bị xe tải kéo đứt, đang rơi giữa đường.", "Hộp công tơ ở %s xẹt lửa khi trời mưa."}, []string{"Đã cô lập và nối lại đường dây an toàn."}},
		{"order", 10, []string{
			"Hàng quán chiếm hết vỉa hè %s, người đi bộ phải xuống lòng đường.", "Xe tải đậu kín hai bên %s vào giờ cao điểm.", "Quảng cáo dán kín cột điện trên %s.",
		}, []string{"Đã nhắc nhở, lập biên bản và trả lại vỉa hè thông thoáng.", "Đã tháo gỡ, vệ sinh và kẻ vạch cấm đậu."}},
		{"building", 3, []string{"Nhà đang xây trên %s lấn ra hẻm chung, không thấy biển giấy phép.", "Công trình ở %s cơi nới thêm tầng, đổ bê tông ban đêm."}, []string{"Đã kiểm tra, lập biên bản và yêu cầu dừng thi công."}},
		{"noise", 5, []string{"Quán trên %s mở loa kéo đến quá nửa đêm.", "Xưởng cắt sắt ở %s làm ồn cả ngày chủ nhật."}, []string{"Đã làm việc với cơ sở, cam kết không tái phạm sau 22 giờ."}},
		{"security", 3, []string{"Thanh niên tụ tập đua xe trên %s vào cuối tuần.", "Mất trộm xe đạp liên tục ở khu trọ trên %s."}, []string{"Đã tăng tuần tra, xử lý các trường hợp vi phạm."}},
		{"food", 3, []string{"Hàng ăn vỉa hè trên %s để thức ăn sống chín lẫn lộn, không che đậy.", "Bánh mì mua ở %s có mùi chua, hai người trong nhà đau bụng."}, []string{"Đã kiểm tra, lấy mẫu và nhắc nhở cơ sở."}},
		{"procedures", 3, []string{"Nộp hồ sơ cấp lại giấy tờ gần %s đã quá hẹn một tuần chưa có kết quả.", "Cổng dịch vụ công báo lỗi khi nộp hồ sơ, đã thử nhiều lần ở %s."}, []string{"Đã trả kết quả và xin lỗi vì chậm trễ."}},
		{"land", 3, []string{"Mốc ranh đất công cạnh %s bị dời, có người rào lại.", "Đất nông nghiệp ven %s bị san lấp trái phép."}, []string{"Đã kiểm tra thực địa, yêu cầu khôi phục hiện trạng."}},
	}
}

// wait is why a report waits, who must act, and what the public is told.
type wait struct{ reason, owner, words string }

func waits() []wait {
	return []wait{
		{"budget", "Phòng Tài chính (minh họa)", "Việc sửa chữa cần kinh phí ngoài kế hoạch năm; đã lập dự toán trình duyệt."},
		{"beyond_authority", "Sở Xây dựng (minh họa)", "Tuyến đường do cấp tỉnh quản lý; đã chuyển văn bản đề nghị xử lý."},
		{"higher_level", "Ủy ban nhân dân tỉnh (minh họa)", "Đã báo cáo xin ý kiến chỉ đạo trước khi thực hiện."},
		{"weather", "Đội thi công (minh họa)", "Đang mưa kéo dài, chưa thể trải nhựa; thi công ngay khi trời khô."},
	}
}

// refusal is why a report is not taken, and what the public is told.
type refusal struct{ reason, words string }

func refusals() []refusal {
	return []refusal{
		{"no_place", "Không xác định được địa điểm; đề nghị gửi lại kèm vị trí trên bản đồ."},
		{"not_state_matter", "Việc thuộc quan hệ dân sự giữa các bên, đề nghị hòa giải ở cơ sở."},
		{"other", "Nội dung đã được trả lời ở phản ánh trước."},
	}
}
