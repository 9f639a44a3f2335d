package layers

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// publish makes the view pub.<layer> from the catalogue: public fields and geometry,
// nothing else, so that a column added to the table changes no public output. A staff
// layer has no view.
func publish(ctx context.Context, tx pgx.Tx, l Layer, have map[string]bool) error {
	view := pgx.Identifier{"pub", l.Name}.Sanitize()
	if l.Audience != Public {
		_, err := tx.Exec(ctx, "DROP VIEW IF EXISTS "+view)
		return err
	}
	query, err := publicQuery(l, have)
	if err != nil {
		return err
	}
	return show(ctx, tx, view, table(l.Table), query)
}

// show makes a public view of a table and leaves it alone where it is as the query says:
// making it anew waits for whoever reads it. Its comment remembers what it was made from.
func show(ctx context.Context, tx pgx.Tx, view, from, query string) error {
	var same bool
	err := tx.QueryRow(ctx, `
		SELECT coalesce(obj_description(to_regclass($1), 'pg_class') = md5($2 || $1), false) AND `+viewOf,
		view, query, from).Scan(&same)
	if err != nil || same {
		return err
	}
	sql := fmt.Sprintf(`
		DROP VIEW IF EXISTS %[1]s;
		CREATE VIEW %[1]s AS %[2]s;
		GRANT SELECT ON %[1]s TO sotay_public, sotay_app, sotay_staff;`, view, query)
	if _, err := tx.Exec(ctx, sql); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, fmt.Sprintf(`
		DO $do$ BEGIN EXECUTE format('COMMENT ON VIEW %s IS %%L', md5(%s || %s)); END $do$`,
		view, quoteLiteral(query), quoteLiteral(view)))
	return err
}

// viewOf tells whether $1 is a view of $3 as it is: another table of that name may have
// taken its place.
const viewOf = `EXISTS (
	SELECT FROM pg_rewrite r JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
	WHERE  r.ev_class = to_regclass($1) AND d.refobjid = to_regclass($3))`

func publicQuery(l Layer, have map[string]bool) (string, error) {
	list := []string{"t.id::bigint AS id"}
	for _, f := range l.Public() {
		sqlType, err := columnType(f.Type)
		if err != nil {
			return "", err
		}
		if have[f.Name] {
			list = append(list, fmt.Sprintf("t.%[1]s::%[2]s AS %[1]s", ident(f.Name), sqlType))
		} else {
			list = append(list, fmt.Sprintf("NULL::%s AS %s", sqlType, ident(f.Name)))
		}
	}
	list = append(list, "t.geom", "t.geom_3857", "t.label_3857")
	if l.Survey {
		list = append(list, "t.survey_geom")
	}
	return fmt.Sprintf("SELECT %s FROM %s t", strings.Join(list, ", "), table(l.Table)), nil
}

// quoteLiteral quotes a text for SQL where no parameter is possible. Its inputs are
// texts this package made from catalogue names.
func quoteLiteral(s string) string {
	return "E'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}

// publishCatalogue makes the public part of the catalogue readable: public layers,
// their public fields, and the code lists.
func publishCatalogue(ctx context.Context, tx pgx.Tx) error {
	if err := oneAtATime(ctx, tx, ""); err != nil { // no layer has this name
		return fmt.Errorf("public catalogue: %w", err)
	}
	for _, v := range []struct{ view, from, query string }{
		{"pub.layers", "sotay.layers", `
			SELECT name, title_vi, title_en, theme, geometry, identity, survey, min_zoom, max_zoom,
			       label, style, source, as_of, sort, generation
			FROM   sotay.layers
			WHERE  audience = 'public'`},
		{"pub.fields", "sotay.fields", `
			SELECT f.layer, f.name, f.sort, f.type, f.title_vi, f.title_en, f.in_tiles, f.filterable, f.code_list, f.unit
			FROM   sotay.fields f
			JOIN   sotay.layers l ON l.name = f.layer
			WHERE  l.audience = 'public' AND f.visibility = 'public'`},
		{"pub.codes", "sotay.codes", `
			SELECT list, code, version, name_vi, name_en, parent, color, current, sort FROM sotay.codes`},
	} {
		if err := show(ctx, tx, v.view, v.from, v.query); err != nil {
			return fmt.Errorf("public catalogue: %w", err)
		}
	}
	return nil
}
