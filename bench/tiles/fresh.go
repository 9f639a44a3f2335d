package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"
)

// fresh measures the time from a commit to the first answer that holds what was
// committed, asking as a client with the former ETag does: idle, and while others load
// the server with tiles that are not in the cache.
func (b *bench) fresh(ctx context.Context) error {
	server, err := b.self(ctx, "sotay", "-cache", "1")
	if err != nil {
		return err
	}
	defer server.stop()
	if err := b.freshTimes(ctx, server.url, "idle"); err != nil {
		return err
	}
	list, err := b.list(ctx, 14, 400)
	if err != nil {
		return err
	}
	loading, stop := context.WithCancel(ctx)
	var wg sync.WaitGroup
	fetch := fetcher(server.url)
	for n := range 4 {
		wg.Go(func() {
			for i := n * 97; loading.Err() == nil; i++ {
				_ = fetch(0, list[i%len(list)]) // failures show in the times
			}
		})
	}
	err = b.freshTimes(ctx, server.url, "4 clients loading")
	stop()
	wg.Wait()
	return err
}

func (b *bench) freshTimes(ctx context.Context, url, how string) error {
	var times []float64
	for n := range b.commits {
		took, err := b.commitToTile(ctx, url, n)
		if err != nil {
			return err
		}
		times = append(times, took.Seconds()*1000)
	}
	slices.Sort(times)
	b.note("commit to fresh tile, "+how+": p50, ms", times[len(times)/2])
	b.note("commit to fresh tile, "+how+": p99, ms", times[len(times)*99/100])
	b.note("commit to fresh tile, "+how+": worst, ms", times[len(times)-1])
	return nil
}

// commitToTile changes one parcel and asks for its zoom 16 tile until the change is in it.
func (b *bench) commitToTile(ctx context.Context, url string, n int) (time.Duration, error) {
	id := 1 + (n*7919)%b.rows
	var p orb.Point
	err := b.db.App.QueryRow(ctx, `
		SELECT st_x(c), st_y(c) FROM (SELECT st_pointonsurface(geom) AS c FROM data.parcels WHERE id = $1) AS q`, id).Scan(&p[0], &p[1])
	if err != nil {
		return 0, err
	}
	tile := maptile.At(p, 16)
	path := fmt.Sprintf("%s/tiles/parcels/%d/%d/%d.mvt", url, tile.Z, tile.X, tile.Y)
	_, etag, err := get(path, "")
	if err != nil {
		return 0, err
	}
	mark := fmt.Sprintf("fresh-%d-%d", n, time.Now().UnixNano())
	if _, err := b.db.App.Exec(ctx, `UPDATE data.parcels SET land_use = $2 WHERE id = $1`, id, mark); err != nil {
		return 0, err
	}
	committed := time.Now()
	for {
		body, next, err := get(path, etag)
		if err != nil {
			return 0, err
		}
		if bytes.Contains(body, []byte(mark)) {
			return time.Since(committed), nil
		}
		etag = next
		if time.Since(committed) > time.Minute {
			return 0, fmt.Errorf("%s is not fresh after a minute", path)
		}
		time.Sleep(time.Millisecond)
	}
}

// get is a client's request; the body is nil for 304.
func get(url, etag string) (body []byte, next string, err error) {
	r, err := http.NewRequest("GET", url, nil)
	if err != nil {
		return nil, "", err
	}
	r.Header.Set("Accept-Encoding", "gzip")
	if etag != "" {
		r.Header.Set("If-None-Match", etag)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusNotModified:
		return nil, etag, nil
	case http.StatusOK:
	default:
		return nil, "", fmt.Errorf("%s: %s", url, resp.Status)
	}
	z, err := gzip.NewReader(resp.Body)
	if err != nil {
		return nil, "", err
	}
	body, err = io.ReadAll(z)
	return body, resp.Header.Get("Etag"), err
}
