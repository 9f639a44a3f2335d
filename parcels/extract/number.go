package extract

import (
	"regexp"
	"strings"
	"time"

	"sotay/parcels"
)

// Number is what an extract is called: commune, sheet, parcel and the day it was made, as in
// 26506-12-45-20261126. It holds whatever number the database gives the parcel, so that a
// paper can be checked after the cadastre was imported anew; the check code tells what it says.
func Number(d parcels.Detail, made time.Time) string {
	return strings.Join([]string{d.CommuneCode, d.SheetNo, d.ParcelNo, vietnam(made).Format("20060102")}, "-")
}

// Numbers of sheets and parcels are texts and may hold the hyphen that parts them.
var numberForm = regexp.MustCompile(`^\s*([^-\s]+)-(.+)-(\d{8})\s*$`)

// ParseNumber reads what Number writes: the commune, and each pair of sheet and parcel that
// may be meant, nearly always one; ok is false for what is no number of an extract.
func ParseNumber(text string) (commune string, pairs [][2]string, ok bool) {
	parts := numberForm.FindStringSubmatch(text)
	if parts == nil {
		return "", nil, false
	}
	for at, c := range parts[2] {
		if c == '-' && at > 0 && at+1 < len(parts[2]) {
			pairs = append(pairs, [2]string{parts[2][:at], parts[2][at+1:]})
		}
	}
	return parts[1], pairs, len(pairs) > 0
}
