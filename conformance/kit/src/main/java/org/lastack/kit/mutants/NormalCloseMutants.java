package org.lastack.kit.mutants;

import java.util.List;
import org.lastack.machine.Machine;
import org.lastack.machine.Output;
import org.lastack.machine.Reply;
import org.lastack.machine.Settings;
import org.lastack.machine.Tcb;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Stacks that get a normal close wrong: group A. */
final class NormalCloseMutants {
    static final List<Mutant> ALL = List.of(
            Mutant.of("fin-without-ack", "The FIN lacks the ACK bit.", "NC-FIN", "got FIN seq", WithoutAck::new),
            Mutant.of("fin-twice", "CLOSE sends two FINs.", "NC-FIN", "; then FIN,ACK", Twice::new),
            Mutant.of(
                    "fin-no-length",
                    "An ACK of everything before the FIN is taken for an ACK of the FIN.",
                    "NC-FIN-SPACE",
                    "the FIN again after an RTO, since it was not acknowledged; got no FIN again",
                    NoLength::new),
            Mutant.of(
                    "fin-overtakes",
                    "The FIN leaves with the next segment, whatever else is queued, which is then dropped.",
                    "NC-FIN-LAST",
                    "the FIN after all",
                    Overtakes::new),
            Mutant.of(
                    "close-loses-text",
                    "What was written is not sent again once CLOSE was called.",
                    "NC-FIN-LAST",
                    "octets in order",
                    LosesText::new),
            Mutant.of(
                    "fin-waits-for-ack",
                    "The FIN waits until everything before it is acknowledged.",
                    "NC-PROMPT",
                    "without waiting for an ACK; got silence",
                    WaitsForAck::new),
            Mutant.of(
                    "fin-behind-nagle",
                    "Nagle holds the last small segment back after CLOSE too.",
                    "NC-PROMPT",
                    "without waiting for an ACK",
                    BehindNagle::new),
            Mutant.of(
                    "fin-for-ever",
                    "The FIN goes on being retransmitted in FIN-WAIT-2.",
                    "NC-FW",
                    "since the FIN is acknowledged; got FIN,ACK",
                    ForEver::new),
            Mutant.of(
                    "fin-wait-2-answers",
                    "FIN-WAIT-2 begins with an ACK of the ACK.",
                    "NC-FW",
                    "since the FIN is acknowledged; got ACK",
                    AnswersAck::new),
            Mutant.of(
                    "ack-without-fin",
                    "The ACK of a FIN in FIN-WAIT-2 does not cover the FIN.",
                    "NC-FW2-TW",
                    "an empty ACK that covers the FIN",
                    AckWithoutFin::new),
            Mutant.of(
                    "fin-wait-2-skips-tw",
                    "FIN-WAIT-2 ends with the FIN, without TIME-WAIT.",
                    "NC-FW2-TW",
                    "2MSL have not passed since the latest FIN; got RST",
                    SkipsTimeWait::new),
            Mutant.of(
                    "fin-ack-to-closing",
                    "A FIN that acknowledges ours leads to CLOSING, where nothing comes any more.",
                    "NC-FW1-TW",
                    "since 2MSL have passed",
                    ToClosing::new),
            Mutant.of(
                    "close-wait-answers-fin",
                    "A FIN is answered with a FIN, though nobody closed.",
                    "NC-CW",
                    "got FIN,ACK",
                    AnswersFin::new),
            Mutant.of(
                    "close-wait-ends",
                    "A timer ends CLOSE-WAIT.",
                    "NC-CW",
                    "CLOSE-WAIT has no end of its own; got silence",
                    CloseWaitEnds::new),
            Mutant.of(
                    "close-wait-untold",
                    "The application does not hear of the FIN.",
                    "NC-CW",
                    "the end of the stream",
                    Untold::new),
            Mutant.of(
                    "last-ack-time-wait",
                    "LAST-ACK ends in TIME-WAIT.",
                    "NC-LA",
                    "a RST, since the connection is over",
                    LastAckTimeWait::new),
            Mutant.of(
                    "last-ack-any-ack",
                    "Any ACK ends LAST-ACK, whether it covers the FIN or not (smoltcp 470).",
                    "FR-PARTIAL",
                    "the FIN again an RTO after the ACK of the text; got none in time",
                    LastAckAnyAck::new),
            Mutant.of(
                    "fin-wait-2-to-close-wait",
                    "A FIN in FIN-WAIT-2 leads to CLOSE-WAIT (FreeRTOS+TCP 1303).",
                    "TW-2MSL",
                    "since 2MSL have passed since the latest FIN; got silence",
                    ToCloseWait::new),
            Mutant.of(
                    "closing-without-fin",
                    "A FIN in FIN-WAIT-1 leads to CLOSING though ours is still queued, and ours never leaves (smoltcp 279).",
                    "ZW-FIN",
                    "the FIN at once, since one number fits now; got silence",
                    ClosingWithoutFin::new),
            Mutant.of(
                    "close-wait-waits",
                    "CLOSE in CLOSE-WAIT sends no FIN until the peer is heard again.",
                    "NC-LA",
                    "a FIN,ACK with ACK=RCV.NXT; got silence",
                    CloseWaitWaits::new),
            Mutant.of(
                    "syn-after-close",
                    "The SYN goes on being retransmitted after CLOSE.",
                    "NC-EARLY",
                    "the connection is forgotten; got SYN",
                    SynAfterClose::new),
            Mutant.of(
                    "syn-received-forgotten",
                    "CLOSE in SYN-RECEIVED sends no FIN.",
                    "NC-EARLY",
                    "a FIN,ACK behind all text",
                    SynReceivedForgotten::new),
            Mutant.of(
                    "handshake-fin-lost",
                    "A FIN in the segment that completes the handshake is not looked at.",
                    "NC-EARLY",
                    "an empty ACK that covers the FIN",
                    HandshakeFinLost::new));

