package org.lastack.site.reference;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lastack.kit.report.html.Html;
import org.lastack.kit.rules.Rules;
import org.lastack.site.page.Page;

/**
 * Sentences as HTML: what stands in backquotes is code, and the names of rules, knobs and claims lead to their pages. Everything
 * else is text.
 */
public final class LinkedText {
    private static final Pattern WORDS = Pattern.compile(
            "`([^`]+)`|\\b(?:(claim [AB]\\d+|(?<=\\(|, )[AB]\\d+(?=[),]))|((?:TCP|SO)_[A-Z0-9]+)|(tcp_[a-z0-9_]+|somaxconn|ip_local_port_range)|([A-Z]{2}-[A-Z0-9]+(?:-[A-Z0-9]+)*))\\b");

    private final Set<String> knobs;

    /** Knows these pages of knobs. */
    LinkedText(Set<String> knobs) {
        this.knobs = Set.copyOf(knobs);
    }

    /** Writes the text into a page with this path; nothing in it leads to that page itself. */
    void write(Html out, String text, String path) {
        String up = Page.up(path);
        Matcher word = WORDS.matcher(text);
        int end = 0;
        while (word.find()) {
            out.text(text.substring(end, word.start()));
            end = word.end();
            word(out, word, path, up);
        }
        out.text(text.substring(end));
    }

    private void word(Html out, Matcher word, String path, String up) {
        String claim = word.group(2);
        String rule = word.group(5);
        if (claim != null) {
            link(out, up + "claims.html#" + claim.replace("claim ", ""), claim, "");
        } else if (rule != null) {
            boolean known = Rules.find(rule) != null && !path.equals(rulePath(rule));
            link(out, known ? up + rulePath(rule) : "", rule, known ? "rule-id" : "");
        } else {
            String code = word.group(1) != null ? word.group(1) : word.group();
            boolean known = knobs.contains(code) && !path.equals(knobPath(code));
            out.open("span", "class", "knob");
            link(out, known ? up + knobPath(code) : "", code, "code");
            out.close();
        }
    }

    /** A link when there is where to; {@code code} as style writes code. */
    private static void link(Html out, String href, String text, String style) {
        if (!href.isEmpty()) {
            out.open("a", "href", href);
        }
        if (style.equals("code")) {
            out.put("code", text);
        } else if (style.isEmpty()) {
            out.text(text);
        } else {
            out.put("span", text, "class", style);
        }
        if (!href.isEmpty()) {
            out.close();
        }
    }

    /** Writes a paragraph. */
    void paragraph(Html out, String text, String path, String... attributes) {
        out.open("p", attributes);
        write(out, text, path);
        out.closeLine();
    }

    /** Returns where the page of a rule lies in the site. */
    public static String rulePath(String id) {
        return "rules/" + id + ".html";
    }

    /** Returns where the page of a setting lies in the site. */
    public static String knobPath(String name) {
        return "knobs/" + name + ".html";
    }
}
