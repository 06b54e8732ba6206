package org.lastack.kit.mutants;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.lastack.host.Host;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.machine.Knob;
import org.lastack.machine.Machine;
import org.lastack.machine.Output;
import org.lastack.machine.Settings;
import org.lastack.machine.Tcb;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.MalformedPacketException;
import org.lastack.tcp.Options;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
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
                            "NC-LA",
                            "a FIN,ACK with ACK=RCV.NXT; got silence",
                            FinBeyond64kInCloseWait::new),
                    padded(
                            "padding-of-fin-is-text",
                            "What the link puts behind a FIN is taken for text.",
                            "NC-CW",
                            "an empty ACK that covers the FIN, within 500 ms; got ",
                            Segment::fin),
                    padded(
                            "padding-of-ack-is-text",
                            "What the link puts behind an empty ACK is taken for text.",
                            "NC-FW",
                            "silence, since the FIN is acknowledged; got ACK seq",
                            seg -> seg.len() == 0),
                    padded(
                            "padding-of-text-is-text",
                            "What the link puts behind text is taken for text.",
                            "HC-RECV",
                            "no more acknowledged than arrived; got ACK seq",
                            seg -> !seg.data().isEmpty() && !seg.fin()),
                    Mutant.inBoth(
                            "marked-fin-is-none",
                            "A FIN with an ECN or reserved bit is not known as one.",
                            "NC-CW",
                            "an empty ACK that covers the FIN, within 500 ms; got ",
                            MarkedFinIsNone::new),
                    Mutant.inBoth(
                            "marked-ack-not-of-the-fin",
                            "An ACK with an ECN or reserved bit does not acknowledge the FIN.",
                            "NC-FW",
                            "silence, since the FIN is acknowledged; got FIN,ACK seq",
                            MarkedAckNotOfTheFin::new),
                    Mutant.inBoth(
                            "marked-rst-ignored",
                            "A RST with an ECN or reserved bit is ignored.",
                            "RA-EXACT",
                            "the connection was reset; got ",
                            MarkedRstIgnored::new),
                    Stream.of(Mutant.of(
                            "marked-fin-in-time-wait",
                            "A FIN with an ECN or reserved bit does not restart TIME-WAIT.",
                            "TW-RESTART",
                            "2MSL have not passed since the latest FIN; got RST seq",
                            MarkedFinInTimeWait::new)),
                    Mutant.inBoth(
                            "reserved-bit-drops",
                            "A segment with a reserved bit is dropped.",
                            "HC-RECV",
                            "an ACK of everything within half a second; got ",
                            ReservedBitDrops::new),
                    with(
                            1,
                            "scale-not-applied",
                            "The window scale is agreed on and never applied.",
                            "NC-PROMPT",
                            "everything that was written and the FIN, without waiting for an ACK; got ",
                            ScaleNotApplied::new),
                    with(
                            1,
                            "scale-in-the-syn",
                            "The window of the SYN itself is scaled.",
                            "NC-FIN-LAST",
                            "no text beyond the window that the peer has offered; got ",
                            ScaleInTheSyn::new),
                    with(
                            0,
                            "scale-not-agreed",
                            "A stack that does not offer the window scale applies that of the peer.",
                            "HC-SEND",
                            "no more than the window that the peer offered; got ",
                            ScaleNotAgreed::new),
                    Mutant.inBoth(
                            "sack-hides-fin",
                            "After a SACK block of the peer its FIN is refused.",
                            "NC-CW",
                            "an empty ACK that covers the FIN, within 500 ms; got ",
                            SackHidesFin::new))
            .flatMap(Function.identity())
            .toList();

    private WireHistoryMutants() {}

    /** A bug of hosts that look at the octets that came, and not at the length that IP tells, where the segment is such a one. */
    private static Stream<Mutant> padded(
            String id, String bug, String rule, String complaint, Predicate<Segment> where) {
        ReferenceStack.Maker hosts = (settings, addresses) -> new PaddingIsText(settings, addresses, where);
        return Stream.of(
                Mutant.ofHost(id, bug, rule, complaint, Settings.rfc9293(), hosts),
                Mutant.ofHost(id + "-linux", bug, rule, complaint, Settings.linux(), hosts));
    }

    /** A bug of stacks that scale windows, or of those that do not. */
    private static Stream<Mutant> with(
            int scaling, String id, String bug, String rule, String complaint, Machine.Maker machines) {
        Settings strict = Settings.rfc9293().with(Knob.TCP_WINDOW_SCALING, scaling);
        Settings linux = Settings.linux().with(Knob.TCP_WINDOW_SCALING, scaling);
        return Stream.of(
                Mutant.of(id, bug, rule, complaint, strict, machines),
                Mutant.of(id + "-linux", bug, rule, complaint, linux, machines));
    }

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

    private static final class PaddingIsText extends Host {
        private final Predicate<Segment> where;

        PaddingIsText(Settings settings, IpAddress[] addresses, Predicate<Segment> where) {
            super(settings, addresses);
            this.where = where;
        }

        @Override
        public void arrive(long instant, Bytes octets, Host.Output output) {
            super.arrive(instant, reachingToTheEnd(octets), output);
        }

        private Bytes reachingToTheEnd(Bytes octets) {
            try {
                Packet packet = PacketCodec.decode(octets);
                Segment seg = packet.segment();
                Bytes behind = octets.slice(octets.length() - packet.padding(), octets.length());
                return where.test(seg)
                        ? PacketCodec.encode(
                                packet.padded(0).with(seg.withData(seg.data().plus(behind))))
                        : octets;
            } catch (MalformedPacketException e) {
                return octets;
            }
        }
    }

    private static final class MarkedFinIsNone extends Machine {
        MarkedFinIsNone(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean finIsNext(Segment seg) {
            return super.finIsNext(seg) && !marked(seg);
        }
    }

    private static final class MarkedAckNotOfTheFin extends Machine {
        MarkedAckNotOfTheFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean acknowledgesOurFin(Segment seg) {
            return super.acknowledgesOurFin(seg) && !marked(seg);
        }

        @Override
        protected void acknowledged(Segment seg) {
            if (!marked(seg)) {
                super.acknowledged(seg);
            }
        }
    }

    private static final class MarkedRstIgnored extends Machine {
        MarkedRstIgnored(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void exactRst(Segment seg) {
            if (!marked(seg)) {
                super.exactRst(seg);
            }
        }
    }

    private static final class MarkedFinInTimeWait extends Machine {
        MarkedFinInTimeWait(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean repeatsFin(Segment seg) {
            return super.repeatsFin(seg) && !marked(seg);
        }
    }

    private static final class ReservedBitDrops extends Machine {
        ReservedBitDrops(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean firstCheckSequenceNumber(Segment seg) {
            return (seg.flags() & Flags.RESERVED) == 0 && super.firstCheckSequenceNumber(seg);
        }
    }

    private static final class ScaleNotApplied extends Machine {
        ScaleNotApplied(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void takeSyn(Segment seg) {
            super.takeSyn(seg);
            snd.shift = 0;
        }
    }

    private static final class ScaleInTheSyn extends Machine {
        ScaleInTheSyn(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void takeSyn(Segment seg) {
            super.takeSyn(seg);
            snd.wnd <<= snd.shift;
        }
    }

    private static final class ScaleNotAgreed extends Machine {
        ScaleNotAgreed(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void takeSyn(Segment seg) {
            super.takeSyn(seg);
            snd.shift = Math.max(0, seg.options().windowScale());
        }
    }

    /** It offers SACK, unlike the reference. */
    private static final class SackHidesFin extends Machine {
        private static final int SACK = 5;
        private boolean blocks;

        SackHidesFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected Options synOptions(boolean answers) {
            return super.synOptions(answers).withSackPermitted(true);
        }

        @Override
        protected boolean firstCheckSequenceNumber(Segment seg) {
            Bytes other = seg.options().other();
            blocks |= !other.isEmpty() && other.at(0) == SACK;
            return super.firstCheckSequenceNumber(seg);
        }

        @Override
        protected boolean finIsNext(Segment seg) {
            return super.finIsNext(seg) && !blocks;
        }
    }

    private static boolean marked(Segment seg) {
        return seg.flags() != seg.control();
    }
}
