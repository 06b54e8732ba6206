package org.lastack.host;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lastack.machine.Fault;
import org.lastack.machine.Knob;
import org.lastack.machine.Machine;
import org.lastack.machine.Reply;
import org.lastack.machine.Settings;
import org.lastack.machine.Tcb;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IcmpError;
import org.lastack.tcp.IcmpMessage;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.MalformedPacketException;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/**
 * A host: sockets above, packets below, and between them the connections, each a {@link Machine}. What goes beyond one
 * connection is decided here: ports, listeners, who gets a segment, how many orphans and TIME-WAITs there may be.
 *
 * <p>Deterministic and without a clock: every entry takes the present instant, which never goes back, and says what comes out.
 * After each entry {@link #nextWake} says when to call {@link #tick}.
 */
public class Host {
    /** Where a host puts what it does. */
    public interface Output {
        void send(Packet packet);

        /** A call that was pending completed. */
        void done(int socket, Result result);

        /** A connection changed its state; {@code socket} is the last one that it was known by, or -1. */
        default void became(int socket, State state) {}
    }

    /** A line of the table of connections; {@code socket} is -1 when no application holds it. */
    public record Entry(int socket, Tuple tuple, State state) {}

    /** How far the numbers of a reopened connection lie above those of the old one (RFC 9293 MAY-2): TW-SYN-NEW. */
    private static final int REOPEN_DISTANCE = 65_537;

    /** More turns at one instant than the timers of one connection can need. */
    private static final int MOST_TURNS = 10_000;

    private static final int DEFAULT_MSS_IP6 = 1220;

    protected final Settings settings;
    private final Machine.Maker maker;
    private final List<IpAddress> addresses;
    private final Map<Tuple, Connection> connections = new LinkedHashMap<>();
    private final Map<Integer, Connection> sockets = new LinkedHashMap<>();
    private final Map<Integer, Listener> listeners = new LinkedHashMap<>();
    private final TimerQueue timers = new TimerQueue();
    private int orphans;
    private int timeWaits;
    private int nextPort;
    private long created;
    private long now;
    private Output out = new Silence();

    /** A host with these addresses, of which there may be one of each family or more. */
    public Host(Settings settings, IpAddress... addresses) {
        this(settings, Machine::new, addresses);
    }

    /** A host whose connections are made by the given maker: a mutant, perhaps. */
    public Host(Settings settings, Machine.Maker maker, IpAddress... addresses) {
        this.settings = settings;
        this.maker = maker;
        this.addresses = List.of(addresses);
        nextPort = settings.count(Knob.IP_LOCAL_PORT_MIN);
    }

    public Settings settings() {
        return settings;
    }

    // Queries

    /** Lists the connections, oldest first, those in TIME-WAIT too. */
    public List<Entry> connections() {
        List<Entry> entries = new ArrayList<>();
        for (Connection c : connections.values()) {
            entries.add(new Entry(c.socket, c.tuple, c.state()));
        }
        return entries;
    }

    /** The state of the socket's connection, LISTEN for a listener; CLOSED when there is nothing. */
    public State state(int socket) {
        Connection c = sockets.get(socket);
        Listener listener = listeners.get(socket);
        return c != null ? c.state() : listener != null && !listener.stopped ? State.LISTEN : State.CLOSED;
    }

    /** A copy of the TCB of a connection; null when there is none. */
    public @Nullable Tcb snapshot(Tuple tuple) {
        Connection c = connections.get(tuple);
        return c == null ? null : c.machine.snapshot();
    }

    /** How many connections no application holds; those in TIME-WAIT do not count. */
    public int orphans() {
        return orphans;
    }

    /** How many connections are in TIME-WAIT, or on Linux orphans in FIN-WAIT-2. */
    public int timeWaits() {
        return timeWaits;
    }

    // Entries

