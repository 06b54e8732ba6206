package org.lastack.site.reference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.lastack.kit.report.html.Html;
import org.lastack.lessons.engine.Lesson;
import org.lastack.site.page.Page;

/** Which lessons speak of something. */
final class Mentions {
    private final List<Lesson> lessons;

    Mentions(List<Lesson> lessons) {
        this.lessons = List.copyOf(lessons);
    }

    /** Returns the lessons in which the word stands, in text or in code, in their order. */
    List<Lesson> of(String word) {
        Pattern whole = whole(word);
        return lessons.stream().filter(l -> count(l, whole) > 0).toList();
    }

    /** Returns at most so many lessons in which the word stands most often. */
    List<Lesson> most(String word, int most) {
        Pattern whole = whole(word);
        return lessons.stream()
                .filter(l -> count(l, whole) > 0)
                .sorted(Comparator.comparingLong((Lesson l) -> count(l, whole)).reversed())
                .limit(most)
                .sorted(Comparator.comparingInt(Lesson::number))
                .toList();
    }

    /** The word as a whole; a state is written with hyphens by RFC 9293 and otherwise by Linux. */
    private static Pattern whole(String word) {
        String either = Pattern.quote(word).replace("-", "\\E[-_]\\Q");
        return Pattern.compile("(?<![\\w-])" + either + "(?![\\w-])");
    }

    private static long count(Lesson lesson, Pattern word) {
        List<String> texts = new ArrayList<>(List.of(lesson.title()));
        for (Lesson.Part part : lesson.parts()) {
            if (part instanceof Lesson.Text text) {
                texts.add(text.text());
            } else if (part instanceof Lesson.Code code) {
                texts.add(code.source());
            }
        }
        return texts.stream().mapToLong(t -> word.matcher(t).results().count()).sum();
    }

    /** Writes links to lessons as a list; nothing when there are none. */
    static void write(Html out, List<Lesson> lessons, String path) {
        if (lessons.isEmpty()) {
            return;
        }
        out.open("ul", "class", "lesson-links");
        for (Lesson lesson : lessons) {
            String file =
                    "lessons/" + String.valueOf(lesson.path().getFileName()).replace(".adoc", ".html");
            out.open("li")
                    .put("a", lesson.number() + ". " + lesson.title(), "href", Page.up(path) + file)
                    .close();
        }
        out.closeLine();
    }
}
