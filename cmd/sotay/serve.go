package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"sotay/environment"
	"sotay/geoapi"
	"sotay/guide"
	"sotay/hexbins"
	"sotay/importers"
	"sotay/incidents"
	"sotay/incidents/photos"
	"sotay/internal/accounts"
	"sotay/internal/demo"
	"sotay/layers"
	"sotay/postgis"
	webmap "sotay/web/map"
)

// serveCommand runs the web map and the API until it is told to stop.
type serveCommand struct {
	databaseFlags
	monitoringFlags
	fireFlags
	reportFlags
	Listen       string   `default:":8080" placeholder:"ADDRESS" help:"${listen}"`
	Basemap      string   `placeholder:"URL" help:"${basemap}"`
	Origins      []string `name:"basemap-origin" placeholder:"ORIGIN" help:"${origins}"`
	Meridian     float64  `default:"107.75" placeholder:"DEGREES" help:"${meridian}"`
	Name         string   `default:"Sổ tay đất đai" help:"${name}"`
	NameEn       string   `name:"name-en" default:"Land handbook" help:"${name_en}"`
	TLSCert      string   `name:"tls-cert" type:"path" placeholder:"FILE" help:"${cert}"`
	TLSKey       string   `name:"tls-key" type:"path" placeholder:"FILE" help:"${key}"`
	PublicURL    string   `name:"public-url" placeholder:"URL" help:"${public}"`
	TrustedProxy []string `name:"trusted-proxy" placeholder:"NETWORK" help:"${proxy}"`
	OIDCIssuer   string   `name:"oidc-issuer" placeholder:"URL" help:"${oidc_issuer}"`
	OIDCClient   string   `name:"oidc-client" placeholder:"ID" help:"${oidc_client}"`
	OIDCSecret   string   `name:"oidc-secret-file" type:"path" placeholder:"FILE" help:"${oidc_secret}"`
	OIDCName     string   `name:"oidc-name" placeholder:"NAME" help:"${oidc_name}"`
	Guide        string   `type:"path" placeholder:"DIR" help:"${guide}"`
	Lookups      float64  `name:"lookups-per-second" default:"50" placeholder:"N" help:"${lookups}"`
	Tiles        float64  `name:"tiles-per-second" default:"300" placeholder:"N" help:"${tiles_rate}"`
	Demo         bool     `name:"demo-readings" help:"${demo_readings}"`
	Verbose      bool     `help:"${verbose}"`
}

// grace is how long requests under way may take after the order to stop.
const grace = 20 * time.Second

// memoryLimit is from where on the memory that is free again is looked for harder, in bytes: what
// is held at most, tiles and readings that are not written yet, stays below it.
const memoryLimit = 448 << 20

// Run serves until ctx ends, then drains.
func (c *serveCommand) Run(ctx context.Context, p *program) error {
	if p.getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	said, err := c.check()
	if err != nil {
		return err
	}
	listener, err := c.listen()
	if err != nil {
		return err
	}
	defer listener.Close()
	cfg := c.making()
	cfg.Exclusive = true
	db, err := openDatabase(ctx, cfg)
	if err != nil {
		return err
	}
	defer db.Close()
	h, err := c.handbook(ctx, p, db, said)
	if err != nil {
		return err
	}
	if err := h.journal.CatchUp(ctx); err != nil { // so that the first request finds all ready
		return err
	}
	if err := h.printToken(ctx, p); err != nil {
		return err
	}
	if c.Database == "" {
		p.tell("Dữ liệu ở thư mục %[1]s; lệnh khác dùng --data %[1]s hoặc SOTAY_DATA=%[1]s.", "The data is in %[1]s; for other commands: --data %[1]s or SOTAY_DATA=%[1]s.", c.Data)
	}
	p.printf("%s %s\n", p.say("Sổ tay đang chạy tại", "The handbook is at"), c.address(listener.Addr()))
	return h.run(ctx, listener, c.TLSCert, c.TLSKey)
}

// handbook is all that runs while sotay serves.
type handbook struct {
	db       *postgis.DB
	log      *slog.Logger
	api      *geoapi.Server
	imports  *importers.Service
	journal  *postgis.Journal
	readings *environment.Store
	reports  *incidents.Store
	photos   *photos.Kept            // nil: none are taken
	also     []func(context.Context) // run until the end
	bins     *hexbins.Bins
}

// handbook wires the packages together. Nothing runs yet.
func (c *serveCommand) handbook(ctx context.Context, p *program, db *postgis.DB, said saidToServe) (*handbook, error) {
	web, err := builtMap()
	if err != nil {
		return nil, err
	}
	h := &handbook{db: db, log: c.logger(p), readings: environment.New(db)}
	h.readings.Fire = said.fire
	log, err := c.auditLog(ctx, db, h.log)
	if err != nil {
		return nil, err
	}
	if h.reports, h.photos, err = c.reportStore(c.databaseFlags, db, log); err != nil {
		return nil, err
	}
	h.imports = importers.NewService(importers.Config{Owner: db.Owner, Audit: log, Meridian: said.zone.Meridian})
	h.also = h.sources(&c.monitoringFlags, said.mqtt)
	if c.Demo {
		h.also = append(h.also, func(ctx context.Context) { demo.Feed(ctx, db.App, h.readings, h.environmentFailed) }, h.demoReports)
	}
	texts, err := guide.Open(guide.Config{Dir: c.Guide, Failed: h.guideFailed})
	if err != nil {
		return nil, fault(failed, "", "không đọc được thư mục hướng dẫn %s: %v", "the folder of guides %s cannot be read: %v", c.Guide, err)
	}
	catalogue := layers.NewCatalogue(db.App)
	if err := catalogue.Refresh(ctx); err != nil {
		return nil, err
	}
	h.journal = postgis.NewJournal(postgis.JournalConfig{
		Pool: db.App, Catalogue: h.publish(catalogue), Tables: h.repair, Failed: h.journalFailed,
	})
	h.bins = hexbins.New(hexbins.Config{DB: db, Catalogue: catalogue, Journal: h.journal, Fewest: c.Fewest})
	h.api, err = geoapi.New(geoapi.Config{
		SignOn: said.signOn, SignOnName: c.signOnName(),
		DB: db, Catalogue: catalogue, Journal: h.journal, Readings: h.readings, Reports: h.reports, ReportsPerMinute: c.Reports, Photos: h.photos, PhotosPerMinute: photosPerMinute, Bins: h.bins, Imports: h.imports, Audit: log, Guide: texts, Zone: said.zone,
		Bounds:  layers.Box{106.95, 10.25, 107.65, 10.85},
		Name:    geoapi.Words{Vi: c.Name, En: c.NameEn},
		Version: currentVersion().String(), Web: web, Basemap: c.Basemap, BasemapOrigins: c.Origins,
		PublicURL: c.PublicURL, TrustedProxies: said.proxies, LookupsPerSecond: c.Lookups, TilesPerSecond: c.Tiles, Log: h.log,
	})
	return h, err
}

