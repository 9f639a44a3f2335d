package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"sotay/internal/accounts"
	"sotay/internal/audit"
)

// tokenCommand looks after the tokens of programs.
type tokenCommand struct {
	Create tokenCreate `cmd:"" help:"${token_create}"`
	List   tokenList   `cmd:"" help:"${token_list}"`
	Revoke tokenRevoke `cmd:"" help:"${token_revoke}"`
}

// tokenRow is a token as --json prints it.
type tokenRow struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Scopes    []string   `json:"scopes"`
	Login     string     `json:"login,omitempty"`
	Operator  string     `json:"operator,omitempty"`
	ExpiresAt *time.Time `json:"expires_at,omitempty"`
	Revoked   bool       `json:"revoked"`
	Token     string     `json:"token,omitempty"` // told once
}

func newTokenRow(t accounts.Token) tokenRow {
	return tokenRow{ID: t.ID, Name: t.Name, Scopes: t.Scopes, Login: t.Login, Operator: t.Operator, ExpiresAt: t.ExpiresAt, Revoked: t.Revoked}
}

type tokenCreate struct {
	databaseFlags
	jsonFlag
	Name     string        `arg:"" help:"${token_name}"`
	Scopes   []string      `enum:"import,staff,accounts,monitoring,readings,stations,open311,cameras,indicators,operations" default:"import" placeholder:"import,readings,…" help:"${token_scopes}"`
	Login    string        `name:"login" help:"${token_login}"`
	Operator string        `name:"operator" placeholder:"NAME" help:"${token_operator}"`
	For      time.Duration `name:"for" placeholder:"720h" help:"${token_for}"`
}

// Run makes a token and prints it, once.
func (c *tokenCreate) Run(ctx context.Context, p *program) error {
	return c.withPeople(ctx, func(store people) error {
		wanted := accounts.Token{Name: c.Name, Scopes: c.Scopes, Login: c.Login, Operator: strings.TrimSpace(c.Operator)}
		if wanted.Operator != "" && !slices.Equal(c.Scopes, []string{"readings"}) { // other scopes know no operator
			return fault(usage, "", "--operator chỉ dùng với riêng --scopes readings", "--operator goes with --scopes readings alone")
		}
		if c.For > 0 {
			end := time.Now().Add(c.For)
			wanted.ExpiresAt = &end
		}
		var secret string
		var t accounts.Token
		err := store.audited(ctx, func(store *accounts.Store) (_ audit.Entry, err error) {
			secret, t, err = store.MakeToken(ctx, wanted)
			return audit.Entry{Action: "token.make", Subject: "token:" + t.ID, Detail: map[string]any{"name": t.Name, "scopes": t.Scopes, "login": t.Login, "operator": t.Operator}}, err
		})
		if err != nil {
			return err
		}
		if p.json {
			row := newTokenRow(t)
			row.Token = secret
			return p.printJSON(row)
		}
		p.tell("Mã truy cập (chỉ in một lần, hãy cất giữ):\n  %s", "The token (printed only once, keep it):\n  %s", secret)
		return nil
	})
}

type tokenList struct {
	databaseFlags
	jsonFlag
}

// Run lists the tokens.
func (c *tokenList) Run(ctx context.Context, p *program) error {
	return c.withPeople(ctx, func(store people) error {
		list, err := store.Tokens(ctx, "")
		if err != nil {
			return err
		}
		rows := make([]tokenRow, len(list))
		t := newTable(p.say("số", "id"), p.say("tên", "name"), p.say("phạm vi", "scopes"), p.say("của", "of"), p.say("đơn vị vận hành", "operator"), p.say("đến", "until"), p.say("trạng thái", "state"))
		for i, each := range list {
			rows[i] = newTokenRow(each)
			until, state := "", ""
			if each.ExpiresAt != nil {
				until = each.ExpiresAt.Local().Format(time.DateTime)
			}
			if each.Revoked {
				state = p.say("đã thu hồi", "revoked")
			}
			t.add(each.ID, each.Name, strings.Join(each.Scopes, ", "), each.Login, each.Operator, until, state)
		}
		if p.json {
			return p.printJSON(rows)
		}
		return t.print(p.out)
	})
}

type tokenRevoke struct {
	databaseFlags
	jsonFlag
	ID string `arg:"" name:"id" help:"${token_id}"`
}

// Run ends a token at once.
func (c *tokenRevoke) Run(ctx context.Context, p *program) error {
	return c.withPeople(ctx, func(store people) error {
		err := store.audited(ctx, func(store *accounts.Store) (audit.Entry, error) {
			return audit.Entry{Action: "token.revoke", Subject: "token:" + c.ID}, store.RevokeToken(ctx, c.ID, "")
		})
		if err != nil {
			return err
		}
		if p.json {
			return p.printJSON(map[string]string{"revoked": c.ID})
		}
		p.tell("Đã thu hồi mã truy cập %s.", "Token %s was revoked.", c.ID)
		return nil
	})
}
