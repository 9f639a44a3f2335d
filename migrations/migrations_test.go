package migrations_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"sotay/migrations"
)

// A number that is left out and filled later could not be applied to a database that has the
// numbers behind it.
func TestNumbersHaveNoHoles(t *testing.T) {
	files, err := fs.Glob(migrations.FS, "0*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for i, name := range files {
		if want := fmt.Sprintf("%05d_", i+1); !strings.HasPrefix(name, want) {
			t.Fatalf("%s, want %s…", name, want)
		}
	}
}
