package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTable(t *testing.T) {
	table := newTable("lớp", ">số", "tên")
	table.add("thửa", "1.234", "Thửa đất")
	table.add("xa\u0303", "7", "") // xã, decomposed: as wide as it looks
	var got strings.Builder
	if err := table.print(&got); err != nil {
		t.Fatal(err)
	}
	want := "lớp      số  tên\nthửa  1.234  Thửa đất\nxa\u0303        7\n"
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNumber(t *testing.T) {
	for n, want := range map[int64][2]string{
		0: {"0", "0"}, 999: {"999", "999"}, 1000: {"1.000", "1,000"}, 1234567: {"1.234.567", "1,234,567"}, -1234: {"-1.234", "-1,234"},
	} {
		got := [2]string{(&program{}).number(n), (&program{english: true}).number(n)}
		if got != want {
			t.Errorf("%d is written %v, want %v", n, got, want)
		}
	}
}

func TestDecimal(t *testing.T) {
	for _, test := range []struct {
		v        float64
		decimals int
		vi, en   string
	}{
		{1234.5, 1, "1.234,5", "1,234.5"}, {0.126, 2, "0,13", "0.13"}, {-12, 2, "-12,00", "-12.00"}, {999.96, 1, "1.000,0", "1,000.0"}, {7, 0, "7", "7"},
	} {
		if vi, en := (&program{}).decimal(test.v, test.decimals), (&program{english: true}).decimal(test.v, test.decimals); vi != test.vi || en != test.en {
			t.Errorf("%v is written %s and %s, want %s and %s", test.v, vi, en, test.vi, test.en)
		}
	}
}

func TestSpeaksEnglish(t *testing.T) {
	for _, test := range []struct {
		args []string
		env  map[string]string
		want bool
	}{
		{nil, nil, false},
		{nil, map[string]string{"LANG": "C.UTF-8"}, false},
		{nil, map[string]string{"LANG": "en_US.UTF-8"}, true},
		{nil, map[string]string{"LC_ALL": "vi_VN.UTF-8", "LANG": "en_US.UTF-8"}, false},
		{nil, map[string]string{"SOTAY_LANG": "en", "LC_ALL": "vi_VN.UTF-8"}, true},
		{[]string{"serve", "--lang", "en"}, map[string]string{"LANG": "vi_VN"}, true},
		{[]string{"--lang=vi", "serve"}, map[string]string{"LANG": "en_GB"}, false},
	} {
		if got := speaksEnglish(test.args, func(name string) string { return test.env[name] }); got != test.want {
			t.Errorf("%v %v: %v", test.args, test.env, got)
		}
	}
}

// Every text of --help is there in both languages, and no flag is without one.
func TestHelpIsComplete(t *testing.T) {
	for name, w := range helpWords() {
		if w.Vi == "" || w.En == "" || w.Vi == w.En {
			t.Errorf("%s: %q, %q", name, w.Vi, w.En)
		}
	}
}
