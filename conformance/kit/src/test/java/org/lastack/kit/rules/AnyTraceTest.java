package org.lastack.kit.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastack.kit.compare.RandomScenario;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.scenario.DrawnChoices;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.search.Search;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.trace.Ladder;
import org.lastack.trace.TextLadder;
import org.lastack.trace.Trace;

/**
 * A rule may judge any trace: none complains of the reference in a scenario that another rule wrote, nor in one that nobody
 * wrote, nor when the calls are taken out, as in a capture.
 */
@Tag("verdict")
class AnyTraceTest {
    /** Of each rule. */
    private static final int TRIES = 20;

    private static final int RANDOM = 10_000;

    @ParameterizedTest
    @ValueSource(strings = {"rfc9293", "linux"})
    void no_rule_complains_in_a_scenario_that_another_wrote(String preset) {
        Judges judges = new Judges(preset);
        Random random = new Random(1);
        for (Rule writer : Rules.all()) {
            for (int i = 0; writer.testable() && i < TRIES; i++) {
                List<Integer> drawn = DrawnChoices.draw(random);
                judges.hear(writer.id(), judges.search(writer).candidate(drawn).scenario());
            }
        }
        assertEquals(new TreeMap<>(), judges.complaints);
        Set<String> silent = new TreeSet<>();
        judges.judging().stream().map(Rule::id).forEach(silent::add);
        silent.removeAll(judges.passed);
        assertEquals(Set.of(), silent, "said nothing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rfc9293", "linux"})
    void no_rule_complains_in_a_scenario_that_nobody_wrote(String preset) {
        Judges judges = new Judges(preset);
        Random random = new Random(2);
        for (int i = 0; i < RANDOM; i++) {
            judges.hear("chance", RandomScenario.wide(random));
        }
        assertEquals(new TreeMap<>(), judges.complaints);
        assertTrue(judges.passed.size() > 50, () -> "only these said anything: " + judges.passed);
    }

    /** All rules that the preset claims, and what they say. */
    private static final class Judges {
        final Profile profile;
        final SortedMap<String, String> complaints = new TreeMap<>();
        final Set<String> passed = new TreeSet<>();
        private final Supplier<ReferenceStack> stacks;

        Judges(String preset) {
            stacks = preset.equals("linux") ? ReferenceStack::linux : ReferenceStack::rfc9293;
            profile = stacks.get().profile();
        }

        List<Rule> judging() {
            return Rules.all().stream()
                    .filter(r -> r.testable() && r.needs().stream().allMatch(profile::has))
                    .toList();
        }

        Search search(Rule rule) {
            return new Search(rule, profile, new VirtualRunner(stacks)::run);
        }

        void hear(String writer, Scenario scenario) {
            if (new VirtualRunner(stacks).run(scenario) instanceof Outcome.Ran ran) {
                hear(writer, scenario, ran.trace());
                hear(writer + ", packets alone", scenario, ran.trace().withoutCalls());
            }
        }

        private void hear(String writer, Scenario scenario, Trace trace) {
            Observed observed = Observed.of(trace, profile);
            for (Rule rule : judging()) {
                Judgement judgement = rule.judge(observed);
                if (judgement instanceof Judgement.Pass) {
                    passed.add(rule.id());
                } else if (judgement instanceof Judgement.Fail f) {
                    complaints.putIfAbsent(
                            rule.id() + " in a scenario of " + writer,
                            f + "\n" + scenario + "\n" + TextLadder.draw(Ladder.of(trace)));
                }
            }
        }
    }
}
