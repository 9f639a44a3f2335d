package extract

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"sotay/parcels"
)

// The parts of an extract's content, as Changed names them.
const (
	Identity  = "identity"
	Geometry  = "geometry"
	Area      = "area"
	LandTypes = "land_types"
)

// Digest is the hash of an extract's content: two digests are equal when the extracts say
// the same of the parcel.
type Digest struct {
	// Hash is SHA-256 over the whole content, its first 16 hexadecimal digits.
	Hash string
	// Parts are the first 4 digits of the hash of each part, in the order identity,
	// geometry, area, land types: enough to say which part differs, not to prove that
	// none does.
	Parts string
}

const (
	hashDigits = 16
	partDigits = 4
)

func partNames() []string { return []string{Identity, Geometry, Area, LandTypes} }

// Sum gives the digest of a parcel's content. The canonical text has one line for each
// value, quoted, after the name of its part; coordinates have 3 decimals (millimetres), the
// area has 2. Commune names, source and date are not part of it: they change while the
// parcel stays.
func Sum(d parcels.Detail) Digest {
	texts := []string{identity(d), geometry(d.Vertices), fmt.Sprintf("%.2f\n", d.MapArea), landTypes(d)}
	var whole strings.Builder
	var out Digest
	for i, name := range partNames() {
		fmt.Fprintf(&whole, "[%s]\n%s", name, texts[i])
		out.Parts += digits(texts[i], partDigits)
	}
	out.Hash = digits(whole.String(), hashDigits)
	return out
}

// Changed names the parts that differ, by what an extract's code says of them; nil when
// the code does not tell.
func (d Digest) Changed(parts string) []string {
	names := partNames()
	if len(parts) != len(names)*partDigits {
		return nil
	}
	var changed []string
	for i, name := range names {
		if at := i * partDigits; parts[at:at+partDigits] != d.Parts[at:at+partDigits] {
			changed = append(changed, name)
		}
	}
	return changed
}

func digits(text string, n int) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])[:n]
}

func identity(d parcels.Detail) string {
	var b strings.Builder
	for _, v := range []string{d.CommuneCode, d.SheetNo, d.ParcelNo, d.OldSheetNo, d.OldParcelNo, d.OfficialID, d.Address} {
		fmt.Fprintf(&b, "%q\n", v)
	}
	return b.String()
}

func geometry(v parcels.Vertices) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d\n", v.Zone.SRID)
	for _, r := range v.Rings {
		fmt.Fprintf(&b, "%d.%d\n", r.Part, r.Ring)
		for _, p := range r.Points {
			fmt.Fprintf(&b, "%.3f %.3f\n", p.XNorth, p.YEast)
		}
	}
	return b.String()
}

func landTypes(d parcels.Detail) string {
	codes := []string{}
	for _, t := range d.LandTypes {
		codes = append(codes, fmt.Sprintf("%q", t.Code))
	}
	return fmt.Sprintf("%q\n%s\n", d.LandUse, strings.Join(codes, " "))
}
