package environment_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"sotay/environment"
)

// written is rows in each format.
func written(rows int) map[environment.Format]string {
	var array, objects, table []string
	for n := range rows {
		at := fmt.Sprintf("2026-11-%02dT%02d:%02d:00+07:00", 1+n/1440%28, n/60%24, n%60)
		object := fmt.Sprintf(`{"station":"KK01","parameter":"PM2.5","at":%q,"value":%d.5,"unit":"µg/m³","status":"00"}`, at, n%90)
		array, objects = append(array, object), append(objects, object+"\n")
		table = append(table, fmt.Sprintf("KK01,PM2.5,%s,%d.5,µg/m³,00\n", at, n%90))
	}
	return map[environment.Format]string{
		environment.JSON:   "[" + strings.Join(array, ",") + "]",
		environment.NDJSON: strings.Join(objects, ""),
		environment.CSV:    "station,parameter,at,value,unit,status\n" + strings.Join(table, ""),
	}
}

// A body comes in pieces of a bounded size, in order, however its bytes come.
func TestReadBodyInPieces(t *testing.T) {
	for format, body := range written(2500) {
		var rows []environment.Sent
		pieces := 0
		err := environment.ReadBody(iotest.HalfReader(strings.NewReader(body)), format, func(piece []environment.Sent) error {
			pieces++
			rows = append(rows, piece...)
			return nil
		})
		if err != nil || pieces != 3 || len(rows) != 2500 {
			t.Fatalf("%s: %d rows in %d pieces, %v", format, len(rows), pieces, err)
		}
		want := environment.Sent{Station: "KK01", Parameter: "PM2.5", At: "2026-11-02T17:39:00+07:00", Value: "69.5", Unit: "µg/m³", Status: "00"}
		expect(t, string(format), want, rows[2499])
	}
}

// What goes wrong elsewhere is told as it is: it is no fault of the body.
func TestReadBodyTellsOthersErrors(t *testing.T) {
	lost, full := errors.New("the connection is lost"), errors.New("no room")
	for format, body := range written(1500) {
		broken := io.MultiReader(strings.NewReader(body[:len(body)/2]), iotest.ErrReader(lost))
		if err := environment.ReadBody(broken, format, func([]environment.Sent) error { return nil }); !errors.Is(err, lost) {
			t.Errorf("%s: the reader's error is told as %v", format, err)
		}
		if err := environment.ReadBody(strings.NewReader(body), format, func([]environment.Sent) error { return full }); !errors.Is(err, full) {
			t.Errorf("%s: the taker's error is told as %v", format, err)
		}
	}
}

// Nothing that comes in makes reading it panic, or end otherwise than in rows or in words.
func FuzzReadBody(f *testing.F) {
	for format, body := range written(2) {
		f.Add(string(format), body)
		f.Add(string(format), body[:len(body)-10])
	}
	f.Add("csv", "\ufeffstation;parameter;at;value\r\n\"KK\"\"01\";a;b;\r\n")
	f.Add("json", `{"value":[],"status":{}}`)
	f.Add("ndjson", `{"value":null}{"status":-1e400}`)
	f.Fuzz(func(t *testing.T, format, body string) {
		rows := 0
		err := environment.ReadBody(strings.NewReader(body), environment.Format(format), func(piece []environment.Sent) error {
			rows += len(piece)
			return nil
		})
		var fault *environment.Unreadable
		if err != nil && (!errors.As(err, &fault) || fault.Vi == "" || fault.En == "") {
			t.Errorf("an error of another kind: %v", err)
		}
		if err == nil && rows == 0 && format != "csv" {
			t.Error("nothing was read, and nothing is wrong")
		}
	})
}

func BenchmarkReadBody(b *testing.B) {
	for format, body := range written(20_000) {
		b.Run(string(format), func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				rows := 0
				err := environment.ReadBody(strings.NewReader(body), format, func(piece []environment.Sent) error {
					rows += len(piece)
					return nil
				})
				if err != nil || rows != 20_000 {
					b.Fatal(rows, err)
				}
			}
		})
	}
}
