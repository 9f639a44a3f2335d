package shpwrite

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
)

// headerSize is the size of the header of a .shp and of a .shx.
const headerSize = 100

// maxShape is the largest .shp and .dbf that other programs read: positions are signed
// 32-bit numbers of 16-bit words.
const maxShape = int64(math.MaxInt32) * 2

// shapeFile writes the .shp and its .shx.
type shapeFile struct {
	code     uint32
	shp, shx *output
	box      bounds
	records  uint32
	scratch  []byte
}

func createShape(stem string, code uint32) (*shapeFile, error) {
	shp, err := createOutput(stem+".shp", make([]byte, headerSize))
	if err != nil {
		return nil, err
	}
	shx, err := createOutput(stem+".shx", make([]byte, headerSize))
	if err != nil {
		return nil, errors.Join(err, shp.file.Close())
	}
	return &shapeFile{code: code, shp: shp, shx: shx, box: newBounds()}, nil
}

// add writes the content of one record.
func (s *shapeFile) add(content []byte) error {
	if len(content)%2 != 0 || len(content) < 4 {
		return fmt.Errorf("shpwrite: a record of %d bytes cannot be written", len(content))
	}
	if s.shp.size+int64(len(content))+8 > maxShape {
		return errors.New("shpwrite: a .shp cannot grow beyond 4 GiB")
	}
	s.records++
	var entry, head [8]byte
	binary.BigEndian.PutUint32(entry[:], uint32(s.shp.size/2))
	binary.BigEndian.PutUint32(entry[4:], uint32(len(content)/2))
	binary.BigEndian.PutUint32(head[:], s.records)
	copy(head[4:], entry[4:])
	return errors.Join(s.shp.write(head[:]), s.shp.write(content), s.shx.write(entry[:]))
}

// header is the header of a .shp or .shx of the given size.
func (s *shapeFile) header(size int64) []byte {
	b := make([]byte, 0, headerSize)
	b = binary.BigEndian.AppendUint32(b, 9994)
	b = append(b, make([]byte, 20)...)
	b = binary.BigEndian.AppendUint32(b, uint32(size/2))
	b = binary.LittleEndian.AppendUint32(b, 1000)
	b = binary.LittleEndian.AppendUint32(b, s.code)
	low, high := s.box.settled()
	b = appendFloats(b, low[0], low[1], high[0], high[1])
	return appendFloats(b, low[2], high[2], low[3], high[3])
}

func (s *shapeFile) close() error {
	return errors.Join(s.shp.close(s.header(s.shp.size)), s.shx.close(s.header(s.shx.size)))
}

// output is a file whose first bytes are known only at the end.
type output struct {
	file *os.File
	buf  *bufio.Writer
	size int64
}

func createOutput(path string, head []byte) (*output, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	o := &output{file: f, buf: bufio.NewWriterSize(f, 256<<10)}
	return o, o.write(head)
}

func (o *output) write(b []byte) error {
	n, err := o.buf.Write(b)
	o.size += int64(n)
	return err
}

// close writes the rest, puts head over the beginning and closes the file.
func (o *output) close(head []byte) error {
	err := o.buf.Flush()
	if err == nil {
		_, err = o.file.WriteAt(head, 0)
	}
	return errors.Join(err, o.file.Close())
}
