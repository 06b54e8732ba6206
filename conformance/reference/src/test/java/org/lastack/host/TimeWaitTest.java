package org.lastack.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastack.machine.Knob;
import org.lastack.machine.Settings;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Options;
import org.lastack.tcp.Options.Timestamps;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Reopening a connection that is in TIME-WAIT, from either side, and the protection of RFC 1337. */
class TimeWaitTest {
    private static Settings preset(String name) {
        return name.equals("linux") ? Settings.linux() : Settings.rfc9293();
    }

    private static Segment syn(Bench b, int beyond, int tsDistance) {
        Options options = tsDistance == Integer.MIN_VALUE
                ? Options.NONE
                : Options.NONE.withTimestamps(new Timestamps(b.tsVal + tsDistance, 0));
        return b.seg(Flags.SYN, beyond, 0).withOptions(options);
    }

    /** What RFC 6191 §2 asks for, and where Linux differs: catalogue TS-TW-A, TS-TW-B, TS-TW-EDGE. "-" is no timestamp. */
    @ParameterizedTest
    @CsvSource({
        "rfc9293, true, -1000, 1, true", "rfc9293, true, 1000, 0, true", "rfc9293, true, -1000, 0, false",
        "rfc9293, true, 1000, -, true", "rfc9293, true, -1000, -, false", "rfc9293, true, 1000, -1, false",
        "rfc9293, false, -1000, 1, true", "rfc9293, false, 1000, -, true", "rfc9293, false, -1000, -, false",
        "rfc9293, false, -1, -, false", "rfc9293, false, 0, -, true", "rfc9293, false, 1, -, true",
        "linux, true, -1000, 1, true", "linux, true, 1000, 0, true", "linux, true, -1000, 0, false",
        "linux, true, 1000, -, true", "linux, true, -1000, -, false", "linux, true, 1000, -1, false",
        "linux, false, -1000, 1, false", "linux, false, 1000, -, true", "linux, false, -1000, -, false",
        "linux, false, -1, -, false", "linux, false, 0, -, false", "linux, false, 1, -, true"
    })
    void aSynReopensOnlyWhenItIsSurelyNew(String preset, boolean timestamps, int beyond, String ts, boolean accepted) {
        Bench b = new Bench(preset(preset));
        b.timestamps = timestamps;
        b.in(State.TIME_WAIT, true);
        b.timestamps = false; // from here on the options are the test's
        int old = b.hostNext;
        b.deliver(syn(b, beyond, ts.equals("-") ? Integer.MIN_VALUE : Integer.parseInt(ts)));
        Segment answer = b.one();
        if (accepted) {
            assertEquals(Flags.SYN | Flags.ACK, answer.flags());
            assertEquals(old + 65_537, answer.seq());
            assertEquals(State.SYN_RECEIVED, b.state());
        } else {
            assertEquals(Flags.ACK, answer.flags());
            assertEquals(old, answer.seq());
            assertEquals(b.peerNext, answer.ack());
            assertEquals(State.TIME_WAIT, b.state());
        }
    }

    @Test
    void aReopenedConnectionIsCompletedAndAccepted() {
        for (String preset : List.of("rfc9293", "linux")) {
            Bench b = new Bench(preset(preset)).in(State.TIME_WAIT, true);
            b.peerNext += 100_000;
            b.handshake();
            assertEquals(State.ESTABLISHED, b.host.state(Bench.SOCKET));
            assertEquals(0, b.host.timeWaits());
        }
    }

