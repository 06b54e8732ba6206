package org.lastack.kit.rules;

import static org.lastack.kit.rules.HandMade.ACK;
import static org.lastack.kit.rules.HandMade.FIN;

import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
import org.lastack.host.Result;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;

class ZeroWindowRulesTest {
    /** The application has closed its direction behind a window of 0; with text, when the number is not 0. */
    private static HandMade shut(int octets) {
        HandMade trace = HandMade.established().peerOffers(0).in(ACK, 1, 1, 0);
        if (octets > 0) {
            trace.call(new Call.Write(Bytes.pattern(0, octets)), new Result.Count(octets));
        }
        return trace.call(new Call.Shutdown(How.WR), Result.ok());
    }

    /** A probe below the window, and its answer. */
    private static HandMade probed(HandMade trace, int after) {
        return trace.ms(after).out(ACK, 0, 1, 0).in(ACK, 1, 1, 0);
    }

    /** libslirp, seed 2: a FIN beside an octet that it has had, at a window of 0. */
    @Test
    void a_fin_behind_old_text_may_be_taken_at_window_0() {
        HandMade.established()
                .in(ACK, 1, 1, 10)
                .stackOffers(0)
                .out(ACK, 1, 11, 0)
                .in(FIN, 10, 1, 1)
                .out(ACK, 1, 12, 0)
                .read(0, 10)
                .call(new Call.Read(100), Result.eof())
                .keeps(ZeroWindowRules.ZW_RCV, "a FIN at window 0: taken");
    }

    /** libslirp again: what it hands on to the host makes room, of which it tells when the next octet comes. */
    @Test
    void an_ack_that_offers_a_window_shows_that_there_was_room() {
        HandMade.established()
                .in(ACK, 1, 1, 10)
                .stackOffers(0)
                .out(ACK, 1, 11, 0)
                .in(ACK, 11, 1, 1)
                .stackOffers(1000)
                .out(ACK, 1, 12, 0)
                .saysNothing(ZeroWindowRules.ZW_RCV, "more room than it offers");
    }

    @Test
    void one_probe_is_not_enough() {
        probed(shut(0), 1000).ms(5000).breaks(ZeroWindowRules.ZW_PROBE, "a probe of the window after each interval");
    }

    @Test
    void intervals_that_stay_are_recorded() {
        probed(probed(probed(shut(0), 1000), 1000), 1000)
                .keeps(ZeroWindowRules.ZW_PROBE, "an empty probe, intervals that do not double");
    }

    @Test
    void a_reset_is_no_probe() {
        shut(0).ms(1000)
                .out(Flags.RST, 1, 0, 0)
                .breaks(ZeroWindowRules.ZW_PROBE, "as long as the window is 0; got RST");
    }

    @Test
    void a_window_that_opens_early_asks_for_no_probe() {
        shut(0).ms(100)
                .peerOffers(100)
                .in(ACK, 1, 1, 0)
                .out(FIN, 1, 1, 0)
                .saysNothing(ZeroWindowRules.ZW_PROBE, "before a probe was due");
    }

    @Test
    void a_peer_that_leaves_probes_unanswered_may_be_given_up() {
        shut(0).ms(1000)
                .out(ACK, 0, 1, 0)
                .ms(2000)
                .out(ACK, 0, 1, 0)
                .ms(200_000)
                .in(ACK, 1, 1, 0)
                .out(Flags.RST, 1, 0, 0)
                .saysNothing(ZeroWindowRules.ZW_STAYOPEN, "one by one");
    }

    @Test
    void a_fin_despite_the_window_is_recorded() {
        shut(0).out(FIN, 1, 1, 0).keeps(ZeroWindowRules.ZW_FIN, "the FIN goes out despite a window of 0");
    }

    @Test
    void a_fin_that_waits_for_the_next_tick_is_late() {
        shut(0).ms(100)
                .peerOffers(1)
                .in(ACK, 1, 1, 0)
                .ms(900)
                .out(FIN, 1, 1, 0)
                .breaks(ZeroWindowRules.ZW_FIN, "since one number fits now; got silence");
    }

