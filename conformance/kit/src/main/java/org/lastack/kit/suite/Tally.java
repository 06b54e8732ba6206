package org.lastack.kit.suite;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
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

    /** So many causes of one rule are enough to begin with. */
    private static final int MOST_CAUSES = 5;

    private final Rule rule;
    private final Profile profile;
    private final SortedMap<String, Integer> seen = new TreeMap<>();
    private final SortedMap<String, Integer> notApplicable = new TreeMap<>();
    private int tries;
    private int judged;
    private int late;
    /** The simplest failure of each cause. */
    private final Map<String, Attempt> failures = new LinkedHashMap<>();

    private @Nullable Counterexample unstable;

    Tally(Rule rule, Profile profile) {
        this.rule = rule;
        this.profile = profile;
    }

    /** Counts an attempt; a failure has to be added by itself as well, when it is known whether it comes again. */
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
        }
    }

    /** Adds a failure; of each cause the simplest is kept. */
    void addFailure(Attempt attempt) {
        failures.merge(cause(attempt), attempt, BinaryOperator.minBy(SIMPLEST_FIRST));
    }

    /** Tells whether the same scenario, run again, failed again; keeps the first that did not. */
    boolean comesAgain(Attempt failed, Attempt again) {
        if (!again.failed() && unstable == null) {
            unstable = Counterexample.of(failed, Verdict.Again.of(again));
        }
        return again.failed();
    }

    /** Tells whether there was no failure yet with the cause of this one. */
    boolean isNews(Attempt failed) {
        return !failures.containsKey(cause(failed));
    }

    /** Returns the simplest failure of each cause, simplest first. */
    List<Attempt> failures() {
        return failures.values().stream()
                .sorted(SIMPLEST_FIRST)
                .limit(MOST_CAUSES)
                .toList();
    }

    boolean hasAllCauses() {
        return failures.size() >= MOST_CAUSES;
    }

    private String cause(Attempt failed) {
        return Counterexample.of(failed).cause(profile);
    }

    private static long sum(List<Integer> numbers) {
        return numbers.stream().mapToLong(Integer::longValue).sum();
    }

    Verdict verdict() {
        List<Attempt> failed = failures();
        if (!failed.isEmpty()) {
            Attempt simplest = failed.get(0);
            boolean fails = rule.level().binding() || simplest.breach() != null;
            List<Counterexample> shown = failed.stream().map(Counterexample::of).toList();
            return verdict(
                    fails ? Kind.FAIL : Kind.DEVIATION,
                    simplest.complaint(),
                    shown.get(0),
                    shown.subList(1, shown.size()));
        }
        if (unstable != null) {
            String why = "it was broken once and not again: expected "
                    + unstable.fail().expected() + "; got " + unstable.fail().actual();
            return verdict(Kind.UNSTABLE, why, unstable, List.of());
        }
        return judged > 0 ? verdict(Kind.PASS, unheard()) : verdict(Kind.UNTESTED, mostFrequent());
    }

    /** Returns the verdict on a rule that needs what the stack does not claim. */
    Verdict notClaimed() {
        String missing = profile.missing(rule.needs()).map(Feature::word).orElseThrow();
        return verdict(Kind.NOT_CLAIMED, "the stack does not claim " + missing);
    }

    /** Returns the verdict on a rule that was not tried, or not to the end, for this reason. */
    Verdict ended(String why) {
        return failures.isEmpty() && unstable == null ? verdict(Kind.UNTESTED, why) : verdict();
    }

    /** Returns the verdict on a rule that cannot be observed from outside. */
    Verdict untestable() {
        return verdict(Kind.UNTESTED, rule.untested());
    }

    private Verdict verdict(Kind kind, String why) {
        return verdict(kind, why, null, List.of());
    }

    private Verdict verdict(Kind kind, String why, @Nullable Counterexample found, List<Counterexample> others) {
        return new Verdict(rule, kind, why, tries, judged, new TreeMap<>(seen), found, others);
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
