package importers_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sotay/importers"
)

func TestInterruptedStageLeavesNothing(t *testing.T) {
	i := newImports(t)
	i.load(vilis(sheets(1, 3)...))
	before, tables := i.state(), i.scratch()
	for _, pass := range []int{1, 2} { // while analysing, while loading
		ctx, cancel := context.WithCancel(context.Background())
		m, rows := vilis(sheets(2, 200)...), 0
		m.onNext = func(int) {
			if rows++; rows == 400*pass-50 {
				cancel()
			}
		}
		var id int64
		_, err := i.s.Stage(ctx, importers.Request{Source: m.source(), Layer: "parcels", Actor: "test", Started: func(n int64) { id = n }})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("pass %d: %v", pass, err)
		}
		c, err := i.s.Get(context.Background(), id)
		if err != nil || c.State != importers.StateFailed || c.Failure == nil || !strings.Contains(c.Failure.En, "the old state stands") {
			t.Errorf("pass %d: %+v, %v", pass, c, err)
		}
	}
	if diff := cmp.Diff(before, i.state()); diff != "" {
		t.Errorf("the layer changed:\n%s", diff)
	}
	if diff := cmp.Diff(tables, i.scratch()); diff != "" {
		t.Errorf("tables left (-want +got):\n%s", diff)
	}
}

func TestUnreadableSourceFailsTheChangeSet(t *testing.T) {
	i := newImports(t)
	src := importers.Source{Name: "x.shp", Open: func() (importers.Reader, error) { return nil, errors.New("no such file") }}
	_, err := i.s.Stage(context.Background(), importers.Request{Source: src, Layer: "parcels"})
	if err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("got %v", err)
	}
	list, err := i.s.List(context.Background(), importers.Account{}, "", 0, 10)
	if err != nil || len(list) != 1 || list[0].State != importers.StateFailed {
		t.Errorf("list %+v, %v", list, err)
	}
}

