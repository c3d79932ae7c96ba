package main

import (
	"bytes"
	"encoding/binary"
	"sync"
	"syscall"
)

// datagram is one that arrived, whether or not anybody waits for it.
type datagram struct {
	Port   int `json:"port"`
	Length int `json:"length"`
	// What follows the nonce.
	Mark string `json:"mark"`
}

// sniff hears every datagram that reaches this namespace and begins with the nonce, until it is told to stop. Whether
// a datagram arrived cannot be seen from where it was sent: most servers answer only what they understand.
func (s *session) sniff(q question) {
	four, err := raw(syscall.AF_INET)
	if err != nil {
		s.say(q.ID, answers{"error": err.Error()})
		return
	}
	// Where IPv6 is switched off, nothing comes by it.
	six, errSix := raw(syscall.AF_INET6)
	var mutex sync.Mutex
	seen := []datagram{}
	keep := func(packet []byte) {
		if len(packet) < 8 || !bytes.HasPrefix(packet[8:], []byte(q.Nonce)) {
			return
		}
		mutex.Lock()
		defer mutex.Unlock()
		mark := packet[8+len(q.Nonce):]
		if len(mark) > 64 {
			mark = mark[:64]
		}
		seen = append(seen, datagram{int(binary.BigEndian.Uint16(packet[2:])), len(packet), string(mark)})
	}
	go hear(four, func(packet []byte) {
		// This family's packets come with their header.
		if header := int(packet[0]&15) * 4; len(packet) > header {
			keep(packet[header:])
		}
	})
	if errSix == nil {
		go hear(six, keep)
	}
	s.say(q.ID, answers{"ready": true})
	<-s.ending(q.ID)
	mutex.Lock()
	defer mutex.Unlock()
	s.say(q.ID, answers{"seen": seen})
}

func raw(family int) (int, error) {
	return syscall.Socket(family, syscall.SOCK_RAW|syscall.SOCK_CLOEXEC, syscall.IPPROTO_UDP)
}

// hear goes on to the end of the process, which is soon after the sniffing's.
func hear(socket int, keep func([]byte)) {
	buffer := make([]byte, 1<<16)
	for {
		length, _, err := syscall.Recvfrom(socket, buffer, 0)
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return
		}
		if length > 0 {
			keep(buffer[:length])
		}
	}
}