    /** Makes a call on a socket; {@link Result.Pending} promises a later {@link Output#done}. */
    public Result call(long instant, int socket, Call call, Output output) {
        begin(instant, output);
        if (call instanceof Call.Listen c) {
            return listen(socket, c);
        }
        if (call instanceof Call.Connect c) {
            return connect(socket, c);
        }
        if (call instanceof Call.Accept c) {
            return accept(socket, c);
        }
        Listener listener = listeners.get(socket);
        if (listener != null) {
            return onListener(listener, call);
        }
        Connection c = sockets.get(socket);
        if (c == null) {
            return Result.failed(Errno.EBADF);
        }
        Result result = onConnection(c, call);
        settle(c);
        return result;
    }

    /** Octets have arrived; what is no well-formed packet is dropped without a word: RB-CHECKSUM, RB-OPTIONS. */
    public void arrive(long instant, Bytes octets, Output output) {
        IcmpMessage icmp = IcmpMessage.decode(octets);
        if (icmp != null) {
            arrive(instant, icmp, output);
            return;
        }
        Packet packet;
        try {
            packet = PacketCodec.decode(octets);
        } catch (MalformedPacketException e) {
            return;
        }
        arrive(instant, packet, output);
    }

    /** A packet has arrived. */
    public void arrive(long instant, Packet packet, Output output) {
        begin(instant, output);
        Segment seg = packet.segment();
        if (!takes(packet)) {
            return;
        }
        Tuple tuple = new Tuple(packet.dst(), seg.dstPort(), packet.src(), seg.srcPort());
        Connection c = connections.get(tuple);
        if (c != null) {
            arriveAtConnection(c, seg);
            return;
        }
        Listener listener = listener(packet.dst(), seg.dstPort());
        if (listener != null) {
            arriveAtListener(listener, tuple, seg, null);
        } else {
            // No connection: a machine in CLOSED knows the answer (§3.10.7.1).
            Connection nobody = newConnection(tuple);
            nobody.machine.arrives(now, seg, nobody);
        }
    }

    /** An ICMP error has arrived, for the connection whose segment it quotes (RFC 9293 MUST-54). */
    private void arrive(long instant, IcmpMessage icmp, Output output) {
        begin(instant, output);
        Connection c = connections.get(new Tuple(icmp.src(), icmp.srcPort(), icmp.dst(), icmp.dstPort()));
        if (c != null) {
            c.machine.icmp(now, icmp, c);
            settle(c);
        }
    }

    private void arriveAtConnection(Connection c, Segment seg) {
        if (c.machine.mayReopen(now, seg)) {
            Listener listener = listener(c.tuple.local(), c.tuple.localPort());
            if (listener != null) {
                reopen(c, listener, seg);
                return;
            }
        }
        if (c.listener != null && overflows(c, c.listener, seg)) {
            overflow(c, seg);
            return;
        }
        c.machine.arrives(now, seg, c);
        settle(c);
    }

    /**
     * Time has passed: does everything that is due, in the order of its time.
     *
     * @throws IllegalStateException when a machine is due again and again: a mutant whose timer never moves
     */
    public void tick(long instant, Output output) {
        begin(instant, output);
        int turns = MOST_TURNS + 8 * connections.size();
        while (timers.next() <= now) {
            if (turns-- == 0) {
                throw new IllegalStateException("a timer is due at " + Time.show(now) + " again and again");
            }
            Connection c = timers.first();
            if (c.lingerUntil <= now) {
                lingerEnds(c);
            } else if (retryDue(c) && tooManyOrphans()) {
                c.machine.resetOrphan(now, c);
            } else {
                c.machine.tick(now, c);
            }
            settle(c);
        }
    }

    /** When something is due next; {@link Time#NEVER} when nothing is. */
    public long nextWake() {
        return timers.next();
    }

    private void begin(long instant, Output output) {
        now = instant;
        out = output;
    }

    final void emit(Connection c, Segment segment) {
        out.send(new Packet(c.tuple.local(), c.tuple.remote(), segment));
    }

    final void tellState(Connection c, State state) {
        out.became(c.shownAs, state);
    }

