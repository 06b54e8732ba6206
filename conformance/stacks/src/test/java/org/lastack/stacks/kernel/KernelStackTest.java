package org.lastack.stacks.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.host.SocketOption;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.stacks.line.Limits;
import org.lastack.stacks.line.LineProtocolStacks;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.MalformedPacketException;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** A user-mode kernel against a peer played by hand, over hours that nobody waits for. The first test that runs may build it. */
@Timeout(1800)
class KernelStackTest {
    private static final int LISTENER = 1;
    private static final int SOCKET = 2;
    private static final int PORT = 8080;
    private static final int PEER_PORT = 40_000;

    private static LineProtocolStacks stacks;

    @BeforeAll
    static void build() {
        stacks = new LineProtocolStacks(BuiltKernel.command(), Limits.DEFAULT);
    }

    @AfterAll
    static void end() {
        if (stacks != null) {
            stacks.close();
        }
    }

    /** The peer and the application of one connection, and all that was seen, with its time. */
    private static final class Bench implements StackUnderTest.Output, AutoCloseable {
        final StackUnderTest stack;
        final IpAddress own;
        final IpAddress peer;
        final List<Segment> sent = new ArrayList<>();
        final List<String> log = new ArrayList<>();
        int seq = 5000;
        int ack;
        long now;

        Bench(LineProtocolStacks from, boolean v6) {
            stack = from.get();
            own = v6 ? stack.profile().local6() : stack.profile().local4();
            peer = v6 ? stack.profile().peer6() : stack.profile().peer4();
            stack.attach(this);
        }

        @Override
        public void packet(Bytes octets) {
            log.add(octets.toHex());
            try {
                sent.add(PacketCodec.decode(octets).segment());
            } catch (MalformedPacketException e) {
                throw new AssertionError(octets.toHex(), e);
            }
        }

        @Override
        public void done(int socket, Result result) {
            log.add(now + " done " + socket + " " + result.show());
        }

        /** Sends the next segment of the peer. */
        void deliver(int flags) {
            Segment segment = Segment.of(PEER_PORT, PORT, seq, ack, flags, 65_535);
            stack.deliver(PacketCodec.encode(new Packet(peer, own, segment)));
            seq += (flags & (Flags.SYN | Flags.FIN)) != 0 ? 1 : 0;
        }

        /** Returns the flags of the one segment that the stack sent since last asked. */
        String heard() {
            assertEquals(1, sent.size(), () -> "segments sent: " + sent);
            Segment segment = sent.remove(0);
            ack = segment.len() > 0 ? segment.end() : ack;
            return Flags.show(segment.flags());
        }

        String call(Call call) {
            return stack.call(SOCKET, call).show();
        }

        State state() {
            return ((Result.InState) stack.call(SOCKET, new Call.Status())).state();
        }

        /** Lets time pass to its end, whatever is said meanwhile. */
        void sleep(long micros) {
            for (long end = now + micros; now < end; ) {
                long passed = stack.advance(end - now);
                now += passed;
                log.add("at " + now);
            }
        }

        Bench open() {
            assertEquals("ok", stack.call(LISTENER, new Call.Listen(own, PORT)).show());
            deliver(Flags.SYN);
            assertEquals("SYN,ACK", heard());
            deliver(Flags.ACK);
            assertEquals("ok", call(new Call.Accept(LISTENER)));
            return this;
        }

        /** Closes first, so that the stack is left in TIME-WAIT. */
        Bench close(int flags) {
            assertEquals("ok", call(new Call.Close()));
            assertEquals("FIN,ACK", heard());
            deliver(flags);
            return this;
        }

        @Override
        public void close() {
            stack.close();
        }
    }

