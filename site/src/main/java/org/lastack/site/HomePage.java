package org.lastack.site;

import java.util.List;
import org.lastack.kit.report.html.Html;
import org.lastack.lessons.engine.Lesson;
import org.lastack.site.lesson.LessonPages;
import org.lastack.site.page.Page;

/** What a new reader sees first. */
final class HomePage {
    private HomePage() {}

    static Page page(List<Lesson> lessons) {
        Html out = new Html();
        out.putLine("h1", "How TCP connections end");
        out.open("ul");
        if (!lessons.isEmpty()) {
            out.open("li")
                    .put("a", LessonPages.title(lessons.get(0)), "href", LessonPages.path(lessons.get(0)))
                    .closeLine();
        }
        out.open("li").put("a", "Playground", "href", "playground.html").closeLine();
        out.open("li").put("a", "Certify a stack", "href", "plug-in.html").closeLine();
        out.closeLine();
        return Page.of(
                "index.html",
                Page.Kind.HOME,
                "lastack: how TCP connections end",
                "Lessons that run, a machine to play with, and a kit that certifies how a TCP stack ends connections.",
                out.done());
    }
}
