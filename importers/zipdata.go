package importers

import (
	"archive/zip"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

// zipEntries is how many entries a zip may have; a set of a whole province has some hundred.
const zipEntries = 10_000

// zipCompanions gives the extensions of files that are taken out of a zip, those of
// Shapefiles apart, and of the files that belong to each.
func zipCompanions() map[string][]string {
	return map[string][]string{
		".gpkg": nil, ".geojson": nil, ".geojsonl": nil, ".geojsons": nil, ".json": nil, ".csv": nil, ".tsv": nil,
		".kml": nil, ".gml": nil, ".dgn": nil, ".dxf": nil, ".fgb": nil,
		".tab": {".dat", ".map", ".id", ".ind"}, ".mif": {".mid"},
	}
}

// zipPacked are the extensions of files that are zips themselves, or packed otherwise.
func zipPacked() []string { return []string{".zip", ".kmz", ".xlsx", ".rar", ".7z", ".gz", ".tar"} }

// zipData is what can be imported out of a zip.
type zipData struct {
	io.Closer
	sets   []zipSet // sorted by name
	packed []string // names of the files that are packed once more and stay so
}

// dataOf finds the data sets among the entries. A Shapefile is named as zipSets does, any
// other file by its own name, with the folder where two have one name.
func dataOf(archive string, entries []*zip.File) (*zipData, error) {
	if len(entries) > zipEntries {
		return nil, zipTooMany.says(len(entries), zipEntries).refuse(archive, nil)
	}
	d := &zipData{sets: zipSets(entries)}
	d.sets = append(d.sets, zipOthers(entries)...)
	slices.SortFunc(d.sets, func(a, b zipSet) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.key, b.key))
	})
	for _, f := range entries {
		if name := zipName(f); !f.FileInfo().IsDir() && slices.Contains(zipPacked(), strings.ToLower(path.Ext(name))) && !zipJunk(name) {
			d.packed = append(d.packed, path.Base(name))
		}
	}
	switch {
	case len(d.sets) > 0:
		return d, nil
	case len(d.packed) > 0:
		return nil, zipNested.says(shortList(d.packed)).refuse(archive, nil)
	}
	return nil, zipNoData.refuse(archive, nil)
}

// zipOthers finds the files of the formats in zipCompanions, with what belongs to each.
func zipOthers(entries []*zip.File) []zipSet {
	files := map[string]*zip.File{} // by name in lower case
	for _, f := range entries {
		name := strings.ToLower(zipName(f))
		if files[name] == nil && !f.FileInfo().IsDir() && !zipJunk(name) {
			files[name] = f
		}
	}
	var found []zipSet
	times := map[string]int{}
	for key, f := range files {
		ext := path.Ext(key)
		companions, known := zipCompanions()[ext]
		if !known {
			continue
		}
		s := zipSet{name: zipName(f), key: key, files: map[string]*zip.File{ext: f}}
		for _, c := range companions {
			if beside := files[strings.TrimSuffix(key, ext)+c]; beside != nil {
				s.files[c] = beside
			}
		}
		found = append(found, s)
		times[path.Base(key)]++
	}
	for i := range found {
		if times[path.Base(found[i].key)] == 1 {
			found[i].name = path.Base(found[i].name)
		}
	}
	return found
}

// choose finds the data set that a layer's name tells, or the only one, and the layer
// inside it: "thua.gpkg/ranh" is the layer ranh of thua.gpkg. Where there is one data set,
// its layers go by their own names.
func (d *zipData) choose(archive, layer string) (s zipSet, inside string, err error) {
	if layer != "" {
		for _, s := range d.sets {
			if rest, ok := cutPrefixFold(layer, s.name+"/"); ok && !s.shapefile() {
				return s, rest, nil
			}
		}
		if s := d.sets[0]; len(d.sets) == 1 && !s.shapefile() && !strings.EqualFold(layer, s.name) {
			return s, layer, nil
		}
	}
	s, err = chooseZipSet(archive, layer, d.sets)
	return s, "", err
}

func cutPrefixFold(s, prefix string) (rest string, ok bool) {
	if len(s) <= len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return "", false
	}
	return s[len(prefix):], true
}

// shapefile tells whether the set is a Shapefile, which OpenShapefile reads.
func (s zipSet) shapefile() bool { return s.files[".shp"] != nil }

// unpacked is a data set of a zip, other than a Shapefile, as files.
type unpacked struct {
	inner   *conversion
	set     zipSet
	inside  string // the layer that was chosen
	several bool   // the zip has other data sets too
	remove  func() error
}

// unpack takes the data set of c.o.Layer out of the zip into a scratch folder. Every file
// gets a name of ours, so that none can lie elsewhere; what is in it is never a zip again.
func (c *conversion) unpack(ctx context.Context, d *zipData, s zipSet, inside string) (*unpacked, error) {
	if err := checkZipSize(c.path, s); err != nil {
		return nil, err
	}
	dir, remove, err := c.o.Convert.Scratch()
	if err != nil {
		return nil, err
	}
	u := &unpacked{set: s, inside: inside, several: len(d.sets) > 1}
	stem := plainName(strings.TrimSuffix(path.Base(s.name), path.Ext(s.name)))
	for ext, f := range s.files {
		if err := unpackZipFile(f, filepath.Join(dir, stem+ext)); err != nil {
			return nil, errors.Join(zipBroken.refuse(c.path, fmt.Errorf("%s: %w", zipName(f), err)), remove())
		}
	}
	o := c.o
	o.Layer = inside
	u.inner = &conversion{path: filepath.Join(dir, stem+path.Ext(s.key)), o: o, packed: true}
	release := u.inner.hold(ctx)
	u.remove = func() error { release(); return remove() }
	return u, nil
}

// plainName is a name that every file system takes.
func plainName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`/\<>:"|?*`, r) {
			return '_'
		}
		return r
	}, name)
	if name = strings.ToValidUTF8(name, "_"); name == "" || len(name) > 200 {
		return "data"
	}
	return name
}

// shortList joins the first few of some names.
func shortList(names []string) string {
	const few = 5
	if len(names) > few {
		return strings.Join(names[:few], ", ") + " …"
	}
	return strings.Join(names, ", ")
}
