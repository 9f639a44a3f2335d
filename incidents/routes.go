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
	var active bool
	err := db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM data.agencies WHERE code = $1 AND active)`, code).Scan(&active)
	if err != nil {
		return fmt.Errorf("agency: %w", err)
	}
	if !active {
		return invalid("agency", "Không có đơn vị này hoặc đơn vị đã ngừng.", "There is no such agency, or it has ceased.")
	}
	return nil
}

// Categories lists the categories in which reports are taken, or all.
func (s *Store) Categories(ctx context.Context, all bool) ([]Category, error) {
	return collect[Category](ctx, s.DB.Staff, categoriesSQL+`WHERE active OR $1 ORDER BY sort, code`, all)
}

// Agencies lists the agencies, those that have ceased too.
func (s *Store) Agencies(ctx context.Context) ([]AgencyUnit, error) {
	return collect[AgencyUnit](ctx, s.DB.Staff, `SELECT id, code, name_vi, name_en, active FROM data.agencies ORDER BY code`)
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
	return collect[Route](ctx, s.DB.Staff, `
		SELECT t.id, t.category, t.commune, a.code, t.since::text, t.until::text FROM data.report_routes t JOIN data.agencies a ON a.id = t.agency
		ORDER  BY t.commune NULLS FIRST, t.category NULLS FIRST, t.since, t.id`)
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

// SaveAgency adds an agency, or changes the one of that code.
func (s *Store) SaveAgency(ctx context.Context, a AgencyUnit) error {
	if !validCode(a.Code) {
		return invalid("code", "Mã đơn vị gồm chữ thường không dấu, chữ số, - và _, không quá 48 ký tự.", "A code has small letters, digits, - and _, 48 at most.")
	}
	if a.NameVi == "" || !fits(a.NameVi, 200) || !fits(a.NameEn, 200) {
		return invalid("name_vi", "Tên đơn vị phải có, không quá 200 chữ.", "A name is needed, 200 letters at most.")
	}
	_, err := s.DB.App.Exec(ctx, `
		INSERT INTO data.agencies (code, name_vi, name_en, active) VALUES ($1, $2, $3, $4)
		ON CONFLICT (code) DO UPDATE SET name_vi = EXCLUDED.name_vi, name_en = EXCLUDED.name_en, active = EXCLUDED.active`, a.Code, a.NameVi, a.NameEn, a.Active)
	if err != nil {
		return fmt.Errorf("save agency %s: %w", a.Code, err)
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
func (s *Store) SaveRoutes(ctx context.Context, list []Route) error {
	if len(list) > mostRoutes {
		return invalid("routes", "Không quá 5.000 dòng phân công.", "5,000 routes at most.")
	}
	return pgx.BeginFunc(ctx, s.DB.App, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('sotay report routes', 0))`); err != nil {
			return fmt.Errorf("save routes: %w", err)
		}
		if _, err := tx.Exec(ctx, `DELETE FROM data.report_routes`); err != nil {
			return fmt.Errorf("save routes: %w", err)
		}
		for i, t := range list {
			if err := saveRoute(ctx, tx, fmt.Sprintf("routes[%d].", i), t); err != nil {
				return err
			}
		}
		return nil
	})
}

func saveRoute(ctx context.Context, tx pgx.Tx, where string, t Route) error {
	if !calendar.Valid(t.Since) || t.Until != nil && (!calendar.Valid(*t.Until) || *t.Until <= t.Since) {
		return invalid(where+"since", "Ngày bắt đầu và kết thúc phải là năm-tháng-ngày, kết thúc sau bắt đầu.", "Days are like 2026-11-20, the end behind the beginning.")
	}
	if t.Category != nil {
		if _, err := anyCategory(ctx, tx, *t.Category); errors.Is(err, pgx.ErrNoRows) {
			return invalid(where+"category", "Không có lĩnh vực này.", "There is no such category.")
		} else if err != nil {
			return err
		}
	}
	tag, err := tx.Exec(ctx, `
		INSERT INTO data.report_routes (category, commune, agency, since, until)
		SELECT $1, $2, id, $4::text::date, $5::text::date FROM data.agencies WHERE code = $3`, t.Category, t.Commune, t.Agency, t.Since, t.Until)
	if err != nil {
		return fmt.Errorf("save routes: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return invalid(where+"agency", "Không có đơn vị này.", "There is no such agency.")
	}
	return nil
}
