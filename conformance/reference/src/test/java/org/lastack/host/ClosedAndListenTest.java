package org.lastack.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lastack.machine.Settings;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Segments for no connection, for a listener, for one that is only just opening (RFC 9293 §3.10.7.1 to 3), and no segments. */
class ClosedAndListenTest {
    @ParameterizedTest
    @CsvSource({"2, 0, 1001", "1, 0, 1001", "3, 4, 1006", "0, 0, 1000", "0, 7, 1007"})
    void withoutAckTheResetAcknowledgesTheWholeSegment(int flags, int text, int ack) {
        Bench b = new Bench(Settings.rfc9293());
        Segment seg = Segment.of(1, 2, 1000, 0, flags, 0).withData(Bytes.pattern(0, text));
        b.deliver(seg);
        Segment rst = b.one();
        assertEquals(Flags.RST | Flags.ACK, rst.flags());
        assertEquals(0, rst.seq());
        assertEquals(ack, rst.ack());
    }

    @Test
    void withAckTheResetTakesItsNumberFromThereAndAResetIsNeverAnswered() {
        Bench b = new Bench(Settings.rfc9293());
        b.deliver(Segment.of(1, 2, 1000, 77, Flags.FIN | Flags.ACK, 0));
        Segment rst = b.one();
        assertEquals(Flags.RST, rst.flags());
        assertEquals(77, rst.seq());
        b.deliver(Segment.of(1, 2, 1000, 77, Flags.RST | Flags.ACK, 0));
        b.deliver(Segment.of(1, 2, 1000, 0, Flags.RST, 0));
        b.deliver(Segment.of(1, 2, 1000, 0, Flags.RST | Flags.SYN, 0));
        b.nothing();
    }

    @Test
    void aListenerTakesNothingButASyn() {
        Bench b = new Bench(Settings.rfc9293());
        b.call(1, new Call.Listen(Bench.HOST, Bench.PORT));
        b.deliver(b.seg(Flags.RST, 0, 0));
        b.deliver(b.seg(Flags.RST | Flags.ACK, 0, 0));
        b.deliver(b.seg(Flags.FIN, 0, 0));
        b.deliver(b.seg(0, 0, 0));
        b.nothing();
        for (int flags : new int[] {Flags.ACK, Flags.SYN | Flags.ACK, Flags.FIN | Flags.ACK}) {
            b.deliver(b.seg(flags, 0, 5));
            assertEquals(b.hostNext + 5, b.one().seq());
        }
        b.handshake();
    }

    @Test
    void synAndFinToAListenerKeepTheFinForLaterOrAreDropped() {
        Bench b = new Bench(Settings.rfc9293());
        b.call(1, new Call.Listen(Bench.HOST, Bench.PORT));
        b.deliver(b.seg(Flags.SYN | Flags.FIN, 0, 0));
        assertEquals(b.peerNext + 1, b.one().ack());
        b.peerNext++;
        b.deliver(b.seg(Flags.ACK, 0, 0));
        assertEquals(b.peerNext + 1, b.one().ack());
        assertEquals(State.CLOSE_WAIT, b.state());

        Bench linux = new Bench(Settings.linux());
        linux.call(1, new Call.Listen(Bench.HOST, Bench.PORT));
        linux.deliver(linux.seg(Flags.SYN | Flags.FIN, 0, 0));
        linux.nothing();
    }

    @Test
    void aResetInSynReceivedReturnsToListenAndTheListenerLives() {
        Bench b = new Bench(Settings.rfc9293());
        b.call(1, new Call.Listen(Bench.HOST, Bench.PORT));
        b.deliver(b.seg(Flags.SYN, 0, 0));
        b.take();
        b.deliver(b.seg(Flags.RST, 1, 0));
        assertEquals(State.CLOSED, b.state());
        b.pass(Time.MINUTE);
        b.nothing();
        b.peerNext += 5000;
        b.handshake();
    }

    @Test
    void anUnacceptableAckInSynReceivedDrawsAResetAndTheHandshakeGoesOn() {
        Bench b = new Bench(Settings.rfc9293());
        b.call(1, new Call.Listen(Bench.HOST, Bench.PORT));
        b.deliver(b.seg(Flags.SYN, 0, 0));
        b.take();
        b.peerNext++;
        b.deliver(b.seg(Flags.ACK, 0, 1));
        assertEquals(b.hostNext + 1, b.one().seq());
        b.deliver(b.seg(Flags.ACK, 0, 0));
        b.nothing();
        assertEquals(State.ESTABLISHED, b.state());
    }

