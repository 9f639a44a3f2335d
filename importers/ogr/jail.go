package ogr

import (
	"errors"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// run runs a command, made anew for each attempt, that may read the paths in read and change what is below write,
// and nothing else where the kernel can see to that; without a network where it can.
//
// A Landlock domain belongs to a thread and is inherited by its children, so a thread is
// given up for each command: it is never unlocked and ends with its goroutine.
func run(command func() *exec.Cmd, read []string, write string) error {
	done := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		confine(read, write)
		done <- runAlone(command)
	}()
	return <-done
}

// runAlone runs the command in a network namespace of its own, or, where an ordinary user
// may not make one, in ours. It dies with us.
func runAlone(command func() *exec.Cmd) error {
	cmd, err := start(command(), syscall.CLONE_NEWUSER|syscall.CLONE_NEWNET)
	if refused := []error{syscall.EPERM, syscall.EACCES, syscall.ENOSPC, syscall.EINVAL, syscall.ENOSYS}; slices.ContainsFunc(refused, func(e error) bool { return errors.Is(err, e) }) {
		cmd, err = start(command(), 0)
	}
	if err != nil {
		return err
	}
	return cmd.Wait()
}

func start(cmd *exec.Cmd, namespaces uintptr) (*exec.Cmd, error) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL, Cloneflags: namespaces}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	return cmd, cmd.Start()
}

// What a path beneath a rule may be used for.
const (
	mayRead  = unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_READ_DIR
	mayRun   = mayRead | unix.LANDLOCK_ACCESS_FS_EXECUTE
	mayWrite = mayRead | unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_REMOVE_FILE | unix.LANDLOCK_ACCESS_FS_REMOVE_DIR |
		unix.LANDLOCK_ACCESS_FS_MAKE_REG | unix.LANDLOCK_ACCESS_FS_MAKE_DIR | unix.LANDLOCK_ACCESS_FS_TRUNCATE
	onFiles = unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_EXECUTE | unix.LANDLOCK_ACCESS_FS_TRUNCATE
)

// confine puts the thread into a Landlock domain; it does what the kernel knows (man 7
// landlock), which may be nothing.
func confine(read []string, write string) {
	abi, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if errno != 0 || unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != nil {
		return
	}
	attr, size := rights(int(abi))
	ruleset, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&attr)), size, 0)
	if errno != 0 {
		return
	}
	defer unix.Close(int(ruleset))
	for _, path := range []string{"/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/ld.so.preload", "/etc/alternatives"} {
		allow(int(ruleset), path, mayRun&attr.Handled_access_fs)
	}
	for _, path := range []string{"/dev/null", "/dev/urandom", "/proc/meminfo"} {
		allow(int(ruleset), path, (mayRead|unix.LANDLOCK_ACCESS_FS_WRITE_FILE)&attr.Handled_access_fs)
	}
	for _, path := range read {
		allow(int(ruleset), path, mayRun&attr.Handled_access_fs)
	}
	allow(int(ruleset), write, mayWrite&attr.Handled_access_fs)
	_, _, _ = unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, ruleset, 0, 0)
}

// rights are what a version of Landlock can keep from a thread, and how long the
// structure is that it takes: all of the file system (versions 1 to 3 and 5 added some)
// and TCP (version 4).
func rights(abi int) (attr unix.LandlockRulesetAttr, size uintptr) {
	attr.Handled_access_fs = unix.LANDLOCK_ACCESS_FS_MAKE_SYM<<1 - 1
	size = unsafe.Sizeof(attr.Handled_access_fs)
	if abi >= 2 {
		attr.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_REFER
	}
	if abi >= 3 {
		attr.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_TRUNCATE
	}
	if abi >= 4 {
		attr.Handled_access_net = unix.LANDLOCK_ACCESS_NET_BIND_TCP | unix.LANDLOCK_ACCESS_NET_CONNECT_TCP
		size += unsafe.Sizeof(attr.Handled_access_net)
	}
	if abi >= 5 {
		attr.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_IOCTL_DEV
	}
	return attr, size
}

// allow adds a rule for a path, if there is one; a file gets the rights that files have.
func allow(ruleset int, path string, access uint64) {
	fd, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		return
	}
	defer unix.Close(fd)
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		access &= onFiles
	}
	rule := unix.LandlockPathBeneathAttr{Allowed_access: access, Parent_fd: int32(fd)}
	_, _, _ = unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(ruleset), unix.LANDLOCK_RULE_PATH_BENEATH, uintptr(unsafe.Pointer(&rule)), 0, 0, 0)
}
