package importers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"sotay/layers"
)

// Account is who imports, where that is somebody with an account. The zero value is an
// operator, who may do everything.
type Account struct {
	ID int64 // 0 for none
	// Communes are the codes that a land officer is limited to, nil for no limit. Who is
	// limited imports parcels alone. Each that is added, changed or removed lies in one of
	// the communes, before and after.
	Communes []string
	// Themes are those of the layers that the account is limited to, nil for no limit; Layers
	// are more layers, by name.
	Themes []string
	Layers []string
}

// Forbidden is returned where an account may not import into a layer at all.
type Forbidden struct{ words Words }

// Error gives the English reason.
func (e *Forbidden) Error() string { return e.words.En }

// Words gives the reason.
func (e *Forbidden) Words() Words { return e.words }

// Takes returns Forbidden for a layer that the account does not import into.
func (a Account) Takes(l layers.Layer) error {
	if a.Themes == nil || slices.Contains(a.Themes, l.Theme) || slices.Contains(a.Layers, l.Name) {
		return nil
	}
	return &Forbidden{wordsf(
		"Tài khoản của bạn chỉ nhập được lớp thuộc chủ đề %[1]s và lớp %[2]s, không nhập được lớp %[3]s.",
		"Your account imports into layers of the themes %[1]s and the layers %[2]s, not into %[3]s.",
		strings.Join(a.Themes, ", "), strings.Join(a.Layers, ", "), l.Name)}
}

// limited tells whether the account may write to some communes only, or to none.
func (a Account) limited() bool { return a.Communes != nil }

// Visible returns NotFound for a change set that the account is not to know of, and Forbidden
// where the account is limited to themes. Everybody knows their own; who is limited to communes
// also those whose rows all lie in them, who is limited to themes those of their layers.
func (s *Service) Visible(ctx context.Context, id int64, a Account) error {
	if a.Themes != nil {
		return checkThemed(ctx, s.pool, id, a, true)
	}
	if !a.limited() {
		return nil
	}
	_, err := bearingOf(ctx, s.pool, id, a)
	return err
}

// Within returns NotFound and Forbidden as Visible does, and Refused for a change set that writes to
// records outside the account's communes: their values are nothing for it.
func (s *Service) Within(ctx context.Context, id int64, a Account) error {
	return checkWithin(ctx, s.pool, id, a)
}

func checkWithin(ctx context.Context, q querier, id int64, a Account) error {
	if a.Themes != nil {
		return checkThemed(ctx, q, id, a, false)
	}
	if !a.limited() {
		return nil
	}
	at, err := bearingOf(ctx, q, id, a)
	switch {
	case err != nil:
		return err
	case at.Layer != parcelLayer && at.Layer != "":
		return limitedToParcels()
	case at.Staged && (at.Outside == nil || len(*at.Outside) > 0):
		return outsideCommunes(id, at.Outside)
	}
	return nil
}

// parcelLayer is the one layer whose records a commune's officer writes.
const parcelLayer = "parcels"

// bearing is how a change set relates to an account that is limited.
type bearing struct {
	Layer  string
	Staged bool // it has rows to write, or has written them
	// Outside are the communes that are not the account's, of those it writes to; nil where
	// they are not known.
	Outside *[]string
	Known   bool // to the account
}

// bearingOf returns NotFound where the account does not know of the change set.
func bearingOf(ctx context.Context, q querier, id int64, a Account) (bearing, error) {
	rows, err := q.Query(ctx, `
		SELECT layer, state IN ('staged', 'applied', 'undone'),
		       CASE WHEN written IS NOT NULL THEN ARRAY (SELECT unnest(written) EXCEPT SELECT unnest($2::text[]) ORDER BY 1) END,
		       coalesce(user_id = $3, false) OR coalesce(communes <@ $2, false)
		FROM   sotay.imports
		WHERE  id = $1`, id, a.Communes, a.ID)
	if err != nil {
		return bearing{}, fmt.Errorf("import %d: %w", id, err)
	}
	at, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[bearing])
	if errors.Is(err, pgx.ErrNoRows) || err == nil && !at.Known {
		return bearing{}, noImport(id)
	}
	if err != nil {
		return bearing{}, fmt.Errorf("import %d: %w", id, err)
	}
	return at, nil
}

