package org.lastack.kit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lastack.kit.mutants.Mutant;
import org.lastack.kit.mutants.Mutants;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.rules.Judgement;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.machine.Knob;
import org.lastack.tcp.MalformedPacketException;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.trace.Event;
import org.lastack.trace.Trace;
import org.lastack.world.Script;
import org.lastack.world.Side;
import org.lastack.world.World;

/** The script of a counterexample is what was done to the stack: on the same stack it brings the same trace. */
class CounterexampleScriptTest {
    @Test
    void on_the_same_stack_the_script_brings_the_same_trace() {
        int scripts = 0;
        int kept = 0;
        for (Mutant mutant : Mutants.all()) {
            ReferenceStack stack = mutant.stacks().get();
            Rule rule = Rules.get(mutant.rule());
            Trace trace = failing(mutant);
            // A mutant that draws other numbers does not take those of the script.
            if (trace != null && !rule.id().equals("SQ-ISN")) {
                Script script = Script.decode(CounterexampleScript.of(trace, stack.settings())
                        .orElseThrow(() -> new AssertionError(mutant.id())));
                World world = new World(script, stack::host);
                assertEquals(shown(trace), shown(world.trace(Side.CLIENT)), mutant.id());
                scripts++;
                Trace good = new World(script).trace(Side.CLIENT);
                kept += rule.judge(Observed.of(good, stack.profile())) instanceof Judgement.Fail ? 0 : 1;
            }
        }
        assertTrue(scripts > Mutants.all().size() * 3 / 4, scripts + " counterexamples");
        // The right reference answers otherwise, and what the kit would have said to that is not in the script.
        assertTrue(kept > scripts * 4 / 5, "the reference breaks " + (scripts - kept) + " of " + scripts);
    }

    /** Returns a run in which the mutant breaks its rule, or null when a few tries bring none. */
    private static Trace failing(Mutant mutant) {
        return mutant.search()
                .attempts(3, 30)
                .filter(a -> a.failed() && !a.scenario().peer().v6()) // the table has IPv4
                .map(a -> a.observed().trace())
                .findFirst()
                .orElse(null);
    }

    private static Trace run(Mutant mutant, Scenario scenario) {
        return new VirtualRunner(mutant.stacks()).runWrong(scenario) instanceof Outcome.Ran ran ? ran.trace() : null;
    }

    /** What was sent, what arrived, what was called and answered, whatever the number of the socket: the kit may hear of things of one instant in another order. */
    private static List<List<String>> shown(Trace trace) {
        List<String> sent = new ArrayList<>();
        List<String> arrived = new ArrayList<>();
        List<String> calls = new ArrayList<>();
        for (Event event : trace.events()) {
            if (event instanceof Event.Called e) {
                calls.add(e.at() + " " + e.call().show());
            } else if (event instanceof Event.Returned e) {
                calls.add(e.at() + " " + e.result().show());
            } else if (event instanceof Event.Sent e) {
                sent.add(e.at() + " " + octets(e.packet()));
            } else if (event instanceof Event.Arrived e) {
                arrived.add(e.at() + " " + octets(e.packet()));
            } else if (event instanceof Event.ArrivedRaw e) {
                arrived.add(e.at() + " " + e.octets());
            }
        }
        calls.sort(null);
        return List.of(sent, arrived, calls);
    }

    /** As whoever reads it writes it again: a script keeps the options, and not what pads them (RFC 9293 §3.2). */
    private static String octets(Packet packet) {
        try {
            return PacketCodec.encode(PacketCodec.decode(PacketCodec.encode(packet)))
                    .toHex();
        } catch (MalformedPacketException e) {
            throw new AssertionError(packet.toString(), e);
        }
    }

    @Test
    void another_stack_is_played_with_the_numbers_that_it_had() {
        Mutant mutant = Mutants.all().get(0);
        ReferenceStack stack = mutant.stacks().get();
        Trace trace = failing(mutant);
        // The same run, of a stack that draws its numbers otherwise.
        Trace other = new Trace(
                "other",
                0,
                trace.events().stream().map(CounterexampleScriptTest::moved).toList());
        Script script =
                Script.decode(CounterexampleScript.of(other, stack.settings()).orElseThrow());
        assertFalse(script.client().settings().get(Knob.ISS) < 0);
        assertEquals(shown(other), shown(new World(script, stack::host).trace(Side.CLIENT)));
    }

    private static Event moved(Event event) {
        int by = 1_000_000;
        if (event instanceof Event.Sent e) {
            Packet p = e.packet();
            return new Event.Sent(
                    e.at(),
                    new Packet(p.src(), p.dst(), p.segment().withSeq(p.segment().seq() + by)),
                    e.lost());
        }
        if (event instanceof Event.Arrived e && e.packet().segment().hasAck()) {
            Packet p = e.packet();
            return new Event.Arrived(
                    e.at(),
                    new Packet(p.src(), p.dst(), p.segment().withAck(p.segment().ack() + by)));
        }
        return event;
    }
}
