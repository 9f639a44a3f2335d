package environment

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/internal/calendar"
	"sotay/layers"
)

// Bulletin is the fire danger that was announced for one commune.
type Bulletin struct {
	Commune  string // code
	Level    int    // 1 to 5
	From, To time.Time
	Issuer   string
	Number   string // of the document, "" for none
	Issued   time.Time
}

// KeptBulletin is what was kept of a file: the numbers and issuers that its lines have, each
// once, and how many lines were new.
type KeptBulletin struct {
	Numbers, Issuers []string
	Added            int
}

// RecordBulletin reads a bulletin (see readBulletin) and keeps all of it or, with a
// *TableError, nothing. What is there already stays once. note is called in the same
// transaction, with what was kept.
func (s *Store) RecordBulletin(ctx context.Context, file []byte, all Bulletin, note func(context.Context, pgx.Tx, KeptBulletin) error) (lines, added int, err error) {
	err = pgx.BeginFunc(ctx, s.db.App, func(tx pgx.Tx) error {
		units, err := bulletinUnits(ctx, tx)
		if err != nil {
			return err
		}
		list, err := readBulletin(file, all, units)
		if err != nil {
			return err
		}
		if added, err = keepBulletins(ctx, tx, list); err != nil {
			return err
		}
		lines = len(list)
		return note(ctx, tx, keptOf(list, added))
	})
	return lines, added, err
}

func keptOf(list []Bulletin, added int) KeptBulletin {
	kept := KeptBulletin{Added: added}
	for _, b := range list {
		kept.Numbers, kept.Issuers = append(kept.Numbers, b.Number), append(kept.Issuers, b.Issuer)
	}
	for _, texts := range []*[]string{&kept.Numbers, &kept.Issuers} {
		slices.Sort(*texts)
		*texts = slices.Compact(*texts)
	}
	return kept
}

func keepBulletins(ctx context.Context, tx pgx.Tx, list []Bulletin) (int, error) {
	var commune, issuer, number []string
	var level []int16
	var from, to, issued []time.Time
	for _, b := range list {
		commune, issuer, number, level = append(commune, b.Commune), append(issuer, b.Issuer), append(number, b.Number), append(level, int16(b.Level))
		from, to, issued = append(from, b.From), append(to, b.To), append(issued, b.Issued)
	}
	tag, err := tx.Exec(ctx, `
		INSERT INTO data.fire_bulletins (commune_code, level, valid_from, valid_to, issuer, number, issued_at)
		SELECT * FROM unnest($1::text[], $2::smallint[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::text[], $7::timestamptz[])
		ON CONFLICT DO NOTHING`, commune, level, from, to, issuer, number, issued)
	if err != nil {
		return 0, fmt.Errorf("fire bulletins: %w", err)
	}
	return int(tag.RowsAffected()), nil
}

// FireDanger is what was announced for communes, and what our own index says.
type FireDanger struct {
	Communes []AnnouncedDanger
	Own      []OwnDanger
}

// AnnouncedDanger is the bulletin in force for a commune.
type AnnouncedDanger struct {
	Code, Name string
	Level      int
	From, To   time.Time
	Issuer     string
	Number     string
	Issued     time.Time
}

// Source names the bulletin.
func (a AnnouncedDanger) Source() string {
	parts := []string{a.Issuer}
	if a.Number != "" {
		parts = append(parts, "số "+a.Number)
	}
	return strings.Join(append(parts, a.Issued.In(calendar.Zone()).Format("02/01/2006")), ", ")
}

// OwnDanger is our own index of a weather station on a day; it is for reference only.
type OwnDanger struct {
	Commune, CommuneName *string // where the station stands
	Station              int64
	StationName          string
	Day                  string
	P                    float64
	Level                int
	Since                string // first day of the sum
	Missing              int    // days in it that are not known
}

// FireDanger reads the danger at a moment: of the bulletins in force the one that was issued
// last, and of each station the newest index of that day or the day before.
func (s *Store) FireDanger(ctx context.Context, at time.Time) (d FireDanger, err error) {
	day := calendar.Of(at)
	rows, err := s.db.Public.Query(ctx, `
		SELECT b.commune_code, coalesce(c.name, b.commune_code), b.level, b.valid_from, b.valid_to, b.issuer, b.number, b.issued_at
		FROM  (SELECT DISTINCT ON (commune_code) * FROM pub.fire_bulletins
		       WHERE  tstzrange(valid_from, valid_to) @> $1::timestamptz
		       ORDER  BY commune_code, issued_at DESC, id DESC) AS b
		LEFT   JOIN LATERAL (SELECT name FROM pub.communes WHERE code = b.commune_code ORDER BY valid_to DESC NULLS FIRST LIMIT 1) AS c ON true
		ORDER  BY b.level DESC, b.commune_code`, at)
	if err == nil {
		d.Communes, err = pgx.CollectRows(rows, pgx.RowToStructByPos[AnnouncedDanger])
	}
	if err != nil {
		return d, fmt.Errorf("fire bulletins: %w", err)
	}
	rows, err = s.db.Public.Query(ctx, `
		SELECT c.code, c.name, s.id, s.name, f.day::text, f.p, f.level, f.since::text, f.missing
		FROM  (SELECT DISTINCT ON (station) * FROM pub.fire_index WHERE day BETWEEN $1::date - 1 AND $1::date AND p IS NOT NULL ORDER BY station, day DESC) AS f
		JOIN   pub.stations s ON s.id = f.station
		LEFT   JOIN LATERAL (
			SELECT code, name FROM pub.communes u
			WHERE  u.geom_3857 && s.geom_3857 AND st_intersects(u.geom_3857, s.geom_3857) AND `+layers.Holds("u", "$1::date")+`
			ORDER  BY code LIMIT 1) AS c ON true
		ORDER  BY f.p DESC, s.id`, day)
	if err == nil {
		d.Own, err = pgx.CollectRows(rows, pgx.RowToStructByPos[OwnDanger])
	}
	if err != nil {
		return d, fmt.Errorf("fire index: %w", err)
	}
	return d, nil
}
