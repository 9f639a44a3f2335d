package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"sotay/postgis"
)

// psqlCommand opens a shell on the database, so that whoever knows SQL is not locked out.
type psqlCommand struct {
	databaseFlags
	Login string   `name:"login" enum:"owner,app,staff,public" default:"owner" placeholder:"owner|app|staff|public" help:"${login}"`
	Args  []string `arg:"" optional:"" passthrough:"" help:"${psql_args}"`
}

// Run runs psql on our terminal until it ends. The private server stays for as long.
func (c *psqlCommand) Run(ctx context.Context, p *program) error {
	if c.Database != "" {
		return shell(ctx, p, psqlOnURL(c.Database, c.args()))
	}
	db, err := postgis.Open(ctx, c.config())
	if err != nil {
		return err
	}
	defer db.Close()
	return shell(ctx, p, db.Server().Psql("sotay_"+c.Login, postgis.DefaultDatabase, c.args()...))
}

// args leaves out the -- that set psql's own arguments apart.
func (c *psqlCommand) args() []string {
	if len(c.Args) > 0 && c.Args[0] == "--" {
		return c.Args[1:]
	}
	return c.Args
}

// shell runs psql; SIGTERM, which ends ctx, ends it too.
func shell(ctx context.Context, p *program, cmd *exec.Cmd) error {
	cmd.Stdin, cmd.Stdout, cmd.Stderr = p.in, p.out, p.err
	signal.Ignore(os.Interrupt) // Ctrl-C is psql's: it ends a query
	defer signal.Reset(os.Interrupt)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("psql: %w", err)
	}
	defer context.AfterFunc(ctx, func() { _ = cmd.Process.Signal(syscall.SIGTERM) })()
	if err := cmd.Wait(); errors.As(err, new(*exec.ExitError)) {
		return silentError{} // psql has said it
	} else if err != nil {
		return fmt.Errorf("psql: %w", err)
	}
	return nil
}

// psqlOnURL keeps the password out of the list of processes.
func psqlOnURL(address string, args []string) *exec.Cmd {
	env := os.Environ()
	if u, err := url.Parse(address); err == nil && u.User != nil {
		if password, ok := u.User.Password(); ok {
			env = append(env, "PGPASSWORD="+password)
			u.User = url.User(u.User.Username())
			address = u.String()
		}
	}
	cmd := exec.Command("psql", append([]string{"--dbname", address}, args...)...)
	cmd.Env = env
	return cmd
}
