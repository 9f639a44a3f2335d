package importers

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"sotay/internal/calendar"
	"sotay/layers"
)

// required asks for fields that every record of the layer must have.
func (d *decision) required(ctx context.Context) error {
	if !d.known || d.plan.Create != nil {
		return nil
	}
	rows, err := d.db.Query(ctx, `
		SELECT a.attname::text
		FROM   pg_attribute a
		WHERE  a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped
		AND    a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''`, pgx.Identifier{"data", d.layer.Table}.Sanitize())
	if err != nil {
		return fmt.Errorf("required fields of %s: %w", d.layer.Name, err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("required fields of %s: %w", d.layer.Name, err)
	}
	for _, f := range d.layer.Fields {
		needed := slices.Contains(names, f.Name)
		b := d.bound(f.Name)
		switch {
		case b != nil:
			b.required = needed
		case needed || slices.Contains(d.layer.Identity, f.Name):
			if err := d.askField(ctx, f); err != nil {
				return err
			}
		}
	}
	return nil
}

// askField asks for a field that no column fills.
func (d *decision) askField(ctx context.Context, f layers.Field) error {
	q := Question{
		Code: "field", About: f.Name, Flag: "--set " + f.Name + "=…",
		Words: Words{
			fmt.Sprintf("Không cột nào cho trường “%s”; giá trị chung cho cả tệp, hoặc --map CỘT=%s?", f.TitleVi, f.Name),
			fmt.Sprintf("No column gives “%s”; one value for the whole file, or --map COLUMN=%s?", f.TitleEn, f.Name),
		},
	}
	if f.Name == "commune_code" && d.a.SRID != 0 {
		var err error
		if q.Choices, err = d.communesHere(ctx); err != nil {
			return err
		}
	}
	d.ask(q)
	return nil
}

// communesHere lists the communes that the file's shapes lie in, those with most first.
func (d *decision) communesHere(ctx context.Context) ([]Choice, error) {
	xs, ys := make([]float64, len(d.facts.points)), make([]float64, len(d.facts.points))
	for i, p := range d.facts.points {
		xs[i], ys[i] = p[0], p[1]
	}
	rows, err := d.db.Query(ctx, `
		SELECT c.code, min(c.name)
		FROM   unnest($1::float8[], $2::float8[]) AS p(x, y)
		JOIN   data.communes c ON st_intersects(c.geom, st_transform(st_setsrid(st_makepoint(p.x, p.y), $3), 4326))
		WHERE  `+layers.Holds("c", "$5::date")+`
		AND    ($4::text[] IS NULL OR c.code = ANY ($4))
		GROUP  BY c.code
		ORDER  BY count(*) DESC, c.code
		LIMIT  10`, xs, ys, d.a.SRID, d.req.Account.Communes, calendar.Today())
	if err != nil {
		return nil, fmt.Errorf("communes of the file: %w", err)
	}
	choices, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c Choice, err error) {
		var name string
		err = row.Scan(&c.Value, &name)
		c.Words = Words{name, name}
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("communes of the file: %w", err)
	}
	return choices, nil
}

// codes gives the fields with a list of codes what may stand in them.
func (d *decision) codes(ctx context.Context) error {
	for i := range d.plan.bindings {
		b := &d.plan.bindings[i]
		var query string
		switch {
		case b.field.CodeList != "":
			b.unlisted = foundUnknownCode
			if err := d.readVariants(ctx, b); err != nil {
				return err
			}
			query = `SELECT code FROM sotay.codes WHERE list = $1`
		case b.field.Name == "commune_code":
			b.allowed = d.req.Account.Communes
			b.unlisted = d.req.weigh(foundUnknownCommune)
			query = `SELECT DISTINCT code FROM data.communes WHERE $1 = ''`
		default:
			continue
		}
		rows, err := d.db.Query(ctx, query, b.field.CodeList)
		if err != nil {
			return fmt.Errorf("codes of %s: %w", b.field.Name, err)
		}
		list, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return fmt.Errorf("codes of %s: %w", b.field.Name, err)
		}
		if len(list) == 0 {
			continue
		}
		b.codes = make(map[string]bool, len(list))
		for _, code := range list {
			b.codes[code] = true
		}
	}
	return nil
}
