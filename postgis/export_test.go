package postgis

// Pid is the process id of the running server, 0 when there is none.
func (s *Server) Pid() int { return s.pid() }

// Socket is the folder of the server's socket.
func (s *Server) Socket() string { return s.socket }

// FindBinaries searches folders for an installed PostgreSQL of a version.
func FindBinaries(dirs []string, version string) (string, error) {
	b, err := findBinaries(dirs, version)
	return b.dir, err
}

// RolePassword derives a login's password.
func RolePassword(secret, login string) string { return rolePassword(secret, login) }

// ServerSettings suits a machine of so many bytes of memory and of free disk.
func ServerSettings(memory, disk uint64) map[string]string { return serverSettings(memory, disk) }
