package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"

	"sotay/internal/accounts"
	"sotay/internal/audit"
	"sotay/postgis"
)

// userCommand looks after accounts.
type userCommand struct {
	Add     userAdd     `cmd:"" help:"${user_add}"`
	List    userList    `cmd:"" help:"${user_list}"`
	Disable userDisable `cmd:"" help:"${user_disable}"`
	Link    userLink    `cmd:"" help:"${user_link}"`
}

// people is what the commands on accounts work with.
type people struct {
	*accounts.Store
	db  *postgis.DB
	log *audit.Log
}

// withPeople runs a command on the accounts of a database.
func (f databaseFlags) withPeople(ctx context.Context, do func(people) error) error {
	db, log, err := f.openAudited(ctx, f.config())
	if err != nil {
		return err
	}
	defer db.Close()
	return do(people{accounts.New(db.App), db, log})
}

// audited does something to accounts, and writes into the audit what was done.
func (p people) audited(ctx context.Context, act func(*accounts.Store) (audit.Entry, error)) error {
	return p.Audited(ctx, p.log, func(store *accounts.Store) (audit.Entry, error) {
		e, err := act(store)
		e.Actor = actor()
		return e, err
	})
}

// userRow is an account as --json prints it.
type userRow struct {
	Login    string        `json:"login"`
	Name     string        `json:"name"`
	Role     accounts.Role `json:"role"`
	Communes []string      `json:"communes"`
	Agency   *string       `json:"agency"`
	Disabled bool          `json:"disabled"`
	// Link gives the account a password, once; of a new account without one.
	Link string `json:"link,omitempty"`
}

func newUserRow(u accounts.User) userRow {
	row := userRow{Login: u.Login, Name: u.Name, Role: u.Role, Communes: u.Communes, Disabled: u.Disabled}
	if u.Agency != "" {
		row.Agency = &u.Agency
	}
	return row
}

type userAdd struct {
	databaseFlags
	jsonFlag
	Login         string   `arg:"" help:"${login_name}"`
	Name          string   `required:"" help:"${user_name}"`
	Role          string   `required:"" enum:"citizen,land_officer,environment,ioc,agency,administrator" placeholder:"citizen|land_officer|environment|ioc|agency|administrator" help:"${user_role}"`
	Communes      []string `placeholder:"CODE,…" help:"${user_communes}"`
	Agency        string   `placeholder:"CODE" help:"${user_agency}"`
	PasswordStdin bool     `name:"password-stdin" help:"${password_stdin}"`
}

// Run makes the account. Its password is asked for at a terminal, or read from the input;
// else a one-time link is printed that gives it one.
func (c *userAdd) Run(ctx context.Context, p *program) error {
	return c.withPeople(ctx, func(store people) error {
		password, err := c.password(ctx, p)
		if err != nil {
			return err
		}
		var row userRow
		err = store.audited(ctx, func(store *accounts.Store) (audit.Entry, error) {
			u, err := store.Add(ctx, accounts.User{Login: c.Login, Name: c.Name, Role: accounts.Role(c.Role), Communes: c.Communes, Agency: c.Agency}, password)
			row = newUserRow(u)
			if err == nil && password == "" {
				row.Link, _, err = store.ResetLink(ctx, u.Login)
			}
			return audit.Entry{Action: "account.add", Subject: "account:" + u.Login, Detail: map[string]any{"role": u.Role, "communes": u.Communes, "agency": u.Agency}}, err
		})
		if err != nil {
			return err
		}
		if p.json {
			return p.printJSON(row)
		}
		p.tell("Đã tạo tài khoản %[1]s (%[2]s).", "Account %[1]s was made (%[2]s).", row.Login, p.role(row.Role))
		return p.showLink(row.Link)
	})
}

// password is what the account is to have, "" for none yet.
func (c *userAdd) password(ctx context.Context, p *program) (string, error) {
	if c.PasswordStdin {
		return p.readLine(ctx, "")
	}
	if !p.asks || p.json {
		return "", nil
	}
	fmt.Fprint(p.out, p.say("Mật khẩu (bỏ trống: in liên kết đặt mật khẩu): ", "Password (empty: print a link that sets one): "))
	text, err := term.ReadPassword(int(os.Stdin.Fd()))
	fmt.Fprintln(p.out)
	return string(text), err
}

