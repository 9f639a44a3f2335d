package importers

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"sync"

	"sotay/importers/ogr"
)

// conversion opens a file of any format. One that only GDAL reads is converted when it is
// first asked for, one in a zip unpacked, and what came of it is kept as long as somebody reads or holds it: an
// import opens its source several times.
type conversion struct {
	path string
	o    OpenOptions

	mu    sync.Mutex
	ctx   context.Context // ends a conversion; nil: nothing does
	users int
	made  *ogr.Result
	// unpacked is the data set of a zip; packed tells that the file is of one.
	unpacked *unpacked
	packed   bool
}

// hold keeps what was converted until release, and lets ctx end the converting.
func (c *conversion) hold(ctx context.Context) (release func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ctx = ctx
	c.users++
	return func() { _ = c.release() } // a scratch folder that stays is swept later
}

// use converts the file, unless it is already.
func (c *conversion) use(f ogr.Format) (*ogr.Result, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.made == nil {
		ctx := c.ctx
		if ctx == nil {
			ctx = context.Background()
		}
		made, err := c.o.Convert.Convert(ctx, c.path, f)
		if err != nil {
			return nil, convertedWords(filepath.Base(c.path), err)
		}
		c.made = made
	}
	c.users++
	return c.made, nil
}

func (c *conversion) release() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.users--; c.users > 0 {
		return nil
	}
	var err error
	if c.made != nil {
		err = c.made.Close()
	}
	if c.unpacked != nil {
		err = errors.Join(err, c.unpacked.remove())
	}
	c.made, c.unpacked = nil, nil
	return err
}

// convertedReader reads what a file was converted to.
type convertedReader struct {
	Reader
	schema  Schema
	release func() error
}

// Schema implements Reader.
func (r *convertedReader) Schema() Schema { return r.schema }

// Close implements Reader.
func (r *convertedReader) Close() error { return errors.Join(r.Reader.Close(), r.release()) }

// open opens the layer of o in a file that has to be converted.
func (c *conversion) open(f ogr.Format) (Reader, error) {
	made, err := c.use(f)
	if err != nil {
		return nil, err
	}
	r, err := c.openMade(made, f)
	if err != nil {
		return nil, errors.Join(err, c.release())
	}
	out := &convertedReader{Reader: r, schema: r.Schema(), release: c.release}
	if out.schema.Name == unnamed {
		out.schema.Name = baseName(c.path)
	}
	if made.Links {
		out.schema.Problems = append(slices.Clip(out.schema.Problems), foundLinks.at(0, "", ""))
	}
	return out, nil
}

// unnamed is the name that GDAL gives the layer of a file in a format without names: that
// of the file it is shown.
const unnamed = "in"

func (c *conversion) openMade(made *ogr.Result, f ogr.Format) (Reader, error) {
	layers, err := c.layersOf(made, f)
	if err != nil {
		return nil, err
	}
	o := c.o
	switch {
	case o.Layer == "" && len(layers) == 1:
		o.Layer = layers[0]
	case o.Layer == baseName(c.path) && slices.Contains(layers, unnamed):
		o.Layer = unnamed
	}
	if made.GeoPackage != "" {
		return openGeoPackage(made.GeoPackage, o)
	}
	for _, path := range made.Tables {
		if baseName(path) == o.Layer {
			return openSheet(path, o)
		}
	}
	return nil, refuseSheets(c.path, o.Layer, layers)
}

// list gives the names of the layers of a file that has to be converted.
func (c *conversion) list(f ogr.Format) ([]string, error) {
	made, err := c.use(f)
	if err != nil {
		return nil, err
	}
	names, err := c.layersOf(made, f)
	for i, n := range names {
		if n == unnamed {
			names[i] = baseName(c.path)
		}
	}
	return names, errors.Join(err, c.release())
}

// layersOf lists the layers that have rows, or, where none has, all. A file without any was
// not understood.
func (c *conversion) layersOf(made *ogr.Result, f ogr.Format) ([]string, error) {
	if made.GeoPackage == "" {
		var names []string
		for _, path := range made.Tables {
			names = append(names, baseName(path))
		}
		return names, nil
	}
	names, err := listGeoPackage(made.GeoPackage)
	if err == nil && len(names) == 0 {
		err = convertedWords(filepath.Base(c.path), &ogr.Error{Kind: ogr.Failed, Format: f.Name})
	}
	if err != nil {
		return nil, err
	}
	db, _, err := openSQLite(made.GeoPackage)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	filled := slices.DeleteFunc(slices.Clone(names), func(n string) bool {
		var row int
		err := db.QueryRow(`SELECT 1 FROM ` + quoteSQLite(n) + ` LIMIT 1`).Scan(&row)
		return errors.Is(err, sql.ErrNoRows)
	})
	if len(filled) == 0 {
		return names, nil
	}
	return filled, nil
}
