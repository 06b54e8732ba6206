package org.lastack.kit.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lastack.kit.report.Made;
import org.lastack.kit.report.Report;
import org.lastack.kit.suite.Verdict.Kind;
import org.w3c.dom.Element;

class SectionsTest {
    private final Page page = new Page(Made.everything());

    @Test
    void the_legend_has_a_sentence_for_every_mark_and_for_the_levels_that_there_are() {
        List<Element> lists = Page.all(page.id("legend"), "dl");
        assertEquals(
                List.of("pass", "fail", "unexpected pass", "deviation", "unstable", "not claimed", "untested"),
                Page.texts(Page.all(lists.get(0), "dt")));
        assertEquals(List.of("MUST"), Page.texts(Page.all(lists.get(1), "dt")));
        Page.texts(Page.all(page.id("legend"), "dd")).forEach(d -> assertTrue(d.endsWith("."), d));
    }

    @Test
    void the_table_has_every_rule_in_its_group_with_its_verdict() {
        List<Element> groups = Page.all(page.styled("table", "rules").get(0), "tbody");
        assertEquals(List.of("group-a-normal-close", "group-f-time-wait"), ids(groups));
        assertEquals(
                List.of("NC-FIN", "NC-LA", "NC-CW"),
                ids(Page.all(groups.get(0), "tr")).stream().skip(1).toList());
        assertEquals("pass", verdict("NC-FIN").getTextContent());
        assertEquals("untested", verdict("NC-CW").getTextContent());
        assertEquals("unexpected pass", verdict("TW-2MSL").getTextContent());
        assertEquals("gone", page.id("TW-2MSL").getAttribute("data-marks"));
        assertTrue(page.id("NC-CW").getTextContent().contains("untested: the stack has no tcp_fin_timeout."));
        assertTrue(page.id("NC-FIN").getTextContent().contains("4 of 5 runs said something about it."));
    }

    @Test
    void a_verdict_that_wants_an_explanation_links_to_it_and_back() {
        Element link = Page.all(verdict("TW-RST"), "a").get(0);
        assertEquals("#TW-RST.1", link.getAttribute("href"));
        Element finding = page.id("TW-RST.1");
        assertEquals("article", finding.getTagName());
        assertEquals("#TW-RST", Page.all(finding, "a").get(0).getAttribute("href"));
        assertEquals(List.of(), Page.all(verdict("NC-FIN"), "a"));
    }

    @Test
    void what_lies_behind_stands_before_the_findings_with_the_way_to_each() {
        Element causes = Page.all(page.id("findings"), "ol").get(0);
        List<Element> items = Page.all(causes, "li");
        assertEquals(3, items.size(), "one cause and its two rules; the third that deviates is known");
        String first = items.get(0).getTextContent();
        assertTrue(
                first.startsWith("2 rules fail or deviate for this one: in TIME-WAIT, after FIN,ACK: silence"), first);
        assertEquals(
                "TW-RESTART MUST: What TW-RESTART asks of a stack.",
                items.get(1).getTextContent());
        assertEquals("#TW-RESTART.1", Page.all(items.get(1), "a").get(0).getAttribute("href"));
    }

    @Test
    void several_stacks_have_a_column_each_and_findings_of_their_own() {
        Page two = new Page(Made.report(
                Made.stack("toy", true, Made.pass("NC-FIN", Map.of()), Made.pass("TW-RST", Map.of())),
                Made.stack("toy", false, Made.broken("NC-FIN", Kind.FAIL, null))));
        assertEquals("pass fail", two.id("NC-FIN").getAttribute("data-marks"));
        assertEquals(List.of("pass", "fail"), Page.texts(Page.all(two.id("NC-FIN"), "td")));
        assertEquals(List.of("pass", ""), Page.texts(Page.all(two.id("TW-RST"), "td")), "not asked of the second");
        assertEquals("article", two.id("NC-FIN.toy.1").getTagName(), "two stacks may have the same label");
    }

    @Test
    void what_was_broken_once_is_shown_with_the_run_that_keeps_the_rule() {
        Page once =
                new Page(Made.report(Made.stack("1", true, Made.pass("NC-FIN", Map.of()), Made.unstable("TW-SYN"))));
        Element finding = once.id("TW-SYN.1");
        assertTrue(finding.getTextContent().contains("Run again, the rule was kept."), finding.getTextContent());
        assertEquals(
                2,
                Page.all(finding, "svg").stream()
                        .filter(s -> Page.hasStyle(s, "ladder"))
                        .count());
        String lead = once.styled("p", "lead").get(0).getTextContent();
        assertTrue(
                lead.startsWith("No rule that must be kept is broken. One rule was broken once and not again."), lead);
    }

    @Test
    void each_other_cause_has_a_run_of_its_own() {
        Report.Entry entry =
                Made.withOthers(Made.broken("TW-RST", Kind.FAIL, null), Made.counterexample("in CLOSING: a RST"));
        Element finding = new Page(Made.report(Made.stack("1", false, entry))).id("TW-RST.1");
        List<Element> folded = Page.all(finding, "details");
        assertTrue(
                Page.texts(folded).stream().anyMatch(t -> t.startsWith("Another cause: in CLOSING: a RST")),
                () -> "" + Page.texts(folded));
    }

