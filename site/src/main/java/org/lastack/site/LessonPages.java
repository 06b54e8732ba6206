package org.lastack.site;

import java.util.ArrayList;
import java.util.List;
import org.lastack.kit.report.html.Html;
import org.lastack.lessons.engine.Lesson;
import org.lastack.site.page.Page;

/** The lessons, and the list of them. */
final class LessonPages {
    private LessonPages() {}

    /** Returns where a lesson lies, from the folder of the site. */
    static String path(Lesson lesson) {
        return "lessons/" + (lesson.number() < 10 ? "0" : "") + lesson.number() + "-" + lesson.slug() + ".html";
    }

    static List<Page> pages(List<Lesson> lessons) {
        List<Page> pages = new ArrayList<>();
        pages.add(index(lessons));
        for (Lesson lesson : lessons) {
            Html out = new Html();
            out.putLine("h1", lesson.title());
            int block = 0;
            for (Lesson.Part part : lesson.parts()) {
                if (part instanceof Lesson.Text text) {
                    out.putLine(text.style() == Lesson.Style.HEADING ? "h2" : "p", text.plain());
                } else if (part instanceof Lesson.Code code) {
                    out.open("section", "class", "block", "id", "b" + block, "data-block", "" + block);
                    out.open("pre", "class", "code").put("code", code.source()).closeLine();
                    out.closeLine();
                    block++;
                }
            }
            pages.add(Page.of(path(lesson), Page.Kind.LESSON, lesson.title(), lesson.title(), out.done()));
        }
        return pages;
    }

    private static Page index(List<Lesson> lessons) {
        Html out = new Html();
        out.putLine("h1", "Lessons");
        out.open("ol");
        for (Lesson lesson : lessons) {
            out.open("li")
                    .put("a", lesson.title(), "href", "../" + path(lesson))
                    .closeLine();
        }
        out.closeLine();
        return Page.of("lessons/index.html", Page.Kind.INDEX, "Lessons", "All lessons, in their order.", out.done());
    }
}
