package org.lastack.site.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

class TypographyTest {
    private static String set(String html) {
        Element root = Markup.parse(html);
        Typography.set(root);
        return root.html();
    }

    @Test
    void apostrophes_and_quotation_marks_are_curled() {
        assertEquals(
                "<p>The peer’s FIN “and no more” is <code>a</code>’s, the peers’.</p>",
                set("<p>The peer's FIN &quot;and no more\" is <code>a</code>'s, the peers'.</p>"));
    }

    @Test
    void a_quotation_mark_closes_after_code_and_opens_after_a_space() {
        assertEquals(
                "<p>He says “<code>a</code>” and “<em>b</em>” (“c”).</p><p>“d”</p>",
                set("<p>He says \"<code>a</code>\" and \"<em>b</em>\" (\"c\").</p><p>\"d\"</p>"));
    }

    @Test
    void an_option_and_a_state_stay_whole() {
        assertEquals(
                "<code>certify <span class=\"word\">--seed</span> 1</code> in <span class=\"word\">FIN-WAIT-2</span>",
                set("<code>certify --seed 1</code> in FIN-WAIT-2"));
        assertEquals(
                "<code>src/test/java/one-name-that-is-too-long</code>",
                set("<code>src/test/java/one-name-that-is-too-long</code>"));
        assertEquals("<span class=\"rule-id\">TW-RST</span>", set("<span class=\"rule-id\">TW-RST</span>"));
    }

    @Test
    void a_number_keeps_its_unit() {
        assertEquals("60&nbsp;s of RFC&nbsp;9293, 2 stacks", set("60 s of RFC 9293, 2 stacks"));
    }

    @Test
    void arithmetic_has_its_own_signs() {
        assertEquals("it is 2&nbsp;× (T&nbsp;− 60), or -1", set("it is 2 x (T - 60), or -1"));
    }

    @Test
    void what_was_printed_and_drawn_stays_as_it_is() {
        String kept = "<pre><code>it's --so 1 s</code></pre><svg><title>it's TIME-WAIT</title></svg>"
                + "<a title=\"it's 1 s\">a</a>";
        assertEquals(kept, set(kept));
    }
}
