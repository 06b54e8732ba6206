package org.lastack.kit.mutants;

import java.util.List;
import org.lastack.machine.Fault;
import org.lastack.machine.Knob;
import org.lastack.machine.Machine;
import org.lastack.machine.Settings;
import org.lastack.machine.Tcb;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;

/** Stacks that get the order of FIN and data wrong: group E. */
final class FinOrderMutants {
    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    "fin-overtakes-text",
                    "A FIN beyond a hole ends the stream before its text (smoltcp 112).",
                    "FO-HOLE",
                    "no FIN arrived in order; got eof",
                    FinOvertakesText::new),
            Mutant.of(
                    "early-fin-lost",
                    "A FIN that came early is forgotten, and never accepted later (zephyr 46350).",
                    "FO-HOLE",
                    "an ACK of everything within half a second",
                    EarlyFinLost::new),
            Mutant.of(
                    "no-ack-for-hole",
                    "A FIN beyond a hole draws no ACK that asks for what is missing.",
                    "FO-HOLE",
                    "an empty ACK that asks for what is missing; got silence",
                    NoAckForHole::new),
            Mutant.of(
                    "text-beside-fin-lost",
                    "The text of a segment with FIN is acknowledged and never delivered.",
                    "FO-DATAFIN",
                    "octets that arrived in order; got eof",
                    TextBesideFinLost::new),
            Mutant.of(
                    "ack-short-by-one",
                    "Text and FIN are acknowledged without the FIN.",
                    "FO-DATAFIN",
                    "one ACK of text and FIN together",
                    AckShortByOne::new),
            Mutant.of(
                    "repeated-fin-counts",
                    "A retransmitted FIN moves RCV.NXT again.",
                    "FO-DUP",
                    "an empty ACK of the FIN, once more; got ACK",
                    FinCountsTwice::new),
            Mutant.of(
                    "repeated-fin-ignored",
                    "A retransmitted FIN is dropped in silence.",
                    "FO-DUP",
                    "an empty ACK of the FIN, once more; got silence",
                    RepeatedFinIgnored::new),
            Mutant.of(
                    "text-after-fin-taken",
                    "Text after the FIN is accepted.",
                    "FO-BEYOND",
                    "no ACK beyond the FIN",
                    TextAfterFinTaken::new),
            Mutant.of(
                    "second-fin-taken",
                    "A second FIN, after the first, is accepted.",
                    "FO-BEYOND",
                    "an empty ACK that ends at the FIN; got ACK",
                    SecondFinTaken::new),
            Mutant.of(
                    "overlap-past-fin-taken",
                    "Octets past the FIN are accepted from a segment that begins before it.",
                    "FO-STRADDLE",
                    "ends at the FIN",
                    OverlapPastFinTaken::new),
            Mutant.of(
                    "overlap-past-fin-resets",
                    "A segment that reaches over the FIN resets the connection, as on Linux.",
                    "FO-STRADDLE",
                    "an empty ACK that ends at the FIN, or silence; got RST",
                    Settings.rfc9293().with(Knob.RESET_TEXT_BEYOND_FIN, 1),
                    Machine::new),
            Mutant.of(
                    "queued-text-outlives-fin",
                    "Text that waits beyond the FIN is acknowledged.",
                    "FO-REASM",
                    "no ACK beyond the FIN",
                    QueuedTextOutlivesFin::new),
            Mutant.of(
                    "fin-from-anywhere",
                    "A FIN is accepted whatever its sequence number.",
                    "FO-WINEDGE",
                    "an empty ACK with the numbers as they were; got ACK",
                    FinFromAnywhere::new),
            Mutant.of(
                    "window-all-or-nothing",
                    "A segment whose FIN lies just past the window is dropped with its text.",
                    "FO-WINEDGE",
                    "an ACK of everything within half a second",
                    WindowAllOrNothing::new),
            Mutant.of(
                    "fin-without-ack-bit",
                    "A FIN without ACK bit is processed.",
                    "FO-ACKFIRST",
                    "silence, since there is no ACK bit; got ACK",
                    FinWithoutAckBit::new),
            Mutant.of(
                    "fin-with-impossible-ack",
                    "A FIN that acknowledges what was never sent is processed, as by lwIP 2.1.3.",
                    "FO-ACKFIRST",
                    "it acknowledges what was never sent; got ACK",
                    FinWithImpossibleAck::new),
            Mutant.of(
                    "fin-before-its-ack",
                    "The ACK in a segment with FIN is not looked at.",
                    "FO-ACKFIRST",
                    "no FIN any more, since it was acknowledged; got FIN",
                    FinBeforeItsAck::new),
            Mutant.of(
                    "listener-answers-fin",
                    "A listener answers a bare FIN.",
                    "FO-NOSTATE",
                    "silence; got RST",
                    ListenerAnswersFin::new),
            Mutant.of(
                    "fin-ends-connect",
                    "A bare FIN ends an opening connection.",
                    "FO-NOSTATE",
                    "a connection, since the FIN meant nothing; got ECONNRESET",
                    FinEndsConnect::new),
            Mutant.of(
                    "syn-ack-covers-fin",
                    "The SYN,ACK for a SYN with FIN acknowledges the FIN as well.",
                    "FO-NOSTATE",
                    "a SYN,ACK of the SYN alone, or silence; got SYN,ACK",
                    SynAckCoversFin::new));

    private FinOrderMutants() {}

    private static final class FinOvertakesText extends Machine {
        FinOvertakesText(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void hold(Segment seg) {
            super.hold(seg);
            rcv.finReceived |= seg.fin();
        }
    }

    private static final class EarlyFinLost extends Machine {
        private boolean lost;

        EarlyFinLost(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void hold(Segment seg) {
            lost |= seg.fin();
            super.hold(seg.withFlags(seg.flags() & ~Flags.FIN));
        }

        @Override
        protected boolean finIsNext(Segment seg) {
            return !lost && super.finIsNext(seg);
        }
    }

    private static final class NoAckForHole extends Machine {
        NoAckForHole(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean seventhCheckText(Segment seg) {
            boolean goesOn = super.seventhCheckText(seg);
            rcv.ackNow &= !(seg.fin() && beyondHole(seg));
            return goesOn;
        }
    }

    private static final class TextBesideFinLost extends Machine {
        TextBesideFinLost(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void accept(Segment seg) {
            if (seg.fin()) {
                rcv.nxt = seg.finSeq();
            } else {
                super.accept(seg);
            }
        }
    }

    private static final class AckShortByOne extends Machine {
        AckShortByOne(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void acknowledgeFin() {
            rcv.nxt--;
            sendAck();
            rcv.nxt++;
        }
    }

    private static final class FinCountsTwice extends Machine {
        FinCountsTwice(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean firstCheckSequenceNumber(Segment seg) {
            if (repeatsFin(seg)) {
                rcv.nxt++;
            }
            return super.firstCheckSequenceNumber(seg);
        }
    }

    private static final class RepeatedFinIgnored extends Machine {
        RepeatedFinIgnored(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean firstCheckSequenceNumber(Segment seg) {
            return !repeatsFin(seg) && super.firstCheckSequenceNumber(seg);
        }
    }

    private static final class TextAfterFinTaken extends Machine {
        TextAfterFinTaken(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean textAfterFin(Segment seg) {
            if (!seg.data().isEmpty()) {
                accept(seg);
                acknowledgeText();
            }
            return true;
        }
    }

    private static final class SecondFinTaken extends Machine {
        SecondFinTaken(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void eighthCheckFin(Segment seg) {
            if (rcv.finReceived && seg.fin() && seg.seq() == rcv.nxt) {
                rcv.nxt++;
            }
            super.eighthCheckFin(seg);
        }
    }

    private static final class OverlapPastFinTaken extends Machine {
        OverlapPastFinTaken(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean textAfterFin(Segment seg) {
            if (Seq.lt(seg.seq(), rcv.nxt)) {
                accept(seg);
            }
            return super.textAfterFin(seg);
        }
    }

    private static final class QueuedTextOutlivesFin extends Machine {
        private int heldEnd;

        QueuedTextOutlivesFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void hold(Segment seg) {
            super.hold(seg);
            heldEnd = seg.end();
        }

        @Override
        protected void acceptFin() {
            super.acceptFin();
            if (heldEnd != 0) {
                rcv.nxt = Seq.max(rcv.nxt, heldEnd);
            }
        }
    }

    private static final class FinFromAnywhere extends Machine {
        FinFromAnywhere(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean acceptable(Segment seg) {
            return seg.fin() || super.acceptable(seg);
        }

        @Override
        protected boolean seventhCheckText(Segment seg) {
            return seg.fin() && seg.data().isEmpty() || super.seventhCheckText(seg);
        }

        @Override
        protected boolean finIsNext(Segment seg) {
            return seg.fin() && !rcv.finReceived;
        }
    }

    private static final class WindowAllOrNothing extends Machine {
        WindowAllOrNothing(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean acceptable(Segment seg) {
            return super.acceptable(seg) && Seq.leq(seg.end(), rcv.nxt + rcv.wnd);
        }
    }

    private static final class FinWithoutAckBit extends Machine {
        FinWithoutAckBit(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean fifthCheckAck(Segment seg) {
            return !seg.hasAck() && seg.fin() || super.fifthCheckAck(seg);
        }
    }

    private static final class FinWithImpossibleAck extends Machine {
        FinWithImpossibleAck(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void ackOfUnsent(Segment seg) {
            super.ackOfUnsent(seg);
            eighthCheckFin(seg);
        }
    }

    private static final class FinBeforeItsAck extends Machine {
        FinBeforeItsAck(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean fifthCheckAck(Segment seg) {
            return seg.fin() && in(State.FIN_WAIT_1) || super.fifthCheckAck(seg);
        }
    }

    private static final class ListenerAnswersFin extends Machine {
        ListenerAnswersFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void arrivesInListen(Segment seg) {
            if (seg.fin() && !seg.syn()) {
                resetReply(seg);
            } else {
                super.arrivesInListen(seg);
            }
        }
    }

    private static final class FinEndsConnect extends Machine {
        FinEndsConnect(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void arrivesInSynSent(Segment seg) {
            if (seg.fin() && !seg.syn() && !seg.hasAck()) {
                delete(Fault.RESET);
            } else {
                super.arrivesInSynSent(seg);
            }
        }
    }

    private static final class SynAckCoversFin extends Machine {
        SynAckCoversFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void takeSyn(Segment seg) {
            super.takeSyn(seg);
            rcv.nxt = seg.end();
        }
    }
}