    /** Tells whether the packet is from one host to this one: RB-ADDR. */
    protected boolean takes(Packet packet) {
        return owns(packet.dst()) && packet.isUnicast();
    }

    /** A loop, for with contains() the browser would load the equality of everything that is ever in a list. */
    private boolean owns(IpAddress address) {
        boolean found = false;
        for (IpAddress own : addresses) {
            found |= own.equals(address);
        }
        return found;
    }

    // Opening

    private Result listen(int socket, Call.Listen call) {
        if (taken(socket)) {
            return Result.failed(Errno.EINVAL);
        }
        if (!owns(call.local())) {
            return Result.failed(Errno.EADDRNOTAVAIL);
        }
        if (listener(call.local(), call.port()) != null) {
            return Result.failed(Errno.EADDRINUSE);
        }
        listeners.put(socket, new Listener(socket, call.local(), call.port()));
        return Result.ok();
    }

    private Result connect(int socket, Call.Connect call) {
        if (taken(socket)) {
            return Result.failed(Errno.EISCONN);
        }
        if (!owns(call.local())) {
            return Result.failed(Errno.EADDRNOTAVAIL);
        }
        if (call.local().isV6() != call.remote().isV6()) {
            return Result.failed(Errno.ENETUNREACH);
        }
        int port = call.srcPort() != 0 ? call.srcPort() : choosePort(call);
        if (port < 0) {
            return Result.failed(Errno.EADDRNOTAVAIL);
        }
        Tuple tuple = new Tuple(call.local(), port, call.remote(), call.port());
        Connection old = connections.get(tuple);
        if (old != null && !mayReuse(old, call.srcPort() != 0)) {
            // The connection exists: TW-BUSY.
            return Result.failed(Errno.EADDRNOTAVAIL);
        }
        Connection c = newConnection(tuple);
        hold(c, socket);
        c.connecting = call;
        if (old != null) {
            remove(old);
        }
        connections.put(tuple, c);
        c.machine.openActive(now, old == null ? isn(tuple) : isnAbove(old.tcb.snd.nxt), c);
        settle(c);
        return Result.pending();
    }

    private boolean taken(int socket) {
        return sockets.containsKey(socket) || listeners.containsKey(socket);
    }

    private void hold(Connection c, int socket) {
        c.socket = socket;
        c.shownAs = socket;
        sockets.put(socket, c);
    }

    /** The next port, in turn, on which the 4-tuple is free or may be reused; -1 when none is. */
    private int choosePort(Call.Connect call) {
        int low = settings.count(Knob.IP_LOCAL_PORT_MIN);
        int count = settings.count(Knob.IP_LOCAL_PORT_MAX) - low + 1;
        for (int i = 0; i < count; i++) {
            int port = nextPort;
            nextPort = port - low + 1 < count ? port + 1 : low;
            Connection old = connections.get(new Tuple(call.local(), port, call.remote(), call.port()));
            if (old == null || mayReuse(old, false)) {
                return port;
            }
        }
        return -1;
    }

    /** Tells whether a connect may take over the 4-tuple: only with timestamps, which tell old from new: TS-REUSE. */
    protected boolean mayReuse(State state, boolean timestamps, long age, boolean bound, boolean loopback) {
        if (state != State.TIME_WAIT || !timestamps) {
            return false;
        }
        if (bound && settings.is(Knob.BOUND_PORT_REUSES_TIME_WAIT)) {
            return true;
        }
        long mode = settings.get(Knob.TCP_TW_REUSE);
        return (mode == 1 || mode == 2 && loopback) && age > settings.time(Knob.TCP_TW_REUSE_DELAY);
    }

    private boolean mayReuse(Connection old, boolean bound) {
        IpAddress remote = old.tuple.remote();
        boolean loopback = remote.isV6()
                ? remote.equals(IpAddress.of("::1"))
                : remote.octets().at(0) == 127;
        return mayReuse(old.state(), old.tcb.ts.on, now - old.timeWaitSince, bound, loopback);
    }

