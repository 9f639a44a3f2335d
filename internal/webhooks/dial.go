package webhooks

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

// What hooks may take of us.
const (
	dialTimeout = 5 * time.Second
	callTimeout = 15 * time.Second
	mostHeader  = 32 << 10
	mostAnswer  = 64 << 10
	longestURL  = 2048
)

// errInside is a place inside: this machine, a private network, or no place at all.
var errInside = errors.New("an address inside")

// InvalidURL is an address that is never called, in words for a person.
type InvalidURL struct{ Code, Vi, En string }

// Error says why.
func (e *InvalidURL) Error() string { return e.En }

// newClient makes the client that calls hooks. Addresses are looked at when they are dialled,
// each that a name leads to: a name that leads elsewhere by then leads nowhere. No proxy is
// asked, no redirect is followed, and no connection is kept.
func newClient(inside bool) *http.Client {
	dialer := &net.Dialer{Timeout: dialTimeout}
	if !inside {
		dialer.Control = func(_, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			if err != nil || !outside(at.Addr()) {
				return fmt.Errorf("%s: %w", address, errInside)
			}
			return nil
		}
	}
	return &http.Client{
		Timeout: callTimeout,
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:    dialTimeout,
			ResponseHeaderTimeout:  callTimeout,
			MaxResponseHeaderBytes: mostHeader,
			DisableKeepAlives:      true,
			DisableCompression:     true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// within lists the networks that are not the public internet, beside those that netip knows:
// the special-purpose registries of RFC 6890, and those that carry an IPv4 address inside.
func within() []netip.Prefix {
	return []netip.Prefix{
		netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
		netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("192.88.99.0/24"), netip.MustParsePrefix("198.18.0.0/15"),
		netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
		netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("3fff::/20"),
	}
}

// outside tells whether an address is one of the public internet. Of IPv6 only what is given
// to networks at all (2000::/3) is.
func outside(a netip.Addr) bool {
	if a.Zone() != "" {
		return false
	}
	a = a.Unmap()
	if a.Is6() && !netip.MustParsePrefix("2000::/3").Contains(a) {
		return false
	}
	for _, p := range within() {
		if p.Contains(a) {
			return false
		}
	}
	return a.IsGlobalUnicast() && !a.IsPrivate() && !a.IsLoopback() && !a.IsLinkLocalUnicast()
}

// check refuses an address that is never called. Names are looked at when they are dialled.
func (s *Service) check(text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || len(text) > longestURL || u.Hostname() == "" || u.User != nil || u.Fragment != "":
		return &InvalidURL{"bad_url", "Địa chỉ nhận phải là một URL đầy đủ, không có tên đăng nhập và không có phần sau dấu #.", "The address must be a whole URL without a login and without a fragment."}
	case u.Scheme != "https" && !(s.inside && u.Scheme == "http"):
		return &InvalidURL{"not_https", "Địa chỉ nhận phải bắt đầu bằng https://.", "The address must begin with https://."}
	}
	if a, err := netip.ParseAddr(u.Hostname()); err == nil && !s.inside && !outside(a) {
		return &InvalidURL{"inside", "Địa chỉ nhận nằm trong mạng nội bộ; hãy dùng một máy chủ trên Internet.", "The address is inside a private network; use a server on the Internet."}
	}
	return nil
}

// failure is why a call failed, in one word that the interface translates.
func failure(err error) string {
	var timeout net.Error
	var verify *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var dns *net.DNSError
	switch {
	case errors.Is(err, errInside):
		return "inside"
	case errors.As(err, &verify), errors.As(err, &record):
		return "tls"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	case errors.As(err, &dns):
		return "unknown_host"
	}
	return "connect"
}
