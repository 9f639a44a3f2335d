package main

import (
	"bytes"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// run runs a command line in this process.
func run(t *testing.T, args ...string) (code int, out, err string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	p := &program{in: strings.NewReader(""), out: &stdout, err: &stderr, getenv: func(string) string { return "" }}
	code = p.run(t.Context(), args)
	return code, stdout.String(), stderr.String()
}

// TestMistakesInVietnamese: whatever is typed wrong is said in Vietnamese, by the parser too.
func TestMistakesInVietnamese(t *testing.T) {
	for line, want := range map[string]string{
		"":                                      `cần một trong "serve", "demo"`,
		"layers":                                `cần một trong "list", "show"`,
		"nonsense":                              "không có lệnh hay tham số nonsense",
		"layers shw":                            `không có lệnh hay tham số shw; có phải là "show"?`,
		"imprt":                                 `không có lệnh hay tham số imprt; có phải là một trong "import", "imports"?`,
		"help nonsense":                         "không có lệnh hay tham số nonsense",
		"import":                                `cần "<tệp>"`,
		"layers show":                           `cần "<tên>"`,
		"imports undo twelve":                   `<số>: cần số nguyên, không phải "twelve"`,
		"imports undo 3 4":                      "không có lệnh hay tham số 4",
		"import x --jsn":                        `không có tùy chọn --jsn; có phải là "--json"?`,
		"import x --colour":                     "không có tùy chọn --colour",
		"import x --layer":                      "--layer: thiếu giá trị",
		"import x --layer --yes":                `--layer: thiếu giá trị trước "--yes"; có phải là --layer="--yes"?`,
		"import x --replace all":                `--replace phải là một trong "sheet","commune","layer","none", không phải "all"`,
		"import x --yes=maybe":                  `--yes: cần true, 1, yes, false, 0 hoặc no, không phải "maybe"`,
		"imports list --limit few":              `--limit: cần số nguyên, không phải "few"`,
		"serve --meridian east":                 `--meridian: cần số, không phải "east"`,
		"migrate --print-superuser-sql up":      `tùy chọn --print-superuser-sql thuộc lệnh "status", không thuộc lệnh "up"`,
		"serve --tls-cert cert.pem":             "--tls-cert và --tls-key phải đi cùng nhau",
		"serve --guide /khong-co":               "--guide /khong-co: không có thư mục này",
		"serve --readings-folder /khong-co":     "--readings-folder /khong-co: không có thư mục này",
		"serve --readings-settle 0s":            "--readings-settle 0s: cần từ 1s đến 1h",
		"serve --readings-settle soon":          `--readings-settle: cần khoảng thời gian như 10s hoặc 5m, không phải "soon"`,
		"serve --mqtt-config /khong-co":         "--mqtt-config /khong-co: không có tệp này",
		"serve --basemap-origin tiles.vn":       "--basemap-origin tiles.vn: cần giao thức và máy chủ, như https://tiles.example.vn",
		"serve --basemap-origin https://a.vn/x": "--basemap-origin https://a.vn/x: cần giao thức và máy chủ, như https://tiles.example.vn",
		"serve --meridian 99":                   "--meridian 99: không múi 3° nào của VN-2000 có kinh tuyến trục này",
		"serve --public-url so-tay.vn":          "--public-url so-tay.vn: cần địa chỉ đầy đủ, như https://so-tay.example.vn",
		"serve --public-url ftp://so-tay.vn":    "--public-url ftp://so-tay.vn: cần địa chỉ đầy đủ, như https://so-tay.example.vn",
		"serve --public-url https://a.vn/?x=1":  "--public-url https://a.vn/?x=1: cần địa chỉ đầy đủ, như https://so-tay.example.vn",
		"serve --listen localhost":              "--listen localhost: cần địa chỉ và cổng, như 127.0.0.1:8080 hoặc :8080",
		"serve --listen :99999":                 "--listen :99999: cần địa chỉ và cổng, như 127.0.0.1:8080 hoặc :8080",
		"serve --trusted-proxy somewhere":       "--trusted-proxy somewhere: cần địa chỉ hoặc mạng, như 10.0.0.0/8",
		"import x --title Rừng":                 "--title, --title-en và --theme đi với --new-layer",
	} {
		args := append([]string{"--lang=vi"}, strings.Fields(line)...)
		code, out, said := run(t, args...)
		if code != exitUsage || out != "" || said != "sotay: "+want+"\nXem sotay --help.\n" && !strings.HasPrefix(said, "sotay: "+want+", ") && !strings.HasPrefix(said, "sotay: "+want+"; ") {
			t.Errorf("%q: %d %s%s", line, code, out, said)
		}
		if code, out, _ := run(t, append(args, "--json")...); code != exitUsage || !json.Valid([]byte(out)) {
			if !strings.HasSuffix(line, "--layer") { // it takes --json for a value that is missing
				t.Errorf("%q --json: %d %s", line, code, out)
			}
		}
	}
}

// TestAddressInUse: whoever cannot listen learns it in their language, before a database is
// made.
func TestAddressInUse(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	at, data := taken.Addr().String(), filepath.Join(t.TempDir(), "unused")
	for lang, want := range map[string]string{
		"vi": "sotay: một chương trình khác đang dùng địa chỉ " + at + "; hãy dừng chương trình đó, hoặc chọn địa chỉ khác bằng --listen\n",
		"en": "sotay: another program is using the address " + at + "; stop it, or choose another address with --listen\n",
	} {
		code, out, said := run(t, "--lang", lang, "serve", "--data", data, "--listen", at)
		if code != exitFailed || out != "" || said != want {
			t.Errorf("%s: %d %s%s", lang, code, out, said)
		}
	}
	if _, err := os.Stat(data); err == nil {
		t.Error("a database was made for nobody")
	}
}

func TestMistakeFromTheEnvironment(t *testing.T) {
	t.Setenv("SOTAY_MERIDIAN", "east")
	code, _, said := run(t, "--lang=vi", "serve")
	if want := `--meridian: cần số, không phải "east" (từ biến môi trường SOTAY_MERIDIAN="east")`; code != exitUsage || !strings.Contains(said, want) {
		t.Errorf("%d %s", code, said)
	}
}

// TestHelpIsInOneLanguage: nothing of the parser's English is left in Vietnamese.
func TestHelpIsInOneLanguage(t *testing.T) {
	english := regexp.MustCompile(`(?i)usage:|flags|commands|arguments|show context|run "|<command>|=(string|text|name|dir|file|encoding|map|set|numbers|address|origin|network|degrees)\b|<(file|id|name|args|command)>`)
	for _, command := range []string{
		"", "serve", "demo", "import", "imports", "imports list", "imports show", "imports apply", "imports undo", "imports discard",
		"user", "user add", "user list", "user disable", "user link", "token", "token create", "token list", "token revoke", "audit", "audit verify",
		"layers", "layers list", "layers show", "migrate", "migrate status", "migrate up", "psql", "version", "help",
	} {
		code, out, said := run(t, append([]string{"--lang=vi", "help"}, strings.Fields(command)...)...)
		if code != exitDone || said != "" || !strings.HasPrefix(out, "Cách dùng: sotay") || english.MatchString(out) {
			t.Errorf("help %s: %d, English %q in\n%s%s", command, code, english.FindAllString(out, -1), out, said)
		}
		code, plain, _ := run(t, append([]string{"--lang=en"}, append(strings.Fields(command), "--help")...)...)
		if code != exitDone || !strings.HasPrefix(plain, "Usage: sotay") || strings.Contains(plain, "Cách dùng") {
			t.Errorf("%s --help: %d\n%s", command, code, plain)
		}
	}
}

// TestExitCodesAreExplained: every exit code stands in the help, and every kind has one of them.
func TestExitCodesAreExplained(t *testing.T) {
	explained := map[int]bool{}
	for _, e := range exitCodes() {
		explained[e.code] = e.Vi != "" && e.En != ""
	}
	for _, k := range []kind{failed, database, usage, needsAnswer, refused, notFound, conflict, interrupted} {
		if !explained[k.exit()] || k.exit() == exitDone {
			t.Errorf("%s ends with %d", k, k.exit())
		}
	}
}
