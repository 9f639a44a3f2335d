package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// The scripts in testdata/script say what the program does. Beside testscript's own
// commands they have the repository as $ROOT, and:
//
//	database              a migrated database that is there and runs
//	exits CODE COMMAND…   run a command that must end with this exit code
//	serve [FLAGS…]        start sotay serve on a free port; $URL is its address
//	get PATH              ask it; status and body are the output
//	finds PATH TEXT       ask it until the body holds TEXT, or with ! no longer does; the
//	                      answer must be one that is asked for within a second
//	failure KIND          the last output is one JSON value, a failure of this kind
//	stop [SIGNAL]         end it, and check that SIGTERM ends it well
func TestMain(m *testing.M) {
	testscript.Main(patternless{m}, map[string]func(){"sotay": main})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:   "testdata/script",
		Setup: setUp,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"database": provide, "exits": exits, "serve": serve, "get": get, "finds": finds, "failure": isFailure, "stop": stop,
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// setUp gives a script a data folder of its own, which an ordinary user's server reaches.
func setUp(env *testscript.Env) error {
	dir, err := newFolder()
	if err != nil {
		return err
	}
	data := filepath.Join(dir, "data")
	env.Defer(func() { stopOrphan(data); _ = os.RemoveAll(dir) })
	env.Setenv("SOTAY_DATA", data)
	env.Values[serverKey{}] = &server{}
	root, err := filepath.Abs("../..")
	if err != nil {
		return err
	}
	env.Setenv("ROOT", root)
	env.Setenv("LANG", "en_US.UTF-8")
	env.Setenv("TZ", "UTC")
	return nil
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var ended *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &ended) {
		got = ended.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// server is the sotay serve of a script, kept among the script's values.
type server struct{ cmd *exec.Cmd }

type serverKey struct{}

func serve(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("serve does not fail here")
	}
	program, err := exec.LookPath("sotay")
	ts.Check(err)
	log, err := os.Create(ts.MkAbs("serve.log"))
	ts.Check(err)
	cmd := exec.Command(program, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	cmd.Env = environ(ts)
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	ts.Value(serverKey{}).(*server).cmd = cmd
	ts.Defer(func() { _ = cmd.Process.Kill(); _ = cmd.Wait(); _ = log.Close() })
	text, err := os.Create(ts.MkAbs("serve.out"))
	ts.Check(err)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		fmt.Fprintln(text, lines.Text())
		if _, address, ok := strings.Cut(lines.Text(), " at http"); ok {
			ts.Setenv("URL", "http"+address)
			break
		}
	}
	ts.Check(text.Close())
	if ts.Getenv("URL") == "" {
		ts.Fatalf("serve printed no address; its log:\n%s", ts.ReadFile("serve.log"))
	}
}

// environ is the script's environment: what it set, over ours.
func environ(ts *testscript.TestScript) []string {
	env := os.Environ()
	for _, name := range []string{"SOTAY_DATA", "LANG", "TZ", "HOME"} {
		env = append(env, name+"="+ts.Getenv(name))
	}
	return env
}

func get(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: get PATH")
	}
	answer, err := http.Get(ts.Getenv("URL") + args[0])
	ts.Check(err)
	defer answer.Body.Close()
	fmt.Fprintln(ts.Stdout(), answer.Status)
	_, err = io.Copy(ts.Stdout(), answer.Body)
	ts.Check(err)
}

// freshness is the age of a commit from which on every answer knows of it.
const freshness = time.Second

func finds(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: finds PATH TEXT")
	}
	for since := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		last := time.Since(since) > freshness
		answer, err := http.Get(ts.Getenv("URL") + args[0])
		ts.Check(err)
		body, err := io.ReadAll(answer.Body)
		ts.Check(err)
		ts.Check(answer.Body.Close())
		switch {
		case answer.StatusCode < 300 && strings.Contains(string(body), args[1]) != neg:
			return
		case last:
			ts.Fatalf("%s: %s\n%s", args[0], answer.Status, body)
		}
	}
}

func isFailure(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: failure KIND")
	}
	var got struct{ Kind, Message string }
	if err := json.Unmarshal([]byte(ts.ReadFile("stdout")), &got); err != nil { // anything after one value is an error too
		ts.Fatalf("the output is not one JSON value: %v", err)
	}
	if got.Kind != args[0] || got.Message == "" {
		ts.Fatalf("kind %q, message %q", got.Kind, got.Message)
	}
	if said := ts.ReadFile("stderr"); said != "" {
		ts.Fatalf("said beside the JSON:\n%s", said)
	}
}

func stop(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 1 {
		ts.Fatalf("usage: stop [KILL]")
	}
	s := ts.Value(serverKey{}).(*server)
	signal := syscall.SIGTERM
	if len(args) == 1 {
		signal = syscall.SIGKILL
	}
	ts.Check(s.cmd.Process.Signal(signal))
	if err := s.cmd.Wait(); signal == syscall.SIGTERM && err != nil {
		ts.Fatalf("sotay serve ended with %v; its log:\n%s", err, ts.ReadFile("serve.log"))
	}
}
