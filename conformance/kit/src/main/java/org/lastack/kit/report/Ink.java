package org.lastack.kit.report;

/** Colours for a terminal, or none. */
public enum Ink {
    PLAIN,
    COLOUR;

    private static final String ESCAPE = "\u001b[";

    public String bold(String text) {
        return in("1", text);
    }

    public String dim(String text) {
        return in("2", text);
    }

    public String red(String text) {
        return in("31", text);
    }

    public String green(String text) {
        return in("32", text);
    }

    public String yellow(String text) {
        return in("33", text);
    }

    public String cyan(String text) {
        return in("36", text);
    }

    private String in(String code, String text) {
        return this == PLAIN || text.isEmpty() ? text : ESCAPE + code + "m" + text + ESCAPE + "0m";
    }
}
