package org.lastack.site.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.scenario.DrawnChoices;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.machine.Settings;
import org.lastack.site.reference.WatchedHost.Step;

/** The state diagram has the transitions of the reference, each as the machine takes it, and all of them. */
class TransitionsTest {
    private static final int TRIES = 40;

    static List<Transition> all() {
        return Transitions.ALL;
    }

    @ParameterizedTest
    @MethodSource("all")
    void theRunOfATransitionEndsByTakingIt(Transition transition) {
        List<Step> steps = run(transition.settings(), transition.run());

        assertEquals(
                new Step(transition.from(), transition.to(), transition.cause()),
                steps.get(steps.size() - 1),
                transition.event());
    }

    @Test
    void noOtherTransitionIsTakenInAnyScenarioOfTheRules() {
        Set<Step> drawn = Transitions.ALL.stream()
                .map(t -> new Step(t.from(), t.to(), t.cause()))
                .collect(Collectors.toSet());
        Set<Step> taken = new HashSet<>();
        for (ReferenceStack stack : List.of(ReferenceStack.rfc9293(), ReferenceStack.linux())) {
            Settings settings = stack.profile().name().endsWith("linux") ? Settings.linux() : Settings.rfc9293();
            scenarios(stack.profile()).forEach(scenario -> taken.addAll(run(settings, scenario)));
        }

        Set<String> others = new TreeSet<>();
        taken.stream().filter(step -> !drawn.contains(step)).forEach(step -> others.add(step.toString()));
        assertEquals(Set.of(), others);
        assertTrue(
                taken.size() > drawn.size() * 3 / 4, "the scenarios meet but " + taken.size() + " of " + drawn.size());
    }

    private static List<Scenario> scenarios(Profile profile) {
        Random random = new Random(9293);
        List<Scenario> scenarios = new ArrayList<>();
        for (Rule rule : Rules.all()) {
            for (int i = 0; rule.testable() && i < TRIES; i++) {
                scenarios.add(rule.scenario(new DrawnChoices(DrawnChoices.draw(random)), profile));
            }
        }
        return scenarios;
    }

    private static List<Step> run(Settings settings, Scenario scenario) {
        List<Step> steps = new ArrayList<>();
        Outcome outcome = new VirtualRunner(() ->
                        new ReferenceStack("watched", settings, (s, addresses) -> new WatchedHost(s, steps, addresses)))
                .run(scenario);
        assertTrue(outcome instanceof Outcome.Ran, () -> String.valueOf(outcome));
        return steps;
    }
}
