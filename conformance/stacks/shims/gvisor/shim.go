// The line protocol of ../../../PLUGGING-IN.md for gVisor's netstack: its tcpip.Endpoint interface, one virtual clock.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go build -o gvisor-shim shim.go clock.go
//
// netstack works in goroutines of its own. settle() waits until they have nothing left to do, so that everything which a command
// causes is said before its answer.
package main

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	mathrand "math/rand"
	"net"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"gvisor.dev/gvisor/pkg/bufferv2"
	"gvisor.dev/gvisor/pkg/rand"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/link/channel"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv6"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
	"gvisor.dev/gvisor/pkg/waiter"
)

const (
	pattern = 251   // octet k of every stream that we write is k mod 251
	most    = 65535 // the longest packet, write and read
	backlog = 128   // of every listener
	nic     = tcpip.NICID(1)
	milli   = int64(time.Millisecond)
)

// What the Debian package was made from has no version of its own; the program is given it when it is built.
var version = "unknown"

type sock struct {
	number     int
	end        tcpip.Endpoint
	listening  bool
	connecting bool // a connect is pending
	closed     bool // the application is done with it; only its state can be asked for
	written    int
}

// One life of the stack.
type life struct {
	out    *bufio.Writer
	clock  *clock
	stack  *stack.Stack
	link   *wire
	own4   tcpip.Address
	own6   tcpip.Address
	socks  map[int]*sock
	dialed []*sock // whose connect is pending, oldest first
}

// The link, on which packets are kept until they are told.
type wire struct {
	*channel.Endpoint
	mu   sync.Mutex
	sent [][]byte
}

func (w *wire) WritePackets(packets stack.PacketBufferList) (int, tcpip.Error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, packet := range packets.AsSlice() {
		w.sent = append(w.sent, bytes.Join(packet.AsSlices(), nil))
	}
	return packets.Len(), nil
}

func begin(out *bufio.Writer) *life {
	source := mathrand.NewSource(1)
	chance := &locked{source: mathrand.New(mathrand.NewSource(2))}
	rand.Reader = chance // IP identifications
	l := &life{out: out, clock: &clock{now: int64(time.Hour)}, socks: map[int]*sock{}}
	l.link = &wire{Endpoint: channel.New(0, 1500, "")}
	l.stack = stack.New(stack.Options{
		NetworkProtocols:   []stack.NetworkProtocolFactory{ipv4.NewProtocol, ipv6.NewProtocol},
		TransportProtocols: []stack.TransportProtocolFactory{tcp.NewProtocol},
		Clock:              l.clock,
		RandSource:         &lockedSource{source: source},
		SecureRNG:          chance,
	})
	sack := tcpip.TCPSACKEnabled(true) // as runsc has it
	l.stack.SetTransportProtocolOption(tcp.ProtocolNumber, &sack)
	l.stack.CreateNIC(nic, l.link)
	l.stack.SetRouteTable([]tcpip.Route{
		{Destination: header.IPv4EmptySubnet, NIC: nic}, {Destination: header.IPv6EmptySubnet, NIC: nic},
	})
	return l
}

// The same numbers in every life.
type locked struct {
	mu     sync.Mutex
	source io.Reader
}

func (l *locked) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.source.Read(p)
}

type lockedSource struct {
	mu     sync.Mutex
	source mathrand.Source
}

func (l *lockedSource) Int63() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.source.Int63()
}

func (l *lockedSource) Seed(seed int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.source.Seed(seed)
}

// ---- what netstack tells us ----

// Waits until netstack's goroutines have done everything that is to be done at this time, and says what came of it.
func (l *life) settle() (said bool) {
	for {
		l.stack.Pause() // comes back when every segment that waited has been dealt with
		l.stack.Resume()
		t := l.clock.next(l.clock.now)
		if t == nil {
			break
		}
		t.f()
	}
	l.link.mu.Lock()
	sent := l.link.sent
	l.link.sent = nil
	l.link.mu.Unlock()
	for _, octets := range sent {
		fmt.Fprintf(l.out, "packet %x\n", octets)
	}
	return l.connects() || len(sent) > 0
}

// Says which connects have come to an end.
func (l *life) connects() (said bool) {
	var left []*sock
	for _, s := range l.dialed {
		state := tcp.EndpointState(s.end.State())
		switch {
		case !s.connecting: // closed meanwhile
		case state == tcp.StateConnecting || state == tcp.StateSynSent || state == tcp.StateSynRecv:
			left = append(left, s)
		default:
			s.connecting = false
			said = true
			result := "ok"
			if state == tcp.StateError || state == tcp.StateClose {
				result = "err " + errno(s.end.LastError())
			}
			fmt.Fprintf(l.out, "done %d connect %s\n", s.number, result)
		}
	}
	l.dialed = left
	return said
}

