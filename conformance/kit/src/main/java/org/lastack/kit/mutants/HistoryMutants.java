package org.lastack.kit.mutants;

import java.util.List;
import java.util.stream.Stream;
import org.lastack.machine.Machine;
import org.lastack.machine.Output;
import org.lastack.machine.Reply;
import org.lastack.machine.Settings;
import org.lastack.machine.Tcb;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Stacks that are right at first, and wrong once something has happened: idling, much text, a loss, a second call. */
final class HistoryMutants {

    /** Where only one of the two is named the other has no such decision: Linux delays no ACK after a pause, for one. */
    static final List<Mutant> ALL = Stream.of(
                    Mutant.inBoth(
                            "time-wait-from-last-text",
                            "The 2MSL of TIME-WAIT are counted from the last text, or from the opening.",
                            "TW-2MSL",
                            "2MSL have not passed since the latest FIN; got RST seq",
                            TimeWaitFromLastText::new),
                    Stream.of(Mutant.of(
                            "fin-wait-2-from-last-text",
                            "The wait in FIN-WAIT-2 is counted from the last text, or from the opening.",
                            "OR-FINTIMEOUT",
                            "as an orphan in FIN-WAIT-2; got RST seq",
                            Settings.linux(),
                            FinWait2FromLastText::new)),
                    Mutant.inBoth(
                            "fin-after-idling-no-timer",
                            "The retransmission timer does not start for the FIN of a connection that was idle for a minute.",
                            "FR-REXMIT",
                            "the FIN again with its number, an RTO after it was sent; got silence",
                            FinAfterIdlingNoTimer::new),
                    Mutant.inBoth(
                            "patience-from-opening",
                            "How long a FIN goes unanswered is counted from the last text, or from the opening.",
                            "FR-R2",
                            "an ACK, since the FIN is not given up before its third copy; got a RST after",
                            PatienceFromOpening::new),
                    Mutant.inBoth(
                            "user-timeout-from-opening",
                            "The user timeout is counted from the last text, or from the opening.",
                            "FR-R2-APP",
                            "an ACK, since the user timeout is not over; got RST seq",
                            UserTimeoutFromOpening::new),
                    Mutant.inBoth(
                            "probing-from-opening",
                            "How long a window stays shut is counted from the last text, or from the opening.",
                            "ZW-STAYOPEN",
                            "text or FIN: the connection lasts as long as its probes are answered; got RST seq",
                            ProbingFromOpening::new),
                    Mutant.inBoth(
                            "probe-after-idling-never",
                            "The window of a connection that was idle for a minute is not probed.",
                            "ZW-PROBE",
                            "a probe of the window after each interval, since something waits for it; got silence",
                            ProbeAfterIdlingNever::new),
                    Stream.of(Mutant.of(
                            "delayed-ack-after-idling-never",
                            "An ACK that waits in a connection that was idle for a minute waits for ever.",
                            "HC-RECV",
                            "an ACK of everything within half a second; got silence",
                            DelayedAckAfterIdlingNever::new)),
                    Mutant.inBoth(
                            "fin-ack-after-idling-never",
                            "The FIN that ends a minute of idling is taken and not acknowledged.",
                            "NC-FW2-TW",
                            "an empty ACK that covers the FIN, within 500 ms; got silence",
                            FinAckAfterIdlingNever::new),
                    Mutant.inBoth(
                            "rto-after-idling",
                            "A minute of idling counts as a round trip of the FIN.",
                            "FR-REXMIT",
                            "the FIN again with its number, an RTO after it was sent; got silence",
                            RtoAfterIdling::new),
                    Mutant.inBoth(
                            "rst-after-idling-ignored",
                            "A connection that was idle for a minute ignores a RST.",
                            "RA-EXACT",
                            "the connection was reset; got ",
                            RstAfterIdlingIgnored::new),
                    Mutant.inBoth(
                            "close-wait-times-out",
                            "A connection in CLOSE-WAIT is forgotten after a minute.",
                            "NC-FIN-LAST",
                            "octets and the FIN; got only",
                            CloseWaitTimesOut::new),
                    Mutant.inBoth(
                            "last-ack-after-dwelling-no-timer",
                            "The FIN that ends minutes in CLOSE-WAIT is sent once and never again.",
                            "FR-REXMIT",
                            "the FIN again with its number, an RTO after it was sent; got silence",
                            LastAckAfterDwellingNoTimer::new),
                    Mutant.inBoth(
                            "fin-after-dwelling-ignored",
                            "The FIN that comes after minutes in FIN-WAIT-2 is acknowledged and changes nothing.",
                            "TW-RESTART",
                            "passed since the latest FIN; got ",
                            FinAfterDwellingIgnored::new),
                    Mutant.inBoth(
                            "time-wait-after-dwelling-short",
                            "After minutes in FIN-WAIT-2 nothing is left of the 2MSL.",
                            "TW-RESTART",
                            "2MSL have not passed since the latest FIN; got RST seq",
                            TimeWaitAfterDwellingShort::new),
                    Mutant.inBoth(
                            "text-after-dwelling-dropped",
                            "Text that comes after minutes in FIN-WAIT-2 is dropped.",
                            "HC-FW2-HOLD",
                            "an ACK of everything within half a second; got ACK seq",
                            TextAfterDwellingDropped::new),
                    Mutant.inBoth(
                            "any-ack-is-of-the-fin",
                            "In FIN-WAIT-1 any ACK of something new is taken for that of the FIN.",
                            "SC-CLOSING",
                            "the FIN again an RTO after its first copy, since nothing has acknowledged it; got no FIN again",
                            (settings, tcb) -> new AnyAckIsOfTheFin(settings, tcb, State.FIN_WAIT_1)),
                    Mutant.inBoth(
                            "any-ack-ends-last-ack",
                            "In LAST-ACK any ACK of something new is taken for that of the FIN.",
                            "FR-PARTIAL",
                            "the FIN again an RTO after the ACK of the text; got none in time",
                            (settings, tcb) -> new AnyAckIsOfTheFin(settings, tcb, State.LAST_ACK)),
                    Mutant.inBoth(
                            "fin-on-last-number-lost",
                            "A FIN on the last number of the window is acknowledged, and never processed.",
                            "FO-WINEDGE",
                            "the end of the stream, since the FIN arrived in order; got err EAGAIN",
                            FinOnLastNumberLost::new),
                    Mutant.inBoth(
                            "fin-on-last-number-refused",
                            "A FIN on the last number of the window counts as outside.",
                            "FO-WINEDGE",
                            "an ACK of everything within half a second; got ACK seq",
                            FinOnLastNumberRefused::new),
                    Mutant.inBoth(
                            "fin-with-old-text-dropped",
                            "A FIN that comes with text repeated is acknowledged as the repetition.",
                            "AP-EOF",
                            "the end of the stream, as often as it is asked for; got err EAGAIN",
                            FinWithOldTextDropped::new),
                    Mutant.inBoth(
                            "fin-after-loss-dropped",
                            "A FIN that came before the text in front of it never counts again.",
                            "FO-HOLE",
                            "an ACK of everything within half a second; got ACK seq",
                            FinAfterLossDropped::new),
                    Mutant.inBoth(
                            "fin-beyond-64k-out-of-order",
                            "After 64 KiB of text the number of the peer's FIN has lost its upper half.",
                            "AP-EOF",
                            "the end of the stream, as often as it is asked for; got err EAGAIN",
                            FinBeyond64kOutOfOrder::new),
                    Mutant.inBoth(
                            "ack-beyond-64k-not-of-the-fin",
                            "After 64 KiB of text of our own the ACK of the FIN is no longer known.",
                            "NC-LA",
                            "a RST, since the connection is over; got ",
                            AckBeyond64kNotOfTheFin::new),
                    Mutant.inBoth(
                            "rst-beyond-64k-ignored",
                            "After 64 KiB of text a RST is compared with the lower half of RCV.NXT.",
                            "RA-EXACT",
                            "the connection was reset; got ",
                            RstBeyond64kIgnored::new),
                    Stream.of(Mutant.of(
                            "time-wait-beyond-64k-deaf",
                            "After 64 KiB of text the FIN again is not known in TIME-WAIT.",
                            "TW-RESTART",
                            "2MSL have not passed since the latest FIN; got RST seq",
                            TimeWaitBeyond64kDeaf::new)),
                    Mutant.inBoth(
                            "close-forgets-fin-wait-1",
                            "CLOSE after a half-close forgets the connection in FIN-WAIT-1.",
                            "FR-REXMIT",
                            "the FIN again with its number, an RTO after it was sent; got silence",
                            (settings, tcb) -> new CloseForgets(settings, tcb, State.FIN_WAIT_1)),
                    Mutant.inBoth(
                            "close-forgets-fin-wait-2",
                            "CLOSE after a half-close forgets the connection in FIN-WAIT-2.",
                            "NC-FW2-TW",
                            "an empty ACK that covers the FIN, within 500 ms; got RST seq",
                            (settings, tcb) -> new CloseForgets(settings, tcb, State.FIN_WAIT_2)),
                    Mutant.inBoth(
                            "close-forgets-closing",
                            "CLOSE after a half-close forgets the connection in CLOSING.",
                            "FR-REXMIT",
                            "the FIN again with its number, an RTO after it was sent; got ACK seq",
                            (settings, tcb) -> new CloseForgets(settings, tcb, State.CLOSING)),
                    Mutant.inBoth(
                            "close-forgets-last-ack",
                            "CLOSE after a half-close forgets the connection in LAST-ACK.",
                            "FR-REXMIT",
                            "the FIN again with its number, an RTO after it was sent; got silence",
                            (settings, tcb) -> new CloseForgets(settings, tcb, State.LAST_ACK)),
                    Mutant.inBoth(
                            "close-forgets-time-wait",
                            "CLOSE after a half-close forgets the connection in TIME-WAIT.",
                            "TW-RESTART",
                            "2MSL have not passed since the latest FIN; got RST seq",
                            (settings, tcb) -> new CloseForgets(settings, tcb, State.TIME_WAIT)),
                    Mutant.inBoth(
                            "second-close-in-fin-wait-1",
                            "A second CLOSE in FIN-WAIT-1 sends a second FIN.",
                            "AP-SHUTDOWN",
                            "one FIN, and that again with the number it had; got FIN,ACK seq",
                            (settings, tcb) -> new SecondClose(settings, tcb, State.FIN_WAIT_1)),
                    Mutant.inBoth(
                            "second-close-in-fin-wait-2",
                            "A second CLOSE in FIN-WAIT-2 sends a second FIN.",
                            "AP-SHUTDOWN",
                            "one FIN, and that again with the number it had; got FIN,ACK seq",
                            (settings, tcb) -> new SecondClose(settings, tcb, State.FIN_WAIT_2)),
                    Mutant.inBoth(
                            "second-close-in-closing",
                            "A second CLOSE in CLOSING sends a second FIN.",
                            "AP-SHUTDOWN",
                            "one FIN, and that again with the number it had; got FIN,ACK seq",
                            (settings, tcb) -> new SecondClose(settings, tcb, State.CLOSING)),
                    Mutant.inBoth(
                            "older-window-taken",
                            "A segment that is older than the last one sets the window.",
                            "NC-FIN",
                            "one FIN,ACK with SEQ=SND.NXT and ACK=RCV.NXT, without text; got silence",
                            OlderWindowTaken::new),
                    Mutant.inBoth(
                            "cork-holds-the-fin",
                            "TCP_CORK holds the FIN of a CLOSE back.",
                            "NC-PROMPT",
                            "everything that was written and the FIN, without waiting for an ACK; got silence",
                            CorkHoldsTheFin::new),
                    Mutant.inBoth(
                            "keepalive-never-probes",
                            "Keep-alive is on, and never probes.",
                            "OR-KEEPALIVE",
                            "a keep-alive probe, since the connection is idle for as long as asked; got silence",
                            KeepaliveNeverProbes::new),
                    Mutant.inBoth(
                            "keepalive-not-in-close-wait",
                            "Keep-alive does not probe in CLOSE-WAIT.",
                            "OR-KEEPALIVE",
                            "a keep-alive probe, since the connection is idle for as long as asked; got silence",
                            KeepaliveNotInCloseWait::new),
                    Mutant.inBoth(
                            "end-behind-six-segments-untold",
                            "The end of the stream is not told behind six unread segments.",
                            "AP-EOF",
                            "the end of the stream, as often as it is asked for; got err EAGAIN",
                            EndBehindSixSegmentsUntold::new))
            .flatMap(both -> both)
            .toList();

