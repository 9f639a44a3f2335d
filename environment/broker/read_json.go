package broker

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"sotay/environment"
)

// jsonRows reads the rows of a JSON payload. What is wrong with one row is no matter of the others.
type jsonRows struct {
	topic   *Topic
	base    environment.Sent // what the topic and the configuration say
	station string           // that the topic says, "" for none: no other may be sent for
	source  string
	rows    []environment.Sent
	aside   []environment.Doubtful
}

// read reads a payload: one value, or one in each line. What follows a fault of the JSON is set
// aside as it is; where nothing is before it the error is errUnreadable.
func (j *jsonRows) read(payload []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(payload))
	decoder.UseNumber() // numbers stay as they were written
	for n, start := 0, int64(0); ; n++ {
		var whole any
		err := decoder.Decode(&whole)
		switch {
		case errors.Is(err, io.EOF) && n > 0:
			return nil
		case err != nil && n == 0:
			return errUnreadable
		case err != nil:
			j.fault(j.base, payload[start:])
			return nil
		}
		found, ok := at(whole, j.topic.Rows)
		if !ok {
			j.fault(j.base, payload[start:decoder.InputOffset()])
		} else if list, ok := found.([]any); ok {
			for _, one := range list {
				j.row(one)
			}
		} else {
			j.row(found)
		}
		start = decoder.InputOffset()
	}
}

// fault sets aside what stands in place of a reading, with what is known of it.
func (j *jsonRows) fault(row environment.Sent, text []byte) {
	if len(j.aside) > maxAside {
		return
	}
	sent := environment.Sent{Station: row.Station, Parameter: row.Parameter, Value: string(bytes.TrimSpace(text))}
	j.aside = append(j.aside, environment.Doubtful{Sent: sent, Source: j.source, Reason: environment.NoReading})
}

// faultOf is fault with a value of JSON.
func (j *jsonRows) faultOf(row environment.Sent, value any) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(value) // was decoded
	j.fault(row, text.Bytes())
}

// add gives a reading on, unless the topic is another station's.
func (j *jsonRows) add(row environment.Sent) {
	if j.station == "" || strings.TrimSpace(row.Station) == strings.TrimSpace(j.station) {
		j.rows = append(j.rows, row)
	} else if len(j.aside) <= maxAside {
		j.aside = append(j.aside, environment.Doubtful{Sent: row, Source: j.source, Reason: environment.NotYours})
	}
}

// row reads one row, of one value or of several.
func (j *jsonRows) row(one any) {
	row, ok := j.topic.members(one, j.base)
	if !ok {
		j.faultOf(row, one)
		return
	}
	if len(j.topic.Values) == 0 {
		j.add(row)
		return
	}
	measured := false
	for _, path := range slices.Sorted(maps.Keys(j.topic.Values)) {
		value, there := at(one, path)
		if !there { // not measured by this device
			continue
		}
		measured = true
		row.Parameter = j.topic.Values[path]
		if row.Value, ok = textOf(value); ok {
			j.add(row)
		} else {
			j.faultOf(row, value)
		}
	}
	if !measured {
		row.Parameter = j.base.Parameter
		j.faultOf(row, one)
	}
}

// members reads the members of a row into what is said besides; false where it is no reading,
// whatever of it could be read.
func (t *Topic) members(one any, row environment.Sent) (environment.Sent, bool) {
	members := t.Members
	if t.Payload == "readings" {
		members = map[string]string{}
		for _, part := range parts() {
			members[part] = part
		}
	}
	_, ok := one.(map[string]any)
	ok = ok || len(members)+len(t.Values) == 0
	for part, into := range map[string]*string{"station": &row.Station, "parameter": &row.Parameter, "at": &row.At, "value": &row.Value, "unit": &row.Unit, "status": &row.Status} {
		path, named := members[part]
		if !named {
			continue
		}
		found, there := at(one, path)
		text, readable := textOf(found)
		if readable && part == "at" && text != "" {
			text, readable = t.time(text)
		}
		if !readable || part == "value" && !there {
			ok = false
			continue
		}
		*into = cmp.Or(text, *into)
	}
	return row, ok
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
