package org.lastack.stacks.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.host.SocketOption;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.MalformedPacketException;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** The shim for lwIP against a peer played by hand: what is expected is RFC 9293's, the timers are lwIP's. */
class LwipStackTest {
    private static final int LISTENER = 1;
    private static final int SOCKET = 2;
    private static final int PORT = 8080;
    private static final int PEER_PORT = 40_000;

    /** The peer's ISN: its numbers wrap within the first thousand octets. */
    private static final int PEER_ISN = 0xffff_fff0;

    private static LineProtocolStacks stacks;

    @BeforeAll
    static void compileTheShim() {
        stacks = new LineProtocolStacks(Lwip.command(), Limits.DEFAULT);
    }

    @AfterAll
    static void end() {
        if (stacks != null) {
            stacks.close();
        }
    }

    /** The peer and the application of one connection. */
    private static final class Bench implements StackUnderTest.Output, AutoCloseable {
        final StackUnderTest stack = stacks.get();
        final IpAddress own;
        final IpAddress peer;
        final List<Segment> sent = new ArrayList<>();
        final List<String> done = new ArrayList<>();
        int seq = PEER_ISN;
        int ack;

        Bench(boolean v6) {
            own = v6 ? stack.profile().local6() : stack.profile().local4();
            peer = v6 ? stack.profile().peer6() : stack.profile().peer4();
            stack.attach(this);
        }

        @Override
        public void packet(Bytes octets) {
            try {
                Packet packet = PacketCodec.decode(octets);
                assertEquals(own, packet.src());
                assertEquals(peer, packet.dst());
                sent.add(packet.segment());
            } catch (MalformedPacketException e) {
                throw new AssertionError(octets.toHex(), e);
            }
        }

        @Override
        public void done(int socket, Result result) {
            done.add(socket + " " + result.show());
        }

        void deliver(int flags, int from, Bytes data) {
            Segment segment =
                    Segment.of(PEER_PORT, PORT, from, ack, flags, 65_535).withData(data);
            stack.deliver(PacketCodec.encode(new Packet(peer, own, segment)));
        }

        /** Sends the next segment of the peer. */
        void deliver(int flags, int octets) {
            deliver(flags, seq, Bytes.pattern(0, octets));
            seq += octets + ((flags & (Flags.SYN | Flags.FIN)) != 0 ? 1 : 0);
        }

        /** Returns the one segment that the stack sent since last asked. */
        Segment heard() {
            assertEquals(1, sent.size(), () -> "segments sent: " + sent);
            Segment segment = sent.remove(0);
            ack = segment.len() > 0 ? segment.end() : ack;
            return segment;
        }

        void silent() {
            assertEquals(List.of(), sent);
        }

        String call(Call call) {
            return stack.call(SOCKET, call).show();
        }

        State state() {
            return ((Result.InState) stack.call(SOCKET, new Call.Status())).state();
        }

        /** Lets time pass to its end, whatever is said meanwhile. */
        void sleep(long micros) {
            for (long gone = 0; gone < micros; ) {
                gone += stack.advance(micros - gone);
            }
        }

        /** A connection from the peer, established and accepted. */
        Bench open() {
            assertEquals("ok", stack.call(LISTENER, new Call.Listen(own, PORT)).show());
            assertEquals("err EAGAIN", call(new Call.Accept(LISTENER)));
            deliver(Flags.SYN, 0);
            Segment synAck = heard();
            assertEquals("SYN,ACK", Flags.show(synAck.flags()));
            assertEquals(seq, synAck.ack());
            deliver(Flags.ACK, 0);
            silent();
            assertEquals("ok", call(new Call.Accept(LISTENER)));
            assertEquals(State.ESTABLISHED, state());
            return this;
        }

