package incidents_test

import (
	"strings"
	"testing"

	"sotay/incidents"
)

func TestNumbersAreForgivenAndChecked(t *testing.T) {
	d := newDesk(t)
	number := d.send(d.roads()).Number
	for _, typed := range []string{number, strings.ToLower(number), strings.ReplaceAll(number, "-", ""), " " + strings.ReplaceAll(number, "-", " ") + " ", strings.NewReplacer("0", "o", "1", "l").Replace(number), strings.TrimPrefix(number, "PA")} {
		if got, ok := incidents.ParseNumber(typed); !ok || got != number {
			t.Errorf("%q: %q, %v, want %s", typed, got, ok, number)
		}
	}
	// Whatever one letter becomes, and whichever two neighbours change places, it is noticed.
	const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	plain := strings.ReplaceAll(number, "-", "")
	for i := 2; i < len(plain); i++ {
		for _, l := range letters {
			if wrong := plain[:i] + string(l) + plain[i+1:]; wrong != plain {
				if got, ok := incidents.ParseNumber(wrong); ok {
					t.Errorf("%s passes for %s", wrong, got)
				}
			}
		}
		if i+1 < len(plain) && plain[i] != plain[i+1] {
			wrong := plain[:i] + string(plain[i+1]) + string(plain[i]) + plain[i+2:]
			if got, ok := incidents.ParseNumber(wrong); ok {
				t.Errorf("%s passes for %s", wrong, got)
			}
		}
	}
	for _, typed := range []string{"", "PA", number + "0", "PA26-7K3M-9QX", "ổ gà trên đường", "PA26-UUUU-UUUU"} {
		if got, ok := incidents.ParseNumber(typed); ok {
			t.Errorf("%q passes for %s", typed, got)
		}
	}
}