    private HistoryMutants() {}

    /** Knows when the connection was last busy, and when its state began. */
    private static class Watched extends Machine {
        /** When it was opened, or last carried text. */
        long busyAt;
        /** How long the connection had been idle when text came. */
        long lull;
        /** When the state began. */
        long becameAt;
        /** When the peer's FIN came. */
        long finAt;

        Watched(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        boolean idle(long time) {
            return now - busyAt > time;
        }

        @Override
        protected void establish() {
            busyAt = now;
            super.establish();
        }

        @Override
        protected void accept(Segment seg) {
            if (!seg.data().isEmpty()) {
                lull = now - busyAt;
                busyAt = now;
            }
            super.accept(seg);
        }

        @Override
        protected void acknowledged(Segment seg) {
            busyAt = snd.finSent ? busyAt : now;
            super.acknowledged(seg);
        }

        @Override
        protected void become(State state) {
            super.become(state);
            becameAt = now;
        }

        @Override
        protected void acceptFin() {
            super.acceptFin();
            finAt = now;
        }
    }

    private static final class TimeWaitFromLastText extends Watched {
        TimeWaitFromLastText(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void startTimeWaitTimer() {
            timers.timeWait = Math.max(now, busyAt + timeWaitLength());
        }
    }

    private static final class FinWait2FromLastText extends Watched {
        FinWait2FromLastText(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void startFinWait2Timer() {
            super.startFinWait2Timer();
            if (timers.finWait2 != Time.NEVER) {
                timers.finWait2 = Math.max(now, busyAt + finTimeout());
            }
        }
    }

