package org.lastack.kit.rules;

import static org.lastack.kit.rules.HandMade.ACK;
import static org.lastack.kit.rules.HandMade.FIN;

import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;

class TimestampRulesTest {
    private static final Call CLOSE = new Call.Close();
    private static final Call CONNECT =
            new Call.Connect(IpAddress.of("192.0.2.1"), 0, IpAddress.of("192.0.2.16"), 16_000);
    private static final int RST = Flags.RST;
    private static final int SYN = Flags.SYN;

    /** An established connection with timestamps: TS.Recent is 1000, the stack's clock stands at 50. */
    private static HandMade stamped() {
        return HandMade.listening()
                .ts(1000, 0)
                .in(SYN, 0, 0, 0)
                .ts(50, 1000)
                .out(SYN | ACK, 0, 1, 0)
                .ts(1000, 50)
                .in(ACK, 1, 1, 0)
                .bare()
                .call(new Call.Accept(1), Result.ok());
    }

    @Test
    void who_claims_timestamps_agrees_to_them() {
        HandMade.listening()
                .ts(1000, 0)
                .in(SYN, 0, 0, 0)
                .bare()
                .out(SYN | ACK, 0, 1, 0)
                .breaks(TimestampRules.TS_FIN, "the stack claims to have them; got none");
        HandMade.established().saysNothing(TimestampRules.TS_FIN, "not used");
    }

    private static HandMade timeWait() {
        return stamped()
                .call(CLOSE, Result.ok())
                .ts(50, 1000)
                .out(FIN, 1, 1, 0)
                .ts(1000, 50)
                .in(FIN, 1, 2, 0)
                .ts(50, 1000)
                .out(ACK, 2, 2, 0)
                .ms(500);
    }

    @Test
    void a_clock_that_goes_back_may_have_wrapped_while_nothing_was_sent() {
        HandMade back = stamped().call(CLOSE, Result.ok());
        back.ms(40 * 60 * 1000).ts(49, 1000).out(FIN, 1, 1, 0).keeps(TimestampRules.TS_FIN, "");
        stamped()
                .call(CLOSE, Result.ok())
                .ts(49, 1000)
                .out(FIN, 1, 1, 0)
                .breaks(TimestampRules.TS_FIN, "a clock that never goes back");
    }

    @Test
    void one_tick_below_may_pass_and_two_may_not() {
        stamped()
                .ts(999, 50)
                .in(FIN, 1, 1, 0)
                .ts(50, 1000)
                .out(ACK, 1, 2, 0)
                .keeps(TimestampRules.TS_PAWS, "one tick below TS.Recent: taken");
        stamped()
                .ts(998, 50)
                .in(FIN, 1, 1, 0)
                .ts(50, 1000)
                .out(ACK, 1, 2, 0)
                .breaks(TimestampRules.TS_PAWS, "an empty ACK with the old numbers");
        stamped()
                .ts(998, 50)
                .in(FIN, 1, 1, 0)
                .ts(50, 998)
                .out(ACK, 1, 1, 0)
                .breaks(TimestampRules.TS_PAWS, "TSecr = TS.Recent");
    }

    @Test
    void what_is_early_and_one_tick_old_may_be_kept_for_later() {
        HandMade kept = stamped().ts(999, 50).in(FIN, 2, 1, 0).ts(50, 1000).out(ACK, 1, 1, 0);
        kept.ms(200)
                .ts(1200, 50)
                .in(ACK, 1, 1, 1)
                .ts(60, 1200)
                .out(ACK, 1, 3, 0)
                .keeps(TimestampRules.TS_PAWS, "");
        HandMade older = stamped().ts(998, 50).in(FIN, 2, 1, 0).ts(50, 1000).out(ACK, 1, 1, 0);
        older.ms(200)
                .ts(1200, 50)
                .in(ACK, 1, 1, 1)
                .ts(60, 1200)
                .out(ACK, 1, 3, 0)
                .breaks(TimestampRules.TS_PAWS, "no more acknowledged than arrived");
    }

    @Test
    void an_old_empty_ack_may_be_dropped_in_silence() {
        stamped().ts(900, 50).in(ACK, 1, 1, 0).keeps(TimestampRules.TS_PAWS, "an old empty ACK: silence");
        stamped().ts(900, 50).in(ACK, 1, 1, 10).breaks(TimestampRules.TS_PAWS, "got silence");
    }

