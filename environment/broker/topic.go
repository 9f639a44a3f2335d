package broker

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// parts are what a topic or a row can say of a reading.
func parts() []string { return []string{"station", "parameter", "at", "value", "unit", "status"} }

// levels are the parts that a topic can say.
func levels() []string { return []string{"station", "parameter", "unit", "status"} }

// filter is what is subscribed to.
func (t *Topic) filter() string {
	list := strings.Split(t.Topic, "/")
	for i, level := range list {
		if nameOf(level) != "" {
			list[i] = "+"
		}
	}
	return strings.Join(list, "/")
}

// nameOf is the name in braces; "" for another level.
func nameOf(level string) string {
	if strings.HasPrefix(level, "{") && strings.HasSuffix(level, "}") {
		return level[1 : len(level)-1]
	}
	return ""
}

// match tells whether a topic is meant, and what it says.
func (t *Topic) match(topic string) (map[string]string, bool) {
	said := map[string]string{}
	mine, its := strings.Split(t.Topic, "/"), strings.Split(topic, "/")
	for i, level := range mine {
		name := nameOf(level)
		switch {
		case level == "#":
			return said, true
		case i >= len(its):
			return nil, false
		case name != "":
			said[name] = its[i]
		case level != "+" && level != its[i]:
			return nil, false
		}
	}
	return said, len(mine) == len(its)
}

// check refuses what cannot be meant: above all a reading of which something is never said.
func (t *Topic) check() error {
	var said []string
	list := strings.Split(t.Topic, "/")
	for i, level := range list {
		name := nameOf(level)
		switch {
		case t.Topic == "" || strings.HasPrefix(t.Topic, "$"):
			return fmt.Errorf("topic: no such topic")
		case name != "" && (!slices.Contains(levels(), name) || slices.Contains(said, name)):
			return fmt.Errorf("{%s}: once each of {%s}, or + for a level that says nothing", name, strings.Join(levels(), "} {"))
		case name != "":
			said = append(said, name)
		case strings.ContainsAny(level, "+#{}") && level != "+" && !(level == "#" && i == len(list)-1):
			return fmt.Errorf("%s: + and {name} stand for a whole level, # for the last ones", level)
		}
	}
	if t.At != "" && t.At != "received" {
		return fmt.Errorf("at: %q: only \"received\" can be said here", t.At)
	}
	if !slices.Contains([]string{"", "unix", "unix_ms"}, t.Times) {
		return fmt.Errorf("times: %q: unix or unix_ms", t.Times)
	}
	return t.checkPayload(said)
}

// checkPayload looks at what topic, payload and defaults say together.
func (t *Topic) checkPayload(said []string) error {
	for part, default_ := range map[string]string{"station": t.Station, "parameter": t.Parameter, "at": t.At} {
		if default_ != "" {
			said = append(said, part)
		}
	}
	switch t.Payload {
	case "number":
		said = append(said, "value")
	case "json":
		for part := range t.Members {
			if !slices.Contains(parts(), part) {
				return fmt.Errorf("members: %q: one of %s", part, strings.Join(parts(), ", "))
			}
		}
		said = slices.AppendSeq(said, maps.Keys(t.Members))
		if len(t.Values) > 0 {
			said = append(said, "parameter", "value")
		}
	case "readings":
		return t.plain()
	case "circular10":
		if !slices.Contains(said, "station") {
			return fmt.Errorf("station: say it in the topic as {station}, or here")
		}
		return t.plain()
	default:
		return fmt.Errorf("payload: %q: number, json, readings or circular10", t.Payload)
	}
	for _, part := range []string{"station", "parameter", "at", "value"} {
		if !slices.Contains(said, part) {
			return fmt.Errorf("%s: neither the topic nor the payload says it, and no default", part)
		}
	}
	if t.Payload == "number" {
		return t.plain()
	}
	return nil
}

// plain refuses what only JSON has.
func (t *Topic) plain() error {
	if t.Rows != "" || len(t.Members) > 0 || len(t.Values) > 0 {
		return fmt.Errorf("rows, members and values are for the payload json")
	}
	return nil
}
