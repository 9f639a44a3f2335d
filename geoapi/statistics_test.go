package geoapi

import (
	"testing"
	"time"
)

// TestCountsAreNotMadeAllTheTime: a count serves as long as the layer stays as it was; a
// slow one also a while longer, but never for another description of the layer.
func TestCountsAreNotMadeAllTheTime(t *testing.T) {
	was := state{generation: 1, epoch: "a"}
	changed, remade := was, was
	changed.digest.Count++
	remade.generation++
	for name, tt := range map[string]struct {
		took, ago time.Duration
		now       state
		want      bool
	}{
		"unchanged":         {time.Millisecond, time.Hour, was, true},
		"changed":           {time.Millisecond, 0, changed, false},
		"changed, slow":     {time.Second, 10 * time.Second, changed, true},
		"changed, slow ago": {time.Second, 30 * time.Second, changed, false},
		"remade, slow":      {time.Second, 0, remade, false},
	} {
		if got := (known{state: was, took: tt.took, at: time.Now().Add(-tt.ago)}).serves(tt.now); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
