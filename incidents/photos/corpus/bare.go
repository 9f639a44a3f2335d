package corpus

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// Bare tells what a JPEG has besides a picture: nil for nothing. It may have tables, one frame and
// one scan, nothing between them and nothing behind.
func Bare(file []byte) error {
	if at := bytes.Index(file, []byte(Secret)); at >= 0 {
		return fmt.Errorf("it carries what it must not: %.60q", file[at:])
	}
	if len(file) < 4 || string(file[:2]) != "\xff\xd8" {
		return fmt.Errorf("no JPEG: % x", file[:min(len(file), 8)])
	}
	at := 2
	for {
		if at+4 > len(file) || file[at] != 0xff {
			return errors.New("it ends within its header")
		}
		marker := file[at+1]
		at += 2 + int(binary.BigEndian.Uint16(file[at+2:]))
		switch marker {
		case 0xdb, 0xc0, 0xc4: // quantization, frame, codes
			continue
		case 0xda:
		default:
			return fmt.Errorf("a segment %x", marker)
		}
		break
	}
	for at+1 < len(file) && (file[at] != 0xff || file[at+1] == 0) {
		at++
	}
	if rest := file[min(at, len(file)):]; string(rest) != "\xff\xd9" {
		return fmt.Errorf("behind the picture comes % x", rest[:min(len(rest), 16)])
	}
	return nil
}