    private Connection newConnection(Tuple tuple) {
        Tcb tcb = new Tcb();
        tcb.rcv.limit = settings.count(Knob.RCVBUF);
        tcb.snd.limit = settings.count(Knob.SNDBUF);
        if (tuple.local().isV6()) {
            tcb.snd.mss = DEFAULT_MSS_IP6;
        }
        return new Connection(this, tuple, maker.make(settings, tcb), created++);
    }

    /** An initial sequence number (RFC 9293 §3.4.1): SQ-ISN. */
    protected int isn(Tuple tuple) {
        long fixed = settings.get(Knob.ISS);
        return fixed >= 0 ? (int) fixed : Isn.generate(now, tuple, settings.get(Knob.ISN_KEY));
    }

    /** The initial number of a connection that takes the place of one in TIME-WAIT, by its SND.NXT: TW-SYN-NEW, TS-REUSE. */
    protected int isnAbove(int oldSndNxt) {
        return oldSndNxt + REOPEN_DISTANCE;
    }

    // Listeners

    private @Nullable Listener listener(IpAddress local, int port) {
        for (Listener l : listeners.values()) {
            if (!l.stopped && l.port == port && l.local.equals(local)) {
                return l;
            }
        }
        return null;
    }

    private void arriveAtListener(Listener listener, Tuple tuple, Segment seg, @Nullable Connection old) {
        if (seg.syn() && !seg.hasAck() && !seg.rst() && queueIsFull(listener)) {
            return;
        }
        Connection child = newConnection(tuple);
        child.listener = listener;
        child.superseded = old;
        child.machine.openPassive(
                now, old == null ? isn(tuple) : isnAbove(old.tcb.snd.nxt), org.lastack.machine.Output.NONE);
        for (Map.Entry<SocketOption, Integer> option : listener.options.entrySet()) {
            setOption(child, option.getKey(), option.getValue());
        }
        child.machine.arrives(now, seg, child);
        if (child.state() != State.LISTEN) {
            connections.put(tuple, child);
            settle(child);
        }
    }

    /** A SYN that is surely new takes the place of a TIME-WAIT: TW-SYN-NEW. */
    private void reopen(Connection old, Listener listener, Segment seg) {
        remove(old);
        arriveAtListener(listener, old.tuple, seg, old);
        if (!connections.containsKey(old.tuple) && settings.is(Knob.REOPEN_FALLS_BACK)) {
            connections.put(old.tuple, old);
            settle(old);
        }
    }

    /** The accept queue takes one more than its limit, as on Linux. */
    protected boolean queueIsFull(int queued) {
        return queued > settings.get(Knob.SOMAXCONN);
    }

    private boolean queueIsFull(Listener listener) {
        return queueIsFull(listener.queue.size());
    }

    /** The ACK that ends the handshake finds no room in the accept queue. */
    private boolean overflows(Connection c, Listener listener, Segment seg) {
        boolean completes =
                c.state() == State.SYN_RECEIVED && (seg.flags() & (Flags.ACK | Flags.SYN | Flags.RST)) == Flags.ACK;
        return completes && queueIsFull(listener);
    }

    /** Dropped, so that the SYN,ACK is sent again and the peer may be luckier; or reset: OR-LISTENER. */
    private void overflow(Connection c, Segment seg) {
        if (settings.is(Knob.TCP_ABORT_ON_OVERFLOW)) {
            c.machine.refuse(now, seg, c);
            settle(c);
        }
    }

    private Result accept(int socket, Call.Accept call) {
        if (taken(socket)) {
            return Result.failed(Errno.EINVAL);
        }
        Listener listener = listeners.get(call.listener());
        if (listener == null || listener.stopped) {
            return Result.failed(listener != null || sockets.containsKey(call.listener()) ? Errno.EINVAL : Errno.EBADF);
        }
        Connection c = listener.queue.poll();
        if (c == null) {
            return Result.failed(Errno.EAGAIN);
        }
        c.listener = null;
        c.queued = false;
        hold(c, socket);
        return Result.ok();
    }

