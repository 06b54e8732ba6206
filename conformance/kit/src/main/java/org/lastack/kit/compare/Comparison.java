package org.lastack.kit.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.scenario.Runner;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.scenario.WallRunner;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.trace.Trace;

/** Runs written and random scenarios on two stacks and tells where they part. */
public final class Comparison {
    /** How often what parts is run before it is told. */
    private static final int TIMES = 3;

    private Comparison() {}

    /**
     * One scenario in which the stacks part.
     *
     * @param name of a written one; empty for a random one
     * @param first the trace of the first stack, {@code second} that of the other
     */
    public record Difference(String name, Scenario scenario, Divergence parting, Trace first, Trace second) {}

    /**
     * What came of it.
     *
     * @param scenarios how many were run on both
     */
    public record Result(int scenarios, Profile first, Profile second, List<Difference> differences) {
        public Result {
            differences = List.copyOf(differences);
        }
    }

    /**
     * Runs the written scenarios and so many random ones on both; the same seed gives the same ones.
     *
     * @throws org.lastack.kit.stack.ContractException when a stack breaks its contract
     * @throws org.lastack.kit.stack.StackUnavailableException when a stack cannot be had here
     * @throws InterruptedException when interrupted while waiting for a wall clock
     */
    public static Result run(
            Supplier<? extends StackUnderTest> first,
            Supplier<? extends StackUnderTest> second,
            int scenarios,
            long seed,
            Runner.Progress progress)
            throws InterruptedException {
        Profile one = profile(first);
        Profile two = profile(second);
        boolean v6 = one.hasV6() && two.hasV6();
        Map<Scenario, String> written = new LinkedHashMap<>();
        WrittenScenarios.all().forEach((name, scenario) -> written.put(scenario, name));
        Set<Scenario> all = new LinkedHashSet<>(written.keySet());
        Random random = new Random(seed);
        while (all.size() < written.size() + scenarios) {
            Scenario next = RandomScenario.wide(random);
            all.add(v6 ? next : next.withPeer(next.peer().withV6(false)));
        }
        Runner ones = runner(first, one);
        Runner twos = runner(second, two);
        List<Difference> differences = new ArrayList<>();
        Set<Scenario> left = all;
        // On a wall clock a moment's stall makes a difference: what comes once only is none.
        int times = two.clock() == Profile.Clock.WALL ? TIMES : 1;
        for (int time = 0; time < times && !left.isEmpty(); time++) {
            Map<Scenario, Outcome> mine = ones.run(left, Runner.Progress.SILENT);
            Map<Scenario, Outcome> theirs = twos.run(left, time == 0 ? progress : Runner.Progress.SILENT);
            differences.clear();
            for (Scenario scenario : left) {
                Difference difference = difference(
                        scenario,
                        written.getOrDefault(scenario, ""),
                        mine.get(scenario),
                        one,
                        theirs.get(scenario),
                        two);
                if (difference != null) {
                    differences.add(difference);
                }
            }
            left = new LinkedHashSet<>(
                    differences.stream().map(Difference::scenario).toList());
        }
        return new Result(all.size(), one, two, differences);
    }

    private static @Nullable Difference difference(
            Scenario scenario, String name, @Nullable Outcome a, Profile one, @Nullable Outcome b, Profile two) {
        if (!(a instanceof Outcome.Ran ran) || !(b instanceof Outcome.Ran other)) {
            throw new IllegalStateException("a scenario without special settings was refused: " + a + ", " + b);
        }
        Observed seen = Observed.of(ran.trace(), one);
        Observed others = Observed.of(other.trace(), two);
        Divergence parting = name.isEmpty() ? Divergence.of(seen, others) : Account.parting(seen, others);
        return parting == null ? null : new Difference(name, scenario, parting, ran.trace(), other.trace());
    }

    private static Runner runner(Supplier<? extends StackUnderTest> stacks, Profile profile) {
        return profile.clock() == Profile.Clock.WALL ? new WallRunner(stacks, profile) : new VirtualRunner(stacks);
    }

    private static Profile profile(Supplier<? extends StackUnderTest> stacks) {
        try (StackUnderTest stack = stacks.get()) {
            return stack.profile();
        }
    }
}
