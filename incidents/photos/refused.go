package photos

import "fmt"

// Refused says why a photo is not taken. Code is one of: empty, too_large, heic, avif, gif,
// not_a_photo, unsupported, too_many_pixels, animated, damaged, boxes.
type Refused struct {
	Code   string
	Vi, En string
	Cause  error // nil where the words say all
}

// Error says it in English, for the log.
func (e *Refused) Error() string {
	if e.Cause != nil {
		return e.En + " " + e.Cause.Error()
	}
	return e.En
}

// Unwrap gives the cause.
func (e *Refused) Unwrap() error { return e.Cause }

func tooLarge() error {
	return &Refused{
		Code: "too_large", Vi: fmt.Sprintf("Ảnh lớn quá %d MB; hãy chọn ảnh nhỏ hơn.", MaxBytes>>20), En: fmt.Sprintf("The photo is above %d MB; choose a smaller one.", MaxBytes>>20),
	}
}

func tooManyPixels(width, height int64) error {
	return &Refused{
		Code: "too_many_pixels",
		Vi:   fmt.Sprintf("Ảnh %d × %d điểm là quá lớn để xử lý; hãy gửi ảnh nhỏ hơn (tối đa %d triệu điểm).", width, height, MaxPixels/1_000_000),
		En:   fmt.Sprintf("A photo of %d × %d pixels is too large to be processed; send a smaller one (at most %d megapixels).", width, height, MaxPixels/1_000_000),
	}
}

func animated() error {
	return &Refused{Code: "animated", Vi: "Không nhận ảnh động; hãy gửi ảnh chụp (JPEG, PNG hoặc WebP).", En: "Animated pictures are not taken; send a photo (JPEG, PNG or WebP)."}
}

// unread is a photo of a kind that nothing here decodes, whole as it may be.
func unread(cause error) error {
	return &Refused{
		Code: "unsupported", Vi: "Kiểu JPEG, PNG hoặc WebP này chưa đọc được; hãy mở ảnh trên máy rồi lưu lại thành JPEG, hoặc chụp màn hình bức ảnh rồi gửi.",
		En: "This kind of JPEG, PNG or WebP cannot be read; open the photo and save it as a JPEG, or send a screenshot of it.", Cause: cause,
	}
}

func damaged(cause error) error {
	return &Refused{
		Code: "damaged", Vi: "Không đọc được ảnh: tệp bị hỏng hoặc bị cắt cụt; hãy gửi lại hoặc chọn ảnh khác.", En: "The photo cannot be read: the file is damaged or cut short; send it again or choose another.", Cause: cause,
	}
}
