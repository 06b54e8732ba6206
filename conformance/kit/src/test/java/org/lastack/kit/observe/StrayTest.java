package org.lastack.kit.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lastack.host.Host;
import org.lastack.kit.scenario.Opener;
import org.lastack.kit.scenario.Route;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Template;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.machine.Settings;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.State;
import org.lastack.trace.Event;

/** A packet that no connection may take is seen, and counts for nothing. */
class StrayTest {
    static Stream<Template> strays() {
        Stream<Template> routed = Stream.of(Route.values())
                .filter(r -> r != Route.DIRECT)
                .map(r -> Template.fin().routed(r));
        Stream<Template> spoiled =
                Stream.of(Template.fin().withBadChecksum(), Template.fin().withOptions(Bytes.fromHex("fe000000")));
        return Stream.concat(routed, spoiled);
    }

    private static Observed observed(ReferenceStack stack, Template stray, boolean v6) {
        Scenario scenario = Script.begin()
                .open(Opener.PEER)
                .send(stray)
                .pass(Span.PROMPT)
                .build()
                .withPeer(Scenario.Peer.PLAIN.withV6(v6));
        Outcome.Ran ran = assertInstanceOf(Outcome.Ran.class, new VirtualRunner(() -> stack).run(scenario));
        return Observed.of(ran.trace(), ReferenceStack.rfc9293().profile());
    }

    @ParameterizedTest
    @MethodSource("strays")
    void belongs_to_its_connection_and_tells_nothing(Template template) {
        for (boolean v6 : List.of(false, true)) {
            Observed t = observed(ReferenceStack.rfc9293(), template, v6);
            Moment stray = t.first(m -> m.stray() != null);
            assertNotNull(stray, template::toString);
            assertNull(stray.arrived());
            assertEquals(0, stray.conn());
            assertTrue(stray.stimulus());
            Packet packet = stray.stray();
            assertTrue(packet != null && packet.segment().fin());
            assertEquals(stray.before().rcvNxt, packet.segment().seq());
            assertEquals(State.ESTABLISHED, stray.after().state);
            assertFalse(stray.after().finReceived);
        }
    }

    @Test
    void what_is_sent_to_nobody_belongs_to_no_connection() {
        ReferenceStack answersAll =
                new ReferenceStack("answers-all", Settings.rfc9293(), (s, addresses) -> new Host(s, addresses) {
                    @Override
                    protected boolean takes(Packet packet) {
                        return true;
                    }
                });
        Observed t = observed(answersAll, Template.fin().routed(Route.FROM_MULTICAST), false);
        Moment rst = t.first(m -> m.event() instanceof Event.Sent s
                && s.packet().segment().rst()
                && s.packet().dst().equals(IpAddress.of("224.0.0.1")));
        assertNotNull(rst, "a RST to the multicast address");
        assertNull(rst.sent());
        assertEquals(State.ESTABLISHED, rst.after().state);
        assertFalse(rst.after().resetByStack);
    }
}
