package org.lastack.kit.suite;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.rules.Judgement;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.suite.Verdict.Counterexample;
import org.lastack.kit.suite.Verdict.Kind;
import org.lastack.trace.Trace;

/** Gathers what the tries of one rule brought. */
final class Tally {
    private final Rule rule;
    private final SortedMap<String, Integer> seen = new TreeMap<>();
    private final SortedMap<String, Integer> notApplicable = new TreeMap<>();
    private int tries;
    private int judged;
    private int late;
    private String notClaimed = "";
    private @Nullable Counterexample simplest;

    Tally(Rule rule) {
        this.rule = rule;
    }

    void notClaimed(String why) {
        notClaimed = why;
    }

    void refused(String why) {
        tries++;
        notApplicable.merge(why, 1, Integer::sum);
    }

    void add(List<Integer> choices, Scenario scenario, Trace trace, Judgement judgement) {
        tries++;
        if (judgement instanceof Judgement.NotApplicable j) {
            notApplicable.merge(j.why(), 1, Integer::sum);
            late += j.late() ? 1 : 0;
            return;
        }
        judged++;
        if (judgement instanceof Judgement.Pass j && !j.seen().isEmpty()) {
            seen.merge(j.seen(), 1, Integer::sum);
        } else if (judgement instanceof Judgement.Fail j) {
            Counterexample found = new Counterexample(choices, scenario, trace, j);
            simplest = simplest == null || simpler(found, simplest) ? found : simplest;
        }
    }

    /** The simpler of two counterexamples has fewer steps, then lower choices. */
    private static boolean simpler(Counterexample a, Counterexample b) {
        int steps = Integer.compare(
                a.scenario().steps().size(), b.scenario().steps().size());
        return steps != 0 ? steps < 0 : sum(a.choices()) < sum(b.choices());
    }

    private static long sum(List<Integer> numbers) {
        return numbers.stream().mapToLong(Integer::longValue).sum();
    }

    Verdict verdict() {
        if (!rule.testable()) {
            return verdict(Kind.UNTESTED, rule.untested());
        }
        if (!notClaimed.isEmpty()) {
            return verdict(Kind.NOT_CLAIMED, notClaimed);
        }
        if (simplest != null) {
            return verdict(
                    rule.level().binding() ? Kind.FAIL : Kind.DEVIATION,
                    "expected " + simplest.fail().expected() + "; got "
                            + simplest.fail().actual());
        }
        return judged > 0 ? verdict(Kind.PASS, unheard()) : verdict(Kind.UNTESTED, mostFrequent());
    }

    private Verdict verdict(Kind kind, String why) {
        return new Verdict(rule, kind, why, tries, judged, new TreeMap<>(seen), simplest);
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
