package org.lastack.kit.rules;

import static org.lastack.kit.rules.HandMade.ACK;
import static org.lastack.kit.rules.HandMade.FIN;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
import org.lastack.host.Errno;
import org.lastack.host.Readiness;
import org.lastack.host.Result;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.State;

/** Judges of group N where no mutant goes: both of two right answers, and mistakes that the reference cannot make. */
class ApiRulesTest {
    private static final int RST = Flags.RST;
    private static final Call READ = new Call.Read(100);
    private static final Call RECEIVE = new Call.Receive(100);
    private static final Call POLL = new Call.Poll();
    private static final Call ERROR = new Call.TakeError();
    private static final Call STATUS = new Call.Status();
    private static final Call SHUTDOWN = new Call.Shutdown(How.WR);
    private static final Call WRITE = new Call.Write(Bytes.pattern(0, 10));
    private static final Result RESET = Result.failed(Errno.ECONNRESET);
    private static final Result PIPE = Result.failed(Errno.EPIPE);

    private static Result ready(Readiness... events) {
        return new Result.Ready(EnumSet.copyOf(List.of(events)));
    }

    /** The peer has closed after ten octets, which nobody has read. */
    private static HandMade closeWait() {
        return HandMade.established().in(FIN, 1, 1, 10).out(ACK, 1, 12, 0);
    }

    /** Ten octets wait when the peer resets. */
    private static HandMade resetWithUnread() {
        return HandMade.established().in(ACK, 1, 1, 10).out(ACK, 1, 11, 0).in(RST, 11, 0, 0);
    }

    /** The application has closed its direction, and the peer is silent. */
    private static HandMade finWait1() {
        return HandMade.established().call(SHUTDOWN, Result.ok()).out(FIN, 1, 1, 0);
    }

    @Test
    void a_reset_is_not_told_before_it_comes() {
        HandMade.established().call(READ, RESET).breaks(ApiRules.AP_INFORM, "no FIN and no valid RST has arrived");
        HandMade.established().call(READ, Result.eof()).breaks(ApiRules.AP_INFORM, "no valid RST has arrived; got eof");
        HandMade.established().call(READ, Result.failed(Errno.EAGAIN)).saysNothing(ApiRules.AP_INFORM, "no read ended");
    }

    @Test
    void what_is_unread_after_a_reset_comes_whole_or_not_at_all() {
        resetWithUnread().read(0, 10).call(READ, RESET).keeps(ApiRules.AP_RESETDATA, "unread octets outlive a RST");
        resetWithUnread().call(READ, RESET).keeps(ApiRules.AP_RESETDATA, "unread octets are flushed by a RST");
        resetWithUnread().read(0, 4).call(READ, RESET).breaks(ApiRules.AP_RESETDATA, "6 of 10 octets lost");
        resetWithUnread().call(READ, Result.eof()).breaks(ApiRules.AP_RESETDATA, "the stream was cut off; got eof");
    }

    @Test
    void a_receive_that_waits_has_to_return_at_once() {
        HandMade.established()
                .calls(RECEIVE)
                .ms(500)
                .in(FIN, 1, 1, 0)
                .ms(90)
                .returns(RECEIVE, Result.eof())
                .keeps(ApiRules.AP_UNSOLICITED, "");
        HandMade.established()
                .calls(RECEIVE)
                .in(RST, 1, 0, 0)
                .ms(150)
                .returns(RECEIVE, RESET)
                .breaks(ApiRules.AP_UNSOLICITED, "it returns late");
    }

    @Test
    void poll_shows_the_end_of_both_directions_and_a_reset_until_it_is_told() {
        closeWait().call(POLL, ready(Readiness.IN)).keeps(ApiRules.AP_UNSOLICITED, "");
        closeWait()
                .call(SHUTDOWN, Result.ok())
                .out(FIN, 1, 12, 0)
                .call(POLL, ready(Readiness.IN, Readiness.RDHUP))
                .breaks(ApiRules.AP_UNSOLICITED, "hup: both directions have ended");
        HandMade.established()
                .in(RST, 1, 0, 0)
                .call(POLL, ready(Readiness.IN, Readiness.HUP))
                .breaks(ApiRules.AP_UNSOLICITED, "err: the reset was not told yet");
        closeWait()
                .call(SHUTDOWN, Result.ok())
                .out(FIN, 1, 12, 0)
                .in(RST, 12, 0, 0)
                .call(POLL, ready(Readiness.IN, Readiness.HUP, Readiness.RDHUP))
                .keeps(ApiRules.AP_UNSOLICITED, "");
        HandMade.established()
                .in(RST, 1, 0, 0)
                .call(READ, RESET)
                .call(POLL, ready(Readiness.IN, Readiness.HUP))
                .keeps(ApiRules.AP_UNSOLICITED, "");
        HandMade.established()
                .call(POLL, ready(Readiness.IN, Readiness.OUT))
                .breaks(ApiRules.AP_UNSOLICITED, "no in: there is nothing to read; got ok in out");
    }