    private Result onListener(Listener listener, Call call) {
        if (call instanceof Call.Close || call instanceof Call.Abort) {
            listeners.remove(listener.socket);
            stop(listener);
            return Result.ok();
        }
        if (call instanceof Call.Shutdown c) {
            return shutdown(listener, c.how());
        }
        if (call instanceof Call.Poll) {
            return new Result.Ready(readiness(listener));
        }
        if (call instanceof Call.TakeError) {
            return Result.ok();
        }
        if (call instanceof Call.SetOption c) {
            boolean takes = c.option().range().contains(c.value());
            if (takes) {
                listener.options.put(c.option(), c.value());
            }
            return takes ? Result.ok() : Result.failed(Errno.EINVAL);
        }
        if (call instanceof Call.Status) {
            return new Result.InState(state(listener.socket));
        }
        return Result.failed(Errno.ENOTCONN);
    }

    /** On Linux a listener that will receive no more is none; that it will not send means nothing. */
    private Result shutdown(Listener listener, Call.How how) {
        if (!settings.is(Knob.SHUTDOWN_STOPS_OPENING) || listener.stopped) {
            listener.readShut |= listener.stopped && how != Call.How.WR;
            return Result.failed(Errno.ENOTCONN);
        }
        if (how != Call.How.WR) {
            stop(listener);
        }
        return Result.ok();
    }

    private static Set<Readiness> readiness(Listener listener) {
        if (listener.stopped) {
            return unconnected(listener.readShut);
        }
        return listener.queue.isEmpty() ? EnumSet.noneOf(Readiness.class) : EnumSet.of(Readiness.IN);
    }

    /** What poll() says of a socket without a connection; Linux keeps a shutdown in mind though it fails. */
    private static Set<Readiness> unconnected(boolean readShut) {
        return readShut
                ? EnumSet.of(Readiness.IN, Readiness.OUT, Readiness.RDHUP, Readiness.HUP)
                : EnumSet.of(Readiness.OUT, Readiness.HUP);
    }

    /** Who waits in the queue is reset, who has not come so far is forgotten: OR-LISTENER. */
    private void stop(Listener listener) {
        listener.stopped = true;
        for (Connection c : new ArrayList<>(connections.values())) {
            if (c.listener == listener) {
                dropUnaccepted(c);
            }
        }
    }

    private void dropUnaccepted(Connection c) {
        if (c.state() == State.SYN_RECEIVED) {
            c.machine.forget(now, c);
        } else {
            c.machine.abort(now, c);
        }
        settle(c);
    }

    // Calls on a connection

    private Result onConnection(Connection c, Call call) {
        if (call instanceof Call.Write w) {
            return write(c, w.data());
        }
        if (call instanceof Call.Read r) {
            return read(c, r.most());
        }
        if (call instanceof Call.Receive r) {
            return receive(c, r);
        }
        if (call instanceof Call.Poll && c.cancelled) {
            return new Result.Ready(unconnected(false));
        }
        if (call instanceof Call.Poll) {
            return new Result.Ready(readiness(c.machine, c.tcb.fault != null && !c.faultTold));
        }
        if (call instanceof Call.TakeError) {
            return c.tcb.fault == null || c.faultTold ? reportOnce(c) : Result.failed(faultOnce(c, Errno.EPIPE));
        }
        if (call instanceof Call.Shutdown s) {
            return shutdown(c, s.how());
        }
        if (call instanceof Call.SetOption o) {
            return setOption(c, o.option(), o.value());
        }
        if (call instanceof Call.Close) {
            return close(c);
        }
        if (call instanceof Call.Abort) {
            release(c);
            c.machine.abort(now, c);
            return Result.ok();
        }
        return new Result.InState(c.state());
    }

