package org.lastack.trace;

import java.util.ArrayList;
import java.util.List;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;

/** Traces written by hand, with times in milliseconds. */
final class Traces {
    static final int FIN_ACK = Flags.FIN | Flags.ACK;
    private static final IpAddress STACK = IpAddress.of("192.0.2.1");
    private static final IpAddress PEER = IpAddress.of("192.0.2.2");

    private final List<Event> events = new ArrayList<>();
    private int peerPort = 80;

    Traces port(int port) {
        peerPort = port;
        return this;
    }

    Traces in(long ms, State state) {
        events.add(new Event.InState(ms * 1000, 1, state));
        return this;
    }

    Traces call(long ms, Call call, Result result) {
        events.add(new Event.Called(ms * 1000, 1, call));
        events.add(new Event.Returned(ms * 1000, 1, call, result));
        return this;
    }

    Traces note(long ms, String text) {
        events.add(new Event.Note(ms * 1000, text));
        return this;
    }

    Traces sent(long ms, int flags, int seq, int ack) {
        return sent(ms, flags, seq, ack, 0, false);
    }

    Traces sent(long ms, int flags, int seq, int ack, int length, boolean lost) {
        events.add(new Event.Sent(
                ms * 1000, new Packet(STACK, PEER, segment(49152, peerPort, flags, seq, ack, length)), lost));
        return this;
    }

    Traces arrived(long ms, int flags, int seq, int ack) {
        return arrived(ms, flags, seq, ack, 0);
    }

    Traces arrived(long ms, int flags, int seq, int ack, int length) {
        events.add(new Event.Arrived(
                ms * 1000, new Packet(PEER, STACK, segment(peerPort, 49152, flags, seq, ack, length))));
        return this;
    }

    Traces lost(long ms, int flags, int seq, int ack) {
        events.add(new Event.Lost(ms * 1000, new Packet(PEER, STACK, segment(peerPort, 49152, flags, seq, ack, 0))));
        return this;
    }

    Traces add(Event event) {
        events.add(event);
        return this;
    }

    Trace trace() {
        return new Trace("reference", 0, events);
    }

    private static Segment segment(int from, int to, int flags, int seq, int ack, int length) {
        return Segment.of(from, to, seq, ack, flags, 8192).withData(Bytes.pattern(0, length));
    }

    /** RFC 9293 figure 12, with the 2MSL of its §3.4.2. */
    static Trace figure12() {
        return new Traces()
                .in(0, State.ESTABLISHED)
                .call(0, new Call.Close(), Result.ok())
                .in(0, State.FIN_WAIT_1)
                .sent(0, FIN_ACK, 100, 300)
                .arrived(10, Flags.ACK, 300, 101)
                .in(10, State.FIN_WAIT_2)
                .arrived(20, FIN_ACK, 300, 101)
                .in(20, State.TIME_WAIT)
                .sent(20, Flags.ACK, 101, 301)
                .in(240_020, State.CLOSED)
                .trace();
    }

    /** What {@link #figure12} has on its right side, event by event. */
    static List<String> figure12Peer() {
        return List.of("ESTABLISHED", "", "", "", "CLOSE-WAIT", "CLOSE-WAIT", "", "LAST-ACK", "", "CLOSED", "CLOSED");
    }

    /** The peer never hears the FIN: Linux repeats it after 0.21, 0.64, 1.48, 3.14 s (claims B13), then gives up. */
    static Trace lostFin() {
        Traces traces = new Traces().sent(0, Flags.SYN, 1000, 0).arrived(0, Flags.SYN | Flags.ACK, 5000, 1001);
        traces.sent(0, Flags.ACK, 1001, 5001);
        traces.call(100, new Call.Close(), Result.ok());
        traces.sent(100, FIN_ACK, 1001, 5001, 0, true);
        for (long ms : new long[] {310, 740, 1580, 3240}) {
            traces.sent(ms, FIN_ACK, 1001, 5001, 0, true);
        }
        return traces.note(10_000, "gave up waiting for another FIN").trace();
    }
}
