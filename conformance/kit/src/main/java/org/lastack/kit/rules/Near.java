package org.lastack.kit.rules;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;

/** Finds the name that somebody meant who misspelt it. */
public final class Near {
    private Near() {}

    /** Returns the end of a complaint about a name that does not exist: a question when one is close to it, and nothing otherwise. */
    public static String hint(String name, Collection<String> names) {
        int most = Math.max(1, name.length() / 4);
        return names.stream()
                .map(each -> Map.entry(each, distance(name.toLowerCase(Locale.ROOT), each.toLowerCase(Locale.ROOT))))
                .filter(each -> each.getValue() <= most)
                .min(Comparator.comparingInt(Map.Entry::getValue))
                .map(each -> "; did you mean " + each.getKey() + "?")
                .orElse("");
    }

    /** How many letters must be put in, taken out or changed to make one of the other. */
    public static int distance(String one, String other) {
        int[] before = new int[other.length() + 1];
        for (int j = 0; j < before.length; j++) {
            before[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[before.length];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = before[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, 1 + Math.min(before[j], row[j - 1]));
            }
            before = row;
        }
        return before[other.length()];
    }
}
