package org.lastack.kit.mutants;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.lastack.machine.Machine;
import org.lastack.machine.Output;
import org.lastack.machine.Settings;
import org.lastack.machine.Tcb;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Stacks that never do what they have to do by themselves: probe, send again, give up, tell, end. */
final class AbsenceMutants {

    static final List<Mutant> ALL = Stream.of(
                    Mutant.inBoth(
                            "keepalive-not-in-fin-wait-2",
                            "Keep-alive does not probe in FIN-WAIT-2.",
                            "OR-KEEPALIVE",
                            "a keep-alive probe, since the connection is idle for as long as asked; got silence",
                            KeepaliveNotInFinWait2::new),
                    Mutant.inBoth(
                            "keepalive-not-after-text",
                            "Text stops the keep-alive timer, and nothing starts it again.",
                            "OR-KEEPALIVE",
                            "a keep-alive probe, since the connection is idle for as long as asked; got silence",
                            KeepaliveNotAfterText::new),
                    Mutant.inBoth(
                            "zw-unprobed-in-close-wait",
                            "A window of 0 is not probed once the peer has closed.",
                            "ZW-PROBE",
                            "a probe of the window after each interval, since something waits for it; got silence",
                            UnprobedInCloseWait::new),
                    Mutant.inBoth(
                            "zw-lone-fin-unprobed",
                            "A window of 0 is not probed for a FIN alone in FIN-WAIT-1.",
                            "ZW-PROBE",
                            "a probe of the window after each interval, since something waits for it; got silence",
                            LoneFinUnprobed::new),
                    Mutant.inBoth(
                            "zw-probed-once",
                            "A window of 0 is probed once.",
                            "ZW-PROBE",
                            "a probe of the window after each interval, since something waits for it; got ",
                            ProbedOnce::new),
                    Mutant.inBoth(
                            "fin-copied-twice-in-fin-wait-1",
                            "In FIN-WAIT-1 the FIN is sent again twice, and then never: nobody is told, and nothing ends.",
                            "FR-R2",
                            "a RST, since the FIN was given up, or should have been; got ",
                            (settings, tcb) -> new FinCopiedTwice(settings, tcb, State.FIN_WAIT_1)),
                    Mutant.inBoth(
                            "fin-copied-twice-in-closing",
                            "In CLOSING the FIN is sent again twice, and then never: nobody is told, and nothing ends.",
                            "FR-R2",
                            "a RST, since the FIN was given up, or should have been; got ",
                            (settings, tcb) -> new FinCopiedTwice(settings, tcb, State.CLOSING)),
                    Mutant.inBoth(
                            "fin-copied-twice-in-last-ack",
                            "In LAST-ACK the FIN is sent again twice, and then never: nobody is told, and nothing ends.",
                            "FR-R2",
                            "a RST, since the FIN was given up, or should have been; got ",
                            (settings, tcb) -> new FinCopiedTwice(settings, tcb, State.LAST_ACK)),
                    Mutant.inBoth(
                            "fin-never-copied-in-fin-wait-1",
                            "In FIN-WAIT-1 the FIN is never sent again.",
                            "FR-REXMIT",
                            "the FIN again with its number, an RTO after it was sent; got silence",
                            FinNeverCopied::new),
                    Mutant.inBoth(
                            "timeout-never-told",
                            "A connection that was given up tells its application nothing.",
                            "AP-TIMEDOUT",
                            "ETIMEDOUT, since nobody has answered for so long; got ",
                            TimeoutNeverTold::new),
                    Mutant.inBoth(
                            "reset-never-told",
                            "A connection that was reset tells its application nothing.",
                            "AP-INFORM",
                            "an error, since the peer reset the connection; got err EAGAIN",
                            ResetNeverTold::new),
                    Mutant.inBoth(
                            "end-never-told-in-time-wait",
                            "In TIME-WAIT the application is not told of the end of the stream.",
                            "AP-EOF",
                            "the end of the stream, as often as it is asked for; got err EAGAIN",
                            EndNeverTold::new),
                    Stream.of(Mutant.of(
                            "fin-wait-2-left-for-ever",
                            "An application that leaves in FIN-WAIT-2 starts no timer.",
                            "OR-FINTIMEOUT",
                            "a RST",
                            Settings.linux(),
                            LeftForEver::new)),
                    Mutant.inBoth(
                            "time-wait-for-ever",
                            "The TIME-WAIT that follows FIN-WAIT-2 never ends.",
                            "TW-2MSL",
                            "a RST, since 2MSL have passed since the latest FIN; got ACK seq",
                            TimeWaitForEver::new),
                    Mutant.inBoth(
                            "time-wait-restarted-for-ever",
                            "A FIN again in TIME-WAIT stops its timer.",
                            "TW-RESTART",
                            "a RST, since 2MSL have passed since the latest FIN; got ACK seq",
                            RestartedForEver::new),
                    Mutant.inBoth(
                            "delayed-ack-never-in-fin-wait-2",
                            "An ACK that waits in FIN-WAIT-2 waits for ever.",
                            "HC-RECV",
                            "an ACK of everything within half a second; got silence",
                            DelayedAckNever::new))
            .flatMap(Function.identity())
            .toList();

