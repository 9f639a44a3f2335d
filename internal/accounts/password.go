package accounts

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// The cost of a password: argon2id with 64 MiB, three passes, one lane (RFC 9106, section
// 4, second recommended option, on one lane as two cores serve everybody).
const (
	memoryKiB = 64 << 10
	passes    = 3
	lanes     = 1
	keyBytes  = 32
	saltBytes = 16
)

// The bounds of a password, in characters: the least of NIST SP 800-63B-4 for a password
// that is the only factor, and a most that bounds the work.
const (
	leastPassword = 15
	mostPassword  = 200
)

// CheckPassword refuses a password that is too short, too long, or the login itself.
func CheckPassword(login, password string) error {
	n := utf8.RuneCountInString(password)
	switch {
	case n < leastPassword || n > mostPassword:
		return &Refused{
			Code: "weak_password",
			Vi:   fmt.Sprintf("Mật khẩu cần từ %d đến %d ký tự; một câu dễ nhớ là tốt nhất.", leastPassword, mostPassword),
			En:   fmt.Sprintf("A password has %d to %d characters; a sentence that is easy to remember is best.", leastPassword, mostPassword),
		}
	case strings.Contains(strings.ToLower(password), login):
		return &Refused{Code: "weak_password", Vi: "Mật khẩu không được chứa tên đăng nhập.", En: "The password must not hold the login."}
	}
	return nil
}

// hashPassword gives the PHC string of a password in NFC: the same word from any keyboard.
func (s *Store) hashPassword(ctx context.Context, password string) (string, error) {
	var salt [saltBytes]byte
	_, _ = rand.Read(salt[:]) // never fails
	key, err := s.derive(ctx, password, salt[:], memoryKiB, passes, lanes)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memoryKiB, passes, lanes, b64.EncodeToString(salt[:]), b64.EncodeToString(key)), nil
}

// derive does the work of one password when there is room for it.
func (s *Store) derive(ctx context.Context, password string, salt []byte, memory, time uint32, threads uint8) ([]byte, error) {
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, time, memory, threads, keyBytes), nil
}

// matches compares a password with a PHC string. An account without one, or that does not
// exist, takes as long as any other.
func (s *Store) matches(ctx context.Context, password, phc string) (bool, error) {
	var version int
	var memory, time uint32
	var threads uint8
	parts := strings.Split(phc, "$")
	known := len(parts) == 6 && parts[1] == "argon2id"
	if known {
		_, err1 := fmt.Sscanf(parts[2], "v=%d", &version)
		_, err2 := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &threads)
		known = err1 == nil && err2 == nil && version == argon2.Version
	}
	if !known {
		_, err := s.derive(ctx, password, make([]byte, saltBytes), memoryKiB, passes, lanes)
		return false, err
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil {
		return false, fmt.Errorf("a stored password cannot be read")
	}
	got, err := s.derive(ctx, password, salt, memory, time, threads)
	return err == nil && subtle.ConstantTimeCompare(got, want) == 1, err
}
