package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/hexbins"
)

// importPieces is how many statements an import's points come in.
const importPieces = 5

// imports adds the same points to a layer with cells and to one whose triggers of cells are taken
// away, in turns: how much longer the first takes until it commits, and until all is rolled up.
func (b *bench) imports(ctx context.Context) error {
	for _, name := range []string{binned, bare} {
		if _, err := b.db.Owner.Exec(ctx, `DROP TABLE IF EXISTS data.`+name+` CASCADE`); err != nil {
			return err
		}
		if _, err := b.db.Owner.Exec(ctx, `SELECT sotay.unbin_table($1)`, name); err != nil {
			return err
		}
		if _, err := b.db.Owner.Exec(ctx, `DELETE FROM sotay.layers WHERE name = $1`, name); err != nil {
			return err
		}
		if err := b.create(ctx, name); err != nil {
			return err
		}
		if err := b.scatter(ctx, name, 3*b.importRows); err != nil {
			return err
		}
	}
	if _, err := b.db.Owner.Exec(ctx, `SELECT sotay.unbin_table($1)`, bare); err != nil {
		return err
	}
	if err := errors.Join(b.bins.Fill(ctx), b.bins.Fold(ctx)); err != nil {
		return err
	}
	b.head(fmt.Sprintf("import of %d points, seconds", b.importRows))
	var ratios []float64
	for range 5 {
		without, err := b.add(ctx, bare, false)
		if err != nil {
			return err
		}
		with, err := b.add(ctx, binned, true)
		if err != nil {
			return err
		}
		began := time.Now()
		if err := errors.Join(b.bins.Fill(ctx), b.bins.Fold(ctx)); err != nil {
			return err
		}
		ratios = append(ratios, with.Seconds()/without.Seconds())
		fmt.Fprintf(b.out, "without cells %.2f, with %.2f: %.2f times; folded behind it in %.2f\n", without.Seconds(), with.Seconds(), with.Seconds()/without.Seconds(), time.Since(began).Seconds())
	}
	slices.Sort(ratios)
	fmt.Fprintf(b.out, "median %.2f times\n", ratios[len(ratios)/2])
	return nil
}

// add writes points as an import does: in one transaction that counts them.
func (b *bench) add(ctx context.Context, name string, fill bool) (time.Duration, error) {
	began := time.Now()
	err := pgx.BeginFunc(ctx, b.db.Owner, func(tx pgx.Tx) error {
		for range importPieces {
			if _, err := tx.Exec(ctx, fmt.Sprintf(pointsSQL, name), b.importRows/importPieces); err != nil {
				return err
			}
		}
		if fill {
			return hexbins.FillIn(ctx, tx, name)
		}
		return nil
	})
	return time.Since(began), err
}
