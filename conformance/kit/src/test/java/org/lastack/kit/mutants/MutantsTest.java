package org.lastack.kit.mutants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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

/** The kit bites: every mutant is caught by the rule it is meant for, and every rule catches one. */
class MutantsTest {
    private static final int TRIES = 1000;

    static List<Mutant> mutants() {
        return Mutants.all();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void is_caught_by_its_rule_with_the_right_complaint(Mutant mutant) {
        Rule rule = Rules.get(mutant.rule());
        Profile profile = profile(mutant.stacks());
        Random random = new Random(1);
        Set<String> complaints = new TreeSet<>();
        for (int i = 0; i < TRIES; i++) {
            Scenario scenario = rule.scenario(draw(random), profile);
            Outcome.Ran ran = assertInstanceOf(
                    Outcome.Ran.class, new VirtualRunner(mutant.stacks()).run(scenario), scenario::toString);
            Judgement judgement = rule.judge(Observed.of(ran.trace(), profile));
            if (judgement instanceof Judgement.Fail found) {
                String complaint = "expected " + found.expected() + "; got " + found.actual();
                complaints.add(complaint);
                if (complaint.contains(mutant.complaint())) {
                    return;
                }
            }
        }
        fail(mutant + "\nwas to be caught by " + rule + " with: " + mutant.complaint() + "\nbut it said: "
                + complaints);
    }

    @Test
    void every_testable_rule_catches_a_mutant() {
        Set<String> rules = Rules.all().stream()
                .filter(Rule::testable)
                .map(Rule::id)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> biting = Mutants.all().stream().map(Mutant::rule).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(rules, biting);
    }

    @Test
    void no_two_mutants_have_the_same_id() {
        Set<String> ids = new HashSet<>();
        Mutants.all().forEach(m -> assertTrue(ids.add(m.id()), m.id()));
    }

    private static Profile profile(Supplier<? extends StackUnderTest> stacks) {
        try (StackUnderTest stack = stacks.get()) {
            return stack.profile();
        }
    }

    private static DrawnChoices draw(Random random) {
        List<Integer> drawn = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            drawn.add(random.nextInt(DrawnChoices.RANGE));
        }
        return new DrawnChoices(drawn);
    }
}
