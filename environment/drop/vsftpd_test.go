package drop_test

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// ftpServer is Debian's vsftpd with the configuration of docs, on a port of its own.
type ftpServer struct {
	t       *testing.T
	dir     string // all its files
	address string
}

// startFTP starts vsftpd over the folders in root. What differs from docs/vsftpd.conf is where things
// are: port, files; and the name of the user that writes.
func startFTP(t *testing.T, dir, root, writer string) *ftpServer {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &ftpServer{t: t, dir: dir, address: free.Addr().String()}
	_ = free.Close()
	_, port, _ := net.SplitHostPort(s.address)
	s.must("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=thu", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2", "-keyout", s.file("server.key"), "-out", s.file("server.pem"))
	users := "KK01:" + s.must("openssl", "passwd", "-6", "mật khẩu 1") + "NM01:" + s.must("openssl", "passwd", "-6", "mật khẩu 2")
	service := "sotay-test-" + strconv.Itoa(os.Getpid()) // PAM has one folder for its services
	for name, text := range map[string]string{
		s.file("users"):         users,
		"/etc/pam.d/" + service: fmt.Sprintf("auth required pam_pwdfile.so pwdfile %s\naccount required pam_permit.so\n", s.file("users")),
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Remove(name) })
	}
	if err := os.Mkdir(s.file("empty"), 0o755); err != nil {
		t.Fatal(err)
	}
	program, err := exec.LookPath("vsftpd")
	if err != nil {
		program = "/usr/sbin/vsftpd"
	}
	cmd := exec.Command(program, "../../docs/vsftpd.conf", "-obackground=NO", "-olisten_address=127.0.0.1", "-olisten_port="+port, "-opam_service_name="+service,
		"-oguest_username="+writer, "-olocal_root="+root+"/$USER", "-orsa_cert_file="+s.file("server.pem"), "-orsa_private_key_file="+s.file("server.key"),
		"-osecure_chroot_dir="+s.file("empty"), "-ovsftpd_log_file="+s.file("log"), "-oxferlog_file="+s.file("log"))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // its connections are processes
	if err := cmd.Start(); err != nil {
		t.Fatalf("%v (scripts/setup test installs it)", err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		_ = cmd.Wait()
	})
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		conn, err := net.Dial("tcp", s.address)
		if err == nil {
			_ = conn.Close()
			return s
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}

func (s *ftpServer) file(name string) string { return filepath.Join(s.dir, name) }

// must runs a program and gives what it printed.
func (s *ftpServer) must(name string, args ...string) string {
	s.t.Helper()
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		s.t.Fatalf("%s: %v", name, err)
	}
	return string(out)
}

// upload sends a file as a logger would; curl's exit code is given.
func (s *ftpServer) upload(name, text, account string, options ...string) int {
	s.t.Helper()
	if err := os.WriteFile(s.file("upload"), []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	cmd := exec.Command("curl", append(options, "--silent", "--max-time", "60", "--user", account, "--ftp-create-dirs", "--upload-file", s.file("upload"), "ftp://"+s.address+"/"+name)...)
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		s.t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode()
}

// systemUsers makes users of the system of one new group, with a home that vsftpd goes to, and gives their numbers and the group's.
func systemUsers(t *testing.T, home string, names ...string) (uids []int, gid int) {
	t.Helper()
	run := func(args ...string) {
		t.Helper()
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", args, err, out)
		}
	}
	group := names[0]
	run("groupadd", "--system", group)
	t.Cleanup(func() { _ = exec.Command("groupdel", group).Run() })
	for _, name := range names {
		run("useradd", "--system", "--no-create-home", "--home-dir", home, "--gid", group, "--shell", "/usr/sbin/nologin", name)
		t.Cleanup(func() { _ = exec.Command("userdel", name).Run() })
		u, err := user.Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ = strconv.Atoi(u.Gid)
		uids = append(uids, uid)
	}
	return uids, gid
}

