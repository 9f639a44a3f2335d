package geoapi

import (
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// metrics are kept in a registry of the server's own. Labels are few: a route's pattern,
// never a path.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	bytes    *prometheus.CounterVec
	readings *prometheus.CounterVec
	// series are those met before, so that a request hashes its labels once.
	series sync.Map // of seriesKey to series
}

type seriesKey struct {
	route, method string
	status        int
}

type series struct {
	requests, bytes prometheus.Counter
	seconds         prometheus.Observer
}

func newMetrics(s *Server) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "sotay_http_requests_total", Help: "Requests answered, by route pattern, method and status.",
		}, []string{"route", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "sotay_http_request_seconds", Help: "Time to answer, by route pattern.",
			Buckets: []float64{.001, .0025, .005, .01, .02, .05, .1, .25, .5, 1, 2.5, 10, 60},
		}, []string{"route"}),
		bytes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "sotay_http_response_bytes_total", Help: "Bytes of answers as sent, by route pattern.",
		}, []string{"route"}),
	}
	m.readings = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "sotay_readings_total", Help: "Readings that were sent, by what became of them.",
	}, []string{"outcome"})
	m.registry.MustRegister(m.requests, m.seconds, m.bytes, m.readings, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "sotay_journal_age_seconds", Help: "Age of the last successful read of the change journal.",
		}, func() float64 { return min(s.Journal.Age(), 24*time.Hour).Seconds() }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "sotay_imports_running", Help: "Imports being staged, applied or undone by this process.",
		}, func() float64 { return float64(s.jobs.running()) }),
		tileCollector{s},
		poolCollector{s},
	)
	return m
}

func (m *metrics) observe(method string, x *exchange, took time.Duration) {
	switch method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
	default:
		method = "other" // anybody can make methods up
	}
	key := seriesKey{x.route, method, x.status}
	known, ok := m.series.Load(key)
	if !ok {
		known, _ = m.series.LoadOrStore(key, series{
			m.requests.WithLabelValues(x.route, method, strconv.Itoa(x.status)), m.bytes.WithLabelValues(x.route), m.seconds.WithLabelValues(x.route),
		})
	}
	of, _ := known.(series)
	of.requests.Inc()
	of.bytes.Add(float64(x.bytes))
	of.seconds.Observe(took.Seconds())
}

// tileCollector reads how tiles were answered when metrics are asked for.
type tileCollector struct{ server *Server }

func (tileCollector) descriptions() (answers, bytes *prometheus.Desc) {
	return prometheus.NewDesc("sotay_tile_answers_total", "Tiles answered: not modified, from the cache, or made by PostGIS.", []string{"from"}, nil),
		prometheus.NewDesc("sotay_tile_cache_bytes", "Memory that cached tiles take.", nil, nil)
}

// Describe lists what Collect gives.
func (c tileCollector) Describe(out chan<- *prometheus.Desc) {
	answers, bytes := c.descriptions()
	out <- answers
	out <- bytes
}

// Collect reads the counts.
func (c tileCollector) Collect(out chan<- prometheus.Metric) {
	answers, bytes := c.descriptions()
	st := c.server.made.Stats()
	for from, n := range map[string]uint64{"not_modified": st.NotModified, "cache": st.Cached, "database": st.Made} {
		out <- prometheus.MustNewConstMetric(answers, prometheus.CounterValue, float64(n), from)
	}
	out <- prometheus.MustNewConstMetric(bytes, prometheus.GaugeValue, float64(st.CacheBytes))
}

// poolCollector reads the database pools when metrics are asked for.
type poolCollector struct{ server *Server }

func (c poolCollector) descriptions() (connections, acquires, waits *prometheus.Desc) {
	return prometheus.NewDesc("sotay_pool_connections", "Connections of a database pool, by state.", []string{"pool", "state"}, nil),
		prometheus.NewDesc("sotay_pool_acquires_total", "Connections taken from a database pool.", []string{"pool"}, nil),
		prometheus.NewDesc("sotay_pool_wait_seconds_total", "Time spent waiting for a connection of a database pool.", []string{"pool"}, nil)
}

// Describe lists what Collect gives.
func (c poolCollector) Describe(out chan<- *prometheus.Desc) {
	connections, acquires, waits := c.descriptions()
	out <- connections
	out <- acquires
	out <- waits
}

// Collect reads the pools.
func (c poolCollector) Collect(out chan<- prometheus.Metric) {
	connections, acquires, waits := c.descriptions()
	for name, pool := range map[string]*pgxpool.Pool{
		"owner": c.server.DB.Owner, "app": c.server.DB.App, "staff": c.server.DB.Staff, "public": c.server.DB.Public,
	} {
		if pool == nil {
			continue
		}
		st := pool.Stat()
		for state, n := range map[string]int32{"idle": st.IdleConns(), "acquired": st.AcquiredConns(), "max": st.MaxConns()} {
			out <- prometheus.MustNewConstMetric(connections, prometheus.GaugeValue, float64(n), name, state)
		}
		out <- prometheus.MustNewConstMetric(acquires, prometheus.CounterValue, float64(st.AcquireCount()), name)
		out <- prometheus.MustNewConstMetric(waits, prometheus.CounterValue, st.AcquireDuration().Seconds(), name)
	}
}
