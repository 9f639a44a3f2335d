// Package geoapi is the HTTP surface: one table of routes with their permissions, one
// adapter from ordinary functions to JSON, one table of problems (RFC 9457), and the
// middleware that every request passes. openapi.json describes it and is held to it by
// tests.
//
// It asks the packages below and holds no SQL and no geometry. Longitude comes before
// latitude in every parameter pair and every array. Start with New.
package geoapi

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/mux"
	"github.com/klauspost/compress/gzip"
	"github.com/prometheus/client_golang/prometheus"

	"sotay/communes"
	"sotay/environment"
	"sotay/guide"
	"sotay/hexbins"
	"sotay/importers"
	"sotay/incidents"
	"sotay/incidents/cameras"
	"sotay/incidents/photos"
	"sotay/indicators"
	"sotay/internal/accounts"
	"sotay/internal/audit"
	"sotay/internal/signon"
	"sotay/internal/walls"
	"sotay/internal/webhooks"
	"sotay/layers"
	"sotay/parcels"
	"sotay/postgis"
	"sotay/tiles"
)

// Config is what a Server serves with. DB, Catalogue, Journal, Audit, Zone and Log are required.
type Config struct {
	// DB is read on its public pool; its app pool knows who may do more.
	DB *postgis.DB
	// Catalogue is kept fresh by the caller (the journal tells when).
	Catalogue *layers.Catalogue
	// Journal must be running; /readyz asks its age.
	Journal *postgis.Journal
	// Readings keeps those of stations; New tells it where communes are.
	Readings *environment.Store
	// Reports keeps field reports; New tells it where communes are.
	Reports *incidents.Store
	// Photos keeps the photos of reports; nil: none are taken.
	Photos *photos.Kept
	// PhotosPerMinute that one client may upload; 0: no limit.
	PhotosPerMinute float64
	// Bins counts layers and readings by cells.
	Bins *hexbins.Bins
	// TileCacheBytes bounds the memory for tiles; 0: 256 MB.
	TileCacheBytes uint64
	// Imports stages and applies change sets; nil: /api/imports answers 404.
	Imports *importers.Service
	// Guide holds the guides and the glossary; nil: those of the program.
	Guide *guide.Store
	// Zone is the province's VN-2000 zone.
	Zone parcels.Zone
	// Bounds is the province: west, south, east, north; used while no commune is loaded.
	Bounds layers.Box
	// Name of this handbook, for the page's title.
	Name Words
	// Version of the program.
	Version string
	// Web is the built web map, with index.html at its root; nil: none is served.
	Web fs.FS
	// Basemap is a style URL, or a raster template with {z}; "" for none.
	Basemap string
	// BasemapOrigins are further origins that the basemap's style loads from.
	BasemapOrigins []string
	// PublicURL is how clients reach this server, for links; "": as the request says.
	PublicURL string
	// TrustedProxies may name the real client in X-Forwarded-For.
	TrustedProxies []netip.Prefix
	// LookupsPerSecond that one client may make, three times as many at once; 0: no limit.
	LookupsPerSecond float64
	// TilesPerSecond likewise.
	TilesPerSecond float64
	// Audit takes who did what.
	Audit *audit.Log
	// SignOn signs people in who have an account elsewhere; nil: passwords alone.
	SignOn *signon.Provider
	// SignOnName is what the button calls that place.
	SignOnName Words
	// ReportsPerMinute that one client may send, five times as many at once; 0: no limit.
	ReportsPerMinute float64
	// PrivateReads is how many restricted reads one person has a day; 0: 200.
	PrivateReads int
	// Intake bounds what is taken in of readings at the same time.
	Intake Intake
	// TempDir takes uploads while they are read; "": the system's.
	TempDir string
	// MaxUpload is the largest file to import, in bytes; 0: 4 GiB.
	MaxUpload int64
	// Log takes one line per request and what went wrong.
	Log *slog.Logger
}

// Server answers requests. It is safe for concurrent use.
type Server struct {
	Config
	finder   *parcels.Finder
	names    *communes.Names
	people   *accounts.Store
	private  *parcels.Private
	past     *parcels.Past
	readings *environment.Store
	hooks    *webhooks.Service
	live     *live
	walls    *walls.Store
	board    wallBoard
	intake   *intake
	lists    stationLists
	bins     *hexbins.Bins
	stats    *statistics
	forest   forestMemo
	jobs     *jobs
	web      *website
	router   *mux.Router
	made     *tiles.Tiles
	tiles    http.Handler // of made
	nosniff  []string
	metrics  *metrics
	limiter  *limiter
	pacer    *limiter // of tiles
	sending  *limiter // of reports
	// uploading paces photos, uploads admits those under way.
	uploading  *limiter
	uploads    *places
	cameras    *cameras.Store
	indicators *indicators.Store
	// plotting is room for plots at the same time.
	plotting chan struct{}
	// looking is room for tiles of the past at the same time: half of the staff pool.
	looking chan struct{}
	// filing admits uploads of monitoring files.
	filing  *intake
	cross   *http.CrossOriginProtection
	kinds   map[kind]about
	policy  string // Content-Security-Policy
	openAPI []byte // the description of the API; tests hold the routes and every answer to it
	safeID  *regexp.Regexp
	gzips   sync.Pool
	// heartbeat of event streams.
	heartbeat time.Duration
	// readTimeout is how long a body may take to come.
	readTimeout time.Duration
	drain       context.CancelFunc
	drained     context.Context // ends when Drain is called
}

