package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"sotay/importers"
)

// commands are the command line: a field for each command.
type commands struct {
	Lang string `enum:"vi,en," default:"" placeholder:"vi|en" help:"${lang}"`

	Serve    serveCommand    `cmd:"" help:"${serve}"`
	Demo     demoCommand     `cmd:"" help:"${demo}"`
	Import   importCommand   `cmd:"" help:"${import}"`
	Imports  importsCommand  `cmd:"" help:"${imports}"`
	Layers   layersCommand   `cmd:"" help:"${layers}"`
	Communes communesCommand `cmd:"" help:"${communes}"`
	User     userCommand     `cmd:"" help:"${user}"`
	Token    tokenCommand    `cmd:"" help:"${token}"`
	Readings readingsCommand `cmd:"" help:"${readings}"`
	Audit    auditCommand    `cmd:"" help:"${audit}"`
	Migrate  migrateCommand  `cmd:"" help:"${migrate}"`
	Psql     psqlCommand     `cmd:"" help:"${psql}"`
	Version  versionCommand  `cmd:"" help:"${version}"`
	Help     helpCommand     `cmd:"" help:"${help}"`
}

// program is what the commands share: where they read and write, and in which language.
type program struct {
	in       io.Reader
	out, err io.Writer
	getenv   func(string) string
	english  bool
	// asks tells that a person sits at a terminal and can answer questions.
	asks bool
	// draws tells that err is a terminal on which a progress bar can move.
	draws bool

	// json tells that the output is for programs: one JSON value, of the result or of the
	// failure.
	json bool

	lines *bufio.Reader // of in, made when first asked
}

// jsonFlag is embedded by the commands that can print JSON.
type jsonFlag struct {
	JSON bool `name:"json" help:"${json}"`
}

// AfterApply is called by the parser.
func (f *jsonFlag) AfterApply(p *program) error {
	p.json = f.JSON
	return nil
}

func newProgram(in, out, err *os.File, getenv func(string) string) *program {
	draws := term.IsTerminal(int(err.Fd()))
	return &program{
		in: in, out: out, err: err, getenv: getenv,
		asks: draws && term.IsTerminal(int(in.Fd())), draws: draws,
	}
}

// run parses the arguments, runs the command and gives the exit code.
func (p *program) run(ctx context.Context, args []string) int {
	p.english = speaksEnglish(args, p.getenv)
	var line commands
	helped := false
	parser, err := kong.New(&line,
		kong.Name("sotay"),
		kong.Description(p.say("Sổ tay đất đai và môi trường trên PostGIS.", "The land and environment handbook over PostGIS.")),
		kong.Vars(helpTexts(p.english)),
		kong.DefaultEnvars("SOTAY"),
		kong.Writers(p.out, p.err),
		kong.Exit(func(int) { helped = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Help(p.printHelp),
		kong.PostBuild(p.nameInOurWords),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(p))
	if err != nil {
		return p.fail(ctx, err)
	}
	parsed, err := parser.Parse(args)
	if err == nil && !helped {
		err = parsed.Run()
	}
	if helped {
		return exitDone
	}
	if errors.As(err, new(*kong.ParseError)) {
		p.json = p.json || wantsJSON(args, p.getenv)
		err = misused(err)
	}
	return p.fail(ctx, err)
}

// say picks the sentence in the person's language.
func (p *program) say(vi, en string) string {
	if p.english {
		return en
	}
	return vi
}

func (p *program) words(w importers.Words) string { return p.say(w.Vi, w.En) }

func (p *program) printf(format string, args ...any) { fmt.Fprintf(p.out, format, args...) }

// speaksEnglish looks at --lang, SOTAY_LANG and the locale, in this order. Vietnamese is
// the language of everyone who asked for no other.
func speaksEnglish(args []string, getenv func(string) string) bool {
	for i, arg := range args {
		if lang, ok := strings.CutPrefix(arg, "--lang="); ok {
			return lang == "en"
		}
		if arg == "--lang" && i+1 < len(args) {
			return args[i+1] == "en"
		}
	}
	for _, name := range []string{"SOTAY_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := getenv(name); value != "" {
			return strings.HasPrefix(value, "en")
		}
	}
	return false
}

// wantsJSON looks for --json in a command line that cannot be parsed.
func wantsJSON(args []string, getenv func(string) string) bool {
	wants, _ := strconv.ParseBool(getenv("SOTAY_JSON"))
	for _, arg := range args {
		if arg == "--" {
			break
		}
		if value, ok := strings.CutPrefix(arg, "--json="); ok {
			wants, _ = strconv.ParseBool(value)
		}
		wants = wants || arg == "--json"
	}
	return wants
}
