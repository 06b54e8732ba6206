package org.lastack.kit.mutants;

import java.util.List;
import org.lastack.host.Call;
import org.lastack.host.Host;
import org.lastack.kit.observe.Observed;
import org.lastack.machine.Fault;
import org.lastack.machine.Machine;
import org.lastack.machine.Settings;
import org.lastack.machine.Tcb;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Stacks that get group G wrong: RST generation. */
final class ResetGenerationMutants {
    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    "rst-counts-text-alone",
                    "The RST that refuses a segment acknowledges its text, and neither its SYN nor its FIN.",
                    "RG-NOTCB",
                    "SEQ=0 and ACK=SEG.SEQ+SEG.LEN",
                    CountsTextAlone::new),
            Mutant.of(
                    "rst-from-zero",
                    "The RST that refuses a segment has SEQ=0, although the segment has an ACK.",
                    "RG-NOTCB",
                    "one RST with SEQ=SEG.ACK",
                    FromZero::new),
            Mutant.of(
                    "rst-to-rst",
                    "A RST for no connection is answered by a RST.",
                    "RG-NORST",
                    "there is no connection; got RST",
                    RstToRst::new),
            Mutant.of(
                    "listener-refuses-rst",
                    "A listener looks at the ACK before the RST.",
                    "RG-NORST",
                    "there is no connection; got RST",
                    ListenerRefusesRst::new),
            Mutant.ofHost(
                    "listener-dies",
                    "A stray ACK takes the listener down.",
                    "RG-LISTEN",
                    "a SYN,ACK of the SYN",
                    Settings.rfc9293(),
                    ListenerDies::new),
            Mutant.of(
                    "listener-takes-fin",
                    "A FIN without SYN makes half a connection at the listener.",
                    "RG-LISTEN",
                    "a SYN,ACK of the SYN",
                    ListenerTakesFin::new),
            Mutant.of(
                    "syn-sent-aborts",
                    "A stray ACK in SYN-SENT ends the open.",
                    "RG-NONSYNC",
                    "the stray ACK changed nothing",
                    SynSentAborts::new),
            Mutant.of(
                    "syn-received-aborts",
                    "A stray ACK in SYN-RECEIVED ends the connection.",
                    "RG-NONSYNC",
                    "the stray ACK changed nothing",
                    SynReceivedAborts::new),
            Mutant.of(
                    "syn-received-silent",
                    "A stray ACK in SYN-RECEIVED is dropped in silence.",
                    "RG-NONSYNC",
                    "got silence",
                    SynReceivedSilent::new),
            Mutant.of(
                    "rst-outside-window",
                    "A segment outside the window is answered by a RST.",
                    "RG-SYNC",
                    "got RST",
                    RstOutsideWindow::new),
            Mutant.of(
                    "unsent-ack-silent",
                    "An ACK of what was never sent is dropped in silence.",
                    "RG-SYNC",
                    "got silence",
                    UnsentAckSilent::new),
            Mutant.of(
                    "stale-ack-aborts",
                    "The ACK of a peer that believes in the old connection ends the new one.",
                    "RG-HALFOPEN",
                    "changed nothing",
                    SynSentAborts::new),
            Mutant.of(
                    "stale-ack-stops-syn",
                    "The SYN is not sent again after the ACK of a peer that believes in the old connection.",
                    "RG-HALFOPEN",
                    "the SYN again",
                    StaleAckStopsSyn::new),
            Mutant.of(
                    "late-fin-dropped",
                    "A FIN that comes when the connection is gone is dropped in silence.",
                    "RG-CLOSED-AFTER",
                    "the connection is gone; got silence",
                    LateFinDropped::new),
            Mutant.of(
                    "last-ack-stays",
                    "LAST-ACK is never deleted (picotcp 10).",
                    "RG-CLOSED-AFTER",
                    "the connection is gone; got",
                    LastAckStays::new));

    private ResetGenerationMutants() {}

    private static final class CountsTextAlone extends Machine {
        CountsTextAlone(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void resetReply(Segment seg) {
            super.resetReply(seg.withFlags(seg.flags() & ~(Flags.SYN | Flags.FIN)));
        }
    }

    private static final class FromZero extends Machine {
        FromZero(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void resetReply(Segment seg) {
            super.resetReply(seg.withFlags(seg.flags() & ~Flags.ACK));
        }
    }

    private static final class RstToRst extends Machine {
        RstToRst(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void resetReply(Segment seg) {
            super.resetReply(seg.withFlags(seg.flags() & ~Flags.RST));
        }
    }

    private static final class ListenerRefusesRst extends Machine {
        ListenerRefusesRst(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void arrivesInListen(Segment seg) {
            super.arrivesInListen(seg.hasAck() ? seg.withFlags(seg.flags() & ~Flags.RST) : seg);
        }
    }

    private static final class ListenerDies extends Host {
        ListenerDies(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        public void arrive(long instant, Packet packet, Output output) {
            boolean stray = connections().isEmpty() && packet.segment().hasAck();
            super.arrive(instant, packet, output);
            if (stray) {
                call(instant, Observed.LISTENER, new Call.Close(), output);
            }
        }
    }

    private static final class ListenerTakesFin extends Machine {
        ListenerTakesFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void arrivesInListen(Segment seg) {
            super.arrivesInListen(seg);
            if (seg.fin() && in(State.LISTEN) && !seg.hasAck()) {
                takeSyn(seg);
                become(State.SYN_RECEIVED);
            }
        }
    }

    private static boolean bad(Segment seg, Tcb tcb) {
        return seg.hasAck() && (Seq.leq(seg.ack(), tcb.iss) || Seq.gt(seg.ack(), tcb.snd.nxt));
    }

    private static final class SynSentAborts extends Machine {
        SynSentAborts(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void arrivesInSynSent(Segment seg) {
            super.arrivesInSynSent(seg);
            if (bad(seg, tcb)) {
                delete(Fault.REFUSED);
            }
        }
    }

    private static final class SynReceivedAborts extends Machine {
        SynReceivedAborts(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean fifthCheckAck(Segment seg) {
            boolean stray = in(State.SYN_RECEIVED) && bad(seg, tcb);
            boolean goesOn = super.fifthCheckAck(seg);
            if (stray) {
                delete(Fault.REFUSED);
            }
            return goesOn;
        }
    }

    private static final class SynReceivedSilent extends Machine {
        SynReceivedSilent(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean fifthCheckAck(Segment seg) {
            return !(in(State.SYN_RECEIVED) && bad(seg, tcb)) && super.fifthCheckAck(seg);
        }
    }

    private static final class RstOutsideWindow extends Machine {
        RstOutsideWindow(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void answerInvalid(Segment seg) {
            resetReply(seg);
        }
    }

    private static final class UnsentAckSilent extends Machine {
        UnsentAckSilent(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void ackOfUnsent(Segment seg) {}
    }

    private static final class StaleAckStopsSyn extends Machine {
        StaleAckStopsSyn(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void arrivesInSynSent(Segment seg) {
            super.arrivesInSynSent(seg);
            if (bad(seg, tcb)) {
                timers.retransmit = Time.NEVER;
            }
        }
    }

    private static final class LateFinDropped extends Machine {
        LateFinDropped(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void arrivesInClosed(Segment seg) {
            if (!seg.fin()) {
                super.arrivesInClosed(seg);
            }
        }
    }

    private static final class LastAckStays extends Machine {
        LastAckStays(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean ourFinAcknowledged(Segment seg) {
            return !in(State.LAST_ACK) && super.ourFinAcknowledged(seg);
        }
    }
}