// builtMap is the web map, nil when this program was built without one.
func builtMap() (fs.FS, error) {
	if !webmap.Built() {
		return nil, nil
	}
	return fs.Sub(webmap.FS, "dist")
}

func (c *serveCommand) logger(p *program) *slog.Logger {
	level := slog.LevelInfo
	if c.Verbose {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewJSONHandler(p.err, &slog.HandlerOptions{Level: level}))
}

// publish brings tables and public views in line with a changed catalogue before anybody
// is told of it.
func (h *handbook) publish(catalogue *layers.Catalogue) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := layers.Sync(ctx, h.db.Owner); err != nil {
			return err
		}
		return catalogue.Refresh(ctx)
	}
}

// repair puts layers right whose tables are new or were changed by another program.
func (h *handbook) repair(ctx context.Context, names []string) error {
	h.log.InfoContext(ctx, "tables are not as last seen", "layers", strings.Join(names, ","))
	return layers.Sync(ctx, h.db.Owner)
}

func (h *handbook) environmentFailed(err error) { h.log.Error("environment", "error", err.Error()) }

func (h *handbook) reportsFailed(err error) { h.log.Error("reports", "error", err.Error()) }

func (h *handbook) cellsFailed(err error) { h.log.Error("cells", "error", err.Error()) }

func (h *handbook) journalFailed(err error) { h.log.Error("journal", "error", err.Error()) }

// guideFailed tells the operator of a text that cannot be shown; the former one stays.
func (h *handbook) guideFailed(err error) { h.log.Error("guide", "error", err.Error()) }

// printToken prints the token of the first start, by which a program imports.
func (h *handbook) printToken(ctx context.Context, p *program) error {
	token, err := accounts.New(h.db.App).First(ctx, "first start", "import", "operations")
	if err != nil || token == "" {
		return err
	}
	p.printf("%s\n  %s\n", p.say(
		"Mã truy cập để nhập dữ liệu qua HTTP (chỉ in một lần, hãy cất giữ):",
		"Token for importing over HTTP (printed only once, keep it):"), token)
	return nil
}

// run runs everything until ctx ends or one part fails, then drains.
func (h *handbook) run(ctx context.Context, listener net.Listener, cert, key string) error {
	h.log.Info("serving", "address", listener.Addr().String(), "version", currentVersion().String())
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	work, broken := errgroup.WithContext(background)
	work.Go(func() error { return unlessStopped(broken, h.journal.Run(broken)) })
	work.Go(func() error { h.db.Supervise(broken, h.restarted); return nil })
	work.Go(func() error { return h.tidy(broken) })
	work.Go(func() error { h.readings.Work(broken, h.environmentFailed); return nil })
	work.Go(func() error { h.reports.Work(broken, h.reportsFailed); return nil })
	for _, do := range h.also {
		work.Go(func() error { do(broken); return nil })
	}
	work.Go(func() error { h.bins.Work(broken, h.cellsFailed); return nil })
	server := h.api.HTTPServer()
	work.Go(func() error { return serveHTTP(server, listener, cert, key) })
	select {
	case <-ctx.Done():
		h.log.Info("stopping")
	case <-broken.Done():
	}
	err := h.stop(server)
	stop()
	return errors.Join(work.Wait(), err)
}

// stop takes no new requests and lets those under way finish, while imports are given up:
// both within the grace.
func (h *handbook) stop(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	var drain sync.WaitGroup
	drain.Go(func() { h.api.Drain(ctx) })
	defer drain.Wait()
	if err := server.Shutdown(ctx); err != nil {
		return errors.Join(fault(failed, "", "có yêu cầu bị cắt ngang: %v", "requests were cut off: %v", err), server.Close())
	}
	return nil
}

func serveHTTP(server *http.Server, listener net.Listener, cert, key string) error {
	var err error
	if cert == "" {
		err = server.Serve(listener)
	} else {
		err = server.ServeTLS(listener, cert, key)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

func unlessStopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (h *handbook) restarted(err error) {
	if err != nil {
		h.log.Error("the database died and could not be restarted", "error", err.Error())
		return
	}
	h.log.Warn("the database died and was restarted")
}

// tidy clears what interrupted and expired imports left, now and every hour.
func (h *handbook) tidy(ctx context.Context) error {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		if err := h.imports.Clean(ctx); err != nil && ctx.Err() == nil {
			h.log.Error("clean imports", "error", err.Error())
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
