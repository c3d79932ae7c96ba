package main

import (
	"encoding/binary"
	"io"
	"net"
	"strconv"
	"sync"
	"time"
)

// echo answers every datagram with itself, and takes whatever is sent over TCP, on ports of its own until it is told
// to stop.
func (s *session) echo(q question) {
	packets, err := net.ListenPacket("udp", ":0")
	if err != nil {
		s.say(q.ID, answers{"error": err.Error()})
		return
	}
	defer packets.Close()
	streams, err := net.Listen("tcp", ":0")
	if err != nil {
		s.say(q.ID, answers{"error": err.Error()})
		return
	}
	defer streams.Close()
	go func() {
		buffer := make([]byte, 1<<16)
		for {
			length, from, err := packets.ReadFrom(buffer)
			if err != nil {
				return
			}
			packets.WriteTo(buffer[:length], from)
		}
	}()
	go func() {
		for {
			connection, err := streams.Accept()
			if err != nil {
				return
			}
			go func() {
				defer connection.Close()
				// What arrived is told at the end: what was merely sent may still be under way.
				taken, _ := io.Copy(io.Discard, connection)
				binary.Write(connection, binary.BigEndian, taken)
			}()
		}
	}()
	s.say(q.ID, answers{
		"udp": packets.LocalAddr().(*net.UDPAddr).Port,
		"tcp": streams.Addr().(*net.TCPAddr).Port,
	})
	<-s.ending(q.ID)
	s.say(q.ID, answers{"stopped": true})
}

// measure sends datagrams to an echo and tells the milliseconds each took to come back, then floods it for a while.
func measure(q question) answers {
	took, err := roundTrips(q)
	if err != nil {
		return answers{"error": failure(err)}
	}
	answer := answers{"sent": q.Count, "took": took}
	if q.Burst > 0 {
		rate, err := flood(q)
		if err != nil {
			return answers{"error": failure(err)}
		}
		answer["bytesPerSecond"] = rate
	}
	return answer
}

func roundTrips(q question) ([]float64, error) {
	connection, err := net.Dial("udp", net.JoinHostPort(q.Host, strconv.Itoa(q.Port)))
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	var mutex sync.Mutex
	sent := make([]time.Time, q.Count)
	took := make([]float64, 0, q.Count)
	all := make(chan struct{})
	go func() {
		buffer := make([]byte, 1<<16)
		for {
			length, err := connection.Read(buffer)
			arrived := time.Now()
			if err != nil {
				if netErr, ok := err.(net.Error); ok && netErr.Timeout() {
					return
				}
				// A refusal is told on the socket; what is lost is counted all the same.
				if isClosed(err) {
					return
				}
				continue
			}
			if length < 4 {
				continue
			}
			mutex.Lock()
			if index := int(binary.BigEndian.Uint32(buffer)); index < q.Count {
				took = append(took, float64(arrived.Sub(sent[index]).Nanoseconds())/1e6)
			}
			if len(took) == q.Count {
				close(all)
				mutex.Unlock()
				return
			}
			mutex.Unlock()
		}
	}()
	packet := make([]byte, max(q.Size, 64))
	for index := range q.Count {
		binary.BigEndian.PutUint32(packet, uint32(index))
		mutex.Lock()
		sent[index] = time.Now()
		mutex.Unlock()
		connection.Write(packet)
		if index < q.Count-1 {
			time.Sleep(time.Duration(q.Interval) * time.Millisecond)
		}
	}
	select {
	case <-all:
	case <-time.After(q.patience()):
	}
	mutex.Lock()
	defer mutex.Unlock()
	return append([]float64{}, took...), nil
}

func isClosed(err error) bool {
	return failure(err) != "refused"
}

func flood(q question) (float64, error) {
	connection, err := net.DialTimeout("tcp", net.JoinHostPort(q.Host, strconv.Itoa(q.TCPPort)), q.patience())
	if err != nil {
		return 0, err
	}
	defer connection.Close()
	piece := make([]byte, 1<<17)
	started := time.Now()
	burst := time.Duration(q.Burst) * time.Millisecond
	for time.Since(started) < burst {
		connection.SetWriteDeadline(started.Add(burst + q.patience()))
		if _, err := connection.Write(piece); err != nil {
			return 0, err
		}
	}
	connection.(*net.TCPConn).CloseWrite()
	connection.SetReadDeadline(time.Now().Add(burst + q.patience()))
	var taken int64
	if err := binary.Read(connection, binary.BigEndian, &taken); err != nil {
		return 0, err
	}
	return float64(taken) / time.Since(started).Seconds(), nil
}
