package org.lastack.kit.compare;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.SocketOption;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.scenario.Opener;
import org.lastack.kit.scenario.Runner;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.Step;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.scenario.WallRunner;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.trace.Event;
import org.lastack.trace.Trace;

/** Runs written and random scenarios on two stacks and tells where they part. */
public final class Comparison {
    /** How often what parts is run before it is told. */
    private static final int TIMES = 3;

    /** Every scenario sets it to 0, so that each stimulus is answered; a stack without it has no such limit. */
    private static final String LIMIT = "tcp_invalid_ratelimit";

    /** What a stack answers to a call that it does not have. */
    private static final Set<Errno> REFUSALS = EnumSet.of(Errno.ENOPROTOOPT, Errno.EOPNOTSUPP, Errno.EINVAL);

    /** Traces are kept of so many scenarios at a time. */
    private static final int BATCH = 1000;

    private final Side one;
    private final Side two;
    private final Map<Scenario, String> written = new LinkedHashMap<>();
    private int refused;

    private Comparison(Supplier<? extends StackUnderTest> first, Supplier<? extends StackUnderTest> second)
            throws InterruptedException {
        this.one = Side.of(first);
        this.two = Side.of(second);
        WrittenScenarios.all().forEach((name, scenario) -> written.put(shared(scenario), name));
    }

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
     * @param scenarios how many were tried on both
     * @param refused how many of them one of the two cannot run
     */
    public record Result(int scenarios, int refused, Profile first, Profile second, List<Difference> differences) {
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
        return new Comparison(first, second).run(scenarios, seed, progress);
    }

    private Result run(int scenarios, long seed, Runner.Progress progress) throws InterruptedException {
        List<Scenario> all = scenarios(scenarios, seed);
        List<Difference> differences = new ArrayList<>();
        // On a wall clock all wait together.
        int size = waits() ? all.size() : BATCH;
        for (int from = 0; from < all.size(); from += size) {
            int begin = from;
            List<Scenario> batch = all.subList(from, Math.min(from + size, all.size()));
            differences.addAll(partings(
                    batch,
                    (over, running, left) ->
                            progress.at(begin + over, waits() ? running : all.size() - begin - over, left)));
        }
        return new Result(all.size(), refused, one.profile, two.profile, differences);
    }

    private boolean waits() {
        return one.waits() || two.waits();
    }

    /** The written ones, and so many random ones. */
    private List<Scenario> scenarios(int random, long seed) {
        boolean v6 = one.profile.hasV6() && two.profile.hasV6();
        Set<Scenario> all = new LinkedHashSet<>(written.keySet());
        Random numbers = new Random(seed);
        while (all.size() < written.size() + random) {
            Scenario next = shared(RandomScenario.wide(numbers));
            all.add(v6 ? next : next.withPeer(next.peer().withV6(false)));
        }
        return List.copyOf(all);
    }

    /** Leaves out the calls that one of the two does not have: that they lack them says nothing, and hides what comes after. */
    private Scenario shared(Scenario scenario) {
        List<Step> steps = scenario.steps().stream()
                .filter(step -> !one.lacks(step) && !two.lacks(step))
                .toList();
        return new Scenario(scenario.settings(), scenario.peer(), steps);
    }

    /** On a wall clock a moment's stall makes a difference: what comes once only is none. */
    private List<Difference> partings(List<Scenario> scenarios, Runner.Progress progress) throws InterruptedException {
        List<Difference> partings = new ArrayList<>();
        List<Scenario> left = scenarios;
        for (int time = 0; time < (waits() ? TIMES : 1) && !left.isEmpty(); time++) {
            Runner.Progress told = time == 0 ? progress : Runner.Progress.SILENT;
            Map<Scenario, Outcome> mine = one.run(left, two.waits() ? Runner.Progress.SILENT : told);
            Map<Scenario, Outcome> theirs = two.run(left, two.waits() ? told : Runner.Progress.SILENT);
            partings.clear();
            for (Scenario scenario : left) {
                if (mine.get(scenario) instanceof Outcome.Ran a && theirs.get(scenario) instanceof Outcome.Ran b) {
                    difference(scenario, a.trace(), b.trace()).ifPresent(partings::add);
                } else {
                    refused += time == 0 ? 1 : 0;
                }
            }
            left = partings.stream().map(Difference::scenario).toList();
        }
        return partings;
    }

    private Optional<Difference> difference(Scenario scenario, Trace a, Trace b) {
        String name = written.getOrDefault(scenario, "");
        Observed seen = Observed.of(a, one.profile);
        Observed others = Observed.of(b, two.profile);
        Divergence parting = name.isEmpty() ? Divergence.of(seen, others) : Account.parting(seen, others);
        return Optional.ofNullable(parting).map(p -> new Difference(name, scenario, p, a, b));
    }

    /** One of the two stacks. */
    private record Side(Profile profile, Runner runner, boolean limits, Set<Object> lacks) {
        static Side of(Supplier<? extends StackUnderTest> stacks) throws InterruptedException {
            try (StackUnderTest stack = stacks.get()) {
                Profile profile = stack.profile();
                boolean wall = profile.clock() == Profile.Clock.WALL;
                Runner runner = wall ? new WallRunner(stacks, profile) : new VirtualRunner(stacks);
                return new Side(profile, runner, stack.set(LIMIT, 0), lacks(runner));
            }
        }

        /** Asks for what not every stack has. */
        private static Set<Object> lacks(Runner runner) throws InterruptedException {
            Script all = Script.begin()
                    .open(Opener.PEER)
                    .call(new Call.Poll())
                    .call(new Call.TakeError())
                    .call(new Call.Status());
            for (SocketOption option : SocketOption.values()) {
                all.option(option, 1);
            }
            Scenario scenario = all.call(new Call.Receive(1)).build();
            Set<Object> lacks = new HashSet<>();
            if (runner.run(List.of(scenario), Runner.Progress.SILENT).get(scenario) instanceof Outcome.Ran ran) {
                for (Event event : ran.trace().events()) {
                    if (event instanceof Event.Returned e && REFUSALS.stream().anyMatch(e.result()::is)) {
                        lacks.add(kind(e.call()));
                    }
                }
            }
            return lacks;
        }

        private static Object kind(Call call) {
            return call instanceof Call.SetOption s ? s.option() : call.getClass();
        }

        /** Tells whether a step is a call that this stack does not have. */
        boolean lacks(Step step) {
            return step instanceof Step.Do d && lacks.contains(kind(d.call()))
                    || step instanceof Step.DoOnListener l && lacks.contains(kind(l.call()));
        }

        boolean waits() {
            return profile.clock() == Profile.Clock.WALL;
        }

        Map<Scenario, Outcome> run(List<Scenario> scenarios, Runner.Progress progress) throws InterruptedException {
            Map<Scenario, Outcome> ran =
                    runner.run(scenarios.stream().map(this::own).toList(), progress);
            Map<Scenario, Outcome> outcomes = new HashMap<>();
            scenarios.forEach(s -> outcomes.put(s, ran.get(own(s))));
            return outcomes;
        }

        private Scenario own(Scenario scenario) {
            Map<String, Long> settings = new HashMap<>(scenario.settings());
            settings.keySet().removeIf(knob -> !limits && knob.equals(LIMIT));
            return new Scenario(settings, scenario.peer(), scenario.steps());
        }
    }
}
