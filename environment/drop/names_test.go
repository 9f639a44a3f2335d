package drop_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sotay/environment"
	"sotay/environment/drop"
)

// TestStrangeNames: a file is taken and moved whatever its name is, and hinders no other.
func TestStrangeNames(t *testing.T) {
	in := newInbox(t)
	long, vi := strings.Repeat("a", 250), strings.Repeat("ế", 80)
	var want []string
	for i := range 12 {
		name := fmt.Sprintf("\xff%c_KK01.txt", 'a'+i)
		in.write(name, line("PM10", "1", "005"))
		want = append(want, "done/DAY/"+name)
	}
	for _, name := range []string{"KK01_" + long[5:] + "1.txt", "KK01_" + long[5:] + "2.txt", vi + "xx_KK01.txt"} {
		in.write(name, "PM10 ten\n")
	}
	in.write("KK01_20261120.txt", line("PM10", "2", "010"))
	if err := in.lookTwice(nil); err != nil {
		t.Error(err)
	}
	want = append(want, "done/DAY/KK01_20261120.txt",
		"failed/DAY/KK01_"+long[5:]+"1.txt", "failed/DAY/KK01_"+long[5:240]+".txt.report.txt",
		"failed/DAY/KK01_"+long[5:249]+".2.txt", "failed/DAY/KK01_"+long[5:238]+".2.txt.report.txt",
		"failed/DAY/"+vi+"xx_KK01.txt", "failed/DAY/"+strings.Repeat("ế", 80)+".txt.report.txt")
	slices.Sort(want)
	got := in.files()
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

// TestReportTakesNobodysName: a report is written over no file of a station, whatever that is called.
func TestReportTakesNobodysName(t *testing.T) {
	in := newInbox(t)
	data := line("PM10", "1", "005")
	in.write("KK01/KK01.txt.report.txt", data)
	if err := in.lookTwice(nil); err != nil {
		t.Fatal(err)
	}
	in.write("KK01/KK01.txt", data+line("Radon", "1", "005"))
	if err := in.lookTwice(nil); err != nil {
		t.Fatal(err)
	}
	in.settlesAt("done/DAY/KK01/KK01.2.txt", "done/DAY/KK01/KK01.2.txt.report.txt", "done/DAY/KK01/KK01.txt.report.txt")
	in.report("done/DAY/KK01/KK01.txt.report.txt", strings.TrimSpace(data))
	in.report("done/DAY/KK01/KK01.2.txt.report.txt", "dòng / line 2: Radon")
}

// TestOthersGoOn: files that cannot be stored do not keep those behind them from resting.
func TestOthersGoOn(t *testing.T) {
	in := newInbox(t)
	in.exec(`ALTER TABLE data.readings ADD CHECK (value <> 13)`)
	for _, name := range []string{"a_KK01.txt", "b_KK01.txt", "c_KK01.txt"} {
		in.write(name, line("PM10", "13", "005"))
	}
	in.write("d_KK01.txt", line("PM10", "1", "010"))
	now := time.Now()
	look := drop.Looker(drop.Config{DB: in.db, Readings: environment.New(in.db), Dir: in.dir, Settle: 10 * time.Second}, func() time.Time { return now })
	for _, after := range []time.Duration{0, 10 * time.Second, 5 * time.Second} { // seen, three fail, the fourth
		now = now.Add(after)
		if err := look(t.Context()); (err != nil) != (after == 10*time.Second) {
			t.Errorf("after %s: %v", after, err)
		}
	}
	in.settlesAt("a_KK01.txt", "b_KK01.txt", "c_KK01.txt", "done/DAY/d_KK01.txt")
}