    @Test
    void anOldAckInSynSentDrawsAResetAndTheOpenGoesOn() {
        // RFC 9293 Figure 9, lines 3 to 5, seen from the side that lost its memory.
        Bench b = new Bench(Settings.rfc9293());
        b.call(new Call.Connect(Bench.HOST, 0, Bench.PEER, Bench.PEER_PORT));
        b.hostPort = b.one().srcPort();
        b.deliver(b.seg(Flags.ACK, 0, -200));
        Segment rst = b.one();
        assertEquals(Flags.RST, rst.flags());
        assertEquals(b.hostNext - 200, rst.seq());
        b.pass(Time.seconds(1));
        assertTrue(b.one().syn());
        b.deliver(b.seg(Flags.SYN | Flags.ACK, 0, 0));
        assertEquals(Result.ok(), b.done.get(Bench.SOCKET));
    }

    @Test
    void synsThatCrossOpenOneConnection() {
        // RFC 9293 Figure 7, from one side.
        Bench b = new Bench(Settings.rfc9293());
        b.call(new Call.Connect(Bench.HOST, 0, Bench.PEER, Bench.PEER_PORT));
        b.hostPort = b.one().srcPort();
        int iss = b.hostNext - 1;
        b.deliver(b.seg(Flags.SYN, 0, 0));
        Segment synAck = b.one();
        assertEquals(Flags.SYN | Flags.ACK, synAck.flags());
        assertEquals(iss, synAck.seq());
        assertEquals(b.peerNext + 1, synAck.ack());
        b.peerNext++;
        b.deliver(b.seg(Flags.ACK, 0, 0));
        assertEquals(Result.ok(), b.done.get(Bench.SOCKET));
        assertEquals(State.ESTABLISHED, b.state());
    }

    @Test
    void closeInSynReceivedSendsAFinAndLosesNothingWhenTheSynAckWasLost() {
        Bench b = new Bench(Settings.rfc9293());
        b.call(new Call.Connect(Bench.HOST, 0, Bench.PEER, Bench.PEER_PORT));
        b.hostPort = b.one().srcPort();
        b.deliver(b.seg(Flags.SYN, 0, 0));
        b.peerNext++;
        b.take();
        assertEquals(Result.ok(), b.call(new Call.Shutdown(Call.How.WR)));
        Segment fin = b.one();
        assertEquals(Flags.FIN | Flags.ACK, fin.flags());
        assertEquals(State.FIN_WAIT_1, b.state());
        b.pass(Time.seconds(1));
        assertEquals(Flags.SYN | Flags.ACK, b.take().get(0).flags());
        b.hostNext = fin.end();
        b.deliver(b.seg(Flags.ACK, 0, 0));
        assertEquals(State.FIN_WAIT_2, b.state());
        b.deliver(b.seg(Flags.FIN | Flags.ACK, 0, 0));
        assertEquals(State.TIME_WAIT, b.state());
    }

    @Test
    void whatIsNotForUsOrNotWhollyRightIsDroppedInSilence() {
        Bench b = new Bench(Settings.rfc9293()).in(State.FIN_WAIT_2, false);
        Packet fin = new Packet(Bench.PEER, Bench.HOST, b.seg(Flags.FIN | Flags.ACK, 0, 0));
        byte[] octets = PacketCodec.encode(fin).toArray();
        for (int i = 0; i < octets.length; i++) {
            byte[] broken = octets.clone();
            broken[i] ^= 1;
            b.host.arrive(b.now, Bytes.copyOf(broken), b);
        }
        Segment any = Segment.of(1, 2, 3, 4, Flags.ACK, 5);
        b.host.arrive(b.now, new Packet(Bench.PEER, IpAddress.of("192.0.2.77"), any), b);
        b.host.arrive(b.now, new Packet(IpAddress.of("224.0.0.1"), Bench.HOST, any), b);
        b.nothing();
        assertEquals(State.FIN_WAIT_2, b.state());
        b.host.arrive(b.now, Bytes.copyOf(octets), b);
        assertEquals(State.TIME_WAIT, b.state());
    }
}