    private Result write(Connection c, Bytes data) {
        return switch (c.machine.maySendMore()) {
            case OK -> new Result.Count(c.machine.send(now, data, c));
            case WAIT -> Result.failed(Errno.EAGAIN);
            case CLOSING -> Result.failed(Errno.EPIPE);
            case NO_CONNECTION -> Result.failed(faultOnce(c, Errno.EPIPE));
        };
    }

    private Result read(Connection c, int most) {
        if (c.cancelled) {
            return Result.failed(Errno.ENOTCONN);
        }
        if (c.tcb.rcv.unreadLength() > 0) {
            return new Result.Data(c.machine.receive(now, most, c));
        }
        boolean ended = c.tcb.rcv.finReceived && settings.is(Knob.EOF_HIDES_FAULT);
        if (c.tcb.fault != null && !ended && !c.faultTold) {
            return Result.failed(faultOnce(c, Errno.ENOTCONN));
        }
        if (!c.machine.atEnd()) {
            return Result.failed(Errno.EAGAIN);
        }
        c.machine.receive(now, most, c); // the end is read too
        return Result.eof();
    }

    private Result receive(Connection c, Call.Receive call) {
        if (c.receiving != null) {
            return Result.failed(Errno.EALREADY);
        }
        Result result = read(c, call.most());
        c.receiving = result.is(Errno.EAGAIN) ? call : null;
        return c.receiving == null ? result : Result.pending();
    }

    /** Tells whether who waits in RECEIVE looks again after each turn: AP-UNSOLICITED. */
    protected boolean wakesReader(Tcb tcb) {
        return true;
    }

    private void finishReceive(Connection c) {
        if (c.receiving == null || c.socket < 0 || !wakesReader(c.tcb)) {
            return;
        }
        Result result = read(c, c.receiving.most());
        if (!result.is(Errno.EAGAIN)) {
            c.receiving = null;
            out.done(c.socket, result);
        }
    }

    /**
     * What poll() says: AP-UNSOLICITED.
     *
     * @param untold whether the reason why the connection broke was not told yet
     */
    protected Set<Readiness> readiness(Machine machine, boolean untold) {
        Tcb tcb = machine.tcb();
        EnumSet<Readiness> ready = EnumSet.noneOf(Readiness.class);
        boolean gone = tcb.state == State.CLOSED;
        boolean readEnded = gone || tcb.rcv.finReceived || tcb.receiveShut;
        if (tcb.rcv.unreadLength() > 0 || readEnded) {
            ready.add(Readiness.IN);
        }
        if (tcb.state != State.SYN_SENT && machine.maySendMore() != Reply.WAIT) {
            ready.add(Readiness.OUT);
        }
        if (readEnded) {
            ready.add(Readiness.RDHUP);
        }
        if (gone || readEnded && tcb.snd.finQueued) {
            ready.add(Readiness.HUP);
        }
        if (untold) {
            ready.add(Readiness.ERR);
        }
        return ready;
    }

    /** The reason why the connection broke is told once: AP-RESET. */
    private Errno faultOnce(Connection c, Errno otherwise) {
        Fault fault = c.tcb.fault;
        if (fault == null || c.faultTold) {
            return otherwise;
        }
        c.faultTold = true;
        return errno(fault);
    }

    /** What ICMP has reported, told once (RFC 9293 SHLD-25): FR-ICMP. */
    private Result reportOnce(Connection c) {
        IcmpError reported = c.tcb.reported;
        c.tcb.reported = null;
        return reported == null ? Result.ok() : Result.failed(errno(Fault.of(reported)));
    }

    /** What a socket API calls it: AP-INFORM, AP-TIMEDOUT, AP-CWRST. */
    protected Errno errno(Fault fault) {
        return switch (fault) {
            case REFUSED -> Errno.ECONNREFUSED;
            case RESET -> Errno.ECONNRESET;
            case BROKEN_PIPE -> Errno.EPIPE;
            case TIMED_OUT -> Errno.ETIMEDOUT;
            case HOST_UNREACHABLE -> Errno.EHOSTUNREACH;
            case NET_UNREACHABLE -> Errno.ENETUNREACH;
        };
    }

