package importers

import (
	"bytes"
	"context"
	"fmt"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
)

// Writers of Shapefiles cut a text at the width of its column without a word (dBASE has
// at most 254 bytes). What was cut off cannot be known; but a text that was cut fills its
// column, unless the cut fell on a blank, so that each one that does is reported, and more
// strongly where the layer holds a longer value that begins with it.

// fillsColumn tells whether a text, without its trailing blanks, leaves no room in a
// column of so many bytes for another letter. Writers of UTF-8 cut between letters, so
// that up to two bytes of the next one stay blank. A text set to the right has room.
func fillsColumn(raw []byte, width int) bool {
	switch {
	case len(raw) == 0 || raw[0] == ' ' || len(raw) < width-2:
		return false
	case len(raw) >= width:
		return true
	}
	return !plain(raw) && utf8.Valid(raw)
}

// fullness measures a column of text, to tell codes that are as wide as their column from
// texts that were cut.
type fullness struct {
	width   int   // of the column, in bytes; 0 where none is declared
	digits  int64 // values without a letter
	full    int64 // values that fill the column
	alike   int64 // of the different ones of these: with blanks where the one before has them
	unlike  int64 // and with blanks elsewhere
	latest  []byte
	started bool
}

func (f *fullness) add(raw []byte) {
	if f.width == 0 {
		return
	}
	if !bytes.ContainsFunc(raw, isLetter) {
		f.digits++
	}
	if !fillsColumn(raw, f.width) {
		return
	}
	f.full++
	switch {
	case f.started && bytes.Equal(raw, f.latest):
		return
	case bytes.IndexByte(raw, ' ') < 0, f.started && sameBlanks(raw, f.latest):
		f.alike++
	default:
		f.unlike++
	}
	f.latest, f.started = append(f.latest[:0], raw...), true
}

// isLetter counts everything beyond ASCII, whatever its encoding.
func isLetter(r rune) bool {
	return r >= utf8.RuneSelf || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// sameBlanks tells whether two texts have their blanks at the same places.
func sameBlanks(a, b []byte) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if (a[i] == ' ') != (b[i] == ' ') {
			return false
		}
	}
	return true
}

// watched gives the width at which the texts of a column may have been cut, 0 where there
// is none. A column holds codes, which nothing cut, where
//
//   - most values fill it and have their blanks at the same places, or none: commune
//     codes of five digits, dates, certificate numbers, land uses of three letters;
//   - or most values are numbers without a letter, the largest of which fill it: sheets
//     and parcels.
//
// Texts of people that were cut, even if most were, have their blanks here and there.
func (f *fullness) watched(filled int64) int {
	if 2*f.digits > filled || 2*f.full > filled && f.alike >= f.unlike {
		return 0
	}
	return f.width
}

// checkFull reports a text that may have been cut; shown is what was read of it.
func (b *binding) checkFull(raw []byte, shown string, r *rowReport) {
	if b.width > 0 && fillsColumn(raw, b.width) {
		r.find(foundFullText.says(b.width), b, shown)
	}
}

// raiseCuts makes more of what was found of a text that may have been cut, or was, where
// the stored value begins with it and is longer. Beyond the problems of one kind that are
// listed nothing is raised.
func (w *work) raiseCuts(ctx context.Context, tx pgx.Tx) error {
	if w.isNew || w.log.found[foundFullText.code]+w.log.found[foundCutText.code] == 0 {
		return nil
	}
	for i := range w.plan.bindings {
		b := &w.plan.bindings[i]
		stored := w.storedColumn(b.field.Name)
		if b.source < 0 || b.field.Type != "text" || stored == "" {
			continue
		}
		f, staged := foundStoredCut, "s."+quote("f_"+b.field.Name)
		_, err := tx.Exec(ctx, w.sql(fmt.Sprintf(`
			UPDATE sotay.import_problems p
			SET    code = $4, what_vi = $5, what_en = $6, todo_vi = $7, todo_en = $8
			FROM   {diff} f
			JOIN   {stage} s ON s.row_no = f.row_no
			JOIN   {data} d ON d.id = f.id {join sides}
			WHERE  p.import_id = $1 AND p.field = $2 AND p.code = ANY ($3) AND p.row_no = f.row_no
			AND    f.op = 'c' AND %[1]s <> %[2]s AND starts_with(%[1]s, %[2]s)`, stored, staged)),
			w.id, storable(b.column), []string{foundFullText.code, foundCutText.code},
			f.code, f.what.Vi, f.what.En, f.todo.Vi, f.todo.En)
		if err != nil {
			return err
		}
	}
	return nil
}

// storedColumn is a written field of the layer, in its part; "" for none.
func (w *work) storedColumn(field string) string {
	for _, p := range w.parts {
		for _, f := range p.fields {
			if f.Name == field {
				return p.alias + "." + quote(field)
			}
		}
	}
	return ""
}
