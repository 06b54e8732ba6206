package org.lastack.kit.scenario;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Result;
import org.lastack.kit.stack.ContractException;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.MalformedPacketException;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;

/** Runs scenarios one after the other, each on a fresh stack, whose clock it moves. */
public final class VirtualRunner implements Runner {
    private final Supplier<? extends StackUnderTest> stacks;

    /** What each of them says of itself: asked of the first. */
    private volatile @Nullable Profile profile;

    public VirtualRunner(Supplier<? extends StackUnderTest> stacks) {
        this.stacks = stacks;
    }

    @Override
    public Map<Scenario, Outcome> run(Collection<Scenario> scenarios, Progress progress) throws InterruptedException {
        Map<Scenario, Outcome> outcomes = new LinkedHashMap<>();
        for (Scenario scenario : scenarios) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            outcomes.put(scenario, run(scenario));
            progress.at(outcomes.size(), scenarios.size() - outcomes.size(), 0);
        }
        return outcomes;
    }

    /** Runs one scenario on a stack that may be wrong in any way; what it throws is its outcome. */
    public Outcome runWrong(Scenario scenario) {
        try {
            return run(scenario);
        } catch (RuntimeException | StackOverflowError e) {
            return new Outcome.Threw(e);
        }
    }

    /** Runs one scenario. */
    public Outcome run(Scenario scenario) {
        Outcome outcome = runOrBreak(scenario);
        if (outcome instanceof Outcome.Broke broke) {
            throw broke.what();
        }
        return outcome;
    }

    /** Runs one scenario; that the stack breaks its contract in it is an outcome. */
    public Outcome runOrBreak(Scenario scenario) {
        try (StackUnderTest stack = stacks.get()) {
            Inbox inbox = new Inbox();
            stack.attach(inbox);
            Run run = new Run(scenario, stack, profile(stack), PortBlock.number(0), inbox::pass);
            try {
                for (Map.Entry<String, Long> knob : new TreeMap<>(scenario.settings()).entrySet()) {
                    if (!stack.set(knob.getKey(), knob.getValue())) {
                        return new Outcome.Refused("the stack has no " + knob.getKey() + ", or it cannot be set here");
                    }
                }
                inbox.run = run;
                drive(run, stack, inbox);
                return new Outcome.Ran(run.trace());
            } catch (ContractException e) {
                return new Outcome.Broke(e, run.brokenTrace());
            }
        }
    }

    private Profile profile(StackUnderTest stack) {
        Profile known = profile;
        if (known == null) {
            known = stack.profile();
            profile = known;
        }
        return known;
    }

    private static void drive(Run run, StackUnderTest stack, Inbox inbox) {
        long now = 0;
        run.resume(now);
        inbox.pass(now);
        while (!run.over()) {
            long most = Math.max(0, run.wake() - now);
            if (most > 0) {
                long passed = stack.advance(most);
                check(passed >= 0 && passed <= most, "the stack was to advance by " + most + " µs and says " + passed);
                check(passed == most || inbox.any(), "the stack stopped its clock early and said nothing");
                now += passed;
            }
            inbox.pass(now);
            run.resume(now);
            inbox.pass(now);
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new ContractException(otherwise);
        }
    }

    /** Keeps what the stack says until the run can hear it: a stack speaks while it is being spoken to. */
    private static final class Inbox implements StackUnderTest.Output {
        private final Deque<Object> said = new ArrayDeque<>();
        private @Nullable Run run;
        private boolean passing;

        private record Done(int socket, Result result) {}

        @Override
        public void packet(Bytes octets) {
            said.add(octets);
        }

        @Override
        public void done(int socket, Result result) {
            said.add(new Done(socket, result));
        }

        boolean any() {
            return !said.isEmpty();
        }

        /** Passes everything on; what the run answers to it may make the stack speak again, which is passed on in turn. */
        void pass(long now) {
            if (passing || run == null) {
                return;
            }
            passing = true;
            while (!said.isEmpty() || run.answer(now)) {
                Object first = said.poll();
                if (first instanceof Done d) {
                    run.done(now, d.socket(), d.result());
                } else if (first instanceof Bytes octets) {
                    run.packet(now, decoded(octets));
                }
            }
            passing = false;
        }

        private static Packet decoded(Bytes octets) {
            try {
                return PacketCodec.decode(octets);
            } catch (MalformedPacketException e) {
                throw new ContractException("the stack sent a packet that is none: " + e.getMessage(), e);
            }
        }
    }
}