// New makes a server. Its background work ends with Drain.
func New(c Config) (*Server, error) {
	if c.MaxUpload == 0 {
		c.MaxUpload = 4 << 30
	}
	if c.PrivateReads == 0 {
		c.PrivateReads = 200
	}
	s := &Server{
		Config:     c,
		names:      communes.New(c.DB.Public),
		readings:   c.Readings,
		hooks:      webhooks.New(c.DB.App),
		walls:      walls.New(c.DB.App),
		intake:     newIntake(c.Intake),
		bins:       c.Bins,
		people:     accounts.New(c.DB.App),
		private:    &parcels.Private{App: c.DB.App, Staff: c.DB.Staff, Catalogue: c.Catalogue, Log: c.Audit, Quota: c.PrivateReads},
		cameras:    &cameras.Store{DB: c.DB, Log: c.Audit, Quota: c.PrivateReads},
		indicators: &indicators.Store{DB: c.DB, Log: c.Audit},
		cross:      http.NewCrossOriginProtection(),
		kinds:      kinds(),
		limiter:    newLimiter(c.LookupsPerSecond, time.Now), pacer: newLimiter(c.TilesPerSecond, time.Now),
		plotting: make(chan struct{}, plotsAtOnce), looking: make(chan struct{}, max(1, c.DB.Staff.Stat().MaxConns()/2)),
		safeID: newSafeID(),

		heartbeat: defaultHeartbeat, readTimeout: readTimeout,
		nosniff: []string{"nosniff"},
		gzips:   sync.Pool{New: func() any { w, _ := gzip.NewWriterLevel(nil, 4); return w }},
	}
	s.filing = newFiling(s.intake)
	s.sending = newSending(c.ReportsPerMinute, time.Now)
	s.uploading, s.uploads = newUploading(c.PhotosPerMinute, time.Now), &places{near: map[netip.Addr]int{}}
	s.Reports.Communes = s.names.At
	s.drained, s.drain = context.WithCancel(context.Background())
	s.policy = contentPolicy(c)
	s.stats = &statistics{server: s, known: map[string]known{}}
	s.names.Layer = s.communesLayer
	s.readings.Communes = func() any { _, state := s.communesLayer(); return state }
	s.jobs = newJobs(s)
	s.finder = parcels.New(parcels.Config{
		Public: c.DB.Public, Catalogue: c.Catalogue, Zone: c.Zone, Communes: s.findCommunes, Nearest: s.names.Nearest, Stats: s.stats.of, Version: s.stats.version,
	})
	s.past = &parcels.Past{Staff: c.DB.Staff, Finder: s.finder, Tiles: tiles.NewUncached(c.DB.Staff, 0)}
	if c.PublicURL != "" {
		u, err := url.Parse(c.PublicURL)
		if err != nil {
			return nil, err
		}
		if err := s.cross.AddTrustedOrigin(u.Scheme + "://" + u.Host); err != nil {
			return nil, err
		}
	}
	var err error
	if s.web, err = newWebsite(c.Web); err != nil {
		return nil, err
	}
	if s.Guide == nil {
		if s.Guide, err = guide.Open(guide.Config{}); err != nil {
			return nil, err
		}
	}
	if s.openAPI, err = describe(); err != nil {
		return nil, err
	}
	if err := s.openTiles(); err != nil {
		return nil, err
	}
	s.live = newLive(s)
	s.metrics = newMetrics(s)
	s.router = s.newRouter()
	return s, nil
}

// Drain ends event streams and background work that can be taken up again, and makes
// /readyz refuse: the server is about to stop. Imports under way are cancelled and leave
// the old state; Drain waits for them until ctx ends.
func (s *Server) Drain(ctx context.Context) {
	s.jobs.close()
	s.drain()
	s.jobs.wait(ctx)
}

// HTTPServer wraps the handler with the timeouts of the connection. There is no write
// timeout for all: event streams last; each request sets its own.
func (s *Server) HTTPServer() *http.Server {
	return &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.Log.Handler(), slog.LevelWarn),
	}
}

// Registry holds the metrics, for a caller that adds its own.
func (s *Server) Registry() prometheus.Registerer { return s.metrics.registry }

// contentPolicy allows what the web map needs: its own files, MapLibre's worker from a
// blob, pictures made in the page, and the basemap's servers.
func contentPolicy(c Config) string {
	others := append([]string(nil), c.BasemapOrigins...)
	if u, err := url.Parse(strings.NewReplacer("{", "", "}", "").Replace(c.Basemap)); err == nil && u.Host != "" {
		others = append(others, u.Scheme+"://"+u.Host)
	}
	more := strings.Join(append([]string{""}, others...), " ")
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self'",
		"worker-src 'self' blob:",
		"child-src 'self' blob:",
		"img-src 'self' data: blob:" + more,
		"font-src 'self' data:" + more,
		"connect-src 'self'" + more,
		"manifest-src 'self'",
		"base-uri 'none'",
		"form-action 'self'",
		"frame-ancestors 'none'",
	}, "; ")
}
