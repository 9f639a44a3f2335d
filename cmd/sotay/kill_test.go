package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"sotay/postgis"
)

// newParcelFile changes the parcel of parcelFile and has another one.
var newParcelFile = strings.TrimSuffix(strings.Replace(parcelFile, "ODT", "CLN", 1), "]}") + `,{"type":"Feature",
"properties":{"MAXA":"26506","SOTO":12,"SOTHUA":46,"LOAIDAT":"ODT"},
"geometry":{"type":"Polygon","coordinates":[[[107.0802,10.34],[107.0804,10.34],[107.0804,10.3402],[107.0802,10.3402],[107.0802,10.34]]]}}]}`

// killed is a database and an import that is about to be killed.
type killed struct {
	t      *testing.T
	data   string
	server *postgis.Server
	conn   *pgx.Conn // superuser's
}

// An import dies hard, or the session of the database that works for it does, while it
// stages or while it applies. The old state stands; the next start clears up what staging
// left; the same file can be imported.
func TestAKilledImport(t *testing.T) {
	data := newDatabase(t)
	k := &killed{data: data}
	for _, tt := range []struct {
		name    string
		table   string // in whose lock it is caught
		backend bool
		then    string // the state of the import after the next start
	}{
		{"process while staging", "sotay.import_problems", false, "failed"},
		{"process while applying", "sotay.changes", false, "staged"},
		{"backend while staging", "sotay.import_problems", true, "failed"},
		{"backend while applying", "sotay.changes", true, "staged"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k.t = t
			k.join()
			mustRun(t, data, "import", mustWrite(t, "old.geojson", parcelFile), "--yes")
			before := k.lines(`SELECT d, r FROM data.parcels d LEFT JOIN data.parcels_restricted r USING (id)`)
			file := mustWrite(t, "new.geojson", newParcelFile)
			id := k.kill(file, tt.table, tt.backend)
			if diff := cmp.Diff(before, k.lines(`SELECT d, r FROM data.parcels d LEFT JOIN data.parcels_restricted r USING (id)`)); diff != "" {
				t.Errorf("the old state does not stand:\n%s", diff)
			}

			s := mustServe(t, data)
			eventually(t, "the clearing", func() bool {
				return cmp.Equal([]string{"(" + tt.then + ")"}, k.lines(`SELECT state FROM sotay.imports WHERE id = $1`, id)) &&
					(tt.then == "staged") == (len(k.scratch(id)) > 0)
			})
			if tt.then == "staged" {
				k.applyStaged(id, tt.backend)
			}
			if code, body := s.status(http.DefaultClient, featuresPath); code != 200 || strings.Contains(body, `"parcel_no":"46"`) {
				t.Errorf("before the import: %d %s", code, body)
			}
			mustRun(t, data, "import", file, "--yes")
			if code, body := s.status(http.DefaultClient, featuresPath); code != 200 || !strings.Contains(body, `"parcel_no":"46"`) {
				t.Errorf("after the import: %d %s", code, body)
			}
		})
	}
}

// join holds the private server, and connects.
func (k *killed) join() {
	k.t.Helper()
	var err error
	if k.server, err = postgis.JoinServer(k.t.Context(), postgis.ServerConfig{Dir: k.data}); err != nil {
		k.t.Fatal(err)
	}
	if k.conn, err = k.server.Superuser(k.t.Context(), postgis.DefaultDatabase); err != nil {
		k.t.Fatal(err)
	}
	server := k.server
	k.t.Cleanup(func() {
		_ = k.conn.Close(context.Background())
		if err := server.Leave(context.Background()); err != nil {
			k.t.Error(err)
		}
	})
}

// kill starts an import, waits until it is caught in the lock of a table, and kills it or
// its session there. It gives the number of the import.
func (k *killed) kill(file, table string, backend bool) (id int64) {
	t := k.t
	t.Helper()
	tx, err := k.conn.Begin(t.Context())
	if err == nil {
		_, err = tx.Exec(t.Context(), `LOCK TABLE `+table+` IN SHARE MODE`)
	}
	if err != nil {
		t.Fatal(err)
	}
	cmd := sotay(t, k.data, "import", file, "--layer", "parcels", "--yes")
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var session int
	eventually(t, "the wait for "+table, func() bool {
		err := k.conn.QueryRow(t.Context(), `SELECT coalesce(max(pid), 0) FROM pg_locks WHERE NOT granted AND relation = to_regclass($1)`, table).Scan(&session)
		if err != nil {
			t.Fatal(err)
		}
		return session > 0
	})
	if err := k.conn.QueryRow(t.Context(), `SELECT max(id) FROM sotay.imports`).Scan(&id); err != nil {
		t.Fatal(err)
	}
	if len(k.scratch(id)) == 0 {
		t.Fatal("nothing is staged yet")
	}
	if !backend {
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // killed
		if err := tx.Rollback(t.Context()); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the end of its sessions", func() bool {
			return len(k.lines(`SELECT pid FROM pg_stat_activity WHERE usename = $1`, postgis.OwnerLogin)) == 0
		})
		return id
	}
	if err := syscall.Kill(session, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); cmd.ProcessState.ExitCode() != exitFailed || !strings.Contains(said.String(), "database") {
		t.Errorf("%v, it said:\n%s", err, &said)
	}
	eventually(t, "the end of all sessions", func() bool { return k.conn.Ping(t.Context()) != nil })
	eventually(t, "recovery", func() bool {
		conn, err := k.server.Superuser(t.Context(), postgis.DefaultDatabase)
		if err == nil {
			k.conn = conn
		}
		return err == nil
	})
	return id
}

// applyStaged asks for what was staged once more. A crash of the server has emptied the
// stage: then it is refused, and given up.
func (k *killed) applyStaged(id int64, lost bool) {
	k.t.Helper()
	number := fmt.Sprint(id)
	if !lost {
		mustRun(k.t, k.data, "imports", "apply", number)
		mustRun(k.t, k.data, "imports", "undo", number)
		return
	}
	cmd := sotay(k.t, k.data, "imports", "apply", number)
	if out, err := cmd.CombinedOutput(); cmd.ProcessState.ExitCode() != exitFailed || !strings.Contains(string(out), "were lost when the server stopped") {
		k.t.Errorf("%v: %s", err, out)
	}
	mustRun(k.t, k.data, "imports", "discard", number)
}

// lines gives the rows of a query as text.
func (k *killed) lines(sql string, args ...any) []string {
	k.t.Helper()
	rows, err := k.conn.Query(k.t.Context(), `SELECT q::text FROM (`+sql+`) AS q ORDER BY 1`, args...)
	if err != nil {
		k.t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		k.t.Fatal(err)
	}
	return lines
}

// scratch lists the tables of an import that was not applied.
func (k *killed) scratch(id int64) []string {
	k.t.Helper()
	return k.lines(`SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ ('^(stage|diff|pairs|rivals|repeats|flaws)_' || $1::text || '$')`, fmt.Sprint(id))
}
