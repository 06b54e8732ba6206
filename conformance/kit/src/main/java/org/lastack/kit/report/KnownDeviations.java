package org.lastack.kit.report;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.rules.Rules;

/**
 * The deviations that the author of a stack knows of, with the reasons. Their rules are still run and still reported; one
 * that is kept after all makes the certification fail, so that the list cannot rot.
 */
public final class KnownDeviations {
    public static final KnownDeviations NONE = new KnownDeviations(Map.of());

    private final Map<String, String> reasons;

    private KnownDeviations(Map<String, String> reasons) {
        this.reasons = reasons;
    }

    /**
     * Reads lines of a rule id, white space and a reason; further lines of a reason begin with white space. Empty lines and
     * those that begin with {@code #} say nothing.
     *
     * @throws IllegalArgumentException when a line is not so, or names a rule that there is not or that another line named
     */
    public static KnownDeviations of(List<String> lines) {
        Map<String, String> reasons = new TreeMap<>();
        String latest = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String text = Text.clean(line.strip());
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            if (Character.isWhitespace(line.charAt(0))) {
                require(!latest.isEmpty(), i, "a reason without a rule before it");
                reasons.merge(latest, text, (a, b) -> a + " " + b);
                continue;
            }
            String[] words = text.split("\\s+", 2);
            latest = words[0];
            require(Rules.find(latest) != null, i, "no rule is called " + latest);
            require(words.length == 2, i, latest + " has no reason");
            require(reasons.put(latest, words[1]) == null, i, latest + " stands there twice");
        }
        return new KnownDeviations(reasons);
    }

    private static void require(boolean holds, int line, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("line " + (line + 1) + ": " + otherwise);
        }
    }

    /** Returns the ids of their rules. */
    public Set<String> rules() {
        return reasons.keySet();
    }

    /** Returns why the rule is known to be broken, or null. */
    public @Nullable String reason(String rule) {
        return reasons.get(rule);
    }
}
