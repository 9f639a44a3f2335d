package broker

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Config says which broker, and what its messages mean. It is read from a JSON file.
type Config struct {
	// Servers are tried in turn: mqtt://host:1883, tls://host:8883.
	Servers []string `json:"servers"`
	// ClientID is what the broker keeps the session under; each process that shares needs its own.
	// {host} stands for the name of the machine.
	ClientID string `json:"client_id"`
	// Share names the group of processes that share the messages; "": one process takes them all,
	// and another when it ends.
	Share string `json:"share"`
	// CAFile holds the authorities of the broker's certificate (PEM); "": the system's.
	CAFile string `json:"ca_file"`
	User   string `json:"user"`
	// PasswordFile holds the password, in its first line.
	PasswordFile string `json:"password_file"`
	// SessionExpiry is how long the broker keeps messages while nobody is connected; 0: a week.
	SessionExpiry Duration `json:"session_expiry"`
	// KeepAlive is how long the connection may be silent; 0: 30 s.
	KeepAlive Duration `json:"keep_alive"`
	// ReceiveMaximum is how many messages may be on their way unacknowledged; 0: as many of
	// MaxMessage as take 64 MiB, but at most 500. More than 64 MiB are refused.
	ReceiveMaximum uint16 `json:"receive_maximum"`
	// MaxMessage is the largest packet in bytes, at most 8 MiB; the broker drops larger ones. 0: 1 MiB.
	MaxMessage uint32 `json:"max_message"`
	// Operator whose stations alone may be sent for; "": all.
	Operator string `json:"operator"`
	// Topics, the first that matches counts.
	Topics []Topic `json:"topics"`

	dir string // that names of files are relative to
}

// Topic says what the messages of some topics mean.
type Topic struct {
	// Topic has a name in braces for each level that says something: env/{station}/{parameter}.
	// + stands for any level, # at the end for all that follow.
	Topic string `json:"topic"`
	// Payload is the form: number, json, readings (as POST /api/readings takes them) or circular10 (a file of
	// Circular 10/2021).
	Payload string `json:"payload"`
	// Rows is the path to the list of readings in JSON; "": the payload is the list, or the one
	// reading. Names in paths are parted by points.
	Rows string `json:"rows"`
	// Members are the paths of station, parameter, at, value, unit and status in a row of JSON.
	Members map[string]string `json:"members"`
	// Values are the paths of values in a row that has several, with their parameters.
	Values map[string]string `json:"values"`
	// Station, Parameter, Unit, Status and At are said where topic and payload do not. At may be
	// "received" alone: the time of delivery, for devices without a clock.
	Station   string `json:"station"`
	Parameter string `json:"parameter"`
	Unit      string `json:"unit"`
	Status    string `json:"status"`
	At        string `json:"at"`
	// Times are texts; "unix": seconds since 1970; "unix_ms": milliseconds.
	Times string `json:"times"`
}

// Duration is a time.Duration that JSON writes as "168h".
type Duration struct{ time.Duration }

// UnmarshalJSON reads a text such as "30s".
func (d *Duration) UnmarshalJSON(b []byte) error {
	var text string
	err := json.Unmarshal(b, &text)
	if err == nil {
		d.Duration, err = time.ParseDuration(text)
	}
	return err
}

// ReadConfig reads and checks the configuration in a file. Names of files in it are relative to
// its folder.
func ReadConfig(name string) (*Config, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	c := &Config{dir: filepath.Dir(name)}
	if err := decoder.Decode(c); err != nil {
		return nil, err
	}
	if decoder.More() {
		return nil, errors.New("there is something after the end of the object")
	}
	host, err := os.Hostname()
	if err != nil {
		return nil, err
	}
	c.ClientID = strings.ReplaceAll(c.ClientID, "{host}", host)
	c.defaults()
	return c, c.check()
}

// The bounds of memory, in bytes: of the messages that wait, and of one. JSON takes many times
// more while it is read.
const (
	underWay   = 64 << 20
	maxMessage = 8 << 20
)

func (c *Config) defaults() {
	if c.SessionExpiry.Duration == 0 {
		c.SessionExpiry.Duration = 7 * 24 * time.Hour
	}
	if c.KeepAlive.Duration == 0 {
		c.KeepAlive.Duration = 30 * time.Second
	}
	if c.MaxMessage == 0 {
		c.MaxMessage = 1 << 20
	}
	if c.ReceiveMaximum == 0 {
		c.ReceiveMaximum = uint16(min(500, max(1, underWay/c.MaxMessage)))
	}
}

// check refuses what cannot be meant.
func (c *Config) check() error {
	if len(c.Servers) == 0 {
		return errors.New("servers: name one, such as tls://broker.example.vn:8883")
	}
	for _, server := range c.Servers {
		u, err := url.Parse(server)
		if err != nil || u.Port() == "" || u.User != nil || u.Scheme != "mqtt" && u.Scheme != "tls" {
			return fmt.Errorf("servers: %q: give mqtt://host:1883 or tls://host:8883, and the user apart", server)
		}
	}
	switch {
	case c.ClientID == "":
		return errors.New("client_id: give one, such as sotay-{host}: the broker keeps the session under it")
	case strings.ContainsAny(c.Share, "/+#"):
		return fmt.Errorf("share: %q: a name without / + #", c.Share)
	case c.SessionExpiry.Duration < time.Minute || c.SessionExpiry.Hours() > 1e6:
		return errors.New("session_expiry: a minute at least: until then the broker keeps what comes while nobody is connected")
	case c.KeepAlive.Duration < time.Second || c.KeepAlive.Hours() > 18:
		return errors.New("keep_alive: from 1s to 18h")
	case c.MaxMessage > maxMessage:
		return fmt.Errorf("max_message: at most %d", maxMessage)
	case uint64(c.ReceiveMaximum)*uint64(c.MaxMessage) > underWay:
		return fmt.Errorf("receive_maximum: with max_message %d at most %d: both together bound the memory", c.MaxMessage, underWay/c.MaxMessage)
	case len(c.Topics) == 0:
		return errors.New("topics: name one")
	}
	if _, err := c.password(); err != nil {
		return fmt.Errorf("password_file: %w", err)
	}
	if _, err := c.roots(); err != nil {
		return fmt.Errorf("ca_file: %w", err)
	}
	for i := range c.Topics {
		if err := c.Topics[i].check(); err != nil {
			return fmt.Errorf("topics: %s: %w", c.Topics[i].Topic, err)
		}
	}
	return nil
}

func (c *Config) file(name string) ([]byte, error) {
	if !filepath.IsAbs(name) {
		name = filepath.Join(c.dir, name)
	}
	return os.ReadFile(name)
}

func (c *Config) password() ([]byte, error) {
	if c.PasswordFile == "" {
		return nil, nil
	}
	text, err := c.file(c.PasswordFile)
	if err != nil {
		return nil, err
	}
	line, _, _ := bytes.Cut(text, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), nil
}

// roots are the authorities that the broker's certificate may be of; nil: the system's.
func (c *Config) roots() (*x509.CertPool, error) {
	if c.CAFile == "" {
		return nil, nil
	}
	text, err := c.file(c.CAFile)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s has no certificate (PEM)", c.CAFile)
	}
	return pool, nil
}
