package org.lastack.site.lesson;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.lastack.kit.report.html.Html;
import org.lastack.lessons.engine.Claims;
import org.lastack.lessons.engine.Lesson;
import org.lastack.lessons.engine.LessonTrack;
import org.lastack.site.page.Markup;
import org.lastack.site.page.Page;

/** The pages of the lessons, and the list of them. */
public final class LessonPages {
    /** The end of the first sentence. */
    private static final Pattern SENTENCE = Pattern.compile("(?<=[.?!]) ");

    private LessonPages() {}

    /** Returns where a lesson lies, from the folder of the site. */
    public static String path(Lesson lesson) {
        return "lessons/" + (lesson.number() < 10 ? "0" : "") + lesson.number() + "-" + lesson.slug() + ".html";
    }

    /** Returns the title of a lesson as plain text. */
    public static String title(Lesson lesson) {
        return Markup.words(lesson.title());
    }

    /** Returns the first sentence of a lesson's summary as plain text. */
    public static String about(Lesson lesson) {
        String first = lesson.parts().stream()
                .filter(Lesson.Text.class::isInstance)
                .map(part -> ((Lesson.Text) part).plain().strip().replace('\n', ' '))
                .findFirst()
                .orElse("");
        return SENTENCE.split(first, 2)[0];
    }

    /**
     * Returns the list of lessons and a page for each.
     *
     * @param busy is called when any of them has to be run, which takes some time
     * @throws WrongLessonsException when one does not show what it says
     */
    public static List<Page> of(List<Lesson> lessons, Runnable busy) throws IOException, InterruptedException {
        List<Map<Integer, BlockOutput>> outputs = LessonRuns.of(lessons, busy);
        Map<String, Claims.Claim> claims = new HashMap<>();
        Claims.read().forEach(claim -> claims.put(claim.id(), claim));
        List<Page> pages = new ArrayList<>();
        List<LessonTrack> tracks = LessonTrack.read();
        pages.add(index(lessons, tracks));
        for (int i = 0; i < lessons.size(); i++) {
            pages.add(new LessonPage(lessons, i, outputs.get(i), claims, tracks).page());
        }
        return pages;
    }

    private static Page index(List<Lesson> lessons, List<LessonTrack> tracks) {
        Html out = new Html();
        out.putLine("h1", "Lessons");
        out.putLine(
                "p",
                "One question each, answered by running it. They build on one another, and each can be read alone.",
                "class",
                "lead");
        out.putLine("h2", "Two ways through them");
        TrackList.write(out, tracks, lessons, "");
        out.putLine("h2", "All of them");
        list(out, lessons, "");
        out.open("p");
        out.put("a", "Go on where you were", "class", "continue", "href", "index.html", "hidden", "");
        out.text(" ");
        out.put("button", "Forget my progress", "type", "button", "class", "quiet forget", "hidden", "");
        out.closeLine();
        return Page.of(
                "lessons/index.html",
                Page.Kind.INDEX,
                "Lessons",
                "All lessons on how TCP connections end, in their order.",
                out.done());
    }

    /**
     * Writes the list of lessons, with places for the reader's progress.
     *
     * @param folder what leads from the page to the folder of the lessons
     */
    public static void list(Html out, List<Lesson> lessons, String folder) {
        out.open("ol", "class", "cards");
        for (Lesson lesson : lessons) {
            String name = path(lesson).replace("lessons/", "");
            String number = String.valueOf(lesson.number());
            out.open("li").open("a", "href", folder + name, "data-lesson-link", number);
            out.put("span", number, "class", "number");
            out.put("span", title(lesson), "class", "name");
            out.put("span", "", "class", "done", "data-progress", number);
            int minutes = lesson.effort().minutes();
            String time = minutes == 0 ? "" : " " + minutes + " minutes.";
            out.put("span", about(lesson) + time, "class", "about");
            out.close().closeLine();
        }
        out.closeLine();
    }
}
