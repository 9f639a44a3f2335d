package drop

import (
	"context"
	"time"
)

// Looker looks once when it is called, by the clock now.
func Looker(c Config, now func() time.Time) func(context.Context) error {
	return newWatch(c, now).look
}
