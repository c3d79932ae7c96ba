package main

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"
)

// nameDeadline: a name server that is there answers at once, and one that asks another may take a while.
const nameDeadline = time.Second

// resolved is what a name leads to, or why it leads nowhere: unknown, silent (no server answers) or failed.
type resolved struct {
	Name      string   `json:"name"`
	Addresses []string `json:"addresses"`
	Reason    string   `json:"reason,omitempty"`
	Took      float64  `json:"took"`
}

// names asks for each name once.
type names struct {
	resolver *net.Resolver
	deadline time.Duration
	mutex    sync.Mutex
	known    map[string]func() resolved
}

func newNames(server string, deadline time.Duration) *names {
	resolver := &net.Resolver{PreferGo: true}
	if server != "" {
		resolver.Dial = func(ctx context.Context, transport, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, transport, net.JoinHostPort(server, "53"))
		}
	}
	return &names{resolver: resolver, deadline: deadline, known: map[string]func() resolved{}}
}

func (n *names) lookUp(name string) resolved {
	n.mutex.Lock()
	ask, known := n.known[name]
	if !known {
		ask = sync.OnceValue(func() resolved { return n.ask(name) })
		n.known[name] = ask
	}
	n.mutex.Unlock()
	return ask()
}

func (n *names) ask(name string) resolved {
	ctx, cancel := context.WithTimeout(context.Background(), n.deadline)
	defer cancel()
	started := time.Now()
	addresses, err := n.resolver.LookupHost(ctx, name)
	found := resolved{Name: name, Addresses: addresses, Took: float64(time.Since(started).Microseconds()) / 1000}
	if err != nil {
		found.Addresses = []string{}
		found.Reason = reason(err)
	}
	return found
}

func reason(err error) string {
	var failed *net.DNSError
	switch {
	case errors.As(err, &failed) && failed.IsNotFound:
		return "unknown"
	case errors.As(err, &failed) && failed.IsTimeout, errors.Is(err, context.DeadlineExceeded):
		return "silent"
	}
	return "failed"
}

func resolveAll(q question) []resolved {
	deadline := nameDeadline
	if q.Patience > 0 {
		deadline = q.patience()
	}
	names := newNames(q.Server, deadline)
	results := make([]resolved, len(q.Names))
	var all sync.WaitGroup
	for index := range q.Names {
		all.Add(1)
		go func() {
			defer all.Done()
			results[index] = names.lookUp(q.Names[index])
		}()
	}
	all.Wait()
	return results
}
