package org.lastack.kit.mutants;

import java.util.List;
import org.lastack.machine.Machine;
import org.lastack.machine.Output;
import org.lastack.machine.Settings;
import org.lastack.machine.Tcb;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Stacks that get half-close wrong: group B. */
final class HalfCloseMutants {
    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    "half-close-drops-text",
                    "A stack that has closed its own side drops what the peer sends.",
                    "HC-RECV",
                    "an ACK of everything within half a second",
                    DropsText::new),
            Mutant.of(
                    "half-close-refuses-text",
                    "Text in FIN-WAIT-1 or FIN-WAIT-2 draws a RST although the application still reads.",
                    "HC-RECV",
                    "an ACK within half a second; got RST",
                    RefusesText::new),
            Mutant.of(
                    "half-close-forgets-text",
                    "Text in FIN-WAIT-1 or FIN-WAIT-2 is acknowledged and never delivered.",
                    "HC-RECV",
                    "octets that arrived in order; got err EAGAIN",
                    ForgetsText::new),
            Mutant.of(
                    "half-close-stretches-acks",
                    "After CLOSE an ACK is delayed for a second.",
                    "HC-RECV",
                    "an ACK of everything within half a second; got silence",
                    StretchesAcks::new),
            Mutant.of(
                    "half-close-window-sticks",
                    "After CLOSE the window no longer opens when the application reads.",
                    "HC-RECV",
                    "a window that opens as the application reads",
                    WindowSticks::new),
            Mutant.of(
                    "close-wait-refuses-send",
                    "SEND is refused once the peer has closed.",
                    "HC-SEND",
                    "octets taken for sending, as in ESTABLISHED; got err EPIPE",
                    RefusesSend::new),
            Mutant.of(
                    "close-wait-keeps-old-window",
                    "CLOSE-WAIT ignores window updates.",
                    "HC-SEND",
                    "text at once, since the window has opened",
                    KeepsOldWindow::new),
            Mutant.of(
                    "close-wait-ignores-window",
                    "CLOSE-WAIT sends without regard to the peer's window.",
                    "HC-SEND",
                    "no more than the window that the peer offered",
                    IgnoresWindow::new),
            Mutant.of(
                    "close-wait-no-retransmission",
                    "Retransmission is off in CLOSE-WAIT (utcp 24).",
                    "HC-SEND",
                    "octets never came",
                    NeverRetransmits::new),
            Mutant.of(
                    "send-after-close",
                    "SEND after CLOSE takes octets that will never be sent.",
                    "HC-NOSEND",
                    "an error: our side is closed; got ok",
                    SendsAfterClose::new),
            Mutant.of(
                    "send-past-fin",
                    "What is written after CLOSE goes out behind the FIN.",
                    "HC-NOSEND",
                    "an error: our side is closed; got ok",
                    SendsPastFin::new),
            Mutant.of(
                    "held-fin-wait-2-ends",
                    "The timer of orphans in FIN-WAIT-2 ends a live half-close.",
                    "HC-FW2-HOLD",
                    "an ACK within half a second; got RST",
                    Settings.linux(),
                    HeldFinWait2Ends::new),
            Mutant.of(
                    "unread-but-fin",
                    "CLOSE with unread data sends a FIN.",
                    "HC-FD-RST",
                    "since data is unread; got FIN",
                    UnreadButFin::new),
            Mutant.of(
                    "read-counts-as-unread",
                    "CLOSE sends a RST whenever anything was received, read or not.",
                    "HC-FD-NORST",
                    "since everything was read; got RST",
                    ReadCountsAsUnread::new),
            Mutant.of(
                    "late-text-acknowledged",
                    "Text after a CLOSE of both directions is acknowledged and lost.",
                    "HC-FD-LATE",
                    "since nobody will read it; got",
                    LateTextAcknowledged::new),
            Mutant.of(
                    "late-text-dropped",
                    "Text after a CLOSE of both directions is dropped in silence, so that the peer hangs.",
                    "HC-FD-LATE",
                    "since nobody will read it; got silence",
                    LateTextDropped::new),
            Mutant.of(
                    "shut-read-sends-fin",
                    "Shutting down reading sends a FIN.",
                    "HC-SHUTRD",
                    "shutting down reading is local; got FIN",
                    ShutReadSendsFin::new),
            Mutant.of(
                    "shut-read-stops-acks",
                    "After reading was shut down nothing is acknowledged any more.",
                    "HC-SHUTRD",
                    "an ACK of everything within half a second",
                    ShutReadStopsAcks::new));

    private HalfCloseMutants() {}

    /** Tells whether only the peer may still send. */
    private static boolean halfClosed(Machine machine) {
        return machine.state() == State.FIN_WAIT_1 || machine.state() == State.FIN_WAIT_2;
    }

    private static final class DropsText extends Machine {
        DropsText(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean seventhCheckText(Segment seg) {
            return (!halfClosed(this) || seg.data().isEmpty()) && super.seventhCheckText(seg);
        }
    }

    private static final class RefusesText extends Machine {
        RefusesText(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean refusesText() {
            return halfClosed(this);
        }
    }

    private static final class ForgetsText extends Machine {
        ForgetsText(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void accept(Segment seg) {
            if (halfClosed(this)) {
                rcv.nxt = seg.seq() + seg.data().length();
            } else {
                super.accept(seg);
            }
        }
    }

    private static final class StretchesAcks extends Machine {
        StretchesAcks(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void delayAck() {
            if (halfClosed(this) && timers.delayedAck == Time.NEVER) {
                timers.delayedAck = now + Time.SECOND;
            }
            super.delayAck();
        }
    }

    private static final class WindowSticks extends Machine {
        WindowSticks(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void openWindow() {
            if (!halfClosed(this)) {
                super.openWindow();
            }
        }
    }

    private static final class RefusesSend extends Machine {
        RefusesSend(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean refusesSend() {
            return in(State.CLOSE_WAIT) || super.refusesSend();
        }
    }

    private static final class KeepsOldWindow extends Machine {
        KeepsOldWindow(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void updateWindow(Segment seg) {
            if (!in(State.CLOSE_WAIT)) {
                super.updateWindow(seg);
            }
        }
    }

    private static final class IgnoresWindow extends Machine {
        IgnoresWindow(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected int usableWindow() {
            return in(State.CLOSE_WAIT) ? 100_000 - inFlight() : super.usableWindow();
        }
    }

    private static final class NeverRetransmits extends Machine {
        NeverRetransmits(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void retransmitFirst() {
            if (!in(State.CLOSE_WAIT)) {
                super.retransmitFirst();
            }
        }
    }

    private static final class SendsAfterClose extends Machine {
        SendsAfterClose(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean refusesSend() {
            return false;
        }
    }

    private static final class SendsPastFin extends Machine {
        SendsPastFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean refusesSend() {
            return false;
        }

        @Override
        public int send(long instant, Bytes text, Output out) {
            int taken = super.send(instant, text, out);
            if (snd.finSent) {
                send(Flags.ACK | Flags.PSH, snd.nxt, text.slice(0, Math.min(taken, snd.mss)));
            }
            return taken;
        }
    }

    private static final class HeldFinWait2Ends extends Machine {
        HeldFinWait2Ends(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void enterFinWait2(Segment seg) {
            super.enterFinWait2(seg);
            startFinWait2Timer();
        }
    }

    private static final class UnreadButFin extends Machine {
        UnreadButFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean closesWithReset() {
            return false;
        }
    }

    private static final class ReadCountsAsUnread extends Machine {
        ReadCountsAsUnread(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean closesWithReset() {
            return rcv.textReceived || super.closesWithReset();
        }
    }

    private static final class LateTextAcknowledged extends Machine {
        LateTextAcknowledged(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean refusesText() {
            return false;
        }
    }

    private static final class LateTextDropped extends Machine {
        LateTextDropped(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void refuseText(Segment seg) {
            rcv.ackNow = false;
        }
    }

    private static final class ShutReadSendsFin extends Machine {
        ShutReadSendsFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        public void shutReceive() {
            super.shutReceive();
            send(Flags.FIN | Flags.ACK, snd.nxt, Bytes.EMPTY);
        }
    }

    private static final class ShutReadStopsAcks extends Machine {
        ShutReadStopsAcks(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean seventhCheckText(Segment seg) {
            return !tcb.receiveShut && super.seventhCheckText(seg);
        }
    }
}
