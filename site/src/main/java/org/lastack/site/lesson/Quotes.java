package org.lastack.site.lesson;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns straight quotation marks into curled ones, as print has them; code and tags stay as they are. */
final class Quotes {
    private static final Pattern PART = Pattern.compile("<code>[\\s\\S]*?</code>|<pre[\\s\\S]*?</pre>|<[^>]*>|\"");

    private Quotes() {}

    static String curl(String html) {
        StringBuilder out = new StringBuilder();
        Matcher part = PART.matcher(html);
        boolean open = false;
        while (part.find()) {
            String found = part.group();
            if (found.equals("\"")) {
                found = open ? "”" : "“";
                open = !open;
            }
            part.appendReplacement(out, Matcher.quoteReplacement(found));
        }
        return part.appendTail(out).toString();
    }
}
