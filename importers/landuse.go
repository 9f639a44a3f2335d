package importers

import (
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
