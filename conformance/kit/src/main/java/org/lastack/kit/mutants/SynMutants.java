package org.lastack.kit.mutants;

import java.util.List;
import org.lastack.machine.Fault;
import org.lastack.machine.Knob;
import org.lastack.machine.Machine;
import org.lastack.machine.Settings;
import org.lastack.machine.Tcb;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Stacks that get group I wrong: SYN in synchronized states. */
final class SynMutants {
    private static final Settings LEGACY = Settings.rfc9293().with(Knob.RFC5961, 0);

    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    "syn-resets",
                    "A SYN in the window resets the connection, as if there were no RFC 5961.",
                    "SY-CHALLENGE",
                    "one empty ACK with SEQ=SND.NXT and ACK=RCV.NXT, and no more; got RST",
                    LEGACY,
                    Machine::new),
            Mutant.of(
                    "syn-ignored",
                    "A SYN in the window is dropped in silence.",
                    "SY-CHALLENGE",
                    "ACK=RCV.NXT, and no more; got silence",
                    SynIgnored::new),
            Mutant.of(
                    "syn-stops-fin",
                    "A challenged SYN stops the retransmission of the FIN.",
                    "SY-CHALLENGE",
                    "the FIN again",
                    SynStopsFin::new),
            Mutant.of(
                    "legacy-syn-ignored",
                    "Without RFC 5961, a SYN in the window is dropped in silence.",
                    "SY-793",
                    "the SYN lies in the window; got silence",
                    LEGACY,
                    SynIgnored::new),
            Mutant.of(
                    "legacy-syn-resets-outside",
                    "Without RFC 5961, a SYN outside the window resets the connection too.",
                    "SY-793",
                    "one empty ACK with SEQ=SND.NXT and ACK=RCV.NXT, and no more; got RST",
                    LEGACY,
                    SynResetsOutside::new),
            Mutant.of(
                    "legacy-syn-tells-nobody",
                    "Without RFC 5961, a SYN in the window ends the connection, and the user never hears of it.",
                    "SY-793",
                    "an error: the connection was reset",
                    LEGACY,
                    SynTellsNobody::new),
            Mutant.of(
                    "syn-brings-fin",
                    "The checks go on after the challenge, so that the FIN of a SYN closes the connection.",
                    "SY-PAYLOAD",
                    "got ACK seq 1 ack 2",
                    SynGoesOn::new),
            Mutant.of(
                    "syn-brings-ack",
                    "The checks go on after the challenge, so that the ACK of a SYN covers the FIN.",
                    "SY-PAYLOAD",
                    "got no FIN again",
                    SynGoesOn::new),
            Mutant.of(
                    "syn-brings-window",
                    "The window of a challenged SYN counts.",
                    "SY-PAYLOAD",
                    "since the window is open",
                    SynBringsWindow::new),
            Mutant.of(
                    "restart-blocked",
                    "The RST that follows a challenge is dropped, and the old connection stays.",
                    "SY-RESTART",
                    "since the old connection is gone; got ACK",
                    RestartBlocked::new),
            Mutant.of(
                    "duplicate-syn-aborts",
                    "The SYN again, in SYN-RECEIVED, aborts the handshake.",
                    "SY-PASSIVE-RCVD",
                    "and a handshake that goes on",
                    DuplicateSynAborts::new),
            Mutant.of(
                    "syn-received-deaf",
                    "Another SYN in SYN-RECEIVED is dropped in silence, so that a peer that has restarted has to wait.",
                    "SY-PASSIVE-RCVD",
                    "the ACK of the SYN,ACK is taken",
                    SynIgnored::new));

    private SynMutants() {}

    private static final class SynIgnored extends Machine {
        SynIgnored(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean fourthCheckSyn(Segment seg) {
            return !seg.syn();
        }
    }

    private static final class SynStopsFin extends Machine {
        SynStopsFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean fourthCheckSyn(Segment seg) {
            boolean goesOn = super.fourthCheckSyn(seg);
            if (!goesOn) {
                timers.retransmit = Time.NEVER;
            }
            return goesOn;
        }
    }

    private static final class SynResetsOutside extends Machine {
        SynResetsOutside(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean firstCheckSequenceNumber(Segment seg) {
            return seg.syn() && in(State.ESTABLISHED) || super.firstCheckSequenceNumber(seg);
        }
    }

    private static final class SynTellsNobody extends Machine {
        SynTellsNobody(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void synInWindow(Segment seg) {
            resetReply(seg);
            end();
        }
    }

    private static final class SynGoesOn extends Machine {
        SynGoesOn(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean fourthCheckSyn(Segment seg) {
            return super.fourthCheckSyn(seg) || state().synchronised();
        }
    }

    private static final class SynBringsWindow extends Machine {
        SynBringsWindow(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void challenge() {
            super.challenge();
            snd.wnd = 0;
        }
    }

    private static final class RestartBlocked extends Machine {
        private boolean challenged;

        RestartBlocked(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void answerInvalid(Segment seg) {
            challenged = true;
            super.answerInvalid(seg);
        }

        @Override
        protected void challenge() {
            challenged = true;
            super.challenge();
        }

        @Override
        protected void exactRst(Segment seg) {
            if (!challenged) {
                super.exactRst(seg);
            }
        }
    }

    private static final class DuplicateSynAborts extends Machine {
        DuplicateSynAborts(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean firstCheckSequenceNumber(Segment seg) {
            if (in(State.SYN_RECEIVED) && seg.syn()) {
                resetReply(seg);
                delete(Fault.RESET);
                return false;
            }
            return super.firstCheckSequenceNumber(seg);
        }
    }
}
