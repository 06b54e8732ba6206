package org.lastack.kit.mutants;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.rules.Judgement;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.scenario.DrawnChoices;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.StackUnderTest;

/** Looks for the scenario in which a mutant's rule catches it with the right complaint. */
public final class Hunt {
    /** More numbers than any scenario draws. */
    private static final int DRAWN = 24;

    private Hunt() {}

    /**
     * How a hunt ended.
     *
     * @param caught whether the rule said what it was to say
     * @param tries how many scenarios that took
     * @param complaints what the rule said meanwhile; the last that it said, when caught, is the right one
     */
    public record End(boolean caught, int tries, SortedSet<String> complaints) {}

    /** Tries at most so many scenarios; the same seed tries the same ones. */
    public static End of(Mutant mutant, long seed, int tries) {
        Rule rule = Rules.get(mutant.rule());
        Profile profile = profile(mutant);
        VirtualRunner runner = new VirtualRunner(mutant.stacks());
        Random random = new Random(seed);
        SortedSet<String> complaints = new TreeSet<>();
        for (int i = 1; i <= tries; i++) {
            String complaint = complaint(rule, profile, runner, draw(random));
            if (!complaint.isEmpty()) {
                complaints.add(complaint);
                if (complaint.contains(mutant.complaint())) {
                    return new End(true, i, complaints);
                }
            }
        }
        return new End(false, tries, complaints);
    }

    /** What the rule has to say against the stack in one scenario; empty when nothing. */
    private static String complaint(Rule rule, Profile profile, VirtualRunner runner, DrawnChoices choices) {
        Scenario scenario = rule.scenario(choices, profile);
        if (!(runner.run(scenario) instanceof Outcome.Ran ran)) {
            return "";
        }
        return rule.judge(Observed.of(ran.trace(), profile)) instanceof Judgement.Fail found
                ? "expected " + found.expected() + "; got " + found.actual()
                : "";
    }

    private static Profile profile(Mutant mutant) {
        try (StackUnderTest stack = mutant.stacks().get()) {
            return stack.profile();
        }
    }

    private static DrawnChoices draw(Random random) {
        List<Integer> drawn = new ArrayList<>();
        for (int i = 0; i < DRAWN; i++) {
            drawn.add(random.nextInt(DrawnChoices.RANGE));
        }
        return new DrawnChoices(drawn);
    }
}
