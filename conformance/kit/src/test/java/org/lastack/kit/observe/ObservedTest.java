package org.lastack.kit.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastack.host.Call;
import org.lastack.kit.scenario.Opener;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.SeqRef;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Template;
import org.lastack.kit.scenario.TsRef;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.trace.Event;
import org.lastack.trace.Trace;

class ObservedTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void octets_with_a_wrong_checksum_belong_to_the_connection_of_their_port_and_tell_it_nothing(boolean v6) {
        Script script = Script.begin();
        script.peer(script.peer().withV6(v6));
        Scenario scenario = script.open(Opener.PEER)
                .on(1)
                .open(Opener.PEER)
                .send(Template.fin().withBadChecksum())
                .pass(Span.SILENCE)
                .build();
        Outcome.Ran ran = assertInstanceOf(Outcome.Ran.class, new VirtualRunner(ReferenceStack::rfc9293).run(scenario));
        Moment spoiled = raw(ran.trace());
        assertEquals(1, spoiled.conn());
        assertEquals(State.ESTABLISHED, spoiled.before().state);
        assertEquals(State.ESTABLISHED, spoiled.after().state);
    }

    /** RFC 7323 §3.2 lets a stack drop what lacks its timestamps, and Linux does not: what it acknowledges tells. */
    @ParameterizedTest
    @CsvSource({"rfc9293, ESTABLISHED", "linux, CLOSE_WAIT"})
    void a_fin_without_the_timestamps_agreed_on_counts_when_it_is_acknowledged(String preset, State state) {
        Scenario scenario = stamped()
                .send(Template.fin().withoutTimestamps())
                .pass(Span.SILENCE)
                .build();
        assertEquals(state, last(preset, scenario).state);
    }

    @ParameterizedTest
    @CsvSource({"23, ESTABLISHED", "25, CLOSE_WAIT"})
    void an_old_timestamp_counts_again_after_24_idle_days(int days, State state) {
        Scenario scenario = stamped()
                .pass(Span.seconds(days * 24 * 60 * 60))
                .send(Template.fin().withTsVal(TsRef.recent(-1)))
                .pass(Span.SILENCE)
                .build();
        assertEquals(state, last("rfc9293", scenario).state);
    }

    @Test
    void timestamps_are_used_when_both_sides_offer_them() {
        Script script = Script.begin().set("tcp_timestamps", 0).peer(Scenario.Peer.PLAIN.withTimestamps(true));
        assertFalse(last("rfc9293", script.open(Opener.STACK).build()).timestamps);
        assertTrue(last("rfc9293", stamped().build()).timestamps);
    }

    private static Script stamped() {
        return Script.begin().peer(Scenario.Peer.PLAIN.withTimestamps(true)).open(Opener.STACK);
    }

    /** What is known at the end of a run. */
    private static Knowledge last(String preset, Scenario scenario) {
        Supplier<ReferenceStack> stacks = preset.equals("linux") ? ReferenceStack::linux : ReferenceStack::rfc9293;
        Outcome.Ran ran = assertInstanceOf(Outcome.Ran.class, new VirtualRunner(stacks).run(scenario));
        Observed observed = Observed.of(ran.trace(), stacks.get().profile());
        List<Moment> moments = observed.of(0);
        return moments.get(moments.size() - 1).after();
    }

    @Test
    void a_rst_counts_by_its_number_alone_also_at_a_zero_window() {
        Script script = Script.begin().open(Opener.PEER);
        for (int i = 0; i < 4; i++) {
            script.send(Template.data(Template.TO_EDGE)).pass(Span.DELAYED_ACK);
        }
        Scenario scenario =
                script.send(Template.rst().at(SeqRef.RCV_NXT).with(5)).build();
        Outcome.Ran ran = assertInstanceOf(Outcome.Ran.class, new VirtualRunner(ReferenceStack::rfc9293).run(scenario));
        Observed observed = Observed.of(ran.trace(), ReferenceStack.rfc9293().profile());
        Moment reset = observed.all(m -> m.arrived() != null).get(6);
        assertEquals(0, reset.before().rcvWnd());
        assertEquals(State.CLOSED, reset.after().state);
    }

    @Test
    void an_initial_sequence_number_of_0_is_one_like_any_other() {
        IpAddress stack = IpAddress.of("192.0.2.1");
        IpAddress peer = IpAddress.of("192.0.2.16");
        Trace trace = new Trace(
                "made",
                0,
                List.of(
                        new Event.Called(0, Observed.FIRST_SOCKET, new Call.Connect(stack, 0, peer, 16_000)),
                        new Event.Sent(
                                0, new Packet(stack, peer, Segment.of(8000, 16_000, 0, 0, Flags.SYN, 65_535)), false)));
        Moment syn =
                Observed.of(trace, ReferenceStack.rfc9293().profile()).moments().get(1);
        assertTrue(syn.after().opened);
        assertEquals(1, syn.after().sndNxt);
    }

    @Test
    void octets_without_a_port_belong_to_no_connection() {
        for (String hex : List.of("", "45", "60", "4f", "4500001400000000400100000000000000000000ffff")) {
            Trace trace = new Trace("made", 0, List.of(new Event.ArrivedRaw(0, Bytes.fromHex(hex), "cut short")));
            assertEquals(-1, raw(trace).conn(), hex);
        }
    }

    private static Moment raw(Trace trace) {
        Observed observed = Observed.of(trace, ReferenceStack.rfc9293().profile());
        return observed.all(m -> m.event() instanceof Event.ArrivedRaw).get(0);
    }
}
