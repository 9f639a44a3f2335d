package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"sotay/importers"
)

// choicesShown is how many answers to a question are printed, the best first.
const choicesShown = 8

// ask puts each question to the person at the terminal and takes the answers as if they
// had been given as flags.
func (c *importCommand) ask(ctx context.Context, p *program, questions []importers.Question) error {
	for _, q := range questions {
		p.showQuestion(p.out, q)
		value, err := p.choose(ctx, q)
		if err != nil {
			return err
		}
		if err := c.take(strings.ReplaceAll(q.Flag, "…", value)); err != nil {
			return err
		}
	}
	return nil
}

// take sets what a flag, written as on the command line, would have set.
func (c *importCommand) take(flag string) error {
	name, value, _ := strings.Cut(flag, " ")
	switch name {
	case "--layer":
		c.Layer = value
	case "--source-layer":
		c.SourceLayer = value
	case "--crs":
		c.CRS = value
	case "--encoding":
		c.Encoding = append(c.Encoding, value)
	case "--map":
		c.Map = append(c.Map, value)
	case "--set":
		c.Set = append(c.Set, value)
	case "--numbers":
		c.Numbers = append(c.Numbers, value)
	case "--accept":
		c.Accept = append(c.Accept, value)
	case "--replace":
		c.Replace = value
	case "--x":
		c.X = value
	case "--y":
		c.Y = value
	default:
		return fmt.Errorf("the question's flag %q is not one of import's", name)
	}
	return nil
}

// showQuestion prints a question and its answers, with what each would give.
func (p *program) showQuestion(w io.Writer, q importers.Question) {
	fmt.Fprintf(w, "\n%s  (%s)\n", p.words(q.Words), q.Flag)
	for i, choice := range q.Choices {
		if i == choicesShown {
			fmt.Fprintf(w, p.say("  … và %d lựa chọn nữa\n", "  … and %d more\n"), len(q.Choices)-i)
			break
		}
		fmt.Fprintf(w, "  %d. %s: %s\n", i+1, choice.Value, p.words(choice.Words))
		for _, sample := range append(choice.Samples, choice.Readings...) {
			fmt.Fprintf(w, "       %s\n", sample)
		}
	}
}

// choose reads the number of a choice, or another value.
func (p *program) choose(ctx context.Context, q importers.Question) (string, error) {
	prompt := p.say("Giá trị: ", "Value: ")
	if len(q.Choices) > 0 {
		prompt = p.say("Chọn số, hoặc gõ giá trị khác: ", "Choose a number, or type another value: ")
	}
	for {
		line, err := p.readLine(ctx, prompt)
		if err != nil {
			return "", err
		}
		if n, err := strconv.Atoi(line); err == nil && n >= 1 && n <= len(q.Choices) {
			return q.Choices[n-1].Value, nil
		}
		if line != "" {
			return line, nil
		}
	}
}

// readLine reads one line of the person's; it gives up when ctx ends, leaving the reading
// to the end of the program.
func (p *program) readLine(ctx context.Context, prompt string) (string, error) {
	fmt.Fprint(p.out, prompt)
	type answer struct {
		line string
		err  error
	}
	got := make(chan answer, 1)
	if p.lines == nil {
		p.lines = bufio.NewReader(p.in)
	}
	go func() {
		line, err := p.lines.ReadString('\n')
		got <- answer{strings.TrimSpace(line), err}
	}()
	select {
	case <-ctx.Done():
		fmt.Fprintln(p.out)
		return "", context.Cause(ctx)
	case a := <-got:
		if a.err != nil && a.line == "" {
			return "", fmt.Errorf("%s: %w", p.say("không đọc được câu trả lời", "no answer could be read"), a.err)
		}
		return a.line, nil
	}
}

// meansYes takes a yes in either language.
func meansYes(answer string) bool {
	switch strings.ToLower(answer) {
	case "c", "có", "co", "y", "yes":
		return true
	}
	return false
}
