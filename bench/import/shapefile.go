package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	geom "github.com/twpayne/go-geom"
	"github.com/twpayne/go-geom/encoding/ewkb"

	"sotay/internal/shpwrite"
)

const wgs84PRJ = `GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]`

func config() shpwrite.Config {
	return shpwrite.Config{
		Kind: shpwrite.Polygon, PRJ: wgs84PRJ, CPG: "UTF-8",
		Fields: []shpwrite.Field{
			{Name: "gid", Type: 'N', Width: 18},
			{Name: "commune_co", Type: 'C', Width: 5},
			{Name: "sheet_no", Type: 'N', Width: 9},
			{Name: "parcel_no", Type: 'N', Width: 9},
			{Name: "land_type", Type: 'C', Width: 4},
			{Name: "area_m2", Type: 'N', Width: 24, Decimals: 15},
			{Name: "address", Type: 'C', Width: 80},
			{Name: "owner", Type: 'C', Width: 80},
		},
	}
}

// makeShapefile writes the parcels of bench/gen as a Shapefile, once.
func (b *bench) makeShapefile(ctx context.Context) error {
	if _, err := os.Stat(b.shapefile()); err == nil {
		return nil
	}
	return generate(ctx, b.rows, b.shapefile(), func([]any) bool { return true })
}

// communeFile writes the commune nearest to 12,000 parcels with the land use of every
// parcel changed.
func (b *bench) communeFile(ctx context.Context) (string, error) {
	path := filepath.Join(b.dir, "commune.shp")
	rows, err := b.db.Owner.Query(ctx, `
		SELECT commune_code FROM data.parcels GROUP BY 1 ORDER BY abs(count(*) - 12000), 1 LIMIT 1`)
	if err != nil {
		return "", err
	}
	var code string
	for rows.Next() {
		if err := rows.Scan(&code); err != nil {
			return "", err
		}
	}
	if rows.Err() != nil {
		return "", rows.Err()
	}
	return path, generate(ctx, b.rows, path, func(values []any) bool {
		values[4] = "NTD"
		return values[1] == code
	})
}

// generate runs bench/gen and writes the rows that keep takes; keep may change values.
func generate(ctx context.Context, rows int, path string, keep func([]any) bool) error {
	cmd := exec.CommandContext(ctx, "go", "run", "sotay/bench/gen", "-table", "parcels", "-n", strconv.Itoa(rows))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	if err := write(out, path, keep); err != nil {
		return err
	}
	return cmd.Wait()
}

func write(r io.Reader, path string, keep func([]any) bool) error {
	w, err := shpwrite.Create(path+".new", config())
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		values, g, err := parse(lines.Text())
		if err != nil {
			return err
		}
		if !keep(values) {
			continue
		}
		if err := w.Write(g, values...); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	for _, ext := range []string{".dbf", ".shx", ".prj", ".cpg", ".shp"} {
		stem := strings.TrimSuffix(path, ".shp")
		if err := os.Rename(path+".new"+ext, stem+ext); err != nil {
			return err
		}
	}
	return nil
}

// parse takes a row of bench/gen apart.
func parse(line string) ([]any, geom.T, error) {
	cells := strings.Split(line, "\t")
	if len(cells) != 9 {
		return nil, nil, fmt.Errorf("%d cells in %q", len(cells), line)
	}
	values := make([]any, 8)
	for i, c := range cells[:8] {
		values[i] = c
		switch i {
		case 0, 2, 3:
			n, err := strconv.ParseInt(c, 10, 64)
			if err != nil {
				return nil, nil, err
			}
			values[i] = n
		case 5:
			x, err := strconv.ParseFloat(c, 64)
			if err != nil {
				return nil, nil, err
			}
			values[i] = x
		}
	}
	raw, err := hex.DecodeString(cells[8])
	if err != nil {
		return nil, nil, err
	}
	g, err := ewkb.Unmarshal(raw)
	return values, g, err
}
