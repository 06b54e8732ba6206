package org.lastack.site.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MarkupTest {
    @Test
    void words_are_without_tags_and_entities_and_with_single_spaces() {
        assertEquals(
                "who\u2019s in a < b? b & c",
                Markup.words("<p>who&#8217;s <em>in</em>\n <code>a &lt; b</code>?</p><p>b &amp; c</p>"));
    }
}
