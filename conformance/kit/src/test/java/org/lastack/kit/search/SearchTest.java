package org.lastack.kit.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lastack.kit.mutants.Mutant;
import org.lastack.kit.mutants.Mutants;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Step;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.stack.ReferenceStack;

class SearchTest {
    private static final Mutant MUTANT = mutant("tw-no-restart");

    private final List<Scenario> ran = new ArrayList<>();

    static List<Mutant> mutants() {
        return Mutants.all();
    }

    @AfterEach
    void forgetTheInterrupt() {
        Thread.interrupted();
    }

    @Test
    void the_same_seed_draws_the_same_scenarios_and_another_seed_others() {
        Search search = MUTANT.search();
        List<Candidate> drawn = search.candidates(7, 30).toList();
        assertEquals(drawn, search.candidates(7, 30).toList());
        assertTrue(drawn.stream().distinct().count() > 15, "they are all the same");
        assertTrue(search.candidates(8, 30).anyMatch(c -> !drawn.contains(c)));
    }

    /** What a report shows: it fails as it was to fail, and whoever mends the stack can see that it is mended. */
    @ParameterizedTest
    @MethodSource("mutants")
    void what_is_smallest_fails_in_the_same_way_and_is_kept_by_a_right_stack(Mutant mutant) {
        Search search = mutant.search();
        Attempt found =
                search.attempts(1, 1000).filter(mutant::caughtBy).findFirst().orElseThrow();

        Attempt smallest = search.smallest(found, mutant::caughtBy);

        assertTrue(mutant.caughtBy(smallest), smallest.complaint());
        assertTrue(RightStack.keeping(search.rule(), smallest.scenario()).isPresent(), () -> "" + smallest.scenario());
        assertEquals(smallest.complaint(), search.attempt(smallest.candidate()).complaint());
    }

    @Test
    void steps_after_the_failure_are_left_out() {
        Mutant mutant = mutant("tw-silent-to-fin");
        Search search = mutant.search();
        Attempt found =
                search.attempts(1, 1000).filter(mutant::caughtBy).findFirst().orElseThrow();
        Candidate padded = padded(found.candidate(), 40);

        Attempt smallest = search.smallest(search.attempt(padded), mutant::caughtBy);

        assertTrue(steps(smallest) <= steps(found), () -> "" + smallest.scenario());
    }

    @Test
    void shrinking_that_would_take_minutes_ends_after_ten_seconds() {
        AtomicLong now = new AtomicLong();
        Attempt found = found();
        Search slow = search(
                scenario -> {
                    now.addAndGet(4_000_000_000L); // each takes four seconds
                    return new Outcome.Refused("slow");
                },
                now);

        slow.smallest(found, Attempt::failed);

        assertEquals(3, ran.size());
    }

    @Test
    void shrinking_ends_after_a_thousand_scenarios() {
        Search search = search(scenario -> new Outcome.Refused("nothing fails"), new AtomicLong());
        List<Integer> many = IntStream.range(0, 24).map(i -> 65_535 - i).boxed().toList();
        Attempt found = found();
        Candidate large = new Candidate(many, found.scenario());

        search.smallest(new Attempt(large, found.outcome(), found.observed(), found.judgement()), Attempt::failed);

        assertTrue(ran.size() <= 1000, () -> ran.size() + " scenarios");
    }

    @Test
    void an_interrupt_ends_it_before_the_next_scenario() {
        Attempt found = found();
        Search search = search(
                scenario -> {
                    Thread.currentThread().interrupt();
                    return new Outcome.Refused("interrupted meanwhile");
                },
                new AtomicLong());

        assertThrows(CancellationException.class, () -> search.smallest(found, Attempt::failed));

        assertEquals(1, ran.size());
    }

    @Test
    void a_stack_that_throws_breaks_no_rule() {
        Search search = new Search(
                Rules.get("TW-RESTART"),
                ReferenceStack.rfc9293().profile(),
                new VirtualRunner(() ->
                        ReferenceStack.ofMachine("none", MUTANT.stacks().get().settings(), (s, t) -> {
                            throw new IllegalStateException("no machine");
                        }))::runWrong);
        Attempt attempt = search.attempt(search.candidate(List.of()));
        assertEquals("", attempt.complaint());
        assertEquals(
                "the stack threw java.lang.IllegalStateException: no machine",
                attempt.outcome().why());
    }

    private Search search(Function<Scenario, Outcome> runs, AtomicLong now) {
        return new Search(
                Rules.get(MUTANT.rule()),
                MUTANT.stacks().get().profile(),
                scenario -> {
                    ran.add(scenario);
                    return runs.apply(scenario);
                },
                now::get);
    }

    /** A failure with choices that leave much to make simpler. */
    private static Attempt found() {
        return MUTANT.search()
                .attempts(1, 1000)
                .filter(a -> a.failed() && a.candidate().drawn().stream().allMatch(n -> n > 1000))
                .findFirst()
                .orElseThrow();
    }

    private static Candidate padded(Candidate candidate, int more) {
        Scenario scenario = candidate.scenario();
        List<Step> steps = new ArrayList<>(scenario.steps());
        for (int i = 0; i < more; i++) {
            steps.add(new Step.Pass(Span.ms(1)));
        }
        return Candidate.of(new Scenario(scenario.settings(), scenario.peer(), steps));
    }

    private static int steps(Attempt attempt) {
        return attempt.scenario().steps().size();
    }

    private static Mutant mutant(String id) {
        return Mutants.all().stream().filter(m -> m.id().equals(id)).findFirst().orElseThrow();
    }
}
