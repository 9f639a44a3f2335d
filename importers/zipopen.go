package importers

import (
	"archive/zip"
	"context"
	"errors"
	"slices"
)

// readZip lists the data sets of the zip that the file is. The caller closes it.
func (c *conversion) readZip() (*zipData, error) {
	if c.packed {
		return nil, zipNested.says(baseName(c.path)).refuse(c.path, nil)
	}
	z, err := zip.OpenReader(c.path)
	if err != nil {
		return nil, zipBroken.refuse(c.path, err)
	}
	d, err := dataOf(c.path, z.File)
	if err != nil {
		return nil, errors.Join(err, z.Close())
	}
	d.Closer = z
	return d, nil
}

// openZip opens the data set of c.o.Layer in a zip, or the only one.
func (c *conversion) openZip() (Reader, error) {
	d, err := c.readZip()
	if err != nil {
		return nil, err
	}
	defer d.Close()
	s, inside, err := d.choose(c.path, c.o.Layer)
	if err != nil {
		return nil, err
	}
	out := &convertedReader{release: func() error { return nil }}
	if s.shapefile() {
		o := c.o
		o.Layer = s.key
		out.Reader, err = OpenShapefile(c.path, o)
	} else {
		out.Reader, out.release, err = c.openUnpacked(s, inside, d)
	}
	if err != nil {
		return nil, err
	}
	out.schema = out.Reader.Schema()
	if len(d.packed) > 0 {
		out.schema.Problems = append(slices.Clip(out.schema.Problems), zipLeft.says(shortList(d.packed)).at(0, "", ""))
	}
	return out, nil
}

func (c *conversion) openUnpacked(s zipSet, inside string, d *zipData) (Reader, func() error, error) {
	u, err := c.useZip(s, inside, d)
	if err != nil {
		return nil, nil, err
	}
	r, err := u.inner.openAny()
	if err != nil {
		return nil, nil, errors.Join(err, c.release())
	}
	return r, c.release, nil
}

// useZip unpacks a data set, unless it is already.
func (c *conversion) useZip(s zipSet, inside string, d *zipData) (*unpacked, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.unpacked == nil {
		ctx := c.ctx
		if ctx == nil {
			ctx = context.Background()
		}
		u, err := c.unpack(ctx, d, s, inside)
		if err != nil {
			return nil, err
		}
		c.unpacked = u
	}
	c.users++
	return c.unpacked, nil
}

// listZip gives the names of the data sets in a zip; where there is one, or c.o.Layer tells
// one, those of the layers in it.
func (c *conversion) listZip() ([]string, error) {
	d, err := c.readZip()
	if err != nil {
		return nil, err
	}
	defer d.Close()
	if c.o.Layer == "" && len(d.sets) > 1 {
		return zipNames(d.sets), nil
	}
	s, inside, err := d.choose(c.path, c.o.Layer)
	if err != nil || s.shapefile() {
		return []string{s.name}, err
	}
	u, err := c.useZip(s, inside, d)
	if err != nil {
		return nil, err
	}
	names, err := u.inner.listAny()
	for i, name := range names {
		if u.several {
			names[i] = s.name + "/" + name
		}
	}
	return names, errors.Join(err, c.release())
}

// choices gives the layers among which a person has to choose: all, or of a zip whose data
// set is chosen those in it; none where the layer is chosen.
func (c *conversion) choices() ([]string, error) {
	if c.o.Layer == "" {
		return c.listAny()
	}
	format, err := sniff(c.path)
	if err != nil || format.kind != formatZip {
		return nil, err
	}
	d, err := c.readZip()
	if err != nil {
		return nil, err
	}
	defer d.Close()
	if s, inside, err := d.choose(c.path, c.o.Layer); err != nil || inside != "" || s.shapefile() {
		return nil, err
	}
	return c.listZip()
}
