// Command pair is both ends of what the bench of networks measures: `pair serve PORT [SOCKET]` answers, over TCP, UDP and
// a Unix socket; `pair measure tcp|unix ADDRESS` asks, and writes what came of it as one line of JSON.
package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"sort"
	"time"
)

const (
	// Bytes of a question, and of its answer.
	size = 64
	// Questions over one connection, connections one after another, and datagrams with what each carries.
	questions, connections, datagrams, datagram = 3000, 300, 2000, 1000
	// How long data is poured, how long between two datagrams, and how long an answer may take.
	pouring, pause, patience = 1500 * time.Millisecond, 100 * time.Microsecond, 5 * time.Second
)

// The first byte of a connection says what it is for.
const (
	asking = 'a'
	filling = 'f'
)

func main() {
	var err error
	switch {
	case len(os.Args) >= 3 && os.Args[1] == "serve":
		err = serve(os.Args[2], os.Args[3:])
	case len(os.Args) == 4 && os.Args[1] == "measure":
		err = measure(os.Args[2], os.Args[3])
	default:
		err = fmt.Errorf("neither serve PORT [SOCKET] nor measure NETWORK ADDRESS")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(port string, sockets []string) error {
	streams, err := net.Listen("tcp", ":"+port)
	if err != nil {
		return err
	}
	packets, err := net.ListenPacket("udp", ":"+port)
	if err != nil {
		return err
	}
	go echo(packets)
	for _, path := range sockets {
		local, err := net.Listen("unix", path)
		if err != nil {
			return err
		}
		go accept(local)
	}
	return accept(streams)
}

func echo(packets net.PacketConn) {
	buffer := make([]byte, 1<<16)
	for {
		length, from, err := packets.ReadFrom(buffer)
		if err == nil {
			packets.WriteTo(buffer[:length], from)
		}
	}
}

func accept(listener net.Listener) error {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return err
		}
		go answer(connection)
	}
}

func answer(connection net.Conn) {
	defer connection.Close()
	purpose := make([]byte, 1)
	if _, err := io.ReadFull(connection, purpose); err != nil {
		return
	}
	if purpose[0] == filling {
		// What arrived is told at the end: what was merely sent may still be under way.
		taken, _ := io.Copy(io.Discard, connection)
		binary.Write(connection, binary.BigEndian, taken)
		return
	}
	buffer := make([]byte, size)
	for {
		if _, err := io.ReadFull(connection, buffer); err != nil {
			return
		}
		if _, err := connection.Write(buffer); err != nil {
			return
		}
	}
}

// times are milliseconds that half of them, and 99 of 100, do not exceed.
type times struct {
	P50 float64 `json:"p50"`
	P99 float64 `json:"p99"`
}

type result struct {
	RoundTrip times `json:"roundTrip"`
	// From dialling, by name where the address is one, to a first answer.
	Connection times `json:"connection"`
	// 1,000,000 bytes a second.
	Throughput float64 `json:"throughput"`
	// Of 100 datagrams; absent where there are none.
	Lost *float64 `json:"lost,omitempty"`
}

func measure(network, address string) error {
	first, err := open(network, address)
	for begun := time.Now(); err != nil && time.Since(begun) < patience; first, err = open(network, address) {
		time.Sleep(20 * time.Millisecond)
	}
	if err != nil {
		return err
	}
	defer first.Close()
	found := result{}
	if found.RoundTrip, err = repeat(questions, func() error { return ask(first) }); err != nil {
		return err
	}
	found.Connection, err = repeat(connections, func() error {
		connection, err := open(network, address)
		if err == nil {
			connection.Close()
		}
		return err
	})
	if err != nil {
		return err
	}
	if found.Throughput, err = pour(network, address); err != nil {
		return err
	}
	if network == "tcp" {
		lost, err := send(address)
		if err != nil {
			return err
		}
		found.Lost = &lost
	}
	return json.NewEncoder(os.Stdout).Encode(found)
}

// open gives a connection over which one question has been answered: whoever stands between may accept by itself.
func open(network, address string) (net.Conn, error) {
	connection, err := net.DialTimeout(network, address, patience)
	if err != nil {
		return nil, err
	}
	if _, err = connection.Write([]byte{asking}); err == nil {
		err = ask(connection)
	}
	if err != nil {
		connection.Close()
		return nil, err
	}
	return connection, nil
}

func ask(connection net.Conn) error {
	connection.SetDeadline(time.Now().Add(patience))
	buffer := make([]byte, size)
	if _, err := connection.Write(buffer); err != nil {
		return err
	}
	_, err := io.ReadFull(connection, buffer)
	return err
}

func repeat(count int, work func() error) (times, error) {
	took := make([]float64, count)
	for index := range took {
		begun := time.Now()
		if err := work(); err != nil {
			return times{}, err
		}
		took[index] = float64(time.Since(begun).Nanoseconds()) / 1e6
	}
	sort.Float64s(took)
	return times{P50: took[count/2], P99: took[count*99/100]}, nil
}

func pour(network, address string) (float64, error) {
	connection, err := net.DialTimeout(network, address, patience)
	if err != nil {
		return 0, err
	}
	defer connection.Close()
	piece := make([]byte, 1<<17)
	begun := time.Now()
	connection.SetDeadline(begun.Add(pouring + patience))
	if _, err := connection.Write([]byte{filling}); err != nil {
		return 0, err
	}
	for time.Since(begun) < pouring {
		if _, err := connection.Write(piece); err != nil {
			return 0, err
		}
	}
	connection.(interface{ CloseWrite() error }).CloseWrite()
	var taken int64
	if err := binary.Read(connection, binary.BigEndian, &taken); err != nil {
		return 0, err
	}
	return float64(taken) / 1e6 / time.Since(begun).Seconds(), nil
}

// send gives how many of 100 datagrams do not come back.
func send(address string) (float64, error) {
	connection, err := net.Dial("udp", address)
	if err != nil {
		return 0, err
	}
	defer connection.Close()
	back := make(chan int)
	go func() {
		buffer, count := make([]byte, 1<<16), 0
		for count < datagrams {
			if _, err := connection.Read(buffer); err != nil {
				break
			}
			count++
		}
		back <- count
	}()
	packet := make([]byte, datagram)
	for range datagrams {
		connection.Write(packet)
		// Sleeping is not as exact as that.
		for begun := time.Now(); time.Since(begun) < pause; {
		}
	}
	connection.SetReadDeadline(time.Now().Add(time.Second))
	return 100 * float64(datagrams-<-back) / datagrams, nil
}
