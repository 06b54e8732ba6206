package org.lastack.kit.scenario;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Result;
import org.lastack.kit.stack.ContractException;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.MalformedPacketException;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Time;

/**
 * Runs scenarios on a stack with a clock of its own: waiting is real, so all of them wait at the same time. Scenarios with
 * the same settings share one instance of the stack and never a 4-tuple; one loop drives them all. Scenarios that set a
 * lone knob run one after the other, when nothing else does.
 *
 * <p>How late this process was is measured for each scenario by itself: what it does late, what it hears late, and whether the
 * machine let it run when something was heard. A rule makes allowance for a little, and says nothing when it is more.
 */
public final class WallRunner implements Runner {
    /** Between the beginnings of two scenarios: a burst of hundreds of handshakes would be a load test. */
    private static final long STAGGER = Time.ms(1);

    private static final long LONG = Time.seconds(10);

    private final Supplier<? extends StackUnderTest> stacks;
    private final Profile profile;

    public WallRunner(Supplier<? extends StackUnderTest> stacks, Profile profile) {
        this.stacks = stacks;
        this.profile = profile;
    }

    @Override
    public Map<Scenario, Outcome> run(Collection<Scenario> scenarios, Progress progress) throws InterruptedException {
        Map<Scenario, Outcome> outcomes = runOrBreak(scenarios, progress);
        for (Outcome outcome : outcomes.values()) {
            if (outcome instanceof Outcome.Broke broke) {
                throw broke.what();
            }
        }
        return outcomes;
    }

