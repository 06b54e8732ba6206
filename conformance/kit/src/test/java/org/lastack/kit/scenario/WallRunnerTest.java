package org.lastack.kit.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.stack.ContractException;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;
import org.lastack.trace.Trace;

/** How late a run on a wall clock was is measured, for each scenario by itself. */
class WallRunnerTest {
    private static final Profile VIRTUAL = ReferenceStack.rfc9293().profile();
    private static final Profile PROFILE = new Profile(
            "silent",
            Profile.Clock.WALL,
            VIRTUAL.local4(),
            VIRTUAL.peer4(),
            null,
            null,
            Time.seconds(60),
            Time.ms(200),
            Time.ms(10),
            Time.ms(50),
            VIRTUAL.features(),
            VIRTUAL.loneKnobs());

    /** Says nothing, and keeps whoever delivers the first packet waiting. */
    private static final class Slow implements StackUnderTest {
        private final AtomicBoolean first = new AtomicBoolean(true);
        private final long milliseconds;

        Slow(long milliseconds) {
            this.milliseconds = milliseconds;
        }

        @Override
        public Profile profile() {
            return PROFILE;
        }

        @Override
        public void attach(Output output) {}

        @Override
        public boolean set(String knob, long value) {
            return true;
        }

        @Override
        public Result call(int socket, Call call) {
            return Result.ok();
        }

        @Override
        public void deliver(Bytes packet) {
            if (milliseconds < 0) {
                throw new ContractException("it died");
            }
            if (first.getAndSet(false)) {
                try {
                    Thread.sleep(milliseconds);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public long advance(long micros) {
            throw new IllegalStateException("no clock to move");
        }

        @Override
        public void close() {}
    }

    @Test
    void what_is_done_late_counts_for_the_scenario_that_it_is_done_in() throws InterruptedException {
        Scenario scenario =
                Script.begin().listen().send(Template.syn()).pass(Span.ms(1)).build();
        WallRunner runner = new WallRunner(() -> new Slow(300), PROFILE);
        Map<Scenario, Outcome> outcomes = runner.run(List.of(scenario), Runner.Progress.SILENT);
        Trace trace =
                assertInstanceOf(Outcome.Ran.class, outcomes.get(scenario)).trace();
        assertTrue(trace.lateness() >= Time.ms(300), () -> "late by " + trace.lateness() + " µs");
    }

    @Test
    void nobody_knows_which_of_several_it_was_that_a_stack_died_of() throws InterruptedException {
        WallRunner runner = new WallRunner(() -> new Slow(-1), PROFILE);
        Scenario waiting = Script.begin().listen().pass(Span.ms(60_000)).build();
        Scenario deadly = Script.begin().listen().send(Template.syn()).build();
        Map<Scenario, Outcome> alone = runner.runOrBreak(List.of(deadly), Runner.Progress.SILENT);
        Outcome.Broke broke = assertInstanceOf(Outcome.Broke.class, alone.get(deadly));
        assertEquals(
                "here the stack broke the contract",
                ((Event.Note) broke.trace().events().get(broke.trace().events().size() - 1)).text());
        Map<Scenario, Outcome> both = runner.runOrBreak(List.of(waiting, deadly), Runner.Progress.SILENT);
        assertNull(assertInstanceOf(Outcome.Broke.class, both.get(deadly)).trace());
        assertNull(assertInstanceOf(Outcome.Broke.class, both.get(waiting)).trace());
        assertThrows(ContractException.class, () -> runner.run(List.of(deadly), Runner.Progress.SILENT));
    }

    @Test
    void what_is_heard_during_a_stall_may_be_as_old_as_the_stall() {
        try (Stalls stalls = new Stalls(() -> 0)) {
            stalls.add(Time.ms(1000), Time.ms(1400));
            stalls.add(Time.ms(2000), Time.ms(2100));
            assertEquals(0, stalls.around(Time.ms(900)));
            assertEquals(Time.ms(400), stalls.around(Time.ms(1200)));
            assertEquals(Time.ms(400), stalls.around(Time.ms(1402)));
            assertEquals(0, stalls.around(Time.ms(1500)));
            assertEquals(Time.ms(100), stalls.around(Time.ms(2000)));
        }
    }
}
