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
import org.lastack.tcp.IpAddress;

class NormalCloseRulesTest {
    private static final Call CLOSE = new Call.Close();
    private static final Call READ = new Call.Read(65_536);

    private static HandMade closed() {
        return HandMade.established().call(CLOSE, Result.ok());
    }

    private static HandMade written(int octets) {
        return HandMade.established().call(new Call.Write(Bytes.pattern(0, octets)), new Result.Count(octets));
    }

    /** Both sides have sent a SYN, and the stack has answered the peer's. */
    private static HandMade simultaneous() {
        IpAddress any = IpAddress.of("192.0.2.1");
        return new HandMade()
                .call(new Call.Connect(any, 8000, any, 16_000), Result.ok())
                .out(Flags.SYN, 0, 0, 0)
                .in(Flags.SYN, 0, 0, 0)
                .out(Flags.SYN | ACK, 0, 1, 0);
    }

    private static HandMade closedWhileOpening() {
        return simultaneous().call(new Call.Shutdown(How.WR), Result.ok());
    }

    private static HandMade writtenAndClosedWhileOpening() {
        return simultaneous()
                .call(new Call.Write(Bytes.pattern(0, 5)), new Result.Count(5))
                .call(CLOSE, Result.ok());
    }

    @Test
    void a_retransmission_is_no_second_fin() {
        closed().out(FIN, 1, 1, 0).ms(1000).out(FIN, 1, 1, 0).keeps(NormalCloseRules.NC_FIN, "");
        closed().out(FIN, 1, 1, 0).ms(10).out(FIN, 1, 1, 0).breaks(NormalCloseRules.NC_FIN, "; then FIN,ACK");
    }

    @Test
    void a_fin_with_another_number_is_wrong() {
        closed().out(FIN, 2, 1, 0).breaks(NormalCloseRules.NC_FIN, "got FIN,ACK seq 2 ack 1");
    }

    @Test
    void silence_counts_only_when_it_was_watched() {
        closed().breaks(NormalCloseRules.NC_FIN, "got silence");
        closed().ms(50).in(ACK, 1, 1, 0).saysNothing(NormalCloseRules.NC_FIN, "did not watch for long enough");
    }

    @Test
    void the_fin_may_ride_on_the_last_text() {
        written(10).call(CLOSE, Result.ok()).out(FIN, 1, 1, 10).keeps(NormalCloseRules.NC_FIN_LAST, "");
        written(10)
                .call(CLOSE, Result.ok())
                .out(ACK, 1, 1, 10)
                .out(FIN, 11, 1, 0)
                .keeps(NormalCloseRules.NC_FIN_LAST, "");
    }

    @Test
    void the_fin_before_the_last_text_is_wrong_though_its_number_is_right() {
        written(10)
                .call(CLOSE, Result.ok())
                .out(FIN, 11, 1, 0)
                .out(ACK, 1, 1, 10)
                .breaks(NormalCloseRules.NC_FIN_LAST, "not before they were sent");
    }

    @Test
    void the_fin_may_not_wait_for_an_ack() {
        written(10)
                .out(ACK, 1, 1, 10)
                .call(CLOSE, Result.ok())
                .out(FIN, 11, 1, 0)
                .keeps(NormalCloseRules.NC_PROMPT, "");
        written(10)
                .out(ACK, 1, 1, 10)
                .call(CLOSE, Result.ok())
                .ms(200)
                .in(ACK, 1, 11, 0)
                .out(FIN, 11, 1, 0)
                .breaks(NormalCloseRules.NC_PROMPT, "got silence");
    }

    @Test
    void an_ack_of_the_text_alone_leaves_the_fin_to_be_repeated() {
        closed().out(FIN, 1, 1, 0)
                .in(ACK, 1, 1, 0)
                .ms(1000)
                .out(FIN, 1, 1, 0)
                .in(ACK, 1, 2, 0)
                .keeps(NormalCloseRules.NC_FIN_SPACE, "");
        closed().out(FIN, 1, 1, 0)
                .in(ACK, 1, 1, 0)
                .ms(2000)
                .in(ACK, 1, 2, 0)
                .breaks(NormalCloseRules.NC_FIN_SPACE, "no FIN again");
        closed().out(FIN, 1, 1, 0)
                .in(ACK, 1, 1, 0)
                .ms(500)
                .in(ACK, 1, 2, 0)
                .saysNothing(NormalCloseRules.NC_FIN_SPACE, "nobody waited");
    }

    @Test
    void a_slow_peer_makes_the_rto_longer() {
        written(10)
                .call(CLOSE, Result.ok())
                .out(ACK, 1, 1, 10)
                .out(FIN, 11, 1, 0)
                .ms(500)
                .in(ACK, 1, 11, 0)
                .ms(1900)
                .out(FIN, 11, 1, 0)
                .in(ACK, 1, 12, 0)
                .keeps(NormalCloseRules.NC_FIN_SPACE, "");
    }

