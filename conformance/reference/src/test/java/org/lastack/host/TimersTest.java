package org.lastack.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.lastack.machine.Knob;
import org.lastack.machine.Settings;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IcmpError;
import org.lastack.tcp.Options;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** How long things last: retransmission and giving up, orphans, FIN-WAIT-2, TIME-WAIT, persist, keep-alive. */
class TimersTest {
    private static final long HOUR = 60 * Time.MINUTE;

    private static Call shutdown() {
        return new Call.Shutdown(Call.How.WR);
    }

    /** Lets time pass until the connection is gone; returns the instants of what was sent, and last that of the end. */
    private static List<Long> lifetime(Bench b, long most) {
        List<Long> instants = new ArrayList<>();
        long start = b.now;
        while (b.state() != State.CLOSED && b.now < start + most) {
            b.pass(Time.MILLISECOND);
            for (Segment seg : b.take()) {
                assertTrue(!seg.rst(), "giving up is silent");
                instants.add(b.now - start);
            }
        }
        instants.add(b.now - start);
        return instants;
    }

    @ParameterizedTest
    @EnumSource(names = {"FIN_WAIT_1", "CLOSING", "LAST_ACK"})
    void theFinIsSentAgainWithDoublingIntervalsUntilR2(State state) {
        Bench b = new Bench(Settings.rfc9293()).in(state, false);
        List<Long> at = lifetime(b, HOUR);
        long early = Time.ms(50); // that the bench let pass since the FIN
        // RFC 6298: 1 s, doubling, at most 60 s; RFC 9293 §3.8.3: R2 of at least 100 s.
        List<Long> expected = new ArrayList<>();
        for (long seconds : new long[] {1, 3, 7, 15, 31, 63, 123}) {
            expected.add(Time.seconds(seconds) - early);
        }
        assertEquals(expected, at);
    }

    /** The numbers of claims.md: tcp_orphan_retries, copies of the FIN, and about when it ended (within 5 %). */
    @ParameterizedTest
    @CsvSource({
        "1, 2, 1.5",
        "2, 3, 3.2",
        "3, 4, 6.5",
        "4, 4, 6.6",
        "5, 5, 13.3",
        "6, 6, 26.4",
        "7, 7, 54.0",
        "8, 8, 107.2",
        "0, 8, 107.2"
    })
    void anOrphanGivesUpAsMeasuredOnLinux(int retries, int copies, double seconds) {
        for (State state : List.of(State.FIN_WAIT_1, State.LAST_ACK)) {
            Bench b = new Bench(Settings.linux().with(Knob.TCP_ORPHAN_RETRIES, retries)).in(state, true);
            List<Long> at = lifetime(b, HOUR);
            assertEquals(copies, at.size() - 1, "copies of the FIN");
            assertEquals(seconds, (at.get(copies) + Time.ms(50)) / 1e6, seconds * 0.05);
        }
    }

    @Test
    void aLowBoundOfTheTimeoutEndsAnOrphanEarlyAsMeasuredOnLinux() {
        Bench b = new Bench(Settings.linux().with(Knob.TCP_RTO_MAX_MS, 2000)).in(State.FIN_WAIT_1, true);
        List<Long> at = lifetime(b, HOUR);
        assertEquals(4, at.size() - 1);
        assertEquals(5.3, at.get(4) / 1e6, 0.3);
    }

    @Test
    void whoHoldsTheSocketHasTheLongerLimitAndHearsOfIt() {
        Bench b = new Bench(Settings.linux().with(Knob.TCP_ORPHAN_RETRIES, 1)).in(State.FIN_WAIT_1, false);
        List<Long> at = lifetime(b, HOUR);
        assertEquals(15, at.size() - 1);
        assertEquals(938.5, at.get(15) / 1e6, 10);
        assertEquals(Result.failed(Errno.ETIMEDOUT), b.call(new Call.Read(1)));
    }

    @ParameterizedTest
    @EnumSource(names = {"FIN_WAIT_1", "CLOSING", "LAST_ACK"})
    void theUserTimeoutCoversTheClosingStates(State state) {
        for (Settings settings : List.of(Settings.rfc9293(), Settings.linux())) {
            Bench b = new Bench(settings).established();
            b.call(new Call.SetOption(SocketOption.USER_TIMEOUT, 5000));
            if (state != State.FIN_WAIT_1) {
                b.deliver(b.seg(Flags.FIN | Flags.ACK, 0, 0));
                b.peerNext++;
            }
            b.call(shutdown());
            long lasted = lifetime(b, HOUR).stream().reduce(0L, Math::max);
            assertTrue(lasted >= Time.seconds(5) - 1 && lasted <= Time.ms(5600), Time.show(lasted));
        }
    }

