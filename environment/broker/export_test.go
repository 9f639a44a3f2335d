package broker

import (
	"time"

	"sotay/environment"
)

// Read reads a message that came at a time, again or for the first time.
func (c *Config) Read(topic, payload string, received time.Time, again bool) ([]environment.Sent, []environment.Doubtful) {
	return c.read(message{topic: topic, payload: []byte(payload), received: received, again: again})
}
