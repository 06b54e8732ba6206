package org.lastack.kit.mutants;

import java.util.List;
import org.lastack.machine.Machine;
import org.lastack.machine.Settings;
import org.lastack.machine.Tcb;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IcmpError;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Stacks that get group D wrong: FIN reliability: retransmission, backoff, give-up. */
final class RetransmissionMutants {
    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    "last-ack-no-timer",
                    "The FIN of LAST-ACK is sent once and never again (zephyr 67067).",
                    "FR-REXMIT",
                    "the FIN again with its number, an RTO after it was sent; got silence",
                    LastAckWithoutTimer::new),
            Mutant.of(
                    "closing-drops-fin-bit",
                    "In CLOSING the FIN is sent again without its FIN bit (demikernel 1537).",
                    "FR-REXMIT",
                    "the FIN again with its number, an RTO after it was sent; got ACK",
                    DropsFinBit::new),
            Mutant.of(
                    "fin-again-old-ack",
                    "The FIN is sent again with the ACK field that it had at first.",
                    "FR-ACK",
                    "the FIN again with ACK=RCV.NXT",
                    OldAck::new),
            Mutant.of(
                    "fin-linear-interval",
                    "The interval between copies of the FIN grows by the same time each.",
                    "FR-BACKOFF",
                    "twice the interval before",
                    LinearInterval::new),
            Mutant.of(
                    "fin-interval-bound",
                    "The interval between copies of the FIN grows no further than to ten seconds.",
                    "FR-BACKOFF",
                    "or a minute and more; got copy 6 of the FIN after 10.000 s",
                    EarlyBound::new),
            Mutant.of(
                    "rto-zero",
                    "The RTO has no floor: where the path takes no time, it is 20 ms.",
                    "FR-NOTEARLY",
                    "no FIN again within 0.750 s",
                    NoFloor::new),
            Mutant.of(
                    "rto-constant",
                    "The RTO is always the least one, however slow the path.",
                    "FR-NOTEARLY",
                    "which an ACK may take here; got the FIN after 0.2",
                    Settings.linux(),
                    ConstantRto::new),
            Mutant.of(
                    "copy-timed",
                    "The time from the latest copy to its ACK is taken for the round trip.",
                    "FR-KARN",
                    "the ACK of a copy measures nothing",
                    TimesCopies::new),
            Mutant.of(
                    "ack-ends-backoff",
                    "Any ACK of something new ends the backing off of the RTO.",
                    "FR-KARN",
                    "the ACK of a copy measures nothing",
                    AckEndsBackoff::new),
            Mutant.of(
                    "partial-ack-forgets-fin",
                    "An ACK of the text stops the timer, though the FIN is outstanding.",
                    "FR-PARTIAL",
                    "the FIN again an RTO after the ACK of the text; got none in time",
                    ForgetsFin::new),
            Mutant.of(
                    "partial-ack-ignored",
                    "An ACK that leaves the FIN outstanding is taken for an ACK of nothing: the text comes again.",
                    "FR-PARTIAL",
                    "the FIN alone, since the text is acknowledged",
                    IgnoresPartialAck::new),
            Mutant.of(
                    "partial-ack-fin-at-once",
                    "An ACK that leaves the FIN outstanding is taken for the sign of a loss.",
                    "FR-PARTIAL",
                    "the FIN again an RTO after it was sent",
                    FinAtOnce::new),
            Mutant.of(
                    "last-ack-for-ever",
                    "LAST-ACK stops sending its FIN again, and is never deleted (picotcp 10).",
                    "FR-R2",
                    "a RST, since the FIN was given up, or should have been; got ACK",
                    LastAckForEver::new),
            Mutant.of(
                    "fin-wait-1-for-ever",
                    "FIN-WAIT-1 goes on for hours when nobody answers (utcp 27).",
                    "FR-R2",
                    "a RST, since the FIN was given up, or should have been; got ACK",
                    FinWait1ForEver::new),
            Mutant.of(
                    "gives-up-hastily",
                    "The FIN is given up after seconds.",
                    "FR-R2",
                    "the FIN is not given up before its third copy; got a RST after 2 copies",
                    GivesUpHastily::new),
            Mutant.of(
                    "user-timeout-forgotten",
                    "Once the application has closed, its user timeout is forgotten.",
                    "FR-R2-APP",
                    "a RST, since the user timeout is over; got ACK",
                    ForgetsUserTimeout::new),
            Mutant.of(
                    "user-timeout-at-rto",
                    "A user timeout ends the connection at the first RTO.",
                    "FR-R2-APP",
                    "an ACK, since the user timeout is not over; got RST",
                    UserTimeoutAtRto::new),
            Mutant.of(
                    "user-timeout-untold",
                    "The user timeout ends the connection, and the application does not hear of it.",
                    "FR-R2-APP",
                    "ETIMEDOUT, since the user timeout is over",
                    UserTimeoutUntold::new),
            Mutant.of(
                    "advice-as-it-is",
                    "The peer's user timeout is adopted however short it is.",
                    "FR-UTO",
                    "longer than an RTO; got a RST after 0 copies of the FIN",
                    AdviceAsItIs::new),
            Mutant.of(
                    "advice-of-zero",
                    "A user timeout of 0 from the peer ends the connection at once.",
                    "FR-UTO",
                    "longer than an RTO; got a RST after 0 copies of the FIN",
                    AdviceOfZero::new),
            Mutant.of(
                    "advice-overrides",
                    "The peer's user timeout counts before that of the application.",
                    "FR-UTO",
                    "a RST, since the user timeout is over; got ACK",
                    AdviceOverrides::new),
            Mutant.of(
                    "icmp-ends-last-ack",
                    "Any ICMP error ends LAST-ACK.",
                    "FR-ICMP",
                    "is no reason to give up; got none in time",
                    IcmpEndsLastAck::new),
            Mutant.of(
                    "icmp-resets",
                    "A soft ICMP error resets the connection.",
                    "FR-ICMP",
                    "is no reason to give up; got RST",
                    IcmpResets::new),
            Mutant.of(
                    "quench-stops-timer",
                    "A source quench stops the retransmission timer.",
                    "FR-ICMP",
                    "since a source quench is no reason to give up; got none in time",
                    QuenchStopsTimer::new),
            Mutant.of(
                    "hard-error-leaves-fin",
                    "A hard ICMP error stops the retransmission timer, and the connection stays.",
                    "FR-ICMP",
                    "a RST, since the FIN is not sent again after the port unreachable; got ACK",
                    HardErrorLeavesFin::new));

    private RetransmissionMutants() {}

    private static final class LastAckWithoutTimer extends Machine {
        LastAckWithoutTimer(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void finLeft() {
            super.finLeft();
            if (in(State.LAST_ACK)) {
                timers.retransmit = Time.NEVER;
            }
        }
    }

    private static final class DropsFinBit extends Machine {
        DropsFinBit(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void retransmitFin() {
            if (in(State.CLOSING)) {
                send(Flags.ACK, snd.finSeq, Bytes.EMPTY);
            } else {
                super.retransmitFin();
            }
        }
    }

    private static final class OldAck extends Machine {
        private int ackThen;

        OldAck(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void finLeft() {
            super.finLeft();
            ackThen = rcv.nxt;
        }

        @Override
        protected void retransmitFin() {
            int now = rcv.nxt;
            rcv.nxt = ackThen;
            super.retransmitFin();
            rcv.nxt = now;
        }
    }

    private static final class LinearInterval extends Machine {
        LinearInterval(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected long backedOff(int times) {
            return (times + 1) * super.backedOff(0);
        }
    }

    private static final class EarlyBound extends Machine {
        EarlyBound(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected long backedOff(int times) {
            return Math.min(super.backedOff(times), Time.seconds(10));
        }
    }

    private static final class NoFloor extends Machine {
        NoFloor(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected long timeoutFor(long srtt, long variance) {
            return srtt + Math.max(Time.ms(20), variance);
        }
    }

    private static final class ConstantRto extends Machine {
        ConstantRto(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected long timeoutFor(long srtt, long variance) {
            return super.timeoutFor(0, 0);
        }
    }

    private static final class TimesCopies extends Machine {
        TimesCopies(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void retransmitFirst() {
            super.retransmitFirst();
            rto.timing = true;
            rto.timedSeq = snd.una + 1;
            rto.timedAt = now;
        }
    }

    private static final class AckEndsBackoff extends Machine {
        AckEndsBackoff(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void acknowledged(Segment seg) {
            rto.backoff = 0;
            super.acknowledged(seg);
        }
    }

    private static final class ForgetsFin extends Machine {
        ForgetsFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void acknowledged(Segment seg) {
            super.acknowledged(seg);
            if (snd.finSent) {
                timers.retransmit = Time.NEVER;
            }
        }
    }

    private static final class IgnoresPartialAck extends Machine {
        IgnoresPartialAck(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void acknowledged(Segment seg) {
            if (!snd.finSent || seg.ack() != snd.finSeq) {
                super.acknowledged(seg);
            }
        }
    }

    private static final class FinAtOnce extends Machine {
        FinAtOnce(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void acknowledged(Segment seg) {
            super.acknowledged(seg);
            if (snd.finSent && seg.ack() == snd.finSeq) {
                retransmitFirst();
            }
        }
    }

    private static final class LastAckForEver extends Machine {
        LastAckForEver(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void giveUp() {
            if (in(State.LAST_ACK)) {
                timers.user = Time.NEVER;
            } else {
                super.giveUp();
            }
        }
    }

    private static final class FinWait1ForEver extends Machine {
        FinWait1ForEver(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean givesUpRetransmitting() {
            return !in(State.FIN_WAIT_1) && super.givesUpRetransmitting();
        }

        @Override
        protected void userTimeoutExpired() {
            if (in(State.FIN_WAIT_1)) {
                timers.user = Time.NEVER;
            } else {
                super.userTimeoutExpired();
            }
        }
    }

    private static final class GivesUpHastily extends Machine {
        GivesUpHastily(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean givesUpRetransmitting() {
            return rto.retransmits >= 2;
        }
    }

    private static final class ForgetsUserTimeout extends Machine {
        ForgetsUserTimeout(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void queueFin() {
            super.queueFin();
            tcb.options.userTimeout = -1;
        }
    }

    private static final class UserTimeoutAtRto extends Machine {
        UserTimeoutAtRto(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean givesUpRetransmitting() {
            return tcb.options.userTimeout >= 0 || super.givesUpRetransmitting();
        }
    }

    private static final class UserTimeoutUntold extends Machine {
        UserTimeoutUntold(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void userTimeoutExpired() {
            end();
        }
    }

    private static final class AdviceAsItIs extends Machine {
        AdviceAsItIs(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected long adopted(long advised) {
            return advised;
        }
    }

    private static final class AdviceOfZero extends Machine {
        AdviceOfZero(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void takeAdvice(Segment seg) {
            super.takeAdvice(seg);
            if (seg.options().userTimeout() == 0) {
                tcb.options.userTimeout = 0;
                timers.user = timers.user == Time.NEVER ? Time.NEVER : now;
            }
        }
    }

    private static final class AdviceOverrides extends Machine {
        AdviceOverrides(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected long userTimeout() {
            return tcb.advisedTimeout > 0 ? adopted(tcb.advisedTimeout) : super.userTimeout();
        }
    }

    private static final class IcmpEndsLastAck extends Machine {
        IcmpEndsLastAck(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void icmpError(IcmpError error) {
            if (in(State.LAST_ACK)) {
                end();
            }
        }
    }

    private static final class IcmpResets extends Machine {
        IcmpResets(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void icmpError(IcmpError error) {
            resetAbort();
            end();
        }
    }

    private static final class QuenchStopsTimer extends Machine {
        QuenchStopsTimer(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void icmpError(IcmpError error) {
            if (error == IcmpError.SOURCE_QUENCH) {
                timers.retransmit = Time.NEVER;
            }
        }
    }

    private static final class HardErrorLeavesFin extends Machine {
        HardErrorLeavesFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void icmpError(IcmpError error) {
            if (error.hard()) {
                timers.retransmit = Time.NEVER;
            }
        }
    }
}