func (p *program) showLink(link string) error {
	if link != "" {
		p.tell("Liên kết đặt mật khẩu, dùng một lần trong 24 giờ: <địa chỉ sổ tay>/#reset=%s", "Link that sets the password, once within 24 hours: <address of the handbook>/#reset=%s", link)
	}
	return nil
}

// role names a role.
func (p *program) role(r accounts.Role) string {
	switch r {
	case accounts.Citizen:
		return p.say("người dân", "citizen")
	case accounts.LandOfficer:
		return p.say("cán bộ địa chính", "land officer")
	case accounts.Environment:
		return p.say("cán bộ môi trường", "environment staff")
	case accounts.IOC:
		return p.say("trực điều hành IOC", "IOC operator")
	case accounts.Agency:
		return p.say("đơn vị xử lý", "agency")
	case accounts.Administrator:
		return p.say("quản trị viên", "administrator")
	}
	return string(r)
}

type userList struct {
	databaseFlags
	jsonFlag
}

// Run lists the accounts.
func (c *userList) Run(ctx context.Context, p *program) error {
	return c.withPeople(ctx, func(store people) error {
		list, err := store.List(ctx)
		if err != nil {
			return err
		}
		rows := make([]userRow, len(list))
		t := newTable(p.say("tài khoản", "login"), p.say("họ tên", "name"), p.say("vai trò", "role"), p.say("xã, đơn vị", "communes, agency"), p.say("trạng thái", "state"))
		for i, u := range list {
			rows[i] = newUserRow(u)
			communes, state := strings.Join(u.Communes, ", "), ""
			if u.Role == accounts.LandOfficer && u.Communes == nil {
				communes = p.say("toàn tỉnh", "whole province")
			}
			if u.Role == accounts.Agency {
				communes = u.Agency
			}
			switch {
			case u.Disabled:
				state = p.say("đã khóa", "disabled")
			case !u.SignsIn:
				state = p.say("chưa có mật khẩu", "no password yet")
			}
			t.add(u.Login, u.Name, p.role(u.Role), communes, state)
		}
		if p.json {
			return p.printJSON(rows)
		}
		return t.print(p.out)
	})
}

type userDisable struct {
	databaseFlags
	jsonFlag
	Login string `arg:"" help:"${login_name}"`
}

// Run shuts an account out, at once.
func (c *userDisable) Run(ctx context.Context, p *program) error {
	return c.withPeople(ctx, func(store people) error {
		var u accounts.User
		err := store.audited(ctx, func(store *accounts.Store) (_ audit.Entry, err error) {
			u, err = store.Change(ctx, c.Login, func(u *accounts.User) { u.Disabled = true })
			return audit.Entry{Action: "account.change", Subject: "account:" + u.Login, Detail: map[string]any{"disabled": true}}, err
		})
		if err != nil {
			return err
		}
		if p.json {
			return p.printJSON(newUserRow(u))
		}
		p.tell("Đã khóa tài khoản %s; các phiên đăng nhập đã kết thúc.", "Account %s is disabled; its sessions have ended.", u.Login)
		return nil
	})
}

type userLink struct {
	databaseFlags
	jsonFlag
	Login string `arg:"" help:"${login_name}"`
}

// Run makes a one-time link that gives the account a new password.
func (c *userLink) Run(ctx context.Context, p *program) error {
	return c.withPeople(ctx, func(store people) error {
		var link string
		err := store.audited(ctx, func(store *accounts.Store) (_ audit.Entry, err error) {
			link, _, err = store.ResetLink(ctx, c.Login)
			return audit.Entry{Action: "account.link", Subject: "account:" + accounts.Login(c.Login)}, err
		})
		if err != nil {
			return err
		}
		if p.json {
			return p.printJSON(map[string]string{"link": link})
		}
		return p.showLink(link)
	})
}
