package broker

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"sotay/environment"
)

// maxRows is how many readings a message can have.
const maxRows = 20_000

// errUnreadable tells that a payload is not of the form that is configured.
var errUnreadable = errors.New("not as configured")

// read gives the readings of a message, and what of it is to be set aside.
func (c *Config) read(m message) (rows []environment.Sent, aside []environment.Doubtful) {
	for i := range c.Topics {
		t := &c.Topics[i]
		said, ok := t.match(m.topic)
		if !ok {
			continue
		}
		rows, aside, err := t.read(m, said)
		if err != nil {
			whole := m.whole()
			whole.Station, whole.Parameter = said["station"], said["parameter"]
			return nil, []environment.Doubtful{whole}
		}
		return rows, aside
	}
	return nil, []environment.Doubtful{m.whole()} // of a subscription that was configured once
}

// read reads a message with what its topic says.
func (t *Topic) read(m message, said map[string]string) ([]environment.Sent, []environment.Doubtful, error) {
	base := environment.Sent{
		Station: cmp.Or(said["station"], t.Station), Parameter: cmp.Or(said["parameter"], t.Parameter),
		Unit: cmp.Or(said["unit"], t.Unit), Status: cmp.Or(said["status"], t.Status),
	}
	if t.Payload == "circular10" {
		return readCircular(m, base)
	}
	var rows []environment.Sent
	var err error
	if t.Payload == "number" {
		base.Value = strings.TrimSpace(string(m.payload))
		if base.Value == "" || len(base.Value) > 40 {
			return nil, nil, errUnreadable
		}
		rows = []environment.Sent{base}
	} else if rows, err = t.readJSON(m.payload, base); err != nil {
		return nil, nil, err
	}
	rows, aside := t.date(m, rows)
	return rows, aside, nil
}

// date gives readings without a time that of their delivery, where that is configured. A message
// that was delivered before, or that the broker kept as the topic's last, is of another time,
// which nobody knows: taken, it might be stored twice. It is set aside.
func (t *Topic) date(m message, rows []environment.Sent) ([]environment.Sent, []environment.Doubtful) {
	var dated []environment.Sent
	var aside []environment.Doubtful
	for _, row := range rows {
		if row.At == "" && t.At == "received" {
			if m.again {
				aside = append(aside, environment.Doubtful{Sent: row, Source: m.source(), Reason: environment.BadTime})
				continue
			}
			row.At = m.received.UTC().Truncate(time.Millisecond).Format(time.RFC3339Nano)
		}
		dated = append(dated, row)
	}
	return dated, aside
}

func readCircular(m message, base environment.Sent) (rows []environment.Sent, aside []environment.Doubtful, err error) {
	lines, err := environment.ReadFile(m.payload)
	if err != nil {
		return nil, nil, err
	}
	for _, line := range lines {
		line.Sent.Station = base.Station
		if line.Fault != "" {
			line.Sent.Value = line.Text
			aside = append(aside, environment.Doubtful{Sent: line.Sent, Source: m.source(), Reason: line.Fault})
			continue
		}
		rows = append(rows, line.Sent)
	}
	return rows, aside, nil
}

// readJSON reads the rows of a JSON payload: one value, or one in each line.
func (t *Topic) readJSON(payload []byte, base environment.Sent) ([]environment.Sent, error) {
	decoder := json.NewDecoder(bytes.NewReader(payload))
	decoder.UseNumber() // numbers stay as they were written
	var rows []environment.Sent
	for n := 0; ; n++ {
		var whole any
		if err := decoder.Decode(&whole); errors.Is(err, io.EOF) && n > 0 {
			return rows, nil
		} else if err != nil {
			return nil, fmt.Errorf("%w: %w", errUnreadable, err)
		}
		found, ok := at(whole, t.Rows)
		if !ok {
			return nil, fmt.Errorf("%w: rows", errUnreadable)
		}
		list, ok := found.([]any)
		if !ok {
			list = []any{found}
		}
		for _, one := range list {
			more, err := t.readRow(one, base)
			if err != nil {
				return nil, err
			}
			if rows = append(rows, more...); len(rows) > maxRows {
				return nil, errUnreadable
			}
		}
	}
}

// readRow reads one row, of one value or of several.
func (t *Topic) readRow(one any, row environment.Sent) ([]environment.Sent, error) {
	members := t.Members
	if t.Payload == "readings" {
		members = map[string]string{}
		for _, part := range parts() {
			members[part] = part
		}
	}
	if _, ok := one.(map[string]any); !ok && len(members)+len(t.Values) > 0 {
		return nil, errUnreadable
	}
	for part, into := range map[string]*string{"station": &row.Station, "parameter": &row.Parameter, "at": &row.At, "value": &row.Value, "unit": &row.Unit, "status": &row.Status} {
		path, there := members[part]
		if !there {
			continue
		}
		found, there := at(one, path)
		text, ok := textOf(found)
		if !ok || part == "value" && !there {
			return nil, fmt.Errorf("%w: %s", errUnreadable, part)
		}
		if *into = cmp.Or(text, *into); part == "at" && text != "" {
			if *into, ok = t.time(text); !ok {
				return nil, fmt.Errorf("%w: the time", errUnreadable)
			}
		}
	}
	if len(t.Values) == 0 {
		return []environment.Sent{row}, nil
	}
	var rows []environment.Sent
	for _, path := range slices.Sorted(maps.Keys(t.Values)) {
		value, there := at(one, path)
		if !there { // not measured by this device
			continue
		}
		text, ok := textOf(value)
		if !ok {
			return nil, fmt.Errorf("%w: %s", errUnreadable, path)
		}
		row.Parameter, row.Value = t.Values[path], text
		rows = append(rows, row)
	}
	if rows == nil {
		return nil, errUnreadable
	}
	return rows, nil
}

// time turns a time into one that Take reads.
func (t *Topic) time(text string) (string, bool) {
	if t.Times == "" {
		return text, true
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n < 0 || n > 1e14 {
		return "", false
	}
	if t.Times == "unix" {
		n *= 1000
	}
	return time.UnixMilli(int64(n)).UTC().Format(time.RFC3339Nano), true
}

// at follows a path of names and numbers; false where it leads nowhere. A name with points in it
// comes before the path of its parts.
func at(value any, path string) (any, bool) {
	if path == "" {
		return value, true
	}
	first, rest, _ := strings.Cut(path, ".")
	switch v := value.(type) {
	case map[string]any:
		if found, ok := v[path]; ok {
			return found, true
		}
		if found, ok := v[first]; ok && rest != "" {
			return at(found, rest)
		}
	case []any:
		if i, err := strconv.Atoi(first); err == nil && i >= 0 && i < len(v) {
			return at(v[i], rest)
		}
	}
	return nil, false
}

// textOf writes a JSON value as Sent has it; false for what is neither text nor number nor null.
func textOf(value any) (string, bool) {
	switch v := value.(type) {
	case nil:
		return "", true
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	}
	return "", false
}
