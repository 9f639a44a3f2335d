package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"sotay/importers"
)

// changesShown is how many changed, removed and added records the difference names, each.
const changesShown = 10

// showChanges names the first records that a staged import changes, removes and adds, and,
// where the import is kept, how to see the rest.
func (p *program) showChanges(ctx context.Context, service *importers.Service, set *importers.ChangeSet, each int, kept bool) error {
	if set.State != importers.StateStaged {
		return nil
	}
	changes, err := service.FirstChanges(ctx, set.ID, each)
	if err != nil || len(changes) == 0 {
		return err
	}
	p.printf("\n")
	left := map[importers.Operation]int64{
		importers.Changed: set.Counts.Changed, importers.Removed: set.Counts.Removed, importers.Added: set.Counts.Added,
	}
	for i, c := range changes {
		p.printf("%s\n", p.change(c))
		left[c.Operation]--
		last := i+1 == len(changes) || changes[i+1].Operation != c.Operation
		if n := left[c.Operation]; last && n > 0 {
			p.printf(p.say("  … và %s nữa", "  … and %s more"), p.number(n))
			if kept {
				p.printf(" (sotay imports show %d --changes)", set.ID)
			}
			p.printf("\n")
		}
	}
	return nil
}

// change is one line: what becomes of a record, and its fields, old → new.
func (p *program) change(c importers.Change) string {
	signs := map[importers.Operation]string{importers.Added: "+ ", importers.Changed: "~ ", importers.Removed: "- "}
	name := c.Name
	if name == "" {
		name = "id " + p.number(c.ID)
	}
	var parts []string
	for _, f := range c.Fields {
		if f.Hidden {
			parts = append(parts, f.Field+": "+p.say("đã đổi", "changed"))
			continue
		}
		parts = append(parts, f.Field+": "+p.value(f, f.Old)+" → "+p.value(f, f.New))
	}
	if c.Moved {
		parts = append(parts, p.shift(c.Shift))
	}
	return strings.TrimSpace(signs[c.Operation] + name + "  " + strings.Join(parts, "; "))
}

// shift says how much a shape has changed.
func (p *program) shift(s *importers.Shift) string {
	text := p.say("hình đổi", "shape changed")
	if s == nil {
		return text
	}
	text += fmt.Sprintf(p.say(": lệch tới %s m", ": by up to %s m"), p.decimal(s.Distance, 2))
	if s.Old > 0 || s.New > 0 {
		text += fmt.Sprintf(p.say(", diện tích %s → %s m²", ", area %s → %s m²"), p.decimal(s.Old, 1), p.decimal(s.New, 1))
	}
	return text
}

// value shows a value of a field; nothing is a sign of its own.
func (p *program) value(f importers.FieldChange, v *string) string {
	if v == nil {
		return "∅"
	}
	if f.Type == "real" && !p.english {
		return strings.Replace(*v, ".", ",", 1)
	}
	return shorten(*v, 40)
}

// showFileProblems prints what is wrong with a file as a whole, before it is asked about.
func (p *program) showFileProblems(w io.Writer, problems []importers.Problem) {
	for _, problem := range problems {
		fmt.Fprintln(w, strings.TrimSpace(problem.Field+" "+p.words(problem.What)), p.words(problem.Todo))
	}
}
