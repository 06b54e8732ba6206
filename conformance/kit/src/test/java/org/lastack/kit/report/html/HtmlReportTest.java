package org.lastack.kit.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lastack.kit.report.Made;
import org.lastack.kit.report.Report;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.suite.Verdict.Kind;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;

class HtmlReportTest {
    private static final Report TWO = Made.report(
            Made.stack(
                    "strict",
                    true,
                    Made.pass("NC-FIN", Map.of("early", 4)),
                    Made.pass("NC-LA", Map.of("a", 1, "b", 3))),
            Made.stack(
                    "loose",
                    false,
                    Made.broken("NC-FIN", Kind.FAIL, null),
                    Made.pass("NC-LA", Map.of("a", 1, "b", 3))));

    private final Page page = new Page(Made.everything());

    @Test
    void every_link_leads_somewhere_and_no_name_is_there_twice() {
        for (Report report : List.of(Made.everything(), TWO, Made.report(Made.stack("1", true)))) {
            Page page = new Page(report);
            Set<String> names = new HashSet<>();
            for (Element element : page.all("*")) {
                String id = element.getAttribute("id");
                assertTrue(id.isEmpty() || names.add(id), id + " is there twice");
            }
            for (String element : List.of("a", "use")) {
                for (Element link : page.all(element)) {
                    String to = link.getAttribute("href");
                    assertTrue(
                            to.startsWith("#")
                                    ? names.contains(to.substring(1))
                                    : Set.of("report.json", "junit.xml", "badge.svg")
                                            .contains(to),
                            to);
                }
            }
        }
    }

    @Test
    void in_another_place_the_page_points_at_what_lies_there() {
        HtmlReport.Place place = new HtmlReport.Place("a.json", "a.xml", "a.svg", "index.html", "play.html", "rules/");
        String there = HtmlReport.write(TWO, place);
        for (String file : List.of("a.json", "a.xml", "a.svg", "index.html")) {
            assertTrue(there.contains("href=\"" + file + "\""), file);
            assertFalse(
                    HtmlReport.write(TWO, HtmlReport.Place.in(Path.of(""))).contains("href=\"" + file + "\""), file);
        }
        assertFalse(there.contains("href=\"report.json\""));
        String rule = TWO.stacks().get(0).rules().get(0).id();
        assertTrue(there.contains("href=\"rules/" + rule + ".html\""), rule);
        assertFalse(HtmlReport.write(TWO, HtmlReport.Place.in(Path.of(""))).contains("href=\"rules/"));
        assertTrue(
                there.contains("href=\"play.html#s=1~r~k~s1l80\""),
                "what a stack does wrong can be tried on the reference");
    }

    @Test
    void nothing_is_asked_of_the_network() {
        for (Element element : page.all("*")) {
            NamedNodeMap attributes = element.getAttributes();
            for (int i = 0; i < attributes.getLength(); i++) {
                String name = attributes.item(i).getNodeName();
                assertFalse(name.equals("src") || name.equals("style") || name.startsWith("on"), name);
                boolean link = name.equals("href") && element.getTagName().equals("link");
                assertTrue(!link || attributes.item(i).getNodeValue().equals("data:,"));
            }
        }
        assertFalse(page.content("style").matches("(?s).*(url\\(|@import|@font-face).*"));
        assertFalse(page.content("script").matches("(?s).*(fetch|XMLHttp|import|eval|http).*"));
        assertEquals(List.of(), page.all("style").stream().skip(1).toList(), "the ladders share the style of the page");
    }

    @Test
    void the_policy_allows_the_style_and_the_script_of_the_page_and_nothing_else() throws Exception {
        Element meta = page.all("meta").stream()
                .filter(m -> m.getAttribute("http-equiv").equals("Content-Security-Policy"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                "default-src 'none'; img-src data:; style-src '" + hash(page.content("style")) + "'; script-src '"
                        + hash(page.content("script")) + "'; base-uri 'none'; form-action 'none'",
                meta.getAttribute("content"));
    }

    private static String hash(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return "sha256-" + Base64.getEncoder().encodeToString(digest);
    }

    @Test
    void what_a_stack_says_stays_text() {
        String odd = "</title><script>alert(\"1\")</script><b id='x'>&amp; \u202e";
        Report.OfStack stack = Made.stack(
                odd,
                false,
                Made.entry("NC-FIN", Kind.PASS, "", Map.of(odd, 3), null, null),
                Made.entry("NC-LA", Kind.FAIL, odd, Map.of(), odd, Made.counterexample()));
        Page page = new Page(Made.report(stack));
        assertEquals(1, page.all("script").size());
        assertTrue(page.all("b").stream().allMatch(b -> b.getTextContent().matches("[0-9]+")), "ours are numbers");
        String shown = odd.replace("\u202e", "?");
        assertTrue(page.all("title").get(0).getTextContent().contains("toy " + shown));
        assertTrue(Page.texts(page.all("h2")).stream().anyMatch(h -> h.startsWith("toy " + shown)));
        assertTrue(page.id("behaviour").getTextContent().contains(shown));
    }

    @Test
    void a_report_with_nothing_to_tell_has_no_empty_sections() {
        Report.OfStack bare = Made.stack("1", true, Made.pass("NC-FIN", Map.of()));
        Page page = new Page(Made.report(new Report.OfStack(
                bare.stack(), bare.plan(), bare.rules(), 10, 2_000_000, true, List.of(), List.of())));
        List<String> sections = page.all("section").stream()
                .map(s -> s.getAttribute("id"))
                .filter(id -> !id.isEmpty())
                .toList();
        assertEquals(List.of("legend", "rules", "run"), sections);
    }

    @Test
    void the_verdict_comes_first_in_words() {
        assertEquals("Not certified", page.all("h1").get(0).getTextContent());
        assertEquals(
                "One rule that must be kept is broken. There are 2 deviations. Only 8 of the "
                        + Rules.all().size() + " rules of the catalogue were asked for.",
                page.styled("p", "lead").get(0).getTextContent());
        assertEquals(
                List.of("3 pass", "1 fail", "2 deviation", "1 not claimed", "1 untested"),
                Page.texts(Page.all(page.styled("ul", "counts").get(0), "li")));
        assertEquals(
                List.of("TW-RESTART fail", "TW-2MSL unexpected pass", "TW-RST deviation", "TW-JUNK deviation"),
                Page.texts(Page.all(page.styled("section", "look-at").get(0), "li")));
        Page good = new Page(Made.report(Made.stack("1", true, Made.pass("NC-FIN", Map.of()))));
        assertEquals("Certified", good.all("h1").get(0).getTextContent());
        assertTrue(good.all("title").get(0).getTextContent().startsWith("Certified: toy 1"));
    }
}
