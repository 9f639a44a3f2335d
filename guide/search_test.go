package guide_test

import (
	"strings"
	"testing"

	"sotay/guide"
)

func TestSearch(t *testing.T) {
	library := open(t, guide.Config{}).Current()
	tests := []struct {
		query, lang string
		want        string // slug of the first hit, or its code
	}{
		{"tách thửa", "vi", "split-merge"},
		{"tach thua", "vi", "split-merge"},
		{"TACH THUA", "vi", "split-merge"},
		{"tách thửa", "vi", "split-merge"}, // decomposed
		{"trich luc", "vi", "extract"},
		{"chuyen muc dich", "vi", "change-purpose"},
		{"xem quy hoạch", "vi", "planning"},
		{"so do lan dau", "vi", "first-certificate"},
		{"sổ đỏ", "vi", "first-certificate"},
		{"so do", "vi", "first-certificate"},
		{"red book", "en", "first-certificate"},
		{"ten xa phuong cu", "vi", "commune-names"},
		{"hố nai", "vi", "commune-names"},
		{"ONT", "vi", "ONT"},
		{"bhk", "en", "BHK"},
		{"dat o tai nong thon", "vi", "ONT"},
		{"cay hang nam", "vi", "CHN"},
		{"rural residential", "en", "ONT"},
		{"split a parcel", "en", "split-merge"},
		{"tách thửa", "en", "split-merge"}, // the Vietnamese words stand in the English text
		{"tôi muốn tách thửa cho con", "vi", "split-merge"},
		{"phân số trong th", "vi", "cadastral-map"}, // the last word is only begun
	}
	for _, tt := range tests {
		hits := library.Search(tt.query, tt.lang, codes())
		if len(hits) == 0 {
			t.Errorf("%q in %s: nothing", tt.query, tt.lang)
			continue
		}
		got := hits[0].Slug
		if hits[0].Kind == guide.KindLandType {
			got = hits[0].Anchor
		}
		if got != tt.want {
			t.Errorf("%q in %s: %s %q, want %s", tt.query, tt.lang, got, hits[0].Heading, tt.want)
		}
	}
	for _, query := range []string{"", "  ", "?!", "xyzzy qwerty"} {
		if hits := library.Search(query, "vi", codes()); len(hits) > 0 {
			t.Errorf("%q finds %v", query, hits)
		}
	}
}

// TestExcerptMarksWhatWasLookedFor: the parts of an excerpt are the text, and the marked ones
// are the words.
func TestExcerptMarksWhatWasLookedFor(t *testing.T) {
	library := open(t, guide.Config{}).Current()
	hits := library.Search("dien tich toi thieu", "vi", nil)
	if len(hits) == 0 {
		t.Fatal("nothing")
	}
	var all, marked strings.Builder
	for _, span := range hits[0].Excerpt {
		all.WriteString(span.Text)
		if span.Mark {
			marked.WriteString(strings.ToLower(span.Text) + " ")
		}
	}
	if !strings.Contains(all.String(), "diện tích tối thiểu") || !strings.Contains(marked.String(), "diện tích tối thiểu") {
		t.Errorf("excerpt %q marks %q", all.String(), marked.String())
	}
}

func FuzzSearch(f *testing.F) {
	store, err := guide.Open(guide.Config{})
	if err != nil {
		f.Fatal(err)
	}
	f.Add("tách thửa\x00 ̣ \xff")
	f.Fuzz(func(t *testing.T, query string) {
		page := guide.Page{Lang: "vi", Library: store.Current(), Codes: codes(), Query: query}
		if _, err := page.Render(); err != nil {
			t.Fatal(err)
		}
	})
}
