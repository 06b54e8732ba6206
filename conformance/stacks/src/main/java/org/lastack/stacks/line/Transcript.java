package org.lastack.stacks.line;

import java.nio.charset.StandardCharsets;

/** The last lines that went to and fro, and the end of the program's log: what a person needs to see what went wrong. */
final class Transcript {
    private static final int LINES = 12;
    private static final int WIDTH = 160;
    private static final int LOG = 2_000;
    private static final int QUOTE = 80;

    private final String[] lines = new String[LINES];
    private int count;
    private final byte[] log = new byte[LOG];
    private long logged;

    /** Keeps a line; the prefix tells who said it. */
    synchronized void add(String prefix, String line) {
        int at = count++ % LINES;
        lines[at] = prefix.concat(line.length() <= WIDTH ? line : line.substring(0, WIDTH) + "…");
    }

    /** Keeps the end of what the program wrote to its stderr. */
    synchronized void log(byte[] octets, int length) {
        for (int i = 0; i < length; i++) {
            log[(int) (logged++ % LOG)] = octets[i];
        }
    }

    /** Returns everything kept, oldest first, without control characters. */
    synchronized String show() {
        StringBuilder text = new StringBuilder();
        for (int i = Math.max(0, count - LINES); i < count; i++) {
            text.append("  ").append(lines[i % LINES]).append('\n');
        }
        if (logged > 0) {
            text.append("  its log").append(logged > LOG ? " (the end)" : "").append(":\n");
            for (String line : tail().split("\n", -1)) {
                text.append(line.isEmpty() ? "" : "    " + line + "\n");
            }
        }
        return printable(text);
    }

    private String tail() {
        int length = (int) Math.min(logged, LOG);
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) {
            octets[i] = log[(int) ((logged - length + i) % LOG)];
        }
        return new String(octets, StandardCharsets.UTF_8);
    }

    /** Returns the beginning of what a program said, for the middle of a line. */
    static String quote(String text) {
        String start = text.length() <= QUOTE ? text : text.substring(0, QUOTE) + "…";
        return printable(start).replace('\n', '?');
    }

    /** Returns the text with a question mark for every character that would disturb a terminal or turn its text round. */
    static String printable(CharSequence text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> clean.appendCodePoint(c == '\n' || isVisible(c) ? c : c == '\t' ? ' ' : '?'));
        return clean.toString();
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
