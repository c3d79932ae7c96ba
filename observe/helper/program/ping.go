package main

import (
	"encoding/binary"
	"net"
	"os"
	"sync/atomic"
	"syscall"
	"time"
)

// serial tells the echoes of one process apart.
var serial atomic.Uint32

// echoed is what became of one echo request.
type echoed struct {
	answered bool
	// A router said that the packet is too long for its next hop.
	tooLong bool
	took    time.Duration
}

func ping(q question) answers {
	address := ipv4(q.Host)
	if address == nil {
		return answers{"error": "no address of IPv4"}
	}
	count, received, sum := max(q.Count, 1), 0, time.Duration(0)
	for range count {
		found := echoRequest(address, max(q.Size, 56), q.patience())
		if found.answered {
			received++
			sum += found.took
		}
	}
	answer := answers{"sent": count, "received": received}
	if received > 0 {
		answer["took"] = float64((sum / time.Duration(received)).Microseconds()) / 1000
	}
	return answer
}

// pathMTU finds the longest packet that comes there and back unbroken, up to Size; 0 where not even a short one does.
func pathMTU(q question) answers {
	address := ipv4(q.Host)
	if address == nil {
		return answers{"error": "no address of IPv4"}
	}
	const headers, shortest = 28, 68
	told := false
	passes := func(length int) bool {
		for range 2 {
			found := echoRequest(address, length-headers, q.patience())
			told = told || found.tooLong
			if found.answered || found.tooLong {
				return found.answered
			}
		}
		return false
	}
	if !passes(shortest) {
		return answers{"mtu": 0, "told": false}
	}
	if passes(q.Size) {
		return answers{"mtu": q.Size, "told": false}
	}
	low, high := shortest, q.Size
	for high-low > 1 {
		if middle := (low + high) / 2; passes(middle) {
			low = middle
		} else {
			high = middle
		}
	}
	return answers{"mtu": low, "told": told}
}

func ipv4(host string) net.IP {
	return net.ParseIP(host).To4()
}

// echoRequest sends an echo request that must not be fragmented.
func echoRequest(address net.IP, size int, patience time.Duration) echoed {
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_RAW|syscall.SOCK_CLOEXEC, syscall.IPPROTO_ICMP)
	if err != nil {
		return echoed{}
	}
	defer syscall.Close(socket)
	const never = 3 // IP_PMTUDISC_PROBE: unbroken, whatever is known of the path.
	syscall.SetsockoptInt(socket, syscall.IPPROTO_IP, syscall.IP_MTU_DISCOVER, never)
	id, sequence := uint16(os.Getpid()), uint16(serial.Add(1))
	packet := make([]byte, 8+size)
	packet[0] = 8
	binary.BigEndian.PutUint16(packet[4:], id)
	binary.BigEndian.PutUint16(packet[6:], sequence)
	binary.BigEndian.PutUint16(packet[2:], checksum(packet))
	started := time.Now()
	var to [4]byte
	copy(to[:], address)
	if err := syscall.Sendto(socket, packet, 0, &syscall.SockaddrInet4{Addr: to}); err != nil {
		return echoed{tooLong: err == syscall.EMSGSIZE}
	}
	buffer := make([]byte, 1<<16)
	for left := patience; left > 0; left = patience - time.Since(started) {
		wait := syscall.NsecToTimeval(left.Nanoseconds())
		syscall.SetsockoptTimeval(socket, syscall.SOL_SOCKET, syscall.SO_RCVTIMEO, &wait)
		length, _, err := syscall.Recvfrom(socket, buffer, 0)
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			break
		}
		if found, ours := read(buffer[:length], id, sequence); ours {
			found.took = time.Since(started)
			return found
		}
	}
	return echoed{}
}

// read tells whether a packet is an answer to an echo request, or says that it was too long.
func read(packet []byte, id, sequence uint16) (echoed, bool) {
	header := int(packet[0]&15) * 4
	if len(packet) < header+8 {
		return echoed{}, false
	}
	message := packet[header:]
	isOurs := func(echo []byte) bool {
		return len(echo) >= 8 && binary.BigEndian.Uint16(echo[4:]) == id && binary.BigEndian.Uint16(echo[6:]) == sequence
	}
	if message[0] == 0 {
		return echoed{answered: true}, isOurs(message)
	}
	// Unreachable, since it would have to be broken: the request follows, with its header.
	if message[0] == 3 && message[1] == 4 && len(message) > 28 {
		inner := message[8:]
		if skip := int(inner[0]&15) * 4; len(inner) > skip {
			return echoed{tooLong: true}, isOurs(inner[skip:])
		}
	}
	return echoed{}, false
}

func checksum(packet []byte) uint16 {
	sum := uint32(0)
	for index := 0; index+1 < len(packet); index += 2 {
		sum += uint32(binary.BigEndian.Uint16(packet[index:]))
	}
	if len(packet)%2 == 1 {
		sum += uint32(packet[len(packet)-1]) << 8
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}
