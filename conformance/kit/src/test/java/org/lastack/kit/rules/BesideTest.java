package org.lastack.kit.rules;

import static org.lastack.kit.rules.HandMade.ACK;
import static org.lastack.kit.rules.HandMade.FIN;

import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.kit.observe.Observed;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;

/** What is judged where there is another connection beside the one that something happens to, or was one before it. */
class BesideTest {
    private static final int SYN = Flags.SYN;
    private static final int RST = Flags.RST;
    private static final Call ACCEPT = new Call.Accept(Observed.LISTENER);
    private static final Call CLOSE = new Call.Close();

    /** The peer has reset a connection, which the application has accepted or not. */
    private static HandMade oneWasReset(Result accepted) {
        return HandMade.listening()
                .opens()
                .in(RST, 1, 0, 0)
                .ms(200)
                .call(ACCEPT, accepted)
                .ms(200);
    }

    @Test
    void there_is_room_for_the_next_when_the_one_before_has_ended() {
        oneWasReset(Result.ok())
                .on(1)
                .in(SYN, 0, 0, 0)
                .breaks(ResetGenerationRules.RG_LISTEN, "there is room, since the 1 before it have ended; got silence");
        oneWasReset(Result.failed(Errno.EAGAIN))
                .on(1)
                .in(SYN, 0, 0, 0)
                .breaks(ResetGenerationRules.RG_LISTEN, "there is room");
        oneWasReset(Result.ok()).on(1).opens().keeps(ResetGenerationRules.RG_LISTEN, "");
    }

    /** On Linux it does although the peer has reset it. */
    @Test
    void what_nobody_has_asked_for_may_wait_in_the_queue() {
        HandMade.listening()
                .opens()
                .in(RST, 1, 0, 0)
                .ms(200)
                .on(1)
                .in(SYN, 0, 0, 0)
                .saysNothing(ResetGenerationRules.RG_LISTEN, "only SYNs came to a listener");
    }

    @Test
    void a_time_wait_is_no_reason_to_refuse_another_connection() {
        HandMade.established()
                .call(CLOSE, Result.ok())
                .out(FIN, 1, 1, 0)
                .in(FIN, 1, 2, 0)
                .out(ACK, 2, 2, 0)
                .on(1)
                .in(SYN, 0, 0, 0)
                .breaks(ResetGenerationRules.RG_LISTEN, "though 1 of the 1 before it are in TIME-WAIT");
    }

    /** Two connections, one of which the peer resets; the other one is asked. */
    private static HandMade resetBeside() {
        return HandMade.established()
                .on(1)
                .opens()
                .call(ACCEPT, Result.ok())
                .on(0)
                .in(RST, 1, 0, 0)
                .ms(200)
                .in(ACK, 1, 1, 0)
                .out(RST, 1, 0, 0)
                .on(1)
                .in(ACK, 0, 1, 0);
    }

    @Test
    void a_rst_ends_one_connection() {
        resetBeside().out(ACK, 1, 1, 0).keeps(ResetAcceptanceRules.RA_EXACT, "");
        resetBeside().out(RST, 1, 0, 0).breaks(ResetAcceptanceRules.RA_EXACT, "the RST was for another connection");
        resetBeside().breaks(ResetAcceptanceRules.RA_EXACT, "the RST was for another connection; got silence");
    }

    @Test
    void text_that_a_rst_has_overtaken_needs_no_ack() {
        HandMade.established()
                .call(new Call.Shutdown(Call.How.WR), Result.ok())
                .out(FIN, 1, 1, 0)
                .in(ACK, 1, 2, 10)
                .ms(10)
                .in(RST, 11, 0, 0)
                .keeps(HalfCloseRules.HC_RECV, "");
    }

    @Test
    void a_fin_that_nobody_has_asked_for_is_wrong() {
        HandMade.established()
                .out(FIN, 1, 1, 0)
                .breaks(NormalCloseRules.NC_FIN, "no FIN, since the application has not closed");
    }

    /** The listener goes; one connection was accepted, another one is in the middle of its handshake. */
    private static HandMade listenerGone() {
        return HandMade.established()
                .on(1)
                .in(SYN, 0, 0, 0)
                .out(SYN | ACK, 0, 1, 0)
                .call(Observed.LISTENER, CLOSE, Result.ok())
                .ms(200);
    }

