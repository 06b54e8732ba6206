package main

import (
	"container/heap"
	"sync"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
)

// A clock that stands still until it is told to go on. Unlike gVisor's own faketime it says when the next timer is due, and timers
// that are due together always fire in the order in which they were set.
type clock struct {
	mu     sync.Mutex
	now    int64 // nanoseconds; never 0, which netstack takes for "not yet"
	count  uint64
	timers timers
}

type timer struct {
	clock *clock
	f     func()
	at    int64
	order uint64
	index int // in the heap, or -1
}

var _ tcpip.Clock = (*clock)(nil)

func (c *clock) NowMonotonic() tcpip.MonotonicTime {
	c.mu.Lock()
	defer c.mu.Unlock()
	return tcpip.MonotonicTime{}.Add(time.Duration(c.now))
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Unix(0, c.now)
}

func (c *clock) AfterFunc(d time.Duration, f func()) tcpip.Timer {
	t := &timer{clock: c, f: f, index: -1}
	t.Reset(d)
	return t
}

func (t *timer) Stop() bool {
	t.clock.mu.Lock()
	defer t.clock.mu.Unlock()
	if t.index < 0 {
		return false
	}
	heap.Remove(&t.clock.timers, t.index)
	return true
}

func (t *timer) Reset(d time.Duration) {
	t.Stop()
	c := t.clock
	c.mu.Lock()
	defer c.mu.Unlock()
	if d < 0 {
		d = 0
	}
	t.at = c.now + int64(d)
	if t.at < c.now {
		t.at = 1<<63 - 1 // in 292 years
	}
	c.count++
	t.order = c.count
	heap.Push(&c.timers, t)
}

// Takes the next timer that is due by then, and goes on to its time; or goes on to then and returns nil.
func (c *clock) next(then int64) *timer {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.timers) == 0 || c.timers[0].at > then {
		c.now = then
		return nil
	}
	t := heap.Pop(&c.timers).(*timer)
	c.now = t.at
	return t
}

// Returns how long it is to the next timer, at most this long.
func (c *clock) left(most int64) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.timers) == 0 || c.timers[0].at-c.now > most {
		return most
	}
	return c.timers[0].at - c.now
}

type timers []*timer

func (h timers) Len() int { return len(h) }

func (h timers) Less(i, j int) bool {
	return h[i].at < h[j].at || h[i].at == h[j].at && h[i].order < h[j].order
}

func (h timers) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

func (h *timers) Push(x any) {
	t := x.(*timer)
	t.index = len(*h)
	*h = append(*h, t)
}

func (h *timers) Pop() any {
	last := len(*h) - 1
	t := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	t.index = -1
	return t
}
