package environment

import (
	"context"
	"errors"
)

// Once does the work a single time, in this process, whoever leads: what Work keeps is right
// then. After a load, so that the first who look see it. It goes through the steps twice, as
// some follow what others write.
func (s *Store) Once(ctx context.Context) error {
	var failed []error
	for range 2 {
		for _, st := range s.steps() {
			failed = append(failed, st.do(ctx))
		}
	}
	return errors.Join(failed...)
}
