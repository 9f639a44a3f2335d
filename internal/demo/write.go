package demo

import (
	"bufio"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"
	geom "github.com/twpayne/go-geom"

	"sotay/importers/vntext"
	"sotay/internal/demo/monitoring"
	"sotay/internal/demo/terrain"
	"sotay/internal/fold"
	"sotay/internal/geowrite"
	"sotay/internal/shpwrite"
)

// prj is VN-2000, central meridian 107°45′, 3° zone, as ArcGIS writes it: without the
// shift to WGS84, which every reader has to know.
const prj = `PROJCS["VN_2000_TM-3_107-45",GEOGCS["GCS_VN_2000",DATUM["D_Vietnam_2000",SPHEROID["WGS_1984",6378137.0,298.257223563]],` +
	`PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],` +
	`PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",107.75],` +
	`PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`

// The files that Write makes in its folder, besides one GeoJSON for each layer.
const (
	// ParcelFile holds all parcels as a land office's software exports them: text in
	// TCVN3, VN-2000 107°45′ with a .prj.
	ParcelFile = "thua_dat.shp"
	// BareFile is the same without a .prj.
	BareFile = "thua_dat_khong_prj.shp"
	// CommuneFolder holds the parcels of each commune, in files like ParcelFile.
	CommuneFolder = "xa"
	// PackageFile is a GeoPackage of all layers in VN-2000.
	PackageFile = "sotay_demo.gpkg"
	// StationFile lists the monitoring stations, FireFile hot spots as FIRMS does,
	// BulletinFile announces fire danger.
	StationFile  = "tram_quan_trac.csv"
	FireFile     = "firms.csv"
	BulletinFile = "ban_tin_chay_rung.csv"
	// MonitoringFolder holds a day of a station's files as Circular 10/2021 has them.
	MonitoringFolder = "quan_trac"
)

// Write writes the province as files into a folder, made if it is missing, with files of
// stations and about fires. Existing files
// of the same names are replaced. The same province gives the same bytes.
func (p *Province) Write(dir string) error {
	if err := os.MkdirAll(filepath.Join(dir, CommuneFolder), 0o755); err != nil {
		return fmt.Errorf("write demo: %w", err)
	}
	for _, step := range []func(string) error{p.writeShapefiles, p.writePackage, p.writeGeoJSON, p.writeMonitoring} {
		if err := step(dir); err != nil {
			return fmt.Errorf("write demo: %w", err)
		}
	}
	return nil
}

// column is a column of a parcel file, as ViLIS names it, and the field it holds. An empty
// field is the area of the map.
type column struct {
	shpwrite.Field
	field string
}

func columns() []column {
	text := func(name, field string, width int) column {
		return column{shpwrite.Field{Name: name, Type: 'C', Width: width}, field}
	}
	area := func(name, field string) column {
		return column{shpwrite.Field{Name: name, Type: 'N', Width: 14, Decimals: 1}, field}
	}
	return []column{
		text("MAXA", "commune_code", 5), text("SHBANDO", "sheet_no", 6), text("SHTHUA", "parcel_no", 8), text("KHLOAIDAT", "land_use", 20),
		area("DIENTICH", ""), area("DIENTICHPL", "legal_area"), area("DTTHOCU", "residential_area"),
		text("TENCHU", "owner_name", 100), text("DIACHI", "address", 100), text("DIACHICHU", "owner_address", 100),
		text("SOTOCU", "old_sheet_no", 6), text("SOTHUACU", "old_parcel_no", 8), text("MADINHDANH", "official_id", 12),
		text("DACAPGCN", "certificate_status", 16), text("SOPHATHANH", "certificate_no", 12),
	}
}

func (p *Province) writeShapefiles(dir string) error {
	parcels, _ := p.Set("parcels")
	if err := parcels.writeParcels(filepath.Join(dir, ParcelFile), prj); err != nil {
		return err
	}
	if err := parcels.writeParcels(filepath.Join(dir, BareFile), ""); err != nil {
		return err
	}
	communes, _ := p.Set("communes")
	for _, c := range present(communes) {
		code, name := c.Values[0].(string), c.Values[1].(string)
		some := parcels
		some.Features = slices.DeleteFunc(slices.Clone(parcels.Features), func(f Feature) bool { return f.Values[0] != code })
		file := code + "_" + strings.ReplaceAll(fold.Key(name), " ", "_") + ".shp"
		if err := some.writeParcels(filepath.Join(dir, CommuneFolder, file), prj); err != nil {
			return err
		}
	}
	return nil
}

