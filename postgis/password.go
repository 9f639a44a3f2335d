package postgis

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// scramRounds is PostgreSQL's own default.
const scramRounds = 4096

// rolePassword derives a login's password, so that all processes that know the secret
// agree on it and none has to store it.
func rolePassword(secret, login string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "sotay role password, first form: %s", login)
	return hex.EncodeToString(mac.Sum(nil))
}

// passwordSQL sets a login's password by its verifier: neither the statement nor the
// server's log holds the password.
func passwordSQL(login, password string) (string, error) {
	salt := make([]byte, 16)
	rand.Read(salt)
	verifier, err := scramVerifier(password, salt)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("ALTER ROLE %s PASSWORD '%s';\n", pgx.Identifier{login}.Sanitize(), verifier), nil
}

// scramVerifier is the form in which PostgreSQL stores passwords (RFC 5802, RFC 7677).
// The password must be ASCII, which SASLprep leaves as it is.
func scramVerifier(password string, salt []byte) (string, error) {
	salted, err := pbkdf2.Key(sha256.New, password, salt, scramRounds, sha256.Size)
	if err != nil {
		return "", err
	}
	stored := sha256.Sum256(sign(salted, "Client Key"))
	b64 := base64.StdEncoding.EncodeToString
	return fmt.Sprintf("SCRAM-SHA-256$%d:%s$%s:%s", scramRounds, b64(salt), b64(stored[:]), b64(sign(salted, "Server Key"))), nil
}

func sign(key []byte, message string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(message))
	return mac.Sum(nil)
}
