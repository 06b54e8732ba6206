package org.lastack.kit.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lastack.kit.scenario.Expect;
import org.lastack.kit.scenario.Opener;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.Template;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.trace.Ladder;
import org.lastack.trace.Trace;

class DiagramsTest {
    @Test
    void closed_is_drawn_where_a_connection_ends_and_not_before_it_begins() {
        var scenario = Script.begin()
                .open(Opener.PEER)
                .send(Template.fin())
                .await(Expect.ACK_OF_ALL)
                .close()
                .await(Expect.FIN)
                .send(Template.ack())
                .build();
        Outcome outcome = new VirtualRunner(ReferenceStack::rfc9293).run(scenario);
        Trace trace = ((Outcome.Ran) outcome).trace();

        List<String> states =
                Ladder.of(
                                trace,
                                Diagrams.options(trace, ReferenceStack.rfc9293().profile()))
                        .rungs()
                        .stream()
                        .map(Ladder.Rung::stackState)
                        .filter(state -> !state.isEmpty())
                        .toList();
        assertEquals(List.of("SYN-RECEIVED", "ESTABLISHED", "CLOSE-WAIT", "LAST-ACK", "CLOSED"), states);
    }
}