// TestCleanAtStart finds what a process that was killed while staging left.
func TestCleanAtStart(t *testing.T) {
	i := newImports(t)
	waiting := i.stage(vilis(sheets(1, 3)...))
	i.exec(`UPDATE sotay.imports SET created_at = now() - interval '6 days'`)
	i.exec(`INSERT INTO sotay.imports (layer, source, actor, restore_id, state) SELECT 'parcels', 'x', 'x', restore_id, 'staging' FROM sotay.instance`)
	dead := waiting.ID + 1
	i.exec(fmt.Sprintf(`CREATE TABLE sotay.stage_%d (); CREATE TABLE sotay.diff_4711 (); CREATE TABLE sotay.before_4711_staff ()`, dead))

	alive, inside := make(chan struct{}), make(chan struct{})
	m := vilis(sheets(1, 3)...)
	rows := 0
	m.onNext = func(int) {
		if rows++; rows == 5 { // in the middle of loading
			close(inside)
			<-alive
		}
	}
	staged := make(chan *importers.ChangeSet)
	go func() {
		c, err := i.tryStage(m)
		if err != nil {
			t.Error(err)
		}
		staged <- c
	}()
	<-inside
	if err := i.s.Clean(context.Background()); err != nil {
		t.Fatal(err)
	}
	close(alive)
	c := <-staged
	if got, err := i.s.Get(context.Background(), dead); err != nil || got.State != importers.StateFailed || got.Failure == nil {
		t.Errorf("the dead one: %+v, %v", got, err)
	}
	want := []string{fmt.Sprintf("(diff_%d)", waiting.ID), fmt.Sprintf("(diff_%d)", c.ID), fmt.Sprintf("(stage_%d)", waiting.ID), fmt.Sprintf("(stage_%d)", c.ID)}
	if diff := cmp.Diff(want, i.scratch()); diff != "" {
		t.Errorf("tables (-want +got):\n%s", diff)
	}
	i.apply(c)
	i.exec(`UPDATE sotay.imports SET created_at = now() - interval '8 days' WHERE id = $1`, waiting.ID)
	if err := i.s.Clean(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got, err := i.s.Get(context.Background(), waiting.ID); err != nil || got.State != importers.StateDiscarded {
		t.Errorf("forgotten for a week: %+v, %v", got, err)
	}
}

func TestDiscard(t *testing.T) {
	i := newImports(t)
	c := i.stage(vilis(sheets(1, 3)...))
	if err := i.s.Discard(context.Background(), c.ID); err != nil {
		t.Fatal(err)
	}
	if left := i.scratch(); len(left) > 0 {
		t.Errorf("tables left: %v", left)
	}
	wantError[*importers.Refused](t, i.s.Discard(context.Background(), c.ID))
	wantError[*importers.Refused](t, i.tryApply(c))
	wantError[*importers.NotFound](t, i.s.Discard(context.Background(), 4711))
}

func TestListAndGet(t *testing.T) {
	i := newImports(t)
	var ids []int64
	for range 3 {
		ids = append(ids, i.stage(vilis(sheets(1, 1)...)).ID)
	}
	i.stage(forest(stand(1, "a")), asNewLayer)
	got := func(layer string, before int64, limit int) []int64 {
		list, err := i.s.List(context.Background(), importers.Account{}, layer, before, limit)
		if err != nil {
			t.Fatal(err)
		}
		var got []int64
		for _, c := range list {
			got = append(got, c.ID)
		}
		return got
	}
	if diff := cmp.Diff([]int64{ids[2], ids[1]}, got("parcels", 0, 2)); diff != "" {
		t.Errorf("first page (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int64{ids[0]}, got("parcels", ids[1], 2)); diff != "" {
		t.Errorf("second page (-want +got):\n%s", diff)
	}
	if n := len(got("", 0, 10)); n != 4 {
		t.Errorf("%d in all, want 4", n)
	}
	c, err := i.s.Get(context.Background(), ids[0])
	if err != nil {
		t.Fatal(err)
	}
	if c.Source != "ranhthua.shp" || c.Actor != "test" || c.State != importers.StateStaged || c.Plan.SRID != 910775 || c.Analysis.Rows != 1 || time.Since(c.CreatedAt) > time.Hour {
		t.Errorf("change set %+v", c)
	}
	if owner := c.Analysis.Columns[4]; !owner.Restricted || owner.Samples != nil || c.Analysis.Columns[3].Samples == nil {
		t.Errorf("owners are recorded outside the audited table: %+v", owner)
	}
	if diff := cmp.Diff(importers.PlannedColumn{Column: "TENCHU", Field: "owner_name", Encoding: "utf-8"}, c.Plan.Columns[4]); diff != "" {
		t.Errorf("planned column (-want +got):\n%s", diff)
	}
	_, err = i.s.Get(context.Background(), 4711)
	wantError[*importers.NotFound](t, err)
}

func TestProgressIsReported(t *testing.T) {
	i := newImports(t)
	i.s.SetBulkRows(10)
	m := vilis(sheets(2, 300)...)
	m.onNext = func(int) { time.Sleep(time.Millisecond) }
	var reports []importers.Progress
	var at []time.Time
	report := func(p importers.Progress) { reports, at = append(reports, p), append(at, time.Now()) }
	c := i.stage(m, func(r *importers.Request) { r.Progress = report })
	if _, err := i.s.Apply(context.Background(), importers.ApplyRequest{ID: c.ID, Progress: report}); err != nil {
		t.Fatal(err)
	}
	var phases []importers.Phase
	between, since := 0, at[0]
	for n, p := range reports {
		if n == 0 || p.Phase != reports[n-1].Phase {
			phases = append(phases, p.Phase)
		} else if between++; p.Rows < reports[n-1].Rows {
			t.Errorf("rows go back: %+v", p)
		}
		if p.Rows > p.Total || p.ID != c.ID {
			t.Errorf("report %+v", p)
		}
		if p.Rows > 0 && (p.PerSecond <= 0 || p.Left < 0) {
			t.Errorf("no speed or time left: %+v", p)
		}
	}
	want := []importers.Phase{importers.Reading, importers.Loading, importers.Checking, importers.Comparing, importers.Applying, importers.Indexing, importers.Counting}
	if diff := cmp.Diff(want, phases); diff != "" {
		t.Errorf("phases (-want +got):\n%s", diff)
	}
	if most := int(at[len(at)-1].Sub(since)/(100*time.Millisecond)) + 2*len(phases); between > most {
		t.Errorf("%d reports within phases in %s", between, at[len(at)-1].Sub(since))
	}
}

// TestManyAtOnce stages and applies more change sets at a time than the pool has
// connections, each to a layer of its own.
func TestManyAtOnce(t *testing.T) {
	i := newImports(t)
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			req := importers.Request{
				Source: forest(stand(1, "a"), stand(2, "b")).source(), Actor: "test",
				NewLayer: &importers.NewLayer{Name: fmt.Sprintf("forest_%d", n), Theme: "forest"},
			}
			c, err := i.s.Stage(context.Background(), req)
			if err == nil {
				_, err = i.s.Apply(context.Background(), importers.ApplyRequest{ID: c.ID})
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if diff := cmp.Diff([]string{"(8)"}, i.lines(`SELECT count(*) FROM sotay.imports WHERE state = 'applied' AND added = 2`)); diff != "" {
		t.Errorf("applied (-want +got):\n%s", diff)
	}
}
