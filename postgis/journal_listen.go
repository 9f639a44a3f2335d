package postgis

// Batch is what one read of the journal found.
type Batch struct {
	Changes       []Change
	Before, After Position
	// Resync: there may have been other changes before After.
	Resync bool
}

// Listen calls f with every batch that has changes, in order, while the journal runs. f must
// not wait: reading does not go on until it returns.
func (j *Journal) Listen(f func(Batch)) {
	j.state.Lock()
	defer j.state.Unlock()
	j.listeners = append(j.listeners, f)
}

// At is the position up to which the last read went; zero before the first.
func (j *Journal) At() Position {
	if p := j.at.Load(); p != nil {
		return *p
	}
	return Position{}
}

// tell notes the position and tells the listeners of what is new.
func (j *Journal) tell(b Batch) {
	j.at.Store(&b.After)
	if len(b.Changes) == 0 && !b.Resync {
		return
	}
	j.state.RLock()
	listeners := j.listeners
	j.state.RUnlock()
	for _, f := range listeners {
		f(b)
	}
}
