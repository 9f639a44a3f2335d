package importers

import (
	"context"
	"slices"
	"strings"
)

// acceptable lists the codes of errors that Request.Accept turns into warnings: the row
// can be stored, and only people know whether it is right.
func acceptable() []string {
	return []string{foundOutsideCommune.code, foundUnknownCommune.code, foundOutsideProvince.code}
}

// checkAccept refuses codes that cannot be accepted.
func (d *decision) checkAccept() error {
	for _, code := range d.req.Accept {
		if !slices.Contains(acceptable(), code) {
			return refuse("bad_accept", "--accept %[1]s: cần một trong %[2]s.", "--accept %[1]s: write one of %[2]s.", code, strings.Join(acceptable(), ", "))
		}
	}
	return nil
}

// weigh is the finding as the request wants it taken: a warning where it is accepted.
func (r Request) weigh(f finding) finding {
	if slices.Contains(r.Accept, f.code) {
		f.severity = Warning
	}
	return f
}

// askPlace asks whether a file is right most of which lies outside the communes known.
func (w *work) askPlace(context.Context) error {
	code := foundOutsideProvince.code
	if 2*w.outside <= w.counts.Read || slices.Contains(w.req.Accept, code) {
		return nil
	}
	return &asked{Question{
		Code: "place", Flag: "--accept …",
		Words: wordsf(
			"%[1]d trong %[2]d hình nằm ngoài địa bàn các xã đã có. Vẫn nhập? Nếu không, kiểm tra hệ tọa độ (--crs).",
			"%[1]d of %[2]d shapes lie outside the communes known. Import them all the same? If not, check the coordinate system (--crs).",
			w.outside, w.counts.Read),
		Choices: []Choice{{Value: code, Words: Words{"Vẫn nhập.", "Import them."}}},
	}}
}
