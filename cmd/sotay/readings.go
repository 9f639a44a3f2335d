package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"sotay/environment"
	"sotay/internal/audit"
	"sotay/postgis"
)

// readingsCommand looks after the readings of stations.
type readingsCommand struct {
	Retention readingsRetention `cmd:"" help:"${readings_retention}"`
}

type readingsRetention struct {
	databaseFlags
	jsonFlag
	Raw       string `name:"raw-months" placeholder:"N|off" help:"${retention_raw}"`
	Revisions string `name:"revision-months" placeholder:"N|off" help:"${retention_revisions}"`
	Settled   string `name:"settled-months" placeholder:"N|off" help:"${retention_settled}"`
}

// retentionRow is the policy as --json prints it; null is for ever.
type retentionRow struct {
	Raw          *int       `json:"raw_months"`
	Revisions    *int       `json:"revision_months"`
	Settled      *int       `json:"settled_months"`
	DroppedUntil *time.Time `json:"dropped_until"`
}

// Run shows for how long readings are kept, after setting what the flags say.
func (c *readingsRetention) Run(ctx context.Context, p *program) error {
	db, log, err := c.openAudited(ctx, c.config())
	if err != nil {
		return err
	}
	defer db.Close()
	policy, err := c.set(ctx, db, log)
	if err != nil {
		return err
	}
	if p.json {
		return p.printJSON(retentionRow{policy.RawMonths, policy.RevisionMonths, policy.SettledMonths, policy.DroppedUntil})
	}
	t := newTable(p.say("dữ liệu", "what"), p.say("giữ", "kept"))
	t.add(p.say("số đo gốc", "raw readings"), p.months(policy.RawMonths))
	t.add(p.say("giá trị trước khi sửa", "values before they were revised"), p.months(policy.RevisionMonths))
	t.add(p.say("dòng cách ly đã xử lý", "settled rows of the quarantine"), p.months(policy.SettledMonths))
	t.add(p.say("trung bình giờ và ngày", "means of hours and days"), p.months(nil))
	return t.print(p.out)
}

func (p *program) months(n *int) string {
	if n == nil {
		return p.say("mãi mãi", "for ever")
	}
	return fmt.Sprintf(p.say("%d tháng", "%d months"), *n)
}

// set makes the policy what the flags say, and gives the one that holds.
func (c *readingsRetention) set(ctx context.Context, db *postgis.DB, log *audit.Log) (environment.Policy, error) {
	store := environment.New(db)
	policy, err := store.Policy(ctx)
	if err != nil {
		return policy, err
	}
	changed := false
	for _, f := range []struct {
		name, value string
		least       int
		months      **int
	}{
		{"--raw-months", c.Raw, 3, &policy.RawMonths},
		{"--revision-months", c.Revisions, 3, &policy.RevisionMonths},
		{"--settled-months", c.Settled, 1, &policy.SettledMonths},
	} {
		if f.value == "" {
			continue
		}
		changed = true
		if f.value == "off" {
			*f.months = nil
			continue
		}
		n, err := strconv.Atoi(f.value)
		if err != nil || n < f.least || n > 1200 {
			return policy, fault(usage, "", "%s cần off hoặc số tháng từ %d đến 1200, không phải %q", "%s must be off or a number of months from %d to 1200, not %q", f.name, f.least, f.value)
		}
		*f.months = &n
	}
	if !changed {
		return policy, nil
	}
	return policy, store.SetPolicy(ctx, environment.Who{Actor: actor(), Audit: log}, policy)
}
