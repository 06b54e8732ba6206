package org.lastack.lessons.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A drawing that a lesson showed.
 *
 * @param text the drawing as it stands in what was shown
 * @param svg the same as one {@code svg} element
 */
public record Drawn(String text, String svg) {
    private static final Pattern SCRIPT = Pattern.compile("^<svg [^>]*?data-script=\"([^\"]*)\"");

    /** Returns what led to it, for the playground; empty when that cannot be played there. */
    public String script() {
        Matcher script = SCRIPT.matcher(svg);
        return script.find() ? script.group(1) : "";
    }
}
