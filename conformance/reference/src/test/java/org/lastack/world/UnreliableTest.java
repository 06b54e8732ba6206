package org.lastack.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.machine.Settings;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;

/** Whole connections over a network that loses, repeats and reorders: what was written arrives, and both ends come to rest. */
class UnreliableTest {
    private static Settings preset(String name) {
        return name.equals("linux") ? Settings.linux() : Settings.rfc9293();
    }

    /** Both sides write and read; when all is written they close in the order that the seed says. */
    private static Simulation run(Settings settings, long seed, int octets) {
        Dice dice = new Dice(seed);
        Simulation sim = new Simulation(settings, Network.unreliable(seed, Time.ms(5 + dice.below(40)), 10, 5, 20));
        sim.server().listen(1, 80);
        sim.client().connect(1, 80);
        assertTrue(
                sim.runUntil(() -> sim.server().accept(2, 1) instanceof Result.Ok, 10 * Time.MINUTE),
                "accepted, seed " + seed);
        boolean clientFirst = dice.percent(50);
        boolean together = dice.percent(30);
        long pause = dice.below(200_000);
        Transfer up = new Transfer(sim.client(), 1, sim.server(), 2, octets);
        Transfer down = new Transfer(sim.server(), 2, sim.client(), 1, octets / 2);
        Transfer first = clientFirst ? up : down;
        Transfer second = clientFirst ? down : up;
        while (!(first.finished() && second.finished())) {
            first.go(true);
            second.go(together || first.finished());
            sim.run(pause / 10 + Time.MILLISECOND);
            assertTrue(sim.now() < 2 * 60 * Time.MINUTE, "done in time, seed " + seed);
        }
        assertEquals(Bytes.pattern(0, octets), up.read, "seed " + seed);
        assertEquals(Bytes.pattern(0, octets / 2), down.read, "seed " + seed);
        return sim;
    }

    /** One direction of a connection: writes a pattern, closes when allowed, reads to the end. */
    private static final class Transfer {
        final Application from;
        final int out;
        final Application to;
        final int in;
        final int octets;
        int written;
        boolean closed;
        boolean ended;
        Bytes read = Bytes.EMPTY;

        Transfer(Application from, int out, Application to, int in, int octets) {
            this.from = from;
            this.out = out;
            this.to = to;
            this.in = in;
            this.octets = octets;
        }

        boolean finished() {
            return ended;
        }

        void go(boolean mayClose) {
            if (written < octets
                    && from.write(out, Bytes.pattern(written, octets - written)) instanceof Result.Count count) {
                written += count.octets();
            }
            if (written == octets && mayClose && !closed) {
                assertEquals(Result.ok(), from.shutdown(out));
                closed = true;
            }
            Result result = to.read(in);
            while (result instanceof Result.Data data) {
                read = read.plus(data.octets());
                result = to.read(in);
            }
            ended |= result instanceof Result.Eof;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rfc9293, 0",
        "rfc9293, 1",
        "rfc9293, 9000",
        "rfc9293, 120000",
        "linux, 0",
        "linux, 1",
        "linux, 9000",
        "linux, 120000"
    })
    void everythingArrivesAndBothEndsCloseForGood(String preset, int octets) {
        int seeds = octets > 10_000 ? 20 : 200;
        for (long seed = 0; seed < seeds; seed++) {
            Simulation sim = run(preset(preset), seed, octets);
            sim.network(Network.perfect(Time.ms(10))); // so that nobody gives up on the very last segment
            sim.run(30 * Time.MINUTE);
            assertEquals(List.of(), sim.client().host().connections(), "client, seed " + seed);
            assertEquals(List.of(), sim.server().host().connections(), "server, seed " + seed);
            assertEquals(Time.NEVER, sim.nextEvent(), "nothing is left to do, seed " + seed);
            boolean timeWait = visited(sim.client(), State.TIME_WAIT) || visited(sim.server(), State.TIME_WAIT);
            assertTrue(timeWait, "somebody went through TIME-WAIT, seed " + seed);
        }
    }

    private static boolean visited(Application side, State state) {
        return side.trace().events().stream().anyMatch(e -> e instanceof Event.InState s && s.state() == state);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rfc9293", "linux"})
    void theSameSeedGivesTheSameTraceAndAnotherSeedAnother(String preset) {
        List<Event> once = run(preset(preset), 7, 20_000).client().trace().events();
        List<Event> again = run(preset(preset), 7, 20_000).client().trace().events();
        List<Event> other = run(preset(preset), 8, 20_000).client().trace().events();
        assertEquals(once, again);
        assertNotEquals(once, other);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rfc9293", "linux"})
    void aLostLastAckIsRepairedFromTimeWait(String preset) {
        Simulation sim = new Simulation(preset(preset), Network.perfect(Time.ms(10)));
        sim.server().listen(1, 80);
        sim.client().connect(1, 80);
        sim.run(Time.SECOND);
        sim.server().accept(2, 1);
        sim.client().close(1);
        sim.run(Time.SECOND);
        sim.loseNext(packet -> packet.src().equals(sim.client().address())); // the last ACK
        sim.server().close(2);
        sim.run(Time.ms(100));
        assertEquals(State.LAST_ACK, sim.server().host().connections().get(0).state());
        assertTrue(sim.runUntil(() -> sim.server().host().connections().isEmpty(), 10 * Time.SECOND));
        assertEquals(State.TIME_WAIT, sim.client().host().connections().get(0).state());
        List<Event> events = sim.server().trace().events();
        assertEquals(1, events.stream().filter(e -> e instanceof Event.Lost).count());
    }

    @Test
    void aTraceHasTheCallsTheSegmentsAndTheStatesOfItsSide() {
        Simulation sim = new Simulation(Settings.rfc9293(), Network.perfect(Time.ms(10)));
        sim.server().listen(1, 80);
        sim.client().connect(1, 80);
        sim.run(Time.SECOND);
        sim.client().abort(1);
        sim.run(Time.SECOND);
        List<String> kinds = new ArrayList<>();
        for (Event event : sim.client().trace().events()) {
            kinds.add(event.getClass().getSimpleName());
        }
        assertEquals(
                List.of(
                        "Called",
                        "InState",
                        "Sent",
                        "Arrived",
                        "InState",
                        "Sent",
                        "Returned", // connect
                        "Called",
                        "Sent",
                        "InState",
                        "Returned"), // abort
                kinds);
        assertEquals(
                new Call.Abort(), ((Event.Called) sim.client().trace().events().get(7)).call());
    }
}
