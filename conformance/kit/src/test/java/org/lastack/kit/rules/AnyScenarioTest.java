package org.lastack.kit.rules;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.scenario.DrawnChoices;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.ReferenceStack;

/** A rule may judge any trace, a capture too: none complains of the reference in a scenario that another rule wrote. */
class AnyScenarioTest {
    private static final int TRIES = 20;
    private static final List<Group> GROUPS = List.of(
            NormalCloseRules.GROUP,
            SimultaneousCloseRules.GROUP,
            RetransmissionRules.GROUP,
            TimeWaitRules.GROUP,
            ResetGenerationRules.GROUP,
            ResetAcceptanceRules.GROUP,
            SynRules.GROUP,
            ZeroWindowRules.GROUP,
            TimestampRules.GROUP,
            ApiRules.GROUP,
            SequenceRules.GROUP,
            RobustnessRules.GROUP);

    @ParameterizedTest
    @ValueSource(strings = {"rfc9293", "linux"})
    void a_rule_does_not_depend_on_its_own_scenario(String preset) {
        Supplier<ReferenceStack> stacks = preset.equals("linux") ? ReferenceStack::linux : ReferenceStack::rfc9293;
        Profile profile = stacks.get().profile();
        Random random = new Random(1);
        Set<String> passed = new HashSet<>();
        for (Rule writer : Rules.all()) {
            for (int i = 0; writer.testable() && i < TRIES; i++) {
                Scenario scenario = writer.scenario(draw(random), profile);
                Outcome.Ran ran = assertInstanceOf(Outcome.Ran.class, new VirtualRunner(stacks).run(scenario));
                judge(Observed.of(ran.trace(), profile), writer, scenario, passed);
            }
        }
        GROUPS.forEach(g -> g.rules().stream()
                .filter(r -> r.testable() && r.needs().stream().allMatch(profile::has))
                .forEach(r -> assertTrue(passed.contains(r.id()), r + " said nothing")));
    }

    private static void judge(Observed trace, Rule writer, Scenario scenario, Set<String> passed) {
        for (Group group : GROUPS) {
            for (Rule rule : group.rules()) {
                if (!rule.testable()) {
                    continue;
                }
                Judgement judgement = rule.judge(trace);
                assertFalse(
                        judgement instanceof Judgement.Fail,
                        () -> rule + " in a scenario of " + writer + ": " + judgement + "\n" + scenario);
                if (judgement instanceof Judgement.Pass) {
                    passed.add(rule.id());
                }
            }
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
