package org.lastack.machine;

import org.lastack.tcp.Options.Timestamps;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** TIME-WAIT and the FIN-WAIT-2 of an orphan: entering, timing, reopening, and Linux's small record of both. */
public abstract class TimeWaiting extends Receiving {
    /** What Linux calls the length of TIME-WAIT in the arithmetic of tcp_fin_timeout. */
    private static final long LINUX_TIME_WAIT = Time.seconds(60);

    /** In this time the timestamp clocks of both ends have ticked (RFC 1337 §3: W). */
    private static final long BOTH_CLOCKS_TICK = Time.seconds(2);

    protected TimeWaiting(Settings settings, Tcb tcb) {
        super(settings, tcb);
    }

    /** The one way into TIME-WAIT (RFC 9293 Figure 5): the other timers go, 2MSL begins: TW-2MSL, TW-QUIETSTATE. */
    protected void enterTimeWait() {
        stopTimers();
        rcv.held.clear();
        tcb.reduced = settings.is(Knob.REDUCED_STATES);
        startTimeWaitTimer();
        tcb.timeWaitAt = now;
        become(State.TIME_WAIT);
    }

    /** Starts or restarts the 2MSL timer: TW-2MSL, TW-RESTART. */
    protected void startTimeWaitTimer() {
        timers.timeWait = now + timeWaitLength();
    }

    /** Twice the maximum segment lifetime: TW-2MSL. */
    protected long timeWaitLength() {
        return 2 * settings.time(Knob.MSL);
    }

    /** 2MSL is over: the connection is gone in silence. */
    protected void timeWaitTimeout() {
        end();
    }

    /** Turns every timer off. */
    protected void stopTimers() {
        timers.retransmit = Time.NEVER;
        timers.persist = Time.NEVER;
        timers.delayedAck = Time.NEVER;
        timers.keepalive = Time.NEVER;
        timers.user = Time.NEVER;
        timers.finWait2 = Time.NEVER;
        timers.timeWait = Time.NEVER;
    }

    /** A connection that ended as it should. */
    protected void end() {
        stopTimers();
        snd.buffer.clear();
        rcv.held.clear();
        become(State.CLOSED);
    }

    /** Tells whether this is the peer's FIN once more: text and FIN end at RCV.NXT. */
    protected boolean repeatsFin(Segment seg) {
        return seg.fin() && rcv.finReceived && seg.end() == rcv.nxt;
    }

    /** A retransmitted FIN is acknowledged and restarts 2MSL (5th and 8th check, TIME-WAIT): TW-RESTART. */
    protected void finAgainInTimeWait() {
        ackNow();
        startTimeWaitTimer();
    }

    // FIN-WAIT-2 without an application

    /** Our FIN is acknowledged and nobody holds the connection: it waits for the peer's FIN for so long: OR-FINTIMEOUT. */
    protected void startFinWait2Timer() {
        long limit = finTimeout();
        if (limit == Time.NEVER) {
            return;
        }
        boolean quirk = settings.is(Knob.FIN_TIMEOUT_QUIRK);
        boolean stages = quirk && limit > LINUX_TIME_WAIT;
        tcb.reduced = settings.is(Knob.REDUCED_STATES) && !stages;
        timers.finWait2 = now + (stages ? limit - LINUX_TIME_WAIT : limit);
    }

    /** tcp_fin_timeout, or TCP_LINGER2 of this socket: OR-LINGER2. Linux never waits less than 3.5 RTO. */
    protected long finTimeout() {
        long limit = tcb.wishes.linger2 >= 0 ? tcb.wishes.linger2 : settings.time(Knob.TCP_FIN_TIMEOUT);
        if (settings.is(Knob.FIN_TIMEOUT_QUIRK) && limit != Time.NEVER) {
            return Math.max(limit, 7 * backedOff(rto.backoff) / 2);
        }
        return limit;
    }

    /** Tells whether TCP_LINGER2 forbids to wait in FIN-WAIT-2 at all: OR-LINGER2. */
    protected boolean refusesFinWait2() {
        return tcb.orphan && tcb.wishes.linger2 < -1;
    }

    /** The time is over; Linux first waits a second time when tcp_fin_timeout exceeds 60 s: OR-FINTIMEOUT-ODD. */
    protected void finWait2Timeout() {
        timers.finWait2 = Time.NEVER;
        long limit = finTimeout();
        if (!tcb.reduced && settings.is(Knob.FIN_TIMEOUT_QUIRK) && limit > LINUX_TIME_WAIT) {
            tcb.reduced = settings.is(Knob.REDUCED_STATES);
            timers.finWait2 = now + limit - LINUX_TIME_WAIT;
            return;
        }
        end();
    }

