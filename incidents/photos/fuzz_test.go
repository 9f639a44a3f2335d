package photos_test

import (
	"bytes"
	"testing"
)

// FuzzTake takes anything: it is refused in words, or what is kept is a bare picture.
func FuzzTake(f *testing.F) {
	for _, c := range corpus(f) {
		if len(c.file) < 8<<10 {
			f.Add(c.file)
		}
	}
	s := open(f)
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := s.Take(t.Context(), bytes.NewReader(file), noRow)
		if code(t, err) != "" {
			return
		}
		for _, name := range []string{p.SHA, p.Thumb} {
			bare(t, read(t, s, name))
		}
	})
}
