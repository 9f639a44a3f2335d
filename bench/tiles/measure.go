package main

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

//go:embed mvt_4326.sql
var canonical string

func (b *bench) note(name string, value float64) {
	if _, ok := b.results[name]; !ok {
		b.names = append(b.names, name)
	}
	b.results[name] = append(b.results[name], value)
	fmt.Fprintf(os.Stderr, "%10.2f  %s\n", value, name)
}

func (b *bench) print(w io.Writer) {
	fmt.Fprintf(w, "| what | median | rounds |\n|---|---|---|\n")
	for _, name := range b.names {
		values := b.results[name]
		sorted := slices.Sorted(slices.Values(values))
		fmt.Fprintf(w, "| %s | %.4g | %.4g |\n", name, sorted[len(sorted)/2], values)
	}
}

// pass asks for every tile of the list once, so many at a time, and gives tiles a second.
func (b *bench) pass(list []string, ask func(client int, tile string) error) (float64, error) {
	var next atomic.Int64
	var wg sync.WaitGroup
	errs := make([]error, b.clients)
	began := time.Now()
	for n := range b.clients {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(list)) && errs[n] == nil; i = next.Add(1) - 1 {
				errs[n] = ask(n, list[i])
			}
		})
	}
	wg.Wait()
	took := time.Since(began).Seconds()
	for _, err := range errs {
		if err != nil {
			return 0, err
		}
	}
	return float64(len(list)) / took, nil
}

// uncached compares whole passes over the same tiles: mvt_4326.sql straight from
// PostGIS, before and after each pass of the tile server without a cache.
func (b *bench) uncached(ctx context.Context) error {
	server, err := b.self(ctx, "sotay", "-cache", "1")
	if err != nil {
		return err
	}
	defer server.stop()
	limit, err := b.limitPool(ctx)
	if err != nil {
		return err
	}
	defer limit.Close()
	query := func(_ int, tile string) error {
		var z, x, y int
		if _, err := fmt.Sscanf(tile, "%d/%d/%d", &z, &x, &y); err != nil {
			return err
		}
		var body []byte
		return limit.QueryRow(ctx, canonical, z, x, y).Scan(&body)
	}
	fetch := fetcher(server.url)
	for _, zoom := range []int{14, 16} {
		list, err := b.list(ctx, zoom, 400+800*(zoom-14))
		if err != nil {
			return err
		}
		for _, ask := range []func(int, string) error{query, fetch} { // to warm up
			if _, err := b.pass(list, ask); err != nil {
				return err
			}
		}
		for range b.rounds {
			var speed [3]float64
			for i, ask := range []func(int, string) error{query, fetch, query} {
				if speed[i], err = b.pass(list, ask); err != nil {
					return err
				}
			}
			base := (speed[0] + speed[2]) / 2
			b.note(fmt.Sprintf("z%d uncached: mvt_4326.sql, tiles/s", zoom), base)
			b.note(fmt.Sprintf("z%d uncached: sotay, tiles/s", zoom), speed[1])
			b.note(fmt.Sprintf("z%d uncached: sotay / mvt_4326.sql", zoom), speed[1]/base)
		}
	}
	return nil
}

// limitPool has a connection a client, set up as those of the tile server.
func (b *bench) limitPool(ctx context.Context) (*pgxpool.Pool, error) {
	cfg := b.db.Owner.Config()
	cfg.MaxConns = int32(b.clients)
	cfg.ConnConfig.RuntimeParams["search_path"] = "bench, public"
	cfg.ConnConfig.RuntimeParams["max_parallel_workers_per_gather"] = "0"
	return pgxpool.NewWithConfig(ctx, cfg)
}

// fetcher asks a server for a tile as a browser does, and reads it.
func fetcher(url string) func(int, string) error {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}
	return func(_ int, tile string) error {
		r, err := http.NewRequest("GET", url+"/tiles/parcels/"+tile+".mvt", nil)
		if err != nil {
			return err
		}
		r.Header.Set("Accept-Encoding", "gzip")
		resp, err := client.Do(r)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if n, err := io.Copy(io.Discard, resp.Body); err != nil || n == 0 || resp.StatusCode != 200 {
			return fmt.Errorf("%s: %s, %d bytes, %w", tile, resp.Status, n, err)
		}
		return nil
	}
}

