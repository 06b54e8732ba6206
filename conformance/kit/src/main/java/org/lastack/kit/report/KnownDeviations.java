package org.lastack.kit.report;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.suite.Verdict;

/**
 * The deviations that the author of a stack knows of, with the reasons. Their rules are still run and still reported; one
 * that is kept after all makes the certification fail, so that the list cannot rot.
 */
public final class KnownDeviations {
    public static final KnownDeviations NONE = new KnownDeviations(Map.of(), Map.of(), null);

    private static final String CAUSE = "cause: ";

    private final Map<String, String> reasons;
    private final Map<String, Set<String>> causes;
    private final @Nullable AfterIdling ofAnyRule;

    private KnownDeviations(
            Map<String, String> reasons, Map<String, Set<String>> causes, @Nullable AfterIdling ofAnyRule) {
        this.reasons = reasons;
        this.causes = causes;
        this.ofAnyRule = ofAnyRule;
    }

    /**
     * Reads lines of a rule id, white space and a reason; further lines of a reason begin with white space. Empty lines and
     * those that begin with {@code #} say nothing. A further line that begins with {@code cause: } says what is expected to lie behind
     * it, as a report has it: any other cause is news then. A reason that begins with {@code seldom: } is of what shows only after
     * some histories, not in every run. The rule id {@code *} stands for any rule whose every failure came after idling before
     * closing, of which the reason says how long.
     *
     * @throws IllegalArgumentException when a line is not so, or names a rule that there is not or that another line named
     */
    public static KnownDeviations of(List<String> lines) {
        Map<String, String> reasons = new TreeMap<>();
        Map<String, Set<String>> causes = new TreeMap<>();
        String latest = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String text = Text.clean(line.strip());
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            if (Character.isWhitespace(line.charAt(0))) {
                require(!latest.isEmpty(), i, "a reason without a rule before it");
                if (text.startsWith(CAUSE)) {
                    causes.computeIfAbsent(latest, r -> new TreeSet<>()).add(text.substring(CAUSE.length()));
                    continue;
                }
                reasons.merge(latest, text, (a, b) -> a + " " + b);
                continue;
            }
            String[] words = text.split("\\s+", 2);
            latest = words[0];
            boolean any = latest.equals(AfterIdling.ANY_RULE);
            require(any || Rules.find(latest) != null, i, "no rule is called " + latest);
            require(words.length == 2, i, latest + " has no reason");
            require(!any || AfterIdling.of(words[1]) != null, i, latest + " is for " + AfterIdling.FORM);
            require(reasons.put(latest, words[1]) == null, i, latest + " stands there twice");
        }
        String any = reasons.remove(AfterIdling.ANY_RULE);
        return new KnownDeviations(reasons, causes, any == null ? null : AfterIdling.of(any));
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

    /** Tells whether that is what is expected to lie behind the deviation; anything is where nothing was said. */
    public boolean expects(String rule, String cause) {
        Set<String> expected = causes.getOrDefault(rule, Set.of());
        return expected.isEmpty() || expected.contains(cause);
    }

    /**
     * Returns lines that {@link #of} reads: what is known, and what a certification has found, each with its cause.
     *
     * @param stack the name of the stack
     */
    public String with(String stack, Report.OfStack found) {
        StringBuilder out = new StringBuilder("# What is known of " + stack + ". Any other cause is news.\n");
        if (ofAnyRule != null) {
            out.append('\n')
                    .append(AfterIdling.ANY_RULE)
                    .append("  ")
                    .append(ofAnyRule.reason())
                    .append('\n');
        }
        for (Rule rule : Rules.all()) {
            Report.Entry entry = found.find(rule.id());
            String reason = reasons.get(rule.id());
            if (entry != null && reason == null && entry.known() != null) {
                continue; // as said of any rule
            }
            Report.Counterexample shown = entry == null ? null : entry.counterexample();
            boolean listed = reason != null && (entry == null || !entry.passedUnexpectedly());
            if (listed || shown != null && shown.breach() == null) {
                out.append('\n').append(rule.id()).append("  ");
                out.append(reason == null ? "not yet explained; " + rule.level() + ": " + rule.statement() : reason);
                causes(rule.id(), shown)
                        .forEach(cause -> out.append("\n    ").append(CAUSE).append(cause));
                out.append('\n');
            }
        }
        return out.toString();
    }

    private Set<String> causes(String rule, Report.@Nullable Counterexample shown) {
        Set<String> all = new TreeSet<>(causes.getOrDefault(rule, Set.of()));
        if (shown != null && shown.breach() == null && shown.cause() != null) {
            all.add(shown.cause());
        }
        return all;
    }

    /** Tells whether the deviation is known to show in some runs only. */
    public boolean isSeldom(String rule) {
        return Verdict.showsSeldom(reasons.getOrDefault(rule, ""));
    }

    /** Returns why what a certification says of a rule is no news, or null. */
    public @Nullable String reason(Verdict verdict) {
        String own = reasons.get(verdict.rule().id());
        Verdict.Counterexample found = verdict.counterexample();
        AfterIdling any = ofAnyRule;
        if (own != null || found == null || any == null) {
            return own;
        }
        boolean explained = any.explains(found) && verdict.others().stream().allMatch(any::explains);
        return explained ? any.reason() : null;
    }

    /** Returns why the rule is known to be broken, or null. */
    public @Nullable String reason(String rule) {
        return reasons.get(rule);
    }
}
