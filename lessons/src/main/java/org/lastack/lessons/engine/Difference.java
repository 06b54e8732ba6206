package org.lastack.lessons.engine;

import java.util.List;

/** Says shortly how two texts differ. */
final class Difference {
    private static final int MOST = 3;

    private Difference() {}

    /** Returns the first lines that differ. */
    static String of(String expected, String actual) {
        List<String> should = expected.lines().toList();
        List<String> is = actual.lines().toList();
        StringBuilder out = new StringBuilder();
        int shown = 0;
        for (int i = 0; i < Math.max(should.size(), is.size()); i++) {
            String a = i < should.size() ? should.get(i) : "(nothing)";
            String b = i < is.size() ? is.get(i) : "(nothing)";
            if (!a.equals(b) && shown++ < MOST) {
                out.append("    line ")
                        .append(i + 1)
                        .append(" expected: ")
                        .append(a)
                        .append('\n');
                out.append("    line ")
                        .append(i + 1)
                        .append(" actual:   ")
                        .append(b)
                        .append('\n');
            }
        }
        return out + (shown > MOST ? "    and " + (shown - MOST) + " more lines" : "");
    }
}