    /**
     * Runs the scenarios; that the stack breaks its contract is the outcome of those that were not over. What did not begin has
     * no outcome then.
     *
     * @throws InterruptedException as {@link #run}
     */
    public Map<Scenario, Outcome> runOrBreak(Collection<Scenario> scenarios, Progress progress)
            throws InterruptedException {
        Map<Scenario, Outcome> outcomes = new LinkedHashMap<>();
        List<Scenario> together = new ArrayList<>();
        List<Scenario> alone = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            (profile.runsAlone(scenario.settings().keySet()) ? alone : together).add(scenario);
        }
        for (Scenario scenario : alone) {
            new Batch(progress, scenarios.size(), outcomes).run(List.of(scenario));
        }
        if (!together.isEmpty()) {
            new Batch(progress, scenarios.size(), outcomes).run(together);
        }
        return outcomes;
    }

    /** What a stack said, with the instant at which it said it. */
    private record Said(
            long at,
            Group group,
            @Nullable Bytes packet,
            int socket,
            @Nullable Result result) {}

    /** One instance of the stack and the runs that share it. */
    private static final class Group {
        final StackUnderTest stack;
        final List<Run> runs = new ArrayList<>();

        Group(StackUnderTest stack) {
            this.stack = stack;
        }
    }

    /** A run with the scenario it came from, in the order in which runs want to be resumed. */
    private record Waiting(long wake, Run run) {}

    /** Runs of several groups, driven together until all are over. */
    private final class Batch {
        private final Progress progress;
        private final int total;
        private final Map<Scenario, Outcome> outcomes;
        private final BlockingQueue<Said> said = new LinkedBlockingQueue<>();
        private final Map<Map<String, Long>, Group> groups = new HashMap<>();
        private final Map<Run, Scenario> open = new LinkedHashMap<>();
        private final Map<Run, Group> groupOf = new HashMap<>();
        private final PriorityQueue<Waiting> waiting = new PriorityQueue<>(Comparator.comparingLong(Waiting::wake));
        private final Deque<Run> unbegun = new ArrayDeque<>();
        private final long zero = System.nanoTime();
        private final Stalls stalls = new Stalls(this::now);
        private long nextBegins;
        private boolean hearing;

        /** To whom the stack has spoken: their peers may have something to answer. */
        private final Deque<Run> spokenTo = new ArrayDeque<>();

        Batch(Progress progress, int total, Map<Scenario, Outcome> outcomes) {
            this.progress = progress;
            this.total = total;
            this.outcomes = outcomes;
        }

        void run(List<Scenario> scenarios) throws InterruptedException {
            try {
                scenarios.forEach(this::prepare);
                drive();
            } catch (ContractException e) {
                if (open.isEmpty()) {
                    throw e;
                }
                open.forEach((run, scenario) ->
                        outcomes.put(scenario, new Outcome.Broke(e, scenarios.size() == 1 ? run.brokenTrace() : null)));
            } finally {
                stalls.close();
                groups.values().forEach(g -> g.stack.close());
            }
        }

        private long now() {
            return (System.nanoTime() - zero) / 1000;
        }

        private void prepare(Scenario scenario) {
            Group group = groups.get(scenario.settings());
            if (group == null) {
                group = new Group(stacks.get());
                groups.put(scenario.settings(), group);
                group.stack.attach(new Ear(group));
                if (!set(group.stack, scenario)) {
                    group.stack.close();
                }
            }
            String refused = refusals.get(scenario.settings());
            if (refused != null) {
                outcomes.put(scenario, new Outcome.Refused(refused));
                return;
            }
            if (group.runs.size() >= PortBlock.COUNT) {
                throw new StackUnavailableException("more than " + PortBlock.COUNT
                        + " scenarios with the same settings have no room beside each other: use fewer tries");
            }
            Group own = group;
            Run run = new Run(
                    scenario,
                    group.stack,
                    group.stack.profile(),
                    PortBlock.number(group.runs.size()),
                    now -> hear(own));
            group.runs.add(run);
            groupOf.put(run, group);
            open.put(run, scenario);
        }

        private final Map<Map<String, Long>, String> refusals = new HashMap<>();

        private boolean set(StackUnderTest stack, Scenario scenario) {
            for (Map.Entry<String, Long> knob : new TreeMap<>(scenario.settings()).entrySet()) {
                if (!stack.set(knob.getKey(), knob.getValue())) {
                    refusals.put(
                            scenario.settings(), "the stack has no " + knob.getKey() + ", or it cannot be set here");
                    return false;
                }
            }
            return true;
        }

        private void drive() throws InterruptedException {
            // The longest decide when all is over. The others are mixed, so that no stall meets all tries of one rule.
            List<Run> runs = new ArrayList<>(open.keySet());
            Collections.shuffle(runs, new Random(0));
            runs.sort(Comparator.comparingLong(r -> -r.left(0) / LONG));
            unbegun.addAll(runs);
            long reported = 0;
            while (!open.isEmpty()) {
                hear();
                resumeDue();
                begin();
                if (now() - reported > Time.ms(200)) {
                    reported = now();
                    report(reported);
                }
                rest();
            }
            report(now());
        }

        /** Begins one scenario more, if it is time: a machine that is busy with those that run is given no more at once. */
        private void begin() {
            if (!unbegun.isEmpty() && now() >= nextBegins) {
                nextBegins = now() + STAGGER;
                resume(unbegun.remove());
            }
        }

        private void report(long now) {
            long left = 0;
            for (Run run : open.keySet()) {
                left = Math.max(left, run.left(now));
            }
            progress.at(outcomes.size(), Math.min(total - outcomes.size(), open.size()), left);
        }

        private void resumeDue() {
            Waiting first = waiting.peek();
            while (first != null && first.wake <= now()) {
                waiting.remove();
                Group group = groupOf.get(first.run);
                if (open.containsKey(first.run) && group != null) {
                    hear(group);
                    first.run.late(now() - first.wake);
                    resume(first.run);
                }
                first = waiting.peek();
            }
        }

        private void resume(Run run) {
            long start = now();
            run.resume(start);
            // All that was done stands in the trace with the time at which it began.
            run.late(now() - start);
            if (run.over()) {
                Scenario scenario = open.remove(run);
                if (scenario != null) {
                    outcomes.put(scenario, new Outcome.Ran(run.trace(stalls)));
                }
            } else {
                waiting.add(new Waiting(run.wake(), run));
            }
        }

        /** Waits until something is said or the next run is due. */
        private void rest() throws InterruptedException {
            Waiting next = waiting.peek();
            long pause = Math.min(next == null ? Time.ms(50) : next.wake - now(), Time.ms(200));
            pause = unbegun.isEmpty() ? pause : Math.min(pause, nextBegins - now());
            if (pause > 0) {
                Said one = said.poll(pause, TimeUnit.MICROSECONDS);
                if (one != null) {
                    hear(one);
                }
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }

        /** Passes on all that this stack has said up to now: only then is its silence a fact. */
        private void hear(Group group) {
            if (!hearing) {
                group.stack.catchUp();
                hear();
            }
        }

        /** Passes on what was said; a run that this wakes is resumed by the loop, not here. */
        private void hear() {
            if (hearing) {
                return;
            }
            hearing = true;
            do {
                for (Said one = said.poll(); one != null; one = said.poll()) {
                    hearOne(one);
                }
            } while (answer());
            hearing = false;
        }

        /** Lets a peer answer what it has heard; false when none does. */
        private boolean answer() {
            for (Run run = spokenTo.poll(); run != null; run = spokenTo.poll()) {
                if (run.answer(now())) {
                    return true;
                }
            }
            return false;
        }

        private void hear(Said one) {
            hearing = true;
            hearOne(one);
            hearing = false;
            hear();
        }

        private void hearOne(Said one) {
            Packet packet = one.packet == null ? null : decoded(one.packet);
            int lane = packet == null
                    ? PortBlock.ofSocket(one.socket)
                    : PortBlock.ofPeerPort(packet.segment().dstPort());
            if (lane < 0 || lane >= one.group.runs.size()) {
                throw new ContractException(
                        packet == null
                                ? "the stack completed a call on socket " + one.socket + ", which nobody made"
                                : "the stack sent a packet to a port that no peer has: " + packet);
            }
            Run run = one.group.runs.get(lane);
            if (!open.containsKey(run)) {
                return; // what a stack still says after the end of a scenario is not judged
            }
            run.late(now() - one.at);
            if (packet != null) {
                run.packet(one.at, packet);
                spokenTo.add(run);
            } else if (one.result != null) {
                run.done(one.at, one.socket - lane * PortBlock.SOCKETS, one.result);
            }
            waiting.add(new Waiting(now(), run));
        }

        /** Notes what a stack says, and when; called from whatever thread. */
        private final class Ear implements StackUnderTest.Output {
            private final Group group;

            Ear(Group group) {
                this.group = group;
            }

            @Override
            public void packet(Bytes octets) {
                said.add(new Said(now(), group, octets, 0, null));
            }

            @Override
            public void done(int socket, Result result) {
                said.add(new Said(now(), group, null, socket, result));
            }
        }

        private Packet decoded(Bytes octets) {
            try {
                return PacketCodec.decode(octets);
            } catch (MalformedPacketException e) {
                throw new ContractException("the stack sent a packet that is none: " + e.getMessage(), e);
            }
        }
    }
}