// writeParcels writes parcels as a Shapefile in TCVN3.
func (s Set) writeParcels(path, prj string) error {
	list := columns()
	index := map[string]int{}
	for i, f := range s.Fields {
		index[f.Name] = i
	}
	var fields []shpwrite.Field
	for _, c := range list {
		fields = append(fields, c.Field)
	}
	var bad error
	w, err := shpwrite.Create(path, shpwrite.Config{
		Kind: shpwrite.Polygon, Fields: fields, PRJ: prj, Date: AsOf(),
		Encode: func(b []byte) []byte {
			out, err := vntext.Encode(vntext.TCVN3, string(b))
			bad = errors.Join(bad, err)
			return out
		},
	})
	if err != nil {
		return err
	}
	values := make([]any, len(list))
	for _, f := range s.Features {
		for i, c := range list {
			if values[i] = area(f.Geometry); c.field != "" {
				values[i] = f.Values[index[c.field]]
			}
		}
		if err := errors.Join(w.Write(f.Geometry, values...), bad); err != nil {
			return errors.Join(fmt.Errorf("%s: %w", filepath.Base(path), err), w.Close())
		}
	}
	return w.Close()
}

// area of a polygon in the plane, to a tenth of a square metre.
func area(g geom.T) any {
	if p, ok := g.(*geom.Polygon); ok {
		return math.Round(p.Area()*10) / 10
	}
	return nil
}

func (p *Province) writePackage(dir string) error {
	out, err := geowrite.CreateGeoPackage(filepath.Join(dir, PackageFile), AsOf())
	if err != nil {
		return err
	}
	for _, s := range p.Sets {
		l, err := out.AddLayer(s.Layer.Name, s.Layer.TitleVi, s.Layer.Geometry, SRID, s.Fields)
		if err != nil {
			return errors.Join(err, out.Abort())
		}
		for _, f := range s.Features {
			if err := l.Write(f.Geometry, f.Values); err != nil {
				return errors.Join(err, out.Abort())
			}
		}
	}
	return out.Close()
}

// filed is the station whose files are written: some of its analysers send ppb.
const filed = "KK04"

// writeMonitoring writes what stations and offices would send, of the day that the province
// pretends to describe.
func (p *Province) writeMonitoring(dir string) error {
	s, ok := monitoring.Find(p.Stations, filed)
	if !ok {
		return nil // a province of some layers only
	}
	end := AsOf().AddDate(0, 0, 1).Add(-7 * time.Hour) // midnight in UTC+7
	land := terrain.New()
	files := []monitoring.File{
		{Name: StationFile, Data: monitoring.StationTable(p.Stations)},
		{Name: FireFile, Data: monitoring.FIRMS(monitoring.HotSpots(land, end))},
		{Name: BulletinFile, Data: monitoring.FireBulletin(land, AsOf())},
	}
	for _, f := range monitoring.New(end, 1).Files(s) {
		f.Name = filepath.Join(MonitoringFolder, f.Name)
		files = append(files, f)
	}
	if err := os.MkdirAll(filepath.Join(dir, MonitoringFolder), 0o755); err != nil {
		return err
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func (p *Province) writeGeoJSON(dir string) error {
	for _, s := range p.Sets {
		if err := s.writeGeoJSON(filepath.Join(dir, s.Layer.Name+".geojson")); err != nil {
			return err
		}
	}
	return nil
}

func (s Set) writeGeoJSON(path string) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	buffer := bufio.NewWriter(file)
	out, err := geowrite.NewGeoJSON(buffer, s.Layer.Name, s.Fields)
	if err != nil {
		return err
	}
	for _, f := range s.Features {
		if err := out.Write(lonLat(f.Geometry), f.Values); err != nil {
			return err
		}
	}
	return errors.Join(out.Close(), buffer.Flush())
}

// lonLat is a geometry in WGS84 longitude and latitude.
func lonLat(g geom.T) geom.T {
	flat := make([]float64, len(g.FlatCoords()))
	for i := 0; i < len(flat); i += 2 {
		p := terrain.LonLat(orb.Point{g.FlatCoords()[i], g.FlatCoords()[i+1]})
		flat[i], flat[i+1] = p[0], p[1]
	}
	switch g := g.(type) {
	case *geom.Point:
		return geom.NewPointFlat(geom.XY, flat)
	case *geom.LineString:
		return geom.NewLineStringFlat(geom.XY, flat)
	case *geom.Polygon:
		return geom.NewPolygonFlat(geom.XY, flat, g.Ends())
	case *geom.MultiPolygon:
		return geom.NewMultiPolygonFlat(geom.XY, flat, g.Endss())
	}
	return nil
}
