package incidents

import (
	"slices"
	"strings"
)

// members lists what an action can be given, with whether it is.
func (a Action) members() map[string]bool {
	return map[string]bool{
		"public_words": a.PublicWords != nil && strings.TrimSpace(*a.PublicWords) != "", "words": strings.TrimSpace(a.Words) != "",
		"category": a.Category != nil, "place": a.Lon != nil || a.Lat != nil, "address": a.Address != nil,
		"reason": a.Reason != "", "owner": strings.TrimSpace(a.Owner) != "", "next": a.Next != "", "agency": a.Agency != "",
		"due": a.Due != nil, "into": a.Into != "", "photos": len(a.Photos) > 0, "publish": a.Publish != nil,
		"photos_published": len(a.PhotosPublished) > 0, "rating": a.Rating != 0,
	}
}

// missing says what to give, for each member that an action can need.
var missing = map[string][2]string{
	"public_words": {"Cần vài lời cho người dân đọc.", "Words for the public are needed."},
	"words":        {"Hãy viết rõ lý do.", "Say why."},
	"reason":       {"Hãy chọn lý do.", "Choose a reason."},
	"owner":        {"Hãy ghi ai phải quyết định.", "Say who must decide."},
	"next":         {"Hãy chọn ngày xem lại.", "Choose the next date."},
	"due":          {"Hãy chọn hạn mới.", "Choose the new deadline."},
	"into":         {"Hãy ghi mã phản ánh được gộp vào.", "Give the number of the report to merge into."},
	"photos":       {"Cần ít nhất một ảnh kết quả cho người dân xem.", "At least one picture of the result is needed for the public."},
	"rating":       {"Hãy chọn mức hài lòng.", "Choose a rating."},
}

// check refuses an action that says too little, too much or what does not belong to it.
func (a Action) check(r rule) error {
	given := a.members()
	for _, need := range r.needs {
		if !given[need] {
			return invalid(need, missing[need][0], missing[need][1])
		}
	}
	for member, there := range given {
		if there && !slices.Contains(r.needs, member) && !slices.Contains(r.may, member) {
			vi, en := ActionWords(r.action)
			return invalid(member, "Mục này không thuộc việc "+vi+".", "This does not belong to the action "+en+".")
		}
	}
	return a.checkTexts()
}

func (a Action) checkTexts() error {
	texts := map[string]string{"words": a.Words, "owner": a.Owner}
	if a.PublicWords != nil {
		texts["public_words"] = *a.PublicWords
	}
	for member, text := range texts {
		if !fits(text, mostWords) {
			return invalid(member, "Dài không quá 4.000 chữ.", "It has 4,000 letters at most.")
		}
	}
	switch {
	case a.Address != nil && !fits(*a.Address, mostAddress):
		return invalid("address", "Địa điểm dài không quá 300 chữ.", "A place has 300 letters at most.")
	case (a.Lon == nil) != (a.Lat == nil):
		return invalid("place", "Vị trí cần cả kinh độ và vĩ độ.", "A place needs longitude and latitude.")
	case len(a.Photos) > mostPhotos:
		return invalid("photos", "Mỗi lần gửi không quá 10 ảnh.", "10 pictures at most at once.")
	}
	return nil
}
