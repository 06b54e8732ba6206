package org.lastack.kit.rules;

import static org.lastack.kit.rules.HandMade.ACK;
import static org.lastack.kit.rules.HandMade.FIN;

import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.tcp.Flags;

class FinOrderRulesTest {
    /** The window of a hand-made trace ends here. */
    private static final int EDGE = 10_001;

    private static final Call READ = new Call.Read(65_536);

    private static HandMade earlyFin() {
        return HandMade.established().in(FIN, 11, 1, 5).out(ACK, 1, 1, 0).ms(200);
    }

    @Test
    void an_early_fin_may_be_kept() {
        earlyFin().in(ACK, 1, 1, 10).out(ACK, 1, 17, 0).read(0, 15).keeps(FinOrderRules.FO_HOLE, "");
    }

    @Test
    void an_early_fin_may_be_forgotten_until_it_comes_again() {
        earlyFin()
                .in(ACK, 1, 1, 10)
                .out(ACK, 1, 11, 0)
                .ms(200)
                .in(FIN, 11, 1, 5)
                .out(ACK, 1, 17, 0)
                .read(0, 15)
                .keeps(FinOrderRules.FO_HOLE, "a FIN beyond a hole is not kept");
    }

    @Test
    void an_early_fin_must_not_end_the_stream() {
        earlyFin()
                .call(READ, Result.eof())
                .in(ACK, 1, 1, 10)
                .out(ACK, 1, 17, 0)
                .breaks(FinOrderRules.FO_HOLE, "no FIN arrived in order");
    }

    @Test
    void text_and_fin_have_one_ack() {
        HandMade.established()
                .in(FIN, 1, 1, 5)
                .out(ACK, 1, 6, 0)
                .out(ACK, 1, 7, 0)
                .breaks(FinOrderRules.FO_DATAFIN, "one ACK of text and FIN together");
    }

    private static HandMade straddled() {
        return HandMade.established()
                .in(FIN, 1, 1, 10)
                .out(ACK, 1, 12, 0)
                .ms(200)
                .in(ACK, 6, 1, 9)
                .ms(200);
    }

    @Test
    void a_segment_over_the_fin_may_draw_silence_or_an_ack() {
        straddled().in(FIN, 11, 1, 0).out(ACK, 1, 12, 0).keeps(FinOrderRules.FO_STRADDLE, "over the FIN: silence");
    }

    @Test
    void a_segment_over_the_fin_must_not_end_the_connection() {
        straddled().in(FIN, 11, 1, 0).out(Flags.RST, 1, 0, 0).breaks(FinOrderRules.FO_STRADDLE, "must not change");
    }

    private static HandMade pastTheEdge() {
        return HandMade.established().in(FIN, 1, 1, EDGE - 1);
    }

    @Test
    void a_fin_just_past_the_window_may_be_trimmed_or_taken() {
        pastTheEdge().out(ACK, 1, EDGE, 0).keeps(FinOrderRules.FO_WINEDGE, "a FIN just past the window: trimmed");
        pastTheEdge()
                .out(ACK, 1, EDGE + 1, 0)
                .keeps(FinOrderRules.FO_WINEDGE, "a FIN just past the window: taken at once");
    }

    @Test
    void the_text_before_a_fin_just_past_the_window_must_be_taken() {
        pastTheEdge().out(ACK, 1, 1, 0).breaks(FinOrderRules.FO_WINEDGE, "an ACK of everything");
    }

    @Test
    void a_fin_far_above_the_window_must_not_be_taken() {
        HandMade.established()
                .in(FIN, 1_000_000, 1, 0)
                .out(ACK, 1, 1_000_001, 0)
                .breaks(FinOrderRules.FO_WINEDGE, "the numbers as they were");
    }

    @Test
    void an_impossible_ack_is_answered_and_its_fin_is_not() {
        HandMade.established().in(FIN, 1, 500, 0).out(ACK, 1, 1, 0).keeps(FinOrderRules.FO_ACKFIRST, "");
        HandMade.established().in(FIN, 1, 500, 0).breaks(FinOrderRules.FO_ACKFIRST, "got silence");
        HandMade.established()
                .in(FIN, 1, 500, 0)
                .out(ACK, 1, 1, 0)
                .call(READ, Result.eof())
                .breaks(FinOrderRules.FO_ACKFIRST, "no FIN arrived in order");
    }

    @Test
    void a_listener_refuses_a_fin_with_ack_and_ignores_one_without() {
        HandMade.listening().in(FIN, 5, 77, 0).out(Flags.RST, 77, 0, 0).keeps(FinOrderRules.FO_NOSTATE, "");
        HandMade.listening().in(Flags.FIN, 5, 0, 0).keeps(FinOrderRules.FO_NOSTATE, "");
        HandMade.listening()
                .in(FIN, 5, 77, 0)
                .breaks(FinOrderRules.FO_NOSTATE, "one RST with SEQ=SEG.ACK; got silence");
    }

    @Test
    void a_syn_with_fin_is_answered_without_the_fin_or_not_at_all() {
        int both = Flags.SYN | Flags.FIN;
        int synAck = Flags.SYN | Flags.ACK;
        HandMade.listening()
                .in(both, 0, 0, 0)
                .out(synAck, 0, 1, 0)
                .keeps(FinOrderRules.FO_NOSTATE, "SYN,FIN to a listener: SYN,ACK");
        HandMade.listening().in(both, 0, 0, 0).keeps(FinOrderRules.FO_NOSTATE, "SYN,FIN to a listener: silence");
        HandMade.listening()
                .in(both, 0, 0, 0)
                .out(synAck, 0, 2, 0)
                .breaks(FinOrderRules.FO_NOSTATE, "of the SYN alone");
    }

    @Test
    void a_fin_must_leave_the_listener_as_it_was() {
        HandMade.listening()
                .in(Flags.FIN, 5, 0, 0)
                .ms(200)
                .call(new Call.Accept(1), Result.failed(Errno.EINVAL))
                .breaks(FinOrderRules.FO_NOSTATE, "the FIN meant nothing; got EINVAL");
    }

    @Test
    void a_fin_at_window_0_may_be_taken_and_is_no_matter_of_its_ack_or_the_edge() {
        HandMade taken = HandMade.established()
                .stackOffers(10)
                .out(ACK, 1, 1, 0)
                .in(ACK, 1, 1, 10)
                .stackOffers(0)
                .out(ACK, 1, 11, 0)
                .in(FIN, 11, 1, 0)
                .out(ACK, 1, 12, 0);
        taken.saysNothing(FinOrderRules.FO_ACKFIRST, "no FIN arrived at RCV.NXT");
        taken.saysNothing(FinOrderRules.FO_WINEDGE, "no FIN lay outside the window");
    }

    @Test
    void a_fin_on_the_last_number_of_the_window_must_be_taken() {
        onLastNumber()
                .out(ACK, 1, EDGE, 0)
                .keeps(FinOrderRules.FO_WINEDGE, "a FIN on the last number of the window: taken");
        onLastNumber().out(ACK, 1, EDGE - 1, 0).breaks(FinOrderRules.FO_WINEDGE, "an ACK of everything");
    }

    private static HandMade onLastNumber() {
        return HandMade.established().in(FIN, 1, 1, EDGE - 2);
    }
}
