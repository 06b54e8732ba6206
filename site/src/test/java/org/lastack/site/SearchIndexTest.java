package org.lastack.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lastack.site.page.Page;

class SearchIndexTest {
    private static final Page PAGE = Page.of(
            "lessons/01-a.html",
            Page.Kind.LESSON,
            "A",
            "About A.",
            "<h1>A</h1><p>first</p><h2 id=\"b\"><a href=\"#b\">B &amp; c</a></h2><p>second <svg><text>no</text></svg></p>");

    @Test
    void a_page_is_found_by_its_sections() {
        List<SearchIndex.Entry> entries = SearchIndex.of(List.of(PAGE));
        assertEquals(
                List.of(
                        new SearchIndex.Entry(0, "A", "A", "lesson", "lessons/01-a.html", "first"),
                        new SearchIndex.Entry(1, "B & c", "A", "lesson", "lessons/01-a.html#b", "second")),
                entries);
    }

    @Test
    void lists_of_pages_are_not_found() {
        assertEquals(List.of(), SearchIndex.of(List.of(Page.of("x.html", Page.Kind.INDEX, "X", "", "text"))));
    }

    @Test
    void it_is_a_script() {
        assertTrue(
                SearchIndex.script(List.of(PAGE)).startsWith("window.lastackSearchIndex = [{\"id\":0,\"title\":\"A\""));
    }
}
