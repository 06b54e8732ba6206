package org.lastack.kit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.kit.rules.Judgement;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.suite.Verdict;
import org.lastack.kit.suite.Verdict.Kind;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;
import org.lastack.trace.Trace;

class KnownDeviationsTest {
    @Test
    void a_line_is_a_rule_and_a_reason_which_may_go_on_below() {
        KnownDeviations known = KnownDeviations.of(List.of(
                "# what this stack does",
                "",
                "TW-RESTART   tcp_in.c does not",
                "    restart the timer",
                "TW-RST\told"));
        assertEquals("tcp_in.c does not restart the timer", known.reason("TW-RESTART"));
        assertEquals("old", known.reason("TW-RST"));
        assertNull(known.reason("TW-2MSL"));
    }

    @Test
    void what_is_wrong_is_said_with_its_line() {
        assertEquals("line 2: no rule is called TW-RSTART", message("# x", "TW-RSTART typo"));
        assertEquals("line 1: TW-RST has no reason", message("TW-RST"));
        assertEquals("line 2: TW-RST stands there twice", message("TW-RST a", "TW-RST b"));
        assertEquals("line 1: a reason without a rule before it", message("  why"));
    }

    @Test
    void what_shows_in_some_runs_only_is_said_to() {
        KnownDeviations known = KnownDeviations.of(List.of("TW-RST  seldom: after idling", "TW-JUNK  any"));
        assertTrue(known.isSeldom("TW-RST"));
        assertFalse(known.isSeldom("TW-JUNK"));
        assertFalse(known.isSeldom("TW-2MSL"));
    }

    @Test
    void another_cause_than_those_that_are_expected_is_news() {
        KnownDeviations known = KnownDeviations.of(
                List.of("TW-RST  old", "  cause: in TIME-WAIT, after RST: silence", "  cause: late", "TW-JUNK  any"));
        assertEquals("old", known.reason("TW-RST"));
        assertTrue(known.expects("TW-RST", "in TIME-WAIT, after RST: silence"));
        assertTrue(known.expects("TW-RST", "late"));
        assertFalse(known.expects("TW-RST", "in TIME-WAIT, after RST: ACK"));
        assertTrue(known.expects("TW-JUNK", "whatever"));
        assertTrue(known.expects("NC-FIN", "whatever"));
    }

    /** lwIP 2.1.3 counts its timers from the last segment before close(): some rule or other meets it with every seed. */
    @Test
    void what_shows_after_idling_before_closing_is_known_of_any_rule() {
        KnownDeviations known =
                KnownDeviations.of(List.of("*  after idling 30 s before closing: timers", "TW-RST  old"));
        Event close = new Event.Called(Time.seconds(31), 2, new Call.Close());
        Event early = new Event.Called(Time.seconds(29), 2, new Call.Close());
        Event end = new Event.Note(Time.seconds(70), "end");

        assertEquals(
                "after idling 30 s before closing: timers",
                known.reason(failed("TW-2MSL", List.of(List.of(close, end)))));
        assertNull(known.reason(failed("TW-2MSL", List.of(List.of(early, end)))), "it idled less, or later");
        Event half = new Event.Called(Time.seconds(31), 2, new Call.Shutdown(Call.How.WR));
        assertEquals(
                "after idling 30 s before closing: timers", known.reason(failed("TW-2MSL", List.of(List.of(half)))));
        Event deaf = new Event.Called(Time.seconds(31), 2, new Call.Shutdown(Call.How.RD));
        assertNull(known.reason(failed("TW-2MSL", List.of(List.of(deaf)))), "it sends no FIN");
        assertNull(known.reason(failed("TW-2MSL", List.of(List.of(end)))), "nobody closed");
        assertNull(
                known.reason(failed("TW-2MSL", List.of(List.of(close), List.of(early)))), "another cause is beside it");
        assertEquals("old", known.reason(failed("TW-RST", List.of(List.of(early)))));
        assertNull(known.reason("TW-2MSL"));
        assertEquals(Set.of("TW-RST"), known.rules());
        assertTrue(message("*  idling").startsWith("line 1: * is for a reason such as: after idling 30 s"));
    }

    private static Verdict failed(String rule, List<List<Event>> runs) {
        List<Verdict.Counterexample> all = runs.stream()
                .map(events -> new Verdict.Counterexample(
                        List.of(),
                        Script.begin().build(),
                        new Trace(
                                "toy",
                                0,
                                Stream.concat(Stream.of(new Event.Note(0, "begin")), events.stream())
                                        .toList()),
                        new Judgement.Fail(0, "a FIN", "silence"),
                        null,
                        null))
                .toList();
        return new Verdict(
                Rules.get(rule), Kind.FAIL, "", 1, 1, new TreeMap<>(), all.get(0), all.subList(1, all.size()));
    }

    @Test
    void what_is_written_is_what_was_known_and_what_was_found() {
        KnownDeviations known = KnownDeviations.of(List.of(
                "NC-FW2-TW  not asked for now", "TW-RST  old", "TW-JUNK  gone", "  cause: x", "NC-FIN  silent"));
        Report.OfStack found = Made.stack(
                "1",
                false,
                Made.silent("NC-FIN", Kind.UNTESTED, "no reason"),
                Made.broken("TW-RESTART", Kind.FAIL, null),
                Made.broken("TW-RST", Kind.DEVIATION, "old"),
                Made.pass("TW-2MSL", Map.of()),
                Made.entry("TW-JUNK", Kind.PASS, "", Map.of(), "gone", null));
        String written = known.with("toy 1", found);
        KnownDeviations again = KnownDeviations.of(written.lines().toList());
        assertEquals(Set.of("NC-FIN", "NC-FW2-TW", "TW-RESTART", "TW-RST"), again.rules());
        assertEquals("old", again.reason("TW-RST"));
        assertTrue(again.reason("TW-RESTART").startsWith("not yet explained; MUST"), written);
        assertTrue(again.expects("TW-RESTART", "in TIME-WAIT, after FIN,ACK: silence"));
        assertFalse(again.expects("TW-RESTART", "a fire"), written);
        assertEquals(written, again.with("toy 1", found), "it is stable");
    }

    private static String message(String... lines) {
        return assertThrows(IllegalArgumentException.class, () -> KnownDeviations.of(List.of(lines)))
                .getMessage();
    }
}
