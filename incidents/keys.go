package incidents

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
)

// shortestKey is how many letters a sender's own key has at least.
const shortestKey, longestKey = 16, 200

// hashOf hashes a key, with what it is for.
func hashOf(what, key string) []byte {
	sum := sha256.Sum256([]byte("sotay " + what + "\x00" + key))
	return sum[:]
}

// hash is of all that a sender sends: the same again has the same. It is keyed by the sender's
// key, which the database does not have: else a telephone number that was deleted could be found
// by trying them all.
func (n New) hash() []byte {
	mac := hmac.New(sha256.New, []byte("body\x00"+n.Key))
	n.Key, n.Account = "", nil // signed in or not, it is the same report
	text, err := json.Marshal(n)
	if err != nil {
		panic(err) // numbers that JSON does not have were refused before
	}
	mac.Write(text)
	return mac.Sum(nil)
}

// newPepper draws what makes a follow key out of a sender's key.
func newPepper() []byte {
	pepper := make([]byte, 32)
	_, _ = rand.Read(pepper) // never fails
	return pepper
}

// followKey makes the follow key: 128 bits that neither the database nor the sender's key alone
// gives, the same whenever the report is sent again.
func followKey(pepper []byte, key string) string {
	mac := hmac.New(sha256.New, pepper)
	mac.Write([]byte("follow\x00" + key))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16])
}
