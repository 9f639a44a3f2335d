package importers

import (
	"errors"
	"path/filepath"
	"strings"
	"time"

	"sotay/importers/ogr"
)

// foundLinks tells of documents that were not read.
var foundLinks = finding{
	"links_not_followed", Warning,
	Words{"Tệp dẫn tới tài liệu khác (NetworkLink, xlink); các tài liệu đó không được đọc.", "The file refers to other documents (NetworkLink, xlink), which are not read."},
	Words{"Nếu thiếu dữ liệu, tải các tài liệu đó về và nhập từng tệp.", "Where data are missing, download those documents and import each."},
}

// otherForm says how else a file can be brought in.
var otherForm = Words{
	"Hoặc chuyển tệp sang Shapefile, GeoPackage, GeoJSON hay CSV, ví dụ trong QGIS: Lưu đối tượng thành…, rồi nhập tệp đó.",
	"Or convert the file to Shapefile, GeoPackage, GeoJSON or CSV, for example in QGIS: Save Features As…, and import that.",
}

// convertedWords says for people why ogr2ogr did not convert a file, and what to do.
func convertedWords(name string, err error) error {
	var e *ogr.Error
	if !errors.As(err, &e) {
		return err
	}
	limits := e.Limits
	switch e.Kind {
	case ogr.Missing:
		return refuse("no_gdal",
			"%[1]s là tệp %[2]s, cần chương trình ogr2ogr mà máy chủ này chưa có. Cài gói Debian gdal-bin (apt install gdal-bin) rồi nhập lại. %[3]s",
			"%[1]s is a %[2]s file, which needs the program ogr2ogr; this server does not have it. Install the Debian package gdal-bin (apt install gdal-bin) and import again. %[4]s",
			name, e.Format, otherForm.Vi, otherForm.En)
	case ogr.NoDriver:
		return refuse("no_gdal_driver",
			"GDAL trên máy chủ này không đọc được %[2]s (tệp %[1]s). Cài gói gdal-bin của Debian, có đủ các định dạng. %[3]s",
			"The GDAL of this server does not read %[2]s (file %[1]s). Install Debian's gdal-bin, which has all formats. %[4]s",
			name, e.Format, otherForm.Vi, otherForm.En)
	case ogr.Crashed:
		return refuse("gdal_crashed",
			"Chương trình đọc %[2]s bị sập khi đọc %[1]s (%[3]s): tệp có lẽ bị hỏng, hoặc cần nhiều hơn %[6]d MB bộ nhớ. Mở tệp bằng phần mềm đã tạo ra nó và lưu lại. %[4]s",
			"The program that reads %[2]s crashed on %[1]s (%[3]s): the file may be damaged, or needs more than %[6]d MB of memory. Open it in the software that made it and save it again. %[5]s",
			name, e.Format, e.Detail, otherForm.Vi, otherForm.En, limits.Memory>>20)
	case ogr.TooLong:
		return refuse("gdal_too_long",
			"Đọc %[1]s (%[2]s) quá %[3]s nên đã dừng. Chia tệp thành các phần nhỏ hơn. %[4]s",
			"Reading %[1]s (%[2]s) took more than %[3]s and was stopped. Split the file into smaller parts. %[5]s",
			name, e.Format, limits.Time.Round(time.Millisecond), otherForm.Vi, otherForm.En)
	case ogr.TooMuchMemory:
		return refuse("gdal_memory",
			"Đọc %[1]s (%[2]s) cần nhiều hơn %[3]d MB bộ nhớ nên đã dừng. Chia tệp thành các phần nhỏ hơn. %[4]s",
			"Reading %[1]s (%[2]s) needs more than %[3]d MB of memory and was stopped. Split the file into smaller parts. %[5]s",
			name, e.Format, limits.Memory>>20, otherForm.Vi, otherForm.En)
	case ogr.TooLarge:
		return refuse("gdal_too_large",
			"%[1]s (%[2]s) giải ra lớn hơn %[3]d MB nên đã dừng. Chia tệp thành các phần nhỏ hơn. %[4]s",
			"%[1]s (%[2]s) unpacks to more than %[3]d MB and was stopped. Split the file into smaller parts. %[5]s",
			name, e.Format, limits.Output>>20, otherForm.Vi, otherForm.En)
	case ogr.Unsafe:
		return refuse("unsafe_xml",
			"%[1]s khai báo kiểu tài liệu hoặc thực thể XML (%[3]s), có thể dùng để đọc tệp khác, nên bị từ chối. Xóa khai báo đó rồi nhập lại.",
			"%[1]s declares an XML document type or entities (%[3]s), which can be used to read other files, and is refused. Delete the declaration and import again.",
			name, e.Format, e.Detail)
	}
	return refuse("gdal_failed",
		"Không đọc được %[1]s như một tệp %[2]s%[3]s. Mở tệp bằng phần mềm đã tạo ra nó và lưu lại. %[4]s",
		"%[1]s cannot be read as %[2]s%[3]s. Open it in the software that made it and save it again. %[5]s",
		name, e.Format, inBrackets(e.Detail), otherForm.Vi, otherForm.En)
}

func inBrackets(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

// refuseMisnamed refuses a file whose content is not what its name says.
func refuseMisnamed(path, format string) error {
	return refuse("wrong_content",
		"Tên %[1]s là của tệp %[2]s nhưng nội dung không phải. Kiểm tra tệp, hoặc đổi đuôi cho đúng, rồi nhập lại.",
		"The name %[1]s is that of a %[2]s file, but its content is not. Check the file, or give it its right extension, and import again.",
		filepath.Base(path), format)
}

// refuseUnnamed refuses a file whose content is known but not its extension.
func refuseUnnamed(path, format, extension string) error {
	return refuse("wrong_content",
		"Nội dung của %[1]s giống tệp %[2]s. Đổi đuôi tệp thành .%[3]s rồi nhập lại.",
		"The content of %[1]s looks like %[2]s. Give it the extension .%[3]s and import again.",
		filepath.Base(path), format, extension)
}

// refuseSheets refuses a choice among the sheets of a workbook.
func refuseSheets(path, layer string, sheets []string) error {
	return refuse("source_layer",
		"%[1]s có các trang tính: %[2]s. Chọn một trang bằng --source-layer%[3]s.",
		"%[1]s has the sheets %[2]s. Choose one with --source-layer%[4]s.",
		filepath.Base(path), strings.Join(sheets, ", "), notThere(layer, "không có"), notThere(layer, "there is no"))
}

func notThere(name, vi string) string {
	if name == "" {
		return ""
	}
	return " (" + vi + " " + name + ")"
}
