package org.lastack.site.page;

import java.util.List;
import org.jsoup.nodes.Element;

/**
 * A page of the site, without what all pages have.
 *
 * @param path where it lies, from the folder of the site, for example {@code rules/TW-RESTART.html}
 * @param description one sentence of what it is, for those who look for it
 * @param body what stands in {@code main}: without scripts and without styles; links are relative to this page
 * @param styles style sheets of its own beside {@code site.css}, as names in the folder of assets
 * @param scripts scripts of its own beside {@code site.js}, as names in the folder of assets, in the order they are run
 */
public record Page(
        String path,
        Kind kind,
        String title,
        String description,
        Element body,
        List<String> styles,
        List<String> scripts) {
    public Page {
        styles = List.copyOf(styles);
        scripts = List.copyOf(scripts);
    }

    /** What a page is for: search groups by it and the style sheet knows it. */
    public enum Kind {
        HOME,
        LESSON,
        PLAYGROUND,
        RULE,
        STACK,
        CLAIM,
        STATE,
        KNOB,
        GLOSSARY,
        GUIDE,
        /** A list of pages, which is not found by search. */
        INDEX
    }

    /** Returns a page that needs nothing but what all pages have; its body is HTML. */
    public static Page of(String path, Kind kind, String title, String description, String body) {
        return of(path, kind, title, description, Markup.parse(body));
    }

    /** Returns a page that needs nothing but what all pages have. */
    public static Page of(String path, Kind kind, String title, String description, Element body) {
        return new Page(path, kind, title, description, body, List.of(), List.of());
    }

    /** Returns the page with a style sheet and scripts of its own. */
    public Page with(List<String> moreStyles, List<String> moreScripts) {
        return new Page(path, kind, title, description, body, moreStyles, moreScripts);
    }

    /** Returns what leads from this page to the folder of the site: empty, or {@code ../} as often as needed. */
    public String up() {
        return up(path);
    }

    /** Returns what leads from a page to the folder of the site. */
    public static String up(String path) {
        return "../".repeat((int) path.chars().filter(c -> c == '/').count());
    }
}
