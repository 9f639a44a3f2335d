package environment_test

import (
	"fmt"
	"testing"

	"sotay/environment"
	"sotay/internal/testdb"
)

// The limits of today, as the copies of QCVN 05:2023 and 08:2023 that were read have them: kind,
// parameter, basis and class, lowest … highest, unit.
func TestLimits(t *testing.T) {
	list, err := environment.New(testdb.New(t)).Limits(t.Context(), "2026-11-20")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	bound := func(v *float64) string {
		if v == nil {
			return ""
		}
		return fmt.Sprint(*v)
	}
	for _, l := range list {
		got = append(got, fmt.Sprintf("%s %s %s%s %s…%s %s", l.Kind, l.Parameter, l.Basis, l.Class, bound(l.Lowest), bound(l.Highest), l.Unit))
	}
	expect(t, "limits", []string{
		"air PM2.5 24h …45 µg/m³", "air PM2.5 year …25 µg/m³",
		"air PM10 24h …100 µg/m³", "air PM10 year …50 µg/m³",
		"air TSP 1h …300 µg/m³", "air TSP 24h …200 µg/m³", "air TSP year …100 µg/m³",
		"air O3 1h …200 µg/m³", "air O3 8h …120 µg/m³",
		"air NO2 1h …200 µg/m³", "air NO2 24h …100 µg/m³", "air NO2 year …40 µg/m³",
		"air SO2 1h …350 µg/m³", "air SO2 24h …125 µg/m³", "air SO2 year …50 µg/m³",
		"air CO 1h …30000 µg/m³", "air CO 8h …10000 µg/m³",
		"surface_water PH valueA 6.5…8.5 ", "surface_water PH valueB 6…8.5 ", "surface_water PH valueC 6…8.5 ", "surface_water PH valueD … ",
		"surface_water DO valueA 6… mg/l", "surface_water DO valueB 5… mg/l", "surface_water DO valueC 4… mg/l", "surface_water DO valueD 2… mg/l",
		"surface_water TSS valueA …25 mg/l", "surface_water TSS valueB …100 mg/l", "surface_water TSS valueC … mg/l", "surface_water TSS valueD … mg/l",
		"surface_water COD valueA …10 mg/l", "surface_water COD valueB …15 mg/l", "surface_water COD valueC …20 mg/l", "surface_water COD valueD … mg/l",
		"surface_water BOD5 valueA …4 mg/l", "surface_water BOD5 valueB …6 mg/l", "surface_water BOD5 valueC …10 mg/l", "surface_water BOD5 valueD … mg/l",
		"surface_water TOC valueA …4 mg/l", "surface_water TOC valueB …6 mg/l", "surface_water TOC valueC …8 mg/l", "surface_water TOC valueD … mg/l",
		"surface_water NH4 value …0.3 mg/l", "surface_water NO2 value …0.05 mg/l",
		"surface_water TN valueA …0.6 mg/l", "surface_water TN valueB …1.5 mg/l", "surface_water TN valueC …2 mg/l", "surface_water TN valueD … mg/l",
		"surface_water TP valueA …0.1 mg/l", "surface_water TP valueB …0.3 mg/l", "surface_water TP valueC …0.5 mg/l", "surface_water TP valueD … mg/l",
		"surface_water CL value …250 mg/l",
		"surface_water COLIFORM valueA …1000 MPN/100 ml", "surface_water COLIFORM valueB …5000 MPN/100 ml", "surface_water COLIFORM valueC …7500 MPN/100 ml", "surface_water COLIFORM valueD … MPN/100 ml",
		"surface_water AS value …0.01 mg/l", "surface_water CD value …0.005 mg/l", "surface_water PB value …0.02 mg/l", "surface_water CR6 value …0.01 mg/l",
		"surface_water CU value …0.1 mg/l", "surface_water ZN value …0.5 mg/l", "surface_water HG value …0.001 mg/l",
		"surface_water ALDRIN value …0.1 µg/l", "surface_water DIELDRIN value …0.1 µg/l", "surface_water DDTS value …1 µg/l", "surface_water HEPTACHLOR value …0.2 µg/l",
		"surface_water LINDANE value …0.02 µg/l",
		"surface_water F value …1 mg/l", "surface_water CN value …0.01 mg/l", "surface_water CR value …0.05 mg/l", "surface_water NI value …0.1 mg/l",
		"surface_water MN value …0.1 mg/l", "surface_water FE value …0.5 mg/l", "surface_water SB value …0.02 mg/l", "surface_water SURFACTANT value …0.1 mg/l",
		"surface_water PHENOL value …0.005 mg/l", "surface_water OIL value …5 mg/l",
		"surface_water FCOLIFORM valueA …200 MPN/100 ml", "surface_water FCOLIFORM valueB …1000 MPN/100 ml", "surface_water FCOLIFORM valueC …1500 MPN/100 ml", "surface_water FCOLIFORM valueD … MPN/100 ml",
	}, got)
}
