package org.lastack.kit.mutants;

import java.util.List;
import org.lastack.machine.Machine;
import org.lastack.machine.Settings;
import org.lastack.machine.Tcb;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Stacks that get a simultaneous close wrong: group C. */
final class SimultaneousCloseMutants {
    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    "crossing-fin-to-tw",
                    "A FIN that crosses ours leads to TIME-WAIT, though ours is not acknowledged.",
                    "SC-CLOSING",
                    "the FIN again an RTO after its first copy",
                    CrossingToTimeWait::new),
            Mutant.of(
                    "crossing-fin-not-acked",
                    "A FIN that crosses ours is not acknowledged.",
                    "SC-CLOSING",
                    "an empty ACK of the FIN",
                    CrossingNotAcknowledged::new),
            Mutant.of(
                    "closing-skips-tw",
                    "CLOSING ends without TIME-WAIT.",
                    "SC-TW",
                    "2MSL have not passed since the latest FIN; got RST",
                    SkipsTimeWait::new),
            Mutant.of(
                    "closing-answers-ack",
                    "CLOSING answers the ACK of our FIN.",
                    "SC-TW",
                    "silence, since both FINs are acknowledged; got ACK",
                    AnswersAck::new),
            Mutant.of(
                    "closing-any-ack",
                    "Any ACK ends CLOSING.",
                    "SC-IGNORE",
                    "the FIN again an RTO after its first copy",
                    AnyAck::new),
            Mutant.of(
                    "closing-takes-text",
                    "Text after the FIN is taken for part of the stream.",
                    "SC-IGNORE",
                    "with the numbers unchanged",
                    TakesText::new),
            Mutant.of(
                    "closing-ack-restarts",
                    "A duplicate ACK restarts the retransmission timer of the FIN.",
                    "SC-IGNORE",
                    "got the FIN after",
                    AckRestarts::new),
            Mutant.of(
                    "closing-no-timer",
                    "The retransmission timer stops when CLOSING begins.",
                    "SC-REXMIT",
                    "the FIN again an RTO after its first copy; got none in time",
                    NoTimer::new),
            Mutant.of(
                    "fin-constant-interval",
                    "The FIN is retransmitted at a constant interval.",
                    "SC-REXMIT",
                    "twice the interval before",
                    ConstantInterval::new),
            Mutant.of(
                    "fin-never-given-up",
                    "The FIN is retransmitted for ever.",
                    "SC-REXMIT",
                    "since the FIN was given up",
                    NeverGivenUp::new),
            Mutant.of(
                    "closing-fin-counts-again",
                    "CLOSING counts a repeated FIN once more.",
                    "SC-DUPFIN",
                    "ACK=RCV.NXT as before",
                    CountsAgain::new),
            Mutant.of(
                    "fin-again-silent",
                    "CLOSING does not acknowledge a repeated FIN.",
                    "SC-DUPFIN",
                    "an empty ACK with ACK=RCV.NXT as before; got silence",
                    FinAgainSilent::new),
            Mutant.of(
                    "refused-ack-stops-fin",
                    "An ACK from below the window is refused, and yet stops the retransmission of the FIN.",
                    "SC-SEQVAL",
                    "the FIN again, or its ACK taken; got neither",
                    RefusedAckStopsFin::new),
            Mutant.of(
                    "two-acks",
                    "Everything outside the window draws two ACKs, which would draw four.",
                    "SC-SEQVAL",
                    "one empty ACK at most",
                    TwoAcks::new));

    private SimultaneousCloseMutants() {}

    private static final class CrossingToTimeWait extends Machine {
        CrossingToTimeWait(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void finInFinWait1() {
            enterTimeWait();
        }
    }

    private static final class CrossingNotAcknowledged extends Machine {
        CrossingNotAcknowledged(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void acknowledgeFin() {
            if (state() != State.CLOSING) {
                super.acknowledgeFin();
            }
        }
    }

    private static final class SkipsTimeWait extends Machine {
        SkipsTimeWait(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean ourFinAcknowledged(Segment seg) {
            if (state() == State.CLOSING) {
                end();
                return false;
            }
            return super.ourFinAcknowledged(seg);
        }
    }

    private static final class AnswersAck extends Machine {
        AnswersAck(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean ourFinAcknowledged(Segment seg) {
            if (state() == State.CLOSING) {
                ackNow();
            }
            return super.ourFinAcknowledged(seg);
        }
    }

    private static final class AnyAck extends Machine {
        AnyAck(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean fifthCheckAck(Segment seg) {
            if (state() == State.CLOSING && seg.hasAck()) {
                enterTimeWait();
                return false;
            }
            return super.fifthCheckAck(seg);
        }
    }

    private static final class TakesText extends Machine {
        TakesText(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean textAfterFin(Segment seg) {
            accept(seg);
            ackNow();
            return super.textAfterFin(seg);
        }
    }

    private static final class AckRestarts extends Machine {
        AckRestarts(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void duplicateAck(Segment seg) {
            super.duplicateAck(seg);
            startRetransmit();
        }
    }

    private static final class NoTimer extends Machine {
        NoTimer(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void finInFinWait1() {
            super.finInFinWait1();
            timers.retransmit = Time.NEVER;
        }
    }

    private static final class ConstantInterval extends Machine {
        ConstantInterval(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected long backedOff(int times) {
            return super.backedOff(0);
        }
    }

    private static final class NeverGivenUp extends Machine {
        NeverGivenUp(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void giveUp() {
            timers.user = Time.NEVER;
            retransmitFirst();
            startRetransmit();
        }
    }

    private static final class CountsAgain extends Machine {
        CountsAgain(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean firstCheckSequenceNumber(Segment seg) {
            if (state() == State.CLOSING && repeatsFin(seg)) {
                rcv.nxt++;
            }
            return super.firstCheckSequenceNumber(seg);
        }
    }

    private static final class FinAgainSilent extends Machine {
        FinAgainSilent(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void answerInvalid(Segment seg) {
            if (state() != State.CLOSING) {
                super.answerInvalid(seg);
            }
        }
    }

    private static final class RefusedAckStopsFin extends Machine {
        RefusedAckStopsFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void answerInvalid(Segment seg) {
            super.answerInvalid(seg);
            if (acknowledgesOurFin(seg)) {
                timers.retransmit = Time.NEVER;
            }
        }
    }

    private static final class TwoAcks extends Machine {
        TwoAcks(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void answerInvalid(Segment seg) {
            sendAck();
            sendAck();
        }
    }
}
