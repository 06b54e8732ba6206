package org.lastack.site.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.lastack.lessons.engine.Lessons;
import org.lastack.site.page.Markup;

class LessonLinksTest {
    private static LessonLinks links() throws IOException {
        return new LessonLinks(Lessons.read(List.of()), Set.of("tcp_fin_timeout"), "../", "lessons/08-fin-wait-2.html");
    }

    private static String in(LessonLinks links, String html) {
        Element root = Markup.parse(html);
        links.in(root);
        return root.html();
    }

    @Test
    void rules_settings_and_lessons_are_links() throws IOException {
        assertEquals(
                "<p>As <a href=\"../rules/TW-RESTART.html\">TW-RESTART</a> and"
                        + " <a href=\"../lessons/09-time-wait.html\">lesson 9</a> say of"
                        + " <a href=\"../knobs/tcp_fin_timeout.html\"><code>tcp_fin_timeout</code></a>.</p>",
                in(links(), "<p>As TW-RESTART and lesson 9 say of <code>tcp_fin_timeout</code>.</p>"));
        assertEquals(
                "<a href=\"../rules/TW-RST.html\"><code>TW-RST</code></a> and"
                        + " <a href=\"../knobs/tcp_fin_timeout.html\">tcp_fin_timeout</a>",
                in(links(), "<code>TW-RST</code> and tcp_fin_timeout"));
    }

    @Test
    void what_has_no_page_or_is_code_or_a_link_or_this_page_stays() throws IOException {
        String kept =
                "Lesson 8, lesson 99, XX-NONE, FIN_WAIT_2, <code>certify TW-RESTART</code>, <a href=\"a\">TW-RESTART</a>,"
                        + " <pre>lesson 9</pre>, TIME-WAIT";
        assertEquals(kept, in(links(), kept));
    }

    @Test
    void a_page_is_linked_once_in_a_section() throws IOException {
        LessonLinks links = links();
        String link = "<a href=\"../rules/TW-RST.html\">TW-RST</a>";
        assertEquals(link + ", TW-RST", in(links, "TW-RST, TW-RST"));
        assertEquals("TW-RST", in(links, "TW-RST"));
        links.section();
        assertEquals(link, in(links, "TW-RST"));
    }
}
