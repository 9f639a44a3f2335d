package parcels_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sotay/internal/testdb"
	"sotay/parcels"
)

// TestNamesAreCutAlike: the words of a name in a search are those that the database finds in it.
func TestNamesAreCutAlike(t *testing.T) {
	db, ctx := testdb.New(t), t.Context()
	check := func(t interface{ Errorf(string, ...any) }, name string) {
		var plain string
		if err := db.Owner.QueryRow(ctx, `SELECT sotay.plain_text($1)`, name).Scan(&plain); err != nil {
			t.Errorf("%q: %v", name, err)
			return
		}
		stored := strings.Fields(plain)
		slices.Sort(stored)
		asked := parcels.NameWords(name)
		for i := range asked {
			asked[i] = strings.TrimSuffix(asked[i], " ")
		}
		if stored = slices.Compact(stored); !slices.Equal(stored, asked) {
			t.Errorf("%q: stored %q, asked %q", name, stored, asked)
		}
	}
	for _, name := range []string{
		"", "...", "Nguyễn Văn A-Trần Thị B", "K'Brêu", "K’Brêu", "(Bà) Lê Thị Ước", "Phạm A/Phạm B", "Hồ A,Hồ B", "Hộ ông: Ðặng Đỗ", "ĐẶNG THI\u0323 Ù",
		"Công ty CP 621 & Cộng sự", "Søren Müller", "김민수", "Lê\u00a0Thị\tHoa\u200bNga", "Straße №5",
	} {
		check(t, name)
	}
	letters := []rune("aàáảãạăằâậeèêệiìoòôộơợuùưựyỳđĐÀÂ\u0301\u0323 bcghkNTX-.,'’/()&:\t\u00a00123456789øß")
	rapid.Check(t, func(t *rapid.T) { check(t, rapid.StringOf(rapid.SampledFrom(letters)).Draw(t, "name")) })
}

func TestEnoughOfName(t *testing.T) {
	for name, want := range map[string]bool{
		"": false, "lê": false, "n n n": false, "Ý y Ỷ": false, "lê lê": false, "...": false, strings.Repeat("dài ", 200): true, strings.Repeat("d", 101): false,
		"hoa": true, "lê á": true, "Lý Bá Tý": true, "n t h": true, "621": true, "n nguyễn n": true,
	} {
		if got := parcels.EnoughOfName(name); got != want {
			t.Errorf("EnoughOfName(%q) = %t", name, got)
		}
	}
	for name, want := range map[string][]string{
		"nguyễn th n n": {"n", "nguyen", "th"},
		"n n t h":       {"h ", "n ", "t "},
		"Lý Bá Tý":      {"ba ", "ly ", "ty "},
	} {
		if diff := cmp.Diff(want, parcels.NameWords(name)); diff != "" {
			t.Errorf("%q:\n%s", name, diff)
		}
	}
}
