package postgis

import (
	"math"

	"github.com/paulmach/orb/maptile"
)

// TileMargin is how far beyond its edges a tile draws features, in parts of its width: a
// buffer of 64 in an extent of 4096. Digests take it into account.
const TileMargin = 1.0 / 64

// Digest tells two states of a tile apart: how many public changes there were under it,
// and the XOR of their hashes. The count alone does so within one history, where changes
// only come to be committed; the hashes, of what anyone may see of each change, tell
// histories apart. It depends on which changes were committed, not on their order nor on
// what was done beside them, and is the same in every process.
type Digest struct {
	Count uint64
	Hash  uint64
}

// Add is the digest of the changes of both; the two must have none in common.
func (d Digest) Add(e Digest) Digest {
	return Digest{d.Count + e.Count, d.Hash ^ e.Hash}
}

// digests are a layer's, by tile: at zoom 14 of the changes in just that tile, at lower
// zooms of those that meet the tile's buffered envelope.
type digests struct {
	all   Digest // of changes of everything
	total Digest // of these, of those in tiles, and of those without a place
	tiles map[maptile.Tile]Digest
}

func newDigests() *digests { return &digests{tiles: map[maptile.Tile]Digest{}} }

func (l *digests) addAll(d Digest) {
	l.all = l.all.Add(d)
	l.total = l.total.Add(d)
}

// addNowhere adds what no tile shows.
func (l *digests) addNowhere(d Digest) { l.total = l.total.Add(d) }

// addTile adds d to a zoom 14 tile and to every lower tile that draws something of it.
func (l *digests) addTile(t maptile.Tile, d Digest) {
	l.total = l.total.Add(d)
	l.tiles[t] = l.tiles[t].Add(d)
	for z := range maptile.Zoom(JournalZoom) {
		xs, ys := drawers(t.X, z), drawers(t.Y, z)
		for x := xs[0]; x <= xs[1]; x++ {
			for y := ys[0]; y <= ys[1]; y++ {
				k := maptile.Tile{X: x, Y: y, Z: z}
				l.tiles[k] = l.tiles[k].Add(d)
			}
		}
	}
}

// tile is the digest of every change that may show in a tile of any zoom.
func (l *digests) tile(t maptile.Tile) Digest {
	if t.Z < JournalZoom {
		return l.all.Add(l.tiles[t])
	}
	sum := l.all
	x0, x1 := drawn(t.X, t.Z)
	y0, y1 := drawn(t.Y, t.Z)
	for x := x0; x <= x1; x++ {
		for y := y0; y <= y1; y++ {
			sum = sum.Add(l.tiles[maptile.Tile{X: uint32(x), Y: uint32(y), Z: JournalZoom}])
		}
	}
	return sum
}

// drawn is the range of zoom 14 columns (or rows) that meet the buffered envelope of
// column i of zoom z. It is wider by a thousandth of such a column, 2.4 m: boxes in an
// index are rounded outwards, to a metre.
func drawn(i uint32, z maptile.Zoom) (first, last int) {
	const slack = 1e-3
	side := math.Exp2(JournalZoom - float64(z))
	at := float64(i) * side
	return int(math.Floor(at - side*TileMargin - slack)), int(math.Floor(at + side + side*TileMargin + slack))
}

// drawers is the range of columns of zoom z, below 14, that draw zoom 14 column i: the
// one it is in, and a neighbour where it is near the edge.
func drawers(i uint32, z maptile.Zoom) [2]uint32 {
	own := i >> (JournalZoom - z)
	r := [2]uint32{own, own}
	if own > 0 {
		if _, last := drawn(own-1, z); last >= int(i) {
			r[0]--
		}
	}
	if own+1 < 1<<z {
		if first, _ := drawn(own+1, z); first <= int(i) {
			r[1]++
		}
	}
	return r
}