// As gVisor's own translation for its system calls has it (pkg/syserr).
func errno(e tcpip.Error) string {
	switch e.(type) {
	case *tcpip.ErrAborted, *tcpip.ErrClosedForSend:
		return "EPIPE"
	case *tcpip.ErrAlreadyBound, *tcpip.ErrInvalidEndpointState, *tcpip.ErrInvalidOptionValue:
		return "EINVAL"
	case *tcpip.ErrAlreadyConnected:
		return "EISCONN"
	case *tcpip.ErrAlreadyConnecting:
		return "EALREADY"
	case *tcpip.ErrBadLocalAddress:
		return "EADDRNOTAVAIL"
	case *tcpip.ErrConnectionAborted:
		return "ECONNABORTED"
	case *tcpip.ErrConnectionRefused:
		return "ECONNREFUSED"
	case *tcpip.ErrConnectionReset:
		return "ECONNRESET"
	case *tcpip.ErrHostUnreachable:
		return "EHOSTUNREACH"
	case *tcpip.ErrNetworkUnreachable:
		return "ENETUNREACH"
	case *tcpip.ErrNoPortAvailable, *tcpip.ErrWouldBlock:
		return "EAGAIN"
	case *tcpip.ErrNotConnected:
		return "ENOTCONN"
	case *tcpip.ErrPortInUse:
		return "EADDRINUSE"
	case *tcpip.ErrTimeout:
		return "ETIMEDOUT"
	default:
		return "EPROTO"
	}
}

func result(e tcpip.Error) string {
	if e == nil {
		return "ok"
	}
	return "err " + errno(e)
}

// ---- commands; each returns its answer ----

func address(text string) (tcpip.Address, tcpip.NetworkProtocolNumber) {
	ip := net.ParseIP(text)
	if four := ip.To4(); four != nil {
		return tcpip.Address(four), ipv4.ProtocolNumber
	}
	return tcpip.Address(ip), ipv6.ProtocolNumber
}

func (l *life) hello(words []string) string {
	if len(words) < 5 || words[1] != "1" {
		return "err EPROTO"
	}
	l.own4, _ = address(words[2])
	l.own6, _ = address(words[4])
	for _, own := range []tcpip.ProtocolAddress{
		{Protocol: ipv4.ProtocolNumber, AddressWithPrefix: l.own4.WithPrefix()},
		{Protocol: ipv6.ProtocolNumber, AddressWithPrefix: l.own6.WithPrefix()},
	} {
		if e := l.stack.AddProtocolAddress(nic, own, stack.AddressProperties{}); e != nil {
			return result(e)
		}
	}
	return fmt.Sprintf("ok gvisor %s clock=virtual ip=4,6 msl_ms=%d rto_ms=%d min_rto_ms=%d "+
		"features=halfclose,halfdup,abort,status,orphan,usertimeout,keepalive,backlog,ooo,icmp,ip,isn,ts,tw-reopen,tw-reuse,"+
		"1337,1337-always,5961-SYN,throttle",
		version, tcp.DefaultTCPTimeWaitTimeout.Milliseconds()/2, tcp.InitialRTO.Milliseconds(), tcp.MinRTO.Milliseconds())
}

func (l *life) fresh(family tcpip.NetworkProtocolNumber) (tcpip.Endpoint, tcpip.Error) {
	return l.stack.NewEndpoint(tcp.ProtocolNumber, family, &waiter.Queue{})
}

// listen S PORT [ADDRESS]
func (l *life) listen(number int, words []string) string {
	at, family := l.own4, tcpip.NetworkProtocolNumber(ipv4.ProtocolNumber)
	if len(words) > 3 {
		at, family = address(words[3])
	}
	port, _ := strconv.Atoi(words[2])
	end, e := l.fresh(family)
	if e != nil {
		return result(e)
	}
	end.SocketOptions().SetReuseAddress(true) // as servers do
	if e = end.Bind(tcpip.FullAddress{Addr: at, Port: uint16(port)}); e == nil {
		e = end.Listen(backlog)
	}
	if e != nil {
		end.Close()
		return result(e)
	}
	l.socks[number] = &sock{number: number, end: end, listening: true}
	return "ok"
}

