package main

import (
	"cmp"
	"os"
	"strings"

	"sotay/geoapi"
	"sotay/internal/signon"
)

// signOn is the provider that --oidc-issuer names, nil for none.
func (c *serveCommand) signOn() (*signon.Provider, error) {
	if c.OIDCIssuer == "" {
		if c.OIDCClient != "" || c.OIDCSecret != "" || c.OIDCName != "" {
			return nil, fault(usage, "", "--oidc-client, --oidc-secret-file và --oidc-name cần --oidc-issuer", "--oidc-client, --oidc-secret-file and --oidc-name need --oidc-issuer")
		}
		return nil, nil
	}
	u := webAddress(c.OIDCIssuer)
	if u == nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fault(usage, "",
			"--oidc-issuer %s: cần địa chỉ đầy đủ, như https://sso.example.vn/realms/tinh", "--oidc-issuer %s: give a whole address, such as https://sso.example.vn/realms/province", c.OIDCIssuer)
	}
	if u.Scheme != "https" && u.Hostname() != "localhost" && u.Hostname() != "127.0.0.1" {
		return nil, fault(usage, "", "--oidc-issuer %s: cần https", "--oidc-issuer %s: https is needed", c.OIDCIssuer)
	}
	if c.OIDCClient == "" {
		return nil, fault(usage, "", "--oidc-issuer cần --oidc-client", "--oidc-issuer needs --oidc-client")
	}
	cfg := signon.Config{Issuer: c.OIDCIssuer, ClientID: c.OIDCClient}
	if c.OIDCSecret != "" {
		text, err := os.ReadFile(c.OIDCSecret)
		if err != nil {
			return nil, fault(usage, "", "--oidc-secret-file %s: không đọc được tệp này", "--oidc-secret-file %s: this file cannot be read", c.OIDCSecret)
		}
		cfg.ClientSecret = strings.TrimSpace(string(text))
	}
	return signon.New(cfg), nil
}

// signOnName is what the button of the sign-in calls the provider.
func (c *serveCommand) signOnName() geoapi.Words {
	return geoapi.Words{Vi: cmp.Or(c.OIDCName, "tài khoản cơ quan"), En: cmp.Or(c.OIDCName, "your organisation’s account")}
}
