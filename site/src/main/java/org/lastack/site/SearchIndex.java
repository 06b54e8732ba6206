package org.lastack.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lastack.site.page.Page;
import org.lastack.site.page.Plain;

/** What the search of the site looks through: the words of all pages, in pieces that can be linked to. */
final class SearchIndex {
    private static final Pattern HEADING = Pattern.compile("<h2[^>]*?\\bid=\"([^\"]+)\"[^>]*>([\\s\\S]*?)</h2>");

    /** Pictures and lists of links say nothing that the text does not. */
    private static final Pattern LEFT_OUT = Pattern.compile("<svg[\\s\\S]*?</svg>|<nav[\\s\\S]*?</nav>"
            + "|<figcaption[\\s\\S]*?</figcaption>|<span class=\"claim-note\"[\\s\\S]*?</span>|<h1[\\s\\S]*?</h1>"
            + "|<p class=\"(?:live-note|kicker)\"[\\s\\S]*?</p>");

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
        String body = LEFT_OUT.matcher(page.body()).replaceAll(" ");
        Matcher heading = HEADING.matcher(body);
        int from = 0;
        String title = page.title();
        String href = page.path();
        while (heading.find()) {
            add(entries, page, title, href, body.substring(from, heading.start()));
            title = Plain.words(heading.group(2));
            href = page.path() + "#" + heading.group(1);
            from = heading.end();
        }
        add(entries, page, title, href, body.substring(from));
    }

    private static void add(List<Entry> entries, Page page, String title, String href, String html) {
        String kind = page.kind().name().toLowerCase(Locale.ROOT);
        entries.add(new Entry(entries.size(), title, page.title(), kind, href, Plain.words(html)));
    }
}
