package vntext

// decodeTCVN3 decodes the ABC fonts' bytes. They have no toned capitals, so a word in
// capitals arrives with lower-case letters inside: "NGUYÔN". A word is put in capitals
// when its ASCII letters are capitals and it cannot be a word with a capital initial:
// two capitals, or one that is not the first letter. "Xã" and "XÃ" are the same bytes;
// there the rest of the value decides (see capitals). upper says the font was a capital
// one (.VnTimeH): everything becomes a capital.
func decodeTCVN3(b []byte, upper bool) string {
	var stack [256]byte
	out := stack[:0]
	context := unasked
	for i := 0; i < len(b); {
		if !asciiLetter(b[i]) && !tcvn3Table.coded[b[i]] {
			out = append(out, tcvn3Table.text[b[i]]...)
			i++
			continue
		}
		w := scanWord(b[i:])
		raise := upper || w.surelyUpper()
		if !raise && w.maybeUpper() {
			if context == unasked {
				context = capitals(b)
			}
			raise = context == yes
		}
		out = appendWord(out, b[i:i+w.len], raise)
		i += w.len
	}
	return string(out)
}

func appendWord(out, word []byte, upper bool) []byte {
	table := &tcvn3Table.text
	if upper {
		table = &tcvn3Table.upper
	}
	for _, c := range word {
		out = append(out, table[c]...)
	}
	return out
}

// A tcvn3Word says what is known of the case of a run of letters.
type tcvn3Word struct {
	len                 int
	capitals, lower     int // ASCII letters
	coded               int // letters of the table
	capitalAfterInitial bool
}

func scanWord(b []byte) tcvn3Word {
	var w tcvn3Word
	for _, c := range b {
		switch {
		case c >= 'A' && c <= 'Z':
			w.capitals++
			w.capitalAfterInitial = w.capitalAfterInitial || w.len > 0
		case c >= 'a' && c <= 'z':
			w.lower++
		case tcvn3Table.coded[c]:
			w.coded++
		default:
			return w
		}
		w.len++
	}
	return w
}

func (w tcvn3Word) surelyUpper() bool {
	return w.coded > 0 && w.lower == 0 && w.capitals > 0 && w.capitalAfterInitial
}

func (w tcvn3Word) maybeUpper() bool { return w.coded > 0 && w.lower == 0 && w.capitals == 1 }

type answer byte

const (
	unasked answer = iota
	yes
	no
)

// capitals tells whether a value as a whole is written in capitals: no ASCII letter of it
// is lower-case, and some word shows it, be it one that is surely in capitals or a plain
// one such as PHAN. Abbreviations show nothing: "UBND Xã" keeps its initial.
func capitals(b []byte) answer {
	shown := no
	for i := 0; i < len(b); {
		w := scanWord(b[i:])
		if w.lower > 0 {
			return no
		}
		if w.surelyUpper() || w.coded == 0 && w.capitals > 1 && possible(string(b[i:i+w.len])) {
			shown = yes
		}
		i += max(w.len, 1)
	}
	return shown
}