// connect S ADDRESS PORT [SOURCE-PORT]
func (l *life) connect(number int, words []string) string {
	if len(words) < 4 {
		return "err EINVAL"
	}
	to, family := address(words[2])
	port, _ := strconv.Atoi(words[3])
	end, e := l.fresh(family)
	if e != nil {
		return result(e)
	}
	if len(words) > 4 {
		from, _ := strconv.Atoi(words[4])
		own := l.own4
		if family == ipv6.ProtocolNumber {
			own = l.own6
		}
		e = end.Bind(tcpip.FullAddress{Addr: own, Port: uint16(from)})
	}
	if e == nil {
		e = end.Connect(tcpip.FullAddress{NIC: nic, Addr: to, Port: uint16(port)})
	}
	if _, started := e.(*tcpip.ErrConnectStarted); !started {
		end.Close()
		return result(e)
	}
	s := &sock{number: number, end: end, connecting: true}
	l.socks[number] = s
	l.dialed = append(l.dialed, s)
	return "pending"
}

func (l *life) accept(number int, words []string) string {
	from, _ := strconv.Atoi(words[2])
	listener := l.socks[from]
	if listener == nil || listener.closed {
		return "err EBADF"
	}
	end, _, e := listener.end.Accept(nil)
	if e == nil {
		l.socks[number] = &sock{number: number, end: end}
	}
	return result(e)
}

func (s *sock) write(length int) string {
	octets := make([]byte, length)
	for i := range octets {
		octets[i] = byte((s.written + i) % pattern)
	}
	taken, e := s.end.Write(bytes.NewReader(octets), tcpip.WriteOptions{})
	if e != nil {
		return result(e)
	}
	s.written += int(taken)
	return fmt.Sprintf("ok %d", taken)
}

func (s *sock) read(length int) string {
	var in bytes.Buffer
	into := tcpip.LimitedWriter{W: &in, N: int64(length)}
	_, e := s.end.Read(&into, tcpip.ReadOptions{})
	if _, over := e.(*tcpip.ErrClosedForReceive); over {
		return "eof"
	}
	if e != nil {
		return result(e)
	}
	return fmt.Sprintf("ok %d %x", in.Len(), in.Bytes())
}

func (s *sock) shutdown(how string) string {
	flags, known := map[string]tcpip.ShutdownFlags{
		"rd": tcpip.ShutdownRead, "wr": tcpip.ShutdownWrite, "rdwr": tcpip.ShutdownRead | tcpip.ShutdownWrite,
	}[how]
	if !known {
		return "err EINVAL"
	}
	return result(s.end.Shutdown(flags))
}

func (s *sock) option(name string, value int) string {
	options, set := s.end.SocketOptions(), value != 0
	seconds := time.Duration(value) * time.Second
	switch name {
	case "nodelay":
		options.SetDelayOption(!set)
	case "cork":
		options.SetCorkOption(set)
	case "rcvbuf":
		options.SetReceiveBufferSize(int64(value), true)
	case "sndbuf":
		options.SetSendBufferSize(int64(value), true)
	case "keepalive":
		options.SetKeepAlive(set)
	case "keepidle":
		idle := tcpip.KeepaliveIdleOption(seconds)
		return result(s.end.SetSockOpt(&idle))
	case "keepintvl":
		interval := tcpip.KeepaliveIntervalOption(seconds)
		return result(s.end.SetSockOpt(&interval))
	case "keepcnt":
		return result(s.end.SetSockOptInt(tcpip.KeepaliveCountOption, value))
	case "user_timeout":
		timeout := tcpip.TCPUserTimeoutOption(time.Duration(value) * time.Millisecond)
		return result(s.end.SetSockOpt(&timeout))
	case "linger2":
		linger := tcpip.TCPLingerTimeoutOption(seconds)
		return result(s.end.SetSockOpt(&linger))
	default:
		return "err ENOPROTOOPT"
	}
	return "ok"
}

// set KNOB VALUE
func (l *life) set(words []string) string {
	value, e := strconv.Atoi(words[2])
	if e != nil {
		return "err EINVAL"
	}
	switch words[1] {
	case "tcp_fin_timeout":
		linger := tcpip.TCPLingerTimeoutOption(time.Duration(value) * time.Second)
		return result(l.stack.SetTransportProtocolOption(tcp.ProtocolNumber, &linger))
	case "tcp_invalid_ratelimit":
		limit := stack.TCPInvalidRateLimitOption(time.Duration(value) * time.Millisecond)
		return result(l.stack.SetOption(limit))
	case "tcp_tw_reuse":
		reuse := tcpip.TCPTimeWaitReuseOption(value)
		return result(l.stack.SetTransportProtocolOption(tcp.ProtocolNumber, &reuse))
	case "ip_local_port_range": // one port
		return result(l.stack.SetPortRange(uint16(value), uint16(value)))
	case "tcp_rfc1337":
		if value == 1 { // always
			return "ok"
		}
	}
	return "err EOPNOTSUPP"
}

