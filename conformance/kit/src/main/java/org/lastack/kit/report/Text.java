package org.lastack.kit.report;

import java.util.List;
import org.lastack.trace.Words;

/** Fits text into lines. */
public final class Text {
    private Text() {}

    /** Returns the text cut to the width, with an ellipsis when something is missing. */
    public static String cut(String text, int width) {
        if (text.length() <= width) {
            return text;
        }
        return text.substring(0, Math.max(0, width - 1)).stripTrailing() + "…";
    }

    /** Returns the text with spaces after it up to the width. */
    public static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /** Returns the text in lines of at most so many characters, broken at spaces where there are any; at least one line. */
    public static List<String> wrap(String text, int width) {
        return Words.wrap(text, width);
    }

    /** Returns what others said as part of a line for a person: {@link #clean}, on one line, and cut to the width. */
    public static String line(String text, int width) {
        return cut(clean(text).replace('\n', ' ').replace('\t', ' '), width);
    }

    /** Returns the word as a shell reads it back. */
    public static String quoted(String word) {
        boolean plain = !word.isEmpty()
                && word.chars().allMatch(c -> Character.isLetterOrDigit(c) || "/._-=+:,@%".indexOf(c) >= 0);
        return plain ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /**
     * Returns the text without characters that command a terminal, that turn the direction of what follows, or that XML
     * cannot hold: a stack may say what it likes.
     */
    public static String clean(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean line = c == '\n' || c == '\t';
            boolean odd = Character.isISOControl(c) || (c >= 0xd800 && c < 0xe000) || (c & 0xfffe) == 0xfffe;
            boolean turns = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
            out.appendCodePoint((odd || turns) && !line ? '?' : c);
        });
        return out.toString();
    }
}
