package postgis

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// hbaConf lets nobody in but operating system users that pg_ident.conf names.
const hbaConf = `# Made by sotay when the cluster was made; yours to extend.
# TYPE  DATABASE  USER  METHOD
local   all       all   peer map=sotay
`

// initialise makes the database cluster where there is none. It is made aside and then
// renamed, so a kill in the middle leaves nothing half done.
func (f folder) initialise(ctx context.Context, bin binaries, u serverUser) error {
	_, err := os.Stat(f.cluster())
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	fresh := f.cluster() + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	if err := u.own(fresh); err != nil {
		return err
	}
	cmd := u.command(bin.program("initdb"), "--pgdata", fresh, "--username", superuser, "--auth", "peer",
		"--encoding", "UTF8", "--locale", "C.UTF-8", "--data-checksums", "--no-instructions")
	if out, err := runCommand(ctx, cmd); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	if err := f.writeFile(u, filepath.Join(fresh, "pg_hba.conf"), hbaConf); err != nil {
		return err
	}
	if err := appendLine(filepath.Join(fresh, "postgresql.conf"), "include_if_exists = 'sotay.conf'"); err != nil {
		return err
	}
	return os.Rename(fresh, f.cluster())
}

// runCommand runs a prepared command until it ends or ctx does.
func runCommand(ctx context.Context, cmd *exec.Cmd) (string, error) {
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		return "", err
	}
	stop := context.AfterFunc(ctx, func() { cmd.Process.Kill() })
	defer stop()
	err := cmd.Wait()
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return out.String(), err
}

// writeFile replaces a file as a whole and gives it to the server's user.
func (f folder) writeFile(u serverUser, path, text string) error {
	fresh := path + ".new"
	if err := os.WriteFile(fresh, []byte(text), 0o600); err != nil {
		return err
	}
	if err := u.give(fresh); err != nil {
		return err
	}
	return os.Rename(fresh, path)
}

func appendLine(path, line string) error {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(file, line)
	return errors.Join(err, file.Close())
}
