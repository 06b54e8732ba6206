package org.lastack.kit.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.coverage.Coverage;
import org.lastack.kit.coverage.Matrix;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.rules.Judgement;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Tour;
import org.lastack.kit.scenario.DrawnChoices;
import org.lastack.kit.scenario.Runner;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.scenario.WallRunner;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.Profile.Clock;
import org.lastack.kit.stack.StackUnderTest;

/**
 * The tries of all rules against one stack. With a virtual clock a try runs its scenario at once. With a wall clock the suite
 * passes twice: tries of the first pass only ask for their scenarios, then all are run together, and the second pass judges.
 */
final class Session {
    private static final int MOST_LONE = 4;

    private final Supplier<? extends StackUnderTest> stacks;
    private final Profile profile;
    private final Map<String, Tally> tallies = new LinkedHashMap<>();
    private final Set<Scenario> asked = new LinkedHashSet<>();
    private final Coverage coverage;
    private Map<Scenario, Outcome> outcomes = Map.of();
    private boolean collecting;
    private int scenarios;
    private @Nullable RuntimeException broken;

    Session(Supplier<? extends StackUnderTest> stacks, boolean thorough) {
        this.stacks = stacks;
        try (StackUnderTest stack = stacks.get()) {
            this.profile = thorough ? stack.profile().thoroughly() : stack.profile();
        }
        this.coverage = new Coverage(profile);
        this.collecting = profile.clock() == Clock.WALL;
    }

    Profile profile() {
        return profile;
    }

    /** How many scenarios were run. */
    int scenarios() {
        return scenarios;
    }

    /** What all scenarios together have tried. */
    List<Matrix> coverage() {
        return coverage.matrices();
    }

    /** Whether tries only ask for their scenarios now. */
    boolean collecting() {
        return collecting;
    }

    /** What stopped the session, or null: the stack broke its contract. */
    @Nullable
    RuntimeException broken() {
        return broken;
    }

    /** Runs what was asked for, all together, and goes on to judging. */
    void runCollected(Runner.Progress progress) throws InterruptedException {
        outcomes = new WallRunner(stacks, profile).run(affordable(), progress);
        scenarios = outcomes.size();
        for (Outcome outcome : outcomes.values()) {
            // Here and not with the judgement: several rules may have asked for the same scenario.
            if (outcome instanceof Outcome.Ran ran) {
                coverage.add(Observed.of(ran.trace(), profile));
            }
        }
        collecting = false;
    }

    /** Scenarios that run alone add up to waiting: only the first few of them are run. */
    private List<Scenario> affordable() {
        List<Scenario> affordable = new ArrayList<>();
        int lone = 0;
        for (Scenario scenario : asked) {
            boolean alone = profile.runsAlone(scenario.settings().keySet());
            lone += alone ? 1 : 0;
            if (!alone || lone <= MOST_LONE) {
                affordable.add(scenario);
            }
        }
        return affordable;
    }

    /** Returns the verdicts in the order in which the rules came. */
    List<Verdict> verdicts() {
        List<Verdict> verdicts = new ArrayList<>();
        tallies.values().forEach(t -> verdicts.add(t.verdict()));
        return verdicts;
    }

    /** Returns the verdict of one rule so far; null when it was not tried. */
    @Nullable
    Verdict verdict(String id) {
        Tally tally = tallies.get(id);
        return tally == null ? null : tally.verdict();
    }

    void expect(Rule rule) {
        tallies.computeIfAbsent(rule.id(), id -> new Tally(rule));
    }

    /**
     * Makes one try and returns what the rule says; null when there is nothing to say yet or at all.
     *
     * @throws org.lastack.kit.stack.ContractException when the stack breaks its contract
     */
    @Nullable
    Judgement attempt(Rule rule, List<Integer> drawn) {
        if (broken != null) {
            throw broken; // so that what is left ends at once
        }
        Tally tally = tallies.computeIfAbsent(rule.id(), id -> new Tally(rule));
        String missing = missing(rule);
        if (!rule.testable() || !missing.isEmpty()) {
            tally.notClaimed(missing);
            return null;
        }
        return attempt(rule, drawn, scenario(rule, drawn), tally);
    }

    /** Tries the scenarios that a rule is always tried with. */
    void tour(Rule rule) {
        Tally tally = tallies.computeIfAbsent(rule.id(), id -> new Tally(rule));
        if (rule.testable() && missing(rule).isEmpty()) {
            Tour.of(rule, profile).forEach(s -> attempt(rule, List.of(), s, tally));
        }
    }

    private @Nullable Judgement attempt(Rule rule, List<Integer> drawn, Scenario scenario, Tally tally) {
        if (collecting) {
            asked.add(scenario);
            return null;
        }
        try {
            return judge(rule, drawn, scenario, tally);
        } catch (RuntimeException e) {
            broken = e;
            throw e;
        }
    }

    private @Nullable Judgement judge(Rule rule, List<Integer> drawn, Scenario scenario, Tally tally) {
        Outcome outcome = outcome(scenario);
        if (outcome instanceof Outcome.Refused refused) {
            tally.refused(refused.why());
            return null;
        }
        if (!(outcome instanceof Outcome.Ran ran)) {
            return null; // a scenario that shrinking asks for cannot be run on a wall clock any more
        }
        Observed observed = Observed.of(ran.trace(), profile);
        if (profile.clock() == Clock.VIRTUAL) {
            coverage.add(observed);
        }
        Judgement judgement = rule.judge(observed);
        tally.add(drawn, scenario, ran.trace(), judgement);
        return judgement;
    }

    private @Nullable Outcome outcome(Scenario scenario) {
        if (profile.clock() == Clock.WALL) {
            return outcomes.get(scenario);
        }
        scenarios++;
        return new VirtualRunner(stacks).run(scenario);
    }

    /** The first numbers choose what every scenario leaves open: the family, and where the peer's numbers begin. */
    private Scenario scenario(Rule rule, List<Integer> drawn) {
        DrawnChoices choices = new DrawnChoices(drawn);
        boolean v6 = choices.between(0, 3) == 3 && profile.hasV6();
        boolean wraps = choices.flip();
        int below = choices.between(1, 6000);
        Scenario scenario = rule.scenario(choices, profile);
        Scenario.Peer peer = scenario.peer().withV6(v6);
        return scenario.withPeer(wraps ? peer.withIss(-below) : peer);
    }

    /** Runs one scenario for one rule; see {@link Certification#replay}. */
    Certification.Replay replay(Rule rule, Scenario scenario, Runner.Progress progress) throws InterruptedException {
        Tally tally = new Tally(rule);
        String missing = missing(rule);
        if (!missing.isEmpty()) {
            tally.notClaimed(missing);
            return new Certification.Replay(profile, tally.verdict(), null);
        }
        Runner runner = profile.clock() == Clock.WALL ? new WallRunner(stacks, profile) : new VirtualRunner(stacks);
        Outcome outcome = runner.run(List.of(scenario), progress).get(scenario);
        if (!(outcome instanceof Outcome.Ran ran)) {
            tally.refused(outcome instanceof Outcome.Refused refused ? refused.why() : "it did not run to its end");
            return new Certification.Replay(profile, tally.verdict(), null);
        }
        tally.add(List.of(), scenario, ran.trace(), rule.judge(Observed.of(ran.trace(), profile)));
        return new Certification.Replay(profile, tally.verdict(), ran.trace());
    }

    private String missing(Rule rule) {
        for (Feature feature : rule.needs()) {
            if (!profile.has(feature)) {
                return "the stack does not claim " + feature.word();
            }
        }
        return "";
    }
}
