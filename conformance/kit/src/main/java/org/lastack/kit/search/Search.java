package org.lastack.kit.search;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.rules.Judgement;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.scenario.DrawnChoices;
import org.lastack.kit.scenario.History;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Step;
import org.lastack.kit.stack.Profile;

/**
 * Tries one rule on one stack. All of it happens in the thread that asks, and an interrupt ends it before the next scenario is
 * run, with a {@link CancellationException}.
 */
public final class Search {
    /** What is expected of a stack whatever the rule: a failure that expected this is of one that died, flooded or answered nonsense. */
    public static final String KEPT = "a stack that goes on, and keeps the contract with the kit";

    private final Rule rule;
    private final Profile profile;
    private final Function<Scenario, Outcome> runs;
    private final LongSupplier nanoTime;

    /**
     * Searches on such a stack.
     *
     * @param runs runs a scenario on a stack with this profile
     */
    public Search(Rule rule, Profile profile, Function<Scenario, Outcome> runs) {
        this(rule, profile, runs, System::nanoTime);
    }

    Search(Rule rule, Profile profile, Function<Scenario, Outcome> runs, LongSupplier nanoTime) {
        this.rule = rule;
        this.profile = profile;
        this.runs = runs;
        this.nanoTime = nanoTime;
    }

    public Rule rule() {
        return rule;
    }

    /** Draws so many scenarios, one when the next is asked for; the same seed draws the same ones. */
    public Stream<Candidate> candidates(long seed, int count) {
        Random random = new Random(seed);
        return IntStream.range(0, count).mapToObj(i -> candidate(DrawnChoices.draw(random)));
    }

    /** Draws so many scenarios and tries each when the next is asked for; the same seed tries the same ones. */
    public Stream<Attempt> attempts(long seed, int count) {
        return candidates(seed, count).map(this::attempt);
    }

    /** Returns the scenario that the rule makes of these numbers. */
    public Candidate candidate(List<Integer> drawn) {
        DrawnChoices choices = new DrawnChoices(drawn);
        // The first of them choose what every scenario leaves open: the family, and where the peer's numbers begin.
        boolean v6 = choices.between(0, 3) == 3 && profile.hasV6();
        boolean wraps = choices.flip();
        int below = choices.oneOf(2, 3, 10, choices.between(1, 6000)); // often the FIN itself is near 2^32
        boolean scaled = choices.between(0, 3) == 3;
        int shift = choices.oneOf(8, 1, 7);
        Scenario scenario = History.before(rule.scenario(choices, profile), choices, profile);
        scenario = History.carrying(scenario, choices);
        Scenario.Peer peer = scenario.peer().withV6(v6);
        peer = scaled && offersOnly(scenario, 1 << shift) ? peer.withScale(shift) : peer;
        return new Candidate(choices.used(), scenario.withPeer(wraps ? peer.withIss(-below) : peer));
    }

    /** Tells whether a window that counts in units can say what the peer offers in the scenario; of 65535 it need not be the last octet. */
    private static boolean offersOnly(Scenario scenario, int unit) {
        IntStream later = scenario.steps().stream()
                .filter(step -> step instanceof Step.Send)
                .mapToInt(step -> ((Step.Send) step).segment().window());
        return IntStream.concat(IntStream.of(scenario.peer().window()), later)
                .allMatch(window -> window < 0 || window >= 65_535 || window % unit == 0);
    }

    /**
     * Runs the scenario and lets the rule judge what was seen.
     *
     * @throws CancellationException when the thread is interrupted
     */
    public Attempt attempt(Candidate candidate) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted");
        }
        Outcome outcome = runs.apply(candidate.scenario());
        if (outcome instanceof Outcome.Ran ran) {
            Observed observed = Observed.of(ran.trace(), profile);
            return new Attempt(candidate, outcome, observed, rule.judge(observed));
        }
        if (outcome instanceof Outcome.Broke broke && broke.trace() != null) {
            Observed observed = Observed.of(broke.trace(), profile);
            int last = broke.trace().events().size() - 1;
            String breach = String.valueOf(broke.what().getMessage());
            return new Attempt(candidate, outcome, observed, new Judgement.Fail(last, KEPT, breach));
        }
        return new Attempt(candidate, outcome, null, Judgement.notApplicable(outcome.why()));
    }

    /**
     * Returns the smallest attempt found that is still one of the wanted, within limits of time and of scenarios: first the
     * choices are made simpler, then the steps are left out that come after what is wanted.
     *
     * @throws CancellationException when the thread is interrupted
     */
    public Attempt smallest(Attempt found, Predicate<Attempt> wanted) {
        return new Shrinker(this, found, wanted, nanoTime).smallest();
    }

    /**
     * Returns the same without the steps after what is wanted, as {@link #smallest} does it in the end: for little time.
     *
     * @throws CancellationException when the thread is interrupted
     */
    public Attempt shortest(Attempt found, Predicate<Attempt> wanted) {
        return new Shrinker(this, found, wanted, nanoTime).shortest();
    }
}
