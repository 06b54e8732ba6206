package org.lastack.site.page;

import java.util.List;
import java.util.Locale;
import org.lastack.kit.report.html.Html;

/** What every page has: head, navigation, foot, and a policy under which nothing comes from elsewhere. */
public final class Layout {
    /** Nothing from any other host, no script and no style inside a page. */
    public static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            + " connect-src 'self'; form-action 'none'; base-uri 'none'";

    private record Link(String path, String name) {}

    private static final List<Link> MAIN = List.of(
            new Link("lessons/index.html", "Lessons"),
            new Link("playground.html", "Playground"),
            new Link("rules/index.html", "Rules"),
            new Link("stacks/index.html", "Stacks"),
            new Link("plug-in.html", "Certify"));

    private static final List<Link> LOOK_UP = List.of(
            new Link("states.html", "States"),
            new Link("claims.html", "Claims"),
            new Link("knobs/index.html", "Settings"),
            new Link("glossary.html", "Glossary"));

    /** Two hosts and what goes between them. */
    private static final String MARK = "<svg class=\"mark\" viewBox=\"0 0 24 24\" width=\"24\" height=\"24\""
            + " aria-hidden=\"true\"><path d=\"M4 3v18M20 3v18\"/><path class=\"wire\" d=\"M4 6l16 4M20 14L4 18\"/></svg>";

    private static final String GLASS = "<svg viewBox=\"0 0 20 20\" width=\"18\" height=\"18\" aria-hidden=\"true\">"
            + "<circle cx=\"8.5\" cy=\"8.5\" r=\"5.5\"/><path d=\"M13 13l4.5 4.5\"/></svg>";

    private static final String HALF = "<svg viewBox=\"0 0 20 20\" width=\"18\" height=\"18\" aria-hidden=\"true\">"
            + "<circle cx=\"10\" cy=\"10\" r=\"7\"/><path class=\"full\" d=\"M10 3a7 7 0 0 1 0 14z\"/></svg>";

    private Layout() {}

    /** Returns the page as a whole document, and sets its texts as print has them. */
    public static String page(Page page) {
        Html out = new Html();
        out.markup("<!doctype html>\n");
        out.open("html", "lang", "en", "class", page.kind().name().toLowerCase(Locale.ROOT));
        head(out, page);
        out.open("body", "data-up", page.up());
        out.putLine("a", "Skip to the text", "class", "skip", "href", "#main");
        header(out, page);
        out.open("main", "id", "main", "tabindex", "-1")
                .markup("\n" + text(page) + "\n")
                .closeLine();
        footer(out, page);
        return out.close().close().done() + "\n";
    }

    /** The playground's texts are its script's as well, which looks for them as they are. */
    private static String text(Page page) {
        if (page.kind() != Page.Kind.PLAYGROUND) {
            Typography.set(page.body());
        }
        return page.body().html();
    }

    private static void head(Html out, Page page) {
        String assets = page.up() + "assets/";
        out.open("head").empty("meta", "charset", "utf-8").markup("\n");
        out.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY)
                .markup("\n");
        out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        out.empty("meta", "name", "color-scheme", "content", "light dark").markup("\n");
        String name = page.kind() == Page.Kind.HOME ? page.title() : page.title() + " · lastack";
        out.putLine("title", name);
        out.empty("meta", "name", "description", "content", page.description()).markup("\n");
        out.empty("link", "rel", "icon", "href", assets + "icon.svg", "type", "image/svg+xml");
        out.empty("link", "rel", "stylesheet", "href", assets + "site.css");
        page.styles().forEach(style -> out.empty("link", "rel", "stylesheet", "href", assets + style));
        // Not deferred: it sets the colours that the reader chose before anything is painted.
        out.put("script", "", "src", assets + "site.js");
        page.scripts().forEach(script -> out.put("script", "", "src", assets + script, "defer", ""));
        out.closeLine();
    }

    private static void header(Html out, Page page) {
        out.open("header", "class", "site-head").open("div", "class", "site-bar");
        out.open("a", "class", "wordmark", "href", page.up() + "index.html");
        out.markup(MARK).text("lastack").closeLine();
        out.open("nav", "aria-label", "Site").open("ul");
        MAIN.forEach(link -> item(out, page, link));
        out.close().closeLine();
        // Both need JavaScript, which takes "hidden" away.
        out.open("div", "class", "tools");
        button(out, "search-open", "Search (key /)", GLASS);
        button(out, "theme", "Colours", HALF);
        out.close().close().closeLine();
    }

    private static void button(Html out, String name, String label, String picture) {
        out.open("button", "type", "button", "class", name, "aria-label", label, "title", label, "hidden", "");
        out.markup(picture).close();
    }

    private static void item(Html out, Page page, Link link) {
        out.open("li");
        String href = page.up() + link.path();
        String folder = link.path().replaceFirst("[^/]*$", "");
        if (page.path().equals(link.path())) {
            out.put("a", link.name(), "href", href, "aria-current", "page");
        } else if (!folder.isEmpty() && page.path().startsWith(folder)) {
            out.put("a", link.name(), "href", href, "aria-current", "true");
        } else {
            out.put("a", link.name(), "href", href);
        }
        out.close();
    }

    private static void footer(Html out, Page page) {
        out.open("footer", "class", "site-foot").open("div", "class", "site-bar");
        out.open("nav", "aria-label", "All parts").open("ul");
        MAIN.forEach(link -> item(out, page, link));
        LOOK_UP.forEach(link -> item(out, page, link));
        out.close().closeLine();
        out.putLine(
                "p",
                "LAST-ACK is the state of a host whose FIN waits for the last acknowledgment."
                        + " This site asks no other host for anything. Apache-2.0.");
        out.close().closeLine();
    }
}