    private static void timeWait(boolean v6) {
        try (Bench bench = new Bench(stacks, v6)) {
            bench.open().close(Flags.FIN | Flags.ACK);
            assertEquals("ACK", bench.heard());
            assertEquals(State.TIME_WAIT, bench.state());
            for (int i = 0; i < 2; i++) { // a FIN, again before 60 s are over, starts them anew
                bench.sleep(Time.seconds(59));
                bench.seq--;
                bench.deliver(Flags.FIN | Flags.ACK);
                assertEquals("ACK", bench.heard());
            }
            bench.sleep(Time.ms(59_990));
            assertEquals(State.TIME_WAIT, bench.state());
            bench.sleep(Time.seconds(3)); // a timer of a minute has steps of two seconds
            assertEquals(State.CLOSED, bench.state());
            bench.seq--;
            bench.deliver(Flags.FIN | Flags.ACK);
            assertEquals("RST", bench.heard());
        }
    }

    @Test
    void time_wait_is_restarted_by_a_fin_and_ends_a_minute_after_the_last() {
        timeWait(false);
    }

    @Test
    void so_it_is_over_ipv6() {
        timeWait(true);
    }

    @Test
    void nothing_that_was_is_left_when_the_next_life_begins() {
        for (int i = 0; i < 5; i++) { // the same port, and the same pair of addresses
            try (Bench bench = new Bench(stacks, false)) {
                bench.open().close(Flags.ACK);
                assertEquals(State.FIN_WAIT_2, bench.state());
            }
        }
    }

    @Test
    void a_close_that_lingers_ends_when_its_fin_is_acknowledged_or_its_time_is_over() {
        try (Bench bench = new Bench(stacks, false)) {
            bench.open();
            assertEquals("ok", bench.call(new Call.SetOption(SocketOption.LINGER, 7)));
            assertEquals("pending", bench.call(new Call.Close()));
            assertEquals("FIN,ACK", bench.heard());
            bench.sleep(Time.seconds(8));
            List<String> done =
                    bench.log.stream().filter(l -> l.contains("done")).toList();
            assertEquals(1, done.size());
            int at = bench.log.indexOf(done.get(0));
            long ended = Long.parseLong(bench.log.get(at + 1).substring(3));
            assertTrue(
                    ended >= Time.seconds(7) && ended <= Time.ms(7256), "a timer of 7 s has steps of 256 ms: " + ended);
        }
    }

    /** Closes with a FIN that nobody answers, and returns what is sent in its place a second later, once or more. */
    private static String ofAnOrphan(long limit) {
        try (Bench bench = new Bench(stacks, false)) {
            assertTrue(limit < 0 || bench.stack.set("tcp_max_orphans", limit));
            bench.open();
            assertEquals("ok", bench.call(new Call.Close()));
            assertEquals("FIN,ACK", bench.heard());
            bench.sleep(Time.seconds(1));
            return Flags.show(bench.sent.get(0).flags());
        }
    }

    @Test
    void the_limit_of_orphans_is_that_of_one_life() {
        assertEquals("RST,ACK", ofAnOrphan(0));
        assertEquals("FIN,ACK", ofAnOrphan(-1));
        assertEquals("FIN,ACK", ofAnOrphan(-1));
    }

    /** What a kernel of its own says in three lives: a retransmission that nobody answers, and a connect. */
    private static List<String> story() {
        try (LineProtocolStacks own = new LineProtocolStacks(BuiltKernel.command(), Limits.DEFAULT)) {
            List<String> all = new ArrayList<>();
            for (int life = 0; life < 3; life++) {
                try (Bench bench = new Bench(own, life == 1)) {
                    bench.open();
                    bench.call(new Call.Write(Bytes.pattern(0, 2000)));
                    bench.call(new Call.Close());
                    bench.stack.call(9, new Call.Connect(bench.own, 0, bench.peer, 80));
                    bench.sleep(Time.seconds(200));
                    all.addAll(bench.log);
                }
            }
            return all;
        }
    }

    @Test
    void two_runs_say_the_same_octets_at_the_same_times() {
        List<String> first = story();
        assertTrue(first.size() > 60, () -> "only " + first);
        assertEquals(first, story());
    }
}