    @ParameterizedTest
    @CsvSource({"rfc9293, true", "linux, true", "linux as measured, false"})
    void timeWaitComesBackWhenTheSynTurnsOutOld(String preset, boolean back) {
        Settings settings = back ? preset(preset) : Bench.measuredLinux();
        Bench b = new Bench(settings).in(State.TIME_WAIT, true);
        int old = b.hostNext;
        b.deliver(syn(b, 1000, Integer.MIN_VALUE));
        Segment synAck = b.one();
        b.deliver(Segment.of(Bench.PEER_PORT, Bench.PORT, synAck.ack(), 0, Flags.RST, 0));
        b.nothing();
        b.hostNext = old;
        b.deliver(b.seg(Flags.FIN | Flags.ACK, -1, 0));
        Segment answer = b.one();
        assertEquals(back, answer.flags() == Flags.ACK && answer.ack() == b.peerNext);
        assertEquals(back ? State.TIME_WAIT : State.CLOSED, b.state());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rfc9293", "linux"})
    void withRfc1337NoResetEndsOrProlongsTimeWait(String preset) {
        Settings settings = preset(preset).with(Knob.TCP_RFC1337, 1);
        for (int beyond : new int[] {0, 1, -1}) {
            Bench b = new Bench(settings).in(State.TIME_WAIT, true);
            b.pass(Time.seconds(30));
            long due = b.host.nextWake();
            b.deliver(b.seg(Flags.RST, beyond, 0));
            assertTrue(b.take().stream().noneMatch(Segment::rst));
            assertEquals(State.TIME_WAIT, b.state());
            assertEquals(due, b.host.nextWake());
        }
    }

    /** Timestamps in use, a FIN again at this second, a RST at that one, and whether the RST is ignored (RFC 1337 F2). */
    @ParameterizedTest
    @CsvSource({
        "true, 0, 1.99, true",
        "true, 0, 2, false",
        "true, 1.5, 1.99, true",
        "true, 1.5, 2.01, false",
        "false, 0, 0.1, false"
    })
    void theSecondFixOfRfc1337IgnoresResetsForTwoSeconds(boolean timestamps, double fin, double rst, boolean ignored) {
        for (String preset : List.of("rfc9293", "linux")) {
            Bench b = new Bench(preset(preset).with(Knob.TCP_RFC1337, 2));
            b.timestamps = timestamps;
            b.in(State.TIME_WAIT, true);
            b.pass((long) (fin * Time.SECOND) - Time.ms(50)); // which Bench lets pass by itself
            b.deliver(b.seg(Flags.FIN | Flags.ACK, -1, 0));
            b.pass((long) ((rst - fin) * Time.SECOND));
            b.deliver(b.seg(Flags.RST, 0, 0));
            assertEquals(ignored ? State.TIME_WAIT : State.CLOSED, b.state());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rfc9293", "linux"})
    void theAckThatEndsClosingLeavesItsTimestampToTimeWait(String preset) {
        Bench b = new Bench(preset(preset));
        b.timestamps = true;
        b.in(State.CLOSING, true);
        b.tsVal += 300;
        b.deliver(b.seg(Flags.ACK, 0, 0));
        assertEquals(State.TIME_WAIT, b.state());
        b.deliver(b.seg(Flags.FIN | Flags.ACK, -1, 0));
        Options.Timestamps echo = b.one().options().timestamps();
        assertEquals(b.tsVal, echo == null ? 0 : echo.tsEcr());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rfc9293", "linux"})
    void anOpenOnTheTupleOfALiveConnectionIsRefused(String preset) {
        for (State state : List.of(State.ESTABLISHED, State.FIN_WAIT_1, State.CLOSING, State.TIME_WAIT)) {
            Bench b = new Bench(preset(preset)).in(state, true == (state != State.ESTABLISHED));
            Result result = b.call(7, new Call.Connect(Bench.HOST, Bench.PORT, Bench.PEER, Bench.PEER_PORT));
            assertEquals(Result.failed(Errno.EADDRNOTAVAIL), result);
            b.nothing();
        }
    }

    /** An active closer whose only port is in TIME-WAIT: tcp_tw_reuse, timestamps, seconds since, and whether it may connect. */
    @ParameterizedTest
    @CsvSource({
        "0, true, 5, false",
        "1, false, 5, false",
        "1, true, 0.98, false",
        "1, true, 1.03, true",
        "2, true, 5, false"
    })
    void anOwnTimeWaitIsReusedAsTheKnobsSay(int reuse, boolean timestamps, double seconds, boolean allowed) {
        Settings settings = Settings.linux()
                .with(Knob.TCP_TW_REUSE, reuse)
                .with(Knob.IP_LOCAL_PORT_MIN, 40_000)
                .with(Knob.IP_LOCAL_PORT_MAX, 40_000);
        Bench b = new Bench(settings);
        Call connect = new Call.Connect(Bench.HOST, 0, Bench.PEER, Bench.PEER_PORT);
        assertEquals(Result.pending(), b.call(connect));
        b.hostPort = 40_000;
        b.take();
        b.timestamps = timestamps;
        b.deliver(b.seg(Flags.SYN | Flags.ACK, 0, 0));
        b.peerNext++;
        b.call(new Call.Close());
        b.deliver(b.seg(Flags.FIN | Flags.ACK, 0, 0));
        b.take();
        assertEquals(State.TIME_WAIT, b.state());
        int old = b.hostNext;
        b.pass((long) (seconds * Time.SECOND));
        Result result = b.call(connect);
        assertEquals(allowed ? Result.pending() : Result.failed(Errno.EADDRNOTAVAIL), result);
        if (allowed) {
            assertEquals(old + 65_537, b.one().seq());
        }
    }
}
