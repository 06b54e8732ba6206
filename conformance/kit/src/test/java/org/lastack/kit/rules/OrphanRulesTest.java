package org.lastack.kit.rules;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.lastack.kit.rules.HandMade.ACK;
import static org.lastack.kit.rules.HandMade.FIN;

import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
import org.lastack.host.Result;
import org.lastack.host.SocketOption;
import org.lastack.kit.scenario.Expect;
import org.lastack.kit.scenario.Opener;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.SeqRef;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Template;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.search.Attempt;
import org.lastack.kit.search.Candidate;
import org.lastack.kit.search.Search;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.tcp.Flags;

/** The least RTO of the hand-made stack is a second. */
class OrphanRulesTest {
    private static final Call CLOSE = new Call.Close();
    private static final int RST = Flags.RST;

    private static HandMade closed() {
        return HandMade.established().call(CLOSE, Result.ok()).out(FIN, 1, 1, 0);
    }

    /** An orphan in FIN-WAIT-2. */
    private static HandMade left() {
        return closed().in(ACK, 1, 2, 0);
    }

    /** A limit of 1 is a budget of three intervals from the first copy on: after the second copy six have passed. */
    @Test
    void the_limit_of_retries_is_a_time() {
        HandMade twice = closed().set("tcp_orphan_retries", 1)
                .ms(1000)
                .out(FIN, 1, 1, 0)
                .ms(2000)
                .out(FIN, 1, 1, 0)
                .ms(20_000);
        twice.in(ACK, 1, 1, 0).out(RST, 1, 0, 0).keeps(OrphanRules.OR_RETRIES, "");
        closed().set("tcp_orphan_retries", 1)
                .ms(1000)
                .out(FIN, 1, 1, 0)
                .ms(20_000)
                .in(ACK, 1, 1, 0)
                .out(RST, 1, 0, 0)
                .breaks(OrphanRules.OR_RETRIES, "2 copies of the FIN for a limit of 1; got 1 copy");
    }

    @Test
    void a_long_timeout_makes_fewer_copies() {
        closed().set("tcp_orphan_retries", 1)
                .ms(1700)
                .out(FIN, 1, 1, 0)
                .ms(20_000)
                .in(ACK, 1, 1, 0)
                .out(RST, 1, 0, 0)
                .keeps(OrphanRules.OR_RETRIES, "");
    }

    @Test
    void a_fin_is_given_up_in_silence() {
        closed().set("tcp_orphan_retries", 1)
                .ms(1000)
                .out(FIN, 1, 1, 0)
                .ms(2000)
                .out(FIN, 1, 1, 0)
                .ms(4000)
                .out(RST, 2, 0, 0)
                .ms(20_000)
                .in(ACK, 1, 1, 0)
                .out(RST, 1, 0, 0)
                .breaks(OrphanRules.OR_RETRIES, "silence when the FIN is given up");
    }

    @Test
    void an_unknown_limit_says_nothing() {
        closed().ms(20_000).in(ACK, 1, 1, 0).saysNothing(OrphanRules.OR_RETRIES, "known tcp_orphan_retries");
    }

    @Test
    void an_orphan_in_fin_wait_2_is_judged_by_its_age() {
        left().set("tcp_fin_timeout", 5)
                .ms(4900)
                .in(FIN, 1, 2, 0)
                .out(ACK, 2, 2, 0)
                .keeps(OrphanRules.OR_FINTIMEOUT, "");
        left().set("tcp_fin_timeout", 5)
                .ms(4900)
                .in(FIN, 1, 2, 0)
                .out(RST, 2, 0, 0)
                .breaks(OrphanRules.OR_FINTIMEOUT, "an empty ACK after 4.900 s");
        left().set("tcp_fin_timeout", 5)
                .ms(6100)
                .in(FIN, 1, 2, 0)
                .out(ACK, 2, 2, 0)
                .breaks(OrphanRules.OR_FINTIMEOUT, "a RST after 6.100 s");
    }

    @Test
    void both_readings_of_a_fin_timeout_above_60_are_right_and_told_apart() {
        left().set("tcp_fin_timeout", 61)
                .ms(10_000)
                .in(FIN, 1, 2, 0)
                .out(ACK, 2, 2, 0)
                .keeps(OrphanRules.OR_FINTIMEOUT_ODD, "v seconds");
        left().set("tcp_fin_timeout", 61)
                .ms(10_000)
                .in(FIN, 1, 2, 0)
                .out(RST, 2, 0, 0)
                .keeps(OrphanRules.OR_FINTIMEOUT_ODD, "2 (v - 60) seconds");
        left().set("tcp_fin_timeout", 61)
                .ms(1900)
                .in(FIN, 1, 2, 0)
                .out(RST, 2, 0, 0)
                .breaks(OrphanRules.OR_FINTIMEOUT_ODD, "an empty ACK after 1.900 s");
    }