func (l *life) deliver(text string) string {
	octets, e := hex.DecodeString(text)
	if e != nil || len(octets) < 1 {
		return "err EINVAL"
	}
	family := tcpip.NetworkProtocolNumber(ipv4.ProtocolNumber)
	if octets[0]>>4 == 6 {
		family = ipv6.ProtocolNumber
	}
	packet := stack.NewPacketBuffer(stack.PacketBufferOptions{Payload: bufferv2.MakeWithData(octets)})
	defer packet.DecRef()
	l.link.InjectInbound(family, packet)
	return "ok"
}

// Goes from one millisecond that has a timer in it to the next, until the time is over or something was said.
func (l *life) advance(most int64) string {
	passed := int64(0)
	for passed < most {
		step := (l.clock.left((most-passed)*milli) + milli - 1) / milli
		until := l.clock.now + step*milli
		for t := l.clock.next(until); t != nil; t = l.clock.next(until) {
			t.f()
			l.stack.Pause()
			l.stack.Resume()
		}
		passed += step
		if l.settle() {
			break
		}
	}
	return fmt.Sprintf("ok %d", passed)
}

var states = map[tcp.EndpointState]string{
	tcp.StateListen: "LISTEN", tcp.StateSynSent: "SYN-SENT", tcp.StateSynRecv: "SYN-RECEIVED",
	tcp.StateEstablished: "ESTABLISHED", tcp.StateFinWait1: "FIN-WAIT-1", tcp.StateFinWait2: "FIN-WAIT-2",
	tcp.StateCloseWait: "CLOSE-WAIT", tcp.StateClosing: "CLOSING", tcp.StateLastAck: "LAST-ACK", tcp.StateTimeWait: "TIME-WAIT",
}

func (s *sock) state() string {
	name, alive := states[tcp.EndpointState(s.end.State())]
	if !alive {
		name = "CLOSED"
	}
	return "ok " + name
}

func (l *life) onSocket(words []string) string {
	number, _ := strconv.Atoi(words[1])
	s := l.socks[number]
	command := words[0]
	switch command {
	case "listen", "connect", "accept":
		if s != nil || len(words) < 3 {
			return "err EINVAL"
		}
		return map[string]func(int, []string) string{
			"listen": l.listen, "connect": l.connect, "accept": l.accept,
		}[command](number, words)
	}
	if s == nil || s.closed && command != "state" {
		return "err EBADF"
	}
	switch command {
	case "state":
		return s.state()
	case "close", "abort":
		s.closed, s.connecting = true, false
		if command == "abort" {
			s.end.Abort()
		}
		s.end.Close()
		return "ok"
	}
	if len(words) < 3 {
		return "err EINVAL"
	}
	value, _ := strconv.Atoi(words[2])
	switch command {
	case "write":
		return s.write(value)
	case "read":
		return s.read(value)
	case "shutdown":
		return s.shutdown(words[2])
	case "option":
		if len(words) > 3 {
			value, _ = strconv.Atoi(words[3])
			return s.option(words[2], value)
		}
	}
	return "err EOPNOTSUPP"
}

func (l *life) obey(words []string) string {
	switch {
	case words[0] == "hello":
		return l.hello(words)
	case words[0] == "bye":
		return "ok"
	case len(words) < 2:
		return "err EINVAL"
	case words[0] == "deliver":
		return l.deliver(words[1])
	case words[0] == "advance":
		most, e := strconv.ParseInt(words[1], 10, 64)
		if e != nil {
			return "err EINVAL"
		}
		return l.advance(most)
	case words[0] == "set" && len(words) > 2:
		return l.set(words)
	default:
		return l.onSocket(words)
	}
}

func main() {
	runtime.GOMAXPROCS(1) // one goroutine of netstack's for all connections: the order of what they say is always the same
	out := bufio.NewWriter(os.Stdout)
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 4*most), 4*most)
	l := begin(out)
	for in.Scan() {
		words := strings.Fields(in.Text())
		if len(words) == 0 {
			continue
		}
		answer := "ok"
		if words[0] == "again" {
			l.stack.Close()
			l = begin(out)
		} else {
			answer = l.obey(words)
			l.settle()
		}
		fmt.Fprintln(out, answer)
		out.Flush()
		if words[0] == "bye" {
			break
		}
	}
}
