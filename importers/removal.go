package importers

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// fewRemoved is how many records may go without a question, however many stay.
const fewRemoved = 20

// askRemoval asks what becomes of the records that the file lacks, where the request does
// not say and the file may be meant for another layer: more records would go than are
// found again, or nothing but their shapes tells which records they are.
func (w *work) askRemoval(ctx context.Context, tx pgx.Tx) error {
	if err := w.keepMeasured(ctx, tx); err != nil {
		return err
	}
	removed, found := w.counts.Removed, w.counts.Changed+w.counts.Unchanged
	nameless := len(w.layer.Identity) == 0
	if w.req.Replace != "" || removed == 0 || !nameless && (removed <= fewRemoved || removed <= found) {
		return nil
	}
	scope, words := w.plan.Replace, w.plan.Scope
	return &asked{Question{
		Code: "replace", Flag: "--replace …",
		Words: wordsf(
			"%[1]d bản ghi của lớp %[2]s không có trong tệp (%[3]d bản ghi khác có). Xóa hay giữ?",
			"%[1]d records of layer %[2]s are not in the file (%[3]d others are). Shall they be removed or kept?",
			removed, w.layer.Name, found),
		Choices: []Choice{
			{Value: string(ReplaceNone), Words: ReplaceNone.Words()},
			{Value: string(scope), Words: wordsf("Xóa %[1]d bản ghi. %[2]s", "Remove %[1]d records. %[3]s", removed, words.Vi, words.En)},
		},
	}}
}
