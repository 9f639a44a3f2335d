package main

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"

	"sotay/importers"
)

// helpCommand is `sotay help`, for who does not know of --help.
type helpCommand struct {
	Command []string `arg:"" optional:"" help:"${help_command}"`
}

// Run shows the help of a command, or of the program.
func (c *helpCommand) Run(parser *kong.Kong) error {
	_, err := parser.Parse(append(c.Command, "--help"))
	return err
}

// exitCodes explains the exit codes.
func exitCodes() []struct {
	code int
	importers.Words
} {
	return []struct {
		code int
		importers.Words
	}{
		{exitDone, importers.Words{Vi: "Xong.", En: "Done."}},
		{exitFailed, importers.Words{Vi: "Không làm được hoặc bị từ chối; không có gì thay đổi.", En: "Failed or refused; nothing was changed."}},
		{exitUsage, importers.Words{Vi: "Dòng lệnh sai.", En: "Wrong usage."}},
		{exitInterrupted, importers.Words{Vi: "Bị dừng bằng Ctrl-C hoặc SIGTERM.", En: "Stopped by Ctrl-C or SIGTERM."}},
	}
}

// printHelp prints the parser's help in the person's language; that of the whole program
// ends with the exit codes.
func (p *program) printHelp(options kong.HelpOptions, ctx *kong.Context) error {
	var text bytes.Buffer
	out := ctx.Stdout
	ctx.Stdout = &text
	err := kong.DefaultHelpPrinter(options, ctx)
	ctx.Stdout = out
	if err != nil {
		return err
	}
	said := text.String()
	if !p.english {
		said = inVietnamese(helpPhrases(), said)
	}
	if _, err := io.WriteString(out, said); err != nil || ctx.Selected() != nil {
		return err
	}
	fmt.Fprintf(out, "\n%s\n", p.say("Mã kết thúc, có --json hay không:", "Exit codes, with --json and without:"))
	for _, e := range exitCodes() {
		fmt.Fprintf(out, "  %-4d %s\n", e.code, p.words(e.Words))
	}
	return nil
}

// nameInOurWords replaces what the parser names in English.
func (p *program) nameInOurWords(parser *kong.Kong) error {
	if p.english {
		return nil
	}
	parser.Model.HelpFlag.Help = "Xem hướng dẫn."
	return kong.Visit(parser.Model, func(node kong.Visitable, next kong.Next) error {
		switch node := node.(type) {
		case *kong.Flag:
			node.PlaceHolder = placeholder(node)
		case *kong.Node:
			for _, value := range node.Positional {
				if name, ok := arguments()[value.Name]; ok {
					value.Name = name
				}
			}
		}
		return next(nil)
	})
}

// placeholder is what stands for a flag's value.
func placeholder(flag *kong.Flag) string {
	english := flag.PlaceHolder
	if english == "" && !flag.HasDefault && !flag.IsBool() {
		english = "TEXT"
	}
	words := map[string]string{
		"DIR": "THƯ_MỤC", "FILE": "TỆP", "FILE.csv": "TỆP.csv", "NAME": "TÊN", "TEXT": "CHỮ",
		"ADDRESS": "ĐỊA_CHỈ", "ORIGIN": "MÁY_CHỦ", "NETWORK": "MẠNG", "DEGREES": "ĐỘ",
	}
	if vi, ok := words[english]; ok {
		return vi
	}
	return flag.PlaceHolder
}

// arguments names what stands without a flag.
func arguments() map[string]string {
	return map[string]string{"file": "tệp", "id": "số", "name": "tên", "code": "mã", "args": "tham_số", "command": "lệnh"}
}

// phrase is a sentence of the parser's and what it is in Vietnamese.
type phrase struct {
	english *regexp.Regexp
	vi      string
}

func phrases(pairs ...string) []phrase {
	list := make([]phrase, 0, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, phrase{regexp.MustCompile(pairs[i]), pairs[i+1]})
	}
	return list
}

func inVietnamese(list []phrase, text string) string {
	for _, ph := range list {
		text = ph.english.ReplaceAllString(text, ph.vi)
	}
	return text
}

func helpPhrases() []phrase {
	return phrases(
		`(?m)^(Usage: .*)\[flags\]`, `$1[tùy chọn]`,
		`(?m)^(Usage: .*)<command>`, `$1<lệnh>`,
		`(?m)^Usage: `, `Cách dùng: `,
		`(?m)^Arguments:$`, `Tham số:`,
		`(?m)^Flags:$`, `Tùy chọn:`,
		`(?m)^Commands:$`, `Các lệnh:`,
		`Run "(.*) <command> --help" for more information on a command\.`, `Chạy "$1 <lệnh> --help" để xem hướng dẫn của từng lệnh.`,
	)
}

func mistakePhrases() []phrase {
	return phrases(
		`^unknown flag ([^,]+)`, `không có tùy chọn $1`,
		`^unexpected argument ([^,]+)`, `không có lệnh hay tham số $1`,
		`, did you mean one of (.+)\?$`, `; có phải là một trong $1?`,
		`, did you mean (.+)\?$`, `; có phải là $1?`,
		`^expected one of (.+)$`, `cần một trong $1`,
		`^expected ("[^"]+")$`, `cần $1`,
		`^missing flags: `, `thiếu tùy chọn: `,
		`^missing positional arguments `, `thiếu tham số `,
		` must be one of (.+) but got (".*?")`, ` phải là một trong $1, không phải $2`,
		`expected a valid \d+ bit u?int but got (".*?")`, `cần số nguyên, không phải $1`,
		`expected a float but got (".*?")(?: \(\w+\))?`, `cần số, không phải $1`,
		`expected duration but got (".*?"): time: (?:invalid duration|missing unit in duration|unknown unit [^ ]* in duration) "[^"]*"`, `cần khoảng thời gian như 10s hoặc 5m, không phải $1`,
		`bool value must be true, 1, yes, false, 0 or no but got (".*?")`, `cần true, 1, yes, false, 0 hoặc no, không phải $1`,
		`a value is missing$`, `thiếu giá trị`,
		`expected \w+ value but got (".*?") \(.*?\)`, `thiếu giá trị trước $1`,
		`; perhaps try (.+)\?$`, `; có phải là $1?`,
		`^unexpected flag argument (".*?")`, `thừa giá trị $1`,
		`^flag (--\S+) applies to the default command (".+?"), not (".+?")`, `tùy chọn $1 thuộc lệnh $2, không thuộc lệnh $3`,
		`\(from envar (\w+)=(.*)\)`, `(từ biến môi trường $1=$2)`,
	)
}

// atTheEnd is said where the command line ends instead of going on with a value.
var atTheEnd = regexp.MustCompile(`expected \w+ value but got "EOL".*`)

// misused is the failure of a command line that the parser does not understand.
func misused(err error) *failure {
	text := strings.ReplaceAll(err.Error(), `,""`, "") // the empty value stands for none
	text = atTheEnd.ReplaceAllString(text, "a value is missing")
	return &failure{Kind: usage, words: importers.Words{Vi: inVietnamese(mistakePhrases(), text), En: text}}
}
