package org.lastack.site.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.mutants.Mutant;
import org.lastack.kit.mutants.Mutants;
import org.lastack.kit.observe.Diagrams;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.report.CounterexampleScript;
import org.lastack.kit.rules.Judgement;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.scenario.DrawnChoices;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.machine.Knob;
import org.lastack.machine.Settings;
import org.lastack.trace.Ladder;
import org.lastack.trace.Trace;

/** Makes exhibits by running them: the same every time, and some milliseconds each. */
public final class Exhibits {
    private static final long SEED = 1;
    private static final int TRIES = 1000;

    /** More numbers than any scenario draws. */
    private static final int DRAWN = 24;

    /** A step below which a smaller number is no other choice. */
    private static final int LEAST_STEP = 64;

    /** References in which a run may be shown, the plainest first; the last is for rules of stacks that are older than RFC 5961. */
    private static final List<Named> REFERENCES = List.of(
            new Named("rfc9293", Settings.rfc9293()),
            new Named("linux", Settings.linux()),
            new Named("rfc9293 without RFC 5961", Settings.rfc9293().with(Knob.RFC5961, 0)));

    private record Named(String name, Settings settings) {
        ReferenceStack stack() {
            return new ReferenceStack(name, settings);
        }
    }

    private record Run(Scenario scenario, Trace trace, Judgement judgement) {}

    private final Rule rule;
    private final Mutant mutant;
    private final Profile profile;

    private Exhibits(Mutant mutant) {
        this.rule = Rules.get(mutant.rule());
        this.mutant = mutant;
        try (StackUnderTest stack = mutant.stacks().get()) {
            this.profile = stack.profile();
        }
    }

    /**
     * Returns an exhibit for each mutant that the rule must catch; none when the rule is not testable.
     *
     * @throws IllegalStateException when a mutant is not caught, or no reference keeps the rule where the mutant breaks it
     */
    public static List<Exhibit> of(Rule rule) {
        return Mutants.all().stream()
                .filter(m -> m.rule().equals(rule.id()))
                .map(m -> new Exhibits(m).exhibit())
                .toList();
    }

    private Exhibit exhibit() {
        Run broken = smallest();
        Judgement.Fail fail = (Judgement.Fail) broken.judgement();
        for (Named reference : REFERENCES) {
            Profile claims = reference.stack().profile();
            Run kept = claims.features().containsAll(rule.needs())
                    ? run(broken.scenario(), reference::stack, claims)
                    : null;
            if (kept != null && kept.judgement() instanceof Judgement.Pass pass) {
                String complaint = rule.id() + ": expected " + fail.expected() + "; got " + fail.actual();
                return new Exhibit(
                        mutant.id(),
                        mutant.bug(),
                        broken.scenario().toString(),
                        Ladder.of(
                                broken.trace(),
                                Diagrams.options(broken.trace(), profile).withComplaint(fail.event(), complaint)),
                        fail.expected(),
                        fail.actual(),
                        claims.name(),
                        Ladder.of(kept.trace(), Diagrams.options(kept.trace(), claims)),
                        pass.seen(),
                        CounterexampleScript.of(kept.trace(), reference.settings())
                                .orElse(null));
            }
        }
        throw new IllegalStateException("no reference keeps " + rule + " where " + mutant.id() + " breaks it");
    }

    /** The first scenario that catches the mutant, with every drawn number as small as it can be. */
    private Run smallest() {
        List<Integer> drawn = first();
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (int i = 0; i < drawn.size(); i++) {
                List<Integer> less = less(drawn, i);
                smaller |= !less.equals(drawn);
                drawn = less;
            }
        }
        Run found = caught(drawn);
        if (found == null) {
            throw new IllegalStateException("the same scenario gives another run: " + mutant);
        }
        return found;
    }

    private List<Integer> first() {
        Random random = new Random(SEED);
        for (int i = 0; i < TRIES; i++) {
            List<Integer> drawn = new ArrayList<>();
            for (int k = 0; k < DRAWN; k++) {
                drawn.add(random.nextInt(DrawnChoices.RANGE));
            }
            if (caught(drawn) != null) {
                return drawn;
            }
        }
        throw new IllegalStateException(rule + " does not catch " + mutant);
    }

    /** Returns the numbers with a smaller one at this place that still catches the mutant: 0, or half of the way there, or more. */
    private List<Integer> less(List<Integer> drawn, int place) {
        int highest = drawn.get(place);
        for (int number = 0; highest - number >= LEAST_STEP; number += (highest - number + 1) / 2) {
            List<Integer> less = new ArrayList<>(drawn);
            less.set(place, number);
            if (caught(less) != null) {
                return less;
            }
        }
        return drawn;
    }

    /** Returns the mutant's run of the scenario if the rule complains as it must; null otherwise. */
    private @Nullable Run caught(List<Integer> drawn) {
        try {
            Run run = run(rule.scenario(new DrawnChoices(drawn), profile), mutant.stacks(), profile);
            return run != null
                            && run.judgement() instanceof Judgement.Fail fail
                            && ("expected " + fail.expected() + "; got " + fail.actual()).contains(mutant.complaint())
                    ? run
                    : null;
        } catch (IndexOutOfBoundsException | IllegalStateException e) {
            return null; // some mutants break down altogether where they meet what they do not expect
        }
    }

    private @Nullable Run run(Scenario scenario, Supplier<? extends StackUnderTest> stacks, Profile claims) {
        return new VirtualRunner(stacks).run(scenario) instanceof Outcome.Ran ran
                ? new Run(scenario, ran.trace(), rule.judge(Observed.of(ran.trace(), claims)))
                : null;
    }
}
