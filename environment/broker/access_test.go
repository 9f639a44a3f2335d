package broker_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestAccess: TLS and passwords, and what is told where something is wrong with them.
func TestAccess(t *testing.T) {
	db := newStation(t)
	m := &mosquitto{t: t, dir: t.TempDir()}
	certify(t, m)
	if out, err := exec.Command("mosquitto_passwd", "-b", "-c", filepath.Join(m.dir, "users"), "sotay", "mật khẩu đúng").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	m.write("right", "mật khẩu đúng\n")
	m.write("wrong", "sai\n")
	secrets := m.dir
	in := func(name string) string { return filepath.Join(secrets, name) }
	m = startBroker(t, "allow_anonymous false", "password_file "+in("users"), "certfile "+in("server.pem"), "keyfile "+in("server.key"))
	const tls = `"servers": ["tls://SERVER"], "client_id": "sotay", "user": "sotay"`
	for _, tt := range []struct{ name, members, want string }{
		{"a certificate of nobody known", tls + `, "password_file": "` + in("right") + `"`, "is of an authority that is not known here: give its file as ca_file"},
		{"a wrong password", tls + `, "ca_file": "` + in("ca.pem") + `", "password_file": "` + in("wrong") + `"`, "the broker refuses the connection (reason 0x87): this user may not connect: look at user and password_file"},
		{"no TLS", `"servers": ["mqtt://SERVER"], "client_id": "sotay"`, "failed to connect to mqtt://" + m.address},
		{"all right", tls + `, "ca_file": "` + in("ca.pem") + `", "password_file": "` + in("right") + `"`, "connected to the broker as sotay"},
	} {
		s := m.subscribe(db, tt.members)
		eventually(t, tt.name, func() bool { return s.has(tt.want) })
		s.stop()
	}

	// The broker's own plugin for access lists refuses subscriptions, as by default to all.
	if out, err := exec.Command("mosquitto_ctrl", "dynsec", "init", in("lists.json"), "sotay", "mật khẩu đúng").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	demote(t, in("lists.json"))
	plugin, err := filepath.Glob("/usr/lib/*/mosquitto_dynamic_security.so")
	if err != nil || len(plugin) != 1 {
		t.Fatalf("the plugin of mosquitto: %s, %v", plugin, err)
	}
	m = startBroker(t, "allow_anonymous false", "plugin "+plugin[0], "plugin_opt_config_file "+in("lists.json"))
	s := m.subscribe(db, `"servers": ["mqtt://SERVER"], "client_id": "sotay", "user": "sotay", "password_file": "`+in("right")+`"`)
	eventually(t, "a subscription that is refused", func() bool { return s.has("refuses the subscription to env/+/+") })
}

// demote takes the roles from the users of an access list.
func demote(t *testing.T, name string) {
	t.Helper()
	var list map[string]any
	text, err := os.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(text, &list)
	}
	if err == nil {
		for _, user := range list["clients"].([]any) {
			delete(user.(map[string]any), "roles")
		}
		text, err = json.Marshal(list)
	}
	if err == nil {
		err = os.WriteFile(name, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// certify makes an authority and a certificate of it for 127.0.0.1.
func certify(t *testing.T, m *mosquitto) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	authorityKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	serverKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	authority := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "thử"}, NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	server := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "127.0.0.1"}, NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	write := func(name, kind string, der []byte, err error) {
		t.Helper()
		must(err)
		must(os.WriteFile(filepath.Join(m.dir, name), pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
	}
	der, err := x509.CreateCertificate(rand.Reader, authority, authority, authorityKey.Public(), authorityKey)
	write("ca.pem", "CERTIFICATE", der, err)
	der, err = x509.CreateCertificate(rand.Reader, server, authority, serverKey.Public(), authorityKey)
	write("server.pem", "CERTIFICATE", der, err)
	der, err = x509.MarshalECPrivateKey(serverKey)
	write("server.key", "EC PRIVATE KEY", der, err)
}
