package org.lastack.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lastack.machine.Knob;
import org.lastack.machine.Machine;
import org.lastack.machine.Settings;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IcmpError;
import org.lastack.tcp.IcmpMessage;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Options;
import org.lastack.tcp.Options.Timestamps;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/**
 * A host and a peer that does only what the test says. The peer keeps its own books from the segments that it sees, so that
 * nothing expected is read from inside the host.
 */
final class Bench implements Host.Output {
    static final IpAddress HOST = IpAddress.of("192.0.2.1");
    static final IpAddress PEER = IpAddress.of("192.0.2.2");
    static final int PORT = 80;
    static final int PEER_PORT = 5000;
    static final int SOCKET = 2;

    final Host host;
    long now = Time.SECOND;
    /** What the host sent since the last {@link #take}. */
    private List<Segment> sent = new ArrayList<>();

    final Map<Integer, Result> done = new LinkedHashMap<>();
    int hostPort = PORT;
    /** The next number the peer sends: the host's RCV.NXT. */
    int peerNext = 1_000_000;
    /** The highest number that the host has used: its SND.NXT. */
    int hostNext;
    /** The window that the host last offered. */
    int window;

    boolean timestamps;
    int tsVal = 7_000;

    /** What Linux was measured to do, also where it breaks a MUST that its preset keeps. */
    static Settings measuredLinux() {
        return Settings.linux()
                .with(Knob.REDUCED_CHECKS, 1)
                .with(Knob.RST_BEFORE_FIN, 1)
                .with(Knob.RESET_TEXT_BEYOND_FIN, 1)
                .with(Knob.TEXT_AT_RIGHT_EDGE, 1)
                .with(Knob.PAWS_SILENT_FOR_OLD_ACK, 1)
                .with(Knob.REOPEN_FALLS_BACK, 0);
    }

    Bench(Settings settings) {
        this(settings, Machine::new);
    }

    Bench(Settings settings, Machine.Maker maker) {
        host = new Host(settings, maker, HOST);
    }

    @Override
    public void send(Packet packet) {
        Segment seg = packet.segment();
        sent.add(seg);
        if (!seg.rst() && seg.end() - hostNext > 0 || seg.syn()) {
            hostNext = seg.end();
        }
        window = seg.rst() ? window : seg.window();
    }

    @Override
    public void done(int socket, Result result) {
        done.put(socket, result);
    }

    List<Segment> take() {
        List<Segment> taken = sent;
        sent = new ArrayList<>();
        return taken;
    }

    /** The only segment that the host sent since the last time. */
    Segment one() {
        List<Segment> taken = take();
        assertEquals(1, taken.size(), () -> "one segment expected: " + taken);
        return taken.get(0);
    }

    void nothing() {
        assertEquals(List.of(), take());
    }

    Result call(int socket, Call call) {
        return host.call(now, socket, call, this);
    }

    Result call(Call call) {
        return call(SOCKET, call);
    }

    void deliver(Segment seg) {
        Segment stamped = timestamps && seg.options().timestamps() == null
                ? seg.withOptions(seg.options().withTimestamps(new Timestamps(tsVal, 0)))
                : seg;
        host.arrive(now, new Packet(PEER, HOST, stamped), this);
    }

    /** An ICMP error about a segment of the host that had this number, as a distance from its next. */
    void icmp(IcmpError error, int beyond) {
        Segment about = Segment.of(hostPort, PEER_PORT, hostNext + beyond, peerNext, Flags.FIN | Flags.ACK, 0);
        host.arrive(now, IcmpMessage.encode(error, new Packet(HOST, PEER, about), PEER), this);
    }

    /** A segment of the peer, with its numbers as distances from the next ones in order. */
    Segment seg(int flags, int beyond, int ackBeyond) {
        int ack = (flags & Flags.ACK) != 0 ? hostNext + ackBeyond : 0;
        return Segment.of(PEER_PORT, hostPort, peerNext + beyond, ack, flags, 65_535);
    }

    /** Text of the peer, in order or not. */
    Segment text(int beyond, int length, int flags) {
        return seg(flags | Flags.ACK, beyond, 0).withData(Bytes.pattern(0, length));
    }

    /** Lets time pass; timers go off at their own instants. */
    void pass(long micros) {
        long end = now + micros;
        while (host.nextWake() <= end) {
            now = Math.max(now, host.nextWake());
            host.tick(now, this);
        }
        now = end;
    }

    /** The state of the one connection of the host. */
    State state() {
        return host.connections().isEmpty()
                ? State.CLOSED
                : host.connections().get(0).state();
    }

    Bench established() {
        assertEquals(Result.ok(), call(1, new Call.Listen(HOST, PORT)));
        return handshake();
    }

    /** The peer opens; the host accepts as {@link #SOCKET}. */
    Bench handshake() {
        Options offer = timestamps
                ? Options.NONE.withMss(1000).withTimestamps(new Timestamps(tsVal, 0))
                : Options.NONE.withMss(1000);
        deliver(seg(Flags.SYN, 0, 0).withOptions(offer));
        peerNext++;
        assertEquals(Flags.SYN | Flags.ACK, one().flags());
        deliver(seg(Flags.ACK, 0, 0));
        nothing();
        assertEquals(Result.ok(), call(new Call.Accept(1)));
        assertEquals(State.ESTABLISHED, state());
        return this;
    }

    /** Brings a fresh connection into the state; {@code full} closes for good where the host closes first. */
    Bench in(State state, boolean full) {
        established();
        switch (state) {
            case ESTABLISHED -> {}
            case FIN_WAIT_1 -> closes(full);
            case FIN_WAIT_2 -> {
                closes(full);
                deliver(seg(Flags.ACK, 0, 0));
            }
            case CLOSE_WAIT -> peerCloses(0);
            case CLOSING -> {
                closes(full);
                peerCloses(-1);
            }
            case LAST_ACK -> {
                peerCloses(0);
                take();
                closes(full);
            }
            case TIME_WAIT -> {
                closes(full);
                peerCloses(0);
            }
            default -> throw new IllegalArgumentException("no way to " + state);
        }
        pass(Time.ms(50));
        take();
        assertEquals(state, state());
        return this;
    }

    private void closes(boolean full) {
        Call call = full ? new Call.Close() : new Call.Shutdown(Call.How.WR);
        assertInstanceOf(Result.Ok.class, call(call));
    }

    private void peerCloses(int ackBeyond) {
        deliver(seg(Flags.FIN | Flags.ACK, 0, ackBeyond));
        peerNext++;
    }
}
