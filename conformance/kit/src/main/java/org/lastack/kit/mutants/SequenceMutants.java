package org.lastack.kit.mutants;

import java.util.List;
import org.lastack.host.Host;
import org.lastack.host.Tuple;
import org.lastack.machine.Machine;
import org.lastack.machine.Settings;
import org.lastack.machine.Tcb;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Segment;

/** Stacks that get group O wrong: ISN and sequence wraparound. */
final class SequenceMutants {
    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    "sq-plain-ack",
                    "Whether an ACK covers our FIN is decided by plain comparison.",
                    "SQ-FINWRAP",
                    "no copy of a FIN that was acknowledged; got FIN,ACK",
                    PlainAck::new),
            Mutant.of(
                    "sq-plain-last-ack",
                    "The ACK that ends LAST-ACK is recognised by plain comparison.",
                    "SQ-FINWRAP",
                    "since the ACK of the FIN ended LAST-ACK",
                    PlainEnd::new),
            Mutant.of(
                    "sq-plain-window",
                    "The end of the receive window is computed without wraparound.",
                    "SQ-RCVWRAP",
                    "an ACK of everything within half a second",
                    PlainWindow::new),
            Mutant.of(
                    "sq-plain-rst",
                    "A RST above 2^32 counts as outside the window although it is the next number.",
                    "SQ-RCVWRAP",
                    "since an exact RST has ended the connection",
                    PlainRst::new),
            Mutant.of(
                    "sq-plain-syn",
                    "Whether a SYN in TIME-WAIT is newer is decided by plain comparison.",
                    "SQ-TWWRAP",
                    "a SYN,ACK, since the number is higher modulo 2^32",
                    PlainSyn::new),
            Mutant.of(
                    "sq-plain-old-syn",
                    "A SYN from below 2^32 counts as newer than a connection that has gone beyond it.",
                    "SQ-TWWRAP",
                    "since the number is lower modulo 2^32; got SYN,ACK",
                    PlainSyn::new),
            Mutant.ofHost(
                    "sq-isn-random",
                    "Initial numbers are drawn at random.",
                    "SQ-ISN",
                    "since the clock went on",
                    Settings.rfc9293(),
                    RandomNumbers::new),
            Mutant.ofHost(
                    "sq-isn-one-counter",
                    "Initial numbers come from one counter for all connections.",
                    "SQ-ISN",
                    "numbers that tell nothing of those of other 4-tuples",
                    Settings.rfc9293(),
                    OneCounter::new),
            Mutant.of(
                    "sq-half-covers",
                    "An ACK covers the FIN when it is higher as a plain signed number, however far away it lies.",
                    "SQ-ACKHALF",
                    "a copy of the FIN, which that ACK does not cover",
                    AnyHigherAck::new));

    private SequenceMutants() {}

    private static boolean above(int a, int b) {
        return Integer.compareUnsigned(a, b) > 0;
    }

    private static final class PlainAck extends Machine {
        PlainAck(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean fifthCheckAck(Segment seg) {
            boolean covers = acknowledgesOurFin(seg) && !above(seg.ack(), snd.finSeq);
            return !covers && super.fifthCheckAck(seg);
        }
    }

    private static final class PlainEnd extends Machine {
        PlainEnd(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean acknowledgesOurFin(Segment seg) {
            return super.acknowledgesOurFin(seg) && above(seg.ack(), snd.finSeq);
        }
    }

    private static final class PlainWindow extends Machine {
        PlainWindow(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean acceptable(Segment seg) {
            boolean below = above(rcv.nxt + rcv.wnd, seg.seq());
            return super.acceptable(seg) && (below || rcv.wnd == 0);
        }
    }

    private static final class PlainRst extends Machine {
        PlainRst(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean secondCheckRst(Segment seg) {
            boolean below = above(rcv.nxt + rcv.wnd, seg.seq());
            return (!seg.rst() || below) && super.secondCheckRst(seg);
        }
    }

    private static final class PlainSyn extends Machine {
        PlainSyn(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean beyondOldFin(Segment seg) {
            return above(seg.seq(), rcv.nxt - 1);
        }
    }

    private static final class RandomNumbers extends Host {
        private long drawn;

        RandomNumbers(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        protected int isn(Tuple tuple) {
            drawn++;
            return (int) (drawn * 0x9e37_79b9_7f4a_7c15L >>> 32);
        }
    }

    private static final class OneCounter extends Host {
        private int next = 6510;

        OneCounter(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        protected int isn(Tuple tuple) {
            next += 64_000;
            return next;
        }
    }

    private static final class AnyHigherAck extends Machine {
        AnyHigherAck(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean fifthCheckAck(Segment seg) {
            boolean covers = snd.finSent && seg.ack() > snd.finSeq;
            return super.fifthCheckAck(covers ? seg.withAck(snd.finSeq + 1) : seg);
        }
    }
}