    // Reopening (RFC 9293 MAY-2, RFC 6191)

    /** Tells whether a segment for this TIME-WAIT is a SYN that is surely new: TW-SYN-NEW, TW-SYN-OLD, TS-TW-A, TS-TW-B. */
    protected boolean reopens(Segment seg) {
        if (!in(State.TIME_WAIT) || !seg.syn() || seg.rst() || seg.hasAck()) {
            return false;
        }
        Timestamps stamps = seg.options().timestamps();
        if (!ts.on) {
            boolean first =
                    stamps != null && settings.is(Knob.TCP_TIMESTAMPS) && settings.is(Knob.REOPEN_BY_FIRST_TIMESTAMP);
            return first || beyondOldFin(seg);
        }
        if (stamps == null) {
            return beyondOldFin(seg);
        }
        int newer = stamps.tsVal() - ts.recent;
        return newer > 0 || newer == 0 && beyondOldFin(seg);
    }

    /** TS-TW-EDGE: the old FIN was RCV.NXT - 1, so RCV.NXT is new; Linux wants one more. */
    protected boolean beyondOldFin(Segment seg) {
        return settings.is(Knob.REOPEN_ABOVE_RCV_NXT) ? Seq.gt(seg.seq(), rcv.nxt) : Seq.geq(seg.seq(), rcv.nxt);
    }

    // The small record

    /** Tells whether a segment is judged by Linux's small record alone. In FIN-WAIT-2 that breaks MUSTs: RA-INWIN, SY-CHALLENGE. */
    protected final boolean judgedByRecord() {
        return tcb.reduced && (in(State.TIME_WAIT) || settings.is(Knob.REDUCED_CHECKS));
    }

    /** Segments for Linux's small record, see {@link Knob#REDUCED_STATES}. */
    protected void reducedArrives(Segment seg) {
        boolean exempt = seg.rst() && !settings.is(Knob.REDUCED_CHECKS);
        boolean stale = !exempt && isStale(seg);
        if (in(State.FIN_WAIT_2)) {
            reducedFinWait2(seg, stale);
        } else {
            reducedTimeWait(seg, stale);
        }
    }

    private void reducedFinWait2(Segment seg, boolean stale) {
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

    private void reducedTimeWait(Segment seg, boolean stale) {
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

    /** An exact RST ends TIME-WAIT unless RFC 1337 is on: TW-RST, TW-RST-1337, TS-1337-F2. */
    protected void rstInTimeWait() {
        boolean ignored = switch (settings.count(Knob.TCP_RFC1337)) {
            case 0 -> false;
            case 2 -> ts.on && now - timeWaitBegan() < BOTH_CLOCKS_TICK;
            default -> true;
        };
        if (!ignored) {
            end();
        }
    }

    /** From when the first seconds of TIME-WAIT are counted, whatever restarts its timer: TS-1337-F2. */
    protected long timeWaitBegan() {
        return tcb.timeWaitAt;
    }

    private boolean touchesWindow(Segment seg) {
        int edge = rcv.nxt + rcv.wnd;
        return seg.seq() == rcv.nxt
                || Seq.gt(seg.end(), rcv.nxt) && Seq.lt(seg.seq(), edge)
                || seg.seq() == edge && seg.len() == 0;
    }

    /** Text has come that the application will never read: RST, and the connection is gone: HC-FD-LATE, SHLD-3. */
    protected void refuseText(Segment seg) {
        resetReply(seg);
        delete(resetFault());
    }

    /** What the user hears of a reset: in CLOSE-WAIT the stream had already ended well: AP-CWRST. */
    protected final Fault resetFault() {
        boolean pipe = in(State.CLOSE_WAIT) && settings.is(Knob.RST_IN_CLOSE_WAIT_IS_EPIPE);
        return pipe ? Fault.BROKEN_PIPE : Fault.RESET;
    }

    /** RFC 7323 §5.3: the timestamp is older than the last one of the peer: TS-PAWS. */
    protected abstract boolean isStale(Segment seg);

    /** RFC 7323 §4.3: TS.Recent follows the segments that advance the window. */
    protected abstract void remember(Segment seg);

    /** Answers a segment that cannot be taken with an ACK, not too often (RFC 5961 §7). */
    protected abstract void answerInvalid(Segment seg);
}
