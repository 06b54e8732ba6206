package org.lastack.kit.rules;

import static org.lastack.kit.rules.HandMade.ACK;
import static org.lastack.kit.rules.HandMade.FIN;

import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;

class HalfCloseRulesTest {
    private static HandMade halfClosed() {
        return HandMade.established()
                .call(new Call.Shutdown(How.WR), Result.ok())
                .out(FIN, 1, 1, 0)
                .in(ACK, 1, 2, 0);
    }

    private static HandMade closed() {
        return HandMade.established()
                .call(new Call.Close(), Result.ok())
                .out(FIN, 1, 1, 0)
                .in(ACK, 1, 2, 0);
    }

    @Test
    void an_ack_after_400_ms_is_delayed_and_right() {
        halfClosed().in(ACK, 1, 2, 100).ms(400).out(ACK, 2, 101, 0).keeps(HalfCloseRules.HC_RECV, "delayed ACKs");
    }

    @Test
    void an_ack_after_600_ms_is_too_late() {
        halfClosed().in(ACK, 1, 2, 100).ms(600).out(ACK, 2, 101, 0).breaks(HalfCloseRules.HC_RECV, "half a second");
    }

    @Test
    void an_ack_of_more_than_arrived_is_wrong() {
        halfClosed().in(ACK, 1, 2, 100).out(ACK, 2, 102, 0).breaks(HalfCloseRules.HC_RECV, "no more acknowledged");
    }

    @Test
    void octets_are_delivered_once() {
        halfClosed()
                .in(ACK, 1, 2, 100)
                .out(ACK, 2, 101, 0)
                .read(0, 100)
                .read(0, 100)
                .breaks(HalfCloseRules.HC_RECV, "at most the 0 octets that wait");
    }

    @Test
    void octets_are_delivered_in_order() {
        halfClosed()
                .in(ACK, 1, 2, 100)
                .out(ACK, 2, 101, 0)
                .read(1, 99)
                .breaks(HalfCloseRules.HC_RECV, "in the order in which the peer wrote them");
    }

    @Test
    void a_full_buffer_is_no_refusal() {
        halfClosed()
                .call(new Call.Write(Bytes.pattern(0, 5)), Result.failed(Errno.EAGAIN))
                .breaks(HalfCloseRules.HC_NOSEND, "an error: our side is closed; got err EAGAIN");
    }

    @Test
    void late_text_may_be_refused_with_either_number() {
        // The peer's text was sent before our FIN reached it, so SEG.ACK lies below SND.NXT.
        closed().in(ACK, 1, 1, 10).out(Flags.RST, 1, 0, 0).keeps(HalfCloseRules.HC_FD_LATE, "");
        closed().in(ACK, 1, 1, 10).out(Flags.RST | ACK, 2, 1, 0).keeps(HalfCloseRules.HC_FD_LATE, "");
        closed().in(ACK, 1, 1, 10).out(Flags.RST, 7, 0, 0).breaks(HalfCloseRules.HC_FD_LATE, "one RST");
    }

    @Test
    void late_text_must_not_be_acknowledged_before_the_reset() {
        closed().in(ACK, 1, 2, 10)
                .out(ACK, 2, 11, 0)
                .out(Flags.RST, 2, 0, 0)
                .breaks(HalfCloseRules.HC_FD_LATE, "one RST");
    }

    @Test
    void a_fin_may_wait_behind_text_that_waits_for_its_ack() {
        HandMade.established()
                .in(ACK, 1, 1, 10)
                .out(ACK, 1, 11, 0)
                .read(0, 10)
                .call(new Call.Write(Bytes.pattern(0, 5)), new Result.Count(5))
                .out(ACK, 1, 11, 5)
                .call(new Call.Close(), Result.ok())
                .saysNothing(HalfCloseRules.HC_FD_NORST, "did not read everything");
    }
}
