package geoapi

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// peer is the address at the other end of the connection.
func peer(r *http.Request) netip.Addr {
	if a, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		return a.Addr().Unmap().WithZone("")
	}
	return netip.Addr{} // a unix socket
}

func (s *Server) trusted(a netip.Addr) bool {
	for _, p := range s.TrustedProxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// proxied tells whether the request came through a trusted proxy.
func (s *Server) proxied(r *http.Request) bool { return s.trusted(peer(r)) }

// forwarded tells whether some proxy says that it sent the request on.
func forwarded(r *http.Request) bool {
	for _, name := range []string{"X-Forwarded-For", "Forwarded", "Via", "X-Real-Ip", "X-Forwarded-Host", "X-Forwarded-Proto"} {
		if len(r.Header[name]) > 0 {
			return true
		}
	}
	return false
}

// address is the real client's: behind trusted proxies the last address that none of them
// has. What an untrusted sender claims does not count: the address is then the sender's.
func (s *Server) address(r *http.Request) netip.Addr {
	a, _ := s.chain(r)
	return a
}

// chain follows the proxies back to the client. It is sure of it when nobody sent the
// request on, or when trusted proxies alone did and the last of them named an address that
// is none of theirs.
func (s *Server) chain(r *http.Request) (a netip.Addr, sure bool) {
	a = peer(r)
	if !forwarded(r) {
		return a, true
	}
	steps := 0
	claims := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(claims) - 1; i >= 0 && s.trusted(a); i-- {
		claim := strings.TrimSpace(claims[i])
		next, err := netip.ParseAddr(claim)
		if withPort, portErr := netip.ParseAddrPort(claim); portErr == nil {
			next, err = withPort.Addr(), nil
		}
		if err != nil {
			break
		}
		a = next.Unmap().WithZone("")
		steps++
	}
	return a, steps > 0 && !s.trusted(a)
}

func (s *Server) client(r *http.Request) string {
	if a := s.address(r); a.IsValid() {
		return a.String()
	}
	return "local"
}

// near tells whether the client is surely on this machine or in a private network. Behind a
// proxy that is not trusted nobody is.
func (s *Server) near(r *http.Request) bool {
	a, sure := s.chain(r)
	return sure && (!a.IsValid() || a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast())
}

// scheme is what the client sees: http or https.
func (s *Server) scheme(r *http.Request) string {
	switch {
	case strings.HasPrefix(s.PublicURL, "https://"), r.TLS != nil,
		s.proxied(r) && r.Header.Get("X-Forwarded-Proto") == "https":
		return "https"
	}
	return "http"
}

// base is the address of this server for links in answers, without a slash at the end.
func (s *Server) base(r *http.Request) string {
	if s.PublicURL != "" {
		return strings.TrimRight(s.PublicURL, "/")
	}
	host := r.Host
	if forwarded := r.Header.Get("X-Forwarded-Host"); forwarded != "" && s.proxied(r) {
		host = forwarded
	}
	return s.scheme(r) + "://" + host
}

// hosts are those at which clients reach this server, with a port where it is in the address.
func (s *Server) hosts(r *http.Request) []string {
	list := []string{r.Host}
	if u, err := url.Parse(s.base(r)); err == nil {
		list = append(list, u.Host)
	}
	return list
}
