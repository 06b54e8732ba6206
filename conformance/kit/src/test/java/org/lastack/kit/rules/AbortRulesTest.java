package org.lastack.kit.rules;

import static org.lastack.kit.rules.HandMade.ACK;
import static org.lastack.kit.rules.HandMade.FIN;

import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.host.SocketOption;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;

class AbortRulesTest {
    private static final Call ABORT = new Call.Abort();
    private static final Call CLOSE = new Call.Close();
    private static final Call SHUTDOWN = new Call.Shutdown(How.WR);
    private static final int RST = Flags.RST;

    /** A close that lingers for two seconds with ten octets on their way. */
    private static HandMade lingering() {
        return HandMade.established()
                .call(new Call.SetOption(SocketOption.LINGER, 2), Result.ok())
                .call(new Call.Write(Bytes.pattern(0, 10)), new Result.Count(10))
                .out(ACK, 1, 1, 10)
                .calls(CLOSE)
                .out(FIN, 11, 1, 0);
    }

    /** A half-close with a user timeout of two seconds, and a peer that says nothing until so much later. */
    private static HandMade unanswered(int seconds) {
        return HandMade.established()
                .call(new Call.SetOption(SocketOption.USER_TIMEOUT, 2000), Result.ok())
                .call(SHUTDOWN, Result.ok())
                .out(FIN, 1, 1, 0)
                .ms(1000L * seconds);
    }

    @Test
    void the_reset_of_an_abort_may_have_an_ack_or_not() {
        HandMade.established()
                .call(ABORT, Result.ok())
                .out(RST, 1, 0, 0)
                .ms(200)
                .in(ACK, 1, 1, 0)
                .out(RST, 1, 0, 0)
                .keeps(AbortRules.AB_RST, "");
        HandMade.established()
                .call(ABORT, Result.ok())
                .out(RST | ACK, 1, 1, 0)
                .ms(200)
                .in(ACK, 1, 1, 0)
                .out(RST, 1, 0, 0)
                .keeps(AbortRules.AB_RST, "");
    }

    @Test
    void the_reset_lies_after_the_fin() {
        HandMade.established()
                .call(SHUTDOWN, Result.ok())
                .out(FIN, 1, 1, 0)
                .call(ABORT, Result.ok())
                .out(RST, 1, 0, 0)
                .breaks(AbortRules.AB_RST, "one RST at SND.NXT and nothing else; got RST seq 1");
    }

    @Test
    void what_comes_after_the_abort_must_be_refused() {
        HandMade.established()
                .call(ABORT, Result.ok())
                .out(RST, 1, 0, 0)
                .ms(200)
                .in(ACK, 1, 1, 0)
                .breaks(AbortRules.AB_RST, "the connection is gone; got silence");
        HandMade.established()
                .call(ABORT, Result.ok())
                .out(RST, 1, 0, 0)
                .saysNothing(AbortRules.AB_RST, "nothing arrived");
    }

    @Test
    void a_close_is_given_up_after_the_user_timeout_and_not_judged_before() {
        unanswered(7).in(ACK, 1, 1, 0).out(RST, 1, 0, 0).keeps(AbortRules.AB_TIMEOUT, "");
        unanswered(7).in(ACK, 1, 1, 0).breaks(AbortRules.AB_TIMEOUT, "the close was given up");
        unanswered(3).in(ACK, 1, 1, 0).saysNothing(AbortRules.AB_TIMEOUT, "not silent for long enough");
    }

    @Test
    void the_application_hears_of_the_timeout() {
        unanswered(7)
                .call(new Call.Read(100), Result.failed(Errno.ETIMEDOUT))
                .in(ACK, 1, 1, 0)
                .out(RST, 1, 0, 0)
                .keeps(AbortRules.AB_TIMEOUT, "");
        unanswered(7)
                .call(new Call.Read(100), Result.eof())
                .in(ACK, 1, 1, 0)
                .out(RST, 1, 0, 0)
                .breaks(AbortRules.AB_TIMEOUT, "ETIMEDOUT; got eof");
    }

