package org.lastack.kit.mutants;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.lastack.machine.Machine;
import org.lastack.machine.Output;
import org.lastack.machine.Settings;
import org.lastack.machine.Tcb;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Stacks that go wrong by what was exchanged before, or by what a segment carries besides. */
final class WireHistoryMutants {

    static final List<Mutant> ALL = Stream.of(
                    Mutant.inBoth(
                            "fin-hides-ack-in-established",
                            "What a FIN acknowledges beside is not taken in ESTABLISHED.",
                            "NC-CW",
                            "no text again, since the FIN has acknowledged it; got ",
                            (settings, tcb) -> new FinHidesAck(settings, tcb, State.ESTABLISHED)),
                    Mutant.inBoth(
                            "fin-hides-ack-in-fin-wait-1",
                            "What a FIN acknowledges of the text is not taken in FIN-WAIT-1.",
                            "FR-PARTIAL",
                            "the FIN alone, since the text is acknowledged",
                            (settings, tcb) -> new FinHidesAck(settings, tcb, State.FIN_WAIT_1)),
                    Mutant.inBoth(
                            "fin-hides-window",
                            "The window of a segment with FIN is not taken.",
                            "HC-SEND",
                            "text at once, since the window has opened; got ACK seq",
                            FinHidesWindow::new),
                    Mutant.inBoth(
                            "fin-behind-text-at-wrap",
                            "The end of a segment with FIN is computed without wraparound.",
                            "SQ-RCVWRAP",
                            "an ACK of everything within half a second",
                            FinBehindTextAtWrap::new),
                    Mutant.inBoth(
                            "text-acked-at-wrap",
                            "An ACK of the text before the FIN is compared without wraparound.",
                            "SQ-FINWRAP",
                            "the FIN alone, since the text is acknowledged",
                            TextAckedAtWrap::new),
                    Stream.of(Mutant.of(
                            "time-wait-at-wrap",
                            "A FIN that ends at 2^32 is not known again in TIME-WAIT.",
                            "TW-RESTART",
                            "2MSL have not passed since the latest FIN; got RST seq",
                            TimeWaitAtWrap::new)),
                    Mutant.inBoth(
                            "early-fin-at-wrap",
                            "A FIN beyond a hole and beyond 2^32 is taken for one that has been, and never counts.",
                            "FO-HOLE",
                            "an ACK of everything within half a second; got ACK seq",
                            EarlyFinAtWrap::new),
                    Mutant.inBoth(
                            "probed-deaf-to-fin",
                            "A connection that was probed by keep-alive no longer takes a FIN.",
                            "NC-CW",
                            "an empty ACK that covers the FIN, within 500 ms; got ACK seq",
                            ProbedDeafToFin::new),
                    Mutant.inBoth(
                            "probe-takes-a-number",
                            "A keep-alive probe takes a number of its own, and what comes after it never leaves.",
                            "NC-FIN",
                            "one FIN,ACK with SEQ=SND.NXT and ACK=RCV.NXT, without text; got silence",
                            ProbeTakesANumber::new),
                    Mutant.inBoth(
                            "keepalive-idle-from-opening",
                            "How long a connection is idle is counted from its opening, whatever comes meanwhile.",
                            "OR-KEEPALIVE",
                            "no keep-alive probe before the connection was idle; got ACK seq",
                            KeepaliveIdleFromOpening::new),
                    Mutant.inBoth(
                            "fin-behind-ten-segments-lost",
                            "A FIN behind ten unread segments finds no place, and is dropped.",
                            "AP-EOF",
                            "the end of the stream, as often as it is asked for; got err EAGAIN",
                            FinBehindTenSegmentsLost::new),
                    Mutant.inBoth(
                            "fin-with-half-old-text-dropped",
                            "Of a segment with FIN that is old in part only the new text is taken.",
                            "FO-DATAFIN",
                            "one ACK of text and FIN together; got ACK seq",
                            FinWithHalfOldTextDropped::new),
                    Mutant.inBoth(
                            "fin-with-two-segments-dropped",
                            "A FIN with text again is taken for old when the text came as two segments.",
                            "AP-EOF",
                            "the end of the stream, as often as it is asked for; got err EAGAIN",
                            FinWithTwoSegmentsDropped::new),
                    Mutant.inBoth(
                            "fin-beyond-64k-in-close-wait",
                            "Once 64 KiB were sent in CLOSE-WAIT the FIN no longer leaves.",
                            "NC-FIN-LAST",
                            "octets and the FIN; got only",
                            FinBeyond64kInCloseWait::new))
            .flatMap(Function.identity())
            .toList();

    private WireHistoryMutants() {}

    private static final class FinHidesAck extends Machine {
        private final State state;

