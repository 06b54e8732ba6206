package org.lastack.site.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TypographyTest {
    @Test
    void apostrophes_and_quotation_marks_are_curled() {
        assertEquals(
                "<p>The peer’s FIN “and no more” is <code>a</code>’s, the peers’.</p>",
                Typography.set("<p>The peer's FIN &quot;and no more\" is <code>a</code>'s, the peers'.</p>"));
    }

    @Test
    void an_option_and_a_state_stay_whole() {
        assertEquals(
                "<code>certify <span class=\"word\">--seed</span> 1</code> in <span class=\"word\">FIN-WAIT-2</span>",
                Typography.set("<code>certify --seed 1</code> in FIN-WAIT-2"));
        assertEquals(
                "<code>src/test/java/one-name-that-is-too-long</code>",
                Typography.set("<code>src/test/java/one-name-that-is-too-long</code>"));
        assertEquals("<span class=\"rule-id\">TW-RST</span>", Typography.set("<span class=\"rule-id\">TW-RST</span>"));
    }

    @Test
    void a_number_keeps_its_unit() {
        assertEquals("60\u00a0s of RFC\u00a09293, 2 stacks", Typography.set("60 s of RFC 9293, 2 stacks"));
    }

    @Test
    void arithmetic_has_its_own_signs() {
        assertEquals("it is 2\u00a0× (T\u00a0− 60), or -1", Typography.set("it is 2 x (T - 60), or -1"));
    }

    @Test
    void what_was_printed_and_drawn_stays_as_it_is() {
        String kept = "<pre><code>it's --so 1 s</code></pre><svg><title>it's TIME-WAIT</title></svg>"
                + "<a title=\"it's 1 s\">a</a>";
        assertEquals(kept, Typography.set(kept));
    }
}
