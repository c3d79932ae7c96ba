package main

import (
	"context"
	"errors"
	"net"
	"os"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// target is somewhere to connect to.
type target struct {
	// A name or an address.
	Host     string `json:"host"`
	Port     int    `json:"port"`
	Protocol string `json:"protocol"`
	// What a datagram carries; one byte where it is empty.
	Payload string `json:"payload"`
	// Whom a connection is said to be for, and how: tls, http, or not at all.
	Said   string `json:"said"`
	Speaks string `json:"speaks"`
}

// attempt is what became of it: open, refused, timeout, unresolved or unreachable.
type attempt struct {
	Found string `json:"found"`
	// Milliseconds until that was known.
	Took      float64  `json:"took"`
	Addresses []string `json:"addresses,omitempty"`
	// Why a name was not resolved: unknown, silent, failed.
	Reason string `json:"reason,omitempty"`
}

// atOnce is far below the open files a container may have.
const atOnce = 256

// tryAll tries every target of a question in one way, many at a time.
func tryAll(q question, try func(to target, names *names) attempt) []attempt {
	results := make([]attempt, len(q.Targets))
	places := make(chan struct{}, atOnce)
	names := newNames("", nameDeadline)
	var all sync.WaitGroup
	for index := range q.Targets {
		all.Add(1)
		places <- struct{}{}
		go func() {
			defer all.Done()
			results[index] = try(q.Targets[index], names)
			<-places
		}()
	}
	all.Wait()
	return results
}

// tryEach tries one address after another until one is open; where none is, it tells what came of the first.
func tryEach(addresses []string, try func(address string) string) attempt {
	best := attempt{Found: "unreachable"}
	for index, address := range addresses {
		started := time.Now()
		found := try(address)
		took := float64(time.Since(started).Microseconds()) / 1000
		if index == 0 || found == "open" {
			best = attempt{Found: found, Took: took}
		}
		if found == "open" {
			break
		}
	}
	best.Addresses = addresses
	return best
}

func connectAll(q question) []attempt {
	return tryAll(q, func(to target, names *names) attempt { return connect(to, names, q.patience()) })
}

func connect(to target, names *names, patience time.Duration) attempt {
	addresses := []string{to.Host}
	if net.ParseIP(to.Host) == nil {
		found := names.lookUp(to.Host)
		if len(found.Addresses) == 0 {
			return attempt{Found: "unresolved", Reason: found.Reason}
		}
		addresses = found.Addresses
	}
	return tryEach(addresses, func(address string) string { return connectTo(address, to, patience) })
}

func connectTo(address string, to target, patience time.Duration) string {
	place := net.JoinHostPort(address, strconv.Itoa(to.Port))
	if to.Protocol == "udp" {
		return send(place, to.Payload, patience)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", place)
	if err != nil {
		return failure(err)
	}
	connection.Close()
	return "open"
}

// send gives timeout where nothing comes back, neither an answer nor a refusal: it may have arrived or not.
func send(place, payload string, patience time.Duration) string {
	connection, err := net.DialTimeout("udp", place, patience)
	if err != nil {
		return failure(err)
	}
	defer connection.Close()
	connection.SetDeadline(time.Now().Add(patience))
	if payload == "" {
		payload = "\n"
	}
	if _, err = connection.Write([]byte(payload)); err != nil {
		return failure(err)
	}
	if _, err = connection.Read(make([]byte, 1)); err != nil {
		return failure(err)
	}
	return "open"
}

func failure(err error) string {
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "refused"
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded), errors.Is(err, syscall.ETIMEDOUT):
		return "timeout"
	}
	return "unreachable"
}
