package org.lastack.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.lastack.machine.Knob;
import org.lastack.machine.Settings;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** The user calls in every state (RFC 9293 §3.10.2 to 5), and what a socket API adds to them. */
class CallsTest {
    private static final Call CLOSE = new Call.Close();
    private static final Call SHUT_WR = new Call.Shutdown(Call.How.WR);
    private static final Call READ = new Call.Read(100);

    private static Call write(int octets) {
        return new Call.Write(Bytes.pattern(0, octets));
    }

    @ParameterizedTest
    @CsvSource({
        "ESTABLISHED, true",
        "FIN_WAIT_1, true",
        "FIN_WAIT_2, true",
        "CLOSE_WAIT, true",
        "CLOSING, false",
        "LAST_ACK, false",
        "TIME_WAIT, false"
    })
    void abortSendsOneResetAtSndNxtWhereThePeerHasToKnow(State state, boolean reset) {
        for (Settings settings : List.of(Settings.rfc9293(), Settings.linux())) {
            Bench b = new Bench(settings).in(state, false);
            int next = b.hostNext;
            assertEquals(Result.ok(), b.call(new Call.Abort()));
            if (reset) {
                Segment rst = b.one();
                assertTrue(rst.rst());
                assertEquals(next, rst.seq());
                assertEquals(settings == Settings.linux(), rst.hasAck());
            }
            b.pass(Time.seconds(10));
            b.nothing();
            boolean survives = state == State.TIME_WAIT && settings == Settings.linux();
            assertEquals(survives ? State.TIME_WAIT : State.CLOSED, b.state());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FIN_WAIT_1", "FIN_WAIT_2", "CLOSING", "LAST_ACK", "TIME_WAIT"})
    void writeAfterOurCloseIsRefusedAndSendsNothing(State state) {
        Bench b = new Bench(Settings.rfc9293()).in(state, false);
        assertEquals(Result.failed(Errno.EPIPE), b.call(write(3)));
        b.nothing();
    }

    @ParameterizedTest
    @EnumSource(names = {"FIN_WAIT_1", "FIN_WAIT_2", "CLOSING", "LAST_ACK"})
    void aSecondShutdownSendsNoSecondFin(State state) {
        Bench b = new Bench(Settings.rfc9293()).in(state, false);
        assertEquals(Result.ok(), b.call(SHUT_WR));
        b.nothing();
        assertEquals(state, b.state());
    }

    @Test
    void shutdownOfTheReadingSideSendsNothingAndKeepsAcknowledging() {
        Bench b = new Bench(Settings.linux()).in(State.ESTABLISHED, false);
        assertEquals(Result.ok(), b.call(new Call.Shutdown(Call.How.RD)));
        b.nothing();
        assertEquals(Result.eof(), b.call(READ));
        b.deliver(b.text(0, 5, 0));
        b.pass(Time.ms(500));
        assertEquals(b.peerNext + 5, b.one().ack());
        assertEquals(new Result.Data(Bytes.pattern(0, 5)), b.call(READ));
    }

    @Test
    void afterShutdownOfBothSidesTextDrawsAResetAndTheUserHearsOfIt() {
        Bench b = new Bench(Settings.linux()).in(State.ESTABLISHED, false);
        assertEquals(Result.ok(), b.call(new Call.Shutdown(Call.How.RDWR)));
        assertTrue(b.one().fin());
        b.deliver(b.text(0, 5, 0));
        assertTrue(b.one().rst());
        assertEquals(Result.failed(Errno.ECONNRESET), b.call(READ));
        assertEquals(Result.eof(), b.call(READ));
        assertEquals(Result.failed(Errno.EPIPE), b.call(write(1)));
    }

    @ParameterizedTest
    @EnumSource(names = {"ESTABLISHED", "CLOSE_WAIT"})
    void closeWithSomethingUnreadIsAReset(State state) {
        Bench b = new Bench(Settings.rfc9293()).in(State.ESTABLISHED, false);
        b.deliver(b.text(0, 5, state == State.CLOSE_WAIT ? Flags.FIN : 0));
        b.pass(Time.ms(500));
        b.take();
        assertEquals(new Result.Data(Bytes.pattern(0, 2)), b.call(new Call.Read(2)));
        assertEquals(Result.ok(), b.call(CLOSE));
        Segment rst = b.one();
        assertEquals(Flags.RST, rst.flags());
        assertEquals(b.hostNext, rst.seq());
        assertEquals(State.CLOSED, b.state());
    }

    @Test
    void closeWithEverythingReadSendsAFinAlsoAfterTheTextCameTwice() {
        Bench b = new Bench(Settings.rfc9293()).in(State.ESTABLISHED, false);
        Segment textAndFin = b.text(0, 5, Flags.FIN);
        b.deliver(textAndFin);
        assertEquals(new Result.Data(Bytes.pattern(0, 5)), b.call(READ));
        b.deliver(textAndFin);
        b.take();
        b.call(CLOSE);
        assertEquals(Flags.FIN | Flags.ACK, b.one().flags());
    }

    @Test
    void closeSendsTheFinAfterAllThatWasWritten() {
        Bench b = new Bench(Settings.rfc9293()).in(State.ESTABLISHED, false);
        int first = b.hostNext;
        assertEquals(new Result.Count(25_000), b.call(write(25_000)));
        b.call(CLOSE);
        Bytes stream = Bytes.EMPTY;
        Segment last = Segment.of(0, 0, 0, 0, 0, 0);
        while (!last.fin()) {
            for (Segment seg : b.take()) {
                assertEquals(first + stream.length(), seg.seq());
                stream = stream.plus(seg.data());
                last = seg;
            }
            b.deliver(b.seg(Flags.ACK, 0, 0));
        }
        assertEquals(Bytes.pattern(0, 25_000), stream);
        assertEquals(first + 25_000, last.finSeq());
        assertEquals(State.FIN_WAIT_2, b.state());
    }

    @Test
    void aSmallWriteThatNagleHoldsGoesWithTheFin() {
        Bench b = new Bench(Settings.rfc9293()).in(State.ESTABLISHED, false);
        b.call(write(10));
        assertEquals(10, b.one().data().length());
        b.call(write(20));
        b.nothing();
        b.call(SHUT_WR);
        Segment both = b.one();
        assertEquals(20, both.data().length());
        assertTrue(both.fin());
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "CLOSE_WAIT"},
            mode = Mode.INCLUDE)
    void lingerWithZeroSecondsIsAnAbort(State state) {
        Bench b = new Bench(Settings.linux()).in(state, false);
        b.call(new Call.SetOption(SocketOption.LINGER, 0));
        assertEquals(Result.ok(), b.call(CLOSE));
        assertTrue(b.one().rst());
        assertEquals(State.CLOSED, b.state());
    }

    @Test
    void aLingeringCloseReturnsWhenTheFinIsAcknowledgedAndNotBefore() {
        Bench b = new Bench(Settings.linux()).in(State.ESTABLISHED, false);
        b.call(write(10));
        b.call(new Call.SetOption(SocketOption.LINGER, 5));
        assertEquals(Result.pending(), b.call(CLOSE));
        b.deliver(b.seg(Flags.ACK, 0, -1));
        assertTrue(b.done.isEmpty());
        b.pass(Time.ms(100));
        b.deliver(b.seg(Flags.ACK, 0, 0));
        assertEquals(Result.ok(), b.done.get(Bench.SOCKET));
        assertEquals(State.FIN_WAIT_2, b.state());
    }

    @Test
    void aLingeringCloseReturnsWhenItsTimeIsOverAndTcpGoesOn() {
        Bench b = new Bench(Settings.linux()).in(State.ESTABLISHED, false);
        b.call(new Call.SetOption(SocketOption.LINGER, 1));
        assertEquals(Result.pending(), b.call(CLOSE));
        b.pass(Time.ms(999));
        assertTrue(b.done.isEmpty());
        assertEquals(0, b.host.orphans());
        b.pass(Time.ms(1));
        assertEquals(Result.ok(), b.done.get(Bench.SOCKET));
        assertEquals(State.FIN_WAIT_1, b.state());
        assertEquals(1, b.host.orphans());
    }

    @Test
    void aSocketIsFreeAfterCloseAndUnknownSocketsAreRefused() {
        Bench b = new Bench(Settings.rfc9293()).in(State.ESTABLISHED, false);
        b.call(CLOSE);
        assertEquals(Result.failed(Errno.EBADF), b.call(READ));
        assertEquals(Result.failed(Errno.EAGAIN), b.call(new Call.Accept(1)));
        assertEquals(Result.failed(Errno.EBADF), b.call(9, CLOSE));
    }

    @Test
    void closeInSynSentIsSilentAndALateSynAckDrawsAReset() {
        Bench b = new Bench(Settings.rfc9293());
        assertEquals(Result.pending(), b.call(new Call.Connect(Bench.HOST, 0, Bench.PEER, Bench.PEER_PORT)));
        Segment syn = b.one();
        b.hostPort = syn.srcPort();
        b.call(CLOSE);
        b.nothing();
        assertEquals(State.CLOSED, b.state());
        b.deliver(b.seg(Flags.SYN | Flags.ACK, 0, 0));
        Segment rst = b.one();
        assertEquals(Flags.RST, rst.flags());
        assertEquals(syn.seq() + 1, rst.seq());
    }

    @Test
    void aConnectThatIsRefusedSaysSo() {
        Bench b = new Bench(Settings.rfc9293());
        b.call(new Call.Connect(Bench.HOST, 0, Bench.PEER, Bench.PEER_PORT));
        b.hostPort = b.one().srcPort();
        b.deliver(b.seg(Flags.RST, 0, 0));
        assertTrue(b.done.isEmpty(), "a RST without ACK does not count");
        b.deliver(b.seg(Flags.RST | Flags.ACK, 0, 0));
        assertEquals(Result.failed(Errno.ECONNREFUSED), b.done.get(Bench.SOCKET));
    }

    @ParameterizedTest
    @CsvSource({"rfc9293, false", "linux, true"})
    void unreadTextAfterAResetIsFlushedOrHandedOut(String preset, boolean kept) {
        Settings settings = preset.equals("linux") ? Settings.linux() : Settings.rfc9293();
        Bench b = new Bench(settings).in(State.ESTABLISHED, false);
        b.deliver(b.text(0, 5, 0));
        b.peerNext += 5;
        b.deliver(b.seg(Flags.RST, 0, 0));
        if (kept) {
            assertEquals(new Result.Data(Bytes.pattern(0, 5)), b.call(READ));
        }
        assertEquals(Result.failed(Errno.ECONNRESET), b.call(READ));
        assertEquals(Result.eof(), b.call(READ));
        assertEquals(Result.failed(Errno.EPIPE), b.call(write(1)));
    }

    @Test
    void aReceiveWaitsForTextForTheEndAndForAReset() {
        for (Settings settings : List.of(Settings.rfc9293(), Settings.linux())) {
            Bench b = new Bench(settings).in(State.ESTABLISHED, false);
            Call receive = new Call.Receive(3);
            assertEquals(Result.pending(), b.call(receive));
            assertEquals(Result.failed(Errno.EALREADY), b.call(receive));
            b.deliver(b.text(0, 5, 0));
            b.peerNext += 5;
            assertEquals(new Result.Data(Bytes.pattern(0, 3)), b.done.remove(Bench.SOCKET));
            assertEquals(new Result.Data(Bytes.pattern(3, 2)), b.call(receive));
            assertEquals(Result.pending(), b.call(receive));
            b.deliver(b.seg(Flags.RST, 0, 0));
            assertEquals(Result.failed(Errno.ECONNRESET), b.done.remove(Bench.SOCKET));

            b = new Bench(settings).in(State.FIN_WAIT_1, false);
            assertEquals(Result.pending(), b.call(receive));
            b.deliver(b.seg(Flags.FIN | Flags.ACK, 0, 0));
            assertEquals(Result.eof(), b.done.remove(Bench.SOCKET));
            assertEquals(Result.eof(), b.call(receive));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ESTABLISHED, ok out",
        "FIN_WAIT_1, ok out",
        "CLOSE_WAIT, ok in out rdhup",
        "CLOSING, ok in out rdhup hup",
        "LAST_ACK, ok in out rdhup hup",
        "TIME_WAIT, ok in out rdhup hup"
    })
    void pollShowsWhichDirectionsHaveEnded(State state, String ready) {
        Bench b = new Bench(Settings.linux()).in(state, false);
        assertEquals(ready, b.call(new Call.Poll()).show());
    }

    @Test
    void pollShowsAResetUntilItIsTold() {
        Bench b = new Bench(Settings.rfc9293()).in(State.ESTABLISHED, false);
        b.deliver(b.seg(Flags.RST, 0, 0));
        assertEquals("ok in out rdhup hup err", b.call(new Call.Poll()).show());
        assertEquals(Result.failed(Errno.ECONNRESET), b.call(new Call.TakeError()));
        assertEquals(Result.ok(), b.call(new Call.TakeError()));
        assertEquals("ok in out rdhup hup", b.call(new Call.Poll()).show());
    }

    @Test
    void statusNamesTheState() {
        for (State state : State.values()) {
            if (state.synchronised()) {
                Bench b = new Bench(Settings.rfc9293()).in(state, false);
                assertEquals(new Result.InState(state), b.call(new Call.Status()));
            }
        }
    }

    @Test
    void theInitialNumberFollowsAClockUnlessItIsSet() {
        for (long iss : new long[] {0, 1, 0xffff_ffffL}) {
            Bench b = new Bench(Settings.rfc9293().with(Knob.ISS, iss)).in(State.ESTABLISHED, false);
            assertEquals((int) iss + 1, b.hostNext);
        }
        Bench first = new Bench(Settings.rfc9293()).in(State.ESTABLISHED, false);
        Bench later = new Bench(Settings.rfc9293());
        later.now += Time.seconds(1);
        assertEquals(250_000, later.in(State.ESTABLISHED, false).hostNext - first.hostNext);
    }

    @Test
    void everyKnobCanBeSetByItsName() {
        for (Knob knob : Knob.values()) {
            for (long value : new long[] {knob.range().least(), knob.range().most()}) {
                Settings changed = Settings.rfc9293().with(knob.word(), value);
                assertEquals(value, changed.get(knob), knob.word());
            }
        }
        assertEquals(null, Settings.rfc9293().with("tcp_no_such_knob", 1));
    }
}
