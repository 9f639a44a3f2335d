package webmap_test

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	webmap "sotay/web/map"
)

// A build is not required to run Go tests, but one that is there must be whole: every file that the page names is in
// it, under a name that may be cached for ever, and nothing runs inline.
func TestBuiltPageIsWhole(t *testing.T) {
	if !webmap.Built() {
		if _, err := fs.Stat(webmap.FS, "dist/.gitkeep"); err != nil {
			t.Fatalf("neither a build nor its placeholder is embedded: %v", err)
		}
		return
	}
	page, err := fs.ReadFile(webmap.FS, "dist/index.html")
	if err != nil {
		t.Fatal(err)
	}
	if regexp.MustCompile(`<script(?:\s[^>]*)?>[^<]`).Match(page) || strings.Contains(string(page), "<style") {
		t.Error("index.html has inline scripts or styles, which a strict content security policy refuses")
	}
	hashed := regexp.MustCompile(`^(?:dist/)?assets/[\w.-]+-[\w-]{8}\.(js|css|woff2)$`)
	for _, m := range regexp.MustCompile(`(?:src|href)="/([^"]+)"`).FindAllStringSubmatch(string(page), -1) {
		if _, err := fs.Stat(webmap.FS, "dist/"+m[1]); err != nil {
			t.Errorf("index.html names %s, which is not in the build", m[1])
		}
		if m[1] != "icon.svg" && !hashed.MatchString(m[1]) {
			t.Errorf("%s carries no hash of its content", m[1])
		}
	}
	err = fs.WalkDir(webmap.FS, "dist/assets", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !hashed.MatchString(path) {
			t.Errorf("%s carries no hash of its content", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
