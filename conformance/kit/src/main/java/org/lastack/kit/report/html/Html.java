package org.lastack.kit.report.html;

import java.util.ArrayDeque;
import java.util.Deque;
import org.lastack.kit.report.Text;
import org.lastack.trace.Words;

/** Writes HTML: whatever is said by a stack, or by anyone, stays text; what was opened is closed. */
public final class Html {
    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** Opens an element; attributes are names and values in turn. */
    public Html open(String element, String... attributes) {
        tag(element, attributes);
        out.append('>');
        open.push(element);
        return this;
    }

    /** Writes an element that has no end. */
    public Html empty(String element, String... attributes) {
        tag(element, attributes);
        out.append("/>");
        return this;
    }

    private void tag(String element, String... attributes) {
        out.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            out.append(escape(attributes[i + 1])).append('"');
        }
    }

    /** Closes the element that was opened last. */
    public Html close() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    /** Closes the element that was opened last, and ends the line. */
    public Html closeLine() {
        close();
        out.append('\n');
        return this;
    }

    /** Writes text. */
    public Html text(String text) {
        out.append(escape(text));
        return this;
    }

    /** Writes an element with nothing but text in it. */
    public Html put(String element, String text, String... attributes) {
        return open(element, attributes).text(text).close();
    }

    /** The same, with the end of the line. */
    public Html putLine(String element, String text, String... attributes) {
        return open(element, attributes).text(text).closeLine();
    }

    /** Writes a term of a list of descriptions. */
    public Html term(String name, String description) {
        return put("dt", name).putLine("dd", description);
    }

    /** Writes what is markup already: our own drawings and style. */
    public Html markup(String markup) {
        out.append(markup);
        return this;
    }

    /** Returns the text with what markup is made of written as such. */
    public static String escape(String text) {
        return Words.escape(Text.clean(text));
    }

    /** Returns what was written. */
    public String done() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("not closed: " + open);
        }
        return out.toString();
    }
}
