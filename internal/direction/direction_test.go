// Package direction holds one test: the packages of sotay import each other one way only.
package direction_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// level orders the packages: a package may import only packages of a lower level.
// Packages of one level are siblings and do not know each other.
func level(pkg string) int {
	top, _, _ := strings.Cut(strings.TrimPrefix(pkg, "sotay/"), "/")
	switch top {
	case "cmd", "bench":
		return 70
	case "web":
		return 60 // imported by cmd alone
	case "geoapi":
		return 50
	case "importers", "parcels", "communes", "environment", "incidents", "indicators", "guide":
		return 40
	case "hexbins":
		return 35
	case "layers", "tiles":
		return 30
	case "postgis":
		return 20
	case "migrations":
		return 10
	}
	return -1
}

// internalUsers says which levels may use an internal package; they serve, and know only what they serve.
func internalUsers(pkg string) (from, to int) {
	switch pkg {
	case "sotay/internal/demo", "sotay/internal/crash":
		return 70, 70
	case "sotay/internal/testdb", "sotay/internal/geowrite":
		return 99, 99 // tests, and other internal packages
	}
	return 0, 99
}

// knowing tells the internal packages that may use the product's: no product package uses
// them, or they serve those above what they know.
func knowing(pkg string) bool {
	switch pkg {
	case "sotay/internal/demo", "sotay/internal/crash", "sotay/internal/testdb", "sotay/internal/geowrite":
		return true
	}
	return false
}

func TestImportDirection(t *testing.T) {
	checked := 0
	for pkg, imports := range packages(t, "../..") {
		for imported := range imports {
			if strings.HasPrefix(imported, pkg+"/") || strings.HasPrefix(pkg, imported+"/") || part(pkg) != "internal" && part(pkg) == part(imported) {
				continue // a package and its own parts, and these among each other
			}
			checked++
			if why := forbidden(pkg, imported); why != "" {
				t.Errorf("%s imports %s: %s", pkg, imported, why)
			}
		}
	}
	if checked == 0 {
		t.Fatal("no imports between packages were found: the test looks at nothing")
	}
}

// packages reads which packages of sotay each of its packages imports, tests aside. The test reads
// the files itself: the results of one that asks another program are kept when the files change.
func packages(t *testing.T, root string) map[string]map[string]bool {
	found := map[string]map[string]bool{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		switch {
		case entry.IsDir() && path != root && (name == "testdata" || name == "node_modules" || name == "dist" || strings.HasPrefix(name, ".")):
			return filepath.SkipDir
		case entry.IsDir() && path != root:
			if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil {
				return filepath.SkipDir // another module
			}
			return nil
		case !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		folder, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		pkg := "sotay/" + filepath.ToSlash(folder)
		if found[pkg] == nil {
			found[pkg] = map[string]bool{}
		}
		for _, i := range file.Imports {
			if imported := strings.Trim(i.Path.Value, `"`); strings.HasPrefix(imported, "sotay/") {
				found[pkg][imported] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func forbidden(pkg, imported string) string {
	if strings.HasPrefix(pkg, "sotay/internal/") {
		if !strings.HasPrefix(imported, "sotay/internal/") && !knowing(pkg) {
			return "an internal package that serves several must not know them"
		}
		return "" // checked by who imports the internal package
	}
	if strings.HasPrefix(imported, "sotay/internal/") {
		if from, to := internalUsers(imported); level(pkg) < from || level(pkg) > to {
			return "this internal package is not for it"
		}
		return ""
	}
	switch below := level(imported); {
	case level(pkg) < 0 || below < 0:
		return "the test knows no level for one of them"
	case below >= level(pkg):
		return "imports run one way, cmd → geoapi → importers, parcels, communes, guide → hexbins → layers, tiles → postgis → migrations"
	case below == 60 && level(pkg) != 70:
		return "web/map is imported by cmd alone"
	}
	return ""
}

// part is the top-level folder of a package.
func part(pkg string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(pkg, "sotay/"), "/")
	return first
}
