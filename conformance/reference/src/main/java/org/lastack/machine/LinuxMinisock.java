package org.lastack.machine;

import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/**
 * What Linux does otherwise: of TIME-WAIT and of an orphan in FIN-WAIT-2 it keeps a small record, the minisock, with a timer and
 * checks of its own (tcp_timewait_state_process). With {@link Knob#REDUCED_STATES} and {@link Knob#FIN_TIMEOUT_QUIRK} off, as in
 * the preset of RFC 9293, nothing here does anything.
 */
public abstract class LinuxMinisock extends TimeWaiting {
    /** What Linux calls the length of TIME-WAIT in the arithmetic of tcp_fin_timeout. */
    private static final long LINUX_TIME_WAIT = Time.seconds(60);

    protected LinuxMinisock(Settings settings, Tcb tcb) {
        super(settings, tcb);
    }

    @Override
    protected void enterTimeWait() {
        tcb.minisock = settings.is(Knob.REDUCED_STATES);
        super.enterTimeWait();
    }

    /** For a FIN, though this one is old, Linux keeps the whole connection. */
    @Override
    protected void enterFinWait2(Segment seg) {
        super.enterFinWait2(seg);
        tcb.minisock &= !seg.fin();
    }

    /** When tcp_fin_timeout exceeds 60 s, what exceeds it is spent before the minisock is made: OR-FINTIMEOUT-ODD. */
    @Override
    protected void startFinWait2Timer() {
        super.startFinWait2Timer();
        if (timers.finWait2 == Time.NEVER) {
            return;
        }
        boolean stages = exceeds60s();
        tcb.minisock = settings.is(Knob.REDUCED_STATES) && !stages;
        timers.finWait2 -= stages ? LINUX_TIME_WAIT : 0;
    }

    /** Linux never waits less than 3.5 RTO. */
    @Override
    protected long finTimeout() {
        long limit = super.finTimeout();
        if (settings.is(Knob.FIN_TIMEOUT_QUIRK) && limit != Time.NEVER) {
            return Math.max(limit, 7 * backedOff(rto.backoff) / 2);
        }
        return limit;
    }

    /** Linux waits a second time, now as a minisock, when tcp_fin_timeout exceeds 60 s: OR-FINTIMEOUT-ODD. */
    @Override
    protected void finWait2Timeout() {
        timers.finWait2 = Time.NEVER;
        if (!tcb.minisock && exceeds60s()) {
            tcb.minisock = settings.is(Knob.REDUCED_STATES);
            timers.finWait2 = now + finTimeout() - LINUX_TIME_WAIT;
        } else {
            super.finWait2Timeout();
        }
    }

    private boolean exceeds60s() {
        return settings.is(Knob.FIN_TIMEOUT_QUIRK) && finTimeout() > LINUX_TIME_WAIT;
    }

    /** Tells whether the minisock alone judges a segment. In FIN-WAIT-2 that breaks MUSTs: RA-INWIN, SY-CHALLENGE. */
    protected final boolean judgedByMinisock() {
        return tcb.minisock && (in(State.TIME_WAIT) || settings.is(Knob.REDUCED_CHECKS));
    }

    /** A segment has come for the minisock; with {@link Knob#REDUCED_CHECKS} the timestamp of a RST counts too. */
    protected void arrivesAtMinisock(Segment seg) {
        boolean exempt = seg.rst() && !settings.is(Knob.REDUCED_CHECKS);
        boolean stale = !exempt && isStale(seg);
        if (in(State.FIN_WAIT_2)) {
            minisockInFinWait2(seg, stale);
        } else {
            minisockInTimeWait(seg, stale);
        }
    }

    private void minisockInFinWait2(Segment seg, boolean stale) {
        if (stale || !touchesWindow(seg)) {
            answerInvalid(seg);
        } else if (seg.rst()) {
            // Any RST in the window ends it, and nobody is told.
            end();
        } else if (seg.syn() && Seq.geq(seg.seq(), rcv.nxt)) {
            resetReply(seg);
            end();
        } else if (!seg.hasAck() || Seq.leq(seg.end(), rcv.nxt) || seg.len() == 0) {
            return;
        } else if (!seg.fin() || seg.end() != rcv.nxt + 1) {
            // Text that nobody will read, or proof of it: HC-FD-LATE.
            refuseText(seg);
        } else {
            acceptFin();
            remember(seg);
            ackNow();
            enterTimeWait();
        }
    }

    private void minisockInTimeWait(Segment seg, boolean stale) {
        boolean exact = !stale && seg.seq() == rcv.nxt;
        if (exact && seg.rst()) {
            rstInTimeWait();
        } else if (exact && seg.hasAck() && Seq.gt(seg.ack(), snd.nxt) && !settings.is(Knob.REDUCED_CHECKS)) {
            // An ACK of what was never sent: RG-SYNC.
            answerInvalid(seg);
        } else if (exact && seg.len() == 0) {
            startTimeWaitTimer();
            remember(seg);
        } else if (!seg.rst()) {
            // Everything else is out of place: an ACK, and a new wait unless it may be a SYN of somebody else.
            if (stale || seg.hasAck()) {
                againInTimeWait(seg);
            }
            answerInvalid(seg);
        }
    }

    private void againInTimeWait(Segment seg) {
        if (repeatsFin(seg)) {
            finAgainInTimeWait();
        } else {
            startTimeWaitTimer();
        }
    }

    private boolean touchesWindow(Segment seg) {
        int edge = rcv.nxt + rcv.wnd;
        return seg.seq() == rcv.nxt
                || Seq.gt(seg.end(), rcv.nxt) && Seq.lt(seg.seq(), edge)
                || seg.seq() == edge && seg.len() == 0;
    }
}
