package org.lastack.kit.unusual;

import org.lastack.machine.Knob;
import org.lastack.machine.Machine;
import org.lastack.machine.Settings;
import org.lastack.machine.Tcb;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Options.Timestamps;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Connections that do what the RFCs leave open otherwise than the reference does. */
final class UnusualMachines {
    private UnusualMachines() {}

    // The FIN

    /** BSD and what comes from it: tcp_output() sets the FIN bit of whatever it sends in these states. */
    static final class FinOnEveryAck extends Machine {
        FinOnEveryAck(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void sendAck() {
            boolean closing = in(State.FIN_WAIT_1, State.CLOSING, State.LAST_ACK);
            if (closing && snd.finSent && !ourFinIsAcknowledged()) {
                send(Flags.ACK | Flags.FIN, snd.finSeq, Bytes.EMPTY);
            } else {
                super.sendAck();
            }
        }
    }

    static final class FinAlone extends Machine {
        FinAlone(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean finRides(boolean last, int roomLeft) {
            return unsent() == 0 && super.finRides(last, roomLeft);
        }
    }

    static final class CopiesOfFinAlone extends Machine {
        CopiesOfFinAlone(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void retransmitText(int length, boolean fin) {
            super.retransmitText(length, false);
        }
    }

    /** All that fits into one segment comes again at a timeout, in the two segments in which it went out. */
    static final class CopiesOfAll extends Machine {
        CopiesOfAll(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean finRides(boolean last, int roomLeft) {
            return unsent() == 0 && super.finRides(last, roomLeft);
        }

        @Override
        protected void retransmitText(int length, boolean fin) {
            super.retransmitText(length, false);
            if (fin) {
                retransmitFin();
            }
        }
    }

    /** A copy acknowledges nothing new, so that an ACK that is due stays due. */
    static final class CopiesAcknowledgeNothing extends Machine {
        CopiesAcknowledgeNothing(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void retransmitFirst() {
            long due = timers.delayedAck;
            int unacked = rcv.unacked;
            boolean now = rcv.ackNow;
            super.retransmitFirst();
            timers.delayedAck = due;
            rcv.unacked = unacked;
            rcv.ackNow = now;
        }
    }

    // Text

    static final class CopiesInHalves extends Machine {
        CopiesInHalves(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void retransmitText(int length, boolean fin) {
            int half = (length + 1) / 2;
            super.retransmitText(half, fin && half == length);
        }
    }

    static final class SmallSegments extends Machine {
        SmallSegments(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void takeSyn(Segment seg) {
            super.takeSyn(seg);
            snd.mss = Math.min(snd.mss, 100);
        }
    }

    /** The receive buffer grows with what comes, from a little to all that the settings allow. */
    static final class GrowingWindow extends Machine {
        private final int most = rcv.limit;

        GrowingWindow(Settings settings, Tcb tcb) {
            super(settings, tcb);
            rcv.limit = Math.min(most, 4096);
        }

        @Override
        protected void accept(Segment seg) {
            super.accept(seg);
            rcv.limit = Math.min(most, rcv.limit + 1460);
        }
    }

    static final class ForgetsBeyondHoles extends Machine {
        ForgetsBeyondHoles(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void hold(Segment seg) {
            boolean syn = in(State.SYN_RECEIVED, State.LISTEN);
            if (syn) {
                super.hold(seg);
            }
        }
    }

    // ACKs

    static final class DelaysEveryAck extends Machine {
        DelaysEveryAck(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void acknowledgeFin() {
            delayAck();
        }
    }

    static final class AcksAtOnce extends Machine {
        AcksAtOnce(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void delayAck() {
            ackNow();
        }
    }

    /** The timer of the delayed ACK runs on although the ACK has left. */
    static final class AcksTextTwice extends Machine {
        private boolean again;

        AcksTextTwice(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void acknowledgeText() {
            ackNow();
            again = true;
        }

        @Override
        protected void sendAck() {
            super.sendAck();
            if (again) {
                again = false;
                delayAck();
            }
        }
    }

    static final class AckAfterEachRead extends Machine {
        AckAfterEachRead(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void tellWindow() {
            if (in(State.ESTABLISHED, State.FIN_WAIT_1, State.FIN_WAIT_2)) {
                sendAck();
            }
        }
    }

    static final class NoWindowAfterFin extends Machine {
        NoWindowAfterFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void openWindow() {
            if (rcv.finReceived) {
                rcv.wnd = 0;
            } else {
                super.openWindow();
            }
        }
    }

    // Timers

