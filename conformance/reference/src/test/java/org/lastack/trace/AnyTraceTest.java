package org.lastack.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.State;
import org.lastack.trace.Ladder.Kind;
import org.lastack.trace.Ladder.Rung;
import org.xml.sax.InputSource;

/** What must hold for the drawing of every trace, tried on many that make no sense. */
class AnyTraceTest {
    private static final int TRACES = 400;

    private static Trace trace(int seed) {
        Random random = new Random(seed);
        Traces traces = new Traces();
        long ms = 0;
        int kinds = 1 + random.nextInt(9);
        for (int i = random.nextInt(200); i > 0; i--) {
            ms += random.nextInt(4) == 0 ? random.nextInt(3000) : 0;
            add(traces, random, random.nextInt(kinds), ms);
        }
        return traces.trace();
    }

    private static void add(Traces traces, Random random, int kind, long ms) {
        int number = random.nextInt(3) * 1000 - 5;
        int[] bits = {Flags.ACK, Flags.ACK, Flags.FIN | Flags.ACK, Flags.SYN, Flags.RST, 0x3f, 0};
        int flags = bits[random.nextInt(bits.length)];
        switch (kind) {
            case 0 -> traces.sent(ms, flags, number, -number, random.nextInt(2) * 1460, random.nextInt(5) == 0);
            case 1 -> traces.arrived(ms, flags, -number, number, random.nextInt(2) * 100);
            case 2 -> traces.lost(ms, flags, -number, number);
            case 3 -> traces.call(ms, new Call.Close(), Result.ok());
            case 4 -> traces.call(ms, new Call.Read(65536), Result.failed(Errno.EAGAIN));
            case 5 -> traces.in(ms, State.values()[random.nextInt(11)]);
            case 6 -> traces.note(ms, "a note of some words, ".repeat(random.nextInt(8)));
            case 7 -> traces.port(80 + random.nextInt(3)).add(new Event.SentRaw(ms * 1000, Bytes.EMPTY, "cut short"));
            default -> traces.add(new Event.ArrivedRaw(ms * 1000, Bytes.pattern(0, 9), "a wrong checksum"));
        }
    }

    private static boolean isPacket(Event event) {
        return event instanceof Event.Sent
                || event instanceof Event.Arrived
                || event instanceof Event.Lost
                || event instanceof Event.SentRaw
                || event instanceof Event.ArrivedRaw;
    }

    private static Ladder ladder(Trace trace, int seed) {
        int marked = seed % 3 == 0 ? seed % (trace.events().size() + 1) : -1;
        return Ladder.of(trace, Ladder.Options.PLAIN.withComplaint(marked, "something is wrong here"));
    }

    @Test
    void every_packet_is_shown_or_counted() {
        for (int seed = 0; seed < TRACES; seed++) {
            Trace trace = trace(seed);
            long packets =
                    trace.events().stream().filter(AnyTraceTest::isPacket).count();
            assertEquals(packets, ladder(trace, seed).packets(), "seed " + seed);
        }
    }

    @Test
    void times_never_run_backwards_and_a_marked_event_is_always_shown() {
        for (int seed = 0; seed < TRACES; seed++) {
            Trace trace = trace(seed);
            Ladder ladder = ladder(trace, seed);
            long before = 0;
            for (Rung rung : ladder.rungs()) {
                assertTrue(rung.at() >= before && rung.until() >= rung.at(), "seed " + seed);
                before = rung.kind() == Kind.SILENCE ? rung.at() : rung.until();
            }
            long complaints = ladder.rungs().stream()
                    .filter(r -> !r.complaint().isEmpty())
                    .count();
            assertEquals(seed % 3 == 0 ? 1 : 0, complaints, "seed " + seed);
        }
    }

    @Test
    void no_line_of_text_is_too_wide_and_both_lines_are_straight() {
        for (int seed = 0; seed < TRACES; seed++) {
            int width = 60 + seed % 60;
            String drawing = TextLadder.draw(ladder(trace(seed), seed), width, false);
            List<String> rows =
                    drawing.lines().skip(1).filter(l -> !l.startsWith("!   s")).toList();
            assertTrue(rows.stream().allMatch(l -> l.length() <= width), drawing);
            long straight = IntStream.range(0, width)
                    .filter(column ->
                            rows.stream().allMatch(l -> column < l.length() && "│┊├┤╞".indexOf(l.charAt(column)) >= 0))
                    .count();
            assertTrue(rows.isEmpty() || straight == 2, drawing);
        }
    }

    @Test
    void every_picture_is_well_formed() throws Exception {
        for (int seed = 0; seed < TRACES; seed += 4) {
            String svg = SvgLadder.draw(ladder(trace(seed), seed));
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        }
    }
}