    @Test
    void close_wait_ends_with_the_application_alone() {
        HandMade.established()
                .in(FIN, 1, 1, 0)
                .out(ACK, 1, 2, 0)
                .call(READ, Result.eof())
                .ms(600_000)
                .out(FIN, 1, 2, 0)
                .breaks(NormalCloseRules.NC_CW, "neither FIN nor RST");
        HandMade.established()
                .in(FIN, 1, 1, 0)
                .out(ACK, 1, 2, 0)
                .call(READ, Result.eof())
                .ms(600_000)
                .call(CLOSE, Result.ok())
                .out(FIN, 1, 2, 0)
                .keeps(NormalCloseRules.NC_CW, "");
    }

    @Test
    void the_application_must_hear_of_the_fin() {
        HandMade.established()
                .in(FIN, 1, 1, 0)
                .out(ACK, 1, 2, 0)
                .call(READ, Result.failed(Errno.EAGAIN))
                .breaks(NormalCloseRules.NC_CW, "the end of the stream");
    }

    /** gVisor, seed 2: its text was never acknowledged, and read() told of that end, and not of the FIN before it. */
    @Test
    void text_that_is_given_up_in_close_wait_may_be_what_a_read_tells_of() {
        HandMade.established()
                .call(new Call.Write(Bytes.pattern(0, 10)), new Result.Count(10))
                .out(ACK, 1, 1, 10)
                .in(FIN, 1, 1, 0)
                .out(ACK, 11, 2, 0)
                .ms(2_000_000)
                .call(READ, Result.failed(Errno.ETIMEDOUT))
                .keeps(NormalCloseRules.NC_CW, "");
        HandMade.established()
                .in(FIN, 1, 1, 0)
                .out(ACK, 1, 2, 0)
                .ms(2_000_000)
                .call(READ, Result.failed(Errno.ETIMEDOUT))
                .breaks(NormalCloseRules.NC_CW, "the end of the stream");
    }

    @Test
    void after_last_ack_a_syn_finds_the_four_tuple_free() {
        lastAck().in(Flags.SYN, 5000, 0, 0).out(Flags.SYN | ACK, 9000, 5001, 0).keeps(NormalCloseRules.NC_LA, "");
        lastAck().in(Flags.SYN, 5000, 0, 0).out(ACK, 2, 2, 0).breaks(NormalCloseRules.NC_LA, "the 4-tuple is free");
    }

    private static HandMade lastAck() {
        return HandMade.established()
                .in(FIN, 1, 1, 0)
                .out(ACK, 1, 2, 0)
                .call(CLOSE, Result.ok())
                .out(FIN, 1, 2, 0)
                .in(ACK, 2, 2, 0)
                .ms(200);
    }

    @Test
    void close_in_syn_received_may_wait_for_the_handshake_and_no_longer() {
        closedWhileOpening().out(FIN, 1, 1, 0).keeps(NormalCloseRules.NC_EARLY, "CLOSE in SYN-RECEIVED: FIN at once");
        closedWhileOpening()
                .ms(300)
                .in(ACK, 1, 1, 0)
                .out(FIN, 1, 1, 0)
                .keeps(NormalCloseRules.NC_EARLY, "CLOSE in SYN-RECEIVED: FIN after the handshake");
        closedWhileOpening()
                .ms(300)
                .in(ACK, 1, 1, 0)
                .ms(300)
                .out(FIN, 1, 1, 0)
                .breaks(NormalCloseRules.NC_EARLY, "at once");
        closedWhileOpening().ms(300).in(ACK, 1, 1, 0).breaks(NormalCloseRules.NC_EARLY, "got silence");
    }

    @Test
    void behind_text_that_waits_for_the_handshake_the_fin_waits_too() {
        Rule early = NormalCloseRules.NC_EARLY;
        writtenAndClosedWhileOpening()
                .ms(1000)
                .out(Flags.SYN | ACK, 0, 1, 0)
                .saysNothing(early, "text waits for the handshake, and the FIN behind it");
        writtenAndClosedWhileOpening()
                .ms(1000)
                .in(ACK, 1, 1, 0)
                .out(FIN, 1, 1, 5)
                .keeps(early, "CLOSE in SYN-RECEIVED: FIN after the handshake");
        writtenAndClosedWhileOpening()
                .ms(1000)
                .in(ACK, 1, 1, 0)
                .out(FIN, 1, 1, 0)
                .breaks(early, "behind all text");
        writtenAndClosedWhileOpening().ms(1000).in(ACK, 1, 1, 0).breaks(early, "behind all text");
    }

    /** RFC 9293 §3.10.7.4, fifth check: SND.WL1 says that the window of 0 is the older one. */
    @Test
    void an_older_window_does_not_hold_the_fin() {
        HandMade late = HandMade.established()
                .in(ACK, 2, 1, 1)
                .out(ACK, 1, 1, 0)
                .peerOffers(0)
                .in(ACK, 1, 1, 1)
                .out(ACK, 1, 3, 0)
                .read(0, 2)
                .call(new Call.Close(), Result.ok());
        late.breaks(NormalCloseRules.NC_FIN, "one FIN,ACK");
    }
}
