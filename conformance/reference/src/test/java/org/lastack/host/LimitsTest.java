package org.lastack.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastack.machine.Knob;
import org.lastack.machine.Settings;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** What goes beyond one connection: orphans, TIME-WAIT buckets, the accept queue. */
class LimitsTest {
    private static Segment fromPort(Bench b, int port, int flags, int seq, int ack) {
        return Segment.of(port, Bench.PORT, seq, ack, flags, 65_535);
    }

    /** Opens a connection from another port of the peer; returns the host's next number. */
    private static int open(Bench b, int port) {
        b.deliver(fromPort(b, port, Flags.SYN, 0, 0));
        int next = b.one().seq() + 1;
        b.deliver(fromPort(b, port, Flags.ACK, 1, next));
        return next;
    }

    @Test
    void overTheLimitAClosingConnectionSendsFinAndThenReset() {
        Bench b = new Bench(Settings.linux().with(Knob.TCP_MAX_ORPHANS, 0)).established();
        assertEquals(Result.ok(), b.call(new Call.Close()));
        List<Segment> sent = b.take();
        assertEquals(Flags.FIN | Flags.ACK, sent.get(0).flags());
        assertEquals(Flags.RST | Flags.ACK, sent.get(1).flags());
        assertEquals(b.hostNext, sent.get(1).seq());
        assertEquals(State.CLOSED, b.state());
        assertEquals(0, b.host.orphans());
    }

    @Test
    void theOrphanLimitSparesShutdownAndCloseFromFinWait2() {
        Bench b = new Bench(Settings.linux().with(Knob.TCP_MAX_ORPHANS, 0)).in(State.FIN_WAIT_2, false);
        assertEquals(Result.ok(), b.call(new Call.Close()));
        b.nothing();
        assertEquals(State.FIN_WAIT_2, b.state());
    }

    @Test
    void anOrphanLeavesTheCountWhenItsFinIsAcknowledged() {
        Bench b = new Bench(Settings.linux()).in(State.FIN_WAIT_1, true);
        assertEquals(1, b.host.orphans());
        b.deliver(b.seg(Flags.ACK, 0, 0));
        assertEquals(0, b.host.orphans());
        assertEquals(1, b.host.timeWaits());
        b.pass(10 * Time.MINUTE);
        assertEquals(0, b.host.timeWaits());
    }

    @Test
    void withoutRoomTheFinIsAcknowledgedAndTimeWaitSkipped() {
        Bench b = new Bench(Settings.linux().with(Knob.TCP_MAX_TW_BUCKETS, 0)).in(State.FIN_WAIT_2, false);
        b.deliver(b.seg(Flags.FIN | Flags.ACK, 0, 0));
        assertEquals(b.peerNext + 1, b.one().ack());
        assertEquals(State.CLOSED, b.state());
        b.deliver(b.seg(Flags.FIN | Flags.ACK, 0, 0));
        assertTrue(b.one().rst());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aFullAcceptQueueDropsOrResetsTheLastAck(int abort) {
        Bench b = new Bench(Settings.linux().with(Knob.SOMAXCONN, 0).with(Knob.TCP_ABORT_ON_OVERFLOW, abort));
        b.call(1, new Call.Listen(Bench.HOST, Bench.PORT));
        b.deliver(fromPort(b, 5001, Flags.SYN, 0, 0));
        int second = b.one().seq() + 1;
        open(b, 5000); // fills the queue
        b.deliver(fromPort(b, 5001, Flags.ACK, 1, second));
        if (abort == 1) {
            Segment rst = b.one();
            assertEquals(Flags.RST, rst.flags());
            assertEquals(second, rst.seq());
        } else {
            b.nothing();
            b.pass(Time.seconds(1));
            assertEquals(Flags.SYN | Flags.ACK, b.one().flags());
            b.call(Bench.SOCKET, new Call.Accept(1));
            b.deliver(fromPort(b, 5001, Flags.ACK, 1, second));
            assertEquals(Result.ok(), b.call(3, new Call.Accept(1)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rfc9293", "linux"})
    void closingAListenerResetsWhoWaitsInItsQueue(String preset) {
        Bench b = new Bench(preset.equals("linux") ? Settings.linux() : Settings.rfc9293());
        b.call(1, new Call.Listen(Bench.HOST, Bench.PORT));
        int waiting = open(b, 5000);
        int ended = open(b, 5001);
        b.deliver(fromPort(b, 5001, Flags.FIN | Flags.ACK, 1, ended));
        b.take();
        b.call(1, new Call.Close());
        List<Segment> sent = b.take();
        assertEquals(List.of(waiting, ended), sent.stream().map(Segment::seq).toList());
        assertTrue(sent.stream().allMatch(Segment::rst));
        assertEquals(List.of(), b.host.connections());
    }
}
