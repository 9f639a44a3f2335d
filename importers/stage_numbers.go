package importers

import "hash/maphash"

// numberSet notices whether an identity may stand in the file twice, without the
// database. It keeps a hash of each and gives up beyond so many: then, and where two
// hashes are equal, the database looks.
type numberSet struct {
	seed  maphash.Seed
	seen  map[uint64]struct{}
	clash bool
}

// hashesKept bounds the memory of a numberSet, at some 40 bytes each.
const hashesKept = 2_000_000

func newNumberSet() *numberSet {
	return &numberSet{seed: maphash.MakeSeed(), seen: map[uint64]struct{}{}}
}

// add takes the encoded values that name a record.
func (s *numberSet) add(encoded []byte) {
	if s.clash {
		return
	}
	before := len(s.seen)
	s.seen[maphash.Bytes(s.seed, encoded)] = struct{}{}
	if len(s.seen) == before || before == hashesKept {
		s.clash, s.seen = true, nil
	}
}
