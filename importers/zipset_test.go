package importers_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"sotay/importers"
)

// TestShapefileTempFiles checks that nothing of a zip is left behind, not even while it is read.
func TestShapefileTempFiles(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	r, err := importers.OpenShapefile(filepath.Join(shapefileDir, "tcvn3_dbf.zip"), importers.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if n := readAll(t, r); n != 3 {
		t.Errorf("got %d rows, want 3", n)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	left, err := os.ReadDir(os.Getenv("TMPDIR"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestShapefileZipBomb refuses what unpacks to more than a set can be, without unpacking it.
func TestShapefileZipBomb(t *testing.T) {
	file := filepath.Join(t.TempDir(), "bomb.zip")
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("bomb.shp")
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range 257 {
		if _, err := w.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	announced := append([]byte{}, b.Bytes()...)
	for _, test := range []struct {
		name, code string
		zip        []byte
	}{{"honest", "zip_too_large", announced}, {"lying", "zip_unreadable", lieAboutSize(announced)}} {
		if err := os.WriteFile(file, test.zip, 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := importers.OpenShapefile(file, importers.OpenOptions{})
		var refused *importers.ShapefileError
		if !errors.As(err, &refused) || refused.Problem.Code != test.code {
			t.Errorf("%s: got %v, want %s", test.name, err, test.code)
		}
	}
	for size, want := range map[int64]int64{0: 256 << 20, 10 << 20: 2000 << 20, 1 << 40: 16 << 30} {
		if got := importers.ZipLimit(size); got != want {
			t.Errorf("a zip of %d bytes may unpack to %d, want %d", size, got, want)
		}
	}
}

// lieAboutSize announces 1000 bytes in the directory of the zip.
func lieAboutSize(b []byte) []byte {
	b = append([]byte{}, b...)
	at := bytes.Index(b, []byte("PK\x01\x02")) + 24
	copy(b[at:], []byte{0xE8, 3, 0, 0})
	return b
}
