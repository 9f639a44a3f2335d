// Package webmap holds the built web map: the pages, scripts, styles and fonts that `npm ci && npm run build` in this
// folder writes into dist. It serves nothing and knows no routes; cmd/sotay hands FS to the HTTP server.
//
// Start with FS. Before the build dist holds only a placeholder, so that the program still compiles; Built tells.
package webmap

import (
	"embed"
	"io/fs"
)

// FS holds dist/index.html, dist/icon.svg and dist/assets/…, whose names carry a hash of their content and may
// therefore be cached for ever. index.html may not.
//
//go:embed all:dist
var FS embed.FS

// Built reports whether FS holds a web map and not only the placeholder.
func Built() bool {
	_, err := fs.Stat(FS, "dist/index.html")
	return err == nil
}
