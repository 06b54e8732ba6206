package org.lastack.certify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.lastack.kit.rules.Near;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;

/** Chooses rules by ids and patterns, as they are typed. */
final class RuleChoice {
    private static final String SEE = "; 'lastack certify --list' shows all";

    private RuleChoice() {}

    /**
     * Returns the rules that any of the patterns means, in the order of the catalogue; all when there is no list.
     *
     * @param lists patterns with commas between them
     * @throws Problem when a pattern means no rule
     */
    static List<Rule> of(List<String> lists) {
        return of(lists, List.of());
    }

    /**
     * Returns the same without those that any of the other patterns means.
     *
     * @throws Problem when a pattern means no rule, or nothing is left
     */
    static List<Rule> of(List<String> lists, List<String> without) {
        Set<Rule> chosen = new LinkedHashSet<>(lists.isEmpty() ? Rules.all() : meant("--rules", lists));
        if (!without.isEmpty()) {
            chosen.removeAll(meant("--exclude", without));
        }
        if (chosen.isEmpty()) {
            throw new Problem("--exclude leaves no rule");
        }
        return Rules.all().stream().filter(chosen::contains).toList();
    }

    private static Set<Rule> meant(String option, List<String> lists) {
        Set<Rule> chosen = new LinkedHashSet<>();
        for (String pattern : String.join(",", lists).split(",", -1)) {
            String id = pattern.strip().toUpperCase(Locale.ROOT);
            if (id.isEmpty()) {
                throw new Problem(option + " has an empty entry");
            }
            List<Rule> found = Rules.matching(id);
            if (found.isEmpty()) {
                throw new Problem(nothing(id));
            }
            chosen.addAll(found);
        }
        return chosen;
    }

    private static String nothing(String id) {
        if (id.contains("*") || id.contains("?")) {
            return "no rule matches " + id + SEE;
        }
        List<String> near = near(id);
        return "no rule is called " + id + (near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?")
                + (near.isEmpty() ? SEE : "");
    }

    /** Returns at most three ids that may have been meant. */
    private static List<String> near(String id) {
        List<String> near = new ArrayList<>();
        Rules.all().stream()
                .map(Rule::id)
                .filter(i -> Near.distance(i, id) <= 2 || (id.length() >= 3 && i.contains(id)))
                .sorted(Comparator.comparingInt(i -> Near.distance(i, id)))
                .limit(3)
                .forEach(near::add);
        return near;
    }
}
