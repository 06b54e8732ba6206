package org.lastack.site.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class QuotesTest {
    @Test
    void quotation_marks_are_curled_in_text_alone() {
        assertEquals(
                "a “b <code>\"c\"</code>” <a href=\"d\">“e”</a>",
                Quotes.curl("a \"b <code>\"c\"</code>\" <a href=\"d\">\"e\"</a>"));
    }
}
