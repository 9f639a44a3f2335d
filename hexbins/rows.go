package hexbins

// row is a bin of a bucket, by the second at which that begins; 0 where the period is not cut.
type row struct {
	Bin
	bucket int64
}

// cells counts the cells of an answer.
func (r *Result) cells() int {
	n := len(r.Bins)
	for _, b := range r.Buckets {
		n += len(b.Bins)
	}
	return n
}

// fits tells whether the rows, in the order of their cells, are not too many for an answer.
func (r *Result) fits() bool {
	n := 0
	for i := range r.rows {
		if i == 0 || r.rows[i].Cell != r.rows[i-1].Cell {
			n++
		}
	}
	return n <= MaxCells && len(r.rows) <= MaxRows
}

// arrange makes the answer of its rows.
func (r *Result) arrange(q Query) {
	rows := r.rows
	r.rows = nil
	if q.Bucket == "" {
		r.Bins = make([]Bin, len(rows))
		for i := range rows {
			r.Bins[i] = rows[i].Bin
		}
		return
	}
	list, at := q.buckets()
	for _, one := range rows {
		if n, ok := at[one.bucket]; ok {
			list[n].Bins = append(list[n].Bins, one.Bin)
		}
	}
	r.Buckets = list
}
