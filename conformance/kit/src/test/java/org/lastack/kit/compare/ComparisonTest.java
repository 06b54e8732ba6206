package org.lastack.kit.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.kit.mutants.Mutants;
import org.lastack.kit.scenario.Runner;
import org.lastack.kit.stack.ForwardingStack;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.tcp.Bytes;

class ComparisonTest {
    private static final int SCENARIOS = 600;

    private static Comparison.Result compare(
            Supplier<? extends StackUnderTest> one, Supplier<? extends StackUnderTest> two, long seed)
            throws InterruptedException {
        return Comparison.run(one, two, SCENARIOS, seed, Runner.Progress.SILENT);
    }

    @Test
    void a_stack_does_not_part_from_itself() throws InterruptedException {
        assertEquals(
                List.of(),
                compare(ReferenceStack::linux, ReferenceStack::linux, 1).differences());
        Comparison.Result strict = compare(ReferenceStack::rfc9293, ReferenceStack::rfc9293, 2);
        assertEquals(List.of(), strict.differences());
        assertEquals(WrittenScenarios.all().size() + SCENARIOS, strict.scenarios());
    }

    @Test
    void what_one_of_the_two_does_not_have_parts_nobody() throws InterruptedException {
        Comparison.Result result = compare(ReferenceStack::rfc9293, Bare::new, 3);
        assertEquals(List.of(), result.differences());
        assertTrue(result.refused() < 20, () -> result.refused() + " could not be run");
    }

    @Test
    void who_does_not_tell_that_a_connect_ended_with_its_socket_parts_from_nobody() throws InterruptedException {
        Comparison.Result result = compare(ReferenceStack::linux, Forgetful::new, 1);
        assertEquals(List.of(), result.differences());
    }

    /** Like a program that speaks the line protocol, whose pending calls are forgotten by a close. */
    private static final class Forgetful extends ForwardingStack {
        private final Set<Integer> givenUp = new HashSet<>();

        Forgetful() {
            super(ReferenceStack.linux());
        }

        @Override
        public Result call(int socket, Call call) {
            if (call instanceof Call.Close || call instanceof Call.Abort) {
                givenUp.add(socket);
            }
            return super.call(socket, call);
        }

        @Override
        public void attach(Output output) {
            super.attach(new Output() {
                @Override
                public void packet(Bytes octets) {
                    output.packet(octets);
                }

                @Override
                public void done(int socket, Result result) {
                    if (!givenUp.contains(socket) || !result.is(Errno.ECONNABORTED)) {
                        output.done(socket, result);
                    }
                }
            });
        }
    }

    /** A stack with few options, no knobs and no calls but the oldest. */
    private static final class Bare extends ForwardingStack {
        Bare() {
            super(ReferenceStack.rfc9293());
            super.set("tcp_invalid_ratelimit", 0);
        }

        @Override
        public boolean set(String knob, long value) {
            return false;
        }

        @Override
        public Result call(int socket, Call call) {
            if (call instanceof Call.SetOption) {
                return Result.failed(Errno.ENOPROTOOPT);
            }
            boolean newer = call instanceof Call.Poll || call instanceof Call.TakeError || call instanceof Call.Receive;
            return newer ? Result.failed(Errno.EOPNOTSUPP) : super.call(socket, call);
        }
    }

    @Test
    void a_mutant_parts_from_the_reference_at_its_mistake() throws InterruptedException {
        Set<String> taken = partings("no-ack-taken");
        assertTrue(taken.size() > 5, taken::toString);
        for (String where : taken) {
            assertTrue(
                    where.matches("[A-Z0-9-]+(, orphan)?; (FIN|FIN,PSH|PSH|none) at .*: silence \\| (ACK|RST,ACK)"),
                    where);
        }
        Set<String> reset = partings("rst-anywhere");
        assertTrue(reset.contains("ESTABLISHED; RST at the window: ACK | silence"), reset::toString);
    }

    private static Set<String> partings(String mutant) throws InterruptedException {
        Supplier<? extends StackUnderTest> stacks = Mutants.all().stream()
                .filter(m -> m.id().equals(mutant))
                .findFirst()
                .orElseThrow()
                .stacks();
        Set<String> where = new TreeSet<>();
        compare(ReferenceStack::rfc9293, stacks, 1)
                .differences()
                .forEach(d -> where.add(d.parting().toString()));
        return where;
    }

    @Test
    void the_same_seed_gives_the_same_scenarios() throws InterruptedException {
        Comparison.Result one = compare(ReferenceStack::rfc9293, ReferenceStack::linux, 5);
        Comparison.Result again = compare(ReferenceStack::rfc9293, ReferenceStack::linux, 5);
        assertTrue(one.differences().size() > 10, () -> one.differences() + "");
        assertEquals(one, again);
        assertTrue(!one.differences()
                .equals(compare(ReferenceStack::rfc9293, ReferenceStack::linux, 6)
                        .differences()));
    }
}
