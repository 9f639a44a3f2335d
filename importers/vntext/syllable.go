package vntext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// onsets are the consonants a syllable may begin with, longest first. The last line has
// clusters of place names in the Central Highlands (Krông, Plei, Đrăng, Brăng).
const onsets = "ngh ch gh gi kh ng nh ph qu th tr b c d đ g h k l m n p r s t v x " +
	"br đr kr pl"

// rimes are the vowels with their codas, without tone. Those beginning with y that need an
// onset are there for qu (quynh, quyt).
const rimes = "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt " +
	"âc âm ân âng âp ât âu ây e ec em en eng eo ep et ê êch êm ên ênh êp êt êu " +
	"i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu " +
	"o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet " +
	"oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt " +
	"u ua uân uâng uât uây uâc uc uê uêch uênh uêu ui um un ung uôc uôi uôm uôn uông uôt uơ up ut " +
	"uy uya uych uyên uyêt uynh uyp uyt uyu " +
	"ư ưa ưc ưi ưn ưng ưt ươc ươi ươm ươn ương ươp ươt ươu ưu y yêm yên yêng yêt yêu ych ynh yt yp"

var (
	onsetList = strings.Fields(onsets)
	rimeSet   = newRimeSet()
)

// newRimeSet adds to each rime in -c its spelling in -k (Đắk Lắk).
func newRimeSet() map[string]bool {
	set := map[string]bool{}
	for _, r := range strings.Fields(rimes) {
		set[r] = true
		if c, ok := strings.CutSuffix(r, "c"); ok {
			set[c+"k"] = true
		}
	}
	return set
}

// possible tells whether word, in NFC, can be a Vietnamese syllable: an onset, a rime, at
// most one tone, a tone that its final consonant allows, and its letters in lower case,
// in capitals or with a capital initial.
func possible(word string) bool {
	bare, mark, ok := takeTone(word)
	if !ok || !casePattern(word) || !toneFits(bare, mark) {
		return false
	}
	if rimeSet[bare] {
		return true
	}
	for _, onset := range onsetList {
		if rest, found := strings.CutPrefix(bare, onset); found && rimeSet[rest] && onsetFits(onset, rest) {
			return true
		}
	}
	return false
}

// takeTone returns the word in lower case without its tone; not ok if it has two, or
// letters that Vietnamese has not.
func takeTone(word string) (bare string, mark tone, ok bool) {
	var out [32]byte
	letters := out[:0]
	for _, r := range word {
		r = unicode.ToLower(r)
		if b, vietnamese := toneless[r]; vietnamese {
			if b.tone != 0 && mark != 0 {
				return "", 0, false
			}
			mark = max(mark, b.tone)
			r = b.base
		} else if r < 'a' || r > 'z' {
			return "", 0, false
		}
		if len(letters)+utf8.UTFMax > len(out) {
			return "", 0, false
		}
		letters = utf8.AppendRune(letters, r)
	}
	return string(letters), mark, len(letters) > 0
}

func casePattern(word string) bool {
	var first, upper, lower int
	for i, r := range word {
		switch {
		case unicode.IsLower(r):
			lower++
		case i == 0:
			first = 1
		default:
			upper++
		}
	}
	return upper == 0 || lower == 0 && first == 1
}

// toneFits: syllables that end in a stop have the rising or the heavy tone.
func toneFits(bare string, mark tone) bool {
	switch bare[len(bare)-1] {
	case 'c', 'p', 't':
		return mark == sac || mark == nang
	case 'h':
		return !strings.HasSuffix(bare, "ch") || mark == sac || mark == nang
	}
	return true
}

// onsetFits applies the spelling rules between consonant and vowel.
func onsetFits(onset, rime string) bool {
	front := strings.HasPrefix(rime, "i") || strings.HasPrefix(rime, "e") ||
		strings.HasPrefix(rime, "ê") || strings.HasPrefix(rime, "y")
	switch onset {
	case "c", "ng":
		return !front
	case "gh", "ngh":
		return front
	case "g":
		return !front || strings.HasPrefix(rime, "i")
	}
	return true
}
