package org.lastack.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastack.host.Call;
import org.lastack.host.Host;
import org.lastack.machine.Machine;
import org.lastack.machine.Settings;
import org.lastack.machine.Tcb;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;

class WorldTest {
    @Test
    void the_same_steps_are_the_same_run() {
        for (int seed = 0; seed < 300; seed++) {
            World first = RandomPlay.of(seed, 60);
            World second = new World(Script.decode(first.script().encode()));
            assertEquals(first.seen(), second.seen(), "seed " + seed);
            assertEquals(first.flights(), second.flights());
            assertEquals(first.now(), second.now());
            assertEquals(first.labels(), second.labels());
        }
    }

    @Test
    void a_step_that_is_taken_back_has_never_been() {
        for (int seed = 0; seed < 100; seed++) {
            World world = RandomPlay.of(seed, 60);
            while (!world.script().steps().isEmpty()) {
                world.undo();
                World shorter = new World(world.script());
                assertEquals(shorter.seen(), world.seen());
                assertEquals(shorter.now(), world.now());
                assertEquals(shorter.choices(Side.CLIENT), world.choices(Side.CLIENT));
            }
            world.undo();
            assertTrue(world.seen().isEmpty());
        }
    }

    @Test
    void what_the_application_may_do_is_not_refused() {
        for (int seed = 0; seed < 100; seed++) {
            World world = RandomPlay.of(seed, 40);
            for (Side who : Side.values()) {
                for (Step.Do choice : world.choices(who)) {
                    World after = new World(world.script());
                    after.play(choice);
                    String answer = answer(after, world.seen().size());
                    boolean accept = choice.call() instanceof Call.Accept;
                    assertFalse(answer.contains("EBADF") || answer.contains("EINVAL"), choice + " " + answer);
                    assertFalse(accept && answer.contains("err"), choice + " " + answer);
                }
            }
        }
    }

    /** What the last step answered at once; empty when that comes later. */
    private static String answer(World world, int from) {
        for (Seen one : world.seen().subList(from, world.seen().size())) {
            if (one.event() instanceof Event.Returned r) {
                return r.result().show();
            }
        }
        return "";
    }

    @Test
    void a_lost_last_ACK_is_sent_again() {
        World world = established();
        choose(world, Side.CLIENT, "close");
        run(world, 2);
        choose(world, Side.SERVER, "close");
        deliverAll(world);
        UnderWay ack = inFlight(world);
        world.play(new Step.Drop(ack.from(), ack.number()));
        assertEquals(List.of(State.TIME_WAIT), states(world, Side.CLIENT));
        assertEquals(List.of(State.LAST_ACK), states(world, Side.SERVER));
        world.play(new Step.Timer(Side.SERVER));
        UnderWay fin = inFlight(world);
        assertTrue(Objects.requireNonNull(fin.packet()).segment().fin());
        deliverAll(world);
        deliverAll(world);
        assertEquals(List.of(), states(world, Side.SERVER));
        world.play(new Step.Until(world.now() + 4 * Time.MINUTE));
        assertEquals(List.of(), states(world, Side.CLIENT));
        Event.Sent lost = (Event.Sent) world.seen().stream()
                .filter(s -> s.who() == Side.CLIENT && s.event() instanceof Event.Sent && s.packet() == ack.number())
                .findFirst()
                .orElseThrow()
                .event();
        assertTrue(lost.lost());
    }

    @Test
    void what_cannot_be_done_changes_nothing() {
        World world = established();
        List<Seen> before = world.seen();
        for (Step step : List.of(
                new Step.Deliver(Side.CLIENT, 0),
                new Step.Drop(Side.SERVER, 17),
                new Step.Before(0),
                new Step.Timer(Side.CLIENT))) {
            assertThrows(IllegalArgumentException.class, () -> world.play(step), step.toString());
            assertEquals(before, world.seen());
        }
        assertEquals(before, new World(world.script()).seen());
    }