    private Result shutdown(Connection c, Call.How how) {
        if (c.state() == State.CLOSED || c.state() == State.TIME_WAIT) {
            c.cancelled &= how == Call.How.WR; // from then on it is like any that has ended
            return Result.failed(Errno.ENOTCONN);
        }
        if (c.state() == State.SYN_SENT && settings.is(Knob.SHUTDOWN_STOPS_OPENING)) {
            c.machine.cancel(now, c);
            c.cancelled = true;
            return Result.ok();
        }
        if (how != Call.How.WR) {
            c.machine.shutReceive();
        }
        if (how != Call.How.RD) {
            c.machine.shutSend(now, c);
        }
        return Result.ok();
    }

    private Result close(Connection c) {
        release(c);
        if (c.linger == 0) {
            // A CLOSE that waits for no time at all is an ABORT: AB-LINGER0.
            c.machine.abort(now, c);
            return Result.ok();
        }
        c.machine.closeBoth(now, c);
        if (c.linger > 0 && c.machine.finOutstanding()) {
            c.lingering = c.shownAs;
            c.lingerUntil = now + Time.seconds(c.linger);
            return Result.pending();
        }
        letGo(c);
        return Result.ok();
    }

    /** Takes the socket from the application. */
    private void release(Connection c) {
        sockets.remove(c.socket);
        c.socket = -1;
    }

    /** The application is gone. Over the limit the connection is reset at once, unless it only awaits the peer: OR-MAX. */
    private void letGo(Connection c) {
        boolean owes = c.machine.finOutstanding();
        c.machine.letGo(now, c);
        refuseBucket(c);
        count(c);
        if (owes && tooManyOrphans()) {
            c.machine.resetOrphan(now, c);
        }
    }

    /** SO_LINGER's time is over, or what it waited for has come: the call returns, TCP goes on: AB-LINGER-N. */
    private void lingerEnds(Connection c) {
        int socket = c.lingering;
        c.lingering = -1;
        c.lingerUntil = Time.NEVER;
        letGo(c);
        out.done(socket, Result.ok());
    }

    private Result setOption(Connection c, SocketOption option, int asked) {
        if (!option.range().contains(asked)) {
            return Result.failed(Errno.EINVAL);
        }
        int value = option.kept(asked);
        Tcb.SocketOptions options = c.tcb.options;
        switch (option) {
            case LINGER -> c.linger = value;
            // 0 means tcp_fin_timeout; below, no wait at all.
            case LINGER2 -> options.linger2 = value == 0 ? -1 : value < 0 ? -2 : Time.seconds(value);
            case USER_TIMEOUT -> options.userTimeout = value == 0 ? -1 : Time.ms(value);
            case KEEPALIVE -> c.machine.keepalive(now, value != 0);
            case KEEPIDLE -> c.machine.keepIdle(now, Time.seconds(value));
            case KEEPINTVL -> options.keepInterval = Time.seconds(value);
            case KEEPCNT -> options.keepCount = value;
            case NODELAY -> c.machine.smallSegments(now, value != 0, c.tcb.snd.cork, c);
            case CORK -> c.machine.smallSegments(now, c.tcb.snd.nodelay, value != 0, c);
            case RCVBUF -> c.tcb.rcv.limit = value;
            case SNDBUF -> c.tcb.snd.limit = value;
            case NONBLOCK -> {} // no call of ours blocks, and a lingering close waits all the same: AB-LINGER-NB
        }
        return Result.ok();
    }

    // Limits

    /** Each orphan takes memory that no application answers for, so there is a limit: OR-MAX. */
    protected boolean tooManyOrphans() {
        long most = settings.get(Knob.TCP_MAX_ORPHANS);
        return most >= 0 && orphans > most;
    }

