package broker_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sotay/environment/broker"
)

// config reads a configuration out of the text of a file, in a folder with a file of a password.
func config(t *testing.T, text string) (*broker.Config, error) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"mqtt.json": text, "password": "bí mật\n", "bad.pem": "x"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return broker.ReadConfig(filepath.Join(dir, "mqtt.json"))
}

func TestRead(t *testing.T) {
	c, err := config(t, `{"servers": ["mqtt://127.0.0.1:1883"], "client_id": "sotay", "topics": [
		{"topic": "env/{station}/{parameter}", "payload": "number", "unit": "ug/m3", "at": "received"},
		{"topic": "dev/{station}/up/#", "payload": "json", "rows": "data.list", "members": {"at": "ts"}, "values": {"pm.25": "PM2.5", "o3": "O3"}, "times": "unix"},
		{"topic": "flat/+", "payload": "json", "members": {"station": "id", "parameter": "p", "at": "t", "value": "v", "unit": "u", "status": "s"}},
		{"topic": "own/{station}", "payload": "json", "members": {"station": "id", "parameter": "p", "at": "t", "value": "v"}},
		{"topic": "api", "payload": "readings", "status": "01"},
		{"topic": "files/{station}", "payload": "circular10"}
	]}`)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 20, 3, 5, 0, 0, time.UTC)
	for _, tt := range []struct {
		name, topic, payload string
		again                bool
		want                 string
	}{
		{"a number", "env/KK01/PM10", " 12,5\n", false, "KK01|PM10|2026-11-20T03:05:00Z|12,5|ug/m3|\n"},
		{"a number that came before", "env/KK01/PM10", "12.5", true, "bad_time mqtt env/KK01/PM10: KK01|PM10||12.5|ug/m3|\n"},
		{"no number", "env/KK01/PM10", "", false, "unreadable mqtt env/KK01/PM10: KK01|PM10||||\n"},
		{"several values", "dev/KK01/up/a/b", `{"data": {"list": [{"ts": 1763607900, "pm": {"25": 21.50, "x": 1}, "o3": null}, {"ts": "1763607900.5", "o3": "7"}]}}`, false, "KK01|O3|2025-11-20T03:05:00Z|||\nKK01|PM2.5|2025-11-20T03:05:00Z|21.50||\nKK01|O3|2025-11-20T03:05:00.5Z|7||\n"},
		{"a list that is empty", "dev/KK01/up", `{"data": {"list": []}}`, false, ""},
		{"a list that is not there", "dev/KK01/up", `{"data": []}`, false, "unreadable mqtt dev/KK01/up: KK01|||{\"data\": []}||\n"},
		{"a time that is none", "dev/KK01/up", `{"data": {"list": {"ts": "now", "o3": 1}}}`, false, "unreadable mqtt dev/KK01/up: KK01|||{\"o3\":1,\"ts\":\"now\"}||\n"},
		{"one value", "flat/x", `{"id": "NM01", "p": "COD", "t": 20261120100500, "v": 7e0, "u": "mg/l", "s": 0}`, false, "NM01|COD|20261120100500|7e0|mg/l|0\n"},
		{"a value that is not said", "flat/x", `{"id": "NM01", "p": "COD", "t": 20261120100500}`, false, "unreadable mqtt flat/x: NM01|COD||{\"id\":\"NM01\",\"p\":\"COD\",\"t\":20261120100500}||\n"},
		{
			"one bad row among good ones", "api", `[{"station": "KK01", "parameter": "O3", "at": "a", "value": 1}, {"station": "KK01", "parameter": "O3", "at": "b", "value": true, "unit": "<"}, 7, {"station": "KK01", "parameter": "O3", "at": "c", "value": 3}]`, false,
			"KK01|O3|a|1||01\nKK01|O3|c|3||01\n" +
				"unreadable mqtt api: KK01|O3||{\"at\":\"b\",\"parameter\":\"O3\",\"station\":\"KK01\",\"unit\":\"<\",\"value\":true}||\nunreadable mqtt api: |||7||\n",
		},
		{
			"one bad line among good ones", "dev/KK01/up", `{"data": {"list": [{"ts": 1763607900, "o3": 1}, {"ts": 1e99, "o3": 2}]}} {"data": 1} {"data": {"list": {"ts": 1763607900, "o3": {"x": 1}, "pm.25": 3}}} {"da`, false,
			"KK01|O3|2025-11-20T03:05:00Z|1||\nKK01|PM2.5|2025-11-20T03:05:00Z|3||\n" +
				"unreadable mqtt dev/KK01/up: KK01|||{\"o3\":2,\"ts\":1e99}||\nunreadable mqtt dev/KK01/up: KK01|||{\"data\": 1}||\n" +
				"unreadable mqtt dev/KK01/up: KK01|O3||{\"x\":1}||\nunreadable mqtt dev/KK01/up: KK01|||{\"da||\n",
		},
		{
			"another station than the topic's", "own/KK01", `[{"id": "NM01", "p": "O3", "t": "a", "v": 1}, {"id": " KK01", "p": "O3", "t": "b", "v": 2}, {"p": "O3", "t": "c", "v": 3}]`, false,
			" KK01|O3|b|2||\nKK01|O3|c|3||\nnot_yours mqtt own/KK01: NM01|O3|a|1||\n",
		},
		{
			"what is not said many times", "api", "[" + strings.Repeat("{},", 1001) + `{"station": "KK01", "parameter": "O3", "at": "a", "value": 1}]`, false,
			"KK01|O3|a|1||01\nunreadable mqtt api: |||[" + strings.Repeat("{},", 1001) + "{\"station\": \"KK01\", \"parameter\": \"O3\", \"at\": \"a\", \"value\": 1}]||\n",
		},
		{"as over HTTP, a list", "api", `[{"station": "KK01", "parameter": "O3", "at": "2026-11-20T10:05:00+07:00", "value": "---"}]`, false, "KK01|O3|2026-11-20T10:05:00+07:00|---||01\n"},
		{"as over HTTP, lines", "api", "{\"station\": \"KK01\", \"parameter\": \"O3\", \"at\": \"a\", \"value\": 1}\n{\"station\": \"KK01\", \"parameter\": \"O3\", \"at\": \"b\", \"value\": null, \"status\": \"02\"}\n", false, "KK01|O3|a|1||01\nKK01|O3|b|||02\n"},
		{"half a list", "api", `[{"station": "KK01"`, false, "unreadable mqtt api: |||[{\"station\": \"KK01\"||\n"},
		{"a file", "files/KK01", "PM2,5\t21.5\tug/m3\t20261120100500\t00\r\nPM10 ten\r\n", true, "KK01|PM2,5|20261120100500|21.5|ug/m3|00\nbad_line mqtt files/KK01: KK01|||PM10 ten||\n"},
		{"a topic of former days", "old/KK01", "1", false, "unreadable mqtt old/KK01: |||1||\n"},
		{"a topic with more levels", "env/KK01/PM10/x", "1", false, "unreadable mqtt env/KK01/PM10/x: |||1||\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rows, aside := c.Read(tt.topic, tt.payload, now, tt.again)
			var got strings.Builder
			for _, r := range rows {
				fmt.Fprintln(&got, strings.Join([]string{r.Station, r.Parameter, r.At, r.Value, r.Unit, r.Status}, "|"))
			}
			for _, r := range aside {
				fmt.Fprintf(&got, "%s %s: %s\n", r.Reason, r.Source, strings.Join([]string{r.Station, r.Parameter, r.At, r.Value, r.Unit, r.Status}, "|"))
			}
			if diff := cmp.Diff(tt.want, got.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestDocumentedConfig: the example of docs is read, and its topics mean what it says.
func TestDocumentedConfig(t *testing.T) {
	text, err := os.ReadFile("../../docs/mqtt.json")
	if err != nil {
		t.Fatal(err)
	}
	c, err := config(t, strings.NewReplacer(`"ca.pem"`, `""`, `"mqtt.password"`, `"password"`).Replace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for topic, payload := range map[string]string{
		"readings/so":             `[{"station": "KK01", "parameter": "PM2.5", "at": "2026-11-20T10:05:00+07:00", "value": 21.5}]`,
		"files/KK01":              "PM2,5\t21.5\tug/m3\t20261120100500\t00\r\n",
		"stations/KK01/data":      `{"time": 1763607900, "sensors": {"pm25": 21.5, "pm10": 40}}`,
		"gateway/up/a":            `{"rows": [{"id": "KK01", "name": "PM2.5", "time": "2026-11-20 10:05:00", "value": "21.5", "unit": "ug/m3", "status": "00"}]}`,
		"sensors/KK01/PM2.5":      "21.5",
		"sensors/KK01/PM2.5/more": "21.5",
	} {
		rows, aside := c.Read(topic, payload, time.Now(), false)
		got = append(got, fmt.Sprint(topic, " ", len(rows), len(aside)))
	}
	slices.Sort(got)
	want := []string{"files/KK01 1 0", "gateway/up/a 1 0", "readings/so 1 0", "sensors/KK01/PM2.5 1 0", "sensors/KK01/PM2.5/more 0 1", "stations/KK01/data 2 0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestReadConfig(t *testing.T) {
	const head = `{"servers": ["mqtt://127.0.0.1:1883"], "client_id": "sotay", `
	topic := func(text string) string { return head + `"topics": [` + text + `]}` }
	for _, tt := range []struct{ text, want string }{
		{topic(`{"topic": "{station}/{parameter}", "payload": "number", "at": "received"}`), ""},
		{head + `"password_file": "password", "session_expiry": "24h", "topics": [{"topic": "{station}", "payload": "circular10"}]}`, ""},
		{`{`, "unexpected EOF"},
		{`{} {}`, "after the end"},
		{`{"topic": 1}`, `unknown field "topic"`},
		{`{}`, "servers: name one"},
		{`{"servers": ["broker.example.vn"]}`, "give mqtt://host:1883 or tls://host:8883"},
		{`{"servers": ["mqtt://a:b@broker.example.vn:1883"]}`, "the user apart"},
		{`{"servers": ["mqtt://broker.example.vn:1883"]}`, "client_id: give one"},
		{head + `"share": "a/b"}`, "share:"},
		{head + `"session_expiry": "1s"}`, "session_expiry:"},
		{head + `"session_expiry": 5}`, "cannot unmarshal"},
		{head + `"keep_alive": "1ms"}`, "keep_alive:"},
		{head[:len(head)-2] + `}`, "topics: name one"},
		{head + `"password_file": "none", "topics": [{}]}`, "password_file:"},
		{head + `"ca_file": "bad.pem", "topics": [{}]}`, "has no certificate"},
		{head + `"max_message": 8388609, "topics": [{}]}`, "max_message: at most 8388608"},
		{head + `"receive_maximum": 65, "topics": [{}]}`, "receive_maximum: with max_message 1048576 at most 64"},
		{head + `"receive_maximum": 500, "max_message": 131072, "topics": [{"topic": "{station}", "payload": "circular10"}]}`, ""},
		{topic(`{"topic": "", "payload": "number"}`), "no such topic"},
		{topic(`{"topic": "$SYS/#", "payload": "number"}`), "no such topic"},
		{topic(`{"topic": "{station}/{station}", "payload": "number"}`), "once each of"},
		{topic(`{"topic": "{at}", "payload": "number"}`), "once each of"},
		{topic(`{"topic": "a/#/b", "payload": "number"}`), "# for the last"},
		{topic(`{"topic": "a+/b", "payload": "number"}`), "stand for a whole level"},
		{topic(`{"topic": "{station}/{parameter}", "payload": "xml"}`), "number, json, readings or circular10"},
		{topic(`{"topic": "{station}/{parameter}", "payload": "number"}`), "at: neither the topic nor the payload"},
		{topic(`{"topic": "{station}/{parameter}", "payload": "number", "at": "now"}`), "only \"received\""},
		{topic(`{"topic": "{station}", "payload": "json", "at": "received", "members": {"value": "v"}}`), "parameter: neither"},
		{topic(`{"topic": "{station}", "payload": "json", "members": {"when": "t"}}`), `members: "when"`},
		{topic(`{"topic": "{station}", "payload": "json", "times": "iso", "values": {"a": "O3"}}`), "unix or unix_ms"},
		{topic(`{"topic": "a", "payload": "circular10"}`), "station: say it"},
		{topic(`{"topic": "a", "payload": "readings", "rows": "x"}`), "are for the payload json"},
	} {
		if _, err := config(t, tt.text); (tt.want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.text, err, tt.want)
		}
	}
}

// TestMemoryIsBounded: by default as many messages wait as take 64 MiB, and of those 4 MiB are settled at
// once.
func TestMemoryIsBounded(t *testing.T) {
	for members, want := range map[string]uint16{"": 64, `"max_message": 8388608,`: 8, `"max_message": 2000,`: 500} {
		c, err := config(t, `{"servers": ["mqtt://127.0.0.1:1883"], "client_id": "sotay", `+members+` "topics": [{"topic": "{station}", "payload": "circular10"}]}`)
		if err != nil || c.ReceiveMaximum != want {
			t.Errorf("%s: %d, %v", members, c.ReceiveMaximum, err)
		}
	}
	if diff := cmp.Diff([][]int{{3, 1}, {2, 1, 1}, {5}, {1}}, broker.Pieces(t.Context(), 3, 1, 2, 1, 1, 5, 1)); diff != "" {
		t.Errorf("pieces in MiB (-want +got):\n%s", diff)
	}
}

// FuzzRead: whatever a payload holds, reading it does not crash, and nothing of it vanishes: there
// are readings, or something is set aside, or it says itself that it is an empty list.
func FuzzRead(f *testing.F) {
	for _, payload := range []string{"12.5", `{"data": {"list": [{"ts": 1, "pm": {"25": 1}}]}}`, `[{"station": "a", "parameter": "b", "at": "c", "value": 1}]`, "[]", "PM10\t1\t\t20261120100500\t00\n", `{"a.b": [[1]]}`} {
		f.Add(payload)
	}
	var c *broker.Config
	f.Fuzz(func(t *testing.T, payload string) {
		if c == nil {
			var err error
			if c, err = config(t, `{"servers": ["mqtt://127.0.0.1:1883"], "client_id": "sotay", "topics": [
				{"topic": "number/{station}/{parameter}", "payload": "number", "at": "received"},
				{"topic": "json/{station}", "payload": "json", "rows": "data.list", "members": {"at": "ts"}, "values": {"pm.25": "PM2.5", "a.b.0.0": "O3"}, "times": "unix"},
				{"topic": "readings", "payload": "readings"}, {"topic": "file/{station}", "payload": "circular10"}]}`); err != nil {
				t.Fatal(err)
			}
		}
		for _, topic := range []string{"number/a/b", "json/a", "readings", "file/a"} {
			rows, aside := c.Read(topic, payload, time.Now(), true)
			if len(rows)+len(aside) == 0 && !strings.Contains(payload, "[") {
				t.Errorf("%s: nothing became of %q", topic, payload)
			}
		}
	})
}