    @Test
    void a_rst_in_answer_may_be_bare_and_must_not_echo_something_else() {
        stamped()
                .call(new Call.Abort(), Result.ok())
                .ts(60, 1000)
                .out(RST, 1, 0, 0)
                .ms(200)
                .ts(1200, 60)
                .in(FIN, 1, 1, 0)
                .bare()
                .out(RST, 1, 0, 0)
                .keeps(TimestampRules.TS_RSTGEN, "a RST in answer: no timestamps");
        stamped()
                .call(new Call.Abort(), Result.ok())
                .ts(60, 1000)
                .out(RST, 1, 0, 0)
                .ms(200)
                .ts(1200, 60)
                .in(FIN, 1, 1, 0)
                .ts(0, 1000)
                .out(RST, 1, 0, 0)
                .breaks(TimestampRules.TS_RSTGEN, "TSecr 1200; got TSecr 1000");
    }

    @Test
    void a_segment_without_timestamps_is_taken_or_dropped() {
        stamped()
                .in(FIN, 1, 1, 0)
                .ts(50, 1000)
                .out(ACK, 1, 2, 0)
                .keeps(TimestampRules.TS_MISSING, "a segment without timestamps: taken");
        stamped().in(FIN, 1, 1, 0).keeps(TimestampRules.TS_MISSING, "a segment without timestamps: dropped");
    }

    @Test
    void last_ack_may_end_with_an_ack_without_timestamps() {
        stamped()
                .ts(1000, 50)
                .in(FIN, 1, 1, 0)
                .ts(50, 1000)
                .out(ACK, 1, 2, 0)
                .call(CLOSE, Result.ok())
                .out(FIN, 1, 2, 0)
                .bare()
                .in(ACK, 2, 2, 0)
                .ms(200)
                .ts(1200, 50)
                .in(FIN, 1, 2, 0)
                .out(RST, 2, 0, 0)
                .saysNothing(TimestampRules.TS_MISSING, "no segment lacked");
    }

    @Test
    void a_rst_in_time_wait_may_be_ignored_when_that_was_asked_for() {
        timeWait()
                .ts(900, 50)
                .in(RST, 2, 0, 0)
                .ms(200)
                .ts(1700, 50)
                .in(FIN, 1, 2, 0)
                .ts(60, 1000)
                .out(ACK, 2, 2, 0)
                .breaks(TimestampRules.TS_RST, "PAWS is never applied");
        timeWait()
                .set("tcp_rfc1337", 1)
                .ts(900, 50)
                .in(RST, 2, 0, 0)
                .ms(200)
                .ts(1700, 50)
                .in(FIN, 1, 2, 0)
                .ts(60, 1000)
                .out(ACK, 2, 2, 0)
                .saysNothing(TimestampRules.TS_RST, "no RST");
    }

    @Test
    void an_old_syn_may_meet_silence_and_time_wait_survives_it() {
        timeWait().ts(900, 0).in(SYN, 100, 0, 0).keeps(TimestampRules.TS_TW_A, "old SYN: silence");
        timeWait()
                .ts(900, 0)
                .in(SYN, 100, 0, 0)
                .ms(200)
                .ts(1700, 50)
                .in(FIN, 1, 2, 0)
                .bare()
                .out(RST, 2, 0, 0)
                .breaks(TimestampRules.TS_TW_A, "TIME-WAIT survives the SYN");
        timeWait()
                .ts(1001, 0)
                .in(SYN, 1, 0, 0)
                .out(RST | ACK, 0, 2, 0)
                .breaks(TimestampRules.TS_TW_A, "a SYN,ACK of the new SYN, or silence");
    }

    @Test
    void a_connect_that_takes_over_goes_on_above_the_old_numbers_and_timestamps() {
        HandMade refused = timeWait().set("tcp_tw_reuse", 1).ms(3000);
        refused.call(CONNECT, Result.failed(Errno.EADDRNOTAVAIL))
                .breaks(TimestampRules.TS_REUSE, "a SYN, since timestamps tell old from new");
        HandMade below = timeWait().set("tcp_tw_reuse", 1).ms(3000).calls(CONNECT);
        below.ts(49, 0).out(SYN, 2, 0, 0).breaks(TimestampRules.TS_REUSE, "a TSval that is not below");
        HandMade above = timeWait().set("tcp_tw_reuse", 1).ms(3000).calls(CONNECT);
        above.ts(60, 0).out(SYN, 2, 0, 0).keeps(TimestampRules.TS_REUSE, "");
    }
}
