package org.lastack.kit.compare;

import java.util.ArrayList;
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

/** Runs random scenarios on two stacks and tells where they part. */
public final class Comparison {
    private Comparison() {}

    /**
     * One scenario in which the stacks part.
     *
     * @param first the trace of the first stack, {@code second} that of the other
     */
    public record Difference(Scenario scenario, Divergence parting, Trace first, Trace second) {}

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
     * Runs so many scenarios on both; the same seed gives the same ones.
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
        Set<Scenario> all = new LinkedHashSet<>();
        Random random = new Random(seed);
        while (all.size() < scenarios) {
            Scenario next = RandomScenario.next(random);
            all.add(v6 ? next : next.withPeer(next.peer().withV6(false)));
        }
        Map<Scenario, Outcome> ones = runner(first, one).run(all, Runner.Progress.SILENT);
        Map<Scenario, Outcome> twos = runner(second, two).run(all, progress);
        List<Difference> differences = new ArrayList<>();
        for (Scenario scenario : all) {
            Difference difference = difference(scenario, ones.get(scenario), one, twos.get(scenario), two);
            if (difference != null) {
                differences.add(difference);
            }
        }
        return new Result(all.size(), one, two, differences);
    }

    private static @Nullable Difference difference(
            Scenario scenario, @Nullable Outcome a, Profile one, @Nullable Outcome b, Profile two) {
        if (!(a instanceof Outcome.Ran ran) || !(b instanceof Outcome.Ran other)) {
            throw new IllegalStateException("a scenario without special settings was refused: " + a + ", " + b);
        }
        Divergence parting = Divergence.of(Observed.of(ran.trace(), one), Observed.of(other.trace(), two));
        return parting == null ? null : new Difference(scenario, parting, ran.trace(), other.trace());
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