    /** RFC 5482 §3.1: min(U_LIMIT, max(advice, L_LIMIT)), unless the application has set one itself; 0 says nothing. */
    @ParameterizedTest
    @CsvSource({"1, -1, 100", "150, -1, 150", "7200, -1, 3600", "0, -1, 300", "150, 7, 7"})
    void thePeersAdviceOnTheUserTimeoutIsBounded(int advised, int own, int seconds) {
        Settings settings = Settings.rfc9293().with(Knob.R2, 100_000).with(Knob.UTO, 1);
        Bench b = new Bench(settings).established();
        if (own > 0) {
            b.call(new Call.SetOption(SocketOption.USER_TIMEOUT, own * 1000));
        }
        b.call(shutdown());
        b.take();
        Options advice = Options.NONE.withOther(Bytes.fromHex("1c04%04x".formatted(advised)));
        b.deliver(b.seg(Flags.ACK, 0, -1).withOptions(advice));
        long lasted = lifetime(b, 3 * HOUR).stream().reduce(0L, Math::max);
        assertEquals(seconds, lasted / 1e6, 0.01);
    }

    @Test
    void theAdviceIsTakenOnlyIfAskedFor() {
        Bench b = new Bench(Settings.rfc9293().with(Knob.R2, 100_000)).established();
        b.call(shutdown());
        b.take();
        b.deliver(b.seg(Flags.ACK, 0, -1).withOptions(Options.NONE.withOther(Bytes.fromHex("1c0400c8"))));
        assertEquals(300, lifetime(b, HOUR).stream().reduce(0L, Math::max) / 1e6, 0.01);
    }

    @ParameterizedTest
    @EnumSource(names = {"FIN_WAIT_1", "CLOSING", "LAST_ACK"})
    void aSoftIcmpErrorIsThereToBeToldAndEndsNothing(State state) {
        Bench b = new Bench(Settings.rfc9293()).in(state, false);
        b.icmp(IcmpError.HOST_UNREACHABLE, -1);
        b.icmp(IcmpError.SOURCE_QUENCH, -1);
        assertEquals(state, b.state());
        assertEquals(Result.failed(Errno.EHOSTUNREACH), b.call(new Call.TakeError()));
        assertEquals(Result.ok(), b.call(new Call.TakeError()));
        assertEquals(7, lifetime(b, HOUR).size());
    }

    @Test
    void aHardIcmpErrorAbortsUnlessItIsLateOrForged() {
        Bench b = new Bench(Settings.rfc9293()).in(State.FIN_WAIT_1, false);
        b.icmp(IcmpError.PORT_UNREACHABLE, -2);
        b.icmp(IcmpError.PORT_UNREACHABLE, 0);
        assertEquals(State.FIN_WAIT_1, b.state());
        b.icmp(IcmpError.PORT_UNREACHABLE, -1);
        assertEquals(State.CLOSED, b.state());
        b.nothing();
        assertEquals(Result.failed(Errno.ECONNREFUSED), b.call(new Call.Read(1)));

        b = new Bench(Settings.linux()).in(State.FIN_WAIT_1, false);
        b.icmp(IcmpError.PORT_UNREACHABLE, -1);
        assertEquals(State.FIN_WAIT_1, b.state());
        assertEquals(Result.failed(Errno.ECONNREFUSED), b.call(new Call.TakeError()));
    }

    @ParameterizedTest
    @CsvSource({"3, 3.0", "60, 60", "0, 0.728", "61, 2", "70, 20", "90, 60", "120, 120"})
    void anOrphanLeavesFinWait2AsMeasuredOnLinux(int finTimeout, double seconds) {
        Bench b = new Bench(Settings.linux().with(Knob.TCP_FIN_TIMEOUT, finTimeout)).in(State.FIN_WAIT_2, true);
        List<Long> at = lifetime(b, HOUR);
        assertEquals(1, at.size(), "silence");
        assertEquals(seconds, (at.get(0) + Time.ms(50)) / 1e6, 0.01);
        b.deliver(b.seg(Flags.FIN | Flags.ACK, 0, 0));
        assertTrue(b.one().rst(), "a later FIN draws a RST");
    }

