package org.lastack.kit.rules;

import static org.lastack.kit.rules.HandMade.ACK;
import static org.lastack.kit.rules.HandMade.FIN;

import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;

class ResetAcceptanceRulesTest {
    private static final int RST = Flags.RST;
    private static final int SYN = Flags.SYN;
    private static final Call READ = new Call.Read(100);
    private static final Call WRITE = new Call.Write(Bytes.pattern(0, 1));
    private static final Call CONNECT =
            new Call.Connect(IpAddress.of("192.0.2.1"), 0, IpAddress.of("192.0.2.16"), 16_000);

    private static HandMade closed() {
        return HandMade.established()
                .call(new Call.Shutdown(Call.How.WR), Result.ok())
                .out(FIN, 1, 1, 0);
    }

    private static HandMade closeWait() {
        return HandMade.established().in(FIN, 1, 1, 0).out(ACK, 1, 2, 0);
    }

    private static HandMade synSent() {
        return new HandMade().calls(CONNECT).out(SYN, 0, 0, 0);
    }

    /** An ACK of the peer's that finds no connection. */
    private static HandMade gone(HandMade trace) {
        return trace.ms(2000).in(ACK, 2, 1, 0).out(RST, 1, 0, 0);
    }

    @Test
    void a_copy_of_the_fin_may_cross_the_rst_but_none_may_follow() {
        gone(closed().in(RST, 1, 0, 0).ms(50).out(FIN, 1, 1, 0)).keeps(ResetAcceptanceRules.RA_EXACT, "");
        gone(closed().in(RST, 1, 0, 0).ms(200).out(FIN, 1, 1, 0))
                .breaks(ResetAcceptanceRules.RA_EXACT, "silence: the RST was valid");
    }

    @Test
    void a_rst_without_anything_after_it_proves_nothing() {
        closed().in(RST, 1, 0, 0).saysNothing(ResetAcceptanceRules.RA_EXACT, "nothing arrived after the RST");
    }

    @Test
    void the_4_tuple_may_be_opened_again() {
        gone(closed().in(RST, 1, 0, 0))
                .in(SYN, 5000, 0, 0)
                .out(SYN | ACK, 9000, 5001, 0)
                .keeps(ResetAcceptanceRules.RA_EXACT, "");
    }

    @Test
    void in_close_wait_the_end_of_the_stream_stays_but_a_write_must_fail() {
        gone(closeWait().in(RST, 2, 0, 0))
                .call(READ, Result.eof())
                .call(WRITE, Result.failed(Errno.EPIPE))
                .keeps(ResetAcceptanceRules.RA_EXACT, "RST in CLOSE-WAIT: read tells eof, write err EPIPE");
        gone(closeWait().in(RST, 2, 0, 0))
                .call(READ, Result.eof())
                .call(WRITE, new Result.Count(1))
                .breaks(ResetAcceptanceRules.RA_EXACT, "the peer has reset the connection; got ok 1");
    }

    @Test
    void a_challenge_is_one_ack_with_the_numbers_unchanged() {
        HandMade.established().in(RST, 2, 0, 0).out(ACK, 1, 1, 0).keeps(ResetAcceptanceRules.RA_INWIN, "");
        HandMade.established()
                .in(RST, 2, 0, 0)
                .out(ACK, 1, 2, 0)
                .breaks(ResetAcceptanceRules.RA_INWIN, "got ACK seq 1");
        HandMade.established()
                .in(RST, 2, 0, 0)
                .out(ACK, 1, 1, 0)
                .out(ACK, 1, 1, 0)
                .breaks(ResetAcceptanceRules.RA_INWIN, "one challenge ACK");
    }

    @Test
    void the_number_after_the_window_may_count_as_inside() {
        HandMade.established()
                .in(RST, 10_001, 0, 0)
                .out(ACK, 1, 1, 0)
                .keeps(ResetAcceptanceRules.RA_OUTWIN, "RST at RCV.NXT+WND: challenge ACK");
        HandMade.established()
                .in(RST, 10_001, 0, 0)
                .keeps(ResetAcceptanceRules.RA_OUTWIN, "RST at RCV.NXT+WND: silence");
        HandMade.established()
                .in(RST, 10_002, 0, 0)
                .out(ACK, 1, 1, 0)
                .breaks(ResetAcceptanceRules.RA_OUTWIN, "silence");
    }

    @Test
    void a_bad_rst_in_syn_sent_may_bring_the_syn_again_but_no_end() {
        synSent()
                .in(RST | ACK, 0, 2, 0)
                .out(SYN, 0, 0, 0)
                .in(SYN | ACK, 0, 1, 0)
                .out(ACK, 1, 1, 0)
                .keeps(ResetAcceptanceRules.RA_SYNSENT, "");
        synSent()
                .in(RST | ACK, 0, 2, 0)
                .returns(CONNECT, Result.failed(Errno.ECONNREFUSED))
                .breaks(ResetAcceptanceRules.RA_SYNSENT, "no end of the open");
        synSent()
                .in(RST | ACK, 0, 2, 0)
                .out(RST, 2, 0, 0)
                .breaks(ResetAcceptanceRules.RA_SYNSENT, "nothing answers a RST");
        synSent().in(RST | ACK, 0, 2, 0).saysNothing(ResetAcceptanceRules.RA_SYNSENT, "whether the open goes on");
    }

    @Test
    void a_rst_in_the_window_may_end_a_handshake_and_one_outside_may_not() {
        HandMade.listening()
                .in(SYN, 0, 0, 0)
                .out(SYN | ACK, 0, 1, 0)
                .in(RST, 2, 0, 0)
                .ms(10)
                .in(ACK, 1, 1, 0)
                .out(RST, 1, 0, 0)
                .keeps(ResetAcceptanceRules.RA_SYNRCVD, "RST in the window in SYN-RECEIVED: ends it");
        HandMade.listening()
                .in(SYN, 0, 0, 0)
                .out(SYN | ACK, 0, 1, 0)
                .in(RST, 0, 0, 0)
                .ms(10)
                .in(ACK, 1, 1, 0)
                .out(RST, 1, 0, 0)
                .breaks(ResetAcceptanceRules.RA_SYNRCVD, "the handshake is complete");
    }

    @Test
    void nobody_hears_of_a_handshake_that_failed() {
        HandMade.listening()
                .in(SYN, 0, 0, 0)
                .out(SYN | ACK, 0, 1, 0)
                .in(RST, 1, 0, 0)
                .call(new Call.Accept(1), Result.ok())
                .in(ACK, 1, 1, 0)
                .out(RST, 1, 0, 0)
                .breaks(ResetAcceptanceRules.RA_SYNRCVD, "nothing to accept");
    }

    @Test
    void a_challenge_comes_neither_sooner_nor_later_than_the_limit_says() {
        HandMade.established()
                .set("tcp_invalid_ratelimit", 500)
                .in(RST, 2, 0, 0)
                .out(ACK, 1, 1, 0)
                .ms(400)
                .in(RST, 2, 0, 0)
                .ms(200)
                .in(RST, 2, 0, 0)
                .out(ACK, 1, 1, 0)
                .keeps(ResetAcceptanceRules.RA_THROTTLE, "");
        HandMade.established()
                .set("tcp_invalid_ratelimit", 500)
                .in(RST, 2, 0, 0)
                .out(ACK, 1, 1, 0)
                .ms(600)
                .in(RST, 2, 0, 0)
                .breaks(ResetAcceptanceRules.RA_THROTTLE, "for longer than the limit; got silence");
    }
}
