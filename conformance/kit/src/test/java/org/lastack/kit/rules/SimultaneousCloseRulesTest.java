package org.lastack.kit.rules;

import static org.lastack.kit.rules.HandMade.ACK;
import static org.lastack.kit.rules.HandMade.FIN;

import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.tcp.Flags;

class SimultaneousCloseRulesTest {
    private static HandMade closing() {
        return HandMade.established()
                .call(new Call.Close(), Result.ok())
                .out(FIN, 1, 1, 0)
                .in(FIN, 1, 1, 0)
                .out(ACK, 2, 2, 0);
    }

    @Test
    void a_second_fin_at_rcv_nxt_is_no_repeated_one_and_may_count() {
        closing()
                .in(FIN, 2, 1, 0)
                .out(ACK, 2, 3, 0)
                .keeps(SimultaneousCloseRules.SC_DUPFIN, "a second FIN, at RCV.NXT: counted");
        closing()
                .in(FIN, 2, 1, 0)
                .ms(1000)
                .out(FIN, 1, 2, 0)
                .keeps(SimultaneousCloseRules.SC_DUPFIN, "a second FIN, at RCV.NXT: not counted");
        closing().in(FIN, 1, 1, 0).out(ACK, 2, 3, 0).breaks(SimultaneousCloseRules.SC_DUPFIN, "ACK=RCV.NXT as before");
        closing().in(FIN, 1, 1, 0).ms(1000).out(FIN, 1, 2, 0).breaks(SimultaneousCloseRules.SC_DUPFIN, "as before");
    }

    @Test
    void the_fin_comes_again_after_an_rto() {
        closing().ms(1200).out(FIN, 1, 2, 0).keeps(SimultaneousCloseRules.SC_CLOSING, "");
        closing().ms(1300).out(FIN, 1, 2, 0).breaks(SimultaneousCloseRules.SC_CLOSING, "the FIN after 1.300 s");
        closing().breaks(SimultaneousCloseRules.SC_CLOSING, "no FIN again");
    }

    @Test
    void the_fin_may_come_again_with_the_ack_that_it_had_at_first() {
        closing().ms(1000).out(FIN, 1, 1, 0).keeps(SimultaneousCloseRules.SC_CLOSING, "");
    }

    @Test
    void the_ack_may_ride_on_the_fin() {
        HandMade riding = HandMade.established()
                .call(new Call.Close(), Result.ok())
                .out(FIN, 1, 1, 0)
                .ms(100)
                .in(FIN, 1, 1, 0)
                .out(FIN, 1, 2, 0);
        riding.ms(900).out(FIN, 1, 2, 0).keeps(SimultaneousCloseRules.SC_CLOSING, "");
        riding.ms(2000).out(FIN, 1, 2, 0).keeps(RetransmissionRules.FR_BACKOFF, "");
    }

    @Test
    void what_rides_on_the_fin_may_be_a_copy_by_the_timer_once_any_could_have_gone_off() {
        HandMade.established()
                .call(new Call.Close(), Result.ok())
                .out(FIN, 1, 1, 0)
                .ms(300)
                .in(FIN, 1, 1, 0)
                .out(FIN, 1, 2, 0)
                .ms(3000)
                .in(FIN, 1, 1, 0)
                .keeps(SimultaneousCloseRules.SC_CLOSING, "");
    }

    @Test
    void what_rides_on_the_fin_is_no_copy_by_the_timer() {
        HandMade.established()
                .call(new Call.Close(), Result.ok())
                .out(FIN, 1, 1, 0)
                .ms(100)
                .in(FIN, 1, 1, 0)
                .out(FIN, 1, 2, 0)
                .ms(3000)
                .in(FIN, 1, 1, 0)
                .breaks(SimultaneousCloseRules.SC_CLOSING, "the FIN again an RTO after its first copy");
    }

    @Test
    void a_wait_that_was_cut_short_says_nothing() {
        closing().ms(500).in(ACK, 2, 2, 0).saysNothing(SimultaneousCloseRules.SC_CLOSING, "did not watch");
    }

    @Test
    void an_ack_of_less_may_be_answered_once_and_restarts_nothing() {
        closing().ms(500).in(ACK, 2, 1, 0).ms(500).out(FIN, 1, 2, 0).keeps(SimultaneousCloseRules.SC_IGNORE, "");
        closing()
                .ms(500)
                .in(ACK, 2, 1, 0)
                .out(ACK, 2, 2, 0)
                .ms(500)
                .out(FIN, 1, 2, 0)
                .keeps(SimultaneousCloseRules.SC_IGNORE, "");
        closing()
                .ms(500)
                .in(ACK, 2, 1, 0)
                .out(ACK, 2, 2, 0)
                .out(ACK, 2, 2, 0)
                .breaks(SimultaneousCloseRules.SC_IGNORE, "numbers unchanged");
        closing()
                .ms(500)
                .in(ACK, 2, 1, 0)
                .ms(1000)
                .out(FIN, 1, 2, 0)
                .breaks(SimultaneousCloseRules.SC_IGNORE, "1.500 s");
    }

    @Test
    void intervals_double() {
        closing()
                .ms(1000)
                .out(FIN, 1, 2, 0)
                .ms(2000)
                .out(FIN, 1, 2, 0)
                .ms(4000)
                .out(FIN, 1, 2, 0)
                .ms(60_000)
                .in(FIN, 1, 1, 0)
                .out(Flags.RST, 1, 0, 0)
                .keeps(SimultaneousCloseRules.SC_REXMIT, "given up in silence");
        closing()
                .ms(1000)
                .out(FIN, 1, 2, 0)
                .ms(1000)
                .out(FIN, 1, 2, 0)
                .ms(60_000)
                .in(FIN, 1, 1, 0)
                .out(Flags.RST, 1, 0, 0)
                .breaks(SimultaneousCloseRules.SC_REXMIT, "twice the interval before, 1.000 s");
    }

    @Test
    void giving_up_may_be_told_with_a_reset() {
        closing()
                .ms(1000)
                .out(FIN, 1, 2, 0)
                .ms(2000)
                .out(Flags.RST | ACK, 2, 2, 0)
                .ms(60_000)
                .in(FIN, 1, 1, 0)
                .out(Flags.RST, 1, 0, 0)
                .keeps(SimultaneousCloseRules.SC_REXMIT, "given up with a RST");
    }

    @Test
    void an_ack_from_below_the_window_is_refused_or_taken() {
        closing()
                .in(ACK, 1, 2, 0)
                .out(ACK, 2, 2, 0)
                .ms(1000)
                .out(FIN, 1, 2, 0)
                .keeps(SimultaneousCloseRules.SC_SEQVAL, "ACK from below the window: refused");
        closing()
                .in(ACK, 1, 2, 0)
                .ms(70_000)
                .in(FIN, 1, 1, 0)
                .out(Flags.RST, 1, 0, 0)
                .keeps(SimultaneousCloseRules.SC_SEQVAL, "ACK from below the window: taken");
    }

    @Test
    void an_ack_that_is_neither_refused_nor_taken_hangs_the_connection() {
        closing()
                .in(ACK, 1, 2, 0)
                .out(ACK, 2, 2, 0)
                .ms(70_000)
                .in(FIN, 1, 1, 0)
                .out(ACK, 2, 2, 0)
                .breaks(SimultaneousCloseRules.SC_SEQVAL, "neither");
    }
}