    private NormalCloseMutants() {}

    private static final class WithoutAck extends Machine {
        WithoutAck(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void send(int flags, int seq, Bytes text) {
            super.send((flags & Flags.FIN) == 0 ? flags : Flags.FIN, seq, text);
        }
    }

    private static final class Twice extends Machine {
        Twice(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void finLeft() {
            super.finLeft();
            retransmitFin();
        }
    }

    private static final class NoLength extends Machine {
        NoLength(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean acknowledgesOurFin(Segment seg) {
            return snd.finSent && Seq.geq(seg.ack(), snd.finSeq) && Seq.leq(seg.ack(), snd.nxt);
        }

        @Override
        protected void enterFinWait2(Segment seg) {
            timers.retransmit = Time.NEVER;
            super.enterFinWait2(seg);
        }
    }

    private static final class Overtakes extends Machine {
        Overtakes(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean finRides(boolean last, int roomLeft) {
            return finWaits();
        }
    }

    private static final class LosesText extends Machine {
        LosesText(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void retransmitText(int length, boolean fin) {
            if (!snd.finSent) {
                super.retransmitText(length, fin);
            }
        }
    }

    private static final class WaitsForAck extends Machine {
        WaitsForAck(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean finRides(boolean last, int roomLeft) {
            return super.finRides(last, roomLeft) && inFlight() == 0;
        }
    }

    private static final class BehindNagle extends Machine {
        BehindNagle(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean finRides(boolean last, int roomLeft) {
            return super.finRides(last, roomLeft) && (unsent() == 0 || inFlight() == 0);
        }

        @Override
        protected boolean holdsBack(int length) {
            return length > 0 && inFlight() > 0;
        }
    }

    private static final class ForEver extends Machine {
        ForEver(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void enterFinWait2(Segment seg) {
            super.enterFinWait2(seg);
            startRetransmit();
        }

        @Override
        protected void retransmissionTimeout() {
            super.retransmissionTimeout();
            if (state() == State.FIN_WAIT_2) {
                retransmitFin();
                startRetransmit();
            }
        }
    }

    private static final class AnswersAck extends Machine {
        AnswersAck(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void enterFinWait2(Segment seg) {
            super.enterFinWait2(seg);
            ackNow();
        }
    }

    private static final class AckWithoutFin extends Machine {
        AckWithoutFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void acceptFin() {
            super.acceptFin();
            rcv.nxt -= state() == State.FIN_WAIT_2 ? 1 : 0;
        }
    }

    private static final class SkipsTimeWait extends Machine {
        SkipsTimeWait(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void finInFinWait2() {
            sendAck();
            end();
        }
    }

    private static final class LastAckAnyAck extends Machine {
        LastAckAnyAck(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean fifthCheckAck(Segment seg) {
            if (state() == State.LAST_ACK && seg.hasAck()) {
                end();
                return false;
            }
            return super.fifthCheckAck(seg);
        }
    }

    private static final class ToCloseWait extends Machine {
        ToCloseWait(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void finInFinWait2() {
            become(State.CLOSE_WAIT);
        }
    }

    private static final class ClosingWithoutFin extends Machine {
        ClosingWithoutFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void finInFinWait1() {
            super.finInFinWait1();
            snd.finQueued &= snd.finSent;
        }
    }

    private static final class ToClosing extends Machine {
        ToClosing(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean ourFinAcknowledged(Segment seg) {
            return state() == State.FIN_WAIT_1 && finIsNext(seg) || super.ourFinAcknowledged(seg);
        }
    }

    private static final class AnswersFin extends Machine {
        AnswersFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void finInEstablished() {
            super.finInEstablished();
            closeInCloseWait();
        }
    }

    private static final class CloseWaitEnds extends Machine {
        CloseWaitEnds(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void finInEstablished() {
            super.finInEstablished();
            startTimeWaitTimer();
        }
    }

    private static final class Untold extends Machine {
        Untold(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        public boolean atEnd() {
            return state() != State.CLOSE_WAIT && super.atEnd();
        }
    }

    private static final class LastAckTimeWait extends Machine {
        LastAckTimeWait(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean ourFinAcknowledged(Segment seg) {
            if (state() == State.LAST_ACK) {
                enterTimeWait();
                return false;
            }
            return super.ourFinAcknowledged(seg);
        }
    }

    private static final class CloseWaitWaits extends Machine {
        CloseWaitWaits(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void closeInCloseWait() {
            queueFin();
            startRetransmit();
        }

        @Override
        protected void retransmissionTimeout() {
            super.retransmissionTimeout();
            transmit();
        }
    }

    private static final class SynAfterClose extends Machine {
        SynAfterClose(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        public Reply close(long instant, Output out) {
            return state() == State.SYN_SENT ? Reply.OK : super.close(instant, out);
        }
    }

    private static final class SynReceivedForgotten extends Machine {
        SynReceivedForgotten(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        public Reply close(long instant, Output out) {
            if (state() == State.SYN_RECEIVED) {
                end();
                return Reply.OK;
            }
            return super.close(instant, out);
        }
    }

    private static final class HandshakeFinLost extends Machine {
        HandshakeFinLost(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean fifthCheckAck(Segment seg) {
            boolean opening = state() == State.SYN_RECEIVED;
            return super.fifthCheckAck(seg) && !opening;
        }
    }
}
