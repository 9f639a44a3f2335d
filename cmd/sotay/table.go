package main

import (
	"io"
	"math"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// table prints rows in columns. A column whose title starts with ">" is set to the right.
type table struct {
	titles []string
	rows   [][]string
}

func newTable(titles ...string) *table { return &table{titles: titles} }

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// print writes the table, each column as wide as its widest cell; the last one is not
// filled up.
func (t *table) print(w io.Writer) error {
	var text strings.Builder
	widths := t.widths()
	heads := make([]string, len(t.titles))
	for i, title := range t.titles {
		heads[i] = strings.TrimPrefix(title, ">")
	}
	for _, row := range append([][]string{heads}, t.rows...) {
		text.WriteString(strings.TrimRight(t.line(row, widths), " "))
		text.WriteByte('\n')
	}
	_, err := io.WriteString(w, text.String())
	return err
}

func (t *table) widths() []int {
	widths := make([]int, len(t.titles))
	for i, title := range t.titles {
		widths[i] = width(strings.TrimPrefix(title, ">"))
		for _, row := range t.rows {
			widths[i] = max(widths[i], width(row[i]))
		}
	}
	return widths
}

func (t *table) line(row []string, widths []int) string {
	cells := make([]string, len(row))
	for i, cell := range row {
		fill := strings.Repeat(" ", widths[i]-width(cell))
		if strings.HasPrefix(t.titles[i], ">") {
			cells[i] = fill + cell
		} else {
			cells[i] = cell + fill
		}
	}
	return strings.Join(cells, "  ")
}

// width counts the columns that a text takes on a terminal: Vietnamese letters take one,
// however their marks are encoded.
func width(text string) int { return len([]rune(norm.NFC.String(text))) }

// decimal writes a number with so many decimals: 1.234,50 in Vietnamese.
func (p *program) decimal(v float64, decimals int) string {
	text := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	whole, part, _ := strings.Cut(text, ".")
	n, _ := strconv.ParseInt(whole, 10, 64)
	if text = p.number(n); part != "" {
		text += p.say(",", ".") + part
	}
	if v < 0 {
		text = "-" + text
	}
	return text
}

// number writes a count with its thousands apart: 1.234 in Vietnamese, 1,234 in English.
func (p *program) number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	separator := p.say(".", ",")
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + separator + digits[at:]
	}
	return sign + digits
}
