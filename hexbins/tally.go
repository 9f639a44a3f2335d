package hexbins

import "slices"

// tally adds up by cell and bucket.
type tally map[tallied]figures

type tallied struct {
	cell   Cell
	bucket int64
}

// figures are how many there are, and the sum, least and greatest of a number of theirs.
type figures struct {
	count          int64
	sum, low, high float64
}

// add counts a cell in its parent at a resolution, and in itself where it is coarser than that.
func (t tally) add(cell Cell, res int, bucket int64, f figures) error {
	if cell.Resolution() > res {
		parent, err := cell.Parent(res)
		if err != nil {
			return err
		}
		cell = parent
	}
	k := tallied{cell, bucket}
	if was, ok := t[k]; ok {
		f = figures{was.count + f.count, was.sum + f.sum, min(was.low, f.low), max(was.high, f.high)}
	}
	t[k] = f
	return nil
}

// value is one of the figures, by its name.
func (f figures) value(name string) float64 {
	switch name {
	case Sum:
		return f.sum
	case Mean:
		return round(f.sum / float64(f.count))
	case Min:
		return f.low
	case Max:
		return f.high
	}
	return float64(f.count)
}

// rows are all cells with a value.
func (t tally) rows(value string) []row {
	list := make([]row, 0, len(t))
	for k, f := range t {
		list = append(list, row{Bin: Bin{Cell: k.cell, Value: f.value(value), Count: f.count}, bucket: k.bucket})
	}
	slices.SortFunc(list, func(a, b row) int { return int(a.bucket - b.bucket) })
	return list
}
