package org.lastack.kit.rules;

import static org.lastack.kit.rules.HandMade.ACK;
import static org.lastack.kit.rules.HandMade.FIN;

import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;

class RobustnessRulesTest {
    private static final String NO_LENGTH = "fd000101";
    private static final String UNKNOWN = "an ACK that never was, within MAX.SND.WND: ";

    /** LAST-ACK: the FIN of either side has number 1. */
    private static HandMade lastAck() {
        return HandMade.established()
                .in(FIN, 1, 1, 0)
                .out(ACK, 1, 2, 0)
                .call(new Call.Close(), Result.ok())
                .out(FIN, 1, 2, 0);
    }

    @Test
    void out_of_the_window_a_missing_ack_bit_may_draw_an_ack_or_not() {
        HandMade early = HandMade.established().in(Flags.FIN, -500, 0, 0);
        early.out(ACK, 1, 1, 0).keeps(RobustnessRules.RB_NOACK, "no ACK bit, and out of the window: an ACK");
        HandMade.established()
                .in(Flags.FIN, -500, 0, 0)
                .keeps(RobustnessRules.RB_NOACK, "no ACK bit, and out of the window: silence");
    }

    @Test
    void a_bare_fin_must_not_end_the_stream() {
        HandMade.established()
                .in(Flags.FIN, 1, 0, 0)
                .ms(700)
                .call(new Call.Read(100), Result.eof())
                .breaks(RobustnessRules.RB_NOACK, "no FIN arrived in order");
    }

    @Test
    void a_bare_fin_must_not_move_the_numbers_without_a_word() {
        HandMade.established()
                .in(Flags.FIN, 1, 0, 0)
                .ms(700)
                .in(ACK, 0, 1, 0)
                .out(ACK, 1, 2, 0)
                .breaks(RobustnessRules.RB_NOACK, "nothing has happened; got ACK seq 1 ack 2");
    }

    @Test
    void an_ack_that_completes_last_ack_from_just_below_the_window_is_left_to_others() {
        lastAck().in(ACK, 1, 2, 0).saysNothing(RobustnessRules.RB_OOW, "no such segment");
        lastAck().in(FIN, 1, 2, 0).saysNothing(RobustnessRules.RB_OOW, "no such segment");
        lastAck().in(ACK, 0, 2, 0).breaks(RobustnessRules.RB_OOW, "out of the window; got silence");
    }

    @Test
    void the_right_edge_itself_is_in_for_some() {
        lastAck().in(ACK, 10_002, 1, 0).saysNothing(RobustnessRules.RB_OOW, "no such segment");
        lastAck().in(ACK, 10_003, 1, 0).breaks(RobustnessRules.RB_OOW, "out of the window; got silence");
    }

    @Test
    void our_fin_comes_again_after_an_old_duplicate() {
        lastAck()
                .in(ACK, -500, 2, 0)
                .out(ACK, 2, 2, 0)
                .ms(4000)
                .breaks(RobustnessRules.RB_OOW, "the FIN again an RTO after its first copy");
    }

    /** The stack has written 100 octets, and the window of the peer is 10,000. */
    private static HandMade wrote() {
        return HandMade.established()
                .call(new Call.Write(Bytes.pattern(0, 100)), new Result.Count(100))
                .out(ACK, 1, 1, 100)
                .in(ACK, 1, 101, 0);
    }

    @Test
    void an_ack_that_never_was_may_be_refused_while_the_window_reaches_so_far() {
        wrote().in(ACK, 1, -5000, 0).keeps(RobustnessRules.RB_ACKOLD, UNKNOWN + "silence");
        wrote().in(ACK, 1, -5000, 0).out(ACK, 101, 1, 0).keeps(RobustnessRules.RB_ACKOLD, UNKNOWN + "an ACK");
        wrote().in(ACK, 1, -5000, 0).out(Flags.RST, 101, 0, 0).breaks(RobustnessRules.RB_ACKOLD, "got RST");
    }

    @Test
    void an_ack_beyond_the_window_of_the_past_must_be_answered() {
        wrote().in(ACK, 1, -9899, 0).keeps(RobustnessRules.RB_ACKOLD, UNKNOWN + "silence");
        wrote().in(ACK, 1, -9900, 0).breaks(RobustnessRules.RB_ACKOLD, "got silence");
        wrote().in(FIN, 1, -9900, 0).out(ACK, 101, 1, 0).keeps(RobustnessRules.RB_ACKOLD, "");
    }

    @Test
    void a_wrong_checksum_draws_nothing_before_there_is_a_connection() {
        HandMade.listening()
                .inRaw(Flags.SYN, 0, 0, "")
                .ms(200)
                .in(Flags.SYN, 0, 0, 0)
                .out(Flags.SYN | Flags.ACK, 0, 1, 0)
                .keeps(RobustnessRules.RB_CHECKSUM, "");
        HandMade.listening()
                .inRaw(ACK, 5, 77, "")
                .out(Flags.RST, 77, 0, 0)
                .breaks(RobustnessRules.RB_CHECKSUM, "the segment means nothing; got RST");
    }

    @Test
    void a_wrong_checksum_is_not_a_malformed_option() {
        HandMade.established().inRaw(FIN, 1, 1, "").saysNothing(RobustnessRules.RB_OPTIONS, "no such segment");
        HandMade.established().inRaw(FIN, 1, 1, NO_LENGTH).saysNothing(RobustnessRules.RB_CHECKSUM, "no such segment");
    }

    @Test
    void a_fin_with_malformed_options_may_be_dropped_taken_or_reset() {
        String fin = "a FIN with malformed options: ";
        HandMade.established()
                .inRaw(FIN, 1, 1, NO_LENGTH)
                .ms(700)
                .in(FIN, 1, 1, 0)
                .out(ACK, 1, 2, 0)
                .keeps(RobustnessRules.RB_OPTIONS, fin + "dropped");
        HandMade.established()
                .inRaw(FIN, 1, 1, NO_LENGTH)
                .out(ACK, 1, 2, 0)
                .ms(700)
                .in(FIN, 1, 1, 0)
                .out(ACK, 1, 2, 0)
                .keeps(RobustnessRules.RB_OPTIONS, fin + "taken");
        HandMade.established()
                .inRaw(FIN, 1, 1, NO_LENGTH)
                .out(Flags.RST, 1, 0, 0)
                .ms(700)
                .in(FIN, 1, 1, 0)
                .out(Flags.RST, 1, 0, 0)
                .keeps(RobustnessRules.RB_OPTIONS, fin + "reset");
    }

    @Test
    void a_segment_from_nobody_draws_nothing() {
        HandMade.established().inFrom("224.0.0.1", FIN, 1, 1).keeps(RobustnessRules.RB_ADDR, "");
        HandMade.established()
                .inFrom("224.0.0.1", FIN, 1, 1)
                .outTo("224.0.0.1", Flags.RST, 1, 0)
                .breaks(RobustnessRules.RB_ADDR, "silence; got a segment to 224.0.0.1");
        HandMade.established()
                .inFrom("255.255.255.255", FIN, 1, 1)
                .out(ACK, 1, 2, 0)
                .breaks(RobustnessRules.RB_ADDR, "the segment means nothing; got ACK");
    }
}
