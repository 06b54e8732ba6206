package org.lastack.site.home;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.report.html.Html;
import org.lastack.kit.rules.Rules;
import org.lastack.lab.Drawing;
import org.lastack.lessons.engine.Lesson;
import org.lastack.lessons.engine.LessonTrack;
import org.lastack.site.lesson.LessonPages;
import org.lastack.site.lesson.TrackList;
import org.lastack.site.page.Page;

/** What a new reader sees first: what this is, and three ways in. */
public final class HomePage {
    /** What somebody sees on a host, the lesson that explains it, and the page that has it in short. */
    private record Symptom(String seen, String means, int lesson, String page) {}

    private static final List<Symptom> SYMPTOMS = List.of(
            new Symptom(
                    "TIME_WAIT, thousands of them",
                    "This host closes first. Mostly that is all.",
                    9,
                    "states/TIME-WAIT.html"),
            new Symptom("CLOSE_WAIT that stays", "An application here does not close.", 14, "states/CLOSE-WAIT.html"),
            new Symptom("FIN_WAIT_2 that stays", "An application there does not close.", 8, "states/FIN-WAIT-2.html"),
            new Symptom(
                    "FIN_WAIT_1, or “too many orphaned sockets”",
                    "Peers that do not answer, or do not read.",
                    7,
                    "states/FIN-WAIT-1.html"),
            new Symptom(
                    "A half-closed connection whose answer never comes",
                    "A box on the path has forgotten it.",
                    21,
                    "states/FIN-WAIT-2.html"),
            new Symptom(
                    "Connection reset by peer",
                    "Unread data, an abort, or a host that forgot.",
                    13,
                    "glossary.html#rst"),
            new Symptom(
                    "Cannot assign requested address",
                    "No port is left towards that server.",
                    11,
                    "knobs/ip_local_port_range.html"));

    private final List<Lesson> lessons;
    private final List<LessonTrack> tracks;
    private final Html out = new Html();

    private HomePage(List<Lesson> lessons, List<LessonTrack> tracks) {
        this.lessons = lessons;
        this.tracks = tracks;
    }

    /** Returns the page. */
    public static Page page(List<Lesson> lessons) throws IOException {
        HomePage home = new HomePage(lessons, LessonTrack.read());
        home.hero();
        home.ways();
        home.symptoms();
        home.list();
        home.lookUp();
        return Page.of(
                "index.html",
                Page.Kind.HOME,
                "lastack: how TCP connections end",
                "Lessons that run, a machine to play with, and a kit that certifies how a TCP stack ends connections.",
                home.out.done());
    }

    private void hero() {
        out.open("section", "class", "hero").open("div", "class", "hero-words").markup("\n");
        out.putLine("h1", "How TCP connections end");
        out.putLine(
                "p",
                "Four segments, a wait that seems too long, and sockets that stay behind. Here what people say about them is"
                        + " answered by running it, and any TCP can be put to the test.",
                "class",
                "lead");
        out.open("p", "class", "ways-in");
        if (!lessons.isEmpty()) {
            out.put("a", "Begin the lessons", "class", "button", "href", LessonPages.path(lessons.get(0)));
        }
        out.put("a", "The playground", "class", "button plain-button", "href", "playground.html");
        out.put("a", "Certify a stack", "class", "button plain-button", "href", "plug-in.html");
        out.closeLine().closeLine();
        Drawing drawing = FourWaves.run();
        out.open("figure", "class", "hero-picture")
                .markup(FourWaves.draw(drawing))
                .open("figcaption");
        out.text("An undisturbed close, drawn from what the reference machine did.");
        drawing.script().ifPresent(script -> out.text(" ").put("a", "Play it", "href", "playground.html#s=" + script));
        out.close().closeLine().closeLine();
    }

    private void ways() {
        out.open("section", "class", "ways").markup("\n").putLine("h2", "Three things, one machine");
        out.open("div", "class", "columns").markup("\n");
        way(
                "Learn",
                lessons.size() + " lessons",
                "lessons/index.html",
                ", each with one question. Java on the page, what it shows under it, diagrams that are drawn by running it."
                        + " Claims that people repeat are marked, and judged.");
        way(
                "Play",
                "The playground",
                "playground.html",
                " is two hosts and a wire. Lose a segment, hold one back, let hours pass, take it back: the machine answers as"
                        + " RFC 9293 says, or as Linux does.");
        way(
                "Certify",
                "The kit",
                "plug-in.html",
                " puts " + Rules.all().size()
                        + " rules to a TCP, each with its source, and answers a broken one with the smallest"
                        + " scenario that shows it. It plugs into anything that speaks on stdin and stdout.");
        out.closeLine().closeLine();
    }

    private void way(String title, String link, String href, String words) {
        out.open("div").putLine("h3", title);
        out.open("p").put("a", link, "href", href).text(words).closeLine().closeLine();
    }

    private void lookUp() {
        out.open("section", "class", "look-up").markup("\n").putLine("h2", "To look something up");
        out.open("ul").markup("\n");
        entry("rules/index.html", "Rules", "what a TCP must do, from which section of which RFC");
        entry("stacks/index.html", "Stacks", "how Linux, lwIP and the reference do against each rule");
        entry("states.html", "States", "the diagram, and what leads from each to the next");
        entry("claims.html", "Claims", "what people say about closing, and what is true of it");
        entry("knobs/index.html", "Settings", "what can be set on Linux, and what each setting does and does not do");
        entry("glossary.html", "Glossary", "the words");
        out.closeLine().closeLine();
    }

    private void entry(String href, String name, String words) {
        out.open("li").put("a", name, "href", href).text(": " + words + ".").closeLine();
    }

    private void symptoms() {
        List<Symptom> known =
                SYMPTOMS.stream().filter(s -> find(s.lesson()) != null).toList();
        if (known.isEmpty()) {
            return;
        }
        out.open("section", "class", "symptoms").markup("\n").putLine("h2", "You have a host that shows");
        out.open("dl").markup("\n");
        for (Symptom symptom : known) {
            Lesson lesson = find(symptom.lesson());
            if (lesson != null) {
                out.open("div").put("dt", symptom.seen()).open("dd").text(symptom.means() + " ");
                out.put("a", "Lesson\u00a0" + lesson.number(), "href", LessonPages.path(lesson))
                        .text(", or ");
                out.put("a", "in short", "href", symptom.page(), "aria-label", "In short: " + symptom.seen());
                out.text(".").close().closeLine();
            }
        }
        out.closeLine().closeLine();
    }

    private @Nullable Lesson find(int number) {
        return lessons.stream().filter(l -> l.number() == number).findFirst().orElse(null);
    }

    private void list() {
        out.open("section", "class", "home-tracks").markup("\n").putLine("h2", "Two ways through the lessons");
        TrackList.write(out, tracks, lessons, "lessons/");
        out.closeLine();
        out.open("section", "class", "home-lessons").markup("\n").putLine("h2", "The lessons");
        LessonPages.list(out, lessons, "lessons/");
        out.closeLine();
    }
}
