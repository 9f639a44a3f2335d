// Command cadastre writes the file that a land office would bring: twenty-four parcels of
// one sheet in three rows, text in TCVN3, VN-2000 central meridian 107°45′ with a .prj.
//
//	go run ./web/map/e2e/cadastre FILE.shp COMMUNE SHEET EASTING NORTHING
//
// COMMUNE is a code; EASTING and NORTHING are the south-west corner in metres. The parcels
// are 30 m wide and 40 m high, numbered from 1, westernmost first, the southernmost row first.
package main

import (
	"errors"
	"fmt"
	"log"
	"os"
	"strconv"

	geom "github.com/twpayne/go-geom"

	"sotay/importers/vntext"
	"sotay/internal/shpwrite"
)

const (
	width, height = 30.0, 40.0 // metres
	perRow, rows  = 8, 3
)

const prj = `PROJCS["VN_2000_TM-3_107-45",GEOGCS["GCS_VN_2000",DATUM["D_Vietnam_2000",SPHEROID["WGS_1984",6378137.0,298.257223563]],` +
	`PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],` +
	`PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",107.75],` +
	`PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`

// streets and quarters make the addresses of the parcels: what a column of text must hold
// at least for its encoding to be recognised without a question.
var (
	streets = []string{
		"Nguyễn Hữu Cảnh", "Lê Quý Đôn", "Hoàng Hoa Thám", "Trần Phú", "Giếng Nước", "Võ Thị Sáu",
		"Phạm Ngũ Lão", "Đội Cấn", "Huyền Trân Công Chúa", "Bạch Đằng", "Lý Thường Kiệt", "Nơ Trang Lơng",
	}
	quarters = []string{"Phước Thắng", "Hải Điền", "Rạch Dừa"}
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 6 {
		log.Fatal("usage: cadastre FILE.shp COMMUNE SHEET EASTING NORTHING")
	}
	east, eastErr := strconv.ParseFloat(os.Args[4], 64)
	north, northErr := strconv.ParseFloat(os.Args[5], 64)
	if err := errors.Join(eastErr, northErr); err != nil {
		log.Fatal(err)
	}
	if err := write(os.Args[1], os.Args[2], os.Args[3], east, north); err != nil {
		log.Fatal(err)
	}
}

func write(path, commune, sheet string, east, north float64) error {
	text := func(name string, width int) shpwrite.Field {
		return shpwrite.Field{Name: name, Type: 'C', Width: width}
	}
	w, err := shpwrite.Create(path, shpwrite.Config{
		Kind: shpwrite.Polygon, PRJ: prj,
		Fields: []shpwrite.Field{text("MAXA", 5), text("SHBANDO", 6), text("SHTHUA", 8), text("KHLOAIDAT", 20), text("DIACHI", 100)},
	})
	if err != nil {
		return err
	}
	for i := range perRow * rows {
		address := fmt.Sprintf("Số %d đường %s, khu phố %s", 2*i+1, streets[i%len(streets)], quarters[i%len(quarters)])
		legacy, err := vntext.Encode(vntext.TCVN3, address)
		if err != nil {
			return errors.Join(err, w.Close())
		}
		e, n := east+width*float64(i%perRow), north+height*float64(i/perRow)
		ring := []float64{e, n, e, n + height, e + width, n + height, e + width, n, e, n}
		shape := geom.NewPolygonFlat(geom.XY, ring, []int{len(ring)})
		if err := w.Write(shape, commune, sheet, strconv.Itoa(i+1), "ODT", legacy); err != nil {
			return errors.Join(err, w.Close())
		}
	}
	return w.Close()
}
