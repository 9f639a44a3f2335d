package postgis

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// minimumMajor is the oldest PostgreSQL that sotay runs on.
const minimumMajor = 15

// binaries is an installed PostgreSQL.
type binaries struct {
	dir   string // of initdb, postgres, psql
	major int
}

// MissingError tells which Debian packages a private server needs.
type MissingError struct {
	// What is missing, and the packages that bring it.
	What     string
	Packages []string
}

// Error names what is missing and the command that installs it.
func (e *MissingError) Error() string {
	return fmt.Sprintf("%s not found; install it with: sudo apt-get install %s (or use a server of your own with --database URL)",
		e.What, strings.Join(e.Packages, " "))
}

func missing(what string, major int) error {
	server := "postgresql-" + strconv.Itoa(major)
	return &MissingError{What: what, Packages: []string{server, server + "-postgis-3"}}
}

// findBinaries looks for the programs of the given major version, or without one for the
// newest version that has PostGIS beside it.
func findBinaries(dirs []string, version string) (binaries, error) {
	want := 0
	if version != "" {
		n, err := strconv.Atoi(version)
		if err != nil {
			return binaries{}, fmt.Errorf("PG_VERSION says %q", version)
		}
		want = n
	}
	if dirs == nil {
		dirs = usualBinDirs()
	}
	var found []binaries
	for _, dir := range dirs {
		if b, ok := inspect(dir); ok && (want == 0 && b.major >= minimumMajor || b.major == want) {
			found = append(found, b)
		}
	}
	return choose(found, max(want, minimumMajor))
}

func choose(found []binaries, major int) (binaries, error) {
	if len(found) == 0 {
		return binaries{}, missing(fmt.Sprintf("PostgreSQL %d", major), major)
	}
	slices.SortStableFunc(found, func(a, b binaries) int { return b.major - a.major })
	for _, b := range found {
		if b.hasPostGIS() {
			return b, nil
		}
	}
	return binaries{}, missing(fmt.Sprintf("PostGIS for PostgreSQL %d", found[0].major), found[0].major)
}

// usualBinDirs are Debian's folders, then the ones on PATH.
func usualBinDirs() []string {
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if program, err := exec.LookPath("postgres"); err == nil {
		if real, err := filepath.EvalSymlinks(program); err == nil {
			dirs = append(dirs, filepath.Dir(real))
		}
	}
	return dirs
}

// inspect asks the server program in dir for its version.
func inspect(dir string) (binaries, bool) {
	if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
		return binaries{}, false
	}
	out, err := exec.Command(filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return binaries{}, false
	}
	fields := strings.Fields(string(out)) // postgres (PostgreSQL) 15.18 (Debian …)
	if len(fields) < 3 {
		return binaries{}, false
	}
	major, err := strconv.Atoi(strings.FieldsFunc(fields[2], func(r rune) bool { return r < '0' || r > '9' })[0])
	return binaries{dir, major}, err == nil
}

// hasPostGIS looks for the extension's control file where the server would.
func (b binaries) hasPostGIS() bool {
	places := []string{
		filepath.Join("/usr/share/postgresql", strconv.Itoa(b.major), "extension"),
		filepath.Join(b.dir, "../share/extension"),
		filepath.Join(b.dir, "../share/postgresql/extension"),
	}
	for _, dir := range places {
		if _, err := os.Stat(filepath.Join(dir, "postgis.control")); err == nil {
			return true
		}
	}
	return false
}

func (b binaries) program(name string) string { return filepath.Join(b.dir, name) }
