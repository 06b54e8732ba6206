package org.lastack.kit.rules;

import static org.lastack.kit.rules.HandMade.ACK;
import static org.lastack.kit.rules.HandMade.FIN;

import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.host.SocketOption;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IcmpError;

class RetransmissionRulesTest {
    private static HandMade finWait1() {
        return HandMade.established()
                .call(new Call.Shutdown(How.WR), Result.ok())
                .out(FIN, 1, 1, 0);
    }

    /** The FIN again after each of these pauses, in milliseconds. */
    private static HandMade copies(HandMade trace, int... pauses) {
        for (int pause : pauses) {
            trace.ms(pause).out(FIN, 1, 1, 0);
        }
        return trace;
    }

    @Test
    void a_fin_is_due_an_rto_after_it_was_alone() {
        copies(finWait1(), 1200).keeps(RetransmissionRules.FR_REXMIT, "");
        copies(finWait1(), 1300).breaks(RetransmissionRules.FR_REXMIT, "an RTO after it was sent; got silence");
        finWait1().ms(500).in(ACK, 1, 2, 0).saysNothing(RetransmissionRules.FR_REXMIT, "nobody left a FIN alone");
        HandMade textFirst = HandMade.established()
                .out(ACK, 1, 1, 10)
                .call(new Call.Close(), Result.ok())
                .out(FIN, 11, 1, 0)
                .ms(400)
                .in(ACK, 1, 11, 0);
        textFirst.ms(2900).out(FIN, 11, 1, 0).keeps(RetransmissionRules.FR_REXMIT, "");
    }

    @Test
    void the_fin_keeps_its_bit_and_gets_a_current_ack() {
        finWait1().ms(1000).out(ACK, 1, 1, 0).breaks(RetransmissionRules.FR_REXMIT, "got ACK seq 1");
        HandMade old = finWait1().in(ACK, 1, 1, 5).out(ACK, 2, 6, 0).ms(1000).out(FIN, 1, 1, 0);
        old.keeps(RetransmissionRules.FR_REXMIT, "");
        old.breaks(RetransmissionRules.FR_ACK, "with ACK=RCV.NXT; got FIN,ACK seq 1 ack 1");
    }

    @Test
    void intervals_double_until_a_minute() {
        copies(finWait1(), 1000, 2000, 4000).keeps(RetransmissionRules.FR_BACKOFF, "");
        copies(finWait1(), 1000, 2300, 4000).keeps(RetransmissionRules.FR_BACKOFF, "");
        copies(finWait1(), 1000, 2000, 2000).breaks(RetransmissionRules.FR_BACKOFF, "copy 4 of the FIN after 2.000 s");
        copies(finWait1(), 1000, 3000).breaks(RetransmissionRules.FR_BACKOFF, "twice the interval before, 1.000 s");
        copies(finWait1(), 17_000, 34_000, 64_000, 64_000)
                .keeps(RetransmissionRules.FR_BACKOFF, "interval grows to 64 s");
        copies(finWait1(), 25_000, 50_000, 50_000).breaks(RetransmissionRules.FR_BACKOFF, "a minute and more");
        copies(finWait1(), 1000).saysNothing(RetransmissionRules.FR_BACKOFF, "a third time");
    }

    @Test
    void a_round_trip_is_the_least_wait() {
        copies(finWait1(), 750).keeps(RetransmissionRules.FR_NOTEARLY, "least RTO: below a second");
        copies(finWait1(), 740).breaks(RetransmissionRules.FR_NOTEARLY, "got the FIN after 0.740 s");
        HandMade slow = HandMade.listening()
                .in(Flags.SYN, 0, 0, 0)
                .out(Flags.SYN | Flags.ACK, 0, 1, 0)
                .ms(900)
                .in(ACK, 1, 1, 0)
                .call(new Call.Accept(1), Result.ok())
                .call(new Call.Close(), Result.ok())
                .out(FIN, 1, 1, 0);
        copies(slow, 850).breaks(RetransmissionRules.FR_NOTEARLY, "within 0.900 s");
    }

