package org.lastack.site.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class JavaHighlighterTest {
    @Test
    void words_of_the_language_strings_numbers_and_comments_are_coloured_and_all_else_is_escaped() {
        assertEquals(
                "<span class=\"tk\">var</span> a = b &lt; <span class=\"tn\">40_000</span>; <span class=\"tc\">// if</span>",
                JavaHighlighter.java("var a = b < 40_000; // if"));
        assertEquals(
                "f(<span class=\"ts\">&quot;new \\&quot; // x&quot;</span>)",
                JavaHighlighter.java("f(\"new \\\" // x\")"),
                "a string");
        assertEquals("variable.interfaces", JavaHighlighter.java("variable.interfaces"), "only whole words");
    }
}