    @Test
    void a_lingering_close_may_wait_for_the_ack_of_the_fin_or_of_the_data() {
        lingering()
                .ms(300)
                .in(ACK, 1, 11, 0)
                .ms(300)
                .in(ACK, 1, 12, 0)
                .returns(CLOSE, Result.ok())
                .keeps(AbortRules.AB_LINGER_N, "");
        lingering()
                .ms(300)
                .in(ACK, 1, 11, 0)
                .returns(CLOSE, Result.ok())
                .ms(1000)
                .out(FIN, 11, 1, 0)
                .keeps(AbortRules.AB_LINGER_N, "returns before its FIN is acknowledged");
    }

    @Test
    void a_lingering_close_returns_neither_too_early_nor_too_late() {
        lingering().ms(1900).returns(CLOSE, Result.ok()).breaks(AbortRules.AB_LINGER_N, "it returns after 1.900 s");
        lingering().ms(2500).returns(CLOSE, Result.ok()).breaks(AbortRules.AB_LINGER_N, "it returns after 2.500 s");
        lingering()
                .ms(300)
                .in(ACK, 1, 12, 0)
                .ms(300)
                .returns(CLOSE, Result.ok())
                .breaks(AbortRules.AB_LINGER_N, "when there is nothing to wait for");
    }

    @Test
    void the_thread_that_lingers_may_have_waited_for_a_processor() {
        HandMade returned = lingering().ms(300).in(ACK, 1, 12, 0).ms(500).returns(CLOSE, Result.ok());
        returned.onWallClock().keeps(AbortRules.AB_LINGER_N, "");
        lingering()
                .onWallClock()
                .ms(300)
                .in(ACK, 1, 12, 0)
                .ms(1700)
                .returns(CLOSE, Result.ok())
                .breaks(AbortRules.AB_LINGER_N, "when there is nothing to wait for");
    }

    @Test
    void a_connection_that_has_ended_well_or_by_its_user_timeout_refuses_what_comes_after_a_lingering_close() {
        HandMade.established()
                .in(FIN, 1, 1, 0)
                .out(ACK, 1, 2, 0)
                .call(new Call.SetOption(SocketOption.LINGER, 2), Result.ok())
                .calls(CLOSE)
                .out(FIN, 1, 2, 0)
                .ms(2000)
                .returns(CLOSE, Result.ok())
                .ms(500)
                .out(FIN, 1, 2, 0)
                .in(ACK, 2, 2, 0)
                .ms(500)
                .in(ACK, 2, 2, 0)
                .out(RST, 2, 0, 0)
                .keeps(AbortRules.AB_LINGER_N, "");
        HandMade.established()
                .call(new Call.SetOption(SocketOption.USER_TIMEOUT, 100), Result.ok())
                .call(new Call.SetOption(SocketOption.LINGER, 2), Result.ok())
                .calls(CLOSE)
                .out(FIN, 1, 1, 0)
                .ms(2000)
                .returns(CLOSE, Result.ok())
                .in(ACK, 1, 2, 0)
                .out(RST, 2, 0, 0)
                .saysNothing(AbortRules.AB_LINGER_N, "its user timeout may have ended it");
    }

    @Test
    void tcp_goes_on_when_the_linger_time_is_over() {
        lingering()
                .ms(2000)
                .returns(CLOSE, Result.ok())
                .ms(1000)
                .out(ACK, 1, 1, 10)
                .in(ACK, 1, 12, 0)
                .keeps(AbortRules.AB_LINGER_N, "");
        lingering()
                .ms(2000)
                .out(RST, 12, 0, 0)
                .returns(CLOSE, Result.ok())
                .breaks(AbortRules.AB_LINGER_N, "no RST: TCP goes on");
        lingering()
                .ms(2000)
                .returns(CLOSE, Result.ok())
                .ms(8000)
                .in(ACK, 1, 12, 0)
                .out(RST, 12, 0, 0)
                .breaks(AbortRules.AB_LINGER_N, "the FIN, or data, once more");
    }

    @Test
    void a_non_blocking_socket_may_linger_or_not() {
        lingering()
                .ms(10)
                .returns(CLOSE, Result.ok())
                .ms(990)
                .out(ACK, 1, 1, 10)
                .keeps(AbortRules.AB_LINGER_NB, "returns at once");
        lingering().ms(2000).returns(CLOSE, Result.ok()).keeps(AbortRules.AB_LINGER_NB, "lingers");
        lingering().ms(1000).returns(CLOSE, Result.ok()).breaks(AbortRules.AB_LINGER_NB, "it returns after 1.000 s");
    }
}
