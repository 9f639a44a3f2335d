package environment

import (
	"context"
	"errors"
)

// Once does each step of the work once, in this process, whoever leads: what Work keeps is
// right then. After a load, so that the first who look see it.
func (s *Store) Once(ctx context.Context) error {
	var failed []error
	for _, st := range s.steps() {
		failed = append(failed, st.do(ctx))
	}
	return errors.Join(failed...)
}
