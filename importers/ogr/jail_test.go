package ogr_test

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"sotay/importers/ogr"
)

// TestConfined: the program may read its file and write its output. On a kernel with
// Landlock it can do nothing else: read another file, write beside its folder, or connect.
func TestConfined(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	secret := filepath.Join(t.TempDir(), "secret")
	file := filepath.Join(t.TempDir(), "x.fgb")
	bin := filepath.Join(t.TempDir(), "bin")
	must(t, os.WriteFile(secret, []byte("secret"), 0o600))
	must(t, os.WriteFile(file, []byte("fgb\x03fgb\x00mine"), 0o600))
	must(t, os.Mkdir(bin, 0o700))
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	script := `#!/bin/bash
[ "$1" = --formats ] && echo "  FlatGeobuf -vector- (rw+v): x
  GPKG -raster,vector- (rw+vs): x" && exit
for last; do :; done
grep -q mine "$last" && said="$said own"
cat ` + secret + ` >/dev/null 2>&1 && said="$said secret"
cat /etc/passwd >/dev/null 2>&1 && said="$said passwd"
echo x 2>/dev/null >` + filepath.Dir(secret) + `/written && said="$said beside"
echo x 2>/dev/null >>"$last" && said="$said changed"
(exec 3<>/dev/tcp/127.0.0.1/` + port + `) 2>/dev/null && said="$said network"
[ -n "$SOTAY_SECRET" ] && said="$said environment"
echo "ERROR$said" >&2
exit 1
`
	must(t, os.WriteFile(filepath.Join(bin, "ogr2ogr"), []byte(script), 0o700))
	t.Setenv("SOTAY_SECRET", "x")
	f, _, ok := ogr.Of(file, []byte("fgb\x03fgb\x00"))
	if !ok {
		t.Fatal("not known as FlatGeobuf")
	}
	_, err = ogr.Config{Program: filepath.Join(bin, "ogr2ogr"), Dir: t.TempDir()}.Convert(context.Background(), file, f)
	switch _, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION); {
	case err == nil || !strings.Contains(err.Error(), "ERROR own") || strings.Contains(err.Error(), "environment"):
		t.Errorf("%v", err)
	case errno != 0:
		t.Logf("this kernel has no Landlock; it could: %v", err)
	case !strings.HasSuffix(err.Error(), "ERROR own"):
		t.Errorf("it could do more than read its own file: %v", err)
	}
	if text, _ := os.ReadFile(secret); string(text) != "secret" {
		t.Errorf("secret is now %q", text)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