    /** Tells whether there is no room for one more beside so many: OR-TWBUCKETS. */
    protected boolean timeWaitTableFull(int count) {
        long most = settings.get(Knob.TCP_MAX_TW_BUCKETS);
        return most >= 0 && count >= most;
    }

    /** No room for one more that waits: it is forgotten, and only what comes later finds out. */
    private void refuseBucket(Connection c) {
        if (waits(c) && !c.countedTimeWait && timeWaitTableFull(timeWaits)) {
            c.machine.forget(now, c);
        }
    }

    private static boolean waits(Connection c) {
        return c.state() == State.TIME_WAIT || c.tcb.minisock && c.state() == State.FIN_WAIT_2;
    }

    private boolean retryDue(Connection c) {
        boolean due = c.tcb.timers.retransmit <= now || c.tcb.timers.persist <= now;
        return due && c.countedOrphan;
    }

    // After every turn

    private void settle(Connection c) {
        refuseBucket(c);
        count(c);
        finishConnect(c);
        finishReceive(c);
        if (c.lingering >= 0 && !c.machine.finOutstanding()) {
            lingerEnds(c);
            count(c);
        }
        settleChild(c);
        if (c.state() == State.CLOSED) {
            remove(c);
        } else if (connections.get(c.tuple) == c) {
            timers.set(c, c.nextWake());
        }
    }

    private void count(Connection c) {
        boolean timeWait = waits(c);
        boolean orphan = c.tcb.orphan && !timeWait && c.state() != State.CLOSED;
        if (timeWait && !c.countedTimeWait) {
            c.timeWaitSince = now;
        }
        timeWaits += (timeWait ? 1 : 0) - (c.countedTimeWait ? 1 : 0);
        orphans += (orphan ? 1 : 0) - (c.countedOrphan ? 1 : 0);
        c.countedTimeWait = timeWait;
        c.countedOrphan = orphan;
    }

    private void finishConnect(Connection c) {
        if (c.connecting == null || c.state() == State.SYN_SENT || c.state() == State.SYN_RECEIVED) {
            return;
        }
        c.connecting = null;
        Result result = Result.ok();
        if (c.state() == State.CLOSED || c.socket < 0) {
            result = Result.failed(faultOnce(c, Errno.ECONNABORTED));
        }
        out.done(c.shownAs, result);
    }

    private void settleChild(Connection c) {
        Listener listener = c.listener;
        if (listener == null) {
            return;
        }
        if (c.state() == State.LISTEN) {
            backToListen(c);
        } else if (c.state() == State.CLOSED) {
            if (!c.queued || !settings.is(Knob.ENDED_MAY_BE_ACCEPTED)) {
                listener.queue.remove(c);
            }
            c.listener = null;
        } else if (c.state() != State.SYN_RECEIVED && !c.queued) {
            c.queued = true;
            c.superseded = null;
            listener.queue.add(c);
        }
    }

    /** The SYN came to nothing. If it had taken the place of a TIME-WAIT, that comes back (RFC 9293 MAY-2): TW-SYN-BACK. */
    private void backToListen(Connection c) {
        Connection old = c.superseded;
        c.listener = null;
        c.machine.forget(now, c);
        if (old != null && settings.is(Knob.REOPEN_FALLS_BACK)) {
            connections.put(old.tuple, old);
            count(old);
            timers.set(old, old.nextWake());
        }
    }

    private void remove(Connection c) {
        connections.remove(c.tuple, c);
        timers.set(c, wakeOfTheDead(c.machine));
        timeWaits -= c.countedTimeWait ? 1 : 0;
        orphans -= c.countedOrphan ? 1 : 0;
        c.countedTimeWait = false;
        c.countedOrphan = false;
    }

    /** When a connection that is gone wants to act: no timer of it counts any more. */
    protected long wakeOfTheDead(Machine machine) {
        return Time.NEVER;
    }

    private static final class Silence implements Output {
        @Override
        public void send(Packet packet) {}

        @Override
        public void done(int socket, Result result) {}
    }
}