    @Test
    void one_orphan_too_many_is_reset_at_once_or_at_its_first_retransmission() {
        closed().set("tcp_max_orphans", 0).out(RST | ACK, 2, 1, 0).keeps(OrphanRules.OR_MAX, "reset at once");
        closed().set("tcp_max_orphans", 0)
                .ms(1000)
                .out(RST | ACK, 2, 1, 0)
                .keeps(OrphanRules.OR_MAX, "reset at a retransmission");
        closed().set("tcp_max_orphans", 0)
                .ms(1000)
                .out(FIN, 1, 1, 0)
                .ms(6000)
                .out(RST | ACK, 2, 1, 0)
                .keeps(OrphanRules.OR_MAX, "reset at a retransmission");
        closed().set("tcp_max_orphans", 0)
                .ms(1000)
                .out(FIN, 1, 1, 0)
                .ms(99_000)
                .out(RST | ACK, 2, 1, 0)
                .breaks(OrphanRules.OR_MAX, "one orphan too many; got FIN,ACK");
    }

    @Test
    void an_orphan_whose_fin_is_acknowledged_before_a_retransmission_is_due_may_be_counted_too_late() {
        closed().set("tcp_max_orphans", 0)
                .ms(5)
                .in(ACK, 1, 2, 0)
                .ms(1000)
                .saysNothing(OrphanRules.OR_MAX, "never more orphans");
        closed().set("tcp_max_orphans", 0)
                .ms(1000)
                .out(FIN, 1, 1, 0)
                .ms(5)
                .in(ACK, 1, 2, 0)
                .ms(1000)
                .breaks(OrphanRules.OR_MAX, "one orphan too many");
    }

    @Test
    void an_answer_is_not_the_reset_of_an_orphan() {
        closed().set("tcp_max_orphans", 0)
                .ms(500)
                .in(ACK, 1, 1, 0)
                .out(RST, 1, 0, 0)
                .breaks(OrphanRules.OR_MAX, "one orphan too many");
    }

    @Test
    void who_is_held_or_within_the_limit_is_not_reset() {
        HandMade.established()
                .set("tcp_max_orphans", 0)
                .call(new Call.Shutdown(How.WR), Result.ok())
                .out(FIN, 1, 1, 0)
                .ms(1000)
                .out(RST, 2, 0, 0)
                .breaks(OrphanRules.OR_MAX, "an application holds the connection");
        closed().set("tcp_max_orphans", 1)
                .ms(1000)
                .out(RST, 2, 0, 0)
                .breaks(OrphanRules.OR_MAX, "no more orphans than allowed");
    }

    @Test
    void without_room_the_fin_gets_its_ack_and_then_a_reset() {
        HandMade.established()
                .set("tcp_max_tw_buckets", 0)
                .call(CLOSE, Result.ok())
                .out(FIN, 1, 1, 0)
                .in(FIN, 1, 2, 0)
                .out(ACK, 2, 2, 0)
                .ms(200)
                .in(FIN, 1, 2, 0)
                .out(RST, 2, 0, 0)
                .keeps(OrphanRules.OR_TWBUCKETS, "");
        HandMade.established()
                .set("tcp_max_tw_buckets", 0)
                .call(CLOSE, Result.ok())
                .out(FIN, 1, 1, 0)
                .in(FIN, 1, 2, 0)
                .out(RST, 2, 0, 0)
                .ms(200)
                .in(FIN, 1, 2, 0)
                .out(RST, 2, 0, 0)
                .breaks(OrphanRules.OR_TWBUCKETS, "the ACK of the FIN; got RST");
    }

    @Test
    void a_retransmission_is_an_answer_to_a_probe_only_where_it_could_not_be_told_from_one() {
        closed().ms(950)
                .in(ACK, 0, 1, 0)
                .out(ACK, 2, 1, 0)
                .ms(50)
                .out(FIN, 1, 1, 0)
                .keeps(OrphanRules.OR_KEEPALIVE, "");
        closed().ms(950).in(ACK, 0, 1, 0).ms(50).out(FIN, 1, 1, 0).keeps(OrphanRules.OR_KEEPALIVE, "");
        closed().ms(850).in(ACK, 0, 1, 0).ms(150).out(FIN, 1, 1, 0).breaks(OrphanRules.OR_KEEPALIVE, "got silence");
        closed().ms(950).in(ACK, 0, 1, 0).ms(50).out(FIN, 1, 0, 0).breaks(OrphanRules.OR_KEEPALIVE, "got silence");
    }

