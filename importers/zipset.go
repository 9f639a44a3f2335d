package importers

import (
	"archive/zip"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// Bounds on what a zip may unpack to: a real set is at most some fifty times its zip.
const (
	zipAlwaysAllowed = 256 << 20 // bytes
	zipRatioAllowed  = 200
	zipNeverAllowed  = 16 << 30
)

// zipSet is a Shapefile in a zip: its entries by extension.
type zipSet struct {
	name  string // the base name; with the folder where two sets have one base name
	key   string // folder and base name, in lower case
	files map[string]*zip.File
}

// openZip opens the zip and finds the sets in it, sorted by name.
func openZip(archive string) (*zip.ReadCloser, []zipSet, error) {
	z, err := zip.OpenReader(archive)
	if err != nil {
		return nil, nil, zipBroken.refuse(archive, err)
	}
	sets := zipSets(z.File)
	if len(sets) == 0 {
		return nil, nil, errors.Join(zipEmpty.refuse(archive, nil), z.Close())
	}
	return z, sets, nil
}

// zipSets groups the entries into sets. Folders count; letter case does not. What
// macOS adds (__MACOSX, names that begin with "._") and all other files are passed over.
func zipSets(entries []*zip.File) []zipSet {
	sets := map[string]*zipSet{}
	for _, f := range entries {
		name := zipName(f)
		ext := strings.ToLower(path.Ext(name))
		base := strings.TrimSuffix(name, path.Ext(name))
		if f.FileInfo().IsDir() || !slices.Contains(shpExtensions[:], ext) || zipJunk(name) {
			continue
		}
		key := strings.ToLower(base)
		if sets[key] == nil {
			sets[key] = &zipSet{key: key, files: map[string]*zip.File{}}
		}
		if sets[key].files[ext] == nil {
			sets[key].files[ext] = f
		}
		if ext == ".shp" {
			sets[key].name = base
		}
	}
	found := make([]zipSet, 0, len(sets))
	times := map[string]int{}
	for _, s := range sets {
		if s.files[".shp"] != nil {
			found = append(found, *s)
			times[path.Base(s.key)]++
		}
	}
	for i := range found {
		if times[path.Base(found[i].key)] == 1 {
			found[i].name = path.Base(found[i].name)
		}
	}
	slices.SortFunc(found, func(a, b zipSet) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.key, b.key))
	})
	return found
}

// zipJunk tells whether macOS made the entry for its own use.
func zipJunk(name string) bool {
	return strings.HasPrefix(path.Base(name), "._") ||
		slices.Contains(strings.Split(name, "/"), "__MACOSX")
}

// zipName is the name of an entry in composed Unicode, with slashes: by the Unicode path
// field (0x7075) of Info-ZIP if there is one, else as UTF-8 if it is that, else by code
// page 437 as the format has it.
func zipName(f *zip.File) string {
	name := f.Name
	for extra := f.Extra; len(extra) >= 4; {
		id, n := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		if len(extra) < 4+n {
			break
		}
		if id == 0x7075 && n > 5 && extra[4] == 1 && utf8.Valid(extra[9:4+n]) {
			name = string(extra[9 : 4+n])
		}
		extra = extra[4+n:]
	}
	if !utf8.ValidString(name) {
		name, _ = charmap.CodePage437.NewDecoder().String(name)
	}
	return norm.NFC.String(strings.ReplaceAll(name, `\`, "/"))
}

func zipNames(sets []zipSet) []string {
	names := make([]string, len(sets))
	for i, s := range sets {
		names[i] = s.name
	}
	return names
}

func listZipSets(archive string) ([]string, error) {
	z, sets, err := openZip(archive)
	if err != nil {
		return nil, err
	}
	return zipNames(sets), z.Close()
}

// openZipSet unpacks the chosen set into temporary files and opens them.
func openZipSet(archive, layer string) (_ *shpSet, err error) {
	z, sets, err := openZip(archive)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, z.Close()) }()
	chosen, err := chooseZipSet(archive, layer, sets)
	if err != nil {
		return nil, err
	}
	if err := checkZipSize(archive, chosen); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "sotay-shapefile-")
	if err != nil {
		return nil, err
	}
	files, err := unpackZipSet(archive, dir, chosen)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	set, err := openShpFiles(archive, chosen.name, files)
	// The open files live on without their names, so that nothing is left behind even
	// where this process is killed. What could not be removed is, when the set is closed.
	if e := os.RemoveAll(dir); err == nil && e != nil {
		set.closers = slices.Insert(set.closers, 0, io.Closer(tempDir(dir)))
	}
	return set, err
}

// tempDir is a folder that goes away when it is closed.
type tempDir string

func (d tempDir) Close() error { return os.RemoveAll(string(d)) }

// chooseZipSet finds the set of a layer's name, or the only one.
func chooseZipSet(archive, layer string, sets []zipSet) (zipSet, error) {
	names := strings.Join(zipNames(sets), ", ")
	if layer == "" {
		if len(sets) > 1 {
			return zipSet{}, zipSeveral.says(names).refuse(archive, nil)
		}
		return sets[0], nil
	}
	layer = norm.NFC.String(layer)
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		for _, s := range sets {
			if same(s.name, layer) || same(s.key, layer) {
				return s, nil
			}
		}
	}
	return zipSet{}, zipNoLayer.says(layer, names).refuse(archive, nil)
}

// zipLimit is the number of bytes that may be unpacked of a zip of this size.
func zipLimit(size int64) int64 {
	return min(max(zipAlwaysAllowed, zipRatioAllowed*size), zipNeverAllowed)
}

// checkZipSize refuses a set that is locked or that announces too much.
func checkZipSize(archive string, s zipSet) error {
	info, err := os.Stat(archive)
	if err != nil {
		return err
	}
	var sum uint64
	for _, f := range s.files {
		if f.Flags&1 != 0 {
			return zipLocked.refuse(archive, nil)
		}
		if sum += f.UncompressedSize64; sum > uint64(zipLimit(info.Size())) {
			return zipTooLarge.says(sum>>20).refuse(archive, nil)
		}
	}
	return nil
}

// unpackZipSet writes the entries of a set into dir and gives their paths by extension.
// No entry may be larger than it announces.
func unpackZipSet(archive, dir string, s zipSet) (map[string]string, error) {
	files := map[string]string{}
	for ext, f := range s.files {
		files[ext] = filepath.Join(dir, "set"+ext)
		if err := unpackZipFile(f, files[ext]); err != nil {
			return nil, zipBroken.refuse(archive, fmt.Errorf("%s: %w", zipName(f), err))
		}
	}
	return files, nil
}

func unpackZipFile(f *zip.File, to string) (err error) {
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	n, err := io.Copy(out, io.LimitReader(in, int64(f.UncompressedSize64)+1))
	if err == nil && uint64(n) > f.UncompressedSize64 {
		err = zip.ErrFormat
	}
	return err
}
