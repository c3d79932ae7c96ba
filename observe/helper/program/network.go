package main

import (
	"encoding/hex"
	"net"
	"os"
	"strconv"
	"strings"
)

// link is a network interface.
type link struct {
	Name      string   `json:"name"`
	MTU       int      `json:"mtu"`
	Up        bool     `json:"up"`
	Addresses []string `json:"addresses"`
}

// route is a line of the kernel's tables; Via is empty where no gateway is needed.
type route struct {
	To        string `json:"to"`
	Via       string `json:"via"`
	Interface string `json:"interface"`
}

const (
	routeUp     = 0x1
	routeReject = 0x200
)

func network() answers {
	return answers{
		"links":  links(),
		"routes": append(routes4(), routes6()...),
		"resolv": contents("/etc/resolv.conf"),
		"hosts":  contents("/etc/hosts"),
	}
}

func contents(file string) string {
	text, _ := os.ReadFile(file)
	return string(text)
}

func links() []link {
	found := []link{}
	interfaces, _ := net.Interfaces()
	for _, one := range interfaces {
		addresses := []string{}
		held, _ := one.Addrs()
		for _, address := range held {
			addresses = append(addresses, address.String())
		}
		found = append(found, link{one.Name, one.MTU, one.Flags&net.FlagUp != 0, addresses})
	}
	return found
}

func routes4() []route {
	found := []route{}
	for _, line := range strings.Split(contents("/proc/net/route"), "\n")[1:] {
		fields := strings.Fields(line)
		if len(fields) < 8 {
			continue
		}
		flags, _ := strconv.ParseUint(fields[3], 16, 32)
		destination, _, _ := place(fields[1] + ":0")
		gateway, _, _ := place(fields[2] + ":0")
		mask, _, _ := place(fields[7] + ":0")
		if flags&routeUp == 0 || flags&routeReject != 0 {
			continue
		}
		length, _ := net.IPMask(net.ParseIP(mask).To4()).Size()
		found = append(found, route{destination + "/" + strconv.Itoa(length), unlessZero(gateway), fields[0]})
	}
	return found
}

func routes6() []route {
	found := []route{}
	for _, line := range strings.Split(contents("/proc/net/ipv6_route"), "\n") {
		fields := strings.Fields(line)
		if len(fields) < 10 || fields[9] == "lo" {
			continue
		}
		flags, _ := strconv.ParseUint(fields[8], 16, 32)
		if flags&routeUp == 0 || flags&routeReject != 0 {
			continue
		}
		length, _ := strconv.ParseUint(fields[1], 16, 8)
		found = append(found, route{
			address6(fields[0]) + "/" + strconv.FormatUint(length, 10), unlessZero(address6(fields[4])), fields[9],
		})
	}
	return found
}

func address6(text string) string {
	raw, err := hex.DecodeString(text)
	if err != nil {
		return ""
	}
	return net.IP(raw).String()
}

func unlessZero(address string) string {
	if ip := net.ParseIP(address); ip == nil || ip.IsUnspecified() {
		return ""
	}
	return address
}
