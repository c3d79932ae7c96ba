package main

import (
	"encoding/binary"
	"encoding/hex"
	"net"
	"os"
	"strconv"
	"strings"
)

// listener is a socket somebody waits on in this namespace.
type listener struct {
	Protocol string `json:"protocol"`
	Address  string `json:"address"`
	Port     int    `json:"port"`
	UID      int    `json:"uid"`
}

// The kernel's tables, and the state that says that somebody waits: LISTEN, and for datagrams an unconnected socket.
var tables = []struct{ file, protocol, state string }{
	{"/proc/net/tcp", "tcp", "0A"},
	{"/proc/net/tcp6", "tcp", "0A"},
	{"/proc/net/udp", "udp", "07"},
	{"/proc/net/udp6", "udp", "07"},
}

func listeners() []listener {
	found := []listener{}
	for _, table := range tables {
		// Where IPv6 is switched off there is no table of it.
		text, _ := os.ReadFile(table.file)
		for _, line := range strings.Split(string(text), "\n")[1:] {
			fields := strings.Fields(line)
			if len(fields) < 8 || fields[3] != table.state {
				continue
			}
			address, port, ok := place(fields[1])
			if !ok {
				continue
			}
			uid, _ := strconv.Atoi(fields[7])
			found = append(found, listener{table.protocol, address, port, uid})
		}
	}
	return found
}

// place reads `0100007F:1F90`: words of four bytes in the machine's order, which is little-endian wherever this runs.
func place(text string) (string, int, bool) {
	address, port, split := strings.Cut(text, ":")
	raw, err := hex.DecodeString(address)
	number, portErr := strconv.ParseUint(port, 16, 16)
	if !split || err != nil || portErr != nil || len(raw)%4 != 0 {
		return "", 0, false
	}
	for word := 0; word < len(raw); word += 4 {
		binary.BigEndian.PutUint32(raw[word:], binary.LittleEndian.Uint32(raw[word:]))
	}
	return net.IP(raw).String(), int(number), true
}
