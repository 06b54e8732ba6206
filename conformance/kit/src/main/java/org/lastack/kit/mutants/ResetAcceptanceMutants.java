package org.lastack.kit.mutants;

import java.util.List;
import org.lastack.host.Call;
import org.lastack.host.Host;
import org.lastack.kit.observe.Observed;
import org.lastack.machine.Fault;
import org.lastack.machine.Knob;
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

/** Stacks that get group H wrong: RST acceptance. */
final class ResetAcceptanceMutants {
    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    "rst-ignored-in-last-ack",
                    "A RST in LAST-ACK is ignored.",
                    "RA-EXACT",
                    "silence: the RST was valid",
                    IgnoredInLastAck::new),
            Mutant.of(
                    "rst-looks-like-the-end",
                    "The application of a connection that was reset finds an end of the stream.",
                    "RA-EXACT",
                    "an error, since the peer has reset the connection; got eof",
                    LooksLikeTheEnd::new),
            Mutant.of(
                    "rst-anywhere",
                    "Any RST in the window resets the connection.",
                    "RA-INWIN",
                    "one challenge ACK, <SEQ=SND.NXT><ACK=RCV.NXT>; got silence",
                    AnywhereInWindow::new),
            Mutant.of(
                    "challenge-restarts-timer",
                    "A challenge ACK restarts the retransmission timer of the FIN.",
                    "RA-INWIN",
                    "the FIN again an RTO after its first copy",
                    ChallengeRestartsTimer::new),
            Mutant.of(
                    "challenges-every-rst",
                    "A RST outside the window is answered like any other segment there.",
                    "RA-OUTWIN",
                    "silence: the RST lies outside the window; got ACK",
                    ChallengesEveryRst::new),
            Mutant.of(
                    "rst-below-fin",
                    "After the peer's FIN a RST with the number of that FIN is taken as well (Linux).",
                    "RA-OUTWIN",
                    "nothing has happened; got RST",
                    Settings.rfc9293().with(Knob.RST_BEFORE_FIN, 1),
                    Machine::new),
            Mutant.of(
                    "challenge-acks-the-rst",
                    "The challenge ACK acknowledges the number after that of the RST.",
                    "RA-ROUNDTRIP",
                    "as the challenge ACK asked",
                    AcknowledgesTheRst::new),
            Mutant.of(
                    "syn-sent-any-rst",
                    "A RST without ACK ends an open.",
                    "RA-SYNSENT",
                    "since the RST does not acknowledge our SYN; got err ECONNREFUSED",
                    AnyRstRefuses::new),
            Mutant.of(
                    "syn-sent-no-rst",
                    "A RST never ends an open: the SYN is tried on.",
                    "RA-SYNSENT",
                    "an error of the open: it was refused; got ok",
                    NoRstRefuses::new),
            Mutant.of(
                    "rst-keeps-syn-ack",
                    "A RST in SYN-RECEIVED leaves the SYN,ACK on the retransmission queue.",
                    "RA-SYNRCVD",
                    "a valid one stops the SYN,ACK; got SYN,ACK",
                    KeepsSynAck::new),
            Mutant.of(
                    "crossed-syn-forgotten",
                    "A RST after SYNs that crossed sends an active open to LISTEN as if it had been passive.",
                    "RA-SYNRCVD",
                    "an error of the open: it was refused; got ok",
                    CrossedSynForgotten::new),
            Mutant.ofHost(
                    "rst-closes-listener",
                    "A RST that ends a handshake closes the listener.",
                    "RA-SYNRCVD",
                    "a SYN,ACK, since the listener is still there; got RST",
                    Settings.rfc9293(),
                    (settings, addresses) -> new ClosesListener(State.SYN_RECEIVED, settings, addresses)),
            Mutant.ofHost(
                    "listener-resettable",
                    "A RST closes the listener that it comes to.",
                    "RA-LISTEN",
                    "a SYN,ACK, since the listener is still there; got RST",
                    Settings.rfc9293(),
                    (settings, addresses) -> new ClosesListener(State.CLOSED, settings, addresses)),
            Mutant.of(
                    "listener-answers-rst",
                    "A listener refuses whatever has an ACK, a RST as well.",
                    "RA-LISTEN",
                    "silence: nothing answers a RST; got RST",
                    AnswersRst::new),
            Mutant.of(
                    "rst-with-text-dropped",
                    "A RST with text is taken for a broken segment and dropped.",
                    "RA-DATA",
                    "a RST, since the connection was reset",
                    DropsRstWithText::new),
            Mutant.of(
                    "rst-text-delivered",
                    "The text of a RST is delivered.",
                    "RA-DATA",
                    "no octet more than arrived before the RST",
                    Settings.rfc9293().with(Knob.UNREAD_SURVIVES_RST, 1),
                    DeliversTextOfRst::new),
            Mutant.of(
                    "zero-window-refuses-rst",
                    "At a zero window every segment is refused.",
                    "RA-ZEROWIN",
                    "a RST, since the connection was reset",
                    RefusesAtZeroWindow::new),
            Mutant.of(
                    "rst-needs-good-ack",
                    "A RST with the ACK of something never sent is refused.",
                    "RA-ORDER",
                    "since the connection was reset",
                    NeedsGoodAck::new),
            Mutant.of(
                    "rst-with-syn-is-syn",
                    "A RST that is a SYN as well is challenged as a SYN.",
                    "RA-ORDER",
                    "silence: the RST was valid, and nothing answers one; got ACK",
                    SynFirst::new),
            Mutant.of(
                    "challenges-unlimited",
                    "Every challenge is answered, however many come.",
                    "RA-THROTTLE",
                    "one challenge ACK in",
                    Unlimited::new),
            Mutant.ofHost(
                    "challenges-share-a-limit",
                    "One limit holds for all connections, so that one shows what another gets (CVE-2016-5696).",
                    "RA-THROTTLE",
                    "since this connection had none for longer than the limit; got silence",
                    Settings.rfc9293(),
                    SharedLimit::new));

    private ResetAcceptanceMutants() {}

    private static final class IgnoredInLastAck extends Machine {
        IgnoredInLastAck(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void exactRst(Segment seg) {
            if (!in(State.LAST_ACK)) {
                super.exactRst(seg);
            }
        }
    }

    private static final class LooksLikeTheEnd extends Machine {
        LooksLikeTheEnd(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void exactRst(Segment seg) {
            end();
        }
    }

    private static final class AnywhereInWindow extends Machine {
        AnywhereInWindow(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean secondCheckRst(Segment seg) {
            if (seg.rst() && Seq.inWindow(seg.seq(), rcv.nxt, rcv.wnd)) {
                exactRst(seg);
            }
            return !seg.rst();
        }
    }

    private static final class ChallengeRestartsTimer extends Machine {
        ChallengeRestartsTimer(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void challenge() {
            super.challenge();
            if (inFlight() > 0) {
                startRetransmit();
            }
        }
    }

    private static final class ChallengesEveryRst extends Machine {
        ChallengesEveryRst(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean secondCheckRst(Segment seg) {
            if (seg.rst() && seg.seq() != rcv.nxt) {
                challenge();
                return false;
            }
            return super.secondCheckRst(seg);
        }
    }

    private static final class AcknowledgesTheRst extends Machine {
        AcknowledgesTheRst(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean secondCheckRst(Segment seg) {
            boolean inWindow = seg.rst() && seg.seq() != rcv.nxt && Seq.inWindow(seg.seq(), rcv.nxt, rcv.wnd);
            if (!inWindow) {
                return super.secondCheckRst(seg);
            }
            int right = rcv.nxt;
            rcv.nxt = seg.seq() + 1;
            sendAck();
            rcv.nxt = right;
            return false;
        }
    }

    private static final class AnyRstRefuses extends Machine {
        AnyRstRefuses(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void arrivesInSynSent(Segment seg) {
            if (seg.rst() && !seg.hasAck()) {
                delete(Fault.REFUSED);
            } else {
                super.arrivesInSynSent(seg);
            }
        }
    }

    private static final class NoRstRefuses extends Machine {
        NoRstRefuses(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void arrivesInSynSent(Segment seg) {
            if (!seg.rst()) {
                super.arrivesInSynSent(seg);
            }
        }
    }

    private static final class KeepsSynAck extends Machine {
        KeepsSynAck(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void backToListen() {}
    }

    private static final class CrossedSynForgotten extends Machine {
        CrossedSynForgotten(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void exactRst(Segment seg) {
            if (in(State.SYN_RECEIVED)) {
                backToListen();
            } else {
                super.exactRst(seg);
            }
        }
    }

    /** The listener goes with a RST that finds its 4-tuple in this state. */
    private static final class ClosesListener extends Host {
        private final State fatal;

        ClosesListener(State fatal, Settings settings, IpAddress... addresses) {
            super(settings, addresses);
            this.fatal = fatal;
        }

        @Override
        public void arrive(long instant, Packet packet, Output output) {
            Segment seg = packet.segment();
            State found = State.CLOSED;
            for (Entry entry : connections()) {
                found = entry.tuple().remotePort() == seg.srcPort() ? entry.state() : found;
            }
            super.arrive(instant, packet, output);
            if (seg.rst() && found == fatal) {
                call(instant, Observed.LISTENER, new Call.Close(), output);
            }
        }
    }

    private static final class AnswersRst extends Machine {
        AnswersRst(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void arrivesInListen(Segment seg) {
            if (seg.rst() && seg.hasAck()) {
                sendReset(seg.ack(), 0, Flags.RST, null);
            } else {
                super.arrivesInListen(seg);
            }
        }
    }

    private static final class DropsRstWithText extends Machine {
        DropsRstWithText(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean secondCheckRst(Segment seg) {
            return (!seg.rst() || seg.data().isEmpty()) && super.secondCheckRst(seg);
        }
    }

    private static final class DeliversTextOfRst extends Machine {
        DeliversTextOfRst(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void exactRst(Segment seg) {
            if (in(State.ESTABLISHED)) {
                accept(seg);
            }
            super.exactRst(seg);
        }
    }

    private static final class RefusesAtZeroWindow extends Machine {
        RefusesAtZeroWindow(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean secondCheckRst(Segment seg) {
            return (!seg.rst() || rcv.wnd > 0) && super.secondCheckRst(seg);
        }
    }

    private static final class NeedsGoodAck extends Machine {
        NeedsGoodAck(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean secondCheckRst(Segment seg) {
            boolean bad = seg.rst() && seg.hasAck() && Seq.gt(seg.ack(), snd.nxt);
            return !bad && super.secondCheckRst(seg);
        }
    }

    private static final class SynFirst extends Machine {
        SynFirst(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean secondCheckRst(Segment seg) {
            return seg.syn() || super.secondCheckRst(seg);
        }
    }

    private static final class Unlimited extends Machine {
        Unlimited(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void challenge() {
            ackNow();
        }
    }

    private static final class SharedLimit extends Host {
        SharedLimit(Settings settings, IpAddress... addresses) {
            super(settings, sharing(), addresses);
        }

        private static Machine.Maker sharing() {
            long[] last = {-Time.MINUTE};
            return (settings, tcb) -> new Machine(settings, tcb) {
                @Override
                protected void challenge() {
                    tcb.challengedAt = last[0];
                    super.challenge();
                    last[0] = tcb.challengedAt;
                }
            };
        }
    }
}
