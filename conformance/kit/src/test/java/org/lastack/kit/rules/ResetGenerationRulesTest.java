package org.lastack.kit.rules;

import static org.lastack.kit.rules.HandMade.ACK;
import static org.lastack.kit.rules.HandMade.FIN;

import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.kit.observe.Observed;
import org.lastack.tcp.Flags;

class ResetGenerationRulesTest {
    private static final int RST = Flags.RST;

    private static HandMade closedPort() {
        return HandMade.listening().call(Observed.LISTENER, new Call.Close(), Result.ok());
    }

    private static HandMade lastAck() {
        return HandMade.established()
                .in(FIN, 1, 1, 0)
                .out(ACK, 1, 2, 0)
                .call(new Call.Close(), Result.ok())
                .out(FIN, 1, 2, 0);
    }

    private static HandMade timeWait() {
        return HandMade.established()
                .call(new Call.Shutdown(Call.How.WR), Result.ok())
                .out(FIN, 1, 1, 0)
                .in(FIN, 1, 2, 0)
                .out(ACK, 2, 2, 0);
    }

    @Test
    void only_a_port_that_was_closed_is_known_to_be_closed() {
        closedPort().in(ACK, 7, 9, 0).out(RST, 9, 0, 0).keeps(ResetGenerationRules.RG_NOTCB, "");
        closedPort().in(ACK, 7, 9, 0).breaks(ResetGenerationRules.RG_NOTCB, "got silence");
        HandMade.listening().in(ACK, 7, 9, 0).saysNothing(ResetGenerationRules.RG_NOTCB, "closed port");
        new HandMade()
                .in(ACK, 7, 9, 0)
                .saysNothing(ResetGenerationRules.RG_NOTCB, "no call of the application was seen");
    }

    @Test
    void one_refusal_is_enough() {
        closedPort()
                .in(ACK, 7, 9, 0)
                .out(RST, 9, 0, 0)
                .out(RST, 9, 0, 0)
                .breaks(ResetGenerationRules.RG_NOTCB, "one RST with SEQ=SEG.ACK");
    }

    @Test
    void silence_counts_when_it_was_watched() {
        closedPort().in(RST, 7, 0, 0).keeps(ResetGenerationRules.RG_NORST, "");
        closedPort()
                .in(RST, 7, 0, 0)
                .ms(1000)
                .in(ACK, 7, 9, 0)
                .saysNothing(ResetGenerationRules.RG_NORST, "did not watch");
    }

    @Test
    void a_connection_answers_no_reset_with_a_reset() {
        HandMade.established()
                .in(RST, 1_000_000, 0, 0)
                .out(RST | ACK, 0, 1_000_000, 0)
                .breaks(ResetGenerationRules.RG_NORST, "anything but a RST");
    }

    @Test
    void what_came_before_the_handshake_leaves_nothing_behind() {
        HandMade stray = HandMade.listening().in(ACK, 7, 9, 0).out(RST, 9, 0, 0);
        stray.in(Flags.SYN, 0, 0, 0)
                .out(Flags.SYN | ACK, 0, 1, 0)
                .in(ACK, 1, 1, 0)
                .call(new Call.Accept(Observed.LISTENER), Result.failed(Errno.EAGAIN))
                .breaks(ResetGenerationRules.RG_LISTEN, "the connection that was opened");
    }

    @Test
    void a_stray_ack_outside_the_window_draws_either() {
        HandMade.listening()
                .in(Flags.SYN, 0, 0, 0)
                .out(Flags.SYN | ACK, 0, 1, 0)
                .in(ACK, -5, 9, 0)
                .out(ACK, 1, 1, 0)
                .keeps(ResetGenerationRules.RG_NONSYNC, "stray ACK outside the window: ACK");
        HandMade.listening()
                .in(Flags.SYN, 0, 0, 0)
                .out(Flags.SYN | ACK, 0, 1, 0)
                .in(ACK, -5, 9, 0)
                .out(RST | ACK, 9, -5, 0)
                .keeps(ResetGenerationRules.RG_NONSYNC, "stray ACK outside the window: RST");
    }

    @Test
    void two_answers_to_a_bad_number_are_one_too_many() {
        HandMade.established()
                .in(ACK, -5, 1, 0)
                .out(ACK, 1, 1, 0)
                .out(ACK, 1, 1, 0)
                .breaks(ResetGenerationRules.RG_SYNC, "one empty ACK");
    }

    @Test
    void a_connection_may_be_gone_after_a_minute_of_silence() {
        lastAck()
                .ms(60_000)
                .in(ACK, -5, 1, 0)
                .out(RST, 1, 0, 0)
                .saysNothing(ResetGenerationRules.RG_SYNC, "no bad number");
    }

    @Test
    void a_fin_that_no_longer_comes_again_was_given_up() {
        lastAck()
                .ms(1000)
                .out(FIN, 1, 2, 0)
                .ms(3000)
                .in(FIN, 1, 1, 0)
                .out(RST, 1, 0, 0)
                .keeps(ResetGenerationRules.RG_CLOSED_AFTER, "");
        lastAck()
                .ms(1000)
                .out(FIN, 1, 2, 0)
                .ms(3000)
                .in(FIN, 1, 1, 0)
                .breaks(ResetGenerationRules.RG_CLOSED_AFTER, "gone; got silence");
        lastAck()
                .ms(1000)
                .out(FIN, 1, 2, 0)
                .ms(2000)
                .in(FIN, 1, 1, 0)
                .saysNothing(ResetGenerationRules.RG_CLOSED_AFTER, "nothing arrived");
    }

    @Test
    void an_abort_need_not_end_time_wait() {
        timeWait()
                .call(new Call.Abort(), Result.ok())
                .in(FIN, 1, 2, 0)
                .out(ACK, 2, 2, 0)
                .saysNothing(ResetGenerationRules.RG_CLOSED_AFTER, "nothing arrived");
    }
}
