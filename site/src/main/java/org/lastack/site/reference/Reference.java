package org.lastack.site.reference;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.html.Html;
import org.lastack.lessons.engine.Claims;
import org.lastack.lessons.engine.Lesson;
import org.lastack.site.page.Page;
import org.lastack.site.page.Page.Kind;

/** All that one looks things up in, made by running it: rules, stacks, states, claims, knobs, words. */
public final class Reference {
    private static final String STYLE = "reference.css";

    private final List<Lesson> lessons;
    private final Mentions mentions;
    private final Stacks stacks;
    private final Knobs knobs;
    private final LinkedText prose;

    private Reference(List<Lesson> lessons, Stacks stacks) {
        this.lessons = List.copyOf(lessons);
        this.mentions = new Mentions(lessons);
        this.stacks = stacks;
        this.knobs = Knobs.read();
        this.prose = new LinkedText(knobs.names());
    }

    /**
     * Certifies the presets of the reference, reads the recorded reports, and adds further ones.
     *
     * @throws IllegalArgumentException when a recorded report is none
     * @throws InterruptedException when interrupted
     */
    public static Reference of(List<Lesson> lessons, List<Report> further) throws IOException, InterruptedException {
        return new Reference(lessons, Stacks.of(further));
    }

    /** Returns the names of the settings that have a page. */
    public static Set<String> settings() {
        return Knobs.read().names();
    }

    /** Returns the pages. */
    public List<Page> pages() throws IOException {
        List<Page> pages = new ArrayList<>(new RulePages(this).pages());
        pages.add(new MatrixPage(this).page());
        pages.addAll(new StatesPage(this).pages());
        pages.add(new ClaimsPage(this).page(Claims.index(Claims.read(), lessons)));
        pages.addAll(new KnobPages(this).pages());
        pages.add(new GlossaryPage(this).page());
        return pages;
    }

    /** Returns whole documents under their paths: the stacks' own reports, as the kit writes them, and what they point at. */
    public Map<String, String> documents() throws IOException {
        Map<String, String> documents = new LinkedHashMap<>();
        for (Stacks.Shown stack : stacks.all()) {
            documents.putAll(stack.documents());
        }
        return documents;
    }

    Mentions mentions() {
        return mentions;
    }

    Stacks stacks() {
        return stacks;
    }

    Knobs knobs() {
        return knobs;
    }

    LinkedText prose() {
        return prose;
    }

    Page page(String path, Kind kind, String title, String description, Html body) {
        return Page.of(path, kind, title, description, body.done()).with(List.of(STYLE), List.of());
    }
}