    private static final class FinAfterIdlingNoTimer extends Watched {
        FinAfterIdlingNoTimer(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void finLeft() {
            super.finLeft();
            if (idle(Time.MINUTE)) {
                timers.retransmit = Time.NEVER;
            }
        }
    }

    private static final class PatienceFromOpening extends Watched {
        PatienceFromOpening(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean givesUpRetransmitting() {
            return super.givesUpRetransmitting() || snd.finSent && idle(Time.MINUTE);
        }
    }

    private static final class UserTimeoutFromOpening extends Watched {
        UserTimeoutFromOpening(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean givesUpRetransmitting() {
            return super.givesUpRetransmitting() || userTimeout() != Time.NEVER && idle(userTimeout());
        }
    }

    private static final class ProbingFromOpening extends Watched {
        ProbingFromOpening(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean givesUpProbing() {
            return super.givesUpProbing() || idle(Time.MINUTE);
        }
    }

    private static final class ProbeAfterIdlingNever extends Watched {
        ProbeAfterIdlingNever(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void startPersist() {
            if (!idle(Time.MINUTE)) {
                super.startPersist();
            }
        }
    }

    private static final class DelayedAckAfterIdlingNever extends Watched {
        DelayedAckAfterIdlingNever(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void delayAck() {
            if (lull <= Time.MINUTE) {
                super.delayAck();
            }
        }
    }

