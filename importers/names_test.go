package importers_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"sotay/importers"
)

// TestRefusalsNameWhatThereIs lists the valid names, and says that a file is empty before
// anything is asked about it.
func TestRefusalsNameWhatThereIs(t *testing.T) {
	i := newImports(t)
	for _, tt := range []struct {
		m      *memory
		change func(*importers.Request)
		want   string
	}{
		{vilis(row(1, 1, "ONT", "")), func(r *importers.Request) { r.Layer = "thua" }, "parcels"},
		{vilis(row(1, 1, "ONT", "")), func(r *importers.Request) { r.Map = []string{"MAXA=ma"} }, "commune_code"},
		{vilis(row(1, 1, "ONT", "")), func(r *importers.Request) { r.Set = []string{"ma=1"} }, "commune_code"},
		{vilis(), func(*importers.Request) {}, "không có bản ghi nào"},
	} {
		if len(tt.m.rows) == 0 {
			tt.m.schema.CRS = importers.DeclaredCRS{}
		}
		_, err := i.tryStage(tt.m, tt.change)
		var spoken interface{ Words() importers.Words }
		if !errors.As(err, &spoken) || !strings.Contains(spoken.Words().Vi, tt.want) {
			t.Errorf("%v does not say %q", err, tt.want)
		}
	}
	m := vilis(row(1, 1, "ONT", ""))
	m.rows[0].Values[5] = 1144200.25e3
	if a := i.analyze(m); !slices.Contains(a.Columns[5].Samples, "1144200250") {
		t.Errorf("samples %v", a.Columns[5].Samples)
	}
}
