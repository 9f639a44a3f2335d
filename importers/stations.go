package importers

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// stationsLayer is the layer of monitoring stations: its table takes no codes but its own, and
// what stands in its computed fields changes every few minutes.
const stationsLayer = "stations"

// closed makes a field of a station take the names of its codes as well, and nothing else.
func (d *decision) closed(ctx context.Context, b *binding) error {
	if d.layer.Name != stationsLayer {
		return nil
	}
	rows, err := d.db.Query(ctx, `SELECT code, name_vi, name_en FROM sotay.codes WHERE list = $1`, b.field.CodeList)
	if err != nil {
		return fmt.Errorf("codes of %s: %w", b.field.Name, err)
	}
	b.unlisted, b.named = foundNotInList, map[string]string{}
	for name, code := range map[string]string{
		"khongkhi": "air", "nuocngam": "ground_water", "thoitiet": "weather", "nuocsong": "surface_water", "nuocho": "surface_water",
		"chuan": "reference", "thamkhao": "indicative", "cambien": "indicative",
	} {
		b.named[name] = code
	}
	var code, vi, en string
	_, err = pgx.ForEachRow(rows, []any{&code, &vi, &en}, func() error {
		b.named[columnKey(code)], b.named[columnKey(vi)], b.named[columnKey(en)] = code, code, code
		return nil
	})
	if err != nil {
		return fmt.Errorf("codes of %s: %w", b.field.Name, err)
	}
	if b.field.Name == "grade" { // the table's own default
		b.fallback = "reference"
	}
	return nil
}

// checkStations reports stations whose interval the table does not take.
func (w *work) checkStations(ctx context.Context) error {
	return w.refuseValues(ctx, stationsLayer, "interval_s", `NOT f_interval_s BETWEEN 1 AND 86400`, func(string) finding { return foundBadInterval })
}

// keepMeasured refuses to remove stations that have readings: these would stay behind and
// belong to nothing.
func (w *work) keepMeasured(ctx context.Context, tx pgx.Tx) error {
	if w.layer.Name != stationsLayer || w.counts.Removed == 0 {
		return nil
	}
	rows, err := tx.Query(ctx, w.sql(`
		SELECT d.code FROM {diff} f JOIN {data} d ON d.id = f.id
		WHERE  f.op = 'r' AND EXISTS (SELECT FROM data.readings_latest l WHERE l.station = d.id)
		ORDER  BY d.code LIMIT 20`))
	if err != nil {
		return err
	}
	codes, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(codes) == 0 {
		return err
	}
	return measuredStations(strings.Join(codes, ", "))
}

func measuredStations(codes string) error {
	return refuse("has_readings",
		"Trạm đã có số liệu thì không xóa: %[1]s. Nhập với --replace none, hoặc ghi ngày ngừng (until) để đóng trạm.",
		"Stations with readings are not removed: %[1]s. Import with --replace none, or close a station by the day in until.", codes)
}
