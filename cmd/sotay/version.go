package main

import (
	"encoding/json"
	"runtime"
	"runtime/debug"
)

// versionCommand prints what was built from what.
type versionCommand struct{ jsonFlag }

// Run prints the version.
func (c *versionCommand) Run(p *program) error {
	v := currentVersion()
	if p.json {
		return p.printJSON(v)
	}
	p.printf("sotay %s (%s)\n", v, runtime.Version())
	return nil
}

// version is the module's version and the commit it was built from.
type version struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"`
	Time     string `json:"time,omitempty"`
	Modified bool   `json:"modified,omitempty"`
}

func currentVersion() version {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return version{Version: "(unknown)"}
	}
	v := version{Version: info.Main.Version}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Revision = s.Value
		case "vcs.time":
			v.Time = s.Value
		case "vcs.modified":
			v.Modified = s.Value == "true"
		}
	}
	return v
}

// String is the version with a short commit.
func (v version) String() string {
	text := v.Version
	if len(v.Revision) >= 12 {
		text += " " + v.Revision[:12]
	}
	if v.Modified {
		text += "+"
	}
	return text
}

// printJSON prints one value for programs.
func (p *program) printJSON(v any) error {
	e := json.NewEncoder(p.out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
