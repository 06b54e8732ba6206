package org.lastack.kit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lastack.kit.report.Difference.Change;
import org.lastack.kit.suite.Verdict.Kind;

class DifferenceTest {
    private static final Report.Entry PASS = Made.pass("TW-RST", Map.of());
    private static final Report.Entry SILENT = Made.silent("TW-RST", Kind.UNTESTED, "no reason");
    private static final Report.Entry KNOWN = Made.broken("TW-RST", Kind.DEVIATION, "as ever");
    private static final Report.Entry DEVIATION = Made.broken("TW-RST", Kind.DEVIATION, null);
    private static final Report.Entry FAIL = Made.broken("TW-RST", Kind.FAIL, null);

    /** From good to bad. */
    private static final List<Report.Entry> ORDER = List.of(PASS, SILENT, KNOWN, DEVIATION, FAIL);

    @Test
    void each_verdict_is_worse_than_the_one_before() {
        for (int i = 0; i < ORDER.size(); i++) {
            for (int j = 0; j < ORDER.size(); j++) {
                Difference difference = difference(ORDER.get(i), ORDER.get(j));
                assertEquals(j > i ? 1 : 0, difference.rows(Change.WORSE).size(), i + " to " + j);
                assertEquals(j < i ? 1 : 0, difference.rows(Change.BETTER).size(), i + " to " + j);
            }
        }
    }

    @Test
    void a_row_says_from_what_to_what_and_why() {
        assertEquals(
                "pass → fail: in TIME-WAIT, after FIN,ACK: silence",
                difference(PASS, FAIL).rows(Change.WORSE).get(0).says());
        assertEquals(
                "pass → untested: no reason",
                difference(PASS, SILENT).rows(Change.WORSE).get(0).says());
        assertEquals(
                "known deviation → pass",
                difference(KNOWN, PASS).rows(Change.BETTER).get(0).says());
        Report.Entry gone = Made.entry("TW-RST", Kind.PASS, "", Map.of(), "too short", null);
        assertEquals(
                "known deviation → unexpected pass",
                difference(KNOWN, gone).rows(Change.WORSE).get(0).says());
    }

    @Test
    void another_cause_is_no_better_and_no_worse() {
        Report.Entry other = Made.entry("TW-RST", Kind.FAIL, "", Map.of(), null, Made.counterexample("a fire"));
        Difference difference = difference(FAIL, other);
        assertEquals(
                "fail, was: in TIME-WAIT, after FIN,ACK: silence; now: a fire",
                difference.rows(Change.CAUSE).get(0).says());
        assertEquals("0 worse, 1 another cause, 0 gone, 0 new, 0 better, 0 as before", difference.summary());
        assertEquals(
                "0 worse, 0 another cause, 0 gone, 0 new, 0 better, 1 as before",
                difference(FAIL, FAIL).summary());
    }

    @Test
    void rules_may_be_new_or_gone() {
        Difference difference = Difference.of(
                Made.report(Made.stack("1", true, PASS, Made.pass("NC-FIN", Map.of()))),
                Made.report(Made.stack("2", false, PASS, Made.broken("NC-LA", Kind.FAIL, null))));
        assertEquals("NC-FIN", difference.rows(Change.GONE).get(0).rule());
        assertEquals(
                "fail: in TIME-WAIT, after FIN,ACK: silence",
                difference.rows(Change.NEW).get(0).says());
        assertEquals("0 worse, 0 another cause, 1 gone, 1 new, 0 better, 1 as before", difference.summary());
    }

    @Test
    void several_stacks_are_told_apart_by_their_labels() {
        Report before = Made.report(Made.stack("a", true, PASS), Made.stack("b", true, PASS));
        Report after = Made.report(Made.stack("b", false, FAIL), Made.stack("c", true, PASS));
        Difference difference = Difference.of(before, after);
        assertEquals(
                "b: pass → fail: in TIME-WAIT, after FIN,ACK: silence",
                difference.rows(Change.WORSE).get(0).says());
        Report strange = Made.report(Made.stack("d", true, PASS));
        assertEquals(
                "the reports have no stack in common: a, b before, d now",
                assertThrows(IllegalArgumentException.class, () -> Difference.of(before, strange))
                        .getMessage());
    }

    private static Difference difference(Report.Entry before, Report.Entry after) {
        return Difference.of(Made.report(Made.stack("1", true, before)), Made.report(Made.stack("1", true, after)));
    }
}
