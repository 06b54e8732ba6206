package org.lastack.site.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.lastack.kit.report.html.Html;

/** HTML as a tree, which jsoup reads and writes: what is looked for or changed in a page is looked for and changed here. */
public final class Markup {
    private Markup() {}

    /** Reads what stands inside a page; the element returned is around it. Written again, it is not laid out anew. */
    public static Element parse(String html) {
        Document document = Jsoup.parseBodyFragment(html);
        document.outputSettings().prettyPrint(false);
        return document.body();
    }

    /** Lists the texts inside an element, in their order, but for those inside elements with these names. */
    public static List<TextNode> texts(Element root, String... but) {
        Set<String> left = Set.of(but);
        List<TextNode> texts = new ArrayList<>();
        root.filter((node, depth) -> {
            if (node instanceof TextNode text) {
                texts.add(text);
            }
            return left.contains(node.nodeName())
                    ? NodeFilter.FilterResult.SKIP_ENTIRELY
                    : NodeFilter.FilterResult.CONTINUE;
        });
        return texts;
    }

    /** Puts markup in the place of whatever matches in a text. */
    public static void replace(TextNode text, Pattern pattern, Function<MatchResult, String> markup) {
        String whole = text.getWholeText();
        Matcher found = pattern.matcher(whole);
        StringBuilder html = new StringBuilder();
        int from = 0;
        while (found.find()) {
            html.append(Html.escape(whole.substring(from, found.start()))).append(markup.apply(found));
            from = found.end();
        }
        if (from > 0) {
            text.before(html + Html.escape(whole.substring(from)));
            text.remove();
        }
    }

    /** Lets each table be scrolled, under its caption or a number as its name. */
    public static void scroll(Element root) {
        int number = 0;
        for (Element table : root.select("table")) {
            number++;
            Element frame = new Element("div")
                    .addClass("scroll")
                    .attr("tabindex", "0")
                    .attr("role", "region")
                    .attr("aria-label", "Table " + number);
            table.replaceWith(frame);
            frame.appendChild(table);
        }
    }

    /** Returns the words inside the elements, with single spaces between them. */
    public static String words(Iterable<? extends Node> nodes) {
        Words words = new Words();
        nodes.forEach(node -> node.filter(words));
        return words.toString();
    }

    /** The words of HTML that is no page yet. */
    public static String words(String html) {
        return words(List.of(parse(html)));
    }

    /** Where an element ends and another begins there is a space between the words. */
    private static final class Words implements NodeFilter {
        private final StringBuilder words = new StringBuilder();
        private boolean atTag;

        @Override
        public FilterResult head(Node node, int depth) {
            if (node instanceof TextNode text) {
                words.append(text.getWholeText());
                atTag = false;
            } else {
                tag();
            }
            return FilterResult.CONTINUE;
        }

        @Override
        public FilterResult tail(Node node, int depth) {
            if (node instanceof Element) {
                tag();
            }
            return FilterResult.CONTINUE;
        }

        private void tag() {
            words.append(atTag ? " " : "");
            atTag = true;
        }

        /** Zero-width spaces and thin ones are for the eye. */
        @Override
        public String toString() {
            String plain = words.toString()
                    .replace("\u200b", "")
                    .replace('\u2009', ' ')
                    .replace('\u00a0', ' ');
            return plain.replaceAll("\\s+", " ").strip();
        }
    }
}
