package parcels

import "sotay/layers"

// public tells whether there is a public layer of that name: only those have a view.
func (f *Finder) public(name string) bool {
	l, ok := f.Catalogue.Layer(name)
	return ok && l.Audience == layers.Public
}

// noCommunes stands for the layer of communes where that is not public.
const noCommunes = `(SELECT NULL::text AS code, NULL::text AS name, NULL::text AS old_names, NULL::date AS valid_from, NULL::date AS valid_to,
	NULL::geometry AS geom_3857 WHERE false)`

// communesView is what to read communes from.
func (f *Finder) communesView() string {
	if f.public("communes") {
		return "pub.communes"
	}
	return noCommunes
}
