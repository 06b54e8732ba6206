package org.lastack.site.page;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.lastack.kit.report.html.Html;

/**
 * What print has and a keyboard has not: curled apostrophes and quotation marks, signs of arithmetic, and words that a line does
 * not end in. Code keeps its characters, and drawings all that they have.
 */
final class Typography {
    /** A space that is not the end of a line: a number and its unit, the name of a thing and its number. */
    private static final Pattern TOGETHER = Pattern.compile(
            "(?<=\\d) (?=(?:s|ms|KB|MB|GB|octets?|seconds?|minutes?|hours?|days?)\\b)|(?<=\\b(?:RFC|[Ll]esson|claim|Figure)) (?=[AB]?\\d)");

    /** Names of states and their like, which browsers break at each hyphen. */
    private static final Pattern NAME = Pattern.compile("\\b[A-Z]{2,}\\d?(?:-[A-Z0-9]+)+\\b");

    /** The same in code, where an option would come apart from its hyphens. */
    private static final Pattern OPTION = Pattern.compile("\\S*-\\S*", Pattern.UNICODE_CHARACTER_CLASS);

    /** A word of more characters is wider than a phone, and may break. */
    private static final int LONGEST = 28;

    private Typography() {}

    /** Sets the texts inside an element; what stands before each decides what a quotation mark at its beginning is. */
    static void set(Element root) {
        char before = ' ';
        Node block = root;
        for (TextNode text : Markup.texts(root, "pre", "svg")) {
            Element parent = text.parent() == null ? root : text.parent();
            Node around = block(parent);
            before = around.equals(block) ? before : ' ';
            block = around;
            String whole = text.getWholeText();
            if (parent.nameIs("code")) {
                Markup.replace(text, OPTION, Typography::whole);
            } else if (!parent.hasClass("rule-id")) {
                text.text(set(whole, before));
                Markup.replace(text, NAME, Typography::whole);
            }
            before = whole.isEmpty() ? before : whole.charAt(whole.length() - 1);
        }
    }

    /** The element whose lines a word stands in. */
    private static Node block(Element element) {
        Element around = element;
        while (!around.isBlock() && around.parent() != null) {
            around = around.parent();
        }
        return around;
    }

    /** A neighbour that is no space only tells that a quotation closes. */
    private static String set(String text, char before) {
        char neighbour = Character.isWhitespace(before) || before == '(' ? ' ' : '·';
        String set = (neighbour + text)
                .replaceAll("'(?=s\\b)|(?<=[\\w)])'", "’")
                .replaceAll("'(?=\\w)", "‘")
                .replaceAll("(?<=[\\s(])\"", "“")
                .replaceAll("\"", "”")
                .replaceAll("(?<=[\\w)]) - (?=[\\w(])", "\u00a0− ")
                .replaceAll("(?<=\\d) x (?=[\\d(])", "\u00a0× ");
        return TOGETHER.matcher(set.substring(1)).replaceAll("\u00a0");
    }

    private static String whole(MatchResult word) {
        String whole = Html.escape(word.group());
        return word.group().length() > LONGEST ? whole : "<span class=\"word\">" + whole + "</span>";
    }
}
