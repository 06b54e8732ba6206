package org.lastack.kit.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lastack.kit.report.Made;
import org.lastack.kit.report.Report;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.suite.Verdict.Kind;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class BadgeTest {
    private static final int ALL = Rules.all().size();

    @Test
    void a_badge_says_the_verdict_and_how_many_rules_of_the_catalogue_are_kept() {
        Report good = Made.report(Made.stack(
                "1",
                true,
                Made.pass("NC-FIN", Map.of()),
                Made.pass("NC-LA", Map.of()),
                Made.silent("TW-REUSE", Kind.NOT_CLAIMED, "the stack does not claim tw-reuse")));
        assertEquals("lastack: certified, 2 of " + ALL + " rules", title(good));
        assertEquals("lastack: not certified, 2 of " + ALL + " rules", title(Made.everything()));
    }

    @Test
    void of_several_stacks_one_must_keep_a_rule_and_none_may_break_it() {
        Report report = Made.report(
                Made.stack(
                        "a",
                        true,
                        Made.pass("NC-FIN", Map.of()),
                        Made.pass("NC-LA", Map.of()),
                        Made.pass("TW-RST", Map.of())),
                Made.stack(
                        "b",
                        true,
                        Made.pass("NC-FIN", Map.of()),
                        Made.silent("NC-LA", Kind.NOT_CLAIMED, "the stack does not claim abort"),
                        Made.broken("TW-RST", Kind.DEVIATION, null)));
        assertEquals("lastack: certified, 2 of " + ALL + " rules", title(report));
    }

    @Test
    void the_text_fits_into_the_picture() {
        Element svg = badge(Made.everything()).getDocumentElement();
        int end = 0;
        for (int i = 0; i < svg.getElementsByTagName("text").getLength(); i++) {
            Element text = (Element) svg.getElementsByTagName("text").item(i);
            int begin = Integer.parseInt(text.getAttribute("x"));
            assertTrue(begin > end, text.getTextContent());
            end = begin + Integer.parseInt(text.getAttribute("textLength"));
        }
        assertTrue(end < Integer.parseInt(svg.getAttribute("width")));
    }

    private static String title(Report report) {
        return badge(report).getElementsByTagName("title").item(0).getTextContent();
    }

    private static Document badge(Report report) {
        return Page.parse(Badge.draw(report));
    }
}
