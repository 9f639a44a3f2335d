package environment

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Batch is what one sender sends at once. It comes in pieces, of which little more is held
// than the numbers, and is kept all together or not at all. It is for one goroutine.
type Batch struct {
	store    *Store
	db       querier // of what rows name
	reader   *reader
	answers  []Answer
	readings []Reading
	places   []int32 // of the readings among the answers
	aside    []Doubtful
	size     int // see Size
}

// NewBatch begins a batch.
func (s *Store) NewBatch(from Sender) *Batch {
	from.Source = storable(from.Source)
	return &Batch{store: s, db: s.db.App, reader: newReader(from, s.now())}
}

// Add reads more rows. Their texts may be used again afterwards.
func (b *Batch) Add(ctx context.Context, sent []Sent) error {
	if err := b.reader.know(ctx, b.db, sent); err != nil {
		return err
	}
	for _, row := range sent {
		reading, answer := b.reader.read(row)
		switch answer.Outcome {
		case "":
			b.readings, b.places = append(b.readings, reading), append(b.places, int32(len(b.answers)))
		case Quarantined:
			row = row.clone()
			b.aside = append(b.aside, Doubtful{row, b.reader.from.Source, b.reader.from.Operator, answer.Reason})
			b.size += row.size()
		}
		b.answers = append(b.answers, answer)
		b.size += rowSize
	}
	return nil
}

// rowSize is about what a reading takes in memory until it is kept, in bytes.
const rowSize = 160

// Size is about how many bytes of memory the batch takes until it is kept.
func (b *Batch) Size() int { return b.size }

// Len is the number of rows.
func (b *Batch) Len() int { return len(b.answers) }

// Keep keeps all that was added, all of it or, with an error, none; the answers are in the order
// of the rows. It is to be called once.
func (b *Batch) Keep(ctx context.Context) ([]Answer, error) {
	if err := makeMonths(ctx, b.store.db.App, b.readings); err != nil {
		return nil, err
	}
	err := b.keep(ctx)
	if changedMeanwhile(err) { // once more: what is there then is seen
		err = b.keep(ctx)
	}
	if err != nil {
		return nil, err
	}
	return b.answers, nil
}

func (b *Batch) keep(ctx context.Context) error {
	return pgx.BeginFunc(ctx, b.store.db.App, func(tx pgx.Tx) error {
		if err := b.merge(ctx, tx); err != nil {
			return err
		}
		return setAside(ctx, tx, b.aside)
	})
}

// merge writes the readings of the batch.
func (b *Batch) merge(ctx context.Context, tx pgx.Tx) error {
	merged, err := merge(ctx, tx, b.reader.from.Source, b.readings)
	if err != nil {
		return err
	}
	for i, place := range b.places {
		b.answers[place] = merged[i]
	}
	return nil
}

// changedMeanwhile tells that somebody else wrote the same readings without holding their
// station, as psql does, or dropped their month.
func changedMeanwhile(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "23505" || pg.Code == "23514")
}

// storable is a text as PostgreSQL can keep it: names of files can hold what is no UTF-8.
func storable(text string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "\uFFFD")
}
