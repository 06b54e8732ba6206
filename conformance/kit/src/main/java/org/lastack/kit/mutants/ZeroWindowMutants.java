package org.lastack.kit.mutants;

import java.util.List;
import org.lastack.machine.Machine;
import org.lastack.machine.Settings;
import org.lastack.machine.Tcb;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Stacks that get group L wrong: zero window and close. */
final class ZeroWindowMutants {
    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    "zw-close-stops-persist",
                    "CLOSE stops the persist timer, and nobody ever asks whether the window has opened.",
                    "ZW-PROBE",
                    "since something waits for it; got silence",
                    CloseStopsPersist::new),
            Mutant.of(
                    "zw-fin-lost-when-open",
                    "The FIN is forgotten when the window opens for the text before it.",
                    "ZW-PROBE",
                    "all that waited, and the FIN",
                    LosesFin::new),
            Mutant.of(
                    "zw-r2-despite-answers",
                    "A zero-window probe counts towards R2 although the peer answers it.",
                    "ZW-STAYOPEN",
                    "lasts as long as its probes are answered; got RST",
                    AnswersDoNotCount::new),
            Mutant.of(
                    "zw-fin-never-sent",
                    "A FIN that had to wait for the window is never sent.",
                    "ZW-FIN",
                    "since one number fits now; got silence",
                    LosesFin::new),
            Mutant.of(
                    "zw-close-counts-late",
                    "A CLOSE behind a full window leaves the connection in ESTABLISHED until the FIN goes out (gVisor 13393).",
                    "ZW-FIN",
                    "since 2MSL have not passed since the latest FIN; got RST",
                    CloseCountsLate::new),
            Mutant.of(
                    "zw-text-waits-for-fin",
                    "Text waits until the window has room for the FIN after it as well.",
                    "ZW-EXACT",
                    "all the text, since it fits; got silence",
                    TextWaitsForFin::new),
            Mutant.of(
                    "zw-exact-loses-fin",
                    "The FIN is forgotten when the window fits nothing but the text before it.",
                    "ZW-EXACT",
                    "the FIN, since it fits now; got silence",
                    ForgetsFinThatDoesNotFit::new),
            Mutant.of(
                    "zw-negative-window",
                    "A usable window below zero is taken for a huge one.",
                    "ZW-SHRINK",
                    "nothing new beyond the window that has shrunk",
                    NegativeIsHuge::new),
            Mutant.of(
                    "zw-shrunk-r2",
                    "R2 ends a connection whose window shrank to nothing although the peer answers every copy.",
                    "ZW-SHRINK",
                    "since the window has opened again; got RST",
                    CopiesCount::new),
            Mutant.of(
                    "zw-shrunk-unprobed",
                    "A window that shrinks to nothing stops the retransmission timer, and no other starts.",
                    "ZW-SHRINK",
                    "a copy of what is in flight, or a probe; got silence",
                    ShrunkIsSilent::new),
            Mutant.of(
                    "zw-full-no-ack",
                    "A full receive buffer answers nothing.",
                    "ZW-RCV",
                    "an empty ACK with the present numbers, whatever the window; got silence",
                    SilentWhenFull::new),
            Mutant.of(
                    "zw-full-fin-lost",
                    "A FIN at a full receive buffer is acknowledged and forgotten.",
                    "ZW-RCV",
                    "the end of the stream, since the FIN arrived in order",
                    ForgetsFinWhenFull::new),
            Mutant.of(
                    "zw-close-when-full",
                    "Closing over a full receive buffer sends a FIN.",
                    "ZW-UNREAD",
                    "since the buffer is full; got FIN,ACK",
                    ClosesWhenFull::new),
            Mutant.of(
                    "zw-probe-acked",
                    "A probe of one octet is acknowledged although the application has closed.",
                    "ZW-DEADLOCK",
                    "nobody will read it; got ACK",
                    AcknowledgesProbe::new));

    private ZeroWindowMutants() {}

    private static final class CloseStopsPersist extends Machine {
        CloseStopsPersist(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void queueFin() {
            super.queueFin();
            timers.persist = Time.NEVER;
        }

        @Override
        protected void startPersist() {
            if (!snd.finQueued) {
                super.startPersist();
            }
        }
    }

    private static final class LosesFin extends Machine {
        LosesFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void leavePersist() {
            super.leavePersist();
            snd.finQueued = false;
        }
    }

    private static final class AnswersDoNotCount extends Machine {
        AnswersDoNotCount(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void probeAnswered() {}
    }

    private static final class CloseCountsLate extends Machine {
        CloseCountsLate(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void become(State state) {
            if (state != State.FIN_WAIT_1 || usableWindow() > 0) {
                super.become(state);
            }
        }

        @Override
        protected void finLeft() {
            super.finLeft();
            if (state() == State.ESTABLISHED) {
                super.become(State.FIN_WAIT_1);
            }
        }
    }

    private static final class TextWaitsForFin extends Machine {
        TextWaitsForFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean holdsBack(int length) {
            return finWaits() && length == unsent() || super.holdsBack(length);
        }
    }

    private static final class ForgetsFinThatDoesNotFit extends Machine {
        ForgetsFinThatDoesNotFit(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean finRides(boolean last, int roomLeft) {
            if (last && finWaits() && roomLeft == 0 && unsent() > 0) {
                snd.finQueued = false;
            }
            return super.finRides(last, roomLeft);
        }
    }

    private static final class NegativeIsHuge extends Machine {
        NegativeIsHuge(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected int usableWindow() {
            return super.usableWindow() & 0xffff;
        }
    }

    private static final class CopiesCount extends Machine {
        CopiesCount(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void copyAnswered() {}
    }

    private static final class ShrunkIsSilent extends Machine {
        ShrunkIsSilent(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void updateWindow(Segment seg) {
            super.updateWindow(seg);
            if (snd.wnd == 0) {
                timers.retransmit = Time.NEVER;
            }
        }
    }

    private static final class SilentWhenFull extends Machine {
        SilentWhenFull(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void answerInvalid(Segment seg) {
            if (rcv.wnd > 0) {
                super.answerInvalid(seg);
            }
        }
    }

    private static final class ForgetsFinWhenFull extends Machine {
        ForgetsFinWhenFull(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void eighthCheckFin(Segment seg) {
            if (seg.fin() && rcv.wnd == 0 && seg.finSeq() == rcv.nxt) {
                rcv.nxt++; // so that the FIN that comes again is an old segment
                ackNow();
                return;
            }
            super.eighthCheckFin(seg);
        }
    }

    private static final class ClosesWhenFull extends Machine {
        ClosesWhenFull(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean closesWithReset() {
            return super.closesWithReset() && rcv.wnd > 0;
        }
    }

    private static final class AcknowledgesProbe extends Machine {
        AcknowledgesProbe(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void refuseText(Segment seg) {
            if (seg.data().length() > 1) {
                super.refuseText(seg);
            } else {
                ackNow();
            }
        }
    }
}