    @Test
    void a_reset_is_told_once_by_whatever_call_comes_first() {
        HandMade.established()
                .in(RST, 1, 0, 0)
                .call(WRITE, RESET)
                .call(READ, Result.eof())
                .call(ERROR, Result.ok())
                .keeps(ApiRules.AP_RESET, "");
        HandMade.established().in(RST, 1, 0, 0).call(READ, PIPE).breaks(ApiRules.AP_RESET, "ECONNRESET");
        HandMade.established()
                .in(RST, 1, 0, 0)
                .call(READ, RESET)
                .call(READ, Result.failed(Errno.EAGAIN))
                .breaks(ApiRules.AP_RESET, "the end of the stream or an error");
        HandMade.established()
                .in(RST, 1, 0, 0)
                .call(READ, RESET)
                .call(ERROR, RESET)
                .breaks(ApiRules.AP_RESET, "no error: it was told before");
    }

    @Test
    void a_reset_in_close_wait_may_hide_behind_the_end_but_not_with_octets_unread() {
        closeWait()
                .in(RST, 12, 0, 0)
                .read(0, 10)
                .call(READ, Result.eof())
                .call(WRITE, PIPE)
                .call(ERROR, Result.ok())
                .keeps(ApiRules.AP_CWRST, "a read after a RST in CLOSE-WAIT: the end");
        closeWait()
                .in(RST, 12, 0, 0)
                .call(READ, RESET)
                .call(READ, Result.eof())
                .keeps(ApiRules.AP_CWRST, "a read after a RST in CLOSE-WAIT: an error");
        closeWait()
                .in(RST, 12, 0, 0)
                .call(READ, Result.eof())
                .breaks(ApiRules.AP_CWRST, "the unread octets, or an error; got eof");
        closeWait()
                .in(RST, 12, 0, 0)
                .call(ERROR, PIPE)
                .call(ERROR, PIPE)
                .breaks(ApiRules.AP_CWRST, "no error: it was told before");
    }

    @Test
    void a_write_may_be_the_one_that_tells_of_the_reset() {
        closeWait()
                .call(WRITE, new Result.Count(10))
                .out(ACK, 1, 12, 10)
                .in(RST, 12, 0, 0)
                .call(WRITE, RESET)
                .call(WRITE, PIPE)
                .keeps(ApiRules.AP_EPIPE, "");
        HandMade.established()
                .in(RST, 1, 0, 0)
                .call(READ, RESET)
                .call(WRITE, RESET)
                .breaks(ApiRules.AP_EPIPE, "EPIPE; got err ECONNRESET");
        closeWait().call(WRITE, PIPE).breaks(ApiRules.AP_EPIPE, "the peer may still read");
    }

    @Test
    void giving_up_may_be_told_by_what_icmp_said() {
        finWait1().ms(9000).call(READ, Result.failed(Errno.EHOSTUNREACH)).keeps(ApiRules.AP_TIMEDOUT, "");
        finWait1().ms(9000).call(READ, PIPE).breaks(ApiRules.AP_TIMEDOUT, "ETIMEDOUT");
        finWait1().ms(9000).call(READ, Result.failed(Errno.EAGAIN)).saysNothing(ApiRules.AP_TIMEDOUT, "given up");
    }

    @Test
    void shutdown_in_time_wait_may_find_a_connection_or_none() {
        Result none = Result.failed(Errno.ENOTCONN);
        finWait1()
                .in(FIN, 1, 2, 0)
                .out(ACK, 2, 2, 0)
                .call(SHUTDOWN, none)
                .keeps(ApiRules.AP_SHUTDOWN, "shutdown() in TIME-WAIT: ENOTCONN");
        finWait1()
                .in(FIN, 1, 2, 0)
                .out(ACK, 2, 2, 0)
                .call(SHUTDOWN, Result.ok())
                .keeps(ApiRules.AP_SHUTDOWN, "shutdown() in TIME-WAIT: ok");
        finWait1().in(ACK, 1, 2, 0).call(SHUTDOWN, none).breaks(ApiRules.AP_SHUTDOWN, "ok; got err ENOTCONN");
        finWait1().ms(9000).call(SHUTDOWN, none).keeps(ApiRules.AP_SHUTDOWN, "");
    }

    @Test
    void last_ack_ends_with_nothing_and_may_begin_when_the_fin_leaves() {
        closeWait()
                .call(SHUTDOWN, Result.ok())
                .call(STATUS, new Result.InState(State.CLOSE_WAIT))
                .keeps(ApiRules.AP_STATUS, "");
        closeWait()
                .call(SHUTDOWN, Result.ok())
                .out(FIN, 1, 12, 0)
                .call(STATUS, new Result.InState(State.CLOSE_WAIT))
                .breaks(ApiRules.AP_STATUS, "LAST-ACK; got ok CLOSE-WAIT");
        closeWait()
                .call(SHUTDOWN, Result.ok())
                .out(FIN, 1, 12, 0)
                .in(ACK, 12, 2, 0)
                .call(STATUS, new Result.InState(State.LAST_ACK))
                .breaks(ApiRules.AP_STATUS, "CLOSED, or an error; got ok LAST-ACK");
    }
}
