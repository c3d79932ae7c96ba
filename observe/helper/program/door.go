package main

import "net"

// door accepts whoever comes and sends them away, so that it can be told whether they came; to the end of this process.
func (s *session) door(q question) {
	door, err := net.Listen("tcp", ":0")
	if err != nil {
		s.say(q.ID, answers{"error": err.Error()})
		return
	}
	s.say(q.ID, answers{"tcp": door.Addr().(*net.TCPAddr).Port})
	for {
		caller, err := door.Accept()
		if err != nil {
			return
		}
		caller.Close()
	}
}
