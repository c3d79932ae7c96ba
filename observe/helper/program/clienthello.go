package main

import (
	"encoding/binary"
	"net"
)

// What servers of the last fifteen years can agree on; nothing is ever sent by it.
var (
	suites     = []uint16{0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035, 0x00ff}
	groups     = []uint16{0x001d, 0x0017, 0x0018}
	signatures = []uint16{0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601, 0x0201}
)

// Records that a server of TLS begins with, whatever it makes of the one who calls.
const (
	alertRecord     = 21
	handshakeRecord = 22
)

// clientHello is the first that a program says over TLS (RFC 5246, 7.4.1.2): whom it calls, for all to read (RFC 6066, 3).
// Go's own TLS would make this program twice as large.
func clientHello(name string) []byte {
	// What is random in others need not be here: no key ever comes of it.
	body := append([]byte{3, 3}, make([]byte, 32)...)
	// No session to go on with.
	body = append(body, 0)
	body = append(body, sized(2, words(suites))...)
	// Uncompressed.
	body = append(body, 1, 0)
	var extensions []byte
	// An address is no name of a server.
	if net.ParseIP(name) == nil {
		extensions = extension(extensions, 0, sized(2, append([]byte{0}, sized(2, []byte(name))...)))
	}
	extensions = extension(extensions, 10, sized(2, words(groups)))
	extensions = extension(extensions, 11, []byte{1, 0})
	extensions = extension(extensions, 13, sized(2, words(signatures)))
	body = append(body, sized(2, extensions)...)
	message := append([]byte{1}, sized(3, body)...)
	return append([]byte{handshakeRecord, 3, 1}, sized(2, message)...)
}

func extension(extensions []byte, kind uint16, content []byte) []byte {
	return append(binary.BigEndian.AppendUint16(extensions, kind), sized(2, content)...)
}

// sized puts the length of a content before it, in so many bytes.
func sized(bytes int, content []byte) []byte {
	length := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	return append(length[4-bytes:], content...)
}

func words(values []uint16) []byte {
	var written []byte
	for _, value := range values {
		written = binary.BigEndian.AppendUint16(written, value)
	}
	return written
}
