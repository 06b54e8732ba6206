package org.lastack.certify;

import org.jspecify.annotations.Nullable;
import org.lastack.kit.report.Ink;

/**
 * Where the output goes. Java cannot tell on all its versions whether that is a terminal, so the launcher does, in the
 * property {@code lastack.terminal}: the width of the terminal in columns, or nothing.
 *
 * @param live whether a person looks on, so that a line may be written over
 * @param columns the width
 */
record Terminal(boolean live, int columns, Ink ink) {
    private static final int USUAL = 100;

    static Terminal of(boolean colour) {
        String told = System.getProperty("lastack.terminal", "");
        boolean live = !told.isEmpty();
        String wanted = System.getenv("COLUMNS");
        int columns = number(wanted, live ? number(told, USUAL) : USUAL);
        String noColour = System.getenv("NO_COLOR");
        boolean coloured = live && colour && (noColour == null || noColour.isEmpty());
        return new Terminal(live, columns, coloured ? Ink.COLOUR : Ink.PLAIN);
    }

    private static int number(@Nullable String text, int otherwise) {
        if (text == null || text.isEmpty() || text.length() > 4 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return otherwise;
        }
        int number = Integer.parseInt(text);
        return number > 0 ? number : otherwise;
    }
}
