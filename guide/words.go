package guide

// words are what the pages say around the texts.
type words struct {
	Guide, Map, Skip, Other, OtherHint        string
	Search, SearchLabel, SearchButton         string
	Lead, All, Results, None, Contents, More  string
	Sources, Checked, DateUnknown, From       string
	Unverified, Note, Caution, OnlyOther      string
	Original, Transcription, Quoted, FromData string
	NotRead, LandTypes, OtherCodes            string
	Old, Current, NoColor, Within, Codes      string
	Missing, MissingHint, Print, Top, Legal   string
}

// wordsOf gives the words of a language.
func wordsOf(lang string) words {
	if lang == English {
		return english()
	}
	return vietnamese()
}

func vietnamese() words {
	return words{
		Guide: "Hướng dẫn", Map: "Mở bản đồ", Skip: "Tới nội dung", Other: "English", OtherHint: "Switch to English",
		Search: "Tìm trong hướng dẫn", SearchLabel: "Tìm theo từ, có dấu hoặc không dấu", SearchButton: "Tìm",
		Lead: "Những điều người dân hay hỏi về thửa đất, viết bằng lời thường. Mỗi bài ghi rõ dựa vào đâu; điều gì chưa kiểm chứng thì nói là chưa.",
		All:  "Các bài hướng dẫn", Results: "Kết quả tìm", None: "Không có bài nào chứa những từ này. Hãy thử ít từ hơn, hoặc chọn một bài dưới đây.",
		Contents: "Trong bài này", More: "Các bài khác",
		Sources: "Nguồn", Checked: "Đối chiếu nguồn lần cuối ngày", DateUnknown: "ngày chưa kiểm tra", From: "có hiệu lực từ",
		Unverified: "Chưa kiểm chứng", Note: "Lưu ý",
		Caution:   "Bài này để tham khảo, không thay cho văn bản pháp luật và không có giá trị pháp lý. Quy định về đất đai thay đổi nhanh trong các năm 2025 và 2026; trước khi làm thủ tục, hãy hỏi lại Văn phòng đăng ký đất đai hoặc Ủy ban nhân dân xã, phường.",
		OnlyOther: "Bài này mới có bằng tiếng Anh.",
		Original:  "đã đọc văn bản được công bố", Transcription: "đã đọc bản chép công khai, chưa đối chiếu công báo",
		Quoted: "chỉ đọc phần được nơi khác dẫn lại", FromData: "đếm từ dữ liệu công khai", NotRead: "chưa đọc, chưa kiểm chứng",
		LandTypes: "Bảng mã loại đất", OtherCodes: "Mã khác", Old: "mã cũ", Current: "đang dùng", NoColor: "chưa có màu",
		Within: "thuộc", Codes: "mã",
		Missing: "Không có bài này", MissingHint: "Địa chỉ có thể đã đổi. Hãy tìm bằng ô ở trên, hoặc chọn một bài dưới đây.",
		Top: "Lên đầu trang", Legal: "Thông tin để tham khảo, không có giá trị pháp lý.",
	}
}

func english() words {
	return words{
		Guide: "Guide", Map: "Open the map", Skip: "Go to the content", Other: "Tiếng Việt", OtherHint: "Chuyển sang tiếng Việt",
		Search: "Search the guide", SearchLabel: "Search by words, with tone marks or without", SearchButton: "Search",
		Lead: "What citizens ask most about parcels of land, in plain words. Each guide says what it rests on; what was not verified is marked so.",
		All:  "All guides", Results: "Results", None: "No guide holds these words. Try fewer words, or choose a guide below.",
		Contents: "In this guide", More: "Other guides",
		Sources: "Sources", Checked: "Last held against its sources on", DateUnknown: "date not checked", From: "in force from",
		Unverified: "Not verified", Note: "Please note",
		Caution:   "This guide is for reference; it does not replace the law and has no legal force. Land rules changed fast in 2025 and 2026: before you apply for anything, ask the land registration office or the commune People's Committee.",
		OnlyOther: "This guide exists in Vietnamese only.",
		Original:  "the published document was read", Transcription: "a public copy was read, not compared with the gazette",
		Quoted: "only what others quote of it was read", FromData: "counted in public data", NotRead: "not read, not verified",
		LandTypes: "Table of land type codes", OtherCodes: "Other codes", Old: "old code", Current: "in use", NoColor: "no colour set",
		Within: "part of", Codes: "codes",
		Missing: "There is no such guide", MissingHint: "The address may have changed. Search with the box above, or choose a guide below.",
		Top: "Back to the top", Legal: "For reference only, without legal force.",
	}
}

// says how far a source was checked.
func (w words) says(s Status) string {
	return map[Status]string{Original: w.Original, Transcription: w.Transcription, Quoted: w.Quoted, Data: w.FromData, Unverified: w.NotRead}[s]
}
