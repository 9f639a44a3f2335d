package importers

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// shpSet are the opened files of one Shapefile.
type shpSet struct {
	name          string
	shp, shx, dbf *shpWindow // shx and dbf may be nil
	prj           string
	cpg           []byte
	problems      []Problem
	closers       []io.Closer
}

// shpTextLimit is how much of a .prj or .cpg is read; they are some hundred bytes.
const shpTextLimit = 64 << 10

// shpExtensions are the files of a set that are read.
var shpExtensions = [...]string{".shp", ".shx", ".dbf", ".prj", ".cpg"}

// shpSidecars are further files that programs put beside a .shp; a person may choose one.
var shpSidecars = [...]string{".sbn", ".sbx", ".qix", ".qpj", ".qmd", ".cst", ".atx", ".ain", ".aih", ".fbn", ".fbx", ".ixs", ".mxs", ".idm", ".ind"}

// openShpSet opens the set at path: the files beside it, or those in the zip that it is.
func openShpSet(path, layer string) (*shpSet, error) {
	zipped, err := zipAt(path)
	switch {
	case err != nil:
		return nil, err
	case zipped:
		return openZipSet(path, layer)
	}
	files, err := shpSiblings(path)
	if err != nil {
		return nil, err
	}
	name := strings.ToValidUTF8(shpStem(path), "?")
	if layer != "" && !strings.EqualFold(layer, name) {
		return nil, zipNoLayer.says(layer, name).refuse(path, nil)
	}
	return openShpFiles(path, name, files)
}

func listShpSets(path string) ([]string, error) {
	zipped, err := zipAt(path)
	switch {
	case err != nil:
		return nil, err
	case zipped:
		return listZipSets(path)
	}
	if _, err := shpSiblings(path); err != nil {
		return nil, err
	}
	return []string{strings.ToValidUTF8(shpStem(path), "?")}, nil
}

// zipAt tells by its first bytes whether the file is a zip.
func zipAt(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	var magic [4]byte
	if _, err := io.ReadFull(f, magic[:]); err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return false, fmt.Errorf("read %s: %w", path, err)
	}
	return bytes.HasPrefix(magic[:], []byte("PK\x03\x04")) || bytes.Equal(magic[:], []byte("PK\x05\x06")), nil
}

// shpStem is the name of a file without folder and extension.
func shpStem(path string) string {
	base := filepath.Base(path)
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// shpSiblings finds the files of the set that path belongs to, by extension. Names may
// differ in letter case; one that does not is preferred.
func shpSiblings(path string) (map[string]string, error) {
	dir, stem := filepath.Dir(path), shpStem(path)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for _, e := range entries {
		ext := strings.ToLower(filepath.Ext(e.Name()))
		if e.IsDir() || !slices.Contains(shpExtensions[:], ext) || !strings.EqualFold(shpStem(e.Name()), stem) {
			continue
		}
		if have, ok := files[ext]; !ok || shpStem(have) != stem && shpStem(e.Name()) == stem {
			files[ext] = filepath.Join(dir, e.Name())
		}
	}
	if ext := strings.ToLower(filepath.Ext(path)); ext == ".shp" || !slices.Contains(shpExtensions[:], ext) && !slices.Contains(shpSidecars[:], ext) {
		files[".shp"] = path // also under a name that an upload gave it
	}
	if files[".shp"] == "" {
		return nil, shpNoShp.refuse(path, nil)
	}
	return files, nil
}

// openShpFiles opens the files of a set, given by extension.
func openShpFiles(path, name string, files map[string]string) (*shpSet, error) {
	s := &shpSet{name: name}
	var err error
	for _, part := range []struct {
		ext    string
		window **shpWindow
		fault  finding
	}{{".shp", &s.shp, shpNoShp}, {".shx", &s.shx, shpNoShx}, {".dbf", &s.dbf, shpNoDbf}} {
		if files[part.ext] == "" {
			s.problems = append(s.problems, part.fault.at(0, "", ""))
			continue
		}
		if *part.window, err = s.open(files[part.ext]); err != nil {
			return nil, errors.Join(shpCannotRead.refuse(path, err), s.Close())
		}
	}
	prj, err := readShpText(files[".prj"])
	if err == nil {
		s.cpg, err = readShpText(files[".cpg"])
	}
	if err != nil {
		return nil, errors.Join(shpCannotRead.refuse(path, err), s.Close())
	}
	if s.prj = string(bytes.TrimSpace(bytes.TrimPrefix(prj, []byte("\xEF\xBB\xBF")))); s.prj == "" {
		s.problems = append(s.problems, shpNoPrj.at(0, "", ""))
	}
	return s, nil
}

// open opens a file as a window on it.
func (s *shpSet) open(path string) (*shpWindow, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	s.closers = append(s.closers, f)
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", path)
	}
	return newShpWindow(f, info.Size()), nil
}

// readShpText reads a small text file, nothing where path is "".
func readShpText(path string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, shpTextLimit))
}

// Close closes all files of the set.
func (s *shpSet) Close() error {
	var errs []error
	for _, c := range slices.Backward(s.closers) {
		errs = append(errs, c.Close())
	}
	s.closers = nil
	return errors.Join(errs...)
}
