package guide_test

import (
	"errors"
	"strings"
	"testing"

	"sotay/guide"
)

// frontOf is a front that is right; lines 1 to 10.
const frontOf = `---
title: Bài thử
summary: Để thử.
order: 5
checked: 2026-11-26
sources:
  - name: Luật
    number: 1/2024
    date: unknown
    status: unverified
---
`

func TestWrongTextsNameTheLine(t *testing.T) {
	body := func(s string) string { return frontOf + s }
	front := func(old, new string) string { return strings.Replace(frontOf, old, new, 1) }
	tests := []struct {
		name, source string
		line         int
		what         string
	}{
		{"no front", "Chữ.", 1, "first line"},
		{"open front", "---\ntitle: a\n", 3, "closing"},
		{"unknown key", front("order: 5", "ordre: 5"), 4, `"ordre"`},
		{"no number", front("order: 5", "order: năm"), 4, "whole number"},
		{"twice", front("order: 5", "title: Hai"), 4, "there already, on line 2"},
		{"no colon", front("order: 5", "order 5"), 4, "key: value"},
		{"no value", front("summary: Để thử.", "summary:"), 3, "no value"},
		{"wrong date", front("2026-11-26", "26/11/2026"), 5, "date like"},
		{"missing key", front("order: 5\n", ""), 10, "order is missing"},
		{"wrong status", front("unverified", "certain"), 10, "status must be"},
		{"source without a number", front("    number: 1/2024\n", ""), 7, "no number"},
		{"unknown key of a source", front("number:", "nummer:"), 8, `"nummer"`},
		{"no sources", "---\ntitle: a\nsummary: b\norder: 1\nchecked: 2026-01-01\n---\n", 6, "sources is missing"},
		{"block of HTML", body("\nChữ.\n\n<div>x</div>\n"), 15, "HTML"},
		{"HTML in a line", body("Chữ\nvà <b>chữ</b>.\n"), 13, "HTML"},
		{"script", body("<script>alert(1)</script>\n"), 12, "HTML"},
		{"picture", body("![x](https://a.vn/x.png)\n"), 12, "pictures"},
		{"title in the body", body("# Tên\n"), 12, "##"},
		{"javascript", body("\n[x](javascript:alert(1))\n"), 13, "must begin"},
		{"data", body("[x](data:text/html,x)\n"), 12, "must begin"},
		{"another host", body("[x](//evil.vn)\n"), 12, "nowhere"},
		{"backslash", body("[x](/\\\\evil.vn)\n"), 12, "nowhere"},
		{"relative", body("[x](split-merge)\n"), 12, "must begin"},
		{"unknown box", body("> [!LAW]\n> Chữ.\n"), 12, "[!LAW]"},
		{"no UTF-8", body("Chữ.\n\xff\n"), 13, "UTF-8"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := guide.Parse("thu.vi.md", []byte(tt.source))
			var wrong *guide.Error
			if !errors.As(err, &wrong) {
				t.Fatalf("error %v", err)
			}
			if wrong.File != "thu.vi.md" || wrong.Line != tt.line || !strings.Contains(wrong.What, tt.what) {
				t.Errorf("got %v, want line %d and %q", wrong, tt.line, tt.what)
			}
		})
	}
}

func TestNames(t *testing.T) {
	for _, name := range []string{"x.md", "x.fr.md", "X.vi.md", "../x.vi.md", "a/b.vi.md", ".vi.md", "-a.vi.md", "a..vi.md", "a.vi.md.bak", "tách.vi.md"} {
		if _, err := guide.Parse(name, []byte(frontOf)); err == nil {
			t.Errorf("the name %q is taken", name)
		}
	}
}

func TestMarkdown(t *testing.T) {
	source := "\ufeff" + strings.ReplaceAll(frontOf, "\n", "\r\n") + "Một & <https://a.vn/?x=1&y=2>.\n\n" +
		"> [!UNVERIFIED]\n> **Chưa** rõ.\n>\n> Hai.\n\n> [!NOTE]\n>\n> Ba.\n\n> Trích.\n\n" +
		"## Tách thửa\n[a](/guide/extract#x) [b](#tach-thua) [c](/)\n\n## Tách *thửa*\n\n### Nguồn `x`\n\n| a |\n|---|\n| b |\n"
	text, err := guide.Parse("thu.en.md", []byte(source))
	must(t, err)
	got := string(text.HTML)
	for _, want := range []string{
		`Một &amp; <a href="https://a.vn/?x=1&amp;y=2">`,
		`<div class="box unverified" role="note"><p class="box-label">Not verified</p>`,
		`<p><strong>Chưa</strong> rõ.</p>`, `<div class="box note" role="note"><p class="box-label">Please note</p>`,
		"<blockquote>\n<p>Trích.</p>\n</blockquote>",
		`<h2 id="tach-thua">`, `<h2 id="tach-thua-2">`, `<h3 id="nguon-x">`, `<td>b</td>`,
		`href="/guide/extract?lang=en#x"`, `href="#tach-thua"`, `href="/?lang=en"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in:\n%s", want, got)
		}
	}
	if strings.Contains(got, "[!") {
		t.Errorf("the mark of a box is shown:\n%s", got)
	}
	if text.Sections[3].Heading != "Nguồn x" || text.Title != "Bài thử" || text.Sources[0].Date != "" {
		t.Errorf("%+v", text)
	}
}

// FuzzParse: whatever an operator writes, a text either is refused or holds no script.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"## a\n> [!NOTE]\n> b", "[a](javascript:x)", "<b>", "| a |\n|-|\n", "> [!NOTE]", "```\nx\n```"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		text, err := guide.Parse("a.vi.md", []byte(frontOf+body))
		if err == nil && (strings.Contains(strings.ToLower(string(text.HTML)), "<script") || strings.Contains(string(text.HTML), `="javascript:`)) {
			t.Errorf("%q becomes %s", body, text.HTML)
		}
	})
}
