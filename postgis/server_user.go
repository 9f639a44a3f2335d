package postgis

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// serverUser is the operating system's user whom the server runs as: ourselves, or an
// ordinary user when we are root, whom PostgreSQL refuses.
type serverUser struct {
	name     string
	uid, gid int
	switched bool // not the user who runs this process
}

// UnreachableError tells that the server's user cannot enter a folder above the data.
type UnreachableError struct {
	// User runs the server; Parent is the first folder closed to that user.
	User, Parent string
	// Dir is the data folder asked for, Suggestion one that would do.
	Dir, Suggestion string
}

// Error says what is wrong and what to type instead.
func (e *UnreachableError) Error() string {
	return fmt.Sprintf("PostgreSQL may not run as root, so it runs as %q, who cannot enter %s on the way to %s; use --data %s",
		e.User, e.Parent, e.Dir, e.Suggestion)
}

// chooseUser picks the owner of an existing cluster, else ourselves, else, for root, the
// first ordinary user there is.
func chooseUser(f folder) (serverUser, error) {
	if os.Geteuid() != 0 {
		u, err := user.Current()
		if err != nil {
			return serverUser{}, err
		}
		return serverUser{name: u.Username, uid: os.Geteuid(), gid: os.Getegid()}, nil
	}
	if info, err := os.Stat(f.cluster()); err == nil {
		if stat := info.Sys().(*syscall.Stat_t); stat.Uid != 0 {
			u, err := user.LookupId(strconv.Itoa(int(stat.Uid)))
			if err != nil {
				return serverUser{}, fmt.Errorf("owner of %s: %w", f.cluster(), err)
			}
			return ordinaryUser(u)
		}
	}
	for _, name := range []string{"postgres", "sotay", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			return ordinaryUser(u)
		}
	}
	return serverUser{}, errors.New("PostgreSQL may not run as root and there is no user \"postgres\": run sotay as an ordinary user")
}

func ordinaryUser(u *user.User) (serverUser, error) {
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return serverUser{}, err
	}
	gid, err := strconv.Atoi(u.Gid)
	return serverUser{name: u.Username, uid: uid, gid: gid, switched: true}, err
}

// command prepares a program to run as this user, in a session of its own, so that a
// Ctrl-C on our terminal does not reach it, and without our environment.
func (u serverUser) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "LC_ALL=C.UTF-8"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if u.switched {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(u.uid), Gid: uint32(u.gid), Groups: u.groups()}
	}
	return cmd
}

func (u serverUser) groups() []uint32 {
	found, err := user.LookupId(strconv.Itoa(u.uid))
	if err != nil {
		return nil
	}
	ids, err := found.GroupIds()
	if err != nil {
		return nil
	}
	var groups []uint32
	for _, id := range ids {
		if n, err := strconv.ParseUint(id, 10, 32); err == nil {
			groups = append(groups, uint32(n))
		}
	}
	return groups
}

// admit lets the server's user pass through one of our folders.
func (u serverUser) admit(dir string) error {
	if !u.switched {
		return nil
	}
	if err := os.Chown(dir, -1, u.gid); err != nil {
		return err
	}
	return os.Chmod(dir, 0o710)
}

// own makes a folder that belongs to the server's user alone.
func (u serverUser) own(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	return u.give(dir)
}

// give hands a file or folder of ours over to the server's user.
func (u serverUser) give(path string) error {
	if !u.switched {
		return nil
	}
	return os.Chown(path, u.uid, u.gid)
}

// reach checks that the server's user may enter every folder down to dir.
func (u serverUser) reach(dir string) error {
	if !u.switched {
		return nil
	}
	parent, err := u.firstClosed(dir)
	if err != nil || parent == "" {
		return err
	}
	return &UnreachableError{User: u.name, Parent: parent, Dir: dir, Suggestion: u.suggestion(dir)}
}

// firstClosed asks the system itself, as that user, so that groups and ACLs count.
func (u serverUser) firstClosed(dir string) (string, error) {
	script := `for d; do if [ -e "$d" ] && ! [ -x "$d" ]; then printf '%s' "$d"; exit 0; fi; done`
	cmd := u.command("/bin/sh", append([]string{"-c", script, "sh"}, lineage(dir)...)...)
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("check as user %s that %s can be entered: %w", u.name, dir, err)
	}
	return string(out), nil
}

// suggestion finds a data folder that the user could enter.
func (u serverUser) suggestion(dir string) string {
	base := filepath.Base(dir)
	candidates := []string{"/var/lib/sotay", "/srv/" + base, filepath.Join(os.TempDir(), base)}
	for _, c := range candidates {
		if strings.HasPrefix(c, dir) {
			continue
		}
		if closed, err := u.firstClosed(filepath.Dir(c)); err == nil && closed == "" {
			return c
		}
	}
	return candidates[0]
}
