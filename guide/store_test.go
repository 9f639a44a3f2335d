package guide_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sotay/guide"
)

// folder is an operator's folder with a store over it that looks at it each time.
type folder struct {
	t     *testing.T
	dir   string
	store *guide.Store
	wrong []string
	day   time.Time
}

func newFolder(t *testing.T, files map[string]string) *folder {
	t.Helper()
	f := &folder{t: t, dir: t.TempDir(), day: time.Now().Add(-time.Hour)}
	for name, text := range files {
		f.write(name, text)
	}
	f.store = open(t, guide.Config{Dir: f.dir, Every: time.Nanosecond, Failed: func(err error) { f.wrong = append(f.wrong, err.Error()) }})
	return f
}

func (f *folder) write(name, text string) {
	f.t.Helper()
	path := filepath.Join(f.dir, name)
	must(f.t, os.WriteFile(path, []byte(text), 0o600))
	f.day = f.day.Add(time.Second) // so that each state has a time of its own
	must(f.t, os.Chtimes(path, f.day, f.day))
}

func (f *folder) title(slug, lang string) string {
	if text, ok := f.store.Current().Find(slug, lang); ok {
		return text.Title
	}
	return ""
}

func (f *folder) want(slug, lang, title string) {
	f.t.Helper()
	if got := f.title(slug, lang); got != title {
		f.t.Errorf("%s.%s is %q, want %q", slug, lang, got, title)
	}
}

func titled(title string) string {
	return strings.Replace(frontOf, "Bài thử", title, 1) + "Chữ.\n"
}

func TestFilesReplaceAndAdd(t *testing.T) {
	f := newFolder(t, map[string]string{"extract.vi.md": titled("Của tỉnh"), "README.txt": "x"})
	f.want("extract", "vi", "Của tỉnh")
	f.want("extract", "en", "The cadastral extract")

	f.write("gio-lam-viec.vi.md", strings.Replace(titled("Giờ làm việc"), "order: 5", "order: 4", 1))
	f.want("gio-lam-viec", "vi", "Giờ làm việc")
	f.want("gio-lam-viec", "en", "Giờ làm việc") // not written in English
	if first := f.store.Current().List("vi")[0].Slug; first != "gio-lam-viec" {
		t.Errorf("the first is %s, although the new one has the lowest order", first)
	}

	f.write("gio-lam-viec.en.md", titled("Opening hours"))
	f.want("gio-lam-viec", "en", "Opening hours")

	must(t, os.Remove(filepath.Join(f.dir, "extract.vi.md")))
	f.want("extract", "vi", "Trích lục bản đồ địa chính")
	if len(f.wrong) > 0 {
		t.Errorf("wrong: %q", f.wrong)
	}
}

func TestABrokenFileKeepsTheOldText(t *testing.T) {
	f := newFolder(t, map[string]string{
		"extract.vi.md":  titled("Của tỉnh"),
		"planning.vi.md": strings.Replace(frontOf, "order: 5", "order: x", 1),
	})
	f.want("planning", "vi", "Xem quy hoạch của thửa đất") // broken from the start: the program's
	f.write("extract.vi.md", strings.Replace(titled("Mới"), "checked: 2026-11-26", "checked: hôm nay", 1))
	for range 3 {
		f.want("extract", "vi", "Của tỉnh")
	}
	f.write("moi.vi.md", "không có gì")
	f.want("moi", "vi", "")
	want := []string{"planning.vi.md:4: order", "extract.vi.md:5: checked", "moi.vi.md:1: "}
	if len(f.wrong) != len(want) {
		t.Fatalf("told %d times: %q", len(f.wrong), f.wrong)
	}
	for i := range want {
		if !strings.Contains(f.wrong[i], want[i]) {
			t.Errorf("told %q, want %q", f.wrong[i], want[i])
		}
	}
	f.write("extract.vi.md", titled("Sửa xong"))
	f.want("extract", "vi", "Sửa xong")
}

// TestNothingOutsideTheFolder: links out of it and what is no file are refused.
func TestNothingOutsideTheFolder(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret.vi.md")
	must(t, os.WriteFile(secret, []byte(titled("Bí mật")), 0o600))
	f := newFolder(t, map[string]string{"that.vi.md": titled("Thật")})
	must(t, os.Symlink(secret, filepath.Join(f.dir, "ngoai.vi.md")))
	must(t, os.Symlink("that.vi.md", filepath.Join(f.dir, "trong.vi.md")))
	must(t, os.Mkdir(filepath.Join(f.dir, "folder.vi.md"), 0o700))
	must(t, syscall.Mkfifo(filepath.Join(f.dir, "pipe.vi.md"), 0o600))
	must(t, os.WriteFile(filepath.Join(f.dir, "large.vi.md"), make([]byte, 2<<20), 0o600))
	f.want("ngoai", "vi", "")
	f.want("trong", "vi", "Thật")
	f.want("folder", "vi", "")
	f.want("pipe", "vi", "")
	f.want("large", "vi", "")
	f.want("../secret", "vi", "")
	if len(f.wrong) != 4 {
		t.Errorf("told %d times, want once for each: %q", len(f.wrong), f.wrong)
	}
}

func TestAFolderThatGoesAwayAndComesBack(t *testing.T) {
	f := newFolder(t, map[string]string{"extract.vi.md": titled("Của tỉnh")})
	aside := f.dir + "-aside"
	must(t, os.Rename(f.dir, aside))
	for range 3 {
		f.want("extract", "vi", "Của tỉnh")
	}
	if len(f.wrong) != 1 {
		t.Errorf("told %q, want once", f.wrong)
	}
	must(t, os.Rename(aside, f.dir))
	f.write("extract.vi.md", titled("Trở lại"))
	f.want("extract", "vi", "Trở lại")
}

func TestOpenRefusesWhatIsNoFolder(t *testing.T) {
	for _, dir := range []string{filepath.Join(t.TempDir(), "none"), os.Args[0]} {
		if _, err := guide.Open(guide.Config{Dir: dir}); err == nil {
			t.Errorf("%s is taken for a folder", dir)
		}
	}
}

func TestManyReadersWhileFilesChange(t *testing.T) {
	f := newFolder(t, nil)
	done := make(chan struct{})
	for range 4 {
		go func() {
			for range 200 {
				f.store.Current().Search("tach thua", "vi", nil)
			}
			done <- struct{}{}
		}()
	}
	for range 20 {
		f.write("extract.vi.md", titled("Của tỉnh"))
	}
	for range 4 {
		<-done
	}
}
