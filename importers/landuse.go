package importers

import (
	"encoding/binary"
	"slices"
	"strings"
)

// splitLandUse gives the land type codes in what a file writes ("ONT+CLN", "luc/bhk "),
// in upper case, in order and once each. The caller keeps the raw text beside them.
func splitLandUse(raw string) []string {
	var codes []string
	for part := range strings.FieldsFuncSeq(raw, isLandUseSeparator) {
		code := strings.ToUpper(strings.TrimSpace(part))
		if code == "" || slices.Contains(codes, code) {
			continue
		}
		codes = append(codes, code)
	}
	return codes
}

func isLandUseSeparator(r rune) bool {
	return r == '+' || r == '/' || r == ',' || r == ';'
}

// appendCodes appends a text[] and reports the codes that the field's list lacks.
func (b *binding) appendCodes(dst []byte, codes []string, r *rowReport) []byte {
	const textOID = 25
	if len(codes) == 0 {
		return append(dst, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, textOID) // no dimension
	}
	dst = append(dst, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, textOID)
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(codes)))
	dst = append(dst, 0, 0, 0, 1) // counted from 1
	for _, code := range codes {
		if b.codes != nil && !b.codes[code] {
			b.findUnlisted(code, r)
		}
		dst = binary.BigEndian.AppendUint32(dst, uint32(len(code)))
		dst = append(dst, code...)
	}
	return dst
}
