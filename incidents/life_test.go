package incidents_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"sotay/incidents"
)

// legal is the life of a report as the issue tells it, written down once more: who may do what
// from where, and where it leads ("" to where it was).
var legal = map[string]struct{ by, from, to string }{
	"verify":  {"duty", "received", "verified"},
	"reject":  {"duty", "received verified", "rejected"},
	"assign":  {"duty", "verified assigned in_progress", "assigned"},
	"start":   {"agency", "assigned", "in_progress"},
	"return":  {"agency", "assigned in_progress", "verified"},
	"extend":  {"agency duty", "assigned in_progress", ""},
	"wait":    {"agency duty", "assigned in_progress", "waiting"},
	"resume":  {"agency duty", "waiting", "in_progress"},
	"resolve": {"agency", "in_progress", "resolved"},
	"close":   {"duty clock", "resolved", "closed"},
	"reopen":  {"reporter duty", "resolved closed", "assigned"},
	"merge":   {"duty", "received verified assigned in_progress waiting", "rejected"},
	"split":   {"duty", "received verified assigned in_progress waiting", ""},
	"edit":    {"duty", "received verified assigned in_progress waiting resolved closed rejected", ""},
	"rate":    {"reporter", "resolved closed", ""},
	"support": {"public", "received verified assigned in_progress waiting", ""},
}

// has tells whether a list of words holds one.
func has(list, word string) bool {
	for _, w := range splitWords(list) {
		if w == word {
			return true
		}
	}
	return false
}

func splitWords(s string) (list []string) {
	word := ""
	for _, c := range s + " " {
		if c != ' ' {
			word += string(c)
		} else if word != "" {
			list, word = append(list, word), ""
		}
	}
	return list
}

// whole is an action with all that it needs.
func (d *desk) whole(what string, into string) incidents.Action {
	a := incidents.Action{What: what}
	d.n++
	due := d.Now().Add(2000*time.Hour + time.Duration(d.n)*time.Minute) // later each time
	switch what {
	case "verify", "resume", "split":
		a.PublicWords = text("Ổ gà")
	case "reject":
		a.Reason, a.PublicWords = "other", text("Không thuộc thẩm quyền")
	case "assign":
		a.Agency = "do-thi"
	case "return", "reopen":
		a.Words = "Chưa xong"
	case "extend":
		a.Due, a.Words = &due, "Mưa"
	case "wait":
		a.Reason, a.Owner, a.Next, a.PublicWords = "budget", "UBND tỉnh", "2026-12-31", text("Chờ kinh phí")
	case "resolve":
		a.PublicWords, a.Photos = text("Đã vá"), []string{d.photo()}
	case "merge":
		a.Into = into
	case "rate":
		a.Rating = 3
	case "support":
		d.n++
		a.Key = fmt.Sprintf("key-of-a-neighbour-%06d", d.n)
	}
	return a
}

// Random actions by random people make only the moves that the life of a report has, and one row
// of the history each; what is refused changes nothing.
func TestRandomActionsMakeOnlyLegalMoves(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 5))
	d := newDesk(t)
	into := d.send(d.roads())
	sent := d.send(d.roads())
	state, holder, done := "received", "", 0
	actions := make([]string, 0, len(legal))
	for a := range legal {
		actions = append(actions, a)
	}
	slices.Sort(actions) // so that a seed gives the same again
	for range 700 {
		what, who := actions[dice.IntN(len(actions))], []string{"duty", "agency", "other agency", "reporter", "public"}[dice.IntN(5)]
		if what == "merge" && dice.IntN(8) > 0 { // the end of it
			continue
		}
		if dice.IntN(2) == 0 { // half of the time something that somebody may do
			for _, a := range actions {
				if has(legal[a].from, state) && a != "merge" && a != "reject" && dice.IntN(3) == 0 {
					what, who = a, splitWords(legal[a].by)[0]
				}
			}
		}
		if state == "rejected" && dice.IntN(4) == 0 {
			sent, state, holder = d.send(d.roads()), "received", ""
		}
		before := d.count(`SELECT count(*) FROM data.report_history WHERE report = $1`, sent.ID)
		err := d.as(t.Context(), who, sent, d.whole(what, into.Number))
		rule := legal[what]
		kind := who
		if who == "other agency" {
			kind = "agency"
		}
		want := has(rule.by, kind) && has(rule.from, state) && (kind != "agency" || who == "agency" && holder == "do-thi")
		if (err == nil) != want {
			t.Fatalf("%s by %s while %s: %v, want it legal: %v", what, who, state, err, want)
		}
		rows := 0
		if want {
			rows, done = 1, done+1
			if rule.to != "" {
				state = rule.to
			}
			switch what {
			case "assign":
				holder = "do-thi"
			case "return":
				holder = ""
			}
		}
		if n := d.count(`SELECT count(*) FROM data.report_history WHERE report = $1`, sent.ID); n != before+rows {
			t.Fatalf("%s by %s: %d rows of the history, want %d", what, who, n-before, rows)
		}
		if n := d.count(`SELECT count(*) FROM data.reports WHERE id = $1 AND state = $2`, sent.ID, state); n != 1 {
			t.Fatalf("%s by %s does not lead to %s", what, who, state)
		}
	}
	if done < 50 {
		t.Fatalf("only %d moves were made", done)
	}
}

