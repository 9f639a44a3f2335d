package parcels

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// mapLink is what a pasted address of a map says.
type mapLink struct {
	point   *written // where it points
	parcel  int64    // of this handbook, 0 for none
	short   bool     // a short form, which only its maker can resolve
	strange string   // the host of an address that says nothing here
}

// links is the grammar of addresses of maps.
type links struct {
	pin, at, pair, parcel *regexp.Regexp
}

func newLinks() links {
	const degrees = `(-?\d{1,3}(?:\.\d+)?)`
	return links{
		pin:    regexp.MustCompile(`!3d` + degrees + `!4d` + degrees),
		at:     regexp.MustCompile(`@` + degrees + `,` + degrees),
		pair:   regexp.MustCompile(`^(?:loc:)?` + degrees + `[,~ +]\s*` + degrees + `$`),
		parcel: regexp.MustCompile(`^\d{1,18}$`),
	}
}

// parse reads an address of Google Maps, OpenStreetMap, Apple, Bing or any other map that says
// where it is as these do, of this handbook, which clients reach at the hosts own, or a geo: URI
// (RFC 5870); ok is false for text that is none. A pin comes before the middle of the view. A
// parcel is named by this handbook's own addresses alone, of which a path or a query is one;
// of an address that says nothing the host is told.
func (g links) parse(text string, own []string) (mapLink, bool) {
	text = strings.TrimSpace(text)
	bare := strings.HasPrefix(text, "/?") || strings.HasPrefix(text, "?")
	if strings.ContainsAny(text, " \n\t") && !strings.HasPrefix(text, "http") {
		return mapLink{}, false
	}
	u, err := url.Parse(strings.Fields(text + " x")[0])
	if err != nil {
		return mapLink{}, false
	}
	switch u.Scheme {
	case "geo":
		lat, rest, _ := strings.Cut(u.Opaque, ",")
		lon, _, _ := strings.Cut(rest, ",")
		lon, _, _ = strings.Cut(lon, ";")
		return g.found(lat, lon, "lat_lon")
	case "http", "https":
	default:
		if !bare {
			return mapLink{}, false
		}
	}
	ours := bare || slices.ContainsFunc(own, func(host string) bool { return sameHost(u.Host, host) })
	if id := u.Query().Get("parcel"); ours && g.parcel.MatchString(id) {
		n, err := strconv.ParseInt(id, 10, 64)
		return mapLink{parcel: n}, err == nil
	}
	if l, ok := g.inside(u); ok {
		return l, true
	}
	switch u.Hostname() {
	case "maps.app.goo.gl", "goo.gl", "g.co", "osm.org":
		return mapLink{short: true}, true
	}
	return mapLink{strange: u.Host}, !bare && u.Host != ""
}

// sameHost compares two hosts, each with its port where it is not that of http or https.
func sameHost(a, b string) bool {
	plain := func(host string) string {
		return strings.TrimSuffix(strings.TrimSuffix(host, ":80"), ":443")
	}
	return strings.EqualFold(plain(a), plain(b))
}

// inside looks for a pair of degrees in an address.
func (g links) inside(u *url.URL) (mapLink, bool) {
	path, err := url.PathUnescape(u.Path)
	if err != nil {
		path = u.Path
	}
	query := u.Query()
	if f := g.pin.FindStringSubmatch(path + u.RawQuery); f != nil {
		return g.found(f[1], f[2], "lat_lon")
	}
	if lat, lon := query.Get("mlat"), query.Get("mlon"); lat != "" && lon != "" {
		return g.found(lat, lon, "lat_lon")
	}
	for _, name := range []string{"q", "query", "ll", "destination", "daddr", "center", "viewpoint", "sll", "cp", "at"} {
		if f := g.pair.FindStringSubmatch(strings.TrimSpace(query.Get(name))); f != nil {
			return g.found(f[1], f[2], "lat_lon")
		}
	}
	for _, part := range strings.Split(path, "/") {
		if f := g.pair.FindStringSubmatch(strings.TrimSpace(part)); f != nil {
			return g.found(f[1], f[2], "lat_lon")
		}
	}
	if f := g.at.FindStringSubmatch(path); f != nil {
		return g.found(f[1], f[2], "lat_lon")
	}
	fragment, _ := url.ParseQuery(u.Fragment)
	for _, view := range []string{query.Get("map"), fragment.Get("map"), u.Fragment} {
		if parts := strings.Split(view, ","); len(parts) >= 3 { // this handbook: lon,lat,zoom
			return g.found(parts[1], parts[0], "lon_lat")
		}
		if parts := strings.Split(view, "/"); len(parts) >= 3 { // zoom/lat/lon
			return g.found(parts[1], parts[2], "lat_lon")
		}
	}
	return mapLink{}, false
}

// found takes a pair that lies in Việt Nam; pairs the other way round are turned.
func (g links) found(lat, lon, order string) (mapLink, bool) {
	a, err1 := strconv.ParseFloat(lat, 64)
	b, err2 := strconv.ParseFloat(lon, 64)
	if err1 != nil || err2 != nil {
		return mapLink{}, false
	}
	w, ok := pair("wgs84", [2]float64{a, b}, [2]string{})
	w.order = order
	return mapLink{point: &w}, ok
}