// movesAs reads, moves away and back a file of a folder as a user of a group, as sotay does.
func movesAs(t *testing.T, uid, gid int, dir, name string) {
	t.Helper()
	cmd := exec.Command("sh", "-ec", `umask 0007; cat "$1" >/dev/null; mkdir -p done/x; mv "$1" done/x/file; mv done/x/file "$1"`, "sh", name)
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("sotay with %s: %v: %s", name, err, out)
	}
}

// TestVsftpd: what a logger uploads over FTPS is stored, and nobody gets out of his folder nor in
// without TLS. Users, group and modes are those of docs/monitoring.md: what the user of vsftpd
// writes, the one of sotay can move.
func TestVsftpd(t *testing.T) {
	if os.Getuid() != 0 {
		t.Fatal("vsftpd changes its user and shuts itself in: run this test as root (sudo -E go test ./environment/drop -run TestVsftpd)")
	}
	in := newInbox(t)
	dir, err := os.MkdirTemp("", "sotay-vsftpd-") // other users get there
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	in.dir = filepath.Join(dir, "readings")
	writer := fmt.Sprintf("sotay-t%d-ftp", os.Getpid())
	uids, gid := systemUsers(t, in.dir, fmt.Sprintf("sotay-t%d", os.Getpid()), writer)
	for name, uid := range map[string]int{"": uids[0], "KK01": uids[1], "NM01": uids[1]} {
		if err := os.MkdirAll(filepath.Join(in.dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(os.Chown(filepath.Join(in.dir, name), uid, gid), os.Chmod(filepath.Join(in.dir, name), 0o770|os.ModeSetgid)); err != nil {
			t.Fatal(err)
		}
	}
	s := startFTP(t, dir, in.dir, writer)
	secure := []string{"--ssl-reqd", "--tlsv1.2", "--cacert", s.file("server.pem")}
	const loginRefused = 67
	for _, tt := range []struct {
		what, name, account string
		options             []string
		want                int
	}{
		{"as it should be", "2026/11/20/KK01_20261120100500.txt", "KK01:mật khẩu 1", secure, 0},
		{"another station's", "2026/11/20/NM01_20261120100500.txt", "KK01:mật khẩu 1", secure, 0}, // sotay fails it
		{"out of the folder, and yet in it", "//../NM01/NM01_20261120100500.txt", "KK01:mật khẩu 1", secure, 0},
		{"a wrong password", "KK01_20261120101000.txt", "KK01:mật khẩu 2", secure, loginRefused},
		{"without TLS", "KK01_20261120101000.txt", "KK01:mật khẩu 1", nil, loginRefused},
		{"nobody known", "KK01_20261120101000.txt", "anonymous:x", secure, loginRefused},
	} {
		if got := s.upload(tt.name, line("PM10", "12", "005"), tt.account, tt.options...); got != tt.want {
			t.Errorf("%s: curl ended with %d, want %d", tt.what, got, tt.want)
		}
	}
	for name, want := range map[string]os.FileMode{"KK01/2026": os.ModeDir | os.ModeSetgid | 0o770, "KK01/2026/11/20/KK01_20261120100500.txt": 0o660} {
		info, err := os.Stat(filepath.Join(in.dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if own := info.Sys().(*syscall.Stat_t); info.Mode() != want || int(own.Uid) != uids[1] || int(own.Gid) != gid {
			t.Errorf("%s: %s of user %d, group %d", name, info.Mode(), own.Uid, own.Gid)
		}
	}
	movesAs(t, uids[0], gid, in.dir, "KK01/2026/11/20/KK01_20261120100500.txt")
	in.watch()
	in.settlesAt("done/DAY/KK01/2026/11/20/KK01_20261120100500.txt",
		"failed/DAY/KK01/2026/11/20/NM01_20261120100500.txt", "failed/DAY/KK01/2026/11/20/NM01_20261120100500.txt.report.txt",
		"failed/DAY/KK01/NM01/NM01_20261120100500.txt", "failed/DAY/KK01/NM01/NM01_20261120100500.txt.report.txt")
	in.readings("KK01 PM10 10:05 12")
}
