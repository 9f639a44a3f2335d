package photos_test

import (
	"bytes"
	"testing"

	"sotay/incidents/photos/corpus"
)

// FuzzTake takes anything: it is refused in words, or what is kept is a bare picture.
func FuzzTake(f *testing.F) {
	for _, c := range corpus.All() {
		if len(c.File) < 8<<10 {
			f.Add(c.File)
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
