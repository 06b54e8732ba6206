package org.lastack.kit.rules;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.stack.Profile;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IcmpError;
import org.lastack.tcp.IcmpMessage;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Options;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;
import org.lastack.trace.Trace;

/** A trace written line by line, for judges: numbers are relative to the initial ones, text is the pattern. */
final class HandMade {
    static final int ACK = Flags.ACK;
    static final int FIN = Flags.FIN | Flags.ACK;

    private static final IpAddress STACK = IpAddress.of("192.0.2.1");
    private static final IpAddress PEER = IpAddress.of("192.0.2.16");
    private static final int WINDOW = 10_000;

    private final List<Event> events = new ArrayList<>();
    private long now;
    private int conn;
    private Options options = Options.NONE;
    private int peerWindow = WINDOW;
    private int stackWindow = WINDOW;
    private Profile.Clock clock = Profile.Clock.VIRTUAL;

    /** A trace of a stack that listens. */
    static HandMade listening() {
        return new HandMade().call(1, new Call.Listen(STACK, 8000), Result.ok());
    }

    /** A trace of a connection that the peer has opened: both sides begin with number 1. */
    static HandMade established() {
        return listening()
                .in(Flags.SYN, 0, 0, 0)
                .out(Flags.SYN | Flags.ACK, 0, 1, 0)
                .in(ACK, 1, 1, 0)
                .call(2, new Call.Accept(1), Result.ok());
    }

    /** The stack's clock is real, so that its threads wait for a processor. */
    HandMade onWallClock() {
        clock = Profile.Clock.WALL;
        return this;
    }

    /** From here on the calls and segments are of this connection; they begin with 0. */
    HandMade on(int number) {
        conn = number;
        return this;
    }

    /** The peer opens the connection, which is not accepted yet. */
    HandMade opens() {
        return in(Flags.SYN, 0, 0, 0).out(Flags.SYN | Flags.ACK, 0, 1, 0).in(ACK, 1, 1, 0);
    }

    /** From here on every segment has these timestamps. */
    HandMade ts(int tsVal, int tsEcr) {
        options = Options.NONE.withTimestamps(new Options.Timestamps(tsVal, tsEcr));
        return this;
    }

    /** From here on no segment has timestamps. */
    HandMade bare() {
        options = Options.NONE;
        return this;
    }

    HandMade ms(long milliseconds) {
        now += Time.ms(milliseconds);
        return this;
    }

    /** The peer sends. */
    HandMade in(int flags, int seq, int ack, int length) {
        Segment segment = segment(16_000 + conn, 8000, flags, seq, ack, length);
        events.add(new Event.Arrived(now, new Packet(PEER, STACK, segment)));
        return this;
    }

    /** The stack sends. */
    HandMade out(int flags, int seq, int ack, int length) {
        Segment segment = segment(8000, 16_000 + conn, flags, seq, ack, length);
        events.add(new Event.Sent(now, new Packet(STACK, PEER, segment), false));
        return this;
    }

    /** The peer sends an empty segment that no stack takes: its options are malformed, or without any its checksum is wrong. */
    HandMade inRaw(int flags, int seq, int ack, String options) {
        Segment segment =
                segment(16_000, 8000, flags, seq, ack, 0).withOptions(Options.NONE.withOther(Bytes.fromHex(options)));
        byte[] octets = PacketCodec.encode(new Packet(PEER, STACK, segment)).toArray();
        octets[36] ^= (byte) (options.isEmpty() ? 1 : 0); // the TCP checksum
        events.add(new Event.ArrivedRaw(now, Bytes.copyOf(octets), "made by hand"));
        return this;
    }

    /** A segment that seems the peer's comes from this address. */
    HandMade inFrom(String address, int flags, int seq, int ack) {
        Segment segment = segment(16_000, 8000, flags, seq, ack, 0);
        events.add(new Event.Arrived(now, new Packet(IpAddress.of(address), STACK, segment)));
        return this;
    }

    /** The stack sends to this address. */
    HandMade outTo(String address, int flags, int seq, int ack) {
        Segment segment = segment(8000, 16_000, flags, seq, ack, 0);
        events.add(new Event.Sent(now, new Packet(STACK, IpAddress.of(address), segment), false));
        return this;
    }

    /** An ICMP error arrives, about a FIN with this number. */
    HandMade icmp(IcmpError error, int seq) {
        Packet about = new Packet(STACK, PEER, segment(8000, 16_000, FIN, seq, 1, 0));
        events.add(new Event.ArrivedRaw(now, IcmpMessage.encode(error, about, PEER), "ICMP " + error));
        return this;
    }

    /** From here on the peer offers so much. */
    HandMade peerOffers(int octets) {
        peerWindow = octets;
        return this;
    }

    /** From here on the stack offers so much. */
    HandMade stackOffers(int octets) {
        stackWindow = octets;
        return this;
    }

    /** The stack was set to this at the beginning. */
    HandMade set(String knob, long value) {
        events.add(0, new Event.Configured(0, knob, value));
        return this;
    }

    /** A call that does not return yet. */
    HandMade calls(Call call) {
        events.add(new Event.Called(now, 2, call));
        return this;
    }

    HandMade returns(Call call, Result result) {
        events.add(new Event.Returned(now, 2, call, result));
        return this;
    }

    HandMade call(Call call, Result result) {
        return call(Observed.FIRST_SOCKET + conn, call, result);
    }

    /** A read that brings octets of the stream from the offset on. */
    HandMade read(int offset, int length) {
        return call(new Call.Read(65_536), new Result.Data(Bytes.pattern(offset, length)));
    }

    HandMade call(int socket, Call call, Result result) {
        events.add(new Event.Called(now, socket, call));
        events.add(new Event.Returned(now, socket, call, result));
        return this;
    }

    private Segment segment(int from, int to, int flags, int seq, int ack, int length) {
        Bytes text = length == 0 ? Bytes.EMPTY : Bytes.pattern(seq - 1, length);
        return new Segment(from, to, seq, ack, flags, to == 8000 ? peerWindow : stackWindow, 0, options, text);
    }

    private Judgement judged(Rule rule) {
        events.add(new Event.Note(now + Time.seconds(5), "the end"));
        Profile profile = new Profile(
                "hand-made",
                clock,
                STACK,
                PEER,
                null,
                null,
                Time.seconds(60),
                Time.seconds(1),
                0,
                Time.ms(200),
                Set.of(),
                Set.of());
        return rule.judge(Observed.of(new Trace("hand-made", 0, events), profile));
    }

    /** Asserts that the rule is kept and that this is what the report will say of it. */
    void keeps(Rule rule, String seen) {
        Judgement judgement = judged(rule);
        Judgement.Pass pass = assertInstanceOf(Judgement.Pass.class, judgement, judgement::toString);
        assertTrue(pass.seen().equals(seen), pass.seen());
    }

    /** Asserts that the rule is broken, with these words in what was expected or what came. */
    void breaks(Rule rule, String complaint) {
        Judgement judgement = judged(rule);
        Judgement.Fail fail = assertInstanceOf(Judgement.Fail.class, judgement, judgement::toString);
        String said = "expected " + fail.expected() + "; got " + fail.actual();
        assertTrue(said.contains(complaint), said);
    }

    /** Asserts that the trace says nothing of the rule, with these words in the reason. */
    void saysNothing(Rule rule, String why) {
        Judgement judgement = judged(rule);
        Judgement.NotApplicable none = assertInstanceOf(Judgement.NotApplicable.class, judgement, judgement::toString);
        assertTrue(none.why().contains(why), none.why());
    }
}