    @Test
    void a_finding_has_all_that_is_needed_to_understand_it() {
        Element finding = page.id("TW-RESTART.1");
        assertEquals(List.of("Expected", "Got", "Run again", "Only this run"), Page.texts(Page.all(finding, "dt")));
        assertEquals(
                List.of(
                        "an empty ACK",
                        "silence",
                        "./lastack certify toy --rules TW-RESTART --seed 7 --tries 5",
                        "./lastack replay 'my reports/report.json'#1/TW-RESTART"),
                Page.texts(Page.all(finding, "dd")));
        List<String> texts = Page.texts(Page.all(finding, "pre"));
        assertEquals(Made.counterexample().scenario().strip(), texts.get(0));
        assertEquals(Made.counterexample().diagram().strip(), texts.get(1));
        assertTrue(Page.all(finding, "svg").stream().anyMatch(s -> Page.hasStyle(s, "ladder")));
    }

    @Test
    void findings_come_in_the_order_of_their_weight_and_known_ones_are_folded() {
        assertEquals(
                List.of("TW-RESTART.1", "TW-2MSL.1", "TW-RST.1", "TW-JUNK.1"), ids(page.styled("article", "finding")));
        assertTrue(page.id("TW-2MSL.1").getTextContent().contains("Take it out of the list"));
        assertEquals(1, folded("TW-RST.1"), "the diagram as text");
        assertEquals(2, folded("TW-JUNK.1"), "that, and the run itself");
        assertTrue(page.id("TW-JUNK.1").getTextContent().contains("an old bug & a <known> one"));
    }

    @Test
    void recorded_behaviours_say_how_often() {
        Element list = Page.all(page.id("behaviour"), "dl").get(0);
        assertEquals(List.of("NC-LA What NC-LA asks of a stack."), Page.texts(Page.all(list, "dt")));
        assertEquals(List.of("relaxed in 3 of 4 runs", "strict in 1 of 4 runs"), Page.texts(Page.all(list, "li")));
    }

    @Test
    void stacks_that_behave_alike_stand_together() {
        Report report = Made.report(
                Made.stack("a", true, Made.pass("NC-FIN", Map.of("early", 4))),
                Made.stack("b", true, Made.pass("NC-FIN", Map.of("late", 4))),
                Made.stack("c", true, Made.pass("NC-FIN", Map.of("early", 4))));
        Element list = Page.all(new Page(report).id("behaviour"), "dl").get(0);
        assertEquals(List.of("a, cearly in all 4 runs", "blate in all 4 runs"), Page.texts(Page.all(list, "dd")));
    }

    @Test
    void the_matrix_tells_holes_from_what_is_not_claimed_and_from_what_cannot_be() {
        List<Element> tables = page.styled("table", "matrix");
        assertEquals(List.of("", "ESTABLISHED", "CLOSING"), Page.texts(cells(tables.get(0), 0)));
        assertEquals(List.of("SYN in the window", "12", "0"), Page.texts(cells(tables.get(0), 1)));
        assertEquals("hole", cells(tables.get(0), 1).get(2).getAttribute("class"));
        assertEquals(List.of("text in order", "123k", ""), Page.texts(cells(tables.get(0), 2)));
        assertEquals("123456", cells(tables.get(0), 2).get(1).getAttribute("title"));
        assertEquals("unclaimed", cells(tables.get(0), 3).get(1).getAttribute("class"));
        assertEquals(
                "the stack does not claim ts", cells(tables.get(0), 3).get(1).getAttribute("title"));
        assertTrue(page.id("coverage").getTextContent().contains("2 of 3 cells."));
        assertEquals(List.of("SYN in the window, in CLOSING"), Page.texts(Page.all(page.id("coverage"), "li")));
        assertTrue(page.id("coverage").getTextContent().contains("1 of 1 cells. There is no hole."));
    }

    @Test
    void the_run_can_be_made_again_from_what_is_told_of_it() {
        String run = page.id("run").getTextContent();
        assertTrue(run.contains("8 rules, 5 tries each, seed 7"), run);
        assertTrue(run.contains("2MSL 60.000 s, first RTO 1.000 s"), run);
        assertTrue(run.contains("Made by lastack 0.1."), run);
    }

    private static List<Element> cells(Element table, int row) {
        return Page.all(Page.all(table, "tr").get(row), "*").stream()
                .filter(e -> e.getTagName().equals("th") || e.getTagName().equals("td"))
                .toList();
    }

    private int folded(String anchor) {
        return Page.all(page.id(anchor), "details").size();
    }

    private Element verdict(String id) {
        return Page.all(page.id(id), "td").get(0);
    }

    private static List<String> ids(List<Element> elements) {
        return elements.stream().map(e -> e.getAttribute("id")).toList();
    }
}
