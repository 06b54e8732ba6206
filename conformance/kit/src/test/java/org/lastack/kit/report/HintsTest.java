package org.lastack.kit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lastack.kit.suite.Verdict.Kind;

class HintsTest {
    private static final String NO_KNOB = "the stack has no tcp_rfc1337, or it cannot be set here";

    @Test
    void what_helps_most_comes_first() {
        Report.OfStack stack = Made.stack(
                "1",
                true,
                Made.pass("NC-FIN", Map.of()),
                needs("TS-FIN", "ts"),
                needs("TS-RST", "ts", "abort"),
                needs("OR-MAX", "orphan", "sockets"),
                Made.silent("TW-RST-1337", Kind.UNTESTED, NO_KNOB),
                Made.silent("ZW-UNREAD", Kind.UNTESTED, "the buffer is too small"),
                Made.silent("ZW-RCV", Kind.UNTESTED, "the buffer is too small"),
                Made.silent("TW-ISSUER", Kind.UNTESTED, "nobody can test that"));
        assertEquals(
                List.of(
                        "claimed, if the stack has it, this lets more rules speak: ts (2 rules), orphan (1 rule), sockets"
                                + " (1 rule)",
                        "so does this as a setting: tcp_rfc1337 (1 rule)",
                        "2 rules say nothing: the buffer is too small"),
                Hints.of(stack),
                "abort is claimed, and TW-ISSUER is untestable");
        assertEquals(List.of(), Hints.of(Made.stack("1", true, Made.pass("NC-FIN", Map.of()))));
    }

    private static Report.Entry needs(String id, String... features) {
        Report.Entry e = Made.silent(id, Kind.NOT_CLAIMED, "the stack does not claim " + features[0]);
        return new Report.Entry(
                e.id(),
                e.group(),
                e.level(),
                e.source(),
                e.statement(),
                e.intent(),
                List.of(features),
                e.verdict(),
                e.why(),
                e.tries(),
                e.judged(),
                e.seen(),
                e.known(),
                e.replay(),
                e.counterexample(),
                e.others());
    }
}
