package communes

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"sotay/internal/calendar"
)

// Ref names a unit.
type Ref struct{ Code, Name string }

// Standing is a unit with those above it, as they are called on the day that was asked for
// or, for a unit of other days, on its nearest.
type Standing struct {
	ID int64
	Unit
	District Ref // zero where there is none
	Province Ref
}

// Kin is a unit that another came of or became, at once or over several changes.
type Kin struct {
	Standing
	Steps     int    // 1: at once
	Of        int64  // the unit one step nearer
	Effective string // the day of the change between the two
	Split     bool   // the former of the two went to several
	Decree    string
}

// Shown is a unit with all that it came of and became, the nearest first; those are called as
// they are today, or were last.
type Shown struct {
	Standing
	Predecessors []Kin
	Successors   []Kin
}

// NotFoundError tells that no unit has a code on a day.
type NotFoundError struct {
	Code, At string
	// Known are the units that have the code on other days.
	Known []Unit
}

// Error says so.
func (e *NotFoundError) Error() string { return fmt.Sprintf("no unit %s on %s", e.Code, e.At) }

// standingSQL reads units. $1 is the day.
const standingSQL = `
	SELECT u.id, u.level, u.code, u.name, u.kind, coalesce(u.parent, ''), coalesce(u.valid_from::text, ''), coalesce(u.valid_to::text, ''),
	       u.source, coalesce(d.code, ''), coalesce(d.name, ''), coalesce(p.code, ''), coalesce(p.name, '')%[2]s
	FROM   %[1]s
	CROSS  JOIN LATERAL (SELECT greatest(u.valid_from, least(u.valid_to - 1, $1::date)) AS day) AS t
	LEFT   JOIN LATERAL (
	       SELECT d.code, d.name, d.parent FROM pub.units d
	       WHERE  d.level = 2 AND d.code = u.parent
	       AND    coalesce(d.valid_from <= t.day, true) AND coalesce(d.valid_to > t.day, true)) AS d ON true
	LEFT   JOIN LATERAL (
	       SELECT p.code, p.name FROM pub.units p
	       WHERE  p.level = 1 AND p.code = coalesce(d.parent, u.parent)
	       AND    coalesce(p.valid_from <= t.day, true) AND coalesce(p.valid_to > t.day, true)) AS p ON true `

func (s *Standing) into() []any {
	return []any{
		&s.ID, &s.Level, &s.Code, &s.Name, &s.Kind, &s.Parent, &s.From, &s.To, &s.Source,
		&s.District.Code, &s.District.Name, &s.Province.Code, &s.Province.Name,
	}
}

func scanStanding(row pgx.CollectableRow) (s Standing, err error) {
	err = row.Scan(s.into()...)
	return s, err
}

func scanKin(row pgx.CollectableRow) (k Kin, err error) {
	err = row.Scan(append(k.into(), &k.Steps, &k.Of, &k.Effective, &k.Split, &k.Decree)...)
	return k, err
}

// maxSteps bounds a chain of changes, maxKin the units in all of it.
const (
	maxSteps = 20
	maxKin   = 500
)

// kinSQL walks the successions from units $2 on, from column of to column to.
func kinSQL(of, to string) string {
	return fmt.Sprintf(`
	WITH RECURSIVE chain (id, steps, of, effective, split, decree) AS (
		SELECT s.%[2]s, 1, s.%[1]s, s.effective, s.is_split, s.decree FROM pub.successions s WHERE s.%[1]s = ANY($2)
		UNION ALL
		SELECT s.%[2]s, c.steps + 1, s.%[1]s, s.effective, s.is_split, s.decree
		FROM   chain c JOIN pub.successions s ON s.%[1]s = c.id
		WHERE  c.steps < %[3]d
	)`, of, to, maxSteps) + fmt.Sprintf(standingSQL, `chain c JOIN pub.units u ON u.id = c.id`, `,
	       c.steps, c.of, c.effective::text, c.split, c.decree`) + fmt.Sprintf(`
	ORDER  BY c.steps, u.code, u.id, c.of
	LIMIT  %d`, maxKin)
}

// Show reads the unit that has a code on a day; without a day the one of today or, where
// there is none, the last. A *NotFoundError tells that there is none.
func (n *Names) Show(ctx context.Context, code, at string) (Shown, error) {
	today := cmp.Or(at, calendar.Today())
	rows, err := n.db.Query(ctx, fmt.Sprintf(standingSQL, "pub.units u", "")+`WHERE u.code = $2 ORDER BY u.valid_from NULLS FIRST`, today, code)
	if err != nil {
		return Shown{}, fmt.Errorf("unit %s: %w", code, err)
	}
	generations, err := pgx.CollectRows(rows, scanStanding)
	if err != nil {
		return Shown{}, fmt.Errorf("unit %s: %w", code, err)
	}
	var of Shown
	for _, g := range generations {
		if g.holds(today) || at == "" && (of.Code == "" || !of.holds(today)) {
			of.Standing = g
		}
	}
	if of.Code == "" {
		e := &NotFoundError{Code: code, At: at}
		for _, g := range generations {
			e.Known = append(e.Known, g.Unit)
		}
		return Shown{}, e
	}
	batch := &pgx.Batch{}
	read := func(sql string, into *[]Kin) {
		batch.Queue(sql, calendar.Today(), []int64{of.ID}).Query(func(rows pgx.Rows) (err error) {
			*into, err = pgx.CollectRows(rows, scanKin)
			return err
		})
	}
	read(kinSQL("new_id", "old_id"), &of.Predecessors)
	read(kinSQL("old_id", "new_id"), &of.Successors)
	if err := n.db.SendBatch(ctx, batch).Close(); err != nil {
		return Shown{}, fmt.Errorf("unit %s: %w", code, err)
	}
	of.Predecessors, of.Successors = once(of.Predecessors), once(of.Successors)
	return of, nil
}

// once leaves out units that are nearer on another way.
func once(list []Kin) []Kin {
	seen := map[int64]bool{}
	return slices.DeleteFunc(list, func(k Kin) bool {
		was := seen[k.ID]
		seen[k.ID] = true
		return was
	})
}

// List gives the units of a level ("0": all) that hold on a day, in order of code, those
// after a code; at most so many.
func (n *Names) List(ctx context.Context, level int, at, after string, limit int) ([]Standing, error) {
	rows, err := n.db.Query(ctx, fmt.Sprintf(standingSQL, "pub.units u", "")+`
		WHERE  ($2 = 0 OR u.level = $2) AND u.code > $3
		AND    (u.valid_from IS NULL OR u.valid_from <= $1::date) AND (u.valid_to IS NULL OR u.valid_to > $1::date)
		ORDER  BY u.code
		LIMIT  $4`, cmp.Or(at, calendar.Today()), level, after, limit)
	if err != nil {
		return nil, fmt.Errorf("units: %w", err)
	}
	list, err := pgx.CollectRows(rows, scanStanding)
	if err != nil {
		return nil, fmt.Errorf("units: %w", err)
	}
	return list, nil
}

// Address is the unit with those above it, as people write it: Phường 8, Thành phố Vũng
// Tàu, Tỉnh Bà Rịa - Vũng Tàu.
func (s Standing) Address() string {
	parts := []string{s.Name}
	for _, above := range []Ref{s.District, s.Province} {
		if above.Name != "" {
			parts = append(parts, above.Name)
		}
	}
	return strings.Join(parts, ", ")
}
