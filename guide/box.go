package guide

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// A blockquote whose first line is [!UNVERIFIED] or [!NOTE] is a box: what was not verified
// never looks like law.

// box finds the mark of a box, takes it off and labels the blockquote for the renderer.
func (m *markdown) box(n *ast.Blockquote) {
	p, ok := n.FirstChild().(*ast.Paragraph)
	if !ok {
		return
	}
	first := p.Lines().At(0)
	mark := strings.TrimSpace(string(first.Value(m.source)))
	if !strings.HasPrefix(mark, "[!") {
		return
	}
	kind, label := "", ""
	switch mark {
	case "[!UNVERIFIED]":
		kind, label = "unverified", wordsOf(m.lang).Unverified
	case "[!NOTE]":
		kind, label = "note", wordsOf(m.lang).Note
	default:
		m.fail(p, "the box %s is not known; known are [!UNVERIFIED] and [!NOTE]", mark)
		return
	}
	n.SetAttributeString("kind", kind)
	n.SetAttributeString("label", label)
	for c := p.FirstChild(); c != nil; {
		next := c.NextSibling()
		t, ok := c.(*ast.Text)
		if ok && t.Segment.Start >= first.Stop {
			break
		}
		p.RemoveChild(p, c)
		if ok && (t.SoftLineBreak() || t.HardLineBreak()) {
			break
		}
		c = next
	}
	if p.ChildCount() == 0 {
		n.RemoveChild(n, p)
	}
}

// boxes renders blockquotes.
type boxes struct{}

// RegisterFuncs registers the renderer.
func (boxes) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindBlockquote, renderBox)
}

func renderBox(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	kind, ok := n.AttributeString("kind")
	open, end := "<blockquote>\n", "</blockquote>\n"
	if ok {
		label, _ := n.AttributeString("label")
		open = `<div class="box ` + kind.(string) + `" role="note"><p class="box-label">` + label.(string) + "</p>\n"
		end = "</div>\n"
	}
	if !entering {
		open = end
	}
	_, err := w.WriteString(open)
	return ast.WalkContinue, err
}
