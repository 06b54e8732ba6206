package org.lastack.kit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastack.kit.suite.Verdict.Kind;

class ConsoleReportTest {
    @Test
    void the_table_has_a_mark_for_every_verdict() {
        assertEquals("""

                A. Normal close  2 pass, 1 untested
                  ✔  NC-FIN         What NC-FIN asks of a stack.
                  ✔  NC-LA          What NC-LA asks of a stack.
                                    seen: relaxed (3×); strict (1×)
                  ?  NC-CW          untested: the stack has no tcp_fin_timeout

                F. TIME-WAIT  1 pass, 1 fail, 2 deviation, 1 not claimed
                  ✘  TW-RESTART     What TW-RESTART asks of a stack.
                  ▲  TW-RST         What TW-RST asks of a stack.
                  ▲  TW-JUNK        What TW-JUNK asks of a stack.
                  !  TW-2MSL        What TW-2MSL asks of a stack.
                                    passes, but is listed as a known deviation
                  –  TW-REUSE       not claimed: the stack does not claim tw-reuse

                ✔ pass  ✘ fail  ▲ deviation  – not claimed  ? untested
                """, console(Made.everything(), 80).table());
    }

    @Test
    void several_stacks_share_a_table_with_a_column_each() {
        Report report = Made.report(
                Made.stack(
                        "strict",
                        true,
                        Made.pass("NC-FIN", Map.of("early", 5)),
                        Made.silent("TW-RST", Kind.NOT_CLAIMED, "the stack does not claim rst")),
                Made.stack("loose", false, Made.broken("NC-FIN", Kind.FAIL, null), Made.pass("TW-RST", Map.of())));
        assertEquals("""

                  ┌ strict
                  │ ┌ loose

                A. Normal close  1 pass | 1 fail
                  ✔ ✘  NC-FIN         What NC-FIN asks of a stack.
                                      strict seen: early (5×)

                F. TIME-WAIT  1 not claimed | 1 pass
                  – ✔  TW-RST         What TW-RST asks of a stack.
                                      strict not claimed: the stack does not claim rst

                ✔ pass  ✘ fail  ▲ deviation  – not claimed  ? untested
                """, console(report, 80).table());
        assertEquals("""
                toy strict  certified: 1 pass, 1 not claimed
                toy loose   not certified: 1 pass, 1 fail
                not certified: 2 pass, 1 fail, 1 not claimed; 40 scenarios in 2.0 s, 20/s
                """, console(report, 90).summary());
    }

    @Test
    void what_could_not_be_tried_is_no_failure() {
        Report.OfStack nothing =
                Made.stack("bare", false, Made.silent("TW-RST", Kind.NOT_CLAIMED, "the stack does not claim rst"));
        Report.OfStack deviates = Made.stack("loose", true, Made.broken("TW-RST", Kind.DEVIATION, null));
        Report.OfStack fails = Made.stack("wrong", false, Made.broken("TW-RST", Kind.FAIL, null));
        assertTrue(Made.report(nothing, deviates).certified());
        assertFalse(Made.report(nothing).certified());
        assertFalse(Made.report().certified());
        assertFalse(Made.report(nothing, deviates, fails).certified());
        String summary = console(Made.report(nothing, deviates), 90).summary();
        assertTrue(summary.startsWith("toy bare   nothing tried: 1 not claimed\n"), summary);
    }

    @Test
    void what_all_stacks_agree_on_is_said_once() {
        Report report = Made.report(
                Made.stack("strict", true, Made.pass("NC-FIN", Map.of("early", 5))),
                Made.stack("loose", true, Made.pass("NC-FIN", Map.of("early", 5))));
        String table = console(report, 80).table();
        assertTrue(table.contains("\n                      seen: early (5×)\n"), table);
        assertFalse(table.contains("strict seen"), table);
    }

    @Test
    void a_failure_is_told_in_full() {
        Report report = Made.report(Made.stack("1", false, Made.broken("TW-RESTART", Kind.FAIL, null)));
        assertEquals("""

                ── ✘ TW-RESTART, fail, toy 1 ───────────────────────────────
                MUST, RFC 9293 §3.6
                What TW-RESTART asks of a stack.

                  expected  an empty ACK
                  got       silence

                  The smallest scenario found that fails:

                        peer ipv4
                     1  listen

                  What was seen on toy 1:

                          toy 1                                         peer
                  0.000 s ╞ close() → ok                                   │
                          ├─── FIN,ACK seq=1 ack=1 ───────────────────────►│
                ! 0.020 s │◄── FIN,ACK seq=1 ack=2 ────────────────────────┤
                !   TW-RESTART: no ACK
                          ├─── 2 octets: cut short ───────────────────────►│

                  To see it again (seed 7):
                  ./lastack certify toy --rules TW-RESTART --seed 7 --tries 5
                """, console(report, 60).failures());
    }

