package org.lastack.kit.suite;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.rules.Judgement;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.search.Attempt;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.suite.Verdict.Counterexample;
import org.lastack.kit.suite.Verdict.Kind;

/** Gathers what the tries of one rule brought. */
final class Tally {
    /** A breach of the contract before everything else. */
    private static final Comparator<Attempt> SIMPLEST_FIRST = Comparator.<Attempt, Boolean>comparing(
                    a -> a.breach() == null)
            .thenComparingInt(a -> a.scenario().steps().size())
            .thenComparingLong(a -> sum(a.candidate().drawn()));

    private final Rule rule;
    private final SortedMap<String, Integer> seen = new TreeMap<>();
    private final SortedMap<String, Integer> notApplicable = new TreeMap<>();
    private int tries;
    private int judged;
    private int late;
    private @Nullable Attempt simplest;

    Tally(Rule rule) {
        this.rule = rule;
    }

    void add(Attempt attempt) {
        tries++;
        if (attempt.judgement() instanceof Judgement.NotApplicable j) {
            notApplicable.merge(j.why(), 1, Integer::sum);
            late += j.late() ? 1 : 0;
            return;
        }
        judged++;
        if (attempt.judgement() instanceof Judgement.Pass j && !j.seen().isEmpty()) {
            seen.merge(j.seen(), 1, Integer::sum);
        } else if (attempt.failed()) {
            addFailure(attempt);
        }
    }

    /** Adds a failure that is shown if it is the simplest, and not counted. */
    void addFailure(Attempt attempt) {
        simplest = simplest == null || SIMPLEST_FIRST.compare(attempt, simplest) < 0 ? attempt : simplest;
    }

    private static long sum(List<Integer> numbers) {
        return numbers.stream().mapToLong(Integer::longValue).sum();
    }

    Verdict verdict() {
        if (simplest != null) {
            boolean fails = rule.level().binding() || simplest.breach() != null;
            return verdict(fails ? Kind.FAIL : Kind.DEVIATION, simplest.complaint());
        }
        return judged > 0 ? verdict(Kind.PASS, unheard()) : verdict(Kind.UNTESTED, mostFrequent());
    }

    /** Returns the verdict on a rule that needs what the stack does not claim. */
    Verdict notClaimed(Profile profile) {
        String missing = profile.missing(rule.needs()).map(Feature::word).orElseThrow();
        return verdict(Kind.NOT_CLAIMED, "the stack does not claim " + missing);
    }

    /** Returns the verdict on a rule that was not tried, or not to the end, for this reason. */
    Verdict ended(String why) {
        return simplest == null ? verdict(Kind.UNTESTED, why) : verdict();
    }

    /** Returns the verdict on a rule that cannot be observed from outside. */
    Verdict untestable() {
        return verdict(Kind.UNTESTED, rule.untested());
    }

    private Verdict verdict(Kind kind, String why) {
        Counterexample found = simplest == null ? null : Counterexample.of(simplest);
        return new Verdict(rule, kind, why, tries, judged, new TreeMap<>(seen), found);
    }

    private String unheard() {
        return late == 0 ? "" : late + " of " + tries + " scenarios say nothing, since the machine was late";
    }

    private String mostFrequent() {
        return notApplicable.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("no scenario was run");
    }
}
