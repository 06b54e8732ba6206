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
            new Link("plug-in.html", "Certify a stack"));

    private Layout() {}

    /** Returns the page as a whole document. */
    public static String page(Page page) {
        Html out = new Html();
        out.markup("<!doctype html>\n");
        out.open("html", "lang", "en", "class", page.kind().name().toLowerCase(Locale.ROOT));
        head(out, page);
        out.open("body");
        out.put("a", "Skip to the text", "class", "skip", "href", "#main");
        header(out, page);
        out.open("main", "id", "main", "tabindex", "-1")
                .markup("\n" + page.body() + "\n")
                .closeLine();
        footer(out, page);
        return out.close().close().done() + "\n";
    }

    private static void head(Html out, Page page) {
        String assets = page.up() + "assets/";
        out.open("head").empty("meta", "charset", "utf-8");
        out.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY);
        out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        out.empty("meta", "name", "color-scheme", "content", "light dark");
        String name = page.kind() == Page.Kind.HOME ? page.title() : page.title() + " · lastack";
        out.put("title", name);
        out.empty("meta", "name", "description", "content", page.description());
        out.empty("link", "rel", "icon", "href", assets + "icon.svg", "type", "image/svg+xml");
        out.empty("link", "rel", "stylesheet", "href", assets + "site.css");
        page.styles().forEach(style -> out.empty("link", "rel", "stylesheet", "href", assets + style));
        // First of all: it sets the colours that the reader chose before anything is painted.
        out.put("script", "", "src", assets + "site.js");
        page.scripts().forEach(script -> out.put("script", "", "src", assets + script, "defer", ""));
        out.closeLine();
    }

    private static void header(Html out, Page page) {
        out.open("header", "class", "site-head");
        out.put("a", "lastack", "class", "wordmark", "href", page.up() + "index.html");
        out.open("nav", "aria-label", "Site").open("ul");
        MAIN.forEach(link -> item(out, page, link));
        out.close().close().closeLine();
    }

    private static void item(Html out, Page page, Link link) {
        out.open("li");
        String href = page.up() + link.path();
        if (page.path().equals(link.path())) {
            out.put("a", link.name(), "href", href, "aria-current", "page");
        } else {
            out.put("a", link.name(), "href", href);
        }
        out.close();
    }

    private static void footer(Html out, Page page) {
        out.open("footer", "class", "site-foot").open("ul");
        MAIN.forEach(link -> item(out, page, link));
        out.close();
        out.put("p", "lastack, the name of a state: how TCP connections end. Apache-2.0.");
        out.closeLine();
    }
}
