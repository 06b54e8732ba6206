package org.lastack.site.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class LayoutTest {
    @Test
    void a_page_knows_the_way_to_the_folder_of_the_site() {
        assertEquals("", Page.up("index.html"));
        assertEquals("../", Page.up("rules/TW-RESTART.html"));
        String html = Layout.page(Page.of("rules/X.html", Page.Kind.RULE, "X", "About X.", "<h1>X</h1>"));
        assertTrue(html.contains("<a class=\"wordmark\" href=\"../index.html\">"), html);
        assertTrue(html.contains("href=\"../assets/site.css\""), html);
    }

    @Test
    void what_is_said_of_a_page_stays_text() {
        String html = Layout.page(Page.of("a.html", Page.Kind.GUIDE, "a < b", "\"><script>", ""));
        assertTrue(html.contains("<title>a &lt; b · lastack</title>"), html);
        assertTrue(html.contains("content=\"&quot;&gt;&lt;script&gt;\""), html);
    }

    @Test
    void styles_and_scripts_of_its_own_come_after_those_of_all_pages() {
        Page page = Page.of("a.html", Page.Kind.GUIDE, "A", "A.", "").with(List.of("play.css"), List.of("play.js"));
        String html = Layout.page(page);
        assertTrue(html.indexOf("site.css") < html.indexOf("play.css"), html);
        assertTrue(html.contains("<script src=\"assets/play.js\" defer=\"\"></script>"), html);
    }

    @Test
    void the_page_that_is_open_is_marked() {
        String html = Layout.page(Page.of("lessons/01-a.html", Page.Kind.LESSON, "A", "A.", ""));
        assertTrue(html.contains("<a href=\"../lessons/index.html\" aria-current=\"true\">Lessons</a>"), html);
    }
}