    /** The first probe comes late, also where it takes the place of a copy, since the window shrank. */
    static final class LateProbes extends Machine {
        private static final long FIRST = Time.ms(2900);

        LateProbes(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void startPersist() {
            boolean starts = timers.persist == Time.NEVER;
            super.startPersist();
            timers.persist = starts ? now + interval() : timers.persist;
        }

        @Override
        protected void persistTimeout() {
            super.persistTimeout();
            timers.persist = timers.persist == Time.NEVER ? Time.NEVER : now + interval();
        }

        @Override
        protected void updateWindow(Segment seg) {
            boolean open = snd.wnd > 0;
            super.updateWindow(seg);
            if (open && snd.wnd == 0 && inFlight() > 0) {
                timers.retransmit = now + FIRST;
            }
        }

        private long interval() {
            return Math.min(FIRST << Math.min(rto.probeBackoff, 10), Time.MINUTE);
        }
    }

    /** The handshake measures nothing. */
    static final class UnmeasuredAtFirst extends Machine {
        private boolean measured;

        UnmeasuredAtFirst(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected long timeoutFor(long srtt, long variance) {
            long timeout = measured ? super.timeoutFor(srtt, variance) : settings.time(Knob.RTO_INITIAL);
            measured = true;
            return timeout;
        }
    }

    /** What is due waits for the next tick of half a second. */
    static final class CoarseTicks extends Machine {
        static final long TICK = Time.ms(500);

        CoarseTicks(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        public long nextWake() {
            long due = super.nextWake();
            return due == Time.NEVER ? due : (due + TICK - 1) / TICK * TICK;
        }
    }

    static final class SlowTimers extends Machine {
        SlowTimers(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void startRetransmit() {
            super.startRetransmit();
            timers.retransmit += (timers.retransmit - now) / 8;
        }

        @Override
        protected long timeWaitLength() {
            return super.timeWaitLength() * 104 / 100;
        }
    }

    // Odd segments

    /** The segment at the front of the retransmission queue, as it went out before the two SYNs met. */
    static final class BareSynAgain extends Machine {
        BareSynAgain(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void retransmitFirst() {
            if (in(State.SYN_RECEIVED) && !tcb.passive && !snd.synAcked) {
                rto.timing = false;
                send(Flags.SYN, tcb.iss, Bytes.EMPTY);
            } else {
                super.retransmitFirst();
            }
        }
    }

    static final class SilentToSecondFin extends Machine {
        SilentToSecondFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void eighthCheckFin(Segment seg) {
            boolean second = rcv.finReceived && seg.fin() && Seq.geq(seg.finSeq(), rcv.nxt);
            if (!second) {
                super.eighthCheckFin(seg);
            }
        }
    }

    /** Only TIME-WAIT knows that the peer has ended already. */
    static final class CountsSecondFin extends Machine {
        CountsSecondFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean finIsNext(Segment seg) {
            boolean second = rcv.finReceived
                    && seg.fin()
                    && seg.seq() == rcv.nxt
                    && seg.data().isEmpty();
            return second && !in(State.TIME_WAIT) || super.finIsNext(seg);
        }
    }

    /** The octet of RFC 1122 for stacks that do not answer an empty segment. */
    static final class GarbageInProbes extends Machine {
        GarbageInProbes(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void send(int flags, int seq, Bytes text) {
            boolean probe = flags == Flags.ACK && text.isEmpty() && seq == snd.una - 1;
            super.send(flags, seq, probe ? Bytes.copyOf(new byte[1]) : text);
        }
    }

    static final class ResetsWithAck extends Machine {
        ResetsWithAck(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void resetReply(Segment seg) {
            if (seg.hasAck() && !seg.rst()) {
                sendReset(seg.ack(), seg.end(), Flags.RST | Flags.ACK, null);
            } else {
                super.resetReply(seg);
            }
        }
    }

    static final class NoPaws extends Machine {
        NoPaws(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean checkTimestamp(Segment seg) {
            return true;
        }

        /** However long it was idle: only what refuses old timestamps has to forget the latest. */
        @Override
        protected boolean isStale(Segment seg) {
            Timestamps stamps = seg.options().timestamps();
            return ts.on && stamps != null && stamps.tsVal() - ts.recent < 0;
        }
    }

    static final class LimitsAnswersToFins extends Machine {
        LimitsAnswersToFins(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void answerInvalid(Segment seg) {
            if (!seg.data().isEmpty() || mayAnswerAgain()) {
                ackNow();
            }
        }
    }
}
