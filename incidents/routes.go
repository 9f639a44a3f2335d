package incidents

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"sotay/internal/calendar"
)

// routeOf gives the agency (code) of the route that says most, a commune before a category, of
// those that hold on a day; nil where none does.
func routeOf(ctx context.Context, db querier, category string, commune *string, day string) (*string, error) {
	var code string
	err := db.QueryRow(ctx, `
		SELECT a.code FROM data.report_routes t JOIN data.agencies a ON a.id = t.agency AND a.active
		WHERE  (t.category IS NULL OR t.category = $1) AND (t.commune IS NULL OR t.commune = $2)
		AND    t.since <= $3::text::date AND (t.until IS NULL OR $3::text::date < t.until)
		ORDER  BY t.commune IS NULL, t.category IS NULL, t.since DESC, t.id DESC LIMIT 1`, category, commune, day).Scan(&code)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil //nolint:nilnil // none
	}
	if err != nil {
		return nil, fmt.Errorf("route of a report: %w", err)
	}
	return &code, nil
}

// activeAgency refuses an agency that does not answer reports.
func activeAgency(ctx context.Context, db querier, code string) error {
	if !validCode(code) {
		return noActiveAgency()
	}
	var active bool
	err := db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM data.agencies WHERE code = $1 AND active)`, code).Scan(&active)
	if err != nil {
		return fmt.Errorf("agency: %w", err)
	}
	if !active {
		return noActiveAgency()
	}
	return nil
}

func noActiveAgency() error {
	return invalid("agency", "Không có đơn vị này hoặc đơn vị đã ngừng.", "There is no such agency, or it has ceased.")
}

// Categories lists the categories in which reports are taken, or all.
func (s *Store) Categories(ctx context.Context, all bool) ([]Category, error) {
	return collect[Category](ctx, s.DB.Staff, categoriesSQL+`WHERE active OR $1 ORDER BY sort, code`, all)
}

const agenciesSQL = `SELECT id, code, name_vi, name_en, active FROM data.agencies `

// Agencies lists the agencies, those that have ceased too.
func (s *Store) Agencies(ctx context.Context) ([]AgencyUnit, error) {
	return collect[AgencyUnit](ctx, s.DB.Staff, agenciesSQL+`ORDER BY code`)
}

// UsedCommunes lists the codes of the communes in which reports or routes are.
func (s *Store) UsedCommunes(ctx context.Context) ([]string, error) {
	rows, err := s.DB.Staff.Query(ctx, `
		SELECT commune FROM data.reports WHERE commune IS NOT NULL UNION SELECT commune FROM data.report_routes WHERE commune IS NOT NULL ORDER BY 1`)
	if err != nil {
		return nil, fmt.Errorf("communes of reports: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("communes of reports: %w", err)
	}
	return list, nil
}

// Routes lists the routes.
func (s *Store) Routes(ctx context.Context) ([]Route, error) {
	return routesOf(ctx, s.DB.Staff, `ORDER BY t.commune NULLS FIRST, t.category NULLS FIRST, t.since, t.id`)
}

func routesOf(ctx context.Context, db querier, which string, args ...any) ([]Route, error) {
	return collect[Route](ctx, db, `
		SELECT t.id, t.category, t.commune, a.code, t.since::text, t.until::text FROM data.report_routes t JOIN data.agencies a ON a.id = t.agency `+which, args...)
}

func collect[T any](ctx context.Context, db querier, sql string, args ...any) ([]T, error) {
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("desk of reports: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[T])
	if err != nil {
		return nil, fmt.Errorf("desk of reports: %w", err)
	}
	return list, nil
}

// SaveAgency adds an agency, or changes the one of that code. change gets it as it is then, a new
// one as active; what others set meanwhile stays.
func (s *Store) SaveAgency(ctx context.Context, by, code string, change func(*AgencyUnit)) (a AgencyUnit, err error) {
	if !validCode(code) {
		return a, invalid("code", "Mã đơn vị gồm chữ thường không dấu, chữ số, - và _, không quá 48 ký tự.", "A code has small letters, digits, - and _, 48 at most.")
	}
	err = s.Recorded(ctx, by, "agency.save", "agency:"+code, func(tx pgx.Tx) (any, error) {
		if err := one(ctx, tx, "agencies"); err != nil {
			return nil, err
		}
		was, err := collect[AgencyUnit](ctx, tx, agenciesSQL+`WHERE code = $1`, code)
		if err != nil {
			return nil, err
		}
		a = AgencyUnit{Active: true}
		if len(was) > 0 {
			a = was[0]
		}
		change(&a)
		a.Code = code
		if a.NameVi == "" || !fits(a.NameVi, 200) || !fits(a.NameEn, 200) {
			return nil, invalid("name_vi", "Tên đơn vị phải có, không quá 200 chữ.", "A name is needed, 200 letters at most.")
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO data.agencies (code, name_vi, name_en, active) VALUES ($1, $2, $3, $4)
			ON CONFLICT (code) DO UPDATE SET name_vi = EXCLUDED.name_vi, name_en = EXCLUDED.name_en, active = EXCLUDED.active`, a.Code, a.NameVi, a.NameEn, a.Active)
		if err != nil {
			return nil, fmt.Errorf("save agency %s: %w", a.Code, err)
		}
		return map[string]any{"was": forAudit(was), "is": forAudit([]AgencyUnit{a})}, nil
	})
	return a, err
}

// forAudit is what can be set of an agency, for the audit; nil of none.
func forAudit(list []AgencyUnit) any {
	for _, a := range list {
		return map[string]any{"name_vi": a.NameVi, "name_en": a.NameEn, "active": a.Active}
	}
	return nil
}