// cached compares ready-made tiles: the server from its cache, nginx from disk, and a
// minimal Go server from memory, all with the same bytes; and answers of 304.
func (b *bench) cached(ctx context.Context) error {
	sotay, err := b.self(ctx, "sotay")
	if err != nil {
		return err
	}
	defer sotay.stop()
	lists := map[int]string{}
	for _, zoom := range []int{14, 16} {
		list, err := b.list(ctx, zoom, 200+400*(zoom-14))
		if err != nil {
			return err
		}
		if lists[zoom], err = b.save(sotay.url, zoom, list); err != nil {
			return err
		}
	}
	nginx, err := b.nginx(ctx)
	if err != nil {
		return err
	}
	defer nginx.stop()
	minimal, err := b.self(ctx, "minimal")
	if err != nil {
		return err
	}
	defer minimal.stop()
	for _, zoom := range []int{14, 16} {
		for range 3 * b.rounds { // short ones, so that all meet the same neighbours
			speed := map[string]float64{}
			for _, s := range []struct{ name, url, mode string }{
				{"nginx from disk", nginx.url, ""}, {"sotay", sotay.url, ""}, {"minimal Go server", minimal.url, ""}, {"sotay, 304", sotay.url, "304"},
			} {
				if speed[s.name], err = b.wrk(ctx, s.url, lists[zoom], s.mode); err != nil {
					return err
				}
				b.note(fmt.Sprintf("z%d cached: %s, answers/s", zoom, s.name), speed[s.name])
			}
			for _, other := range []string{"nginx from disk", "minimal Go server"} {
				b.note(fmt.Sprintf("z%d cached: sotay / %s", zoom, other), speed["sotay"]/speed[other])
			}
		}
	}
	return nil
}

// save writes the compressed tiles of a list as files, and a list of paths with ETags.
func (b *bench) save(url string, zoom int, list []string) (string, error) {
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	var paths strings.Builder
	for _, tile := range list {
		path := "/tiles/parcels/" + tile + ".mvt"
		r, err := http.NewRequest("GET", url+path, nil)
		if err != nil {
			return "", err
		}
		r.Header.Set("Accept-Encoding", "gzip")
		resp, err := client.Do(r)
		if err != nil {
			return "", err
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != 200 {
			return "", fmt.Errorf("%s: %s, %w", path, resp.Status, err)
		}
		file := filepath.Join(b.tileDir(), path+".gz")
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return "", err
		}
		if err := os.WriteFile(file, body, 0o644); err != nil {
			return "", err
		}
		fmt.Fprintf(&paths, "%s\t%s\n", path, resp.Header.Get("Etag"))
	}
	name := filepath.Join(b.dir, fmt.Sprintf("z%d.txt", zoom))
	return name, os.WriteFile(name, []byte(paths.String()), 0o644)
}

const wrkLua = `
local list, n = {}, 0
function init(args)
	local mode = args[2] or ""
	for line in io.lines(args[1]) do
		local path, etag = line:match("^(.-)\t(.*)$")
		local headers = {["Accept-Encoding"] = "gzip"}
		if mode == "304" then headers["If-None-Match"] = etag end
		list[#list + 1] = wrk.format("GET", path, headers)
	end
	n = math.random(#list)
end
function request() n = n % #list + 1; return list[n] end
`

var perSecond = regexp.MustCompile(`Requests/sec:\s+([\d.]+)`)

// wrk loads a server for two seconds with a list of tiles.
func (b *bench) wrk(ctx context.Context, url, list, mode string) (float64, error) {
	script := filepath.Join(b.dir, "wrk.lua")
	if err := os.WriteFile(script, []byte(wrkLua), 0o644); err != nil {
		return 0, err
	}
	out, err := exec.CommandContext(ctx, "wrk", "-t", "1", "-c", strconv.Itoa(b.clients), "-d", "2s", "-s", script, url, "--", list, mode).CombinedOutput()
	found := perSecond.FindSubmatch(out)
	if err != nil || found == nil || strings.Contains(string(out), "Non-2xx") || strings.Contains(string(out), "Socket errors") {
		return 0, fmt.Errorf("wrk: %w\n%s", err, out)
	}
	return strconv.ParseFloat(string(found[1]), 64)
}