    @Test
    void a_known_deviation_is_told_in_short_and_with_its_reason() {
        Report report = Made.report(Made.stack("1", true, Made.broken("TW-JUNK", Kind.DEVIATION, "an old bug")));
        assertEquals("""

                ── ▲ TW-JUNK, deviation, toy 1 ─────────────────────────────
                MUST, RFC 9293 §3.6
                What TW-JUNK asks of a stack.

                  expected  an empty ACK
                  got       silence
                  known     an old bug

                  To see it again (seed 7):
                  ./lastack certify toy --rules TW-JUNK --seed 7 --tries 5
                """, console(report, 60).failures());
    }

    @Test
    void what_was_broken_once_is_told_with_both_runs_and_makes_no_verdict_worse() {
        Report report = Made.report(Made.stack("1", true, Made.pass("NC-FIN", Map.of()), Made.unstable("TW-SYN")));
        ConsoleReport console = console(report, 80);
        assertTrue(console.table().contains("  ≈  TW-SYN"), console.table());
        assertTrue(console.table().contains("≈ unstable"), console.table());
        String told = console.failures();
        assertTrue(told.contains("── ≈ TW-SYN, unstable, toy 1 "), told);
        assertTrue(told.contains("  Run again, the rule was kept:"), told);
        assertEquals(2, told.split("The simplest|The smallest|Run again", -1).length - 1, told);
        assertEquals(
                "certified: 1 pass, 1 unstable",
                console.verdict().replaceAll(";.*", "").strip());
    }

    @Test
    void the_other_causes_of_a_rule_stand_below_its_run() {
        Report.Entry entry =
                Made.withOthers(Made.broken("TW-RST", Kind.FAIL, null), Made.counterexample("in CLOSING: a RST"));
        String told = console(Made.report(Made.stack("1", false, entry)), 100).failures();
        assertTrue(told.contains("  another   in CLOSING: a RST: expected an empty ACK; got silence"), told);
        assertTrue(told.contains("✘ 1 rule fails for this one: in CLOSING: a RST"), told);
    }

    @Test
    void failures_come_before_unexpected_passes_and_these_before_deviations() {
        List<String> titles = console(Made.everything(), 100)
                .failures()
                .lines()
                .filter(l -> l.startsWith("── "))
                .map(l -> l.substring(3, l.indexOf(',')))
                .toList();
        assertEquals(List.of("What lies behind", "✘ TW-RESTART", "! TW-2MSL", "▲ TW-RST", "▲ TW-JUNK"), titles);
    }

    @Test
    void the_last_line_counts_and_tells_the_speed() {
        assertEquals("""
                not certified: 3 pass, 1 fail, 2 deviation, 1 not claimed, 1 untested, 1 of them
                unexpectedly; 80 scenarios in 2.0 s, 40/s
                """, console(Made.everything(), 80).summary());
        Report slow = Made.report(Made.stack("1", true, Made.pass("NC-FIN", Map.of())));
        assertEquals(
                "certified: 1 pass; 10 scenarios in 2.0 s, 5.0/s\n",
                console(slow, 80).summary());
    }

    @Test
    void the_header_says_what_is_run() {
        Report report = Made.everything();
        Report.OfStack stack = report.stacks().get(0);
        assertEquals("""
                toy 1  virtual clock, 2MSL 60 s, IPv4
                8 rules, 5 tries each, seed 7
                """, ConsoleReport.header(List.of(stack.stack()), stack.plan(), Ink.PLAIN));
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 100})
    void nothing_but_a_command_line_is_wider_than_the_terminal(int columns) {
        all(console(Made.everything(), columns))
                .lines()
                .filter(l -> !l.contains("./lastack"))
                .forEach(l -> assertTrue(l.length() <= columns, l));
    }

    @Test
    void colours_change_nothing_but_the_colours() {
        String coloured = all(new ConsoleReport(Made.everything(), 100, Ink.COLOUR));
        assertTrue(coloured.contains("\u001b[31m✘\u001b[0m"), coloured);
        assertTrue(coloured.contains("\u001b[31m! 0.020 s"), coloured);
        String plain = all(console(Made.everything(), 100));
        assertFalse(plain.contains("\u001b"));
        assertEquals(plain, coloured.replaceAll("\u001b\\[[0-9]*m", ""));
    }

    private static String all(ConsoleReport console) {
        return console.table() + console.failures() + console.summary();
    }

    private static ConsoleReport console(Report report, int columns) {
        return new ConsoleReport(report, columns, Ink.PLAIN);
    }
}