    @Test
    void text_at_the_next_tick_is_recorded() {
        probed(shut(10), 1000)
                .peerOffers(10)
                .in(ACK, 1, 1, 0)
                .ms(2000)
                .out(ACK, 1, 1, 10)
                .in(ACK, 1, 11, 0)
                .out(FIN, 11, 1, 0)
                .keeps(ZeroWindowRules.ZW_EXACT, "the text goes at the next probe");
    }

    @Test
    void a_fin_that_rides_one_number_too_far_is_recorded() {
        shut(10).peerOffers(10)
                .in(ACK, 1, 1, 0)
                .out(FIN, 1, 1, 10)
                .keeps(ZeroWindowRules.ZW_EXACT, "the text goes at once, the FIN with it");
    }

    @Test
    void a_shrunk_window_may_be_probed_by_what_was_in_flight() {
        HandMade.established()
                .call(new Call.Write(Bytes.pattern(0, 10)), new Result.Count(10))
                .out(ACK, 1, 1, 10)
                .call(new Call.Shutdown(How.WR), Result.ok())
                .out(FIN, 11, 1, 0)
                .peerOffers(0)
                .in(ACK, 1, 1, 0)
                .ms(1000)
                .out(FIN, 1, 1, 10)
                .peerOffers(100)
                .in(ACK, 1, 1, 0)
                .ms(2000)
                .out(FIN, 1, 1, 10)
                .keeps(ZeroWindowRules.ZW_SHRINK, "shrunk to 0: whole segments again");
    }

    /** Ten octets wait, and the stack offers nothing. */
    private static HandMade full() {
        return HandMade.listening()
                .stackOffers(10)
                .in(Flags.SYN, 0, 0, 0)
                .out(Flags.SYN | Flags.ACK, 0, 1, 0)
                .in(ACK, 1, 1, 0)
                .call(2, new Call.Accept(1), Result.ok())
                .in(ACK, 1, 1, 10)
                .stackOffers(0)
                .out(ACK, 1, 11, 0);
    }

    @Test
    void a_fin_at_window_0_may_be_taken() {
        full().in(FIN, 11, 1, 0).out(ACK, 1, 12, 0).keeps(ZeroWindowRules.ZW_RCV, "a FIN at window 0: taken");
    }

    @Test
    void a_fin_at_window_0_may_be_refused() {
        full().in(FIN, 11, 1, 0).out(ACK, 1, 11, 0).keeps(ZeroWindowRules.ZW_RCV, "a FIN at window 0: refused");
    }

    @Test
    void an_octet_at_window_0_is_not_taken() {
        full().in(ACK, 11, 1, 1).out(ACK, 1, 12, 0).breaks(ZeroWindowRules.ZW_RCV, "with the present numbers");
    }

    @Test
    void what_was_offered_once_may_be_taken_although_it_was_taken_back() {
        HandMade.established()
                .stackOffers(0)
                .out(ACK, 1, 1, 0)
                .in(ACK, 1, 1, 1)
                .out(ACK, 1, 2, 0)
                .saysNothing(ZeroWindowRules.ZW_RCV, "offered and taken back");
    }

    @Test
    void a_peer_that_knows_of_room_does_not_probe() {
        HandMade.established()
                .call(new Call.Close(), Result.ok())
                .out(FIN, 1, 1, 0)
                .in(ACK, 1, 2, 1)
                .out(Flags.RST, 2, 0, 0)
                .saysNothing(ZeroWindowRules.ZW_DEADLOCK, "no peer probed a window of 0");
    }

    @Test
    void what_was_read_may_have_made_room_that_was_not_offered() {
        HandMade.established()
                .in(ACK, 1, 1, 2)
                .out(ACK, 1, 3, 0)
                .read(0, 2)
                .in(ACK, 3, 1, 10)
                .stackOffers(0)
                .out(ACK, 1, 13, 0)
                .in(ACK, 13, 1, 1)
                .ms(200)
                .out(ACK, 1, 14, 0)
                .read(2, 11)
                .saysNothing(ZeroWindowRules.ZW_RCV, "more room than it offers");
    }
}
