package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

// settled is how long a connection that says nothing stays open before it counts as one: who refuses it by what it is
// for ends it sooner.
const settled = 300 * time.Millisecond

// helloAll opens connections and says in each whom it is for, as its program does: a relay that passes connections on
// by a name takes every connection, and refuses it then.
func helloAll(q question) []attempt {
	return tryAll(q, func(to target, names *names) attempt { return hello(to, names, q.patience()) })
}

func hello(to target, names *names, patience time.Duration) attempt {
	found := names.lookUp(to.Host)
	if len(found.Addresses) == 0 {
		return attempt{Found: "unresolved", Reason: found.Reason}
	}
	return tryEach(found.Addresses, func(address string) string { return helloTo(address, to, patience) })
}

func helloTo(address string, to target, patience time.Duration) string {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(address, strconv.Itoa(to.Port)))
	if err != nil {
		return failure(err)
	}
	defer connection.Close()
	connection.SetDeadline(time.Now().Add(patience))
	switch to.Speaks {
	case "tls":
		return helloTLS(connection, to.Said)
	case "http":
		return helloHTTP(connection, to.Said)
	}
	return helloPlain(connection)
}

// helloTLS says whom it calls, and goes on no further than to a server's first word: a certificate is for the program to
// judge, and an alert comes from the server, too.
func helloTLS(connection net.Conn, name string) string {
	if _, err := connection.Write(clientHello(name)); err != nil {
		return "refused"
	}
	first := make([]byte, 1)
	_, err := connection.Read(first)
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "timeout"
	case err != nil, first[0] != handshakeRecord && first[0] != alertRecord:
		return "refused"
	}
	return "open"
}

// helloHTTP counts as refused what a relay answers in place of the server.
func helloHTTP(connection net.Conn, name string) string {
	fmt.Fprintf(connection, "HEAD / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", name)
	line, err := bufio.NewReader(connection).ReadString('\n')
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "timeout"
	case err != nil, strings.Contains(line, " 403 "), strings.Contains(line, " 502 "), strings.Contains(line, " 503 "):
		return "refused"
	}
	return "open"
}

func helloPlain(connection net.Conn) string {
	connection.SetReadDeadline(time.Now().Add(settled))
	if _, err := connection.Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		return "open"
	}
	return "refused"
}
