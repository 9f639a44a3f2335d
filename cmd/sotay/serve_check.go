package main

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"syscall"

	"sotay/environment"
	"sotay/internal/signon"
	"sotay/parcels"
)

// saidToServe is what the flags of serve mean, where that is more than their text.
type saidToServe struct {
	proxies []netip.Prefix
	zone    parcels.Zone
	signOn  *signon.Provider
	fire    environment.FireRules
}

// check refuses flags that mean nothing or do not go together, before anything is opened.
func (c *serveCommand) check() (said saidToServe, err error) {
	if _, port, err := net.SplitHostPort(c.Listen); err != nil || !isPort(port) {
		return said, fault(usage, "",
			"--listen %s: cần địa chỉ và cổng, như 127.0.0.1:8080 hoặc :8080", "--listen %s: give an address and a port, such as 127.0.0.1:8080 or :8080", c.Listen)
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return said, fault(usage, "", "--tls-cert và --tls-key phải đi cùng nhau", "--tls-cert and --tls-key go together")
	}
	if said.zone, err = zoneOfProvince(c.Meridian); err != nil {
		return said, err
	}
	for _, text := range c.TrustedProxy {
		prefix, err := parsePrefix(text)
		if err != nil {
			return said, fault(usage, "",
				"--trusted-proxy %s: cần địa chỉ hoặc mạng, như 10.0.0.0/8", "--trusted-proxy %s: give an address or a network, such as 10.0.0.0/8", text)
		}
		said.proxies = append(said.proxies, prefix)
	}
	for _, text := range c.Origins {
		if u := webAddress(text); u == nil || u.String() != u.Scheme+"://"+u.Host || strings.ContainsAny(text, " ;,'") {
			return said, fault(usage, "",
				"--basemap-origin %s: cần giao thức và máy chủ, như https://tiles.example.vn", "--basemap-origin %s: give a scheme and a host, such as https://tiles.example.vn", text)
		}
	}
	if said.signOn, err = c.signOn(); err != nil {
		return said, err
	}
	if said.fire, err = c.fireRules(); err != nil {
		return said, err
	}
	if c.Guide != "" {
		if info, err := os.Stat(c.Guide); err != nil || !info.IsDir() {
			return said, fault(usage, "",
				"--guide %s: không có thư mục này", "--guide %s: there is no such folder", c.Guide)
		}
	}
	if c.PublicURL != "" {
		if u := webAddress(c.PublicURL); u == nil || u.User != nil || strings.ContainsAny(c.PublicURL, "?#") {
			return said, fault(usage, "",
				"--public-url %s: cần địa chỉ đầy đủ, như https://so-tay.example.vn", "--public-url %s: give a whole address, such as https://so-tay.example.vn", c.PublicURL)
		}
	}
	return said, nil
}

// zoneOfProvince finds the zone that --meridian names.
func zoneOfProvince(meridian float64) (parcels.Zone, error) {
	zone, err := parcels.ZoneOf(meridian)
	if err != nil {
		return zone, fault(usage, "",
			"--meridian %v: không múi 3° nào của VN-2000 có kinh tuyến trục này; cần số độ, như 105 hoặc 107.75",
			"--meridian %v: no 3° zone of VN-2000 has this central meridian; give degrees, such as 105 or 107.75", meridian)
	}
	return zone, nil
}

// isPort takes a number or the name of a service; "" and 0 leave the choice to the system.
func isPort(text string) bool {
	_, err := net.LookupPort("tcp", text)
	return err == nil
}

// parsePrefix reads a network, or an address as the network of it alone.
func parsePrefix(text string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	prefix, err := netip.ParsePrefix(text)
	return prefix.Masked(), err
}

// webAddress reads an address that a browser can ask; nil is none.
func webAddress(text string) *url.URL {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil
	}
	return u
}

// listen opens the address. Whoever cannot have it learns why.
func (c *serveCommand) listen() (net.Listener, error) {
	listener, err := net.Listen("tcp", c.Listen)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fault(failed, "",
			"một chương trình khác đang dùng địa chỉ %s; hãy dừng chương trình đó, hoặc chọn địa chỉ khác bằng --listen",
			"another program is using the address %s; stop it, or choose another address with --listen", c.Listen)
	case errors.Is(err, syscall.EACCES):
		return nil, fault(failed, "",
			"không có quyền lắng nghe ở %s; hãy chọn cổng từ 1024 trở lên bằng --listen",
			"%s may not be listened on; choose a port from 1024 on with --listen", c.Listen)
	case err != nil:
		return nil, fault(failed, "", "không lắng nghe được ở %s: %v", "cannot listen on %s: %v", c.Listen, err)
	}
	return listener, nil
}

// address is what a person on this machine types into a browser.
func (c *serveCommand) address(at net.Addr) string {
	if c.PublicURL != "" {
		return c.PublicURL
	}
	scheme := "http"
	if c.TLSCert != "" {
		scheme = "https"
	}
	host, port, err := net.SplitHostPort(at.String())
	if err != nil {
		return at.String()
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}
