package org.lastack.kit.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.scenario.DrawnChoices;
import org.lastack.kit.scenario.Runner;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.tcp.Time;
import org.lastack.trace.Trace;

/** A kit that was late accuses nobody. */
class LateTest {
    private static final Profile PROFILE = ReferenceStack.linux().profile();

    @Test
    void no_rule_says_anything_of_a_trace_whose_times_are_not_true() throws InterruptedException {
        Random random = new Random(1);
        for (Rule rule : Rules.all()) {
            if (!rule.testable()) {
                continue;
            }
            List<Integer> drawn = DrawnChoices.draw(random);
            Scenario scenario = rule.scenario(new DrawnChoices(drawn), PROFILE);
            Map<Scenario, Outcome> outcomes =
                    new VirtualRunner(ReferenceStack::linux).run(List.of(scenario), Runner.Progress.SILENT);
            Trace exact =
                    assertInstanceOf(Outcome.Ran.class, outcomes.get(scenario)).trace();
            assertEquals("the machine was late by 10.700 s", why(rule, exact, Time.ms(10_700)));
        }
    }

    @Test
    void the_time_for_an_answer_ends_before_the_first_retransmission() {
        Trace late = new Trace("late", PROFILE.bearable(), List.of());
        assertFalse(Observed.of(late, PROFILE).prompt() > PROFILE.rto());
    }

    private static String why(Rule rule, Trace exact, long lateness) {
        Trace late = new Trace(exact.stack(), lateness, exact.events());
        return assertInstanceOf(Judgement.NotApplicable.class, rule.judge(Observed.of(late, PROFILE)), rule::id)
                .why();
    }
}