    @Test
    void a_third_duplicate_ack_is_a_reason_of_its_own() {
        finWait1()
                .in(ACK, 1, 1, 0)
                .in(ACK, 1, 1, 0)
                .in(ACK, 1, 1, 0)
                .out(FIN, 1, 1, 0)
                .saysNothing(RetransmissionRules.FR_NOTEARLY, "nobody left a FIN alone");
    }

    @Test
    void the_ack_of_a_copy_measures_nothing() {
        copyAcked().ms(1600).out(FIN, 11, 1, 0).keeps(RetransmissionRules.FR_KARN, "");
        copyAcked().ms(1400).out(FIN, 11, 1, 0).breaks(RetransmissionRules.FR_KARN, "got one after 1.400 s");
    }

    private static HandMade copyAcked() {
        return HandMade.established()
                .out(ACK, 1, 1, 10)
                .ms(1000)
                .out(ACK, 1, 1, 10)
                .ms(5)
                .in(ACK, 1, 11, 0)
                .call(new Call.Close(), Result.ok())
                .out(FIN, 11, 1, 0);
    }

    @Test
    void what_follows_the_copy_may_come_at_once() {
        HandMade atOnce = HandMade.established()
                .out(ACK, 1, 1, 10)
                .call(new Call.Close(), Result.ok())
                .out(FIN, 11, 1, 0)
                .ms(1000)
                .out(ACK, 1, 1, 10)
                .ms(5)
                .in(ACK, 1, 11, 0)
                .out(FIN, 11, 1, 0);
        atOnce.ms(1900).out(FIN, 11, 1, 0).keeps(RetransmissionRules.FR_KARN, "");
    }

    @Test
    void a_segment_that_text_and_fin_share_may_come_again_whole() {
        HandMade.established()
                .call(new Call.Close(), Result.ok())
                .out(FIN, 1, 1, 10)
                .in(ACK, 1, 11, 0)
                .ms(1000)
                .out(FIN, 1, 1, 10)
                .keeps(RetransmissionRules.FR_PARTIAL, "FIN that shared a segment with text: again with the text");
        HandMade.established()
                .out(ACK, 1, 1, 10)
                .call(new Call.Close(), Result.ok())
                .out(FIN, 11, 1, 0)
                .in(ACK, 1, 11, 0)
                .ms(1000)
                .out(FIN, 1, 1, 10)
                .breaks(RetransmissionRules.FR_PARTIAL, "the FIN alone, since the text is acknowledged");
    }

    @Test
    void the_timer_may_run_on_after_the_text_was_acknowledged() {
        HandMade.established()
                .call(new Call.Close(), Result.ok())
                .out(FIN, 1, 1, 10)
                .ms(600)
                .in(ACK, 1, 11, 0)
                .ms(400)
                .out(FIN, 11, 1, 0)
                .keeps(
                        RetransmissionRules.FR_PARTIAL,
                        "FIN that shared a segment with text: again alone, its timer not restarted");
    }

    @Test
    void giving_up_shows_by_a_rst() {
        HandMade silent = copies(finWait1(), 1000, 2000, 4000, 8000, 16_000, 32_000);
        silent.ms(200_000)
                .in(ACK, 0, 1, 0)
                .out(Flags.RST, 1, 0, 0)
                .keeps(RetransmissionRules.FR_R2, "given up in silence between 100 s and 5 min");
        HandMade told = copies(finWait1(), 1000, 2000, 4000).ms(8000).out(Flags.RST | ACK, 2, 1, 0);
        told.ms(1000)
                .in(ACK, 0, 1, 0)
                .out(Flags.RST, 1, 0, 0)
                .keeps(RetransmissionRules.FR_R2, "given up with a RST before the 100 s that RFC 9293 asks for");
    }

