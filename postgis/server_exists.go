package postgis

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// NoServerError tells that a folder holds no private server, where one was to be found and
// not to be made.
type NoServerError struct{ Dir string }

// Error names the folder and the ways on.
func (e *NoServerError) Error() string {
	return fmt.Sprintf("there is no database in %s: name the server's folder with --data or SOTAY_DATA, or make one with sotay serve, sotay demo or sotay migrate up", e.Dir)
}

// exists gives a NoServerError where a folder holds no private server.
func exists(dir string) error {
	_, err := os.Stat(folder{dir: dir}.cluster())
	if errors.Is(err, fs.ErrNotExist) {
		return &NoServerError{Dir: dir}
	}
	return err
}
