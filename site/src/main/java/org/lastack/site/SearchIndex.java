package org.lastack.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.lastack.site.page.Markup;
import org.lastack.site.page.Page;

/** What the search of the site looks through: the words of all pages, in pieces that can be linked to. */
final class SearchIndex {
    private static final String HEADING = "h2[id]";

    /** Pictures and lists of links say nothing that the text does not. */
    private static final String LEFT_OUT = "svg, nav, figcaption, span.claim-note, h1, p.live-note, p.kicker";

    /**
     * A piece of a page.
     *
     * @param href the page and the place in it, from the folder of the site
     */
    record Entry(int id, String title, String page, String kind, String href, String text) {}

    private SearchIndex() {}

    /** Returns the index as a script, since a page that was opened from disk may read nothing else. */
    static String script(List<Page> pages) {
        try {
            return "window.lastackSearchIndex = " + new ObjectMapper().writeValueAsString(of(pages)) + ";\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Entry> of(List<Page> pages) {
        List<Entry> entries = new ArrayList<>();
        for (Page page : pages) {
            if (page.kind() != Page.Kind.INDEX) {
                add(entries, page);
            }
        }
        return entries;
    }

    private static void add(List<Entry> entries, Page page) {
        Element body = page.body().clone();
        body.select(LEFT_OUT).remove();
        String title = page.title();
        String href = page.path();
        List<Node> piece = new ArrayList<>();
        for (Node leaf : leaves(body)) {
            if (leaf instanceof Element heading && heading.is(HEADING)) {
                add(entries, page, title, href, piece);
                piece.clear();
                title = Markup.words(heading.childNodes());
                href = page.path() + "#" + heading.id();
            } else {
                piece.add(leaf);
            }
        }
        add(entries, page, title, href, piece);
    }

    /** The largest parts of the page that no heading is inside of, and the headings. */
    private static List<Node> leaves(Element root) {
        List<Node> leaves = new ArrayList<>();
        for (Node child : root.childNodes()) {
            boolean divided =
                    child instanceof Element element && !element.is(HEADING) && element.selectFirst(HEADING) != null;
            if (divided) {
                leaves.addAll(leaves((Element) child));
            } else {
                leaves.add(child);
            }
        }
        return leaves;
    }

    private static void add(List<Entry> entries, Page page, String title, String href, List<Node> piece) {
        String kind = page.kind().name().toLowerCase(Locale.ROOT);
        entries.add(new Entry(entries.size(), title, page.title(), kind, href, Markup.words(piece)));
    }
}