    private AbsenceMutants() {}

    private static final class KeepaliveNotInFinWait2 extends Machine {
        KeepaliveNotInFinWait2(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean keepaliveApplies() {
            return super.keepaliveApplies() && !in(State.FIN_WAIT_2);
        }
    }

    private static final class KeepaliveNotAfterText extends Machine {
        KeepaliveNotAfterText(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        public void arrives(long instant, Segment seg, Output out) {
            super.arrives(instant, seg, out);
            if (!seg.data().isEmpty()) {
                timers.keepalive = Time.NEVER;
            }
        }
    }

    private static final class UnprobedInCloseWait extends Machine {
        UnprobedInCloseWait(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void startPersist() {
            if (!in(State.CLOSE_WAIT, State.LAST_ACK)) {
                super.startPersist();
            }
        }
    }

    private static final class LoneFinUnprobed extends Machine {
        LoneFinUnprobed(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void startPersist() {
            if (!in(State.FIN_WAIT_1) || snd.queued() > 0) {
                super.startPersist();
            }
        }
    }

    private static final class ProbedOnce extends Machine {
        ProbedOnce(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void persistTimeout() {
            super.persistTimeout();
            timers.persist = Time.NEVER;
        }
    }

    private static final class FinCopiedTwice extends Machine {
        private final State state;

        FinCopiedTwice(Settings settings, Tcb tcb, State state) {
            super(settings, tcb);
            this.state = state;
        }

        @Override
        protected void startRetransmit() {
            if (in(state) && rto.retransmits >= 2) {
                timers.retransmit = Time.NEVER;
            } else {
                super.startRetransmit();
            }
        }
    }

    private static final class FinNeverCopied extends Machine {
        FinNeverCopied(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void startRetransmit() {
            if (!in(State.FIN_WAIT_1)) {
                super.startRetransmit();
            }
        }
    }

    private static final class EndNeverTold extends Machine {
        EndNeverTold(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        public boolean atEnd() {
            return super.atEnd() && !in(State.TIME_WAIT);
        }
    }

    private static final class LeftForEver extends Machine {
        LeftForEver(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void orphanedInFinWait2() {}
    }

    private static final class TimeWaitForEver extends Machine {
        TimeWaitForEver(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void finInFinWait2() {
            super.finInFinWait2();
            timers.timeWait = Time.NEVER;
        }
    }

    private static final class RestartedForEver extends Machine {
        RestartedForEver(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void finAgainInTimeWait() {
            super.finAgainInTimeWait();
            timers.timeWait = Time.NEVER;
        }
    }

    private static final class DelayedAckNever extends Machine {
        DelayedAckNever(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void delayAck() {
            if (!in(State.FIN_WAIT_2)) {
                super.delayAck();
            }
        }
    }

    /** Nobody hears why the connection ended, nor that it did. */
    private abstract static class Untold extends Machine {
        private boolean untold;

        Untold(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        void hide() {
            untold = true;
            tcb.fault = null;
        }

        @Override
        public boolean atEnd() {
            return super.atEnd() && !untold;
        }
    }

    private static final class TimeoutNeverTold extends Untold {
        TimeoutNeverTold(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void giveUp() {
            super.giveUp();
            hide();
        }
    }

    private static final class ResetNeverTold extends Untold {
        ResetNeverTold(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void exactRst(Segment seg) {
            super.exactRst(seg);
            if (in(State.CLOSED)) {
                hide();
            }
        }
    }
}