    @Test
    void not_giving_up_shows_by_an_ack() {
        copies(finWait1(), 1000, 2000)
                .ms(3000)
                .in(ACK, 0, 1, 0)
                .out(ACK, 2, 1, 0)
                .keeps(RetransmissionRules.FR_R2, "");
        copies(finWait1(), 1000, 2000)
                .ms(5000)
                .in(ACK, 0, 1, 0)
                .out(ACK, 2, 1, 0)
                .breaks(RetransmissionRules.FR_R2, "was given up, or should have been");
        copies(finWait1(), 1000, 2000, 4000)
                .ms(20_000)
                .in(ACK, 0, 1, 0)
                .out(Flags.RST, 1, 0, 0)
                .ms(1000)
                .out(FIN, 1, 1, 0)
                .breaks(RetransmissionRules.FR_R2, "since the connection was gone");
    }

    private static HandMade withUserTimeout() {
        return HandMade.established()
                .call(new Call.SetOption(SocketOption.USER_TIMEOUT, 3000), Result.ok())
                .call(new Call.Shutdown(How.WR), Result.ok())
                .out(FIN, 1, 1, 0);
    }

    @Test
    void a_reader_that_waits_hears_of_the_user_timeout() {
        Call receive = new Call.Receive(10);
        withUserTimeout()
                .calls(receive)
                .ms(3000)
                .returns(receive, Result.failed(Errno.ETIMEDOUT))
                .ms(3000)
                .in(ACK, 0, 1, 0)
                .out(Flags.RST, 1, 0, 0)
                .keeps(RetransmissionRules.FR_R2_APP, "");
        withUserTimeout()
                .calls(receive)
                .ms(6000)
                .in(ACK, 0, 1, 0)
                .out(Flags.RST, 1, 0, 0)
                .breaks(RetransmissionRules.FR_R2_APP, "ETIMEDOUT, since the user timeout is over; got no answer");
    }

    @Test
    void nothing_is_sent_after_the_user_timeout() {
        copies(withUserTimeout(), 1000, 2000, 4000)
                .breaks(RetransmissionRules.FR_R2_APP, "no FIN again, since the user timeout is over");
    }

    @Test
    void a_hard_icmp_error_may_end_the_connection() {
        finWait1()
                .icmp(IcmpError.PORT_UNREACHABLE, 1)
                .out(Flags.RST, 2, 0, 0)
                .keeps(RetransmissionRules.FR_ICMP, "hard ICMP error: ends the connection with a RST");
        finWait1()
                .icmp(IcmpError.PORT_UNREACHABLE, 1)
                .ms(2000)
                .in(ACK, 0, 1, 0)
                .out(Flags.RST, 1, 0, 0)
                .keeps(RetransmissionRules.FR_ICMP, "hard ICMP error: ends the connection");
        copies(finWait1().icmp(IcmpError.PORT_UNREACHABLE, 1), 1000)
                .keeps(RetransmissionRules.FR_ICMP, "hard ICMP error: taken for a soft one");
        // The listener has it, which drops what is no SYN and acknowledges nothing.
        finWait1()
                .icmp(IcmpError.PORT_UNREACHABLE, 1)
                .ms(2000)
                .in(Flags.FIN, 1, 0, 0)
                .keeps(RetransmissionRules.FR_ICMP, "hard ICMP error: ends the connection");
    }

    @Test
    void an_icmp_error_may_hasten_the_next_copy_but_never_cancel_it() {
        copies(finWait1().icmp(IcmpError.HOST_UNREACHABLE, 1), 100).keeps(RetransmissionRules.FR_ICMP, "");
        finWait1()
                .icmp(IcmpError.HOST_UNREACHABLE, 1)
                .breaks(RetransmissionRules.FR_ICMP, "a host unreachable is no reason to give up");
        finWait1().icmp(IcmpError.HOST_UNREACHABLE, 7).saysNothing(RetransmissionRules.FR_ICMP, "about a FIN");
    }
}
