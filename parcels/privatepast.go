package parcels

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/internal/audit"
	"sotay/layers"
)

// PrivateVersion is what the restricted fields of a parcel were from a moment until another.
type PrivateVersion struct {
	From   *time.Time // nil: before the history began
	To     *time.Time // nil: it holds
	Values []Value
}

// ReadHistory gives the versions of a parcel's restricted fields, the latest first, at most
// 200, for a stated purpose; the parcel may be gone, and is then of its last commune. It is
// audited and counted as Read is.
func (p *Private) ReadHistory(ctx context.Context, r Reader, parcel int64, purpose string) ([]PrivateVersion, error) {
	commune, _, err := (&Past{Staff: p.Staff}).Commune(ctx, parcel)
	if err != nil {
		return nil, fmt.Errorf("commune of parcel %d: %w", parcel, err)
	}
	if !r.may(commune) {
		return nil, ErrNotYours
	}
	_, fields, err := p.fields(layers.Restricted)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		From, To *time.Time
		Record   map[string]any
	}
	what := audit.Entry{
		Action: "parcel.private", Subject: fmt.Sprintf("parcel:%d", parcel), Detail: map[string]string{"purpose": purpose, "of": "history"},
	}
	err = p.audited(ctx, r, what, nil, func(tx pgx.Tx, noted audit.Row) error {
		var text []byte // held to the communes again there
		err := tx.QueryRow(ctx, `SELECT sotay.read_private_history($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			append([]any{parcel, r.Communes, mostVersions, r.UserID, p.Quota}, noted.Args()...)...).Scan(&text)
		if err != nil || text == nil {
			return err
		}
		return json.Unmarshal(text, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("former private fields of parcel %d: %w", parcel, err)
	}
	list := make([]PrivateVersion, len(rows))
	for i, row := range rows {
		list[i] = PrivateVersion{row.From, row.To, valuesOf(fields, row.Record)}
	}
	return list, nil
}
