package org.lastack.machine;

import org.lastack.tcp.Options.Timestamps;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** TIME-WAIT as the RFCs have it: entering, timing, reopening; and how long an orphan stays in FIN-WAIT-2. */
public abstract class TimeWaiting extends Receiving {
    /** In this time the timestamp clocks of both ends have ticked (RFC 1337 §3: W). */
    private static final long BOTH_CLOCKS_TICK = Time.seconds(2);

    protected TimeWaiting(Settings settings, Tcb tcb) {
        super(settings, tcb);
    }

    // TIME-WAIT

    /** The one way into TIME-WAIT (RFC 9293 Figure 5): the other timers go, 2MSL begins: TW-2MSL, TW-QUIETSTATE. */
    protected void enterTimeWait() {
        timers.stop();
        rcv.held.clear();
        startTimeWaitTimer();
        tcb.timeWaitAt = now;
        become(State.TIME_WAIT);
    }

    /** Starts or restarts the 2MSL timer: TW-2MSL, TW-RESTART. */
    protected void startTimeWaitTimer() {
        timers.timeWait = now + timeWaitLength();
    }

    /** What was under way when the connection ended is gone after twice the maximum segment lifetime: TW-2MSL. */
    protected long timeWaitLength() {
        return 2 * settings.time(Knob.MSL);
    }

    /** 2MSL is over: the connection is gone, and nothing is sent: TW-2MSL. */
    protected void timeWaitTimeout() {
        end();
    }

    /** Tells whether this is the peer's FIN once more: text and FIN end at RCV.NXT. */
    protected boolean repeatsFin(Segment seg) {
        return seg.fin() && rcv.finReceived && seg.end() == rcv.nxt;
    }

    /** A retransmitted FIN says that its ACK was lost: it is acknowledged and 2MSL begins anew (5th and 8th check): TW-RESTART. */
    protected void finAgainInTimeWait() {
        ackNow();
        startTimeWaitTimer();
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

    // Reopening (RFC 9293 MAY-2, RFC 6191)

    /** Tells whether a segment for this TIME-WAIT is a SYN that is surely new: TW-SYN-NEW, TW-SYN-OLD, TS-TW-A, TS-TW-B. */
    protected boolean reopens(Segment seg) {
        if (!in(State.TIME_WAIT) || !seg.syn() || seg.rst() || seg.hasAck()) {
            return false;
        }
        Timestamps stamps = seg.options().timestamps();
        if (!ts.on) {
            // A first timestamp proves the SYN new, since the old connection had none (RFC 6191 §2).
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

    /** The old FIN was RCV.NXT - 1, so RCV.NXT is new; Linux wants one more: TS-TW-EDGE. */
    protected boolean beyondOldFin(Segment seg) {
        return settings.is(Knob.REOPEN_ABOVE_RCV_NXT) ? Seq.gt(seg.seq(), rcv.nxt) : Seq.geq(seg.seq(), rcv.nxt);
    }

    // FIN-WAIT-2 without an application

    /** Our FIN is acknowledged; nothing is sent. A FIN in the same segment comes later, at the eighth check: NC-FW, NC-FW1-TW. */
    protected void enterFinWait2(Segment seg) {
        become(State.FIN_WAIT_2);
        if (refusesFinWait2()) {
            resetReply(seg);
            delete(Fault.RESET);
        } else if (tcb.orphan && !bringsText(seg) && !finIsNext(seg)) {
            startFinWait2Timer();
        }
    }

    /** Nobody holds the connection: it waits for the peer's FIN for so long: OR-FINTIMEOUT. */
    protected void startFinWait2Timer() {
        long limit = finTimeout();
        timers.finWait2 = limit == Time.NEVER ? Time.NEVER : now + limit;
    }

    /** tcp_fin_timeout, or TCP_LINGER2 of this socket: OR-LINGER2. */
    protected long finTimeout() {
        return tcb.options.linger2 >= 0 ? tcb.options.linger2 : settings.time(Knob.TCP_FIN_TIMEOUT);
    }

    /** Tells whether TCP_LINGER2 forbids to wait in FIN-WAIT-2 at all: OR-LINGER2. */
    protected boolean refusesFinWait2() {
        return tcb.orphan && tcb.options.linger2 < -1;
    }

    /** The time is over: the connection is gone, and nothing is sent: OR-FINTIMEOUT. */
    protected void finWait2Timeout() {
        end();
    }
}
