package monitoring

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/paulmach/orb"

	"sotay/internal/calendar"
	"sotay/internal/demo/terrain"
)

// HotSpot is a fire that a satellite would have seen: no such fire was.
type HotSpot struct {
	At         orb.Point // longitude, latitude, to five decimals
	Seen       time.Time // of a whole minute
	Confidence string    // low, nominal or high
	FRP        float64   // MW
	Brightness float64   // K
	BrightT31  float64   // K
	Scan       float64   // km
	Track      float64   // km
}

// Day tells whether it was day.
func (h HotSpot) Day() bool {
	hour := h.Seen.In(calendar.Zone()).Hour()
	return hour >= 6 && hour < 18
}

// hotSpots is how many there are in a week.
const hotSpots = 20

// HotSpots of the week before a moment, three of five in forest, as the instrument VIIRS of
// the satellite N passes: soon after noon and after midnight.
func HotSpots(land *terrain.Terrain, now time.Time) []HotSpot {
	local := now.In(calendar.Zone())
	today := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, local.Location())
	var woods []terrain.Zone
	for _, z := range land.Zones {
		if z.Kind == terrain.HillForest || z.Kind == terrain.Reserve || z.Kind == terrain.Plantation {
			woods = append(woods, z)
		}
	}
	var out []HotSpot
	for i := int64(0); len(out) < hotSpots; i++ {
		e := func(n int64) float64 { return terrain.Even(401, i, n) }
		var at orb.Point
		if i%5 < 3 {
			z := woods[int(e(1)*float64(len(woods)))]
			b := z.Outline.Bound()
			at = orb.Point{b.Min[0] + e(2)*(b.Max[0]-b.Min[0]), b.Min[1] + e(3)*(b.Max[1]-b.Min[1])}
			if !terrain.Inside(z.Outline, at) {
				continue
			}
		} else {
			at = terrain.Plane(107.12+0.36*e(2), 10.50+0.22*e(3))
			if kind, _ := land.Zone(at); kind != terrain.Open {
				continue
			}
		}
		pass := 1*time.Hour + 20*time.Minute
		if e(4) < 0.7 {
			pass += 12 * time.Hour
		}
		seen := today.AddDate(0, 0, -1-int(7*e(5))).Add(pass + time.Duration(40*e(6))*time.Minute)
		ll := terrain.LonLat(at)
		out = append(out, HotSpot{
			At: orb.Point{round(ll[0], 1e5), round(ll[1], 1e5)}, Seen: seen.UTC(),
			Confidence: []string{"nominal", "nominal", "low", "high", "nominal"}[int(5*e(7))],
			FRP:        round(0.6+14*math.Pow(e(8), 3), 100), Brightness: round(304+50*e(9), 100), BrightT31: round(288+12*e(10), 100),
			Scan: round(0.37+0.2*e(11), 100), Track: round(0.36+0.1*e(12), 100),
		})
	}
	return out
}

// Satellite and Instrument of all hot spots.
const (
	Satellite  = "N"
	Instrument = "VIIRS"
)

// FIRMS writes hot spots as NASA's lists have them, in CSV.
func FIRMS(list []HotSpot) []byte {
	rows := [][]string{{
		"latitude", "longitude", "bright_ti4", "scan", "track", "acq_date", "acq_time", "satellite", "instrument", "confidence", "version",
		"bright_ti5", "frp", "daynight",
	}}
	number := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	for _, h := range list {
		night := "N"
		if h.Day() {
			night = "D"
		}
		rows = append(rows, []string{
			number(h.At[1]), number(h.At[0]), number(h.Brightness), number(h.Scan), number(h.Track), h.Seen.UTC().Format(time.DateOnly),
			h.Seen.UTC().Format("1504"), Satellite, Instrument, h.Confidence, "minh-hoa", number(h.BrightT31), number(h.FRP), night,
		})
	}
	return table(rows)
}

// FireBulletin is an announcement of fire danger for all communes, in CSV: it holds from the
// day of now for three days. No office issued it.
func FireBulletin(land *terrain.Terrain, now time.Time) []byte {
	day := now.In(calendar.Zone())
	rows := [][]string{{"Mã xã", "Tên xã", "Cấp", "Từ ngày", "Đến ngày", "Cơ quan ban hành", "Số", "Ngày ban hành"}}
	date := func(t time.Time) string { return t.Format("02/01/2006") }
	for _, c := range land.Communes {
		wooded, looked := 0, 0
		for _, u := range c.Old {
			for _, at := range u.At {
				for dx := -3000.0; dx <= 3000; dx += 1500 {
					for dy := -3000.0; dy <= 3000; dy += 1500 {
						looked++
						if kind, _ := land.Zone(orb.Point{at[0] + dx, at[1] + dy}); kind.Wooded() {
							wooded++
						}
					}
				}
			}
		}
		level := 1 + int(math.Min(3, 7*float64(wooded)/float64(looked)))
		rows = append(rows, []string{
			c.Code, c.Name, []string{"I", "II", "III", "IV", "V"}[level-1], date(day), date(day.AddDate(0, 0, 2)),
			"Chi cục Kiểm lâm (hư cấu)", fmt.Sprintf("%03d/BT-MH", day.YearDay()), date(day),
		})
	}
	return table(rows)
}

// table writes CSV in UTF-8 with a byte order mark, by which spreadsheets know it.
func table(rows [][]string) []byte {
	var out bytes.Buffer
	out.WriteString("\uFEFF")
	w := csv.NewWriter(&out)
	if err := w.WriteAll(rows); err != nil {
		panic(err) // to memory
	}
	return out.Bytes()
}