    @Test
    void what_was_accepted_outlives_its_listener() {
        listenerGone().on(0).in(ACK, 0, 1, 0).out(ACK, 1, 1, 0).keeps(OrphanRules.OR_LISTENER, "");
        listenerGone()
                .on(0)
                .in(ACK, 0, 1, 0)
                .out(RST, 1, 0, 0)
                .breaks(OrphanRules.OR_LISTENER, "the application has accepted it; got RST");
    }

    @Test
    void a_handshake_does_not_outlive_its_listener() {
        listenerGone().in(ACK, 1, 1, 0).out(RST, 1, 0, 0).saysNothing(OrphanRules.OR_LISTENER, "no connection came");
        listenerGone().in(ACK, 1, 1, 0).breaks(OrphanRules.OR_LISTENER, "nobody can accept the connection any more");
    }

    @Test
    void the_reset_of_an_abort_acknowledges_what_came_or_nothing() {
        HandMade.established()
                .call(new Call.Abort(), Result.ok())
                .out(RST | ACK, 1, 7, 0)
                .breaks(AbortRules.AB_RST, "a RST that acknowledges RCV.NXT, or nothing");
    }

    /** A SYN with a FIN, which the listener answers; the FIN comes again. */
    private static HandMade synFin() {
        return HandMade.listening()
                .in(SYN | Flags.FIN, 0, 0, 0)
                .out(SYN | ACK, 0, 1, 0)
                .in(ACK, 2, 1, 0)
                .ms(200)
                .in(FIN, 1, 1, 0);
    }

    @Test
    void the_fin_of_a_syn_is_counted_once_at_the_latest_when_it_comes_again() {
        String seen = "SYN,FIN to a listener: SYN,ACK";
        synFin().out(ACK, 1, 2, 0).keeps(FinOrderRules.FO_NOSTATE, seen);
        synFin().out(ACK, 1, 1, 0).breaks(FinOrderRules.FO_NOSTATE, "an ACK of everything within half a second");
        synFin().out(ACK, 1, 3, 0).breaks(FinOrderRules.FO_NOSTATE, "an ACK of the FIN that came with the SYN");
    }

    /** The peer's window is 0 from the handshake on, and the application writes ten octets. */
    private static HandMade writesAtWindowZero() {
        return HandMade.listening()
                .in(SYN, 0, 0, 0)
                .out(SYN | ACK, 0, 1, 0)
                .peerOffers(0)
                .in(ACK, 1, 1, 0)
                .call(ACCEPT, Result.ok())
                .call(new Call.Write(Bytes.pattern(0, 10)), new Result.Count(10));
    }

    @Test
    void a_probe_comes_when_it_is_due_and_until_then_no_text() {
        writesAtWindowZero().out(ACK, 1, 1, 10).breaks(ZeroWindowRules.ZW_PROBE, "no probe is due yet");
        writesAtWindowZero().ms(1000).out(ACK, 1, 1, 10).saysNothing(ZeroWindowRules.ZW_PROBE, "nobody closed");
    }

    /** LAST-ACK has ended a connection, and the peer opens it again. */
    private static HandMade samePorts() {
        return HandMade.established()
                .in(FIN, 1, 1, 0)
                .out(ACK, 1, 2, 0)
                .call(CLOSE, Result.ok())
                .out(FIN, 1, 2, 0)
                .in(ACK, 2, 2, 0)
                .ms(200)
                .in(SYN, 1000, 0, 0)
                .out(SYN | ACK, 5000, 1001, 0)
                .in(ACK, 1001, 5001, 0)
                .call(ACCEPT, Result.ok())
                .in(ACK, 1001, 5001, 10);
    }

    @Test
    void a_connection_on_the_same_ports_is_like_any_other() {
        samePorts().out(ACK, 5001, 1011, 0).keeps(NormalCloseRules.NC_LA, "");
        samePorts().out(ACK, 5001, 1001, 0).breaks(NormalCloseRules.NC_LA, "an ACK of everything within half a second");
    }
}