    /** Links of a few letters that would be the work of minutes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // A second between probes of a shut window, for a year, and never giving up.
                "1~r.r2-8589934.user_timeout-8589934.tcp_rto_max_ms-1000.rto_min-1~r.rcvbuf-1~s1l80.c2c80.dc0.ds0.dc1"
                        + ".c2w0_5000.dc2.ts.ds1.uazl7blqf4",
                // A retransmission each second, of as much as fits.
                "1~r.r2-8589934.user_timeout-8589934.tcp_rto_max_ms-1000.mss-65495~r.mss-65495~s1l80.c2c80.dc0.ds0.dc1"
                        + ".c2w0_65000.uazl7blqf4",
                // A keep-alive timer that goes off each second and finds something outstanding.
                "1~r.r2-8589934.user_timeout-8589934~r~s1l80.c2c80.dc0.ds0.dc1.c2okeepidle-1.c2okeepalive-1.c2w0_9.uazl7blqf4"
            })
    void more_than_anybody_can_look_through_is_refused(String text) {
        Script script = Script.decode(text);
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> new World(script))
                .getMessage());
        assertTrue(message.matches("More happens until [0-9.]+ s than anybody can look through\\."), message);

        // Step by step: what came before the last is there still.
        World world = new World(script.withSteps(List.of()));
        List<Step> before = script.steps().subList(0, script.steps().size() - 1);
        before.forEach(world::play);
        List<Seen> seen = world.seen();
        assertThrows(
                IllegalArgumentException.class,
                () -> world.play(script.steps().get(script.steps().size() - 1)));
        assertEquals(seen, world.seen());
    }

    /** Two errors with right checksums in IPv6, which quote IPv4: 40 octets of it, or 28. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "60000000002c3a000a0000000000000000000000000000000a000000000000000000000000000000030075d700000000"
                        + "45000030000040004006b6b6c0000201c0000210b1b76d210e526c30ef76985350060196",
                "6000000000243a000a0000000000000000000000000000000a00000000000000000000000000000003004b9600000000"
                        + "45000030000040004006b6b6c0000201c0000210b1b76d210e526c30"
            })
    void an_error_that_quotes_the_other_version_of_IP_is_dropped(String octets) {
        World world = new World(Script.decode("1~r~r~s1l80.ic" + octets + ".dc0"));
        assertEquals(List.of(), states(world, Side.SERVER));
    }

    /** A host that never comes to rest is an error like any other of a script. */
    @Test
    void a_host_without_rest_is_said_to_be_one() {
        Script script = Script.decode("1~r~r~s1l80.c2c80.tc");
        World.Maker restless = (settings, address) -> new Host(settings, Restless::new, address);
        assertThrows(IllegalArgumentException.class, () -> new World(script, restless));
    }

    private static final class Restless extends Machine {
        Restless(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void retransmissionTimeout() {}
    }

    @Test
    void what_is_held_back_does_not_arrive_by_itself() {
        World world = established();
        choose(world, Side.CLIENT, "close");
        UnderWay fin = inFlight(world);
        world.play(new Step.Hold(fin.from(), fin.number()));
        assertEquals(List.of(new Step.Timer(Side.CLIENT)), world.onward());
        world.play(new Step.Hold(fin.from(), fin.number()));
        assertEquals(
                List.of(new Step.Before(world.now() + World.DELAY), new Step.Deliver(fin.from(), fin.number())),
                world.onward());
    }

    private static World established() {
        World world = new World(Script.between(Settings.rfc9293(), Settings.rfc9293()));
        choose(world, Side.SERVER, "listen 80");
        choose(world, Side.CLIENT, "connect 192.0.2.2 80");
        run(world, 3);
        choose(world, Side.SERVER, "accept 1");
        assertEquals(List.of(State.ESTABLISHED), states(world, Side.CLIENT));
        return world;
    }

    private static void choose(World world, Side who, String call) {
        world.play(world.choices(who).stream()
                .filter(c -> c.call().show().equals(call) && (!call.equals("close") || c.socket() != 1))
                .findFirst()
                .orElseThrow());
    }

    private static void run(World world, int packets) {
        for (int i = 0; i < packets; i++) {
            world.onward().forEach(world::play);
        }
    }

    private static void deliverAll(World world) {
        for (UnderWay flight : world.flights()) {
            if (flight.copies() > 0) {
                world.play(new Step.Deliver(flight.from(), flight.number()));
            }
        }
    }

    private static UnderWay inFlight(World world) {
        return world.flights().stream().filter(f -> f.copies() > 0).findFirst().orElseThrow();
    }

    private static List<State> states(World world, Side who) {
        return Objects.requireNonNull(world.host(who)).connections().stream()
                .map(e -> e.state())
                .toList();
    }
}
