package org.lastack.kit.rules;

import static org.lastack.kit.rules.HandMade.ACK;
import static org.lastack.kit.rules.HandMade.FIN;

import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
import org.lastack.host.Result;
import org.lastack.tcp.Flags;

class SequenceRulesTest {
    /** A connection with initial number 0 is reset; a second later the peer opens the 4-tuple again. */
    private static HandMade reopened(int iss) {
        return HandMade.established()
                .in(Flags.RST, 1, 0, 0)
                .ms(1000)
                .in(Flags.SYN, 1_000_000, 0, 0)
                .out(Flags.SYN | Flags.ACK, iss, 1_000_001, 0);
    }

    @Test
    void the_clock_of_the_rfc_is_told_from_others() {
        reopened(250_000).keeps(SequenceRules.SQ_ISN, "a number every 4 µs");
        reopened(15_625_000).keeps(SequenceRules.SQ_ISN, "a number every 64 ns");
        reopened(1_000_000).keeps(SequenceRules.SQ_ISN, "another clock");
    }

    @Test
    void a_number_that_the_old_connection_used_is_wrong() {
        reopened(0).breaks(SequenceRules.SQ_ISN, "since the clock went on; got one 1 below them");
    }

    @Test
    void a_number_from_below_is_wrong() {
        reopened(-5).breaks(SequenceRules.SQ_ISN, "since the clock went on; got one 6 below them");
    }

    private static HandMade closed() {
        return HandMade.established()
                .call(new Call.Shutdown(How.WR), Result.ok())
                .out(FIN, 1, 1, 0);
    }

    @Test
    void a_reset_is_no_answer_to_an_ack_half_away() {
        closed().in(ACK, 1, 2 + Integer.MIN_VALUE, 0)
                .out(Flags.RST, 2, 0, 0)
                .breaks(SequenceRules.SQ_ACKHALF, "an empty ACK or silence");
    }

    @Test
    void silence_and_a_copy_of_the_fin_are_right() {
        closed().in(ACK, 1, 2 + Integer.MAX_VALUE, 0)
                .ms(1000)
                .out(FIN, 1, 1, 0)
                .keeps(SequenceRules.SQ_ACKHALF, "an ACK 2^31 away: ignored");
    }

    @Test
    void nothing_is_said_when_the_fin_was_acknowledged_too_soon() {
        closed().in(ACK, 1, 2 + Integer.MIN_VALUE, 0)
                .ms(100)
                .in(ACK, 1, 2, 0)
                .saysNothing(SequenceRules.SQ_ACKHALF, "the kit was late");
    }
}
