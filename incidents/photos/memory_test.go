package photos_test

import (
	"fmt"
	"image"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"sotay/incidents/photos/corpus"
)

// takeIn is the environment variable that makes the test program take the files that it names.
const takeIn = "SOTAY_TEST_TAKE"

// TestTakeAndTellMemory is run by TestMemory in a program of its own: it takes files, all at
// the same time, and tells the most memory that it ever had.
func TestTakeAndTellMemory(t *testing.T) {
	files := strings.Fields(os.Getenv(takeIn))
	if len(files) == 0 {
		t.Skip("run by TestMemory")
	}
	s := open(t)
	runtime.GC()
	before := peak(t)
	var all sync.WaitGroup
	for _, name := range files {
		all.Go(func() {
			f, err := os.Open(name)
			if err == nil {
				_, err = s.Take(t.Context(), f, noRow)
			}
			fmt.Printf("took %q\n", code(t, err))
		})
	}
	all.Wait()
	fmt.Printf("peak %d MB\n", (peak(t)-before)>>20)
}

// peak is the most memory that this program ever had, in bytes.
func peak(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	must(t, err)
	found := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	n, err := strconv.Atoi(string(found[1]))
	must(t, err)
	return n << 10
}

// taken takes files in a program of its own, and gives what became of them and the memory that
// it took, in MB.
func taken(t *testing.T, files ...[]byte) (codes []string, mb int) {
	t.Helper()
	var names []string
	for _, file := range files {
		f, err := os.CreateTemp(t.TempDir(), "")
		must(t, err)
		_, err = f.Write(file)
		must(t, err)
		must(t, f.Close())
		names = append(names, f.Name())
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestTakeAndTellMemory$", "-test.v")
	cmd.Env = append(os.Environ(), takeIn+"="+strings.Join(names, " "))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, found := range regexp.MustCompile(`took "(.*)"`).FindAllSubmatch(out, -1) {
		codes = append(codes, string(found[1]))
	}
	mb, err = strconv.Atoi(string(regexp.MustCompile(`peak (\d+) MB`).FindSubmatch(out)[1]))
	must(t, err)
	return codes, mb
}

// TestMemory holds what photos take in memory to the bounds: what is refused costs next to
// nothing, the largest that are taken never more than twice the budget, however many come.
func TestMemory(t *testing.T) {
	if testing.CoverMode() != "" {
		t.Skip("the coverage counters take memory of their own")
	}
	var refused [][]byte
	for _, b := range corpus.Bombs() {
		refused = append(refused, b.File)
	}
	codes, mb := taken(t, refused...)
	if len(codes) != len(refused) || strings.Contains(strings.Join(codes, ","), ",,") || mb > 64 {
		t.Errorf("bombs: %d MB, %q", mb, codes)
	}
	largest := corpus.JPEG(image.NewYCbCr(image.Rect(0, 0, 7000, 7000), image.YCbCrSubsampleRatio420))
	grey := corpus.PNG(image.NewGray(image.Rect(0, 0, 7000, 5000)))
	all := [][]byte{largest, grey, largest, grey}
	codes, mb = taken(t, all...)
	if len(codes) != len(all) || strings.Join(codes, "") != "" || mb > 2*192 {
		t.Errorf("large photos: %d MB, %q", mb, codes)
	}
	t.Logf("large photos took %d MB", mb)
}
