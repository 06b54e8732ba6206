package org.lastack.site.page;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What print has and a keyboard has not: curled apostrophes and quotation marks, signs of arithmetic, and words that a line does
 * not end in. Code keeps its characters, and drawings all that they have.
 */
final class Typography {
    private static final Pattern PART = Pattern.compile("<pre[\\s\\S]*?</pre>|<svg[\\s\\S]*?</svg>"
            + "|<code>(?<code>[^<]*)</code>|<[^>]*class=\"rule-id\"[^>]*>[^<]*|<[^>]*>|(?<text>[^<]+)");

    /** A space that is not the end of a line: a number and its unit, the name of a thing and its number. */
    private static final Pattern TOGETHER = Pattern.compile(
            "(?<=\\d) (?=(?:s|ms|KB|MB|GB|octets?|seconds?|minutes?|hours?|days?)\\b)|(?<=\\b(?:RFC|[Ll]esson|claim|Figure)) (?=[AB]?\\d)");

    /** Names of states and their like, which browsers break at each hyphen. */
    private static final Pattern NAME = Pattern.compile("\\b[A-Z]{2,}\\d?(?:-[A-Z0-9]+)+\\b");

    /** The same in code, where an option would come apart from its hyphens. */
    private static final Pattern OPTION = Pattern.compile("\\S*-\\S*");

    /** A word of more characters is wider than a phone, and may break. */
    private static final int LONGEST = 28;

    private Typography() {}

    /** Returns the markup with its texts set. */
    static String set(String html) {
        Matcher part = PART.matcher(html);
        StringBuilder out = new StringBuilder();
        while (part.find()) {
            String set = part.group();
            if (part.group("code") != null) {
                set = "<code>" + OPTION.matcher(part.group("code")).replaceAll(Typography::whole) + "</code>";
            } else if (part.group("text") != null) {
                set = text(set);
            }
            part.appendReplacement(out, Matcher.quoteReplacement(set));
        }
        return part.appendTail(out).toString();
    }

    private static String text(String text) {
        String set = text.replaceAll("'(?=s\\b)|(?<=[\\w)])'", "’")
                .replaceAll("'(?=\\w)", "‘")
                .replaceAll("(?<=^|[\\s(])(?:\"|&quot;)", "“")
                .replaceAll("\"|&quot;", "”")
                .replaceAll("(?<=[\\w)]) - (?=[\\w(])", "\u00a0− ")
                .replaceAll("(?<=\\d) x (?=[\\d(])", "\u00a0× ");
        return NAME.matcher(TOGETHER.matcher(set).replaceAll("\u00a0")).replaceAll(Typography::whole);
    }

    private static String whole(MatchResult word) {
        String whole = word.group();
        return Matcher.quoteReplacement(whole.length() > LONGEST ? whole : "<span class=\"word\">" + whole + "</span>");
    }
}
