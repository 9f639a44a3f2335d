package importers

import (
	"hash/maphash"
	"slices"
)

// numberSet notices whether an identity may stand in the file twice, without the
// database. It keeps a hash of each, up to so many: beyond that, and where two hashes are
// equal, the database looks.
type numberSet struct {
	seed   maphash.Seed
	hashes []uint64
}

// hashesKept bounds the memory of a numberSet, at eight bytes each.
const hashesKept = 8_000_000

func newNumberSet() *numberSet { return &numberSet{seed: maphash.MakeSeed()} }

// add takes the encoded values that name a record.
func (s *numberSet) add(encoded []byte) {
	if len(s.hashes) <= hashesKept {
		s.hashes = append(s.hashes, maphash.Bytes(s.seed, encoded))
	}
}

// mayRepeat tells whether some identity may have been added twice. It ends the set.
func (s *numberSet) mayRepeat() bool {
	hashes := s.hashes
	s.hashes = nil
	if len(hashes) > hashesKept {
		return true
	}
	slices.Sort(hashes)
	for i := 1; i < len(hashes); i++ {
		if hashes[i] == hashes[i-1] {
			return true
		}
	}
	return false
}
