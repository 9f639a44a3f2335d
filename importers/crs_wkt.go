package importers

import (
	"errors"
	"strconv"
	"strings"
)

// wktNode is one element of a WKT text, KEYWORD["text", 1, CHILD[…], …], of any dialect.
type wktNode struct {
	keyword  string // upper case
	texts    []string
	numbers  []float64
	children []wktNode
}

// What a WKT may be at most; real ones have 5 kB and 8 levels.
const (
	maxWKT      = 64 << 10
	maxWKTDepth = 32
)

var errWKT = errors.New("not well-formed WKT")

// parseWKT reads a whole text; white space, and what a program may have left behind the
// last bracket, is passed over.
func parseWKT(s string) (wktNode, error) {
	if len(s) > maxWKT {
		return wktNode{}, errWKT
	}
	p := wktParser{rest: s}
	return p.node(0)
}

type wktParser struct{ rest string }

func (p *wktParser) node(depth int) (wktNode, error) {
	var n wktNode
	n.keyword = strings.ToUpper(p.word())
	if depth > maxWKTDepth || n.keyword == "" || !p.take("[(") {
		return n, errWKT
	}
	for {
		if err := p.item(&n, depth); err != nil {
			return n, err
		}
		switch {
		case p.take("])"):
			return n, nil
		case !p.take(","):
			return n, errWKT
		}
	}
}

// item reads one argument: a text in quotes, a number, a bare word, or a child.
func (p *wktParser) item(n *wktNode, depth int) error {
	p.space()
	if strings.HasPrefix(p.rest, `"`) {
		text, err := p.quoted()
		n.texts = append(n.texts, text)
		return err
	}
	before := p.rest
	word := p.word()
	if word == "" {
		return errWKT
	}
	if p.space(); strings.HasPrefix(p.rest, "[") || strings.HasPrefix(p.rest, "(") {
		p.rest = before
		child, err := p.node(depth + 1)
		n.children = append(n.children, child)
		return err
	}
	if number, err := strconv.ParseFloat(word, 64); err == nil {
		n.numbers = append(n.numbers, number)
	} else {
		n.texts = append(n.texts, word)
	}
	return nil
}

// quoted reads a text in quotes, in which two stand for one.
func (p *wktParser) quoted() (string, error) {
	var text strings.Builder
	for rest := p.rest[1:]; ; {
		part, after, closed := strings.Cut(rest, `"`)
		if !closed {
			return "", errWKT
		}
		text.WriteString(part)
		if !strings.HasPrefix(after, `"`) {
			p.rest = after
			return text.String(), nil
		}
		text.WriteByte('"')
		rest = after[1:]
	}
}

func (p *wktParser) word() string {
	p.space()
	n := strings.IndexAny(p.rest, "[](),\" \t\r\n")
	if n < 0 {
		n = len(p.rest)
	}
	word := p.rest[:n]
	p.rest = p.rest[n:]
	return word
}

func (p *wktParser) space() { p.rest = strings.TrimLeft(p.rest, " \t\r\n\x00\uFEFF") }

// take passes over one of the given characters, if it comes next.
func (p *wktParser) take(any string) bool {
	p.space()
	if p.rest == "" || !strings.Contains(any, p.rest[:1]) {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

// child is the first child with one of the keywords.
func (n wktNode) child(keywords ...string) (wktNode, bool) {
	for _, c := range n.children {
		for _, k := range keywords {
			if c.keyword == k {
				return c, true
			}
		}
	}
	return wktNode{}, false
}

// name is the first text.
func (n wktNode) name() string {
	if len(n.texts) == 0 {
		return ""
	}
	return n.texts[0]
}

// number is the first number, or what is given in its place.
func (n wktNode) number(otherwise float64) float64 {
	if len(n.numbers) == 0 {
		return otherwise
	}
	return n.numbers[0]
}

// epsg is the code that AUTHORITY["EPSG","5899"] or ID["EPSG",5899] gives, 0 if none.
func (n wktNode) epsg() int {
	id, ok := n.child("AUTHORITY", "ID")
	if !ok || !strings.EqualFold(id.name(), "EPSG") {
		return 0
	}
	if len(id.texts) > 1 {
		code, err := strconv.Atoi(strings.TrimSpace(id.texts[1]))
		if err != nil {
			return 0
		}
		return code
	}
	return int(id.number(0))
}
