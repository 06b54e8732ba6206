package org.lastack.kit.mutants;

import java.util.List;
import org.lastack.machine.Machine;
import org.lastack.machine.Output;
import org.lastack.machine.Reply;
import org.lastack.machine.Settings;
import org.lastack.machine.Tcb;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Stacks that get abort and linger wrong: group J. */
final class AbortMutants {
    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    "abort-at-snd-una",
                    "The RST of an ABORT has the number of SND.UNA: with a FIN outstanding that of the FIN.",
                    "AB-RST",
                    "one RST at SND.NXT",
                    AtSndUna::new),
            Mutant.of(
                    "abort-in-silence",
                    "ABORT in CLOSE-WAIT sends nothing.",
                    "AB-RST",
                    "one RST at SND.NXT and nothing else; got silence",
                    SilentInCloseWait::new),
            Mutant.of(
                    "abort-resets-last-ack",
                    "ABORT in CLOSING and LAST-ACK sends a RST.",
                    "AB-SILENT",
                    "in LAST-ACK there is nobody to tell; got RST",
                    ResetsLastAck::new),
            Mutant.of(
                    "abort-goes-on-in-closing",
                    "ABORT in CLOSING leaves the connection, which goes on to retransmit its FIN.",
                    "AB-SILENT",
                    "in CLOSING there is nobody to tell; got FIN,ACK",
                    GoesOnInClosing::new),
            Mutant.of(
                    "abort-retransmits",
                    "What was sent before the RST of an ABORT is sent again.",
                    "AB-FLUSH",
                    "nothing but RST: the connection is gone",
                    Retransmits::new),
            Mutant.of(
                    "never-gives-up",
                    "A close that gets no answer is tried for ever.",
                    "AB-TIMEOUT",
                    "since the close was given up",
                    NeverGivesUp::new),
            Mutant.of(
                    "gives-up-untold",
                    "The application of a connection that was given up finds an end of the stream.",
                    "AB-TIMEOUT",
                    "ETIMEDOUT; got eof",
                    GivesUpUntold::new),
            Mutant.of(
                    "linger0-fin-first",
                    "close() with a linger time of 0 sends a FIN before the RST.",
                    "AB-LINGER0",
                    "one RST at SND.NXT and nothing else; got FIN,ACK",
                    FinFirst::new),
            Mutant.of(
                    "linger0-time-wait",
                    "A connection that a linger time of 0 ends is still there for the peer.",
                    "AB-LINGER0",
                    "since the connection is gone",
                    StaysAfterReset::new),
            Mutant.of(
                    "linger-returns-at-once",
                    "close() does not linger.",
                    "AB-LINGER-N",
                    "close() waits, since the data is not acknowledged",
                    DoesNotLinger::new),
            Mutant.of(
                    "linger-aborts",
                    "The connection is reset when the linger time is over.",
                    "AB-LINGER-N",
                    "no RST: TCP goes on after close() has returned",
                    AbortsWhenOver::new),
            Mutant.of(
                    "linger-forgets",
                    "The connection is forgotten when the linger time is over.",
                    "AB-LINGER-N",
                    "the FIN, or data, once more",
                    ForgetsWhenOver::new),
            Mutant.of(
                    "close-drops-queue",
                    "What does not fit the window at close() is dropped.",
                    "AB-LINGER-OFF",
                    "octets and then the FIN",
                    DropsQueue::new),
            Mutant.of(
                    "linger-until-copy",
                    "close() returns at the first retransmission.",
                    "AB-LINGER-NB",
                    "close() waits, since the data is not acknowledged",
                    LingersUntilCopy::new));

    private AbortMutants() {}

    private static final class AtSndUna extends Machine {
        AtSndUna(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected int abortSequence() {
            return snd.una;
        }
    }

    private static final class SilentInCloseWait extends Machine {
        SilentInCloseWait(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean abortSendsReset() {
            return super.abortSendsReset() && !in(State.CLOSE_WAIT);
        }
    }

    private static final class ResetsLastAck extends Machine {
        ResetsLastAck(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean abortSendsReset() {
            return super.abortSendsReset() || in(State.CLOSING, State.LAST_ACK);
        }
    }

    private static final class GoesOnInClosing extends Machine {
        GoesOnInClosing(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        public Reply abort(long instant, Output out) {
            return in(State.CLOSING) ? Reply.OK : super.abort(instant, out);
        }
    }

    private static final class Retransmits extends Machine {
        private boolean aborting;

        Retransmits(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        public Reply abort(long instant, Output out) {
            aborting = true;
            Reply reply = super.abort(instant, out);
            aborting = false;
            return reply;
        }

        @Override
        protected void end() {
            if (!aborting || inFlight() == 0) {
                super.end();
            }
        }
    }

    private static final class NeverGivesUp extends Machine {
        NeverGivesUp(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void giveUp() {
            timers.user = Time.NEVER;
            startRetransmit();
        }
    }

    private static final class GivesUpUntold extends Machine {
        GivesUpUntold(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void giveUp() {
            end();
        }
    }

    private static final class FinFirst extends Machine {
        FinFirst(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        public Reply abort(long instant, Output out) {
            close(instant, out);
            return super.abort(instant, out);
        }
    }

    private static final class StaysAfterReset extends Machine {
        StaysAfterReset(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        public Reply abort(long instant, Output out) {
            State state = tcb.state;
            Reply reply = super.abort(instant, out);
            if (state == State.FIN_WAIT_2) {
                enterTimeWait();
            }
            return reply;
        }
    }

    private static final class DoesNotLinger extends Machine {
        DoesNotLinger(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        public boolean finOutstanding() {
            return false;
        }
    }

    private static final class AbortsWhenOver extends Machine {
        AbortsWhenOver(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        public void letGo(long instant, Output out) {
            super.letGo(instant, out);
            if (finOutstanding()) {
                resetOrphan(instant, out);
            }
        }
    }

    private static final class ForgetsWhenOver extends Machine {
        ForgetsWhenOver(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        public void letGo(long instant, Output out) {
            super.letGo(instant, out);
            if (finOutstanding()) {
                forget(instant, out);
            }
        }
    }

    private static final class DropsQueue extends Machine {
        DropsQueue(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        public void letGo(long instant, Output out) {
            if (unsent() > 0) {
                forget(instant, out);
            }
            super.letGo(instant, out);
        }
    }

    private static final class LingersUntilCopy extends Machine {
        LingersUntilCopy(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        public boolean finOutstanding() {
            return super.finOutstanding() && rto.retransmits == 0;
        }
    }
}
