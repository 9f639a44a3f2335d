package environment

// reasonWords say why a reading was set aside or refused and what to do, Vietnamese first: in
// answers, in reports on files, and at the desk.
var reasonWords = map[Reason][2]string{
	UnknownStation:   {"Không có trạm mang mã này; hãy thêm trạm hoặc sửa mã.", "No station has this code; add the station or correct the code."},
	UnknownParameter: {"Trạm loại này không đo thông số này; hãy sửa ký hiệu thông số.", "A station of this kind does not measure this parameter; correct its symbol."},
	UnexpectedUnit:   {"Đơn vị không quy đổi được về đơn vị của thông số; hãy sửa đơn vị.", "The unit cannot be converted to the parameter's; correct the unit."},
	ImplausibleTime:  {"Thời điểm ở tương lai hoặc trước năm 2000; hãy kiểm tra đồng hồ của trạm.", "The time is in the future or before the year 2000; check the station's clock."},
	ImplausibleValue: {"Giá trị nằm ngoài khoảng mà thiết bị có thể đo; hãy kiểm tra thiết bị và đơn vị.", "The value is beyond what a sensor can mean; check the sensor and the unit."},
	BadTime:          {"Không đọc được thời điểm; hãy gửi như 2026-11-20T10:05:00+07:00 hoặc 20261120100500.", "The time cannot be read; send it like 2026-11-20T10:05:00+07:00 or 20261120100500."},
	BadValue:         {"Giá trị không phải số; để trống hoặc --- khi không có.", "The value is no number; leave it empty or send --- for none."},
	BadStatus:        {"Trạng thái phải là số: 00 đang đo, 01 hiệu chuẩn, 02 lỗi.", "The status must be a number: 00 measuring, 01 calibrating, 02 faulty."},
	NotYours:         {"Người gửi không được gửi cho trạm này: trạm thuộc đơn vị vận hành khác, hoặc chủ đề MQTT là của trạm khác.", "The sender may not send for this station: it is another operator's, or the MQTT topic is another station's."},
	TooLong:          {"Một thành viên dài quá 200 byte.", "A member is longer than 200 bytes."},
	TooOld:           {"Số đo gốc của thời gian này không còn được lưu.", "Raw readings of this time are kept no longer."},
	BadLine:          {"Dòng không đủ năm cột tên, giá trị, đơn vị, thời gian, trạng thái; hãy kiểm tra cấu hình máy ghi.", "The line has not the five columns name, value, unit, time, status; check how the logger is set."},
	BadText:          {"Dòng không phải UTF-8 hay ASCII; hãy đặt lại bảng mã của máy ghi.", "The line is neither UTF-8 nor ASCII; set the logger's encoding."},
	CutOff:           {"Tệp bị cắt giữa dòng; hãy gửi lại.", "The file is cut off in this line; send it again."},
	NoReading:        {"Không tìm thấy số đo trong bản tin; hãy kiểm tra cấu hình MQTT.", "No reading was found in the message; check the MQTT configuration."},
}

// Words says the reason and what to do; a reason that is not known stands for itself.
func (r Reason) Words() (vi, en string) {
	if w, ok := reasonWords[r]; ok {
		return w[0], w[1]
	}
	return string(r), string(r)
}
