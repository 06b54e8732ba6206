package org.lastack.kit.mutants;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Host;
import org.lastack.machine.Fault;
import org.lastack.machine.Machine;
import org.lastack.machine.Settings;
import org.lastack.machine.Tcb;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.MalformedPacketException;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;

/** Stacks that get group P wrong: Robustness to bad segments. */
final class RobustnessMutants {
    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    "no-ack-taken",
                    "Text and FIN count without the ACK bit.",
                    "RB-NOACK",
                    "silence, since there is no ACK bit; got ACK",
                    TakesWithoutAck::new),
            Mutant.of(
                    "no-ack-reset",
                    "A segment without the ACK bit draws a RST.",
                    "RB-NOACK",
                    "silence, since there is no ACK bit; got RST",
                    ResetsWithoutAck::new),
            Mutant.of(
                    "ack-unsent-is-all",
                    "An ACK beyond our FIN counts as the ACK of our FIN.",
                    "RB-ACKUNSENT",
                    "acknowledges what was never sent, so nothing of it counts; got silence",
                    AnyAckIsAll::new),
            Mutant.of(
                    "ack-unsent-with-fin",
                    "An ACK of what was never sent is answered, and the FIN beside it is taken.",
                    "RB-ACKUNSENT",
                    "acknowledges what was never sent, so nothing of it counts; got ACK",
                    TakesTheRest::new),
            Mutant.of(
                    "ack-old-taken",
                    "A FIN counts with an ACK however old.",
                    "RB-ACKOLD",
                    "older than SND.UNA - MAX.SND.WND, so nothing of it counts",
                    NoAckTooOld::new),
            Mutant.of(
                    "ack-old-refused",
                    "A FIN is lost when its ACK is a little late.",
                    "RB-ACKOLD",
                    "the ACK that came with them is only late",
                    EveryOldAckTooOld::new),
            Mutant.of(
                    "oow-ack-taken",
                    "An empty ACK is looked at wherever its number lies: an old duplicate completes LAST-ACK.",
                    "RB-OOW",
                    "the segment lies out of the window; got silence",
                    EmptyIsAcceptable::new),
            Mutant.of(
                    "oow-silent",
                    "A segment out of the window is dropped in silence.",
                    "RB-OOW",
                    "the segment lies out of the window; got silence",
                    SilentOutOfWindow::new),
            Mutant.ofHost(
                    "checksum-of-fin",
                    "The checksum is not looked at when the segment has FIN or RST.",
                    "RB-CHECKSUM",
                    "the segment means nothing; got",
                    Settings.rfc9293(),
                    TrustsClosing::new),
            Mutant.ofHost(
                    "options-unknown-dropped",
                    "A segment with an unknown option is dropped.",
                    "RB-OPTIONS",
                    "an ACK of everything within half a second; got silence",
                    Settings.rfc9293(),
                    DropsUnknownOptions::new),
            Mutant.ofHost(
                    "options-malformed-deaf",
                    "A malformed option keeps the parser for ever: the stack hears nothing any more.",
                    "RB-OPTIONS",
                    "a malformed option must not make the stack deaf",
                    Settings.rfc9293(),
                    Deaf::new),
            Mutant.of(
                    "urgent-holds-fin",
                    "A FIN waits for the urgent octet that its pointer promises.",
                    "RB-URG",
                    "an ACK",
                    WaitsForUrgent::new),
            Mutant.of(
                    "urgent-after-fin",
                    "URG after the peer's FIN resets the connection.",
                    "RB-URG",
                    "after the FIN nothing is urgent; got RST",
                    UrgentAfterFin::new),
            Mutant.of(
                    "ack-loop",
                    "Every ACK out of the window is answered, whatever the limit.",
                    "RB-ACKLOOP",
                    "no more than half of 20 ACKs answered; got 20 are",
                    NoLimit::new),
            Mutant.ofHost(
                    "answers-multicast",
                    "A segment from or to a multicast address is answered as any other.",
                    "RB-ADDR",
                    "a segment to 224.0.0.1",
                    Settings.rfc9293(),
                    TakesAll::new),
            Mutant.ofHost(
                    "ports-alone",
                    "A connection is told by its ports alone, whatever the addresses are.",
                    "RB-ADDR",
                    "silence: the segment means nothing; got",
                    Settings.rfc9293(),
                    PortsAlone::new));

    private RobustnessMutants() {}

    private static final class TakesWithoutAck extends Machine {
        TakesWithoutAck(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean fifthCheckAck(Segment seg) {
            return !seg.hasAck() || super.fifthCheckAck(seg);
        }
    }

    private static final class ResetsWithoutAck extends Machine {
        ResetsWithoutAck(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean fifthCheckAck(Segment seg) {
            if (!seg.hasAck()) {
                resetReply(seg);
            }
            return super.fifthCheckAck(seg);
        }
    }

    private static final class AnyAckIsAll extends Machine {
        AnyAckIsAll(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean fifthCheckAck(Segment seg) {
            boolean unsent = seg.hasAck() && Seq.gt(seg.ack(), snd.nxt);
            return super.fifthCheckAck(unsent ? seg.withAck(snd.nxt) : seg);
        }
    }

    private static final class TakesTheRest extends Machine {
        TakesTheRest(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean fifthCheckAck(Segment seg) {
            boolean unsent = seg.hasAck() && Seq.gt(seg.ack(), snd.nxt);
            return super.fifthCheckAck(seg) || unsent;
        }
    }

    private static final class NoAckTooOld extends Machine {
        NoAckTooOld(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean tooOld(Segment seg) {
            return false;
        }
    }

    private static final class EveryOldAckTooOld extends Machine {
        EveryOldAckTooOld(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean tooOld(Segment seg) {
            return Seq.lt(seg.ack(), snd.una);
        }
    }

    private static final class EmptyIsAcceptable extends Machine {
        EmptyIsAcceptable(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean acceptable(Segment seg) {
            return seg.len() == 0 || super.acceptable(seg);
        }
    }

    private static final class SilentOutOfWindow extends Machine {
        SilentOutOfWindow(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void answerInvalid(Segment seg) {}
    }

    private static final class TrustsClosing extends Host {
        TrustsClosing(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        public void arrive(long instant, Bytes octets, Output output) {
            Packet packet = PacketCodec.decodeSpoiled(octets);
            if (packet != null && (packet.segment().fin() || packet.segment().rst())) {
                arrive(instant, packet, output);
            } else {
                super.arrive(instant, octets, output);
            }
        }
    }

    private static final class DropsUnknownOptions extends Host {
        DropsUnknownOptions(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        public void arrive(long instant, Packet packet, Output output) {
            if (packet.segment().options().other().isEmpty()) {
                super.arrive(instant, packet, output);
            }
        }
    }

    private static final class Deaf extends Host {
        private boolean busy;

        Deaf(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        public void arrive(long instant, Bytes octets, Output output) {
            busy |= PacketCodec.checksumHolds(octets) && malformed(octets);
            if (!busy) {
                super.arrive(instant, octets, output);
            }
        }

        private static boolean malformed(Bytes octets) {
            try {
                PacketCodec.decode(octets);
                return false;
            } catch (MalformedPacketException e) {
                return true;
            }
        }
    }

    private static final class WaitsForUrgent extends Machine {
        WaitsForUrgent(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void eighthCheckFin(Segment seg) {
            boolean beyond = seg.has(Flags.URG) && seg.urgent() > seg.len();
            if (!beyond) {
                super.eighthCheckFin(seg);
            }
        }
    }

    private static final class UrgentAfterFin extends Machine {
        UrgentAfterFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean seventhCheckText(Segment seg) {
            if (seg.has(Flags.URG) && rcv.finReceived && state() != State.TIME_WAIT) {
                resetReply(seg);
                delete(Fault.RESET);
                return false;
            }
            return super.seventhCheckText(seg);
        }
    }

    private static final class NoLimit extends Machine {
        NoLimit(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void answerInvalid(Segment seg) {
            ackNow();
        }
    }

    private static final class TakesAll extends Host {
        TakesAll(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        protected boolean takes(Packet packet) {
            return true;
        }
    }

    /** Remembers between which hosts packets went, and takes all others for one of these. */
    private static final class PortsAlone extends Host {
        private @Nullable Packet latest;

        PortsAlone(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        public void arrive(long instant, Packet packet, Output output) {
            latest = packet.isUnicast() ? packet : latest;
            super.arrive(
                    instant,
                    latest == null ? packet : new Packet(latest.src(), latest.dst(), packet.segment()),
                    output);
        }
    }
}