    @Test
    void a_probe_of_the_stack_s_own_is_no_answer_to_the_peer_s() {
        HandMade.established()
                .call(new Call.SetOption(SocketOption.KEEPIDLE, 2), Result.ok())
                .call(new Call.SetOption(SocketOption.KEEPALIVE, 1), Result.ok())
                .ms(1000)
                .in(ACK, 0, 1, 0)
                .out(ACK, 1, 1, 0)
                .ms(50)
                .out(ACK, 0, 1, 0)
                .keeps(OrphanRules.OR_KEEPALIVE, "");
    }

    @Test
    void that_the_stack_s_own_probes_found_nobody_is_no_answer_to_the_peer_s() {
        HandMade probed = HandMade.established()
                .call(new Call.SetOption(SocketOption.KEEPIDLE, 1), Result.ok())
                .call(new Call.SetOption(SocketOption.KEEPCNT, 1), Result.ok())
                .call(new Call.SetOption(SocketOption.KEEPALIVE, 1), Result.ok())
                .ms(1000)
                .out(ACK, 0, 1, 0)
                .ms(500)
                .in(ACK, 0, 1, 0)
                .out(ACK, 1, 1, 0)
                .ms(50);
        probed.out(RST | ACK, 1, 1, 0).keeps(OrphanRules.OR_KEEPALIVE, "");
        closed().ms(950).in(ACK, 0, 1, 0).out(RST | ACK, 2, 1, 0).breaks(OrphanRules.OR_KEEPALIVE, "got RST,ACK");
    }

    @Test
    void one_probe_without_an_answer_is_enough_where_the_application_says_so() {
        HandMade.established()
                .call(new Call.SetOption(SocketOption.KEEPIDLE, 1), Result.ok())
                .call(new Call.SetOption(SocketOption.KEEPCNT, 1), Result.ok())
                .call(new Call.SetOption(SocketOption.KEEPALIVE, 1), Result.ok())
                .ms(1000)
                .out(ACK, 0, 1, 0)
                .ms(1000)
                .out(RST | ACK, 1, 1, 0)
                .keeps(OrphanRules.OR_KEEPALIVE, "");
    }

    @Test
    void a_segment_that_is_dropped_does_not_make_a_connection_less_idle() {
        HandMade.established()
                .call(new Call.SetOption(SocketOption.KEEPIDLE, 1), Result.ok())
                .call(new Call.SetOption(SocketOption.KEEPALIVE, 1), Result.ok())
                .ms(400)
                .in(FIN, 50_000, 1, 0)
                .out(ACK, 1, 1, 0)
                .ms(600)
                .out(ACK, 0, 1, 0)
                .keeps(OrphanRules.OR_KEEPALIVE, "");
    }

    @Test
    void a_probe_must_have_been_asked_for() {
        HandMade.established().ms(10_000).out(ACK, 0, 1, 0).breaks(OrphanRules.OR_KEEPALIVE, "asked for none");
        HandMade.established()
                .call(new Call.SetOption(SocketOption.KEEPIDLE, 10), Result.ok())
                .call(new Call.SetOption(SocketOption.KEEPALIVE, 1), Result.ok())
                .ms(10_000)
                .out(ACK, 0, 1, 0)
                .keeps(OrphanRules.OR_KEEPALIVE, "");
        HandMade.established()
                .call(new Call.SetOption(SocketOption.KEEPIDLE, 10), Result.ok())
                .call(new Call.SetOption(SocketOption.KEEPALIVE, 1), Result.ok())
                .ms(5000)
                .out(ACK, 0, 1, 0)
                .breaks(OrphanRules.OR_KEEPALIVE, "before the connection was idle");
    }

    @Test
    void a_probe_that_was_asked_for_must_come() {
        HandMade.established()
                .call(new Call.SetOption(SocketOption.KEEPIDLE, 1), Result.ok())
                .call(new Call.SetOption(SocketOption.KEEPALIVE, 1), Result.ok())
                .breaks(OrphanRules.OR_KEEPALIVE, "a keep-alive probe, since the connection is idle");
    }

    /** Linux forgets it after tcp_fin_timeout, also when a half-close was all that the application had done before. */
    @Test
    void an_orphan_that_may_be_forgotten_owes_no_answer_to_a_probe() {
        Scenario scenario = Script.begin()
                .open(Opener.PEER)
                .shutdown(Call.How.WR)
                .await(Expect.FIN)
                .close()
                .send(Template.ack())
                .pass(Span.seconds(7260))
                .send(Template.ack().at(SeqRef.rcvNxt(-1)))
                .await(Expect.SEGMENT)
                .build();
        Attempt attempt = new Search(
                        Rules.get("OR-KEEPALIVE"),
                        ReferenceStack.linux().profile(),
                        new VirtualRunner(ReferenceStack::linux)::run)
                .attempt(Candidate.of(scenario));
        assertFalse(attempt.failed(), attempt::complaint);
    }
}
