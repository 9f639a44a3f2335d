package ogr

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// inspect looks at a file before GDAL does: at what XML asks for beyond itself, and at how
// large a zip unpacks. links tells that it refers to other documents.
func inspect(path string, f Format, l Limits) (links bool, err error) {
	if f.zip != "" {
		return inspectZip(path, f, l)
	}
	if !f.xml {
		return false, nil
	}
	in, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer in.Close()
	return inspectXML(in, f)
}

// inspectZip refuses a zip that unpacks to more than may be written, or that has not what
// its format must have.
func inspectZip(path string, f Format, l Limits) (links bool, err error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return false, &Error{Kind: Failed, Format: f.Name, Detail: err.Error()}
	}
	defer z.Close()
	var sum uint64
	found := false
	for _, e := range z.File {
		if sum += e.UncompressedSize64; sum > uint64(l.Output) {
			return false, &Error{Kind: TooLarge, Format: f.Name, Limits: l}
		}
		if found = found || strings.HasSuffix(e.Name, f.zip); !f.xml || !strings.EqualFold(filepath.Ext(e.Name), ".kml") {
			continue
		}
		out, err := inspectEntry(e, f)
		if err != nil {
			return false, err
		}
		links = links || out
	}
	if !found {
		return false, &Error{Kind: Failed, Format: f.Name, Detail: "no " + f.zip + " in it"}
	}
	return links, nil
}

func inspectEntry(e *zip.File, f Format) (links bool, err error) {
	in, err := e.Open()
	if err != nil {
		return false, &Error{Kind: Failed, Format: f.Name, Detail: err.Error()}
	}
	defer in.Close()
	if links, err = inspectXML(io.LimitReader(in, int64(e.UncompressedSize64)), f); err != nil && !errors.As(err, new(*Error)) {
		err = &Error{Kind: Failed, Format: f.Name, Detail: err.Error()}
	}
	return links, err
}

// inspectXML looks through XML. Declarations of a document type or of entities are refused:
// no data need them, and they can grow without bound or read other files. Links to other
// documents (NetworkLink in KML, xlink:href in GML) are only told: nobody follows them.
func inspectXML(in io.Reader, f Format) (links bool, err error) {
	const overlap = 64 // more than the longest word looked for
	buf := make([]byte, 0, 1<<20)
	for {
		n, err := in.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if bytes.Contains(buf, []byte("<!DOCTYPE")) || bytes.Contains(buf, []byte("<!ENTITY")) {
			return false, &Error{Kind: Unsafe, Format: f.Name, Detail: "DOCTYPE"}
		}
		links = links || leadsOut(buf)
		if errors.Is(err, io.EOF) {
			return links, nil
		}
		if err != nil {
			return false, err
		}
		if keep := min(overlap, len(buf)); len(buf) > cap(buf)/2 {
			buf = buf[:copy(buf, buf[len(buf)-keep:])]
		}
	}
}

// leadsOut tells whether some XML refers to another document.
func leadsOut(xml []byte) bool {
	if network := bytes.Contains(xml, []byte("<NetworkLink")); network && bytes.Contains(xml, []byte("<href>http")) {
		return true
	}
	for _, quote := range []string{`"`, `'`} {
		for rest := xml; ; {
			_, after, ok := bytes.Cut(rest, []byte("xlink:href="+quote))
			if !ok {
				break
			}
			if len(after) > 0 && after[0] != '#' {
				return true
			}
			rest = after
		}
	}
	return false
}