        FinHidesAck(Settings settings, Tcb tcb, State state) {
            super(settings, tcb);
            this.state = state;
        }

        @Override
        protected void acknowledged(Segment seg) {
            if (!in(state) || !seg.fin() || acknowledgesOurFin(seg)) {
                super.acknowledged(seg);
            }
        }
    }

    private static final class FinHidesWindow extends Machine {
        FinHidesWindow(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void updateWindow(Segment seg) {
            if (!seg.fin()) {
                super.updateWindow(seg);
            }
        }
    }

    private static final class FinBehindTextAtWrap extends Machine {
        FinBehindTextAtWrap(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean finIsNext(Segment seg) {
            return super.finIsNext(seg) && Integer.compareUnsigned(seg.seq(), seg.finSeq()) <= 0;
        }
    }

    private static final class TextAckedAtWrap extends Machine {
        TextAckedAtWrap(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void acknowledged(Segment seg) {
            if (acknowledgesOurFin(seg) || Integer.compareUnsigned(seg.ack(), snd.una) > 0) {
                super.acknowledged(seg);
            }
        }
    }

    private static final class TimeWaitAtWrap extends Machine {
        TimeWaitAtWrap(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean repeatsFin(Segment seg) {
            return super.repeatsFin(seg) && Integer.compareUnsigned(seg.seq(), rcv.nxt) < 0;
        }
    }

    private static final class EarlyFinAtWrap extends Machine {
        private boolean early;

        EarlyFinAtWrap(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void hold(Segment seg) {
            early |= seg.fin() && Integer.compareUnsigned(seg.finSeq(), rcv.nxt) < 0;
            super.hold(seg);
        }

        @Override
        protected boolean finIsNext(Segment seg) {
            return super.finIsNext(seg) && !early;
        }
    }

    private static final class ProbedDeafToFin extends Machine {
        private boolean probed;

        ProbedDeafToFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void answerInvalid(Segment seg) {
            probed |= seg.seq() == rcv.nxt - 1 && !seg.fin();
            super.answerInvalid(seg);
        }

        @Override
        protected boolean finIsNext(Segment seg) {
            return super.finIsNext(seg) && !probed;
        }
    }

    private static final class ProbeTakesANumber extends Machine {
        ProbeTakesANumber(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void keepaliveTimeout() {
            int before = tcb.keepaliveProbes;
            super.keepaliveTimeout();
            snd.nxt += tcb.keepaliveProbes > before ? 1 : 0;
        }
    }

    private static final class KeepaliveIdleFromOpening extends Machine {
        KeepaliveIdleFromOpening(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        public void arrives(long instant, Segment seg, Output out) {
            long due = timers.keepalive;
            long heardAt = tcb.heardAt;
            super.arrives(instant, seg, out);
            if (due != Time.NEVER && timers.keepalive != Time.NEVER) {
                timers.keepalive = due;
                tcb.heardAt = heardAt;
            }
        }
    }

    private static final class FinBehindTenSegmentsLost extends Machine {
        private int queued;

        FinBehindTenSegmentsLost(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void accept(Segment seg) {
            super.accept(seg);
            queued = rcv.unreadLength() == seg.data().length() ? 1 : queued + 1;
        }

        @Override
        protected boolean finIsNext(Segment seg) {
            return super.finIsNext(seg) && (rcv.unreadLength() == 0 || queued < 10);
        }
    }

    private static final class FinWithHalfOldTextDropped extends Machine {
        FinWithHalfOldTextDropped(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean seventhCheckText(Segment seg) {
            boolean half =
                    Seq.lt(seg.seq(), rcv.nxt) && Seq.gt(seg.seq() + seg.data().length(), rcv.nxt);
            return super.seventhCheckText(seg) && !(seg.fin() && half);
        }
    }

    private static final class FinWithTwoSegmentsDropped extends Machine {
        private int latest;

        FinWithTwoSegmentsDropped(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean seventhCheckText(Segment seg) {
            boolean two = Seq.lt(seg.seq(), latest) && seg.fin();
            latest = Seq.geq(seg.seq(), rcv.nxt) && !seg.data().isEmpty() ? seg.seq() : latest;
            return super.seventhCheckText(seg) && !two;
        }

        @Override
        protected void establish() {
            super.establish();
            latest = rcv.nxt;
        }
    }

    private static final class FinBeyond64kInCloseWait extends Machine {
        private int began;

        FinBeyond64kInCloseWait(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void finInEstablished() {
            super.finInEstablished();
            began = snd.nxt;
        }

        @Override
        protected boolean finRides(boolean last, int roomLeft) {
            boolean much = rcv.finReceived && in(State.CLOSE_WAIT, State.LAST_ACK) && snd.nxt - began > 0xffff;
            return super.finRides(last, roomLeft) && !much;
        }
    }
}