    @Test
    void whoHoldsAHalfClosedConnectionMayWaitForEver() {
        Bench b = new Bench(Settings.linux().with(Knob.TCP_FIN_TIMEOUT, 3)).in(State.FIN_WAIT_2, false);
        b.pass(24 * HOUR);
        b.deliver(b.text(0, 5, 0));
        assertEquals(new Result.Data(Bytes.pattern(0, 5)), b.call(new Call.Read(9)));
    }

    @Test
    void linger2LimitsFinWait2AndANegativeOneResetsAtOnce() {
        Bench b = new Bench(Settings.linux()).established();
        b.call(new Call.SetOption(SocketOption.LINGER2, 2));
        b.call(new Call.Close());
        b.deliver(b.seg(Flags.ACK, 0, 0));
        b.take();
        assertEquals(List.of(Time.seconds(2)), lifetime(b, HOUR));

        Bench c = new Bench(Settings.linux()).established();
        c.call(new Call.SetOption(SocketOption.LINGER2, -1));
        c.call(new Call.Close());
        c.take();
        c.deliver(c.seg(Flags.ACK, 0, 0));
        assertTrue(c.one().rst());
        assertEquals(State.CLOSED, c.state());
    }

    @ParameterizedTest
    @CsvSource({"FIN_WAIT_1", "FIN_WAIT_2", "CLOSING"})
    void timeWaitLastsTwiceTheMslWhicheverWayItIsEntered(State from) {
        for (Settings settings : List.of(Settings.rfc9293(), Settings.linux())) {
            Bench b = new Bench(settings).in(from, false);
            b.deliver(b.seg(from == State.CLOSING ? Flags.ACK : Flags.FIN | Flags.ACK, 0, 0));
            b.take();
            assertEquals(State.TIME_WAIT, b.state());
            long length = settings == Settings.linux() ? Time.seconds(60) : Time.seconds(240);
            assertEquals(List.of(length), lifetime(b, HOUR));
        }
    }

    @Test
    void everyRetransmittedFinIsAcknowledgedAndRestartsTimeWait() {
        for (Settings settings : List.of(Settings.rfc9293(), Settings.linux())) {
            Bench b = new Bench(settings).in(State.TIME_WAIT, true);
            long length = settings == Settings.linux() ? Time.seconds(60) : Time.seconds(240);
            for (int i = 0; i < 3; i++) {
                b.pass(length * 3 / 4);
                b.deliver(b.seg(Flags.FIN | Flags.ACK, -1, 0));
                Segment ack = b.one();
                assertEquals(Flags.ACK, ack.flags());
                assertEquals(b.peerNext, ack.ack());
            }
            assertEquals(List.of(length), lifetime(b, HOUR));
        }
    }

    @Test
    void aZeroWindowIsProbedAndAnsweredProbesKeepTheConnection() {
        for (Settings settings : List.of(Settings.rfc9293(), Settings.linux())) {
            Bench b = new Bench(settings).in(State.ESTABLISHED, false);
            b.deliver(b.seg(Flags.ACK, 0, 0).withWindow(0));
            int una = b.hostNext;
            b.call(new Call.Write(Bytes.pattern(0, 10)));
            b.call(shutdown());
            b.nothing();
            for (int i = 0; i < 20; i++) {
                long due = b.host.nextWake();
                b.pass(due - b.now);
                Segment probe = b.one();
                boolean empty = settings == Settings.linux();
                assertEquals(empty ? una - 1 : una, probe.seq());
                assertEquals(empty ? 0 : 1, probe.data().length());
                assertTrue(!probe.fin(), "the FIN waits behind the window");
                b.hostNext = una;
                b.deliver(b.seg(Flags.ACK, 0, 0).withWindow(0));
                b.nothing();
            }
            b.deliver(b.seg(Flags.ACK, 0, 0));
            Segment all = b.one();
            assertEquals(una, all.seq());
            assertEquals(Bytes.pattern(0, 10), all.data());
            assertTrue(all.fin());
        }
    }

