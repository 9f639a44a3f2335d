package importers

import (
	"regexp"
	"strings"
)

// option finds an option of the import command in a sentence.
var option = regexp.MustCompile(`--(?:accept|layer|source-layer|crs|encoding|map|set|numbers|new-layer|skip-bad|repair|replace)\b`)

// InForm says a sentence to a client of POST /api/imports, where options are fields of a
// form: crs for --crs, skip_bad=true for --skip-bad, repair=true for --repair.
func (w Words) InForm() Words {
	name := func(flag string) string {
		field := strings.ReplaceAll(strings.TrimPrefix(flag, "--"), "-", "_")
		if field == "skip_bad" || field == "repair" {
			return field + "=true"
		}
		return field
	}
	return Words{option.ReplaceAllStringFunc(w.Vi, name), option.ReplaceAllStringFunc(w.En, name)}
}

// InForm says what is wrong and what to do as Words.InForm does.
func (p Problem) InForm() Problem {
	p.What, p.Todo = p.What.InForm(), p.Todo.InForm()
	return p
}

// InForm says what is wrong and what to do as Words.InForm does.
func (g ProblemGroup) InForm() ProblemGroup {
	g.What, g.Todo = g.What.InForm(), g.Todo.InForm()
	return g
}

// InForm asks as Words.InForm does. Flag becomes the form's field with its value:
// crs=… for --crs ….
func (q Question) InForm() Question {
	q.Words = q.Words.InForm()
	q.Flag = option.ReplaceAllStringFunc(q.Flag, func(flag string) string { return Words{Vi: flag}.InForm().Vi + "=" })
	q.Flag = strings.Replace(q.Flag, "= ", "=", 1)
	return q
}

// InForm asks as Words.InForm does, in a copy.
func (e *NeedsAnswer) InForm() *NeedsAnswer {
	return &NeedsAnswer{e.ID, e.Analysis, mapped(e.Questions, Question.InForm)}
}

// InForm says everything in a change set as Words.InForm does, in a copy.
func (c *ChangeSet) InForm() *ChangeSet {
	out := *c
	if c.Failure != nil {
		failure := c.Failure.InForm()
		out.Failure = &failure
	}
	if c.Analysis != nil {
		analysis := *c.Analysis
		analysis.Problems = mapped(analysis.Problems, Problem.InForm)
		analysis.Questions = mapped(analysis.Questions, Question.InForm)
		out.Analysis = &analysis
	}
	return &out
}

func mapped[T any](list []T, f func(T) T) []T {
	if list == nil {
		return nil
	}
	out := make([]T, len(list))
	for i, v := range list {
		out[i] = f(v)
	}
	return out
}
