package main

import (
	"bytes"
	"io"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// said is what a terminal shows, while it is being written.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *said) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(b)
}

// String is all of it so far.
func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// mustType runs a shell script at a terminal of its own: keys gets what is typed.
func mustType(t *testing.T, data, script string) (shows *said, keys io.Writer) {
	t.Helper()
	shows = &said{}
	cmd := sotay(t, data)
	cmd.Path, cmd.Args = "", []string{"script", "--quiet", "--flush", "--command", "sh " + mustWrite(t, "typed.sh", script), "/dev/null"}
	path, err := exec.LookPath("script")
	if err != nil {
		t.Fatal(err)
	}
	cmd.Path, cmd.Stdout, cmd.Stderr = path, shows, shows
	in, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	return shows, in
}

// surveyFile has no coordinate system and no commune: both are asked for.
const surveyFile = `SOTO;SOTHUA;LOAIDAT;WKT
12;45;ODT;POLYGON((426880 1144180, 426920 1144180, 426920 1144195, 426900 1144195, 426900 1144240, 426880 1144240, 426880 1144180))
`

// TestCtrlCAtAPrompt: whoever leaves a question with Ctrl-C finds the old state, the exit
// code, and a terminal that takes what is typed.
func TestCtrlCAtAPrompt(t *testing.T) {
	data := newDatabase(t)
	conn := superuser(t, data)
	file := mustWrite(t, "survey.csv", surveyFile)
	for _, test := range []struct{ flags, prompt, says, state string }{
		{"", "Choose a number", "the old state stands", "discarded"},
		{"--crs 107.75 --set commune_code=26506", "Apply these changes", "nothing was applied; to apply it: sotay imports apply", "staged"},
	} {
		shows, keys := mustType(t, data, `
			trap : INT # the shell goes on
			stty cols 200 rows 40
			before=$(stty -g)
			sotay import `+file+` --layer parcels `+test.flags+`
			echo "ended with $?"
			[ "$before" != "$(stty -g)" ] || echo "the terminal is as it was"
			read -r line
			echo "the shell read $line"
		`)
		for _, step := range []struct{ waitFor, press string }{
			{test.prompt, "\x03"}, {"the terminal is as it was", "pwd\n"}, {"the shell read pwd", ""},
		} {
			eventually(t, step.waitFor+" in:\n"+shows.String(), func() bool { return strings.Contains(shows.String(), step.waitFor) })
			if _, err := io.WriteString(keys, step.press); err != nil {
				t.Fatal(err)
			}
		}
		if text := shows.String(); !strings.Contains(text, "ended with 130") || !strings.Contains(text, test.says) {
			t.Errorf("%s:\n%s", test.prompt, text)
		}
		var state string
		if err := conn.QueryRow(t.Context(), `SELECT state FROM sotay.imports ORDER BY id DESC LIMIT 1`).Scan(&state); err != nil || state != test.state {
			t.Errorf("%s: the import is %q, %v", test.prompt, state, err)
		}
		if n := count(t, conn, "data.parcels"); n != 0 {
			t.Errorf("%s: %d parcels", test.prompt, n)
		}
	}
}
