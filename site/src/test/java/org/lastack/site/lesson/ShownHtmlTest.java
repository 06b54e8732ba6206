package org.lastack.site.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lastack.lessons.engine.Drawn;
import org.lastack.lessons.engine.JShellSession;
import org.lastack.lessons.engine.Outcome;

class ShownHtmlTest {
    @Test
    void a_ladder_takes_the_place_of_its_text_and_a_table_stays_text() {
        try (JShellSession session = JShellSession.start()) {
            String source = """
                    var net = network();
                    var c = net.connect(80);
                    "before < it"
                    show(net);
                    sockets(net)
                    """;
            Outcome outcome = session.run(source, Duration.ofSeconds(20));
            List<Drawn> drawings = session.drawings();
            assertEquals(2, drawings.size());
            assertTrue(outcome.shown().contains(drawings.get(0).text()));
            String html = ShownHtml.of(outcome.shown(), drawings, "../", "");
            assertTrue(
                    html.startsWith("<pre class=\"output\">before &lt; it\n</pre>\n<figure class=\"drawing\""), html);
            assertEquals(2, html.split("<svg ", -1).length, "one picture");
            assertTrue(html.contains("<pre class=\"output\">host "), html);
            assertFalse(html.contains("style"), "what the policy of the pages forbids: " + html);
            String script = drawings.get(0).script();
            assertFalse(script.isEmpty());
            assertTrue(html.contains("<a href=\"../playground.html#s=" + script + "\">"), html);
            assertEquals("", drawings.get(1).script());
        }
    }

    @Test
    void what_differs_from_run_to_run_is_told_to_the_page() {
        assertEquals(
                "<pre class=\"output\" data-mask=\"[0-9&lt;]+\">3 s\n</pre>\n",
                ShownHtml.of("3 s\n", List.of(), "", "[0-9<]+"));
        assertEquals("", ShownHtml.of("", List.of(), "", ""));
    }
}