    @Test
    void aWindowThatShrinksToNothingIsProbedByCopiesAndAnswersKeepTheConnection() {
        for (Settings settings : List.of(Settings.rfc9293(), Settings.linux())) {
            Bench b = new Bench(settings).in(State.ESTABLISHED, false);
            int una = b.hostNext;
            b.call(new Call.Write(Bytes.pattern(0, 10)));
            b.call(shutdown());
            b.take();
            for (int i = 0; i < 20; i++) {
                b.hostNext = una;
                b.deliver(b.seg(Flags.ACK, 0, 0).withWindow(0));
                b.nothing();
                b.pass(b.host.nextWake() - b.now);
                assertEquals(una, b.one().seq(), "the oldest again");
            }
            b.hostNext = una;
            b.deliver(b.seg(Flags.ACK, 0, 0));
            long opened = b.now;
            b.pass(b.host.nextWake() - b.now);
            Segment all = b.one();
            assertEquals(Bytes.pattern(0, 10), all.data());
            assertTrue(all.fin());
            b.pass(HOUR);
            assertEquals(State.CLOSED, b.state(), "R2 counts from the last answer");
            assertTrue(b.now - opened > Time.seconds(100));
        }
    }

    @Test
    void theOctetOfAProbeIsSentAgainWhenTheWindowOpensForNoMore() {
        Bench b = new Bench(Settings.rfc9293()).in(State.ESTABLISHED, false);
        int una = b.hostNext;
        b.deliver(b.seg(Flags.ACK, 0, 0).withWindow(0));
        b.call(new Call.Write(Bytes.pattern(0, 1)));
        b.pass(b.host.nextWake() - b.now);
        assertEquals(1, b.one().len());
        b.hostNext = una;
        b.deliver(b.seg(Flags.ACK, 0, 0).withWindow(1));
        assertEquals(Bytes.pattern(0, 1), b.one().data());
    }

    @ParameterizedTest
    @CsvSource({"true, 10, 334.6", "false, 8, 106.8"})
    void anOrphanBehindAZeroWindowGivesUpAsMeasuredOnLinux(boolean answers, int probes, double seconds) {
        Bench b = new Bench(Settings.linux()).in(State.ESTABLISHED, false);
        b.deliver(b.seg(Flags.ACK, 0, 0).withWindow(0));
        b.call(new Call.Write(Bytes.pattern(0, 10)));
        b.call(new Call.Close());
        long start = b.now;
        int seen = 0;
        while (b.state() != State.CLOSED) {
            b.pass(b.host.nextWake() - b.now);
            if (!b.take().isEmpty()) {
                seen++;
                if (answers) {
                    b.deliver(b.seg(Flags.ACK, 0, 0).withWindow(0));
                }
            }
        }
        assertEquals(probes, seen);
        assertEquals(seconds, (b.now - start) / 1e6, seconds * 0.02);
    }

    /** Linux 6.18 with TCP_USER_TIMEOUT = 1000: two answered probes, gone in silence 1.2 s after the first of them. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void onLinuxAnsweredProbesDoNotOutlastTheUserTimeout(boolean orphan) {
        Bench b = new Bench(Settings.linux()).in(State.ESTABLISHED, false);
        b.call(new Call.SetOption(SocketOption.USER_TIMEOUT, 1000));
        b.deliver(b.seg(Flags.ACK, 0, 0).withWindow(0));
        b.call(new Call.Write(Bytes.pattern(0, 10)));
        b.call(orphan ? new Call.Close() : shutdown());
        List<Long> probes = new ArrayList<>();
        while (b.state() != State.CLOSED) {
            b.pass(b.host.nextWake() - b.now);
            for (Segment seg : b.take()) {
                assertTrue(!seg.rst(), "giving up is silent");
                probes.add(b.now);
                b.deliver(b.seg(Flags.ACK, 0, 0).withWindow(0));
            }
        }
        assertEquals(2, probes.size());
        assertEquals(1.0, (b.now - probes.get(0)) / 1e6, 0.01);
    }

    @Test
    void keepAliveProbesAnIdleConnectionAndOneLostProbeIsNotTheEnd() {
        Bench b = new Bench(Settings.rfc9293()).in(State.CLOSE_WAIT, false);
        b.pass(3 * HOUR);
        b.nothing(); // off by default
        b.call(new Call.SetOption(SocketOption.KEEPALIVE, 1));
        b.pass(2 * HOUR + Time.seconds(75));
        List<Segment> probes = b.take();
        assertEquals(2, probes.size());
        assertEquals(b.hostNext - 1, probes.get(0).seq());
        b.deliver(b.seg(Flags.ACK, 0, 0));
        b.pass(2 * HOUR - 1);
        b.nothing();
        b.pass(Time.seconds(75) * 9 + 1);
        assertEquals(State.CLOSED, b.state());
        assertEquals(Result.failed(Errno.ETIMEDOUT), b.call(new Call.Read(1)));
    }
}