// checkThemed returns NotFound for a change set that is not there, and Forbidden for one whose
// layer the account, which is limited to themes, does not import into; of its own the account
// knows all the same, where knowing is all that is asked for.
func checkThemed(ctx context.Context, q querier, id int64, a Account, know bool) error {
	rows, err := q.Query(ctx, `
		SELECT i.layer, coalesce(l.theme, i.plan -> 'create' ->> 'Theme', ''), coalesce(i.user_id = $2, false)
		FROM   sotay.imports i LEFT JOIN sotay.layers l ON l.name = i.layer
		WHERE  i.id = $1`, id, a.ID)
	if err != nil {
		return fmt.Errorf("import %d: %w", id, err)
	}
	var l layers.Layer
	var own bool
	found, err := pgx.ForEachRow(rows, []any{&l.Name, &l.Theme, &own}, func() error { return nil })
	switch {
	case err != nil:
		return fmt.Errorf("import %d: %w", id, err)
	case found.RowsAffected() == 0:
		return noImport(id)
	case own && (know || l.Name == ""): // "": it stopped at the question which layer it is for
		return nil
	}
	return a.Takes(l)
}

// may asks in the transaction that applies or undoes a change set whether its account may:
// since staging the account may have lost communes. hold is that of ApplyRequest.Account.
func (w *work) may(ctx context.Context, tx pgx.Tx, req ApplyRequest, hold bool) error {
	if req.Account == nil {
		return nil
	}
	a, err := req.Account(ctx, tx, hold)
	if err != nil {
		return err
	}
	return checkWithin(ctx, tx, req.ID, a)
}

func limitedToParcels() error {
	return refuse("limited_to_parcels",
		"Tài khoản của bạn chỉ phụ trách một số xã nên chỉ nhập được lớp thửa đất (parcels): bản ghi của các lớp khác không mang mã xã. Nhờ người phụ trách toàn tỉnh nhập.",
		"Your account is limited to communes and imports parcels only: records of other layers bear no commune code. Ask somebody who looks after the whole province.")
}

func outsideCommunes(id int64, outside *[]string) error {
	where := Words{"xã khác", "other communes"}
	if outside != nil {
		if codes := slices.DeleteFunc(slices.Clone(*outside), func(c string) bool { return c == "" }); len(codes) > 0 {
			list := strings.Join(codes, ", ")
			where = Words{"xã " + list, "commune " + list}
		}
	}
	return refuse("outside_communes",
		"Lần nhập %[1]d có thửa của %[2]s, ngoài phạm vi tài khoản của bạn; không có gì được ghi. Nhờ người phụ trách các xã đó, hoặc nhập lại tệp chỉ có thửa của xã mình.",
		"Import %[1]d has parcels of %[3]s, which is not your account's; nothing was written. Ask who looks after it, or import a file with parcels of your communes only.",
		id, where.Vi, where.En)
}

// scopeWords says what an import of the account removes.
func scopeWords(r Replace, a Account) Words {
	if !a.limited() || r != ReplaceLayer {
		return r.Words() // sheets and communes of the file's rows are the account's
	}
	return wordsf(
		"Bản ghi thiếu trong tệp bị xóa trong các xã của tài khoản: %[1]s.", "Records missing from the file are removed in the account's communes: %[1]s.",
		strings.Join(a.Communes, ", "))
}

// whereabouts finds in which communes the rows of a change set of parcels lie.
func (w *work) whereabouts(ctx context.Context, tx pgx.Tx) error {
	if w.isNew || w.layer.Name != parcelLayer {
		return nil
	}
	return tx.QueryRow(ctx, w.sql(`
		SELECT coalesce(array_agg(DISTINCT code ORDER BY code), '{}'),
		       coalesce(array_agg(DISTINCT code ORDER BY code) FILTER (WHERE written), '{}')
		FROM  (SELECT coalesce(f_commune_code, '') AS code, NOT bad AS written FROM {stage} GROUP BY 1, 2
		       UNION ALL
		       SELECT coalesce(d.commune_code, ''), true FROM {diff} f JOIN {data} d ON d.id = f.id WHERE f.op IN ('c', 'r') GROUP BY 1) AS r`)).
		Scan(&w.communes, &w.written)
}