func validCode(code string) bool {
	for i, c := range code {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || i > 0 && (c == '-' || c == '_')) {
			return false
		}
	}
	return code != "" && len(code) <= 48
}

// mostRoutes is how many routes there are at most.
const mostRoutes = 5000

// SaveRoutes puts routes in the place of all that there are, or none of them where one is wrong.
func (s *Store) SaveRoutes(ctx context.Context, by string, list []Route) error {
	if len(list) > mostRoutes {
		return tooManyRoutes()
	}
	return s.Recorded(ctx, by, "report_routes.save", "report_routes", func(tx pgx.Tx) (any, error) {
		if err := one(ctx, tx, "report routes"); err != nil {
			return nil, err
		}
		tag, err := tx.Exec(ctx, `DELETE FROM data.report_routes`)
		if err != nil {
			return nil, fmt.Errorf("save routes: %w", err)
		}
		for i, t := range list {
			t.ID = 0
			if _, err := saveRoute(ctx, tx, fmt.Sprintf("routes[%d].", i), t); err != nil {
				return nil, err
			}
		}
		return map[string]any{"routes": len(list), "were": tag.RowsAffected()}, nil
	})
}

func tooManyRoutes() error {
	return invalid("routes", "Không quá 5.000 dòng phân công.", "5,000 routes at most.")
}

// SaveRoute changes the route of an id, or adds one where that is 0, and leaves all others as they
// are. change gets the route as it is then, so that what others set meanwhile stays. It gives the
// route as it is then.
func (s *Store) SaveRoute(ctx context.Context, by string, id int64, change func(*Route)) (t Route, err error) {
	err = s.Recorded(ctx, by, "report_route.save", "report_routes", func(tx pgx.Tx) (any, error) {
		if err := one(ctx, tx, "report routes"); err != nil {
			return nil, err
		}
		was, err := routesOf(ctx, tx, `WHERE t.id = $1`, id)
		if err != nil {
			return nil, err
		}
		var there int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM data.report_routes`).Scan(&there); err != nil {
			return nil, fmt.Errorf("save a route: %w", err)
		}
		switch {
		case id != 0 && len(was) == 0:
			return nil, noRoute()
		case id == 0 && there >= mostRoutes:
			return nil, tooManyRoutes()
		case id != 0:
			t = was[0]
		}
		change(&t)
		t.ID = id
		t.ID, err = saveRoute(ctx, tx, "", t)
		return map[string]any{"was": was, "is": t}, err
	})
	return t, err
}

// DeleteRoute takes a route away, one that was a mistake; one that holds no more gets an end.
func (s *Store) DeleteRoute(ctx context.Context, by string, id int64) error {
	return s.Recorded(ctx, by, "report_route.delete", "report_routes", func(tx pgx.Tx) (any, error) {
		was, err := routesOf(ctx, tx, `WHERE t.id = $1 FOR UPDATE OF t`, id)
		if err == nil && len(was) == 0 {
			err = noRoute()
		}
		if err != nil {
			return nil, err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM data.report_routes WHERE id = $1`, id); err != nil {
			return nil, fmt.Errorf("delete a route: %w", err)
		}
		return map[string]any{"was": was}, nil
	})
}

func noRoute() error {
	return &Refused{"not_found", "id", "Không có dòng phân công này; hãy tải lại danh sách.", "There is no such route; read the list again."}
}

// saveRoute writes a route, a new one where its id is 0, and gives its id.
func saveRoute(ctx context.Context, tx pgx.Tx, where string, t Route) (id int64, err error) {
	if !calendar.Valid(t.Since) || t.Until != nil && (!calendar.Valid(*t.Until) || *t.Until <= t.Since) {
		return 0, invalid(where+"since", "Ngày bắt đầu và kết thúc phải là năm-tháng-ngày, kết thúc sau bắt đầu.", "Days are like 2026-11-20, the end behind the beginning.")
	}
	if t.Commune != nil && (*t.Commune == "" || !fits(*t.Commune, 20)) {
		return 0, invalid(where+"commune", "Mã xã, phường không đúng; để trống là mọi xã, phường.", "This is no code of a commune; null is any.")
	}
	if t.Category != nil {
		if _, err := anyCategory(ctx, tx, *t.Category); errors.Is(err, pgx.ErrNoRows) {
			return 0, invalid(where+"category", "Không có lĩnh vực này.", "There is no such category.")
		} else if err != nil {
			return 0, err
		}
	}
	if !validCode(t.Agency) {
		return 0, noAgency(where)
	}
	sql := `INSERT INTO data.report_routes (category, commune, agency, since, until) SELECT $1, $2, a.id, $4::text::date, $5::text::date FROM data.agencies a WHERE a.code = $3 AND $6 = 0 RETURNING id`
	if t.ID != 0 {
		sql = `UPDATE data.report_routes t SET category = $1, commune = $2, agency = a.id, since = $4::text::date, until = $5::text::date FROM data.agencies a WHERE a.code = $3 AND t.id = $6 RETURNING t.id`
	}
	err = tx.QueryRow(ctx, sql, t.Category, t.Commune, t.Agency, t.Since, t.Until, t.ID).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, noAgency(where)
	}
	if err != nil {
		return 0, fmt.Errorf("save routes: %w", err)
	}
	return id, nil
}

func noAgency(where string) error {
	return invalid(where+"agency", "Không có đơn vị này.", "There is no such agency.")
}
