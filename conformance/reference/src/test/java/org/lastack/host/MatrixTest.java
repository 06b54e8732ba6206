package org.lastack.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.lastack.machine.Settings;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Options;
import org.lastack.tcp.Options.Timestamps;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;

/**
 * The matrix of states and stimuli: what each closing state does with each segment, before the slash by the RFCs, after it as
 * Linux 6.18 was measured. A: an empty ACK, D: silence, C: a challenge ACK, which looks as A does; X: closed in silence, XS:
 * closed and the user hears of a reset, XP: as EPIPE; R: a RST, and closed. A point leaves the cell out.
 */
class MatrixTest {
    private static final String STATES =
            "ESTABLISHED FIN_WAIT_1 FIN_WAIT_2 orphan CLOSE_WAIT CLOSING LAST_ACK TIME_WAIT";

    private record Row(String name, Function<Bench, Segment> stimulus, String cells, boolean timestamps) {}

    private static Row row(String name, String cells, Function<Bench, Segment> stimulus) {
        return new Row(name, stimulus, cells, false);
    }

    private static final List<Row> ROWS = List.of(
            row("RST at RCV.NXT", "XS XS XS X XS/XP X/XS X/XS X", b -> b.seg(Flags.RST, 0, 0)),
            row("RST in window", "A A A A/X A A A A/D", b -> b.seg(Flags.RST, 1, 0)),
            row("RST at RCV.NXT-1", "D D D D/A D/XP D/XS D/XS D", b -> b.seg(Flags.RST, -1, 0)),
            row("RST at RCV.NXT+WND", "D/A D/A D/A . D/A D/A D/A D", b -> b.seg(Flags.RST, b.window, 0)),
            row("SYN in window", "A A A A/R A A A .", b -> b.seg(Flags.SYN, 5, 0)),
            row("SYN outside window", "A A A A A A A A", b -> b.seg(Flags.SYN, -1000, 0)),
            row("peer FIN repeated", ". . . . A A A A", b -> b.seg(Flags.FIN | Flags.ACK, -1, notOurFin(b))),
            row("data beyond peer FIN", ". . . . D D D A", b -> b.text(0, 5, 0).withAck(b.hostNext + notOurFin(b))),
            row(
                    "data straddling the FIN",
                    ". . . . A/R A/R A/R A",
                    b -> b.text(-5, 9, Flags.FIN).withAck(b.hostNext + notOurFin(b))),
            row("data in order", ". . . R . . . .", b -> b.text(0, 5, 0)),
            row("FIN beyond a hole", "A A A A/R . . . .", b -> b.seg(Flags.FIN | Flags.ACK, 10, notOurFin(b))),
            row("ACK > SND.NXT", "A A A A/D A A A A/D", b -> b.seg(Flags.ACK, 0, 1)),
            row("FIN with ACK > SND.NXT", "A A A A/TIME-WAIT . . . A", b -> b.seg(Flags.FIN | Flags.ACK, 0, 1)),
            row("ACK of our FIN below the window", ". A . . . A A .", b -> b.seg(Flags.ACK, -1, 0)),
            row("ACK of our FIN beyond RCV.NXT", ". FIN-WAIT-2 . . . TIME-WAIT X .", b -> b.seg(Flags.ACK, 5, 0)),
            row("FIN without ACK", "D D D D D D D .", b -> b.seg(Flags.FIN, 0, 0)),
            row("data without ACK", "D D D D D D D .", b -> b.seg(0, 0, 0).withData(Bytes.pattern(0, 3))),
            row("no flags at all", "D D D D D D D D", b -> b.seg(0, 0, 0)),
            row("keep-alive probe, empty", "A A A A A A A A", b -> b.seg(Flags.ACK, -1, notOurFin(b))),
            row(
                    "keep-alive probe, one octet",
                    "A A A A A A A A",
                    b -> b.text(-1, 1, 0).withAck(b.hostNext + notOurFin(b))),
            new Row("old TSval", b -> old(b, b.seg(Flags.FIN | Flags.ACK, 0, 0)), "A A A A A A A A", true),
            new Row(
                    "RST with old TSval",
                    b -> old(b, b.seg(Flags.RST, 0, 0)),
                    "XS XS XS X/A XS/XP X/XS X/XS X/D",
                    true));

    private static Segment old(Bench b, Segment seg) {
        return seg.withOptions(Options.NONE.withTimestamps(new Timestamps(b.tsVal - 1, 0)));
    }

    @TestFactory
    Stream<DynamicTest> everyCell() {
        List<DynamicTest> tests = new ArrayList<>();
        String[] states = STATES.split(" ");
        for (Row row : ROWS) {
            String[] cells = row.cells().split(" ");
            for (int i = 0; i < states.length; i++) {
                if (!cells[i].equals(".")) {
                    String state = states[i];
                    String[] expected = cells[i].split("/");
                    tests.add(test(row, state, "rfc9293", Settings.rfc9293(), expected[0]));
                    tests.add(test(row, state, "linux", Bench.measuredLinux(), expected[expected.length - 1]));
                }
            }
        }
        return tests.stream();
    }

    private static DynamicTest test(Row row, String state, String preset, Settings settings, String expected) {
        return DynamicTest.dynamicTest(row.name() + " in " + state + ", " + preset, () -> {
            boolean orphan = state.equals("orphan");
            Bench bench = new Bench(settings);
            bench.timestamps = row.timestamps();
            bench.in(orphan ? State.FIN_WAIT_2 : State.valueOf(state), orphan);
            assertEquals(expected, outcome(bench, row.stimulus().apply(bench)));
        });
    }

    private static String outcome(Bench bench, Segment stimulus) {
        State before = bench.state();
        bench.deliver(stimulus);
        List<Segment> sent = bench.take();
        State after = bench.state();
        if (sent.isEmpty()) {
            return after == before ? "D" : after == State.CLOSED ? "X" + told(bench, before) : after.toString();
        }
        assertEquals(1, sent.size(), () -> "one answer expected: " + sent);
        Segment answer = sent.get(0);
        if (answer.rst()) {
            return after == State.CLOSED ? "R" : "R, " + after;
        }
        assertEquals(Flags.ACK, answer.flags(), "an empty ACK");
        assertEquals(bench.hostNext, answer.seq(), "SEQ=SND.NXT");
        boolean finTaken = before != after && stimulus.fin();
        assertEquals(bench.peerNext + (finTaken ? 1 : 0), answer.ack(), "ACK=RCV.NXT");
        return after == before ? "A" : after.toString();
    }

    /** What the user hears: S for a reset, P for EPIPE after the stream had ended well, nothing otherwise. */
    private static String told(Bench bench, State before) {
        Result read = bench.call(new Call.Read(100));
        Result write = bench.call(new Call.Write(Bytes.pattern(0, 1)));
        if (read.is(Errno.ECONNRESET) || write.is(Errno.ECONNRESET)) {
            return "S";
        }
        return before == State.CLOSE_WAIT && read instanceof Result.Eof && write.is(Errno.EPIPE) ? "P" : "";
    }

    /** An ACK number that does not cover our FIN, if there is one to cover. */
    private static int notOurFin(Bench bench) {
        return switch (bench.state()) {
            case FIN_WAIT_1, CLOSING, LAST_ACK -> -1;
            default -> 0;
        };
    }
}
