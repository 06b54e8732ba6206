package org.lastack.site;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jsoup.nodes.Element;
import org.lastack.kit.report.html.Html;
import org.lastack.site.page.JavaHighlighter;
import org.lastack.site.page.Markup;
import org.lastack.site.page.Page;
import org.lastack.stacks.ProjectFolder;

/** How to certify a stack: the guide of the kit, with a short way in before it. */
final class PlugInPage {
    private static final Pattern NO_NAME = Pattern.compile("[^a-z0-9]+");

    private final Map<String, String> contents = new LinkedHashMap<>();
    private final Map<Heading, String> names = new HashMap<>();

    private PlugInPage() {}

    static Page page() throws IOException {
        return new PlugInPage().make(Files.readString(ProjectFolder.resolve("conformance/PLUGGING-IN.md")));
    }

    private Page make(String markdown) {
        var tables = List.of(TablesExtension.create());
        Node guide = Parser.builder().extensions(tables).build().parse(markdown);
        title(guide);
        guide.accept(new Names());
        guide.accept(new LinksOfTheSite());
        HtmlRenderer renderer = HtmlRenderer.builder()
                .extensions(tables)
                .attributeProviderFactory(context -> (node, tag, attributes) -> {
                    String name = node instanceof Heading heading ? names.get(heading) : null;
                    if (name != null) {
                        attributes.put("id", name);
                    }
                })
                .build();
        Html out = new Html();
        out.open("div", "class", "lesson-page")
                .open("header", "class", "lesson-head")
                .markup("\n");
        wayIn(out);
        out.closeLine();
        out.open("nav", "class", "toc", "aria-label", "On this page").open("ol");
        contents.forEach((name, words) ->
                out.open("li").put("a", words, "href", "#" + name).closeLine());
        out.close().closeLine();
        out.open("div", "class", "lesson-text")
                .markup(renderer.render(guide))
                .closeLine()
                .closeLine();
        return Page.of(
                "plug-in.html",
                Page.Kind.GUIDE,
                "Certify a stack",
                "Two doors into the conformance kit: Java, and any language over stdin and stdout.",
                dressed(Markup.parse(out.done())));
    }

    private static void wayIn(Html out) {
        out.putLine("h1", "Certify a stack");
        out.putLine(
                "p",
                "The kit tells whether a TCP ends its connections correctly, and shows the smallest scenario in which it does not.",
                "class",
                "lead");
        out.open("pre", "class", "plain").open("code");
        out.text("""
                ./lastack certify                # the reference machine
                ./lastack certify linux          # the running kernel
                ./lastack certify -- ./my-shim   # yours, in any language
                """);
        out.close().closeLine();
        out.open("p")
                .text(
                        "Exit code 0 means certified, 1 not certified, 2 wrong usage or set-up, 3 the stack broke the contract. ");
        out.put("code", "--report DIR")
                .text(" writes a page to read and to hand on, JSON, JUnit XML for CI, and a badge.");
        out.closeLine();
    }

    /** The page has a heading of its own. */
    private static void title(Node guide) {
        Node first = guide.getFirstChild();
        if (first instanceof Heading heading && heading.getLevel() == 1) {
            first.unlink();
        }
    }

    /** Java is coloured, and tables can be scrolled; a head of theirs without words is none. */
    private static Element dressed(Element page) {
        page.select("pre:not([class])").addClass("plain");
        page.select("pre:has(> code.language-java)").attr("class", "code");
        for (Element java : page.select("code.language-java")) {
            java.html(JavaHighlighter.java(java.wholeText())).removeAttr("class");
        }
        page.select("th:empty").tagName("td");
        Markup.scroll(page);
        return page;
    }

    /** Gives headings a name to link to, and collects those of the first rank. */
    private final class Names extends AbstractVisitor {
        @Override
        public void visit(Heading heading) {
            StringBuilder words = new StringBuilder();
            heading.accept(new AbstractVisitor() {
                @Override
                public void visit(Text text) {
                    words.append(text.getLiteral());
                }

                @Override
                public void visit(Code code) {
                    words.append(code.getLiteral());
                }
            });
            String name =
                    NO_NAME.matcher(words.toString().toLowerCase(Locale.ROOT)).replaceAll("-");
            names.put(heading, name);
            if (heading.getLevel() == 2) {
                contents.put(name, words.toString());
            }
        }
    }

    /** A link to a file of the project leads nowhere from the site: its words stay. */
    private static final class LinksOfTheSite extends AbstractVisitor {
        @Override
        public void visit(Link link) {
            if (link.getDestination().contains("://")) {
                return;
            }
            while (link.getFirstChild() != null) {
                link.insertBefore(link.getFirstChild());
            }
            link.unlink();
        }

        @Override
        public void visit(FencedCodeBlock block) {}
    }
}
