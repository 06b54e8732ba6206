package org.lastack.site.lesson;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;
import org.lastack.kit.report.html.Html;
import org.lastack.lessons.engine.Claims;
import org.lastack.lessons.engine.Effort;
import org.lastack.lessons.engine.Lesson;
import org.lastack.lessons.engine.Lesson.Code;
import org.lastack.lessons.engine.Lesson.Role;
import org.lastack.lessons.engine.LessonTrack;
import org.lastack.site.page.JavaHighlighter;
import org.lastack.site.page.Markup;
import org.lastack.site.page.Page;
import org.lastack.site.reference.Reference;

/** Writes the page of one lesson. */
final class LessonPage {
    private static final Pattern CLAIM = Pattern.compile(" ?claim:([AB]\\d+)\\[(?:argued)?]");
    private static final String UP = "../";
    private static final String HEADING = "h2, h3, h4";

    private final List<Lesson> lessons;
    private final int index;
    private final Lesson lesson;
    private final Map<Integer, BlockOutput> outputs;
    private final Map<String, Claims.Claim> claims;
    private final List<LessonTrack> tracks;
    private final LessonLinks links;
    private final Html out = new Html();

    LessonPage(
            List<Lesson> lessons,
            int index,
            Map<Integer, BlockOutput> outputs,
            Map<String, Claims.Claim> claims,
            List<LessonTrack> tracks) {
        this.lessons = lessons;
        this.index = index;
        this.lesson = lessons.get(index);
        this.outputs = outputs;
        this.claims = claims;
        this.tracks = tracks;
        this.links = new LessonLinks(lessons, Reference.settings(), UP, LessonPages.path(lesson));
    }

    Page page() {
        out.open("article", "class", "lesson-page", "data-lesson", "" + lesson.number());
        out.open("header", "class", "lesson-head");
        out.putLine("p", "Lesson " + lesson.number(), "class", "kicker");
        out.markup("<h1>" + lesson.title() + "</h1>\n");
        effort();
        out.closeLine();
        contents();
        out.open("div", "class", "lesson-text").markup("\n");
        int block = 0;
        boolean first = true;
        for (Lesson.Part part : lesson.parts()) {
            if (part instanceof Lesson.Text text) {
                text(text, first);
                first = false;
            } else if (part instanceof Code code) {
                block(++block, code);
            }
        }
        pager();
        out.closeLine().closeLine();
        return Page.of(
                        LessonPages.path(lesson),
                        Page.Kind.LESSON,
                        LessonPages.title(lesson),
                        LessonPages.about(lesson),
                        dressed(Markup.parse(out.done())))
                .with(List.of("live.css"), List.of("live.js"));
    }

    /** How long it takes, and which lessons it takes for granted. */
    private void effort() {
        Effort effort = lesson.effort();
        if (effort.minutes() == 0) {
            return;
        }
        out.open("p", "class", "effort").text("About " + effort.minutes() + " minutes. ");
        out.text(effort.needs().isEmpty() ? "It takes nothing for granted." : "It takes for granted: ");
        String between = "";
        for (int number : effort.needs()) {
            out.text(between);
            String name = "lesson\u00a0" + number;
            Optional<Lesson> needed = TrackList.find(number, lessons);
            needed.ifPresentOrElse(
                    other -> out.put("a", name, "href", UP + LessonPages.path(other)), () -> out.text(name));
            between = ", ";
        }
        out.text(effort.needs().isEmpty() ? "" : ".").closeLine();
    }

    private void contents() {
        out.open("nav", "class", "toc", "aria-label", "In this lesson").open("ol");
        for (Lesson.Part part : lesson.parts()) {
            Element heading =
                    part instanceof Lesson.Text text ? Markup.parse(text.html()).selectFirst("h2") : null;
            if (heading != null) {
                out.open("li").open("a", "href", "#" + heading.id());
                out.markup(heading.html()).close().closeLine();
            }
        }
        out.close().closeLine();
    }

    /** Tells a reader of a file how to get more; who is served sees something else in its place. */
    private void note() {
        out.open("p", "class", "live-note");
        out.text(
                "What stands under each block is what it showed when it was run to make this page. To change a block and run it"
                        + " yourself, start ");
        out.put("code", "./lastack site --serve").text(" (").put("a", "what that allows", "href", UP + "safety.html");
        out.text("). The ").put("a", "playground", "href", UP + "playground.html");
        out.text(" runs as it is, in this browser.");
        out.closeLine();
    }

    /** The first text is the summary, under which the note stands. */
    private void text(Lesson.Text text, boolean first) {
        String html = text.html();
        switch (text.style()) {
            case HEADING, ITEM -> out.markup(html);
            case PARAGRAPH ->
                out.markup(first ? "<div class=\"summary\"><p>" + html + "</p></div>" : "<p>" + html + "</p>");
            case NOTE -> out.markup("<div class=\"note\"><p>" + html + "</p></div>");
            case LITERAL -> out.markup("<pre class=\"plain\">" + html + "</pre>");
            case HINT -> out.markup("<details class=\"hint\"><summary>Hint</summary><p>" + html + "</p></details>");
        }
        out.markup(html.isEmpty() ? "" : "\n");
        if (first) {
            note();
        }
    }

