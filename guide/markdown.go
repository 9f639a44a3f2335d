package guide

import (
	"bytes"
	"fmt"
	"html/template"
	"net/url"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"sotay/internal/fold"
)

// markdown turns the body of one text into HTML.
type markdown struct {
	file     string
	lang     string
	first    int // line of the file on which source begins
	source   []byte
	sections []Section
	texts    []string // of sections
	err      error
}

// render gives safe HTML and the sections. Headings get ids; what may not stand in a text is
// an error.
func (m *markdown) render() (template.HTML, []Section, error) {
	md := goldmark.New(
		goldmark.WithExtensions(extension.Table),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(boxes{}, 100))),
	)
	doc := md.Parser().Parse(text.NewReader(m.source))
	m.sections, m.texts = []Section{{}}, []string{""}
	_ = ast.Walk(doc, m.visit) // visit returns no error
	if m.err != nil {
		return "", nil, m.err
	}
	for i := range m.sections {
		s := &m.sections[i]
		s.heading, s.body = index(s.Heading), index(strings.Join(strings.Fields(m.texts[i]), " "))
	}
	var out bytes.Buffer
	if err := md.Renderer().Render(&out, m.source, doc); err != nil {
		return "", nil, err
	}
	return template.HTML(out.String()), m.sections, nil // raw HTML was refused, the rest is escaped
}

// fail keeps the first thing that is wrong.
func (m *markdown) fail(n ast.Node, format string, args ...any) {
	if m.err == nil {
		m.err = &Error{m.file, m.line(n), fmt.Sprintf(format, args...)}
	}
}

// line finds the line of the file on which a node stands, or the block around it.
func (m *markdown) line(n ast.Node) int {
	for ; n != nil; n = n.Parent() {
		if raw, ok := n.(*ast.RawHTML); ok && raw.Segments.Len() > 0 {
			return m.first + bytes.Count(m.source[:raw.Segments.At(0).Start], []byte("\n"))
		}
		if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
			return m.first + bytes.Count(m.source[:n.Lines().At(0).Start], []byte("\n"))
		}
	}
	return m.first
}

// visit checks a node, marks it for the renderer and collects its words.
func (m *markdown) visit(n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		if n.Type() == ast.TypeBlock {
			m.say(" ")
		}
		return ast.WalkContinue, nil
	}
	switch n := n.(type) {
	case *ast.HTMLBlock, *ast.RawHTML:
		m.fail(n, "HTML is not allowed, only Markdown")
	case *ast.Image:
		m.fail(n, "pictures are not allowed")
	case *ast.Heading:
		m.heading(n)
		return ast.WalkSkipChildren, nil
	case *ast.Blockquote:
		m.box(n)
	case *ast.Link:
		n.Destination = []byte(m.link(n, string(n.Destination)))
	case *ast.AutoLink:
		m.link(n, string(n.URL(m.source)))
	case *ast.CodeBlock:
		m.sayLines(n)
	case *ast.FencedCodeBlock:
		m.sayLines(n)
	}
	m.sayNode(n)
	return ast.WalkContinue, nil
}

func (m *markdown) say(s string) { m.texts[len(m.texts)-1] += s }

// sayNode collects what an inline node says.
func (m *markdown) sayNode(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		m.say(string(n.Value(m.source)))
		if n.SoftLineBreak() || n.HardLineBreak() {
			m.say(" ")
		}
	case *ast.String:
		m.say(string(n.Value))
	}
}

func (m *markdown) sayLines(n ast.Node) {
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		m.say(string(line.Value(m.source)))
	}
}

// heading begins a section. Its id is its folded words, so that an address can be read
// aloud; a second of the same words gets a number.
func (m *markdown) heading(n *ast.Heading) {
	if n.Level < 2 || n.Level > 3 {
		m.fail(n, "headings are ## and ###; the title stands in the front matter")
	}
	start := len(m.texts)
	m.texts = append(m.texts, "")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		_ = ast.Walk(c, m.visit) // visit returns no error
	}
	title := strings.TrimSpace(m.texts[start])
	m.texts[start] = ""
	base := strings.Join(fold.Words(title), "-")
	if base == "" {
		m.fail(n, "a heading needs words")
	}
	id := base
	for i := 2; m.taken(id); i++ {
		id = fmt.Sprintf("%s-%d", base, i)
	}
	n.SetAttributeString("id", []byte(id))
	m.sections = append(m.sections, Section{Heading: title, Anchor: id, Level: n.Level})
}

func (m *markdown) taken(id string) bool {
	for _, s := range m.sections {
		if s.Anchor == id {
			return true
		}
	}
	// Ids of the page itself.
	return id == "content" || id == "search" || id == "sources" || id == "contents"
}

// link checks where a link leads, and keeps the reader's language on a link into the guide.
func (m *markdown) link(n ast.Node, to string) string {
	u, err := url.Parse(to)
	switch {
	case err != nil || to == "" || strings.Contains(to, `\`) || strings.HasPrefix(to, "//"):
		m.fail(n, "the link %q leads nowhere", to)
		return to
	case u.Scheme == "https", u.Scheme == "http", u.Scheme == "mailto", u.Scheme == "tel":
		return to
	case u.Scheme != "" || u.Path != "" && !strings.HasPrefix(u.Path, "/"):
		m.fail(n, "the link %q must begin with https://, with / or with #", to)
		return to
	case u.Path == "":
		return to
	}
	query := u.Query()
	query.Set("lang", m.lang)
	u.RawQuery = query.Encode()
	return u.String()
}