        @Override
        public void close() {
            stack.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_active_close_goes_through_the_states_and_time_wait_lasts_two_msl(boolean v6) {
        try (Bench bench = new Bench(v6).open()) {
            assertEquals("ok", bench.call(new Call.Close()));
            assertEquals(State.FIN_WAIT_1, bench.state());
            Segment fin = bench.heard();
            assertEquals("FIN,ACK", Flags.show(fin.flags()));
            assertEquals("err EBADF", bench.call(new Call.Read(1)));
            bench.deliver(Flags.ACK, 0);
            assertEquals(State.FIN_WAIT_2, bench.state());
            bench.deliver(Flags.FIN | Flags.ACK, 0);
            Segment ack = bench.heard();
            assertEquals("ACK", Flags.show(ack.flags()));
            assertEquals(bench.seq, ack.ack());
            assertEquals(State.TIME_WAIT, bench.state());

            bench.sleep(Time.seconds(119));
            bench.silent();
            bench.deliver(Flags.FIN | Flags.ACK, bench.seq - 1, Bytes.EMPTY);
            assertEquals(bench.seq, bench.heard().ack(), "a repeated FIN is acknowledged again (RFC 9293 3.10.7.4)");
            bench.sleep(Time.seconds(119));
            assertEquals(State.TIME_WAIT, bench.state(), "and restarts the 2 MSL");
            bench.sleep(Time.seconds(3));
            assertEquals(State.CLOSED, bench.state());
            bench.deliver(Flags.FIN | Flags.ACK, bench.seq - 1, Bytes.EMPTY);
            Segment reset = bench.heard();
            assertEquals(bench.ack, reset.seq(), "a RST takes its number from the ACK (RFC 9293 3.5.2)");
            assertTrue(reset.rst());
        }
    }

    @Test
    void half_close_keeps_receiving_and_both_streams_are_the_pattern() {
        try (Bench bench = new Bench(false).open()) {
            assertEquals("ok 500", bench.call(new Call.Write(Bytes.pattern(0, 500))));
            assertEquals(Bytes.pattern(0, 500), bench.heard().data());
            bench.deliver(Flags.ACK, 0);
            assertEquals("ok 400", bench.call(new Call.Write(Bytes.pattern(500, 400))));
            assertEquals(Bytes.pattern(500, 400), bench.heard().data());
            bench.deliver(Flags.ACK, 0);
            assertEquals("ok", bench.call(new Call.Shutdown(Call.How.WR)));
            assertTrue(bench.heard().fin());
            assertEquals("err EPIPE", bench.call(new Call.Write(Bytes.pattern(900, 1))));
            bench.deliver(Flags.ACK, 0);
            bench.deliver(Flags.ACK | Flags.PSH, 500);
            assertEquals("ok 300 octets", bench.call(new Call.Read(300)));
            assertEquals(new Result.Data(Bytes.pattern(300, 200)), bench.stack.call(SOCKET, new Call.Read(65_535)));
            assertEquals("err EAGAIN", bench.call(new Call.Read(1)));
            bench.sent.clear();
            bench.deliver(Flags.FIN | Flags.ACK, 0);
            assertEquals(bench.seq, bench.heard().ack());
            assertEquals("eof", bench.call(new Call.Read(1)));
            assertEquals(State.TIME_WAIT, bench.state());
        }
    }

    @Test
    void a_passive_close_ends_in_closed_without_time_wait() {
        try (Bench bench = new Bench(false).open()) {
            bench.deliver(Flags.FIN | Flags.ACK, 0);
            assertEquals(bench.seq, bench.heard().ack());
            assertEquals(State.CLOSE_WAIT, bench.state());
            assertEquals("eof", bench.call(new Call.Read(1)));
            assertEquals("ok", bench.call(new Call.Close()));
            assertTrue(bench.heard().fin());
            assertEquals(State.LAST_ACK, bench.state());
            bench.deliver(Flags.ACK, 0);
            bench.silent();
            assertEquals(State.CLOSED, bench.state());
        }
    }

    @Test
    void time_stops_at_the_retransmission_and_its_back_off_is_seen() {
        try (Bench bench = new Bench(false).open()) {
            bench.call(new Call.Close());
            Segment fin = bench.heard();
            long first = bench.stack.advance(Time.MINUTE);
            assertEquals(fin.seq(), bench.heard().seq());
            long second = bench.stack.advance(Time.MINUTE);
            assertEquals(fin.seq(), bench.heard().seq());
            long tick = bench.stack.profile().granularity();
            assertTrue(first <= bench.stack.profile().rto() + tick, () -> "first RTO after " + Time.show(first));
            assertTrue(second >= 2 * (first - tick), () -> Time.show(first) + ", then " + Time.show(second));
        }
    }

    @Test
    void parts_of_a_millisecond_are_not_lost() {
        try (Bench bench = new Bench(false).open()) {
            bench.call(new Call.Close());
            bench.heard();
            long gone = 0;
            while (bench.sent.isEmpty()) {
                gone += bench.stack.advance(333);
            }
            try (Bench other = new Bench(false).open()) {
                other.call(new Call.Close());
                other.heard();
                assertEquals(other.stack.advance(Time.MINUTE), gone);
            }
        }
    }

    @Test
    void a_reset_and_an_abort_end_the_connection() {
        try (Bench bench = new Bench(false).open()) {
            bench.deliver(Flags.RST, 0);
            bench.silent();
            assertEquals(State.CLOSED, bench.state());
            assertEquals("err ECONNRESET", bench.call(new Call.Read(1)));
        }
        try (Bench bench = new Bench(false).open()) {
            assertEquals("ok", bench.call(new Call.Abort()));
            Segment reset = bench.heard();
            assertTrue(reset.rst());
            assertEquals(bench.ack, reset.seq());
            assertEquals(State.CLOSED, bench.state());
        }
    }

    @Test
    void an_active_open_completes_later_or_is_refused() {
        try (Bench bench = new Bench(false)) {
            assertEquals("pending", bench.call(new Call.Connect(bench.own, PORT, bench.peer, PEER_PORT)));
            Segment syn = bench.heard();
            assertEquals("SYN", Flags.show(syn.flags()));
            assertEquals(PORT, syn.srcPort());
            assertEquals(State.SYN_SENT, bench.state());
            bench.deliver(Flags.SYN | Flags.ACK, 0);
            assertEquals(List.of(SOCKET + " ok"), bench.done);
            assertEquals("ACK", Flags.show(bench.heard().flags()));
            assertEquals(State.ESTABLISHED, bench.state());
        }
        try (Bench bench = new Bench(false)) {
            bench.call(new Call.Connect(bench.own, PORT, bench.peer, PEER_PORT));
            bench.heard();
            bench.deliver(Flags.RST | Flags.ACK, 0);
            assertEquals(List.of(SOCKET + " err ECONNREFUSED"), bench.done);
        }
    }

    @Test
    void what_the_stack_lacks_is_refused_by_name() {
        try (Bench bench = new Bench(false)) {
            assertFalse(bench.stack.set("tcp_fin_timeout", 3));
            assertTrue(bench.stack.set("tcp_rfc1337", 1));
            assertFalse(bench.stack.set("tcp_rfc1337", 0));
            bench.open();
            assertEquals("err ENOPROTOOPT", bench.call(new Call.SetOption(SocketOption.LINGER, 0)));
            assertEquals("ok", bench.call(new Call.SetOption(SocketOption.NODELAY, 1)));
            assertTrue(bench.stack.call(9, new Call.Read(1)).is(Errno.EBADF));
        }
    }

    @Test
    void packets_that_are_none_are_borne() {
        try (Bench bench = new Bench(false).open()) {
            bench.stack.deliver(Bytes.EMPTY);
            bench.stack.deliver(Bytes.fromHex("45"));
            bench.stack.deliver(Bytes.pattern(0x45, 65_535));
            bench.silent();
            assertEquals(State.ESTABLISHED, bench.state());
        }
    }

    @Test
    void a_read_that_opens_the_window_gives_what_was_received() {
        try (Bench bench = new Bench(false).open()) {
            bench.deliver(Flags.ACK | Flags.PSH, 60_000);
            bench.sleep(Time.ms(500));
            assertEquals(65_535 - 60_000, bench.heard().window());
            assertEquals(new Result.Data(Bytes.pattern(0, 60_000)), bench.stack.call(SOCKET, new Call.Read(65_535)));
            assertEquals(65_535, bench.heard().window());
        }
    }

    @Test
    void every_life_is_like_the_first() {
        int isn = 0;
        for (int life = 0; life < 20; life++) {
            try (Bench bench = new Bench(false).open()) {
                isn = life == 0 ? bench.ack : isn;
                assertEquals(Seq.show(isn), Seq.show(bench.ack));
            }
        }
    }
}