    /** Does what can be done only once all of the page is there. */
    private Element dressed(Element page) {
        page.select("[style]").removeAttr("style"); // the policy of the pages forbids it
        Markup.scroll(page);
        claims(page);
        links(page.expectFirst(".lesson-text"));
        for (Element heading : page.select(HEADING)) {
            Element anchor = new Element("a").addClass("anchor").attr("href", "#" + heading.id());
            anchor.appendChildren(heading.childNodes());
            heading.appendChild(anchor);
        }
        return page;
    }

    /** A heading begins a section; headings, hints and code have no links. */
    private void links(Element parent) {
        for (Element child : parent.children()) {
            if (child.is(HEADING)) {
                links.section();
            } else if (child.hasClass("exercise")) {
                links(child);
            } else if (!child.is("section, details, nav, .live-note")) {
                links.in(child);
            }
        }
    }

    private void block(int number, Code code) {
        if (code.role() == Role.EXERCISE) {
            out.open("div", "class", "exercise").markup("\n");
        }
        if (code.role() == Role.SOLUTION) {
            out.open("details", "class", "solution").putLine("summary", "A solution");
        }
        out.open(
                "section",
                "class",
                "block",
                "id",
                "b" + number,
                "data-block",
                "" + number,
                "data-kind",
                kind(code),
                "data-seconds",
                "" + code.seconds());
        out.markup("\n");
        String says = says(code);
        if (!says.isEmpty()) {
            out.putLine("p", says, "class", "says");
        }
        out.open("pre", "class", "code").open("code");
        out.markup(JavaHighlighter.java(code.source())).close().closeLine();
        out.open("div", "class", "shown").markup(shown(number, code)).closeLine();
        out.closeLine();
        if (code.role() == Role.SOLUTION) {
            out.closeLine().closeLine();
        }
    }

    private static String kind(Code code) {
        return switch (code.role()) {
            case PLAIN -> code.needsKernel() ? "kernel" : "run";
            case FAILS -> "fails";
            case EXERCISE -> "exercise";
            case CHECK -> "check";
            case SOLUTION -> "solution";
        };
    }

    private static String says(Code code) {
        return switch (code.role()) {
            case PLAIN -> kernel(code);
            case FAILS ->
                code.failure().equals("compile")
                        ? "This must not compile."
                        : "This must end with " + code.failure() + ".";
            case EXERCISE -> "You begin with this.";
            case CHECK -> "This must become true.";
            case SOLUTION -> "";
        };
    }

    private static String kernel(Code code) {
        Lesson.Output output = code.output();
        return !code.needsKernel()
                ? ""
                : output == null || output.kernel().isEmpty()
                        ? "On a real kernel."
                        : "On a real kernel; what it showed was recorded on " + output.kernel() + ".";
    }

    private String shown(int number, Code code) {
        Lesson.Output written = code.output();
        String mask = written == null ? "" : written.mask();
        if (code.needsKernel()) {
            return written == null ? "" : ShownHtml.of(written.text(), List.of(), UP, mask);
        }
        BlockOutput output = outputs.getOrDefault(number, BlockOutput.NONE);
        return ShownHtml.of(output.text(), output.drawings(), UP, mask);
    }

    /** Puts the marks of claims into the margin, or leaves them out where there is none. */
    private void claims(Element page) {
        for (TextNode text : Markup.texts(page, "pre")) {
            Element around = text.parent();
            boolean margin = around != null && around.closest(HEADING + ", nav") == null;
            Markup.replace(text, CLAIM, mark -> margin ? note(mark.group(1)) : "");
        }
    }

    private String note(String id) {
        Html note = new Html();
        note.text(" ").open("a", "class", "claim", "href", UP + "claims.html#" + id);
        note.put("span", id, "class", "claim-id");
        Claims.Claim claim = claims.get(id);
        if (claim != null) {
            note.open("span", "class", "claim-note").text(" ").put("b", "People say (" + id + ")");
            note.text("“" + claim.said() + "” ")
                    .put("em", capital(claim.truth().words()) + ".")
                    .close();
        }
        return note.close().done();
    }

    private static String capital(String words) {
        return words.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + words.substring(1);
    }

    private void pager() {
        out.open("nav", "class", "pager", "aria-label", "Other lessons");
        if (index > 0) {
            pager(lessons.get(index - 1), "previous", "Before this", "");
        }
        Lesson following = index + 1 < lessons.size() ? lessons.get(index + 1) : null;
        if (following != null) {
            pager(following, "next", "Next", "");
        } else {
            out.open("a", "class", "next", "href", UP + "playground.html", "data-track", "");
            out.put("span", "After the last lesson").text("The playground").closeLine();
        }
        for (LessonTrack track : tracks) {
            Lesson next = TrackList.next(track, lesson, lessons);
            if (next != null && !next.equals(following)) {
                pager(next, "next", "Next on " + track.name(), track.id());
            }
        }
        out.closeLine();
    }

    /** Who has chosen a track sees what is next on it, and of what has no track what comes before: the site's script hides the rest. */
    private void pager(Lesson other, String style, String says, String track) {
        out.open(
                "a",
                "class",
                style,
                "href",
                UP + LessonPages.path(other),
                "rel",
                style.equals("next") ? "next" : "prev",
                "data-track",
                track);
        out.put("span", says + ": lesson " + other.number())
                .text(Markup.words(other.title()))
                .closeLine();
    }
}
