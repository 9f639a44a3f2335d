package vntext

import (
	"bytes"
	"container/heap"
	"slices"
)

// What a Column keeps at most: so many distinct values, so many bytes of each.
const (
	maxValues = 2000
	maxBytes  = 200
)

// A Column samples the values of one text column to recognise its encoding. It keeps at
// most 2,000 distinct values that are not ASCII, chosen evenly from all that were added
// (those of the smallest hashes), and of each at most 200 bytes, whatever the size of the
// file. The zero value is ready. It is not safe for concurrent use.
type Column struct {
	kept map[uint64][]byte
	top  hashHeap
}

// Add takes one value; b may be reused after it.
func (c *Column) Add(b []byte) {
	if ascii(b) && !hasVISCIIControl(b) {
		return
	}
	b = b[:min(len(b), maxBytes)]
	h := hash(b)
	if _, seen := c.kept[h]; seen {
		return
	}
	if len(c.top) == maxValues {
		if h >= c.top[0] {
			return
		}
		delete(c.kept, c.top[0])
		heap.Pop(&c.top)
	}
	if c.kept == nil {
		c.kept = map[uint64][]byte{}
	}
	c.kept[h] = bytes.Clone(b)
	heap.Push(&c.top, h)
}

// Distinct is the number of distinct values kept that are not ASCII.
func (c *Column) Distinct() int { return len(c.kept) }

// values returns the sample in an order that depends on nothing but the values.
func (c *Column) values() [][]byte {
	out := make([][]byte, 0, len(c.kept))
	for _, v := range c.kept {
		out = append(out, v)
	}
	slices.SortFunc(out, bytes.Compare)
	return out
}

// hash is FNV-1a with its bits mixed, so that the smallest hashes are an even sample.
func hash(b []byte) uint64 {
	h := uint64(0xcbf29ce484222325)
	for _, c := range b {
		h = (h ^ uint64(c)) * 0x100000001b3
	}
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	return h ^ h>>33
}

// hashHeap has the largest hash on top.
type hashHeap []uint64

func (h hashHeap) Len() int           { return len(h) }
func (h hashHeap) Less(i, j int) bool { return h[i] > h[j] }
func (h hashHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *hashHeap) Push(x any)        { *h = append(*h, x.(uint64)) }

func (h *hashHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
