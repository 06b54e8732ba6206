package org.lastack.kit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lastack.kit.suite.Verdict.Kind;

class CausesTest {
    private static final Report.OfStack STACK = Made.stack(
            "1",
            false,
            broken("NC-FIN", Kind.DEVIATION, "a", null),
            broken("NC-FW", Kind.DEVIATION, "a", null),
            broken("NC-CW", Kind.DEVIATION, "a", null),
            broken("NC-LA", Kind.FAIL, "b", null),
            broken("TW-RST", Kind.DEVIATION, "c", null),
            broken("TW-JUNK", Kind.FAIL, "c", null),
            broken("TW-2MSL", Kind.FAIL, "c", null),
            broken("TW-RESTART", Kind.DEVIATION, "c", "as ever"),
            Made.pass("RA-EXACT", Map.of()));

    private static Report.Entry broken(String id, Kind kind, String cause, String known) {
        return Made.entry(id, kind, "", Map.of(), known, Made.counterexample(cause));
    }

    @Test
    void rules_are_grouped_by_what_lies_behind_and_the_worst_comes_first() {
        assertEquals(
                List.of(
                        "3 rules fail or deviate for this one: c",
                        "1 rule fails for this one: b",
                        "3 rules deviate for this one: a"),
                Causes.of(STACK).stream().map(g -> g.title() + ": " + g.cause()).toList());
        assertEquals(
                List.of("TW-JUNK", "TW-2MSL", "TW-RST"),
                Causes.of(STACK).get(0).entries().stream().map(Report.Entry::id).toList(),
                "failures first, and none that its author knows of");
    }

    @Test
    void the_console_lists_them_with_level_and_sentence_when_there_are_several() {
        String text = new ConsoleReport(Made.report(STACK), 80, Ink.PLAIN).failures();
        assertTrue(text.startsWith("\n── What lies behind, worst first, toy 1 ──"), text);
        assertTrue(text.contains("\n✘ 1 rule fails for this one: b\n    MUST    NC-LA "), text);
        assertTrue(text.contains(" NC-LA          What NC-LA asks of a stack.\n"), text);
        Report one = Made.report(Made.stack("1", false, Made.broken("NC-LA", Kind.FAIL, null)));
        assertTrue(new ConsoleReport(one, 80, Ink.PLAIN).failures().startsWith("\n── ✘ NC-LA, fail"));
    }

    @Test
    void a_report_of_an_earlier_version_has_what_was_got() {
        Report.OfStack earlier = Made.stack("1", false, broken("NC-LA", Kind.FAIL, null, null));
        assertEquals("silence", Causes.of(earlier).get(0).cause());
    }
}