    private static final class FinAckAfterIdlingNever extends Watched {
        FinAckAfterIdlingNever(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void acknowledgeFin() {
            if (!idle(Time.MINUTE)) {
                super.acknowledgeFin();
            }
        }
    }

    private static final class RtoAfterIdling extends Watched {
        RtoAfterIdling(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void finLeft() {
            super.finLeft();
            if (idle(Time.MINUTE)) {
                timers.retransmit = now + Time.MINUTE;
            }
        }
    }

    private static final class RstAfterIdlingIgnored extends Watched {
        RstAfterIdlingIgnored(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void exactRst(Segment seg) {
            if (!idle(Time.MINUTE)) {
                super.exactRst(seg);
            }
        }
    }

    private static final class CloseWaitTimesOut extends Watched {
        CloseWaitTimesOut(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void closeInCloseWait() {
            if (now - becameAt > Time.MINUTE) {
                end();
            } else {
                super.closeInCloseWait();
            }
        }
    }

    private static final class LastAckAfterDwellingNoTimer extends Watched {
        LastAckAfterDwellingNoTimer(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void finLeft() {
            boolean late = in(State.CLOSE_WAIT, State.LAST_ACK) && now - finAt > Time.MINUTE;
            super.finLeft();
            if (late) {
                timers.retransmit = Time.NEVER;
            }
        }
    }

    private static final class FinAfterDwellingIgnored extends Watched {
        FinAfterDwellingIgnored(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void finInFinWait2() {
            if (now - becameAt <= Time.MINUTE) {
                super.finInFinWait2();
            }
        }
    }

    private static final class TimeWaitAfterDwellingShort extends Watched {
        TimeWaitAfterDwellingShort(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void startTimeWaitTimer() {
            timers.timeWait = Math.max(now, (in(State.FIN_WAIT_2) ? becameAt : now) + timeWaitLength());
        }
    }

    private static final class TextAfterDwellingDropped extends Watched {
        TextAfterDwellingDropped(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void accept(Segment seg) {
            if (!in(State.FIN_WAIT_2) || now - becameAt <= Time.MINUTE) {
                super.accept(seg);
            }
        }
    }

    private static final class AnyAckIsOfTheFin extends Watched {
        private final State state;

        AnyAckIsOfTheFin(Settings settings, Tcb tcb, State state) {
            super(settings, tcb);
            this.state = state;
        }

        @Override
        protected boolean acknowledgesOurFin(Segment seg) {
            boolean fresh = in(state) && snd.finSent && Seq.gt(seg.ack(), snd.una);
            return fresh || super.acknowledgesOurFin(seg);
        }
    }

