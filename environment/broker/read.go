package broker

import (
	"cmp"
	"errors"
	"strings"
	"time"

	"sotay/environment"
)

// errUnreadable tells that a payload is not of the form that is configured.
var errUnreadable = errors.New("not as configured")

// maxAside is how many rows of a message are set aside one by one: where there are more, the
// message is, whole.
const maxAside = 1000

// read gives the readings of a message, and what of it is to be set aside.
func (c *Config) read(m message) (rows []environment.Sent, aside []environment.Doubtful) {
	for i := range c.Topics {
		t := &c.Topics[i]
		said, ok := t.match(m.topic)
		if !ok {
			continue
		}
		rows, aside, err := t.read(m, said)
		if err != nil || len(aside) > maxAside {
			whole := m.whole()
			whole.Station, whole.Parameter = said["station"], said["parameter"]
			aside = []environment.Doubtful{whole}
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
	if t.Payload == "number" {
		base.Value = strings.TrimSpace(string(m.payload))
		if base.Value == "" || len(base.Value) > 40 {
			return nil, nil, errUnreadable
		}
		rows, aside := t.date(m, []environment.Sent{base})
		return rows, aside, nil
	}
	j := jsonRows{topic: t, base: base, station: said["station"], source: m.source()}
	if err := j.read(m.payload); err != nil {
		return nil, nil, err
	}
	rows, aside := t.date(m, j.rows)
	return rows, append(j.aside, aside...), nil
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