// as does something as somebody.
func (d *desk) as(ctx context.Context, who string, sent incidents.Sent, a incidents.Action) error {
	var err error
	switch who {
	case "duty":
		_, err = d.Act(ctx, duty, sent.ID, a)
	case "agency":
		_, err = d.Act(ctx, agency, sent.ID, a)
	case "other agency":
		_, err = d.Act(ctx, others, sent.ID, a)
	case "reporter":
		if a.What == "support" { // with a follow key or without, it is anybody's
			return errors.New("a reporter has no use of it")
		}
		_, err = d.ActAs(ctx, sent.Number, sent.Follow, a)
	case "public":
		_, err = d.ActAs(ctx, sent.Number, "no-key", a)
	}
	return err
}

// Of people who saw the same version and move it at once one wins; the others are told who did.
func TestOfTwoAtOnceOneWins(t *testing.T) {
	d := newDesk(t)
	for round := range 3 {
		sent, r := d.assigned()
		errs := make([]error, 50)
		var all sync.WaitGroup
		for i := range errs {
			a, who := incidents.Action{What: "start", Version: r.Version}, agency
			if i%2 == 1 {
				a, who = incidents.Action{What: "assign", Agency: "do-thi", Version: r.Version}, duty
			}
			all.Go(func() { _, errs[i] = d.Act(t.Context(), who, sent.ID, a) })
		}
		all.Wait()
		won := 0
		for i, err := range errs {
			var clash *incidents.Conflict
			switch {
			case err == nil:
				won++
			case !errors.As(err, &clash) || clash.By == "" || clash.Action == "" || clash.Version != r.Version+1:
				t.Errorf("round %d, %d: %#v", round, i, err)
			}
		}
		if n := d.count(`SELECT count(*) FROM data.report_history WHERE report = $1`, sent.ID); won != 1 || n != 4 {
			t.Errorf("round %d: %d won, %d rows of the history", round, won, n)
		}
	}
}

// Two merges that cross never wait for each other for ever: one is made, or each says why not.
func TestMergesThatCross(t *testing.T) {
	d := newDesk(t)
	one, two := d.send(d.roads()), d.send(d.roads())
	errs := make([]error, 2)
	var all sync.WaitGroup
	all.Go(func() {
		_, errs[0] = d.Act(t.Context(), duty, one.ID, incidents.Action{What: "merge", Into: two.Number})
	})
	all.Go(func() {
		_, errs[1] = d.Act(t.Context(), duty, two.ID, incidents.Action{What: "merge", Into: one.Number})
	})
	all.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("got %v and %v", errs[0], errs[1])
	}
}

func TestAnIllegalMoveTellsTheLegalOnes(t *testing.T) {
	d := newDesk(t)
	sent := d.send(d.roads())
	_, err := d.Act(t.Context(), duty, sent.ID, incidents.Action{What: "close"})
	var illegal *incidents.Illegal
	if !errors.As(err, &illegal) || fmt.Sprint(illegal.Legal) != "[verify reject merge split edit]" {
		t.Errorf("got %v", err)
	}
	if vi, en := illegal.Words(); vi == "" || en == "" {
		t.Error("no words")
	}
}

func TestWhatAMoveNeeds(t *testing.T) {
	d := newDesk(t)
	sent, _ := d.assigned()
	d.act(agency, sent.ID, incidents.Action{What: "start"})
	for _, c := range []struct {
		field string
		a     incidents.Action
	}{
		{"photos", incidents.Action{What: "resolve", PublicWords: text("Đã vá")}},
		{"public_words", incidents.Action{What: "resolve", PublicWords: text(" "), Photos: []string{d.photo()}}},
		{"owner", incidents.Action{What: "wait", Reason: "budget", Next: "2026-12-01", PublicWords: text("Chờ")}},
		{"next", incidents.Action{What: "wait", Reason: "budget", Owner: "UBND tỉnh", Next: "2026-11-16", PublicWords: text("Chờ")}},
		{"reason", incidents.Action{What: "wait", Reason: "lazy", Owner: "UBND tỉnh", Next: "2026-12-01", PublicWords: text("Chờ")}},
		{"words", incidents.Action{What: "return"}},
		{"publish", incidents.Action{What: "return", Words: "Không phải việc của chúng tôi", Publish: new(bool)}},
	} {
		_, err := d.Act(t.Context(), agency, sent.ID, c.a)
		wantRefused(t, c.a.What+", "+c.field, err, "invalid", c.field)
	}
}

// The database counts as open what the program does.
func TestWhatIsOpen(t *testing.T) {
	d := newDesk(t)
	d.resolved()
	for _, state := range incidents.States() {
		tx, err := d.DB.Owner.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var open bool
		err = tx.QueryRow(t.Context(), `
			UPDATE data.reports SET state = $1, reject_reason = CASE $1 WHEN 'rejected' THEN 'other' END, wait_reason = CASE $1 WHEN 'waiting' THEN 'budget' END,
			       wait_owner = CASE $1 WHEN 'waiting' THEN '' END, wait_next = CASE $1 WHEN 'waiting' THEN now()::date END,
			       paused_at = CASE $1 WHEN 'waiting' THEN now() END, remaining_s = CASE $1 WHEN 'waiting' THEN 1 END RETURNING open`, string(state)).Scan(&open)
		if err != nil || open != state.Open() {
			t.Errorf("%s: open %v, %v", state, open, err)
		}
		if err := tx.Rollback(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// The database itself refuses a state that moves without a row of the history.
func TestAStateMovesWithItsHistoryOnly(t *testing.T) {
	d := newDesk(t)
	sent := d.send(d.roads())
	if _, err := d.DB.App.Exec(t.Context(), `UPDATE data.reports SET state = 'verified' WHERE id = $1`, sent.ID); err == nil {
		t.Error("a state moved without a row of the history")
	}
	if _, err := d.DB.App.Exec(t.Context(), `UPDATE data.public_reports SET words = 'x'`); err == nil {
		t.Error("a public row was written past the trigger")
	}
}
