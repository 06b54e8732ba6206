package com.example.tinytcp;

import java.net.BindException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A small TCP over IPv4 for one address. It has no threads and no clock: packets are handed in and out, and somebody tells it
 * how late it is. It has no congestion control, no options but MSS, and keeps nothing that comes out of order.
 */
public final class TinyTcp {
    /** Twice the MSL of RFC 9293, in microseconds. */
    public static final long TIME_WAIT = 240 * Retransmission.SECOND;

    /** The first retransmission timeout, in microseconds. */
    public static final long FIRST_TIMEOUT = Retransmission.SECOND;

    private static final int FIRST_PORT = 49_152;
    private static final int PORTS = 65_536 - FIRST_PORT;

    private final Wire wire;
    private final Consumer<byte[]> out;
    private final Map<Tuple, Connection> connections = new LinkedHashMap<>();
    private final Map<Integer, Deque<Connection>> listeners = new HashMap<>();
    private long now;
    private int nextPort;
    private Integer initialSequence;

    /** A stack for this address; what it sends it gives to {@code out}, as whole packets. */
    public TinyTcp(int address, Consumer<byte[]> out) {
        this.wire = new Wire(address);
        this.out = out;
    }

    /** Begins new connections at this number; for tests alone. */
    public void initialSequence(int iss) {
        initialSequence = iss;
    }

    /** Lets others connect to the port. */
    public void listen(int port) throws BindException {
        if (listeners.putIfAbsent(port, new ArrayDeque<>()) != null) {
            throw new BindException("port " + port + " is taken");
        }
    }

    /** Returns the oldest connection to the port that nobody took yet; null when there is none. */
    public Connection accept(int port) {
        return listeners.get(port).poll();
    }

    /** Ends listening; connections that nobody took are reset. */
    public void unlisten(int port) {
        Deque<Connection> waiting = listeners.remove(port);
        for (Connection c : List.copyOf(connections.values())) {
            boolean opening = c.passive && c.state() == State.SYN_RECEIVED && c.tuple.ownPort() == port;
            if (opening || waiting.contains(c)) {
                c.abort();
            }
        }
    }

    /** Opens a connection; from port 0 means from any. */
    public Connection connect(int address, int port, int ownPort) throws BindException {
        Tuple tuple = new Tuple(address, port, ownPort);
        for (int i = 0; ownPort == 0 && i < PORTS && (i == 0 || connections.containsKey(tuple)); i++) {
            tuple = new Tuple(address, port, FIRST_PORT + nextPort++ % PORTS);
        }
        if (connections.containsKey(tuple)) {
            throw new BindException("the connection exists");
        }
        Connection c = Connection.active(this, tuple, initialSequence(tuple));
        connections.put(tuple, c);
        return c;
    }

    /** Takes a packet off the wire, well formed or not. */
    public void receive(byte[] packet) {
        Segment s = wire.parse(packet);
        if (s == null) {
            return;
        }
        Connection c = connections.get(s.tuple());
        if (c != null) {
            new Arrivals(this, c).arrive(s);
        } else if (listeners.containsKey(s.ownPort()) && !s.has(Segment.ACK)) {
            knock(s);
        } else if (!s.has(Segment.RST)) {
            transmit(s.refusal());
        }
    }

    /** LISTEN: RFC 9293 §3.10.7.2. Whatever comes with a SYN comes again. */
    private void knock(Segment s) {
        if (s.has(Segment.SYN) && !s.has(Segment.RST)) {
            connections.put(s.tuple(), Connection.passive(this, s, initialSequence(s.tuple())));
        }
    }

    /** How late it is, in microseconds since the start. */
    public long now() {
        return now;
    }

    /** When {@link #passUntil} will next have something to do; {@link Long#MAX_VALUE} when never. */
    public long nextTimer() {
        return connections.values().stream()
                .mapToLong(Connection::deadline)
                .min()
                .orElse(Retransmission.NEVER);
    }

    /** Lets time pass up to this instant, at which due timers go off. */
    public void passUntil(long instant) {
        now = instant;
        for (Connection c : new ArrayList<>(connections.values())) {
            if (c.deadline() <= now) {
                c.timeout();
            }
        }
    }

    void transmit(Segment s) {
        out.accept(wire.format(s));
    }

    void established(Connection c) {
        if (c.passive) {
            listeners.get(c.tuple.ownPort()).add(c);
        }
    }

    void forget(Connection c) {
        connections.remove(c.tuple);
        listeners.values().forEach(waiting -> waiting.remove(c));
    }

    /** A clock that ticks every 4 µs, from a place that is the tuple's own (RFC 9293 §3.4.1; a real stack would use a secret). */
    private int initialSequence(Tuple tuple) {
        return initialSequence != null ? initialSequence : (int) (now / 4) + tuple.hashCode() * 0x9e3779b1;
    }
}
