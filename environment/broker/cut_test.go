package broker_test

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"sync/atomic"
	"testing"
)

// cutter passes connections to a broker on, and cuts each where its client acknowledges.
type cutter struct {
	address string
	cuts    atomic.Int64
}

func (c *cutter) count() int64 { return c.cuts.Load() }

// cutAcknowledgements starts a cutter before the broker at an address.
func cutAcknowledgements(t *testing.T, address string) *cutter {
	t.Helper()
	in, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close() })
	c := &cutter{address: in.Addr().String()}
	go func() {
		for {
			client, err := in.Accept()
			if err != nil {
				return
			}
			go c.serve(client, address)
		}
	}()
	return c
}

func (c *cutter) serve(client net.Conn, address string) {
	defer client.Close()
	server, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	defer server.Close()
	go func() { _, _ = io.Copy(client, server) }()
	in := bufio.NewReader(client)
	for { // a packet: its type, its length, and so many bytes
		first, err := in.ReadByte()
		if err != nil {
			return
		}
		if first>>4 == 4 { // PUBACK
			c.cuts.Add(1)
			return
		}
		length, err := binary.ReadUvarint(in)
		if err != nil {
			return
		}
		if _, err := server.Write(binary.AppendUvarint([]byte{first}, length)); err != nil {
			return
		}
		if _, err := io.CopyN(server, in, int64(length)); err != nil {
			return
		}
	}
}
