package main

import (
	"os"
	"strings"
)

// connection is one that this namespace has, or had until a minute ago: the kernel keeps those it closed for as long.
type connection struct {
	Protocol string `json:"protocol"`
	// Whether somebody here waits on its port, so that the other end has called.
	Inbound bool   `json:"inbound"`
	Local   string `json:"local"`
	Port    int    `json:"port"`
	Remote  string `json:"remote"`
	// Of the other end.
	RemotePort int `json:"remotePort"`
}

// Where connections stand, by the kernel's table. One that is only asked for (SYN_SENT) is none.
var connected = map[string]map[string]bool{
	"tcp": {"01": true, "03": true, "04": true, "05": true, "06": true, "08": true, "09": true, "0B": true},
	"udp": {"01": true},
}

// connections tells each once, however often it was made.
func connections() []connection {
	waiting := map[string]map[int]bool{"tcp": {}, "udp": {}}
	for _, one := range listeners() {
		waiting[one.Protocol][one.Port] = true
	}
	found := []connection{}
	told := map[connection]bool{}
	for _, table := range tables {
		text, _ := os.ReadFile(table.file)
		for _, line := range strings.Split(string(text), "\n")[1:] {
			fields := strings.Fields(line)
			if len(fields) < 8 || !connected[table.protocol][fields[3]] {
				continue
			}
			local, port, known := place(fields[1])
			remote, remotePort, alsoKnown := place(fields[2])
			if !known || !alsoKnown {
				continue
			}
			one := connection{table.protocol, waiting[table.protocol][port], local, port, remote, remotePort}
			// The caller's port says nothing, and is another each time.
			if one.Inbound {
				one.RemotePort = 0
			} else {
				one.Port = 0
			}
			if !told[one] {
				told[one] = true
				found = append(found, one)
			}
		}
	}
	return found
}
