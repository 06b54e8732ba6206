package org.lastack.site.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.lastack.kit.report.html.Html;
import org.lastack.lessons.engine.Effort;
import org.lastack.lessons.engine.Lesson;
import org.lastack.lessons.engine.LessonTrack;

/** What leads a reader along a track. */
class TrackListTest {
    private static final List<Lesson> LESSONS =
            List.of(lesson(1, List.of()), lesson(2, List.of(1)), lesson(4, List.of(1, 2)));

    private static final List<LessonTrack> TRACKS = List.of(
            new LessonTrack("operator", "the operator's track", "For hosts.", List.of(1, 4, 99)),
            new LessonTrack("protocol", "the protocol's track", "For segments.", List.of(4, 2)));

    private static Lesson lesson(int number, List<Integer> needs) {
        String name = "L" + number;
        return new Lesson(
                number,
                name.toLowerCase(java.util.Locale.ROOT),
                name,
                name + ".adoc",
                new Effort(40, needs),
                List.of());
    }

    private static String page(int index) {
        return new LessonPage(LESSONS, index, Map.of(), Map.of(), TRACKS)
                .page()
                .body()
                .html();
    }

    /** The links to what comes next, each with its track. */
    private static String nexts(int index) {
        return org.jsoup.Jsoup.parse(page(index)).select(".pager .next").stream()
                .map(a -> a.attr("data-track") + ">" + a.attr("href"))
                .collect(Collectors.joining(" "));
    }

    @Test
    void a_track_lists_its_lessons_in_its_order_with_the_time_they_take() {
        Html out = new Html();
        TrackList.write(out, TRACKS, LESSONS, "lessons/");
        String html = out.done();
        assertTrue(html.contains("<h3>The operator's track</h3>"), html);
        assertTrue(html.contains("For hosts. 2 lessons, about 1 hours."), html);
        String links = org.jsoup.Jsoup.parse(html).select("[data-track-link=protocol]").stream()
                .map(a -> a.attr("href"))
                .collect(Collectors.joining(" "));
        assertEquals("lessons/04-l4.html lessons/02-l2.html", links);
    }

    @Test
    void a_lesson_leads_on_by_number_and_along_each_track_that_goes_elsewhere() {
        assertEquals(">../lessons/02-l2.html operator>../lessons/04-l4.html", nexts(0));
        assertEquals(">../lessons/04-l4.html", nexts(1), "the end of a track");
        assertEquals(">../playground.html protocol>../lessons/02-l2.html", nexts(2));
    }

    @Test
    void a_lesson_says_how_long_it_takes_and_links_what_it_takes_for_granted() {
        String html = page(2);
        assertTrue(html.contains("About 40 minutes. It takes for granted: <a href=\"../lessons/01-l1.html\">"), html);
        assertTrue(page(0).contains("It takes nothing for granted."), page(0));
        Lesson unsaid = new Lesson(7, "x", "X", "x.adoc", List.of());
        String none = new LessonPage(List.of(unsaid), 0, Map.of(), Map.of(), TRACKS)
                .page()
                .body()
                .html();
        assertFalse(none.contains("minutes"), none);
    }
}
