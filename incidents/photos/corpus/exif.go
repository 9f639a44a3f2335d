package corpus

import (
	"encoding/binary"
)

// entry is a field of a directory of EXIF; kind is TIFF's: 2 ASCII, 3 short, 4 long, 5 rational,
// 7 anything.
type entry struct {
	tag, kind uint16
	count     uint32
	value     []byte
}

// EXIF is what a phone writes, in one of the two orders of bytes and without the words that begin
// it in a JPEG: an orientation, the maker's note, a serial number and the owner's name, a place, and
// a thumbnail that is a JPEG with its own comment. Each holds Secret with the mark.
func EXIF(turn int, order binary.AppendByteOrder, mark string) []byte {
	text := func(tag uint16, what string) entry {
		v := []byte(Secret + mark + "-" + what + "\x00")
		return entry{tag, 2, uint32(len(v)), v}
	}
	long := func(tag uint16, v uint32) entry { return entry{tag, 4, 1, order.AppendUint32(nil, v)} }
	rational := func(tag uint16, parts ...uint32) entry {
		var v []byte
		for _, p := range parts {
			v = order.AppendUint32(v, p)
		}
		return entry{tag, 5, uint32(len(parts) / 2), v}
	}
	head := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		head = []byte("MM\x00*")
	}
	out := order.AppendUint32(head, 8)
	first := func(sub, gps uint32) []entry {
		return []entry{text(0x010f, "make"), {0x0112, 3, 1, order.AppendUint16(nil, uint16(turn))}, long(0x8769, sub), long(0x8825, gps)}
	}
	sub := []entry{text(0x927c, "note"), text(0xa430, "owner"), text(0xa431, "serial")}
	gps := []entry{text(0x0001, "gps-north"), rational(0x0002, 10, 1, 20, 1, 30, 1), rational(0x0004, 107, 1, 4, 1, 59, 1), text(0x0012, "gps-datum")}
	thumb := WithSegment(JPEG(Scene(16, 16)), 0xfe, Secret+mark+"-thumbnail")
	subAt := 8 + length(first(0, 0))
	gpsAt := subAt + length(sub)
	secondAt := gpsAt + length(gps)
	second := func(at uint32) []entry { return []entry{long(0x0201, at), long(0x0202, uint32(len(thumb)))} }
	out = directory(out, order, first(subAt, gpsAt), secondAt)
	out = directory(out, order, sub, 0)
	out = directory(out, order, gps, 0)
	out = directory(out, order, second(secondAt+length(second(0))), 0)
	return append(out, thumb...)
}

// length of a directory with its values.
func length(list []entry) uint32 {
	n := uint32(2 + 12*len(list) + 4)
	for _, e := range list {
		if len(e.value) > 4 {
			n += uint32(len(e.value))
		}
	}
	return n
}

// directory appends one, with the values that do not fit into it behind it.
func directory(out []byte, order binary.AppendByteOrder, list []entry, next uint32) []byte {
	end := uint32(len(out) + 2 + 12*len(list) + 4)
	out = order.AppendUint16(out, uint16(len(list)))
	var values []byte
	for _, e := range list {
		out = order.AppendUint32(order.AppendUint16(order.AppendUint16(out, e.tag), e.kind), e.count)
		if len(e.value) <= 4 {
			out = append(out, append(e.value, 0, 0, 0, 0)[:4]...)
			continue
		}
		out = order.AppendUint32(out, end+uint32(len(values)))
		values = append(values, e.value...)
	}
	return append(order.AppendUint32(out, next), values...)
}