    private static final class FinOnLastNumberLost extends Watched {
        FinOnLastNumberLost(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void acceptFin() {
            if (rcv.wnd > 1) {
                super.acceptFin();
            } else {
                rcv.nxt++;
                rcv.wnd = 0;
            }
        }

        @Override
        protected void finInEstablished() {
            if (rcv.finReceived) {
                super.finInEstablished();
            }
        }
    }

    private static final class FinOnLastNumberRefused extends Watched {
        FinOnLastNumberRefused(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean finIsNext(Segment seg) {
            return super.finIsNext(seg) && rcv.wnd != 1;
        }
    }

    private static final class FinWithOldTextDropped extends Watched {
        FinWithOldTextDropped(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean seventhCheckText(Segment seg) {
            boolean again = seg.fin() && !seg.data().isEmpty() && Seq.lt(seg.seq(), rcv.nxt);
            boolean goesOn = super.seventhCheckText(seg);
            return goesOn && !again;
        }
    }

    private static final class FinAfterLossDropped extends Watched {
        private boolean early;

        FinAfterLossDropped(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void hold(Segment seg) {
            early |= seg.fin();
            super.hold(seg);
        }

        @Override
        protected boolean finIsNext(Segment seg) {
            return super.finIsNext(seg) && !early;
        }
    }

    private static final class FinBeyond64kOutOfOrder extends Watched {
        FinBeyond64kOutOfOrder(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean finIsNext(Segment seg) {
            return super.finIsNext(seg) && seg.finSeq() - tcb.irs < 1 << 16;
        }
    }

    private static final class AckBeyond64kNotOfTheFin extends Watched {
        AckBeyond64kNotOfTheFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean acknowledgesOurFin(Segment seg) {
            return super.acknowledgesOurFin(seg) && snd.finSeq - snd.una < 1 << 16 && snd.finSeq - tcb.iss < 1 << 16;
        }
    }

    private static final class RstBeyond64kIgnored extends Watched {
        RstBeyond64kIgnored(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void exactRst(Segment seg) {
            if (rcv.nxt - tcb.irs < 1 << 16) {
                super.exactRst(seg);
            }
        }
    }

    private static final class TimeWaitBeyond64kDeaf extends Watched {
        TimeWaitBeyond64kDeaf(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean repeatsFin(Segment seg) {
            return super.repeatsFin(seg) && rcv.nxt - tcb.irs < 1 << 16;
        }
    }

    private static final class CloseForgets extends Watched {
        private final State state;

        CloseForgets(Settings settings, Tcb tcb, State state) {
            super(settings, tcb);
            this.state = state;
        }

        @Override
        public void letGo(long instant, Output out) {
            super.letGo(instant, out);
            if (in(state)) {
                end();
            }
        }
    }

    private static final class SecondClose extends Watched {
        private final State state;

        SecondClose(Settings settings, Tcb tcb, State state) {
            super(settings, tcb);
            this.state = state;
        }

        @Override
        public Reply close(long instant, Output out) {
            boolean again = snd.finSent;
            Reply reply = super.close(instant, out);
            if (again && in(state)) {
                send(Flags.FIN | Flags.ACK, snd.nxt, Bytes.EMPTY);
            }
            return reply;
        }
    }

    private static final class OlderWindowTaken extends Watched {
        OlderWindowTaken(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void updateWindow(Segment seg) {
            snd.wl1 = seg.seq();
            super.updateWindow(seg);
        }
    }

    private static final class CorkHoldsTheFin extends Watched {
        CorkHoldsTheFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean finRides(boolean last, int roomLeft) {
            return !snd.cork && super.finRides(last, roomLeft);
        }
    }

    private static final class KeepaliveNeverProbes extends Watched {
        KeepaliveNeverProbes(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void keepaliveTimeout() {
            timers.keepalive = Time.NEVER;
        }
    }

    private static final class KeepaliveNotInCloseWait extends Watched {
        KeepaliveNotInCloseWait(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean keepaliveApplies() {
            return super.keepaliveApplies() && !in(State.CLOSE_WAIT);
        }
    }

    private static final class EndBehindSixSegmentsUntold extends Watched {
        private int queued;

        EndBehindSixSegmentsUntold(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void accept(Segment seg) {
            super.accept(seg);
            queued = rcv.unreadLength() == seg.data().length() ? 1 : queued + 1;
        }

        @Override
        public boolean atEnd() {
            return super.atEnd() && queued < 6;
        }
    }
}
