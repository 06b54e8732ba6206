package org.lastack.site.reference;

import java.util.List;
import java.util.Objects;
import org.lastack.kit.mutants.Mutant;
import org.lastack.kit.mutants.Mutants;
import org.lastack.kit.observe.Diagrams;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.report.CounterexampleScript;
import org.lastack.kit.rules.Judgement;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.search.Attempt;
import org.lastack.kit.search.RightStack;
import org.lastack.kit.search.Search;
import org.lastack.trace.Ladder;

/** Makes exhibits by running them: the same every time, and some milliseconds each. */
public final class Exhibits {
    private static final long SEED = 1;
    private static final int TRIES = 1000;

    private Exhibits() {}

    /**
     * Returns an exhibit for each mutant that the rule must catch; none when the rule is not testable.
     *
     * @throws IllegalStateException when a mutant is not caught, or no reference keeps the rule where the mutant breaks it
     */
    public static List<Exhibit> of(Rule rule) {
        return Mutants.all().stream()
                .filter(m -> m.rule().equals(rule.id()))
                .map(Exhibits::of)
                .toList();
    }

    private static Exhibit of(Mutant mutant) {
        Search search = mutant.search();
        Attempt caught = search.attempts(SEED, TRIES)
                .filter(mutant::caughtBy)
                .findFirst()
                .map(found -> search.smallest(found, mutant::caughtBy))
                .orElseThrow(() -> new IllegalStateException(search.rule() + " does not catch " + mutant));
        RightStack right = RightStack.keeping(search.rule(), caught.scenario())
                .orElseThrow(() -> new IllegalStateException(
                        "no reference keeps " + search.rule() + " where " + mutant.id() + " breaks it"));
        Judgement.Fail fail = (Judgement.Fail) caught.judgement();
        Observed broken = seen(caught);
        Observed kept = seen(right.passed());
        Ladder.Options marked = Diagrams.options(broken.trace(), broken.profile())
                .withComplaint(fail.event(), search.rule().id() + ": " + caught.complaint());
        return new Exhibit(
                mutant.id(),
                mutant.bug(),
                caught.scenario().toString(),
                Ladder.of(broken.trace(), marked),
                fail.expected(),
                fail.actual(),
                right.profile().name(),
                Ladder.of(kept.trace(), Diagrams.options(kept.trace(), right.profile())),
                right.seen(),
                CounterexampleScript.of(kept.trace(), right.settings()).orElse(null));
    }

    private static Observed seen(Attempt attempt) {
        return Objects.requireNonNull(attempt.observed());
    }
}
