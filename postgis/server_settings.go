package postgis

import (
	"fmt"
	"maps"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

const (
	mib = 1 << 20
	gib = 1 << 30
)

// writeSettings writes what sotay decides about the server, anew at every start:
// sotay.conf, which postgresql.conf includes, and who may connect as whom.
func (s *Server) writeSettings() error {
	settings := serverSettings(memory(), freeDisk(s.folder.dir))
	settings["unix_socket_directories"] = s.socket
	maps.Copy(settings, s.cfg.Settings)
	var conf strings.Builder
	conf.WriteString("# Written by sotay at every start of the server. Your own settings go below the\n" +
		"# include line of postgresql.conf, or into ALTER SYSTEM.\n")
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		fmt.Fprintf(&conf, "%s = '%s'\n", name, strings.ReplaceAll(settings[name], "'", "''"))
	}
	cluster := s.folder.cluster()
	if err := s.folder.writeFile(s.user, filepath.Join(cluster, "sotay.conf"), conf.String()); err != nil {
		return err
	}
	return s.folder.writeFile(s.user, filepath.Join(cluster, "pg_ident.conf"), s.identMap())
}

// identMap lets root, the server's user and ourselves connect under each login.
func (s *Server) identMap() string {
	people := []string{"root", s.user.name}
	if me, err := user.Current(); err == nil {
		people = append(people, me.Username)
	}
	slices.Sort(people)
	var text strings.Builder
	text.WriteString("# Written by sotay at every start of the server.\n# MAP  SYSTEM-USER  LOGIN\n")
	for _, person := range slices.Compact(people) {
		for _, login := range append([]string{superuser}, Logins()...) {
			fmt.Fprintf(&text, "sotay  %q  %s\n", person, login)
		}
	}
	return text.String()
}

// serverSettings suits a machine with so many bytes of memory and of free disk.
func serverSettings(memory, disk uint64) map[string]string {
	settings := map[string]string{
		"listen_addresses":             "",
		"port":                         strconv.Itoa(port),
		"max_connections":              "200",
		"shared_buffers":               megabytes(memory/8, 128, 1024),
		"effective_cache_size":         megabytes(memory/2, 256, 1<<20),
		"work_mem":                     megabytes(memory/512, 4, 32),
		"maintenance_work_mem":         megabytes(memory/16, 64, 512),
		"max_wal_size":                 "4GB",
		"min_wal_size":                 "256MB",
		"wal_compression":              "lz4",  // of new indexes: a fifth faster than pglz
		"wal_writer_delay":             "10ms", // or COPY, which recycles its buffers, writes the log itself
		"checkpoint_timeout":           "15min",
		"checkpoint_completion_target": "0.9",
		"random_page_cost":             "1.1",
		"jit":                          "off",
		"logging_collector":            "on",
		"log_directory":                "log",
		"log_filename":                 "postgresql-%a.log",
		"log_truncate_on_rotation":     "on",
		"log_rotation_age":             "1d",
		"log_rotation_size":            "0",
		"log_line_prefix":              "%m [%p] %q%u@%d %a ",
	}
	if disk < 20*gib {
		settings["max_wal_size"] = "1GB"
	}
	return settings
}

func megabytes(bytes uint64, low, high uint64) string {
	return strconv.FormatUint(min(max(bytes/mib, low), high), 10) + "MB"
}

// memory is what this machine, or the control group we are in, has in bytes.
func memory() uint64 {
	total := uint64(4 * gib)
	var info unix.Sysinfo_t
	if unix.Sysinfo(&info) == nil {
		total = uint64(info.Totalram) * uint64(info.Unit)
	}
	if text, err := os.ReadFile("/sys/fs/cgroup/memory.max"); err == nil {
		if limit, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 64); err == nil {
			total = min(total, limit)
		}
	}
	return total
}

// freeDisk is what the file system of dir has left for us, in bytes.
func freeDisk(dir string) uint64 {
	var stat unix.Statfs_t
	if unix.Statfs(dir, &stat) != nil {
		return 0
	}
	return stat.Bavail * uint64(stat.Bsize)
}
