package org.lastack.trace;

import java.util.ArrayList;
import java.util.List;

/** Cuts text into lines, and makes it fit to be written. */
public final class Words {
    private Words() {}

    /** Returns the text in lines of at most so many characters, broken at spaces where there are any; at least one line. */
    public static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int space = rest.lastIndexOf(' ', width);
            int end = space > 0 ? space : width;
            lines.add(rest.substring(0, end));
            rest = rest.substring(space > 0 ? end + 1 : end);
        }
        lines.add(rest);
        return lines;
    }

    /** Returns the text with what markup is made of written as such. */
    public static String escape(String text) {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            safe.append(
                    c == '&'
                            ? "&amp;"
                            : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : String.valueOf(c));
        }
        return safe.toString();
    }

    /** Returns the text cut to the width, with a sign that it was. */
    static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, Math.max(0, width - 1)) + "~";
    }

    /** Returns the text without control characters and halves of surrogates: a stack may call itself what it likes. */
    static String clean(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean space = c == '\n' || c == '\t' || c == '\r';
            boolean odd = c < ' ' || (c >= 0x7f && c < 0xa0) || (c >= 0xd800 && c < 0xe000) || c >= 0xfffe;
            out.append(space ? ' ' : odd ? '?' : c);
        }
        return out.toString();
    }
}
