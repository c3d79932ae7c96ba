// Command helper looks at a network from inside a container's network namespace. It reads questions from its standard
// input and writes answers to its standard output, one JSON object a line each; at the end of its input it ends. It
// needs nothing in its image but itself.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"sync"
	"time"
)

// question is one line of the input. Which fields count depends on Op.
type question struct {
	ID      int      `json:"id"`
	Op      string   `json:"op"`
	Targets []target `json:"targets"`
	Names   []string `json:"names"`
	// A name server's address; those of resolv.conf where it is empty.
	Server string `json:"server"`
	// Milliseconds an attempt may take.
	Patience int    `json:"patience"`
	Host     string `json:"host"`
	Port     int    `json:"port"`
	TCPPort  int    `json:"tcpPort"`
	Nonce    string `json:"nonce"`
	// Bytes of a packet.
	Size int `json:"size"`
	// How often, and milliseconds from one to the next.
	Count    int `json:"count"`
	Interval int `json:"interval"`
	// Milliseconds of a flood of data; none where it is 0.
	Burst int `json:"burst"`
	// The id of a question that is to end.
	Stop int `json:"stop"`
}

func (q question) patience() time.Duration {
	return time.Duration(q.Patience) * time.Millisecond
}

// session holds what questions share: the output, and what goes on until it is told to stop.
type session struct {
	mutex   sync.Mutex
	output  *json.Encoder
	endings map[int]chan struct{}
}

// answers is what an answer holds beside the id of its question.
type answers map[string]any

func (s *session) say(id int, answer answers) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	answer["id"] = id
	if s.output.Encode(answer) != nil {
		// Nobody listens any more.
		os.Exit(0)
	}
}

// ending is closed when the question is told to stop.
func (s *session) ending(id int) chan struct{} {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.endings[id] == nil {
		s.endings[id] = make(chan struct{})
	}
	return s.endings[id]
}

func (s *session) stop(id int) {
	ending := s.ending(id)
	select {
	case <-ending:
	default:
		close(ending)
	}
}

func (s *session) answer(q question) {
	switch q.Op {
	case "connect":
		s.say(q.ID, answers{"results": connectAll(q)})
	case "hello":
		s.say(q.ID, answers{"results": helloAll(q)})
	case "listeners":
		s.say(q.ID, answers{"listeners": listeners()})
	case "connections":
		s.say(q.ID, answers{"connections": connections()})
	case "resolve":
		s.say(q.ID, answers{"names": resolveAll(q)})
	case "network":
		s.say(q.ID, network())
	case "sniff":
		s.sniff(q)
	case "ping":
		s.say(q.ID, ping(q))
	case "mtu":
		s.say(q.ID, pathMTU(q))
	case "echo":
		s.echo(q)
	case "door":
		s.door(q)
	case "measure":
		s.say(q.ID, measure(q))
	case "stop":
		s.stop(q.Stop)
		s.say(q.ID, answers{})
	default:
		s.say(q.ID, answers{"error": "no such question: " + q.Op})
	}
}

func main() {
	s := &session{output: json.NewEncoder(os.Stdout), endings: map[int]chan struct{}{}}
	s.say(0, answers{"ready": true})
	input := bufio.NewReaderSize(os.Stdin, 1<<16)
	for {
		line, err := input.ReadBytes('\n')
		if err != nil {
			return
		}
		var q question
		if json.Unmarshal(line, &q) != nil {
			s.say(0, answers{"error": "not a question"})
			continue
		}
		go s.answer(q)
	}
}
