package org.lastack.kit.rules;

/** Patterns in which {@code *} stands for any characters and, where that is wanted, {@code ?} for one. */
public final class Glob {
    private Glob() {}

    /** Tells whether all of the text is as the pattern says, in which {@code ?} stands for one character. */
    public static boolean matches(String pattern, String text) {
        return matches(pattern, text, '?');
    }

    /** The same, but {@code ?} stands for itself. */
    public static boolean matchesStars(String pattern, String text) {
        return matches(pattern, text, '*');
    }

    /**
     * Only the latest star is ever given more: what an earlier one took can stay as short as it was. So the time is at most the
     * product of the lengths.
     */
    private static boolean matches(String pattern, String text, char any) {
        int p = 0;
        int star = -1;
        int taken = 0;
        for (int t = 0; t < text.length(); ) {
            char c = p < pattern.length() ? pattern.charAt(p) : 0;
            if (p < pattern.length() && c == '*') {
                star = p++;
                taken = t;
            } else if (p < pattern.length() && (c == any || c == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++taken;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
