package importers

import (
	"slices"
	"strings"

	"sotay/layers"
)

// personal knows the columns that only an audited read may show.
type personal struct {
	parts  []string // in a column's key, wherever
	wholes []string // a column's key as a whole
}

// personalOf takes the names of every restricted field of the catalogue, as files write
// them, and the words for a person's name, identity number, telephone and address.
func personalOf(all []layers.Layer) personal {
	p := personal{
		parts: []string{
			"cccd", "cmnd", "cmt", "hochieu", "passport", "giayto", "dinhdanhcanhan", "masothue",
			"dienthoai", "sodt", "sdt", "dtdd", "didong", "phone", "mobile", "email", "thudientu",
			"tenchu", "churung", "chusd", "chusudung", "chuho", "hoten", "nguoisudung", "nguoinop", "daidien", "owner",
			"ngaysinh", "namsinh", "diachichu", "thuongtru", "hokhau", "vochong", "taikhoan",
		},
		wholes: []string{"tel", "chu", "fax", "mst"},
	}
	for _, l := range all {
		for _, f := range l.Visible(layers.Restricted) {
			inDBF := f.Name[:min(len(f.Name), 10)] // another field may be cut to the same: better hidden
			for _, n := range append([]string{f.Name, inDBF}, columnAliases(l.Name, f.Name)...) {
				p.add(columnKey(n))
			}
			p.wholes = append(p.wholes, columnKey(f.TitleVi), columnKey(f.TitleEn))
		}
	}
	return p
}

// add takes a name that is long enough to be told from others as a part, too: a file
// that has two of a kind numbers them.
func (p *personal) add(key string) {
	const telling = 5
	if len(key) >= telling {
		p.parts = append(p.parts, key)
	} else {
		p.wholes = append(p.wholes, key)
	}
}

// holds tells whether a column by this name holds what only an audited read may show.
func (p personal) holds(column string) bool {
	key := columnKey(column)
	return key != "" && (slices.Contains(p.wholes, key) ||
		slices.ContainsFunc(p.parts, func(part string) bool { return strings.Contains(key, part) }))
}
